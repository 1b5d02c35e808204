"""`fugong export` on a small published file whose texts come from people who mean no good."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as parquet
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from fugong import config
from fugong.cli import main
from fugong.export import formats, workbook
from fugong.export.formulas import is_formula, is_formula_sql
from fugong.export.run import ExportError, Format, export
from fugong.export.workbook import LONGEST_TEXT, fitting, is_exact_in_excel

FORMULA = '=cmd|"/c calc"!A1'
TEXTS = [
    '大庆市,"龙凤"区\n第二行',
    FORMULA,
    "@SUM(A1)",
    "\t=1+1",
    "＝1+1",
    "-2+3",
    "-3.2%",
    "",
    None,
    "{=1}<b>_x0041_\x01",
]
RISKY = 5
FORMATS = ["--format", "csv", "--format", "parquet", "--format", "excel"]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("warehouse") / "news.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table fct_funds (row_number integer, evidence_text varchar, amount_cny decimal(38, 2), "
            "as_of_date date, is_target boolean, confidence double, loaded_at timestamp)"
        )
        connection.execute("comment on table fct_funds is 'Funds, it''s said'")
        connection.execute("comment on column fct_funds.amount_cny is 'Yuan'")
        connection.executemany(
            "insert into fct_funds values (?, ?, 903000000.07, date '2020-03-18', true, 0.1, "
            "timestamp '2020-03-18 08:01:02')",
            [[number, text] for number, text in enumerate(TEXTS)],
        )
        connection.execute("insert into fct_funds values (99, '长', 12345678901234567.89, null, null, null, null)")
        connection.execute("create table dim_city (city_name varchar)")
        connection.execute("create schema raw")
        connection.execute("create table raw.loads (load_id integer)")
        connection.execute("create view document_text as select row_number, evidence_text from fct_funds")
        connection.execute("comment on column document_text.evidence_text is 'A text'")
    return file


def run(*arguments: str | Path) -> int:
    return main(["export", *map(str, arguments)])


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def test_every_file_is_listed_with_its_checksum_rows_and_meaning(warehouse: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    assert run(folder, "--warehouse", warehouse, *FORMATS) == 0
    manifest = manifest_of(folder)
    listed = {file["path"]: file for file in manifest["files"]}
    assert set(listed) == {
        *(f"{table}.{form}" for table in ("dim_city", "document_text", "fct_funds") for form in ("csv", "parquet")),
        "news.xlsx",
    }  # fmt: skip
    assert {path.name for path in folder.iterdir()} == {*listed, "manifest.json", "SHA256SUMS"}
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    for name, file in listed.items():
        content = (folder / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"] == sums[name]
        assert len(content) == file["bytes"]
    assert listed["fct_funds.csv"]["rows"] == listed["fct_funds.parquet"]["rows"] == len(TEXTS) + 1
    assert listed["fct_funds.csv"]["neutralised_cells"] == RISKY
    assert listed["news.xlsx"]["neutralised_cells"] == 2 * RISKY
    (funds,) = (table for table in manifest["tables"] if table["name"] == "fct_funds")
    assert funds["meaning"] == "Funds, it's said"
    assert funds["columns"][2] == {"name": "amount_cny", "type": "DECIMAL(38,2)", "meaning": "Yuan"}


def test_a_csv_file_has_every_text_and_no_formula(warehouse: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "out", "--warehouse", warehouse) == 0
    with (tmp_path / "out" / "fct_funds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = [f"'{text}" if text and is_formula(text) else text or "" for text in TEXTS]
    assert [row["evidence_text"] for row in rows[:-1]] == expected
    assert rows[0]["amount_cny"] == "903000000.07"
    assert rows[0]["as_of_date"] == "2020-03-18"
    assert rows[-1]["amount_cny"] == "12345678901234567.89"
    # Null and the empty text are told apart by those who look: 8 is empty, 9 is null.
    text = (tmp_path / "out" / "fct_funds.csv").read_text(encoding="utf-8")
    assert '\n7,"",' in text
    assert "\n8,,9030" in text


def test_a_parquet_file_has_every_value_as_it_is(warehouse: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "out", "--warehouse", warehouse, "--format", "parquet") == 0
    table = parquet.read_table(tmp_path / "out" / "fct_funds.parquet")
    assert table.column("evidence_text").to_pylist()[:-1] == TEXTS
    assert table.column("amount_cny").to_pylist()[-1] == Decimal("12345678901234567.89")
    assert table.column("as_of_date").to_pylist()[0] == date(2020, 3, 18)
    assert parquet.read_metadata(tmp_path / "out" / "fct_funds.parquet").metadata[b"comment"] == b"Funds, it's said"


def test_a_workbook_has_texts_where_formulas_were_and_values_of_their_own_type(warehouse: Path, tmp_path: Path) -> None:
    assert run(tmp_path / "out", "--warehouse", warehouse, "--format", "excel") == 0
    file = tmp_path / "out" / "news.xlsx"
    book = load_workbook(file)
    assert book.sheetnames == ["tables", "columns", "dim_city", "document_text", "fct_funds"]
    rows = list(book["fct_funds"].iter_rows(min_row=2))
    assert [row[1].value for row in rows[:6]] == TEXTS[:6]
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "d", "b"}
    assert [row[1].quotePrefix for row in rows[:7]] == [False, True, True, True, True, True, False]
    assert [cell.value for cell in rows[0][2:]] == [
        903000000.07, datetime(2020, 3, 18), True, 0.1, datetime(2020, 3, 18, 8, 1, 2)
    ]  # fmt: skip
    assert rows[-1][2].value == "12345678901234567.89"
    assert ("fct_funds", len(TEXTS) + 1, "Funds, it's said") in list(book["tables"].values)
    with zipfile.ZipFile(file) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_only_tables_that_are_public_are_exported(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("loads", "../fct_funds"):
        assert run(tmp_path / "out", "--warehouse", warehouse, "--table", name) == 2
        assert (
            capsys.readouterr().err
            == f"fugong: {name!r} is no public table; there are dim_city, document_text, fct_funds\n"
        )
    assert not (tmp_path / "out").exists()
    assert run(tmp_path / "out", "--warehouse", warehouse, "--table", "dim_city", "--json") == 0
    assert [table["name"] for table in json.loads(capsys.readouterr().out)["tables"]] == ["dim_city"]


def test_a_view_of_a_warehouse_from_elsewhere_reaches_no_file_of_this_machine(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret, hostile = tmp_path / "secret.csv", tmp_path / "hostile.duckdb"
    secret.write_text("a\nsecret\n")
    with duckdb.connect(str(hostile)) as connection:
        connection.execute(f"create view dim_city as select * from read_csv('{secret}')")
    for form in Format:
        assert run(tmp_path / "out", "--warehouse", hostile, "--format", form) == 1
        assert "nothing was exported: Permission Error" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"secret.csv", "hostile.duckdb"}


def test_a_work_file_or_no_file_is_not_exported(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = config.work_path(tmp_path / warehouse.name)
    work.parent.mkdir()
    work.write_bytes(warehouse.read_bytes())
    assert run(tmp_path / "out", "--warehouse", work) == 2
    assert run(tmp_path / "out", "--warehouse", tmp_path / "none.duckdb") == 2
    told = capsys.readouterr().err.splitlines()
    assert "only what is published" in told[0]
    assert "no such warehouse" in told[1]


@pytest.mark.parametrize("moment", ["first", "second", "workbook"])
def test_an_export_that_fails_leaves_nothing_and_the_older_one_stays(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    folder = tmp_path / "out"
    export(warehouse, folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if moment == "workbook":
        monkeypatch.setattr(workbook._Writer, "_write", full)
    else:
        failing = "dim_city" if moment == "first" else "fct_funds"
        copied = formats._copied
        monkeypatch.setattr(formats, "_copied", lambda *given: full() if failing in given[1] else copied(*given))
    with pytest.raises(ExportError, match="nothing was exported: No space left on device"):
        export(warehouse, folder, list(Format), may_replace=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_an_export_takes_no_place_but_that_of_an_older_one(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert run(folder, "--warehouse", warehouse, *FORMATS) == 0
    assert run(folder, "--warehouse", warehouse) == 2
    assert "--replace" in capsys.readouterr().err
    assert run(folder, "--warehouse", warehouse, "--replace") == 0
    assert not (folder / "news.xlsx").exists()
    (folder / "mine.txt").write_text("mine")
    assert run(folder, "--warehouse", warehouse, "--replace") == 2
    assert "mine.txt was not written by an export" in capsys.readouterr().err
    (folder / "manifest.json").unlink()
    assert run(folder, "--warehouse", warehouse, "--replace") == 2
    assert (folder / "mine.txt").read_text() == "mine"
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    assert run(tmp_path / "link", "--warehouse", warehouse) == 2
    assert run(tmp_path / "no" / "such", "--warehouse", warehouse) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"out", "link"}


def test_a_table_too_long_for_a_sheet_is_refused(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    assert run(tmp_path / "out", "--warehouse", warehouse, "--format", "excel") == 1
    told = "document_text has 11 rows and a sheet of Excel holds 5: export it as csv or parquet"
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_text_too_long_for_a_cell_is_cut_between_characters_and_says_so() -> None:
    assert fitting("复" * LONGEST_TEXT) == "复" * LONGEST_TEXT
    assert fitting("复" * (LONGEST_TEXT + 1)) == "复" * (LONGEST_TEXT - 1) + "…"
    # Two units of UTF-16 each, of which an odd number is left.
    assert fitting("𠮷" * LONGEST_TEXT) == "𠮷" * ((LONGEST_TEXT - 1) // 2) + "…"
    assert fitting("a" + "𠮷" * LONGEST_TEXT) == "a" + "𠮷" * ((LONGEST_TEXT - 2) // 2) + "…"


def test_numbers_that_excel_would_change_are_told_from_those_it_keeps() -> None:
    assert is_exact_in_excel(Decimal("7100000000000.000000"))
    assert is_exact_in_excel(Decimal("903000000.07"))
    assert not is_exact_in_excel(Decimal("12345678901234567.89"))
    assert not is_exact_in_excel(12345678901234567)
    assert not is_exact_in_excel(float("nan"))


@given(st.text())
@example("=1")
@example("-3.2%")
@example("-3.2%\n")
@example("+1\n=2")
def test_python_and_sql_agree_on_what_is_a_formula(text: str) -> None:
    text = text.replace("\0", "")
    with duckdb.connect() as connection:
        ((in_sql,),) = connection.execute(f"select {is_formula_sql('text')} from (select ? as text)", [text]).fetchall()
    assert in_sql == is_formula(text)


@given(st.text(min_size=1))
def test_no_text_begins_like_a_formula_once_it_is_neutralised(text: str) -> None:
    shown = f"'{text}" if is_formula(text) else text
    assert shown[0] not in "=@\t\r\n＝＋－＠"
    assert shown[0] not in "+-" or shown.strip("+-%").replace(".", "").isascii()
