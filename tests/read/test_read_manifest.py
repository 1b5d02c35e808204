"""Manifests: what they say about which file, and what is wrong with some."""

import datetime
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.read import Reason, SetAside, Source, read_paths
from fugong.read.manifest import is_valid_date

HEADER = "path,title,publisher,url,published_at\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{name}厂今天复工。", encoding="utf-8")
    return tmp_path


def list_files(corpus: Path, rows: str, *, header: str = HEADER, encoding: str = "utf-8") -> Path:
    manifest = corpus / "manifest.csv"
    manifest.write_bytes((header + rows).encode(encoding))
    return manifest


def read(*paths: Path) -> tuple[dict[str, Source], list[SetAside]]:
    items = list(read_paths(paths))
    sources = {item.source_name: item for item in items if isinstance(item, Source)}
    return sources, [item for item in items if isinstance(item, SetAside)]


def the_only(aside: list[SetAside], reason: Reason, mentioned: str) -> SetAside:
    (item,) = aside
    assert item.reason == reason
    assert mentioned in item.detail
    assert len(item.detail.splitlines()) == 1
    return item


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_metadata_is_read_in_any_encoding(corpus: Path, encoding: str) -> None:
    list_files(corpus, "a.txt,甲厂复工,某日报,https://example.org/a,2020-03-18\n", encoding=encoding)
    sources, aside = read(corpus)
    assert aside == []
    row = sources["a"]
    assert (row.title, row.publisher, row.url, row.published_at, row.metadata_source) == (
        "甲厂复工",
        "某日报",
        "https://example.org/a",
        "2020-03-18",
        "manifest",
    )
    assert (sources["b"].title, sources["b"].metadata_source) == (None, None)


def test_columns_are_found_by_name_and_others_ignored(corpus: Path) -> None:
    list_files(corpus, "x,2020-03, a.txt \n", header="note,Published_At,PATH\n")
    sources, aside = read(corpus)
    assert aside == []
    assert (sources["a"].published_at, sources["a"].title) == ("2020-03", None)


def test_empty_cells_and_missing_ones_are_absent(corpus: Path) -> None:
    list_files(corpus, "a.txt,,,,\nb.txt\n\n , \n")
    sources, _ = read(corpus)
    assert (sources["a"].title, sources["a"].published_at, sources["b"].published_at) == (None, None, None)


def test_the_nearest_manifest_counts(corpus: Path) -> None:
    sub = corpus / "sub"
    sub.mkdir()
    for name in ("c", "d"):
        (sub / f"{name}.txt").write_text(f"{name}厂今天复工。", encoding="utf-8")
    list_files(corpus, "sub/c.txt,远,,,\nsub\\d.txt,远,,,\n")
    list_files(sub, "c.txt,近,,,\n")
    sources, aside = read(corpus)
    assert aside == []
    assert (sources["c"].title, sources["d"].title) == ("近", "远")


def test_a_file_given_by_name_has_the_metadata_beside_it(corpus: Path) -> None:
    list_files(corpus, "a.txt,甲,,,\ngone.txt,,,,\n")
    sources, aside = read(corpus / "a.txt")
    assert aside == []
    assert sources["a"].title == "甲"


def test_a_manifest_given_by_name_loads_its_rows_only(corpus: Path) -> None:
    manifest = list_files(corpus, "a.txt,甲,,,\n")
    sources, aside = read(manifest)
    assert aside == []
    assert list(sources) == ["a"]


def test_a_manifest_given_with_its_files_makes_no_duplicates(corpus: Path) -> None:
    manifest = list_files(corpus, "a.txt,甲,,,\nb.txt,乙,,,\n")
    sources, aside = read(corpus / "a.txt", corpus / "b.txt", manifest)
    assert aside == []
    assert [source.title for source in sources.values()] == ["甲", "乙"]


def test_a_listed_file_is_read_whatever_its_ending(corpus: Path) -> None:
    (corpus / "page.asp").write_text("丙厂今天复工。", encoding="utf-8")
    list_files(corpus, "page.asp,丙,,,\n")
    sources, aside = read(corpus)
    assert aside == []
    assert sources["page"].title == "丙"


def test_a_gbk_file_name_is_found_by_its_chinese_spelling(corpus: Path) -> None:
    (corpus / os.fsdecode("丙.txt".encode("gbk"))).write_text("丙厂今天复工。", encoding="utf-8")
    list_files(corpus, "丙.txt,丙厂,,,\n")
    sources, aside = read(corpus)
    assert aside == []
    assert sources["丙"].title == "丙厂"


@pytest.mark.parametrize("date", ["18.3.2020", "2020-3-18", "2020-02-30", "2020-13", "20200318", "1776-07-04"])
def test_a_bad_date_is_recorded_and_the_file_loads_undated(corpus: Path, date: str) -> None:
    list_files(corpus, f"a.txt,甲,,,{date}\n")
    sources, aside = read(corpus)
    item = the_only(aside, Reason.BAD_MANIFEST_DATE, date)
    assert not item.is_fatal_for_item
    assert item.source_path == sources["a"].source_path
    assert "manifest.csv: line 2" in item.detail
    assert "YYYY-MM-DD" in item.detail
    assert (sources["a"].published_at, sources["a"].title) == (None, "甲")


