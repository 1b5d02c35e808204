"""Files of records: every record an article or a row, whatever they are written as."""

from __future__ import annotations

import bz2
import csv
import datetime
import gzip
import io
import json
import lzma
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading import PAGE, TEXT, json_lines, read, read_pipe

from fugong.read import KNOWN_NAMES, Kind, Limits, Reason, read_paths
from fugong.read.fields import date_of

RECORD = {
    "id": "n-1",
    "text": TEXT,
    "title": "开工",
    "source": "青山晚报",
    "url": "https://news.example.org/1",
    "date": "2020-03-10 08:30:00",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def as_csv(records: list[dict[str, Any]], delimiter: str = ",") -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(records[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    return file.getvalue()


def as_parquet(table: pa.Table) -> bytes:
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


WRITERS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "d.jsonl": lambda records: json_lines(*records),
    "d.ndjson": lambda records: json_lines(*records),
    "d.jsonl.gz": lambda records: gzip.compress(json_lines(*records)),
    "d.jsonl.zst": lambda records: pa.compress(json_lines(*records), codec="zstd", asbytes=True),
    "d.jsonl.bz2": lambda records: bz2.compress(json_lines(*records)),
    "d.jsonl.xz": lambda records: lzma.compress(json_lines(*records)),
    "d.json": lambda records: json.dumps(records).encode(),
    "d.json.gz": lambda records: gzip.compress(json.dumps(records, indent=2).encode()),
    "d.csv": lambda records: as_csv(records).encode(),
    "d.tsv": lambda records: as_csv(records, "\t").encode("gb18030"),
    "d.csv.gz": lambda records: gzip.compress(as_csv(records, ";").encode("utf-8-sig")),
    "d.parquet": lambda records: as_parquet(pa.Table.from_pylist(records)),
}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("by_name", [True, False])
def test_a_record_is_an_article_in_each_format(corpus: Path, name: str, by_name: bool) -> None:
    second = RECORD | {"id": "n-2", "text": TEXT + "\n二。"}
    (corpus / name).write_bytes(WRITERS[name]([RECORD, second]))
    outcome = read(corpus / name if by_name else corpus)
    assert outcome.rows == []
    assert outcome.names == ["n-1", "n-2"]
    assert outcome.texts == [TEXT, TEXT + "\n二。"]
    where = {"jsonl": "line", "ndjson": "line", "json": "item"}.get(name.split(".")[1], "row")
    assert outcome.ends == [f"{name}#{where}=1", f"{name}#{where}=2"]
    (first, _) = outcome.sources
    assert first.content == TEXT.encode()
    assert (first.decoded.encoding, first.decoded.broken_at) == ("utf-8", None)
    assert (first.title, first.publisher, first.url, first.published_at, first.metadata_source) == (
        "开工",
        "青山晚报",
        "https://news.example.org/1",
        "2020-03-10",
        "record",
    )


@pytest.mark.parametrize("name", KNOWN_NAMES["text"])
def test_the_usual_names_of_the_text_are_known_in_any_case(corpus: Path, name: str) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines({"x": 1, name.upper(): TEXT}))
    outcome = read(corpus)
    assert (outcome.texts, outcome.names, outcome.rows) == ([TEXT], ["d-1"], [])


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ({"text": TEXT, "timestamp": "2020-03-01T00:00:00Z", "url": "https://a.example/1"}, None),
        ({"text": TEXT, "date": "2020-03-01", "dump": "CC-MAIN-2020-10"}, None),
        ({"text": TEXT, "publish_date": "2020-03-01", "dump": "CC-MAIN-2020-10"}, "2020-03-01"),
        ({"raw_content": TEXT, "date_download": "2020-03-01"}, None),
        ({"content": TEXT, "meta": {"published": "2020年3月1日"}}, "2020-03-01"),
    ],
    ids=["time of the crawl", "date of the crawl", "both", "date of download", "nested"],
)
def test_the_day_of_the_crawl_is_not_the_day_of_publication(
    corpus: Path, record: dict[str, Any], expected: str | None
) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines(record))
    outcome = read(corpus)
    assert [source.published_at for source in outcome.sources] == [expected]
    assert outcome.rows == []


