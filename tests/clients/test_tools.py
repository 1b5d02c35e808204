"""What docs/tools.md shows, run as it stands there: Chinese text, decimals and days arrive in each tool as they are."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest

from clients.pages import examples

ROOT = Path(__file__).parents[2]
PAGE = "tools.md"
LONG = "123456789012345678901234567890.12"
ENVIRONMENTS = ROOT / ".tools" / "clients"
OWN = Path(sys.prefix)
QUERY = """
    select city_name, amount_cny, as_of_date, evidence_text
    from fct_funds left join dim_city using (city_key)
    order by quantity_key
"""

# What turns the `funds` of an example into rows of JSON that tell the types: [type, text] or null for each value.
TELL_ROWS = """
import json
tell = lambda value: None if value is None else [type(value).__name__, str(value)]
print(json.dumps([[tell(value) for value in row] for row in {rows}]))
"""
TELL_ANSWERS = """
import json
print(json.dumps([meaning, columns, key]))
"""
TELL_IN_NODE = """
console.log(JSON.stringify(funds.map(row => Object.values(row))));
"""
PYTHON_TOOLS = {
    "Python: duckdb": ("funds", ["own", "duckdb-1.4", "duckdb-2.0", "python"]),
    "pandas": (
        "([None if value is pd.NA else value for value in row] for row in funds.itertuples(index=False))",
        ["python"],
    ),
    "polars": ("funds.rows()", ["python"]),
    "ADBC": ("zip(*(column.to_pylist() for column in funds.columns))", ["python"]),
    "SQLAlchemy": ("funds", ["python"]),
}


def environment(name: str) -> Path:
    """Return the folder of an environment, or skip the test and say how to make it."""
    folder = OWN if name == "own" else ENVIRONMENTS / name
    if name != "own" and not (folder / "made").is_file():
        pytest.skip(f"no environment {name} in .tools/clients (make clients makes it)")
    return folder


@pytest.fixture(scope="module")
def warehouse(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file, and in it what the sample lacks: what is not known, and a number longer than a double."""
    file = tmp_path_factory.mktemp("tools") / published.name
    shutil.copyfile(published, file)
    with duckdb.connect(str(file)) as connection:
        keys = connection.execute("select quantity_key from fct_funds order by quantity_key limit 4").fetchall()
        for (key,), change in zip(
            keys, ("city_key = null", "amount_cny = null", "as_of_date = null", f"amount_cny = {LONG}"), strict=True
        ):
            connection.execute(f"update fct_funds set {change} where quantity_key = ?", [key])
    file.chmod(0o444)
    return file


@pytest.fixture
def desk(warehouse: Path, tmp_path: Path) -> Path:
    """A folder as a checkout is after `make warehouse`: the examples name what is in it."""
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "fugong.duckdb").symlink_to(warehouse)
    return tmp_path


@pytest.fixture(scope="module")
def expected(warehouse: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(QUERY).fetchall()


def run(command: list[str | Path], folder: Path, **more: str) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={**os.environ, "HOME": str(folder), "PYTHONUTF8": "1", **more},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def typed(rows: list[tuple[Any, ...]]) -> list[list[list[str] | None]]:
    return [[None if value is None else [type(value).__name__, str(value)] for value in row] for row in rows]


@pytest.mark.parametrize(
    ("tool", "place"), [(tool, place) for tool, (_, places) in PYTHON_TOOLS.items() for place in places]
)
def test_a_python_library_reads_texts_decimals_and_days_in_their_own_types(
    tool: str, place: str, desk: Path, expected: list[tuple[Any, ...]]
) -> None:
    python = environment(place) / "bin" / "python"
    code = examples(PAGE, tool, "python")[0] + TELL_ROWS.format(rows=PYTHON_TOOLS[tool][0])
    told = json.loads(run([python, "-W", "error", "-c", code], desk))
    assert told == typed(expected)
    assert {type(row[1]) for row in expected} <= {Decimal, type(None)}
    assert {type(row[2]) for row in expected} <= {date, type(None)}


@pytest.mark.parametrize("place", ["own", "duckdb-1.4"])
def test_the_shells_print_texts_decimals_and_days(place: str, desk: Path, expected: list[tuple[Any, ...]]) -> None:
    (desk / ".venv").symlink_to(environment(place))
    (command,) = examples(PAGE, "DuckDB shell", "sh")
    assert ".venv/bin/duckdb -readonly" in command
    as_json = command.replace("duckdb -readonly", "duckdb -json -readonly")
    rows = json.loads(run(["bash", "-euc", as_json], desk), parse_float=Decimal)
    assert [
        [row["city_name"], row["amount_cny"] and Decimal(row["amount_cny"]), row["as_of_date"], row["evidence_text"]]
        for row in rows
    ] == [[city, amount, day and str(day), text] for city, amount, day, text in expected]
    for city, amount, day, text in expected[:5]:
        assert all(str(value) in run(["bash", "-euc", command], desk) for value in (city, amount, day, text) if value)


def test_node_reads_texts_decimals_and_days(desk: Path, expected: list[tuple[Any, ...]]) -> None:
    packages = environment("node") / "node_modules"
    if not packages.is_dir() or not shutil.which("node"):
        pytest.skip("no Node.js, or no npm to install its driver with")
    (desk / "node_modules").symlink_to(packages)
    (code,) = examples(PAGE, "Node.js", "js")
    (desk / "example.mjs").write_text(code + TELL_IN_NODE, encoding="utf-8")
    rows = json.loads(run(["node", "--preserve-symlinks", "example.mjs"], desk))
    assert rows == [[value if value is None else str(value) for value in row] for row in expected]


def test_sqlalchemy_reflects_what_tables_and_columns_mean_and_their_keys(desk: Path, published: Path) -> None:
    python = environment("python") / "bin" / "python"
    code = examples(PAGE, "SQLAlchemy", "python")[1]
    meaning, columns, key = json.loads(run([python, "-c", code + TELL_ANSWERS], desk))
    with duckdb.connect(str(published), read_only=True) as connection:
        ((table_comment,),) = connection.execute(
            "select comment from duckdb_tables() where table_name = 'dim_city' and schema_name = 'main'"
        ).fetchall()
        comments = connection.execute(
            "select column_name, comment from duckdb_columns() where table_name = 'dim_city' and schema_name = 'main'"
        ).fetchall()
    assert meaning == table_comment
    assert columns == dict(comments)
    assert "大庆市" in columns["city_name"]
    assert key == ["city_key"]


def test_datasette_answers_from_a_copy_in_sqlite(desk: Path, expected: list[tuple[Any, ...]]) -> None:
    tools = environment("python") / "bin"
    (desk / ".venv").symlink_to(OWN)
    prepare, ask = examples(PAGE, "Datasette", "sh")
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    run(["bash", "-euc", prepare], desk, PATH=path, FUGONG_WAREHOUSE=str(desk / "warehouse" / "fugong.duckdb"))
    rows = [list(row.values()) for row in json.loads(run(["bash", "-euc", ask], desk, PATH=path))]
    assert [[city or None, day or None, text] for city, _, day, text in rows] == [
        [city, day and str(day), text] for city, _, day, text in expected
    ]
    assert [None if amount in ("", None) else float(amount) for _, amount, _, _ in rows] == [
        amount if amount is None else float(amount) for _, amount, _, _ in expected
    ]
    text = next(text for *_, text in expected if len(text) > 5)
    asked = f"/fugong/fct_funds.json?_shape=array&_search={quote(text[1:5])}"
    found = json.loads(run([tools / "datasette", "fugong.db", "--get", asked], desk))
    assert text in {row["evidence_text"] for row in found}