def test_a_row_for_a_file_that_is_not_there_is_set_aside(corpus: Path) -> None:
    list_files(corpus, "a.txt,甲,,,\ngone.txt,丙,,,\n")
    sources, aside = read(corpus)
    item = the_only(aside, Reason.MANIFEST_ROW_WITHOUT_FILE, "'gone.txt'")
    assert "line 3" in item.detail
    assert item.source_path.endswith("gone.txt")
    assert sources["a"].title == "甲"


def test_a_row_without_a_path_is_set_aside(corpus: Path) -> None:
    list_files(corpus, ",甲,,,2020\n")
    _, aside = read(corpus)
    the_only(aside, Reason.MANIFEST_ROW_WITHOUT_FILE, "line 2")


def test_a_row_for_a_folder_is_set_aside(corpus: Path) -> None:
    (corpus / "sub").mkdir()
    list_files(corpus, "sub,,,,\n")
    _, aside = read(corpus)
    the_only(aside, Reason.MANIFEST_ROW_WITHOUT_FILE, "'sub'")


@pytest.mark.parametrize("written", ["../secret.txt", "/etc/hostname", "x/../../secret.txt", "C:\\secret.txt", "..\\x"])
def test_a_path_out_of_the_folder_is_refused(tmp_path: Path, written: str) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "a.txt").write_text("甲厂今天复工。", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("不该读的。", encoding="utf-8")
    list_files(corpus, f"{written},,,,\n")
    sources, aside = read(corpus)
    the_only(aside, Reason.OUTSIDE_FOLDER, "line 2")
    assert list(sources) == ["a"]


def test_a_listed_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (tmp_path / "secret.txt").write_text("不该读的。", encoding="utf-8")
    (corpus / "link.txt").symlink_to(tmp_path / "secret.txt")
    sources, aside = read(list_files(corpus, "link.txt,,,,\n"))
    assert sources == {}
    the_only(aside, Reason.OUTSIDE_FOLDER, "link.txt")


def test_a_file_listed_twice_keeps_its_first_row(corpus: Path) -> None:
    list_files(corpus, "a.txt,先,,,\n./a.txt,后,,,\n")
    sources, aside = read(corpus)
    item = the_only(aside, Reason.DUPLICATE_FILE, "a.txt")
    assert "line 3" in item.detail and "line 2" in item.detail
    assert sources["a"].title == "先"


def test_a_comma_too_many_costs_that_row_its_metadata_only(corpus: Path) -> None:
    list_files(corpus, "a.txt,one, two,某日报,,2020\nb.txt,乙,,,2020\n")
    sources, aside = read(corpus)
    item = the_only(aside, Reason.BAD_MANIFEST, "6 fields")
    assert not item.is_fatal_for_item
    assert (sources["a"].title, sources["a"].published_at) == (None, None)
    assert sources["b"].title == "乙"


def test_a_stray_quotation_mark_costs_one_row(corpus: Path) -> None:
    list_files(corpus, 'a.txt,"甲"厂,,,2020\nb.txt,乙,,,2020\n')
    sources, aside = read(corpus)
    the_only(aside, Reason.BAD_MANIFEST, "line 2")
    assert (sources["a"].title, sources["b"].title) == (None, "乙")


@pytest.mark.parametrize(
    ("content", "mentioned"),
    [
        (b"file,title\na.txt,x\n", "found file,title"),
        (b"", "found nothing"),
        (b"path\0title", "binary"),
        (b"path,title\n\xff\xff\n", "byte"),
    ],
)
def test_an_unusable_manifest_is_set_aside_and_the_files_load(corpus: Path, content: bytes, mentioned: str) -> None:
    (corpus / "manifest.csv").write_bytes(content)
    sources, aside = read(corpus)
    item = the_only(aside, Reason.BAD_MANIFEST, mentioned)
    assert not item.is_fatal_for_item
    assert {name: source.metadata_source for name, source in sources.items()} == {"a": None, "b": None}


def test_an_unusable_manifest_given_by_name_is_what_was_not_loaded(corpus: Path) -> None:
    sources, aside = read(list_files(corpus, "", header="no,such,column\n"))
    assert sources == {}
    assert the_only(aside, Reason.BAD_MANIFEST, "manifest.csv").is_fatal_for_item


def test_a_folder_in_place_of_a_manifest_is_set_aside(corpus: Path) -> None:
    (corpus / "manifest.csv").mkdir()
    sources, aside = read(corpus)
    the_only(aside, Reason.BAD_MANIFEST, "no regular file")
    assert list(sources) == ["a", "b"]


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)))
def test_every_real_day_month_and_year_is_a_valid_date(day: datetime.date) -> None:
    text = str(day)
    assert is_valid_date(text) and is_valid_date(text[:7]) and is_valid_date(text[:4])


@given(st.text("0123456789-年/. \n", max_size=12))
def test_whatever_is_written_as_a_date_raises_nothing(text: str) -> None:
    assert is_valid_date(text) in (True, False)