def test_the_user_says_how_fields_are_called(corpus: Path) -> None:
    record = {"text": "not this", "story": {"full": TEXT}, "nr": 7, "timestamp": "2020-03-01", "source": "a/b"}
    (corpus / "d.jsonl").write_bytes(json_lines(record))
    fields = {"text": "story.full", "id": "nr", "published_at": "timestamp", "publisher": "source"}
    (source,) = read(corpus, **fields).sources
    assert (source.decoded.text, source.source_name) == (TEXT, "7")
    assert (source.published_at, source.publisher) == ("2020-03-01", "a/b")


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2020-03-18", "2020-03-18"),
        ("2020/3/8", "2020-03-08"),
        ("2020.03.18 08:00", "2020-03-18"),
        ("2020年3月18日", "2020-03-18"),
        ("2020年3月", "2020-03"),
        ("2020", "2020"),
        (2020, "2020"),
        ("20200318", "2020-03-18"),
        (20200318, "2020-03-18"),
        ("20200318093000", "2020-03-18"),
        ("2020-03-18T23:30:00+08:00", "2020-03-18"),
        ("2020-03-18T18:00:00Z", "2020-03-19"),
        ("2020-03-18T18:00:00.123456Z", "2020-03-19"),
        ("2020-03-18 18:00:00 UTC", "2020-03-19"),
        ("2020-03-18T20:00:00-0500", "2020-03-19"),
        (1584489600, "2020-03-18"),
        ("1584489600000", "2020-03-18"),
        (1584489600.0, "2020-03-18"),
        (datetime.date(2020, 3, 18), "2020-03-18"),
        (datetime.datetime(2020, 3, 18, 18, tzinfo=datetime.UTC), "2020-03-19"),
        (datetime.datetime(2020, 3, 18, 18), "2020-03-18"),
        ("2020-13-01", None),
        ("2020-02-30", None),
        ("0000-00-00", None),
        ("昨天", None),
        ("1e999", None),
        (10**400, None),
        (float("inf"), None),
        (True, None),
        ("9" * 90, None),
        (["2020"], None),
    ],
)
def test_a_date_as_records_write_it_is_the_day_it_was_in_china(written: object, date: str | None) -> None:
    assert date_of(written) == date


def test_a_date_that_is_none_leaves_the_record_undated_on_record(corpus: Path) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines(RECORD | {"date": "2020-02-30"}))
    outcome = read(corpus)
    assert [source.published_at for source in outcome.sources] == [None]
    assert [(row.reason, row.is_fatal_for_item) for row in outcome.rows] == [(Reason.BAD_RECORD_DATE, False)]
    assert "d.jsonl#line=1: has the date '2020-02-30'" in outcome.rows[0].detail


