"""The pages as files: they hold together, let nothing act, and say what the published file says."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import pytest
from awkward_rows import AWKWARD_DOCUMENT, HOSTILE, HOSTILE_ADDRESS
from lxml import html

from fugong.cli import main
from fugong.export.formulas import is_formula
from fugong.site.build import build_site
from fugong.site.wording import visible

OURS = {"site.js"}


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, html.HtmlElement]:
    return {
        file.relative_to(site).as_posix(): html.document_fromstring(
            file.read_bytes(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True)
        )
        for file in sorted(site.rglob("*.html"))
    }


def rows(public: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(public), read_only=True) as connection:
        return connection.execute(query).fetchall()


def links(page: html.HtmlElement) -> Iterator[tuple[str, str, str]]:
    for element in page.iter():
        for attribute in ("href", "src"):
            if isinstance(element.tag, str) and attribute in element.attrib:
                yield element.tag, attribute, element.attrib[attribute]


def test_every_link_leads_to_a_file_and_an_anchor_that_are_there(
    site: Path, pages: dict[str, html.HtmlElement]
) -> None:
    anchors = {name: {each.get("id") for each in page.iter() if each.get("id")} for name, page in pages.items()}
    dead = []
    for name, page in pages.items():
        for tag, _, target in links(page):
            if tag == "a" and urlsplit(target).scheme in ("http", "https"):
                continue
            path, _, fragment = target.partition("#")
            there = (site / name).parent.joinpath(unquote(path)).resolve() if path else site / name
            reached = there.relative_to(site.resolve()).as_posix() if path else name
            if not there.is_file() or (fragment and fragment not in anchors[reached]):
                dead.append((name, target))
    assert dead == []


def test_every_fact_has_its_anchor_in_its_document_and_stands_on_its_words(
    public: Path, pages: dict[str, html.HtmlElement]
) -> None:
    facts = rows(public, "select quantity_key, document_key, value_text from fct_quantities")
    assert len(facts) > 300
    for key, document, value_text in facts:
        (found,) = pages[f"document/{document}.html"].xpath(f"//*[@id='{key}']")
        mark = found if found.tag == "a" else found.getparent()
        assert mark.text_content() == visible(str(value_text))
        assert str(key) in mark.get("data-cards").split()


def test_the_pages_of_a_document_show_its_whole_texts(public: Path, pages: dict[str, html.HtmlElement]) -> None:
    for document, raw, normalised in rows(public, "select document_key, raw_text, normalised_text from document_text"):
        texts = [each.text_content() for each in pages[f"document/{document}.html"].find_class("text")]
        # The parser of these tests takes line ends as a browser does.
        assert texts == [visible(str(raw)), visible(str(normalised))]


def test_nothing_of_an_article_is_markup_on_any_page(pages: dict[str, html.HtmlElement]) -> None:
    for name, page in pages.items():
        for element in page.iter():
            if not isinstance(element.tag, str):
                continue
            assert not [key for key in element.attrib if key.lower().startswith("on")], name
            assert element.tag not in ("img", "iframe", "object", "embed", "form", "base", "textarea"), name
            assert "style" not in element.attrib, name
            if element.tag == "script":
                assert element.get("src").rsplit("/", 1)[-1] in OURS, name
                assert not element.text, name
        for _, _, target in links(page):
            assert urlsplit(target).scheme in ("", "http", "https"), (name, target)


def test_hostile_words_stand_as_text_where_they_belong(public: Path, pages: dict[str, html.HtmlElement]) -> None:
    ((key,),) = rows(public, f"select document_key from dim_document where url = '{HOSTILE_ADDRESS}'")
    shown = visible(HOSTILE)
    review = pages[f"document/{key}.html"]
    assert review.findtext(".//h1") == shown
    assert HOSTILE_ADDRESS in review.text_content()
    for name in ("documents.html", "contradictions.html", "health.html", "rates.html", "projects.html"):
        assert shown in pages[name].text_content(), name
    assert AWKWARD_DOCUMENT not in review.text_content()


def test_no_page_loads_anything_from_elsewhere(site: Path, pages: dict[str, html.HtmlElement]) -> None:
    for name, page in pages.items():
        (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy.startswith("default-src 'none'"), name
        assert "unsafe" not in policy, name
        loaded = [target for tag, _, target in links(page) if tag != "a"]
        assert loaded, name
        assert all(not urlsplit(target).netloc and not urlsplit(target).scheme for target in loaded), name
        outside = [each for each in page.iter("a") if urlsplit(each.get("href", "")).scheme]
        assert all("noreferrer" in each.get("rel", "") for each in outside), name
    assert "url(" not in (site / "assets" / "site.css").read_text(encoding="utf-8")


def test_every_page_is_named_and_says_its_language(pages: dict[str, html.HtmlElement]) -> None:
    for name, page in pages.items():
        assert page.get("lang") == "zh-CN", name
        assert page.findtext(".//title").strip(" ·"), name
        assert len(page.findall(".//h1")) == 1, name
        ids = [each.get("id") for each in page.iter() if isinstance(each.tag, str) and each.get("id")]
        assert len(ids) == len(set(ids)), name


def test_the_same_file_gives_the_same_bytes(public: Path, site: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    build_site(public, again, lambda _: None)
    files = sorted(file.relative_to(site) for file in site.rglob("*") if file.is_file())
    assert files == sorted(file.relative_to(again) for file in again.rglob("*") if file.is_file())
    assert [file for file in files if (site / file).read_bytes() != (again / file).read_bytes()] == []


def test_a_parquet_file_has_the_rows_of_its_page(public: Path, site: Path) -> None:
    for kind, name in (("rate", "rates"), ("fund", "funds")):
        facts = f"from fct_quantities where kind = '{kind}' and not is_superseded"
        expected = rows(public, f"select quantity_key, value, as_of_date, evidence_text {facts} order by all")
        file = site / "downloads" / f"{name}.parquet"
        query = f"select quantity_key, value, as_of_date, evidence_text from '{file}' order by all"
        assert duckdb.sql(query).fetchall() == expected
        assert len(expected) > 60
    whole = duckdb.sql(f"from '{site / 'downloads' / 'dim_document.parquet'}' order by all").fetchall()
    assert whole == rows(public, "from dim_document order by all")


def test_a_csv_file_says_the_same_and_holds_no_formula(site: Path) -> None:
    hostile_cells = 0
    for file in sorted((site / "downloads").rglob("*.csv")):
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        with file.open(encoding="utf-8-sig", newline="") as stream:
            cells = list(csv.DictReader(stream))
        exact = duckdb.sql(f"from '{file.with_suffix('.parquet')}'")
        texts = [name for name, kind in zip(exact.columns, exact.types, strict=True) if str(kind) == "VARCHAR"]
        expected = exact.fetchall()
        assert len(cells) == len(expected)
        for cell, row in zip(cells, expected, strict=True):
            said = dict(zip(exact.columns, row, strict=True))
            for name in texts:
                assert not is_formula(cell[name])
                wanted = said[name] or ""
                assert cell[name] == ("'" + wanted if is_formula(wanted) else wanted)
                hostile_cells += wanted.startswith("=")
    assert hostile_cells > 10


def test_the_command_tells_what_it_made(
    public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fugong.site.build.reviews", lambda *_: None)
    monkeypatch.setattr("fugong.site.pages.cities", lambda *_: None)
    monkeypatch.setattr("fugong.site.pages.indicators", lambda *_: None)
    told = ["site", "--warehouse", str(public), "--output", str(tmp_path / "made"), "--json", "--quiet"]
    assert main(told) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert json.loads(printed.out)["folder"] == str(tmp_path / "made")
    assert (tmp_path / "made" / "index.html").is_file()


def test_a_folder_that_is_no_site_is_left_alone(
    public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    assert main(["site", "--warehouse", str(public), "--output", str(tmp_path), "--quiet"]) == 2
    assert "no site of Fugong" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_site_of_one_file_is_not_replaced_by_that_of_another(
    public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for made in ("reviews", "pages.cities", "pages.indicators"):
        monkeypatch.setattr(f"fugong.site.build.{made}", lambda *_: None)
    other = tmp_path / "other.duckdb"
    shutil.copyfile(public, other)
    folder = tmp_path / "site"
    assert main(["site", "--warehouse", str(public), "--output", str(folder), "--quiet"]) == 0
    before = (folder / "index.html").read_bytes()
    assert main(["site", "--warehouse", str(other), "--output", str(folder), "--quiet"]) == 2
    assert f"is the site of {public.name!r}, not of 'other.duckdb'" in capsys.readouterr().err
    assert (folder / "index.html").read_bytes() == before
    assert main(["site", "--warehouse", str(public), "--output", str(folder), "--quiet"]) == 0


def test_a_card_says_the_command_that_explains_its_figure_in_this_file(
    public: Path, pages: dict[str, html.HtmlElement]
) -> None:
    ((key, document),) = rows(public, "select quantity_key, document_key from fct_funds order by quantity_key limit 1")
    commands = [each.text_content() for each in pages[f"document/{document}.html"].find_class("command")]
    assert any(f"fugong why {key} --warehouse {public.name}" in each for each in commands)


def test_a_correction_leads_to_the_figure_that_it_is_of(public: Path, pages: dict[str, html.HtmlElement]) -> None:
    ((key, document, value_text),) = rows(
        public,
        "select quantity_key, document_key, value_text from quantity_corrections inner join fct_quantities"
        " using (quantity_key)",
    )
    (link,) = pages["health.html"].xpath(f"//a[@href='document/{document}.html#{key}']")
    assert link.text_content() == visible(str(value_text))


def test_a_build_that_fails_leaves_the_site_that_is_there(
    public: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / ".fugong-site").touch()
    (folder / "index.html").write_text("old", encoding="utf-8")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fugong.site.pages.overview", stop)
    with pytest.raises(KeyboardInterrupt):
        build_site(public, folder, lambda _: None)
    assert (folder / "index.html").read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["site"]


def test_a_file_that_is_missing_broken_or_of_an_older_version_is_named(
    public: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, older = tmp_path / "broken.duckdb", tmp_path / "older.duckdb"
    broken.write_text("no database", encoding="utf-8")
    shutil.copyfile(public, older)
    with duckdb.connect(str(older)) as connection:
        connection.execute("drop table document_numbers")
    for file, said in (
        (tmp_path / "missing.duckdb", "no such file"),
        (broken, "does not open"),
        (older, "has no table document_numbers; build it again"),
    ):
        assert main(["site", "--warehouse", str(file), "--output", str(tmp_path / "site"), "--quiet"]) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "site").exists()


def test_the_command_line_starts_without_what_only_the_site_needs() -> None:
    program = (
        "import sys\n"
        "for name in ('altair', 'vl_convert'): sys.modules[name] = None\n"
        "from fugong.cli import main\n"
        "sys.exit(main(['site', '--warehouse', 'nowhere.duckdb']))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "pip install 'fugong[site]'" in done.stderr