@pytest.mark.parametrize(
    ("line", "reason", "says"),
    [
        (b"{bad", Reason.BAD_RECORD, "no valid JSON"),
        (b"[1, 2]", Reason.BAD_RECORD, "no record with fields but [1, 2]"),
        (b"null", Reason.BAD_RECORD, "None"),
        (b"[" * 100_000, Reason.BAD_RECORD, "nested too deeply"),
        (b'{"text": ' + b"9" * 5000 + b"}", Reason.BAD_RECORD, "no valid JSON"),
        (b'{"text": 5}', Reason.BAD_RECORD, "its text is no text but 5"),
        (b'{"text": {"a": 1}}', Reason.BAD_RECORD, "its text is no text"),
        (b'{"headline": "x"}', Reason.MISSING_TEXT, "headline (name it with --field text=NAME)"),
        (b'{"text": null}', Reason.MISSING_TEXT, "empty"),
        (b'{"text": " \\u3000"}', Reason.MISSING_TEXT, "empty"),
        (b'{"text": "' + b"\\u0001" * 9 + b'\\u7532"}', Reason.BINARY_FILE, "control characters"),
        (b'{"text": "' + b"\xff" * 90 + b'"}', Reason.UNDECODABLE_TEXT, "does not fit"),
    ],
)
def test_a_bad_line_is_one_row_and_the_others_are_read(corpus: Path, line: bytes, reason: Reason, says: str) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines(RECORD) + line + b"\n\n" + json_lines(RECORD | {"id": "n-2"}))
    outcome = read(corpus)
    assert outcome.names == ["n-1", "n-2"]
    assert outcome.ends == ["d.jsonl#line=1", "d.jsonl#line=4"]
    (row,) = outcome.rows
    assert row.reason == reason
    assert row.is_fatal_for_item
    assert row.source_path.endswith("d.jsonl#line=2")
    assert says in row.detail


def test_what_no_table_can_hold_is_replaced_on_record(corpus: Path) -> None:
    (corpus / "d.jsonl").write_text(
        '{"id": "a\\ud800\\u0000b\\nc", "text": "复工\\ud83d\\ude00率\\ud800达\\u00009%\\u0001。截至3月9日,开工。"}\n',
        encoding="utf-8",
    )
    outcome = read(corpus)
    (source,) = outcome.sources
    assert source.decoded.text == "复工😀率\ufffd达\ufffd9%\x01。截至3月9日,开工。"
    assert source.content == source.decoded.text.encode()
    assert source.decoded.broken_at == len("复工😀率".encode())
    assert source.source_name == "a\ufffdb c"
    assert [(row.reason, row.is_fatal_for_item) for row in outcome.rows] == [(Reason.BROKEN_TEXT, False)]


def test_fields_of_another_type_are_left_out_on_record(corpus: Path) -> None:
    bad = {"id": ["x"], "text": TEXT, "title": {"a": 1}, "url": "u" * 3000, "source": ["corpus"]}
    (corpus / "d.jsonl").write_bytes(json_lines(bad))
    outcome = read(corpus)
    (source,) = outcome.sources
    assert (source.source_name, source.title, source.url, source.publisher) == ("d-1", None, None, None)
    assert outcome.reasons == [Reason.BAD_RECORD_FIELD] * 3
    assert not any(row.is_fatal_for_item for row in outcome.rows)


def test_lines_of_a_text_may_stand_in_a_list(corpus: Path) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines({"content": [TEXT, "二。"]}))
    assert read(corpus).texts == [f"{TEXT}\n二。"]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig", "utf-16-be"])
@pytest.mark.parametrize("name", ["d.jsonl", "d.csv"])
def test_records_in_other_encodings(corpus: Path, name: str, encoding: str) -> None:
    text = (json_lines(RECORD).decode() if name == "d.jsonl" else as_csv([RECORD])) * 1
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    (corpus / name).write_bytes((mark + text).encode(encoding))
    outcome = read(corpus)
    assert (outcome.texts, outcome.rows) == ([TEXT], [])


def test_a_line_broken_in_places_is_read_and_said_to_be(corpus: Path) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines(RECORD).replace("青".encode(), b"\xe9\x9d"))
    outcome = read(corpus)
    assert "97.3%" in outcome.texts[0] and "\ufffd" in outcome.texts[0]
    assert [(row.reason, row.is_fatal_for_item) for row in outcome.rows] == [(Reason.BROKEN_TEXT, False)]


def test_a_file_whose_text_has_another_name_is_one_row(corpus: Path) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines(*[{"story": TEXT}] * 5000))
    outcome = read(corpus)
    assert outcome.sources == []
    last = outcome.rows[-1]
    assert len(outcome.rows) == 1001
    assert last.source_path.endswith("d.jsonl")
    assert "none of its first 1,000 records has a text among its fields story" in last.detail


@pytest.mark.parametrize("name", ["d.jsonl.gz", "d.jsonl.zst", "d.jsonl.bz2", "d.jsonl.xz"])
def test_a_packed_file_that_is_cut_off_gives_what_came_before(corpus: Path, name: str) -> None:
    records = [RECORD | {"id": f"n-{number}", "text": f"{number}{TEXT}{number * 7919}"} for number in range(20_000)]
    whole = WRITERS[name](records)
    (corpus / name).write_bytes(whole[: len(whole) // 2])
    outcome = read(corpus)
    assert 1000 < len(outcome.sources) < 20_000
    (row,) = outcome.rows
    assert (row.reason, row.is_fatal_for_item) == (Reason.DAMAGED_FILE, True)
    assert f"after line {len(outcome.sources):,}" in row.detail


def test_what_follows_a_packed_file_is_on_record(corpus: Path) -> None:
    (corpus / "d.jsonl.gz").write_bytes(gzip.compress(json_lines(RECORD)) * 2 + b"\0" * 600)
    assert (len(read(corpus).sources), read(corpus).rows) == (2, [])
    (corpus / "d.jsonl.gz").write_bytes(gzip.compress(json_lines(RECORD)) + b"something else")
    outcome = read(corpus)
    assert (len(outcome.sources), outcome.reasons) == (1, [Reason.DAMAGED_FILE])


def test_a_packed_bomb_is_refused(corpus: Path) -> None:
    (corpus / "d.jsonl.gz").write_bytes(gzip.compress(json_lines(RECORD) + bytes(100_000_000)))
    outcome = read(corpus)
    assert outcome.names == ["n-1"]
    assert outcome.reasons == [Reason.ARCHIVE_BOMB]


def test_the_packing_is_told_by_the_first_bytes(corpus: Path) -> None:
    (corpus / "d.jsonl.gz").write_bytes(json_lines(RECORD))
    (corpus / "e.jsonl").write_bytes(gzip.compress(json_lines(RECORD | {"id": "n-2"})))
    assert read(corpus).names == ["n-1", "n-2"]


@pytest.mark.parametrize("name", ["d.jsonl", "d.csv", "d.json"])
def test_a_record_too_large_is_not_held(corpus: Path, name: str) -> None:
    large = RECORD | {"id": "large", "text": "复工" * 40_000}
    (corpus / name).write_bytes(WRITERS[name]([RECORD, large, RECORD | {"id": "n-3"}]))
    outcome = read(corpus, limits=Limits(max_record_bytes=100_000))
    assert "large" not in outcome.names and "n-1" in outcome.names
    assert outcome.reasons and outcome.reasons[0] in (Reason.OVERSIZED_RECORD, Reason.BAD_RECORD)
    if name == "d.jsonl":
        assert (outcome.names, outcome.reasons) == (["n-1", "n-3"], [Reason.OVERSIZED_RECORD])


def test_a_line_of_a_text_too_long_is_refused(corpus: Path) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines(RECORD | {"text": "复工\n" * 1000}, {"text": "复工" * 1000}))
    outcome = read(corpus, limits=Limits(max_line_bytes=4000))
    assert (outcome.names, outcome.reasons) == (["n-1"], [Reason.OVERSIZED_LINE])


@pytest.mark.parametrize(
    ("content", "count", "reasons"),
    [
        (b"[]", 0, [Reason.EMPTY_FILE]),
        (b"", 0, [Reason.EMPTY_FILE]),
        (json.dumps(RECORD, indent=2).encode(), 1, []),
        (json.dumps([RECORD], indent=2).encode()[:-1], 1, [Reason.BAD_RECORD]),
        (json.dumps([RECORD, RECORD]).encode()[:-20], 1, [Reason.BAD_RECORD]),
        (b"[" + json.dumps(RECORD).encode() + b",{bad}," + json.dumps(RECORD).encode() + b"]", 1, [Reason.BAD_RECORD]),
        (b"[" + json.dumps(RECORD).encode() + b", 5, null]", 1, [Reason.BAD_RECORD] * 2),
        (json.dumps([RECORD]).encode() + b"x", 1, [Reason.BAD_RECORD]),
        (json_lines(RECORD, RECORD), 2, []),
        (b"[" * 200_000, 0, [Reason.BAD_RECORD]),
    ],
    ids=["no item", "nothing", "one object", "no end", "cut off", "bad item", "other types", "more", "lines", "deep"],
)
def test_json_files(corpus: Path, content: bytes, count: int, reasons: list[Reason]) -> None:
    (corpus / "d.json").write_bytes(content)
    outcome = read(corpus)
    assert (len(outcome.sources), outcome.reasons) == (count, reasons)


def test_a_csv_file_with_a_path_column_is_a_manifest_and_one_with_a_text_column_holds_articles(corpus: Path) -> None:
    (corpus / "a.txt").write_text(TEXT, encoding="utf-8")
    (corpus / "list.csv").write_text("path,title,text\na.txt,开工,\n", encoding="utf-8")
    (corpus / "d.csv").write_text("Content,Title\n复工。,好\n", encoding="utf-8")
    outcome = read(corpus)
    assert outcome.ends == ["a.txt", "d.csv#row=1"]
    assert [(row.reason, row.is_fatal_for_item) for row in outcome.rows] == [(Reason.UNSUPPORTED_TYPE, True)]
    assert "list.csv: a list of files" in outcome.rows[0].detail
    assert [source.title for source in read(corpus / "list.csv").sources] == ["开工"]
    assert read(corpus / "d.csv").texts == ["复工。"]
    assert read(corpus / "list.csv", text="title").texts == ["开工"]


def test_bad_rows_of_a_table(corpus: Path) -> None:
    rows = ["text,id", "复工。,1", "太,多,了", "", '"开了\n头,3', "", '还有,4"x', "末,5"]
    (corpus / "d.csv").write_text("\n".join(rows), encoding="utf-8")
    outcome = read(corpus)
    assert outcome.names[0] == "1"
    assert outcome.reasons[0] == Reason.BAD_RECORD
    assert "3 fields where the header has 2" in outcome.rows[0].detail
    (corpus / "d.csv").write_text("title,date\nx,2020\n", encoding="utf-8")
    outcome = read(corpus)
    assert outcome.reasons == [Reason.MISSING_TEXT]
    assert "columns title, date" in outcome.rows[0].detail


def test_a_novel_fits_into_a_cell(corpus: Path) -> None:
    novel = "复工复产。\n" * 50_000
    (corpus / "d.csv").write_text(as_csv([{"text": novel}]), encoding="utf-8", newline="")
    assert read(corpus).texts == [novel]


def test_parquet_of_other_types(corpus: Path) -> None:
    table = pa.table(
        {
            "text": pa.array([TEXT.encode(), "开".encode("gbk") * 9, None], pa.binary()),
            "id": pa.array([1, 2, 3], pa.int64()),
            "date": pa.array([datetime.datetime(2020, 3, 18, 18, tzinfo=datetime.UTC)] * 3),
            "metadata": pa.array([{"url": "https://a.example/1"}] * 3),
            "embedding": pa.array([[0.5] * 3] * 3),
        }
    )
    (corpus / "d.parquet").write_bytes(as_parquet(table))
    outcome = read(corpus)
    assert outcome.texts == [TEXT, "开" * 9]
    assert outcome.names == ["1", "2"]
    assert [source.published_at for source in outcome.sources] == ["2020-03-19"] * 2
    assert outcome.sources[0].url == "https://a.example/1"
    assert outcome.reasons == [Reason.MISSING_TEXT]


def test_parquet_that_is_none_or_has_no_text(corpus: Path) -> None:
    (corpus / "a.parquet").write_bytes(as_parquet(pa.table({"text": [TEXT]}))[:-9])
    (corpus / "b.parquet").write_bytes(as_parquet(pa.table({"story": [TEXT]})))
    (corpus / "c.parquet").write_bytes(b"")
    outcome = read(corpus)
    assert outcome.reasons == [Reason.DAMAGED_FILE, Reason.MISSING_TEXT, Reason.DAMAGED_FILE]
    assert read(corpus / "b.parquet", text="story").texts == [TEXT]


def test_a_manifest_says_what_all_records_of_a_file_leave_open(corpus: Path) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines({"text": TEXT}, RECORD))
    (corpus / "manifest.csv").write_text("path,publisher,published_at\nd.jsonl,日报,2020-04\n", encoding="utf-8")
    outcome = read(corpus)
    assert [(source.publisher, source.published_at) for source in outcome.sources] == [
        ("日报", "2020-04"),
        ("青山晚报", "2020-03-10"),
    ]


def test_memory_does_not_grow_with_the_records(corpus: Path) -> None:
    def peak(name: str, count: int) -> int:
        with (corpus / name).open("wb") as file:
            for number in range(0, count, 100):
                file.write(json_lines(*[RECORD | {"text": f"{number}{TEXT}" * 20}] * 100))
        tracemalloc.start()
        assert sum(1 for _ in read_paths([corpus / name])) == count
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak("warm.jsonl", 100)
    few, many = peak("few.jsonl", 2000), peak("many.jsonl", 20_000)
    assert many < few + 200_000


@pytest.mark.parametrize("name", [*WRITERS, "text"])
def test_the_standard_input_is_known_by_its_first_bytes(name: str) -> None:
    outcome = read_pipe(TEXT.encode() if name == "text" else WRITERS[name]([RECORD]))
    assert (outcome.texts, outcome.rows) == ([TEXT], [])
    (path,) = (source.source_path for source in outcome.sources)
    assert path.startswith("stdin#sha256=")
    if name != "text":
        assert outcome.names == ["n-1"]


def test_what_comes_through_the_pipe_keeps_its_path_whatever_stands_around_it() -> None:
    first = read_pipe(json_lines({"text": TEXT}, {"text": "二。"})).sources
    second = read_pipe(json_lines({"text": "零。"}, {"text": TEXT})).sources
    assert (first[0].source_path, first[0].source_name) == (second[1].source_path, second[1].source_name)
    assert len({source.source_path for source in first + second}) == 3


def test_an_empty_pipe_and_one_named_twice_are_on_record() -> None:
    assert read_pipe(b"").reasons == [Reason.EMPTY_FILE]
    items = list(read_paths([Path("-"), Path("-")], standard_input=io.BytesIO(TEXT.encode())))
    assert [type(item).__name__ for item in items] == ["SetAside", "Source"]


def test_the_user_says_what_a_file_holds(corpus: Path) -> None:
    (corpus / "part-00000").write_bytes(json_lines(RECORD))
    assert read(corpus / "part-00000", kind=Kind.JSONL).names == ["n-1"]
    assert (
        read_pipe(b"text,id\n" + TEXT.encode().replace(b",", b" ") + b",1\n", Kind.TEXT).names[0].startswith("stdin-")
    )


def test_a_page_in_a_record_stays_a_page(corpus: Path) -> None:
    (corpus / "d.jsonl").write_bytes(json_lines({"html": PAGE}))
    assert read(corpus).texts == [PAGE]


def test_the_guide_names_every_field_and_every_reason() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide.md").read_text(encoding="utf-8")
    for wanted, names in KNOWN_NAMES.items():
        (row,) = (line for line in guide.splitlines() if line.startswith(f"| `{wanted}` |"))
        assert [name for name in names if f"`{name}`" not in row] == []
    assert [reason for reason in Reason if f"`{reason}`" not in guide] == []
