"""The data dictionary: the picture of the tables, what guards columns, what tables are made from, dbt's own page."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from lxml import html

from fugong.cli import main
from fugong.site import dbt_docs, pages, queries
from fugong.site.data import SiteError, opened
from fugong.site.pages import Site
from fugong.site.schema import Relation, layers, layout, picture

MODELS = Path(__file__).parents[2] / "models"
REF = re.compile(r"""\bref\(\s*['"](\w+)['"]\s*\)""")
# What a build takes over from the last one, or is told to do, is not what its tables are made from.
NOT_ITS_ORIGIN = {"build_queue"}
SOURCE = re.compile(r"""\bsource\(\s*['"]raw['"]\s*,\s*['"](\w+)['"]\s*\)""")

SHAPE = (
    Relation("bridge", "first", "fact", "key"),
    Relation("bridge", "second", "fact", "key"),
    Relation("bridge", "place", "place", "key"),
    Relation("fact", "place", "place", "key", may_be_empty=True),
    Relation("fact", "document", "document", "key"),
    Relation("document", "key", "text", "key"),
    Relation("text", "key", "document", "key"),
    Relation("place", "parent", "place", "key", may_be_empty=True),
)
COLUMNS = {
    "bridge": ("first", "place", "second"),
    "fact": ("key", "place", "document"),
    "document": ("key",),
    "text": ("key",),
    "place": ("key", "parent"),
}


def written() -> dict[str, dict[str, Any]]:
    """What the models' own files say of the public tables."""
    found = {}
    for file in sorted((MODELS / "marts").glob("*.yml")):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            found[model["name"]] = model
    return found


def given_tests(column: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [test[kind] for test in column.get("data_tests", ()) if isinstance(test, dict) and kind in test]


@pytest.fixture(scope="module")
def data_page(site: Path) -> html.HtmlElement:
    return html.document_fromstring((site / "data.html").read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def only_data(public: Path, root: Path, told_by_dbt: dict[str, str] | None = None) -> html.HtmlElement:
    """The page of the dictionary by itself."""
    with opened(public) as published:
        pages.data(Site(published, root, [], [], [], "news.duckdb", lambda _: None), told_by_dbt or {})
    return html.document_fromstring((root / "data.html").read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


@pytest.fixture
def changed(public: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Gives a copy of the published file that a statement has changed."""

    def change(statement: str) -> Path:
        file = tmp_path / "changed.duckdb"
        shutil.copyfile(public, file)
        with duckdb.connect(str(file)) as connection:
            connection.execute(statement)
        return file

    return change


def test_the_relations_are_those_that_the_models_have_tests_for(data_page: html.HtmlElement) -> None:
    models = written()
    expected = set()
    for name, model in models.items():
        for column in model["columns"]:
            for test in given_tests(column, "relationships"):
                (to,) = REF.findall(test["arguments"]["to"])
                if to in models:
                    expected.add((f"{name}.{column['name']}", f"{to}.{test['arguments']['field']}"))
    rows = data_page.xpath("//table[@id='relations']/tbody/tr")
    shown = {tuple(code.text for code in row.xpath("./*/a/code")) for row in rows}
    assert shown == expected
    assert len(rows) == len(expected) > 30


def test_the_picture_has_each_table_of_a_relation_once_and_the_rest_is_named(data_page: html.HtmlElement) -> None:
    related = {code.text.split(".")[0] for code in data_page.xpath("//table[@id='relations']/tbody/tr/*/a/code")}
    boxes = data_page.xpath("//figure[@class='schema']/svg/a")
    assert sorted(box.get("href") for box in boxes) == sorted(f"#{table}" for table in related)
    lines = data_page.xpath("//figure[@class='schema']/svg/path[@fill='none']")
    assert len(lines) == len(data_page.xpath("//table[@id='relations']/tbody/tr"))
    dashed = [line for line in lines if line.get("stroke-dasharray")]
    said = [row[-1].text_content() for row in data_page.xpath("//table[@id='relations']/tbody/tr")]
    assert len(dashed) == sum("yes" in each for each in said) > 5
    alone = {link.get("href") for link in data_page.xpath("//section[@id='schema']/p[@class='small']/a")}
    assert alone == {f"#{name}" for name in written()} - {f"#{table}" for table in related}


def test_what_guards_a_column_is_said_of_it(data_page: html.HtmlElement) -> None:
    checked = 0
    for name, model in written().items():
        cells = {
            row[0].text_content(): row[-1].text_content()
            for row in data_page.xpath(f"//section[@id='{name}']/table/tbody/tr")
        }
        for column in model["columns"]:
            said = cells[column["name"]]
            assert ("no two rows alike" in said) == ("unique" in column.get("data_tests", ())), (name, column["name"])
            is_constrained = {"type": "not_null"} in column.get("constraints", ())
            assert ("a constraint of the table" in said) <= is_constrained, (name, column["name"])
            for test in given_tests(column, "accepted_values"):
                checked += 1
                assert all(str(value) in said for value in test["arguments"]["values"]), (name, column["name"])
            for test in given_tests(column, "relationships"):
                assert f".{test['arguments']['field']}" in said
            for test in given_tests(column, "not_null"):
                checked += 1
                assert test["config"]["where"] in said
    assert checked > 30
    funds = data_page.get_element_by_id("fct_funds").text_content()
    assert "the special facts are exactly those of their kind" in funds


def test_a_table_is_made_from_what_the_sql_of_its_models_reads(data_page: html.HtmlElement) -> None:
    texts = {file.stem: file.read_text(encoding="utf-8") for file in MODELS.rglob("*.sql")}

    def behind(table: str, seen: set[str]) -> set[str]:
        landed = set(SOURCE.findall(texts[table])) - NOT_ITS_ORIGIN
        for each in set(REF.findall(texts[table])) - seen:
            seen.add(each)
            landed |= behind(each, seen) if each in texts else set()
        return landed

    for table in ("fct_funds", "dim_city", "document_mentions", "load_history"):
        seen: set[str] = set()
        landed = behind(table, seen)
        (told,) = data_page.xpath(f"//section[@id='{table}']/dl[contains(@class, 'lineage')]")
        reads, count, raw, seeds = ([code.text for code in part.iter("code")] for part in told.findall("div/dd"))
        assert {name.split(".")[-1] for name in reads} <= seen | landed
        assert {name.split(".")[-1] for name in reads} >= set(REF.findall(texts[table])), table
        assert {name.removeprefix("raw.") for name in raw} == landed, table
        assert {name.removeprefix("lexicon.") for name in seeds} == seen - texts.keys(), table
        assert told.findall("div/dd")[1].text_content() == str(len(seen & texts.keys())), table
        assert count == []


def test_a_file_of_an_older_version_is_told_so_and_the_rest_is_shown(
    changed: Callable[[str], Path], tmp_path: Path
) -> None:
    page = only_data(changed("drop table build.bld_lineage"), tmp_path)
    assert "older version" in page.get_element_by_id("unknown").text_content()
    assert page.xpath("//figure[@class='schema']") == []
    assert "a constraint of the table" in page.get_element_by_id("fct_funds").text_content()
    assert len(page.xpath("//section[@class='table']")) == len(written())


def test_a_build_without_tests_claims_no_relations(changed: Callable[[str], Path], tmp_path: Path) -> None:
    page = only_data(changed("delete from build.bld_data_test"), tmp_path)
    assert "No tests were run" in page.get_element_by_id("unknown").text_content()
    assert page.xpath("//figure[@class='schema']") == []
    assert page.get_element_by_id("fct_funds").xpath(".//dl[contains(@class, 'lineage')]")


def test_markup_in_what_tests_say_is_text(changed: Callable[[str], Path], tmp_path: Path) -> None:
    file = changed(
        "update build.bld_data_test set row_condition = '<b>1</b>' "
        "where table_name = 'fct_funds' and test_name = 'relationships'"
    )
    page = only_data(file, tmp_path)
    assert page.xpath("//b") == []
    assert "<b>1</b>" in page.get_element_by_id("fct_funds").text_content()


def test_all_that_a_table_refers_to_is_further_right_and_circles_end() -> None:
    found = layers(SHAPE)
    assert found == {"bridge": 0, "fact": 1, "document": 2, "place": 3, "text": 3}


def test_boxes_and_lanes_lie_apart_and_within_the_picture() -> None:
    placed = layout(SHAPE, COLUMNS)
    # What leads past a layer has a lane there: bridge and fact to place.
    assert set(placed.lanes) == {(1, ("place", "key")), (2, ("place", "key"))}
    areas = [(box.x, box.y, box.x + box.width, box.y + box.height) for box in placed.boxes.values()]
    areas += [(left, y, right, y) for left, right, y in placed.lanes.values()]
    for one, other in combinations(areas, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1], (one, other)
    for left, top, right, bottom in areas:
        assert 0 < left < right < placed.width
        assert 0 < top <= bottom < placed.height
    assert placed.boxes["fact"].columns == ("key", "place", "document")


def test_the_same_relations_give_the_same_picture_in_any_order() -> None:
    drawn = {str(picture(order, COLUMNS)) for order in list(permutations(SHAPE))[::997]}
    assert len(drawn) == 1


def test_names_in_the_picture_are_text() -> None:
    drawn = str(picture([Relation("<b>", '"', "a", "&")], {"<b>": ['"'], "a": ["&"]}))
    assert "<b>" not in drawn
    assert "&lt;b&gt;" in drawn


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """What dbt leaves of a project of one model."""
    column = {"name": "amount", "data_type": "text", "description": "</script><script>window.struck=1</script>"}
    node = {
        "resource_type": "model", "schema": "main", "database": "fugong", "alias": "fct_funds", "name": "fct_funds",
        "unique_id": "model.fugong.fct_funds", "package_name": "fugong", "root_path": "/home/me/fugong",
        "compiled_path": "/home/me/fugong/target/x.sql", "description": "Money.", "fqn": ["fugong", "fct_funds"],
        "original_file_path": "models/fct_funds.sql", "path": "fct_funds.sql", "tags": [], "meta": {}, "docs": {},
        "config": {"materialized": "table", "enabled": True}, "columns": {"amount": column}, "language": "sql",
        "depends_on": {"nodes": [], "macros": []}, "raw_code": r"select '\1'", "access": "protected", "created_at": 1,
    }  # fmt: skip
    manifest: dict[str, Any] = {
        "metadata": {"dbt_schema_version": "v12", "dbt_version": "1.11", "project_name": "fugong",
                     "adapter_type": "duckdb", "user_id": "me"},
        "nodes": {node["unique_id"]: node},
    }  # fmt: skip
    for name in ("sources", "macros", "exposures", "metrics", "semantic_models", "saved_queries", "unit_tests"):
        manifest[name] = {}
    manifest |= {"docs": {}, "functions": {}, "disabled": {}, "selectors": {}, "groups": {}, "group_map": {}}
    manifest |= {"parent_map": {node["unique_id"]: []}, "child_map": {node["unique_id"]: []}}
    folder = tmp_path / "target"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_the_page_of_dbt_is_linked_both_ways_and_lets_nothing_be_asked(
    public: Path, target: Path, tmp_path: Path
) -> None:
    page = only_data(public, tmp_path, dbt_docs.write(target, tmp_path))
    links = [link.get("href") for link in page.xpath("//a[starts-with(@href, 'dbt-docs.html')]")]
    assert links == ["dbt-docs.html", "dbt-docs.html#!/model/model.fugong.fct_funds"]
    text = (tmp_path / "dbt-docs.html").read_text(encoding="utf-8")
    docs = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True))
    (policy,) = docs.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; script-src 'unsafe-inline';")
    assert not re.search(r"https?:|connect-src|\*|unsafe-eval", policy)
    assert docs.xpath("//a[@href='data.html']")
    assert docs.xpath("//link[@href]") + docs.xpath("//script[@src]") == []
    assert text.index(policy) < text.index("<script")
    assert "window.struck=1</script>" not in text
    assert r"select '\\1'" in text
    assert "/home/me" not in text


def test_the_same_manifest_gives_the_same_page(target: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        dbt_docs.write(target, tmp_path / name)
        written.append((tmp_path / name / "dbt-docs.html").read_bytes())
    assert written[0] == written[1]


def test_a_folder_without_a_manifest_is_named(
    public: Path, target: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("overview", "kinds", "cities", "sectors", "indicators", "health"):
        monkeypatch.setattr(f"fugong.site.pages.{name}", lambda *_: None)
    command = ["site", "--warehouse", str(public), "--output", str(tmp_path / "site"), "--quiet", "--dbt-docs"]
    assert main([*command, str(tmp_path / "nowhere")]) == 2
    assert "dbt parse" in capsys.readouterr().err
    (target / "manifest.json").write_text("[]", encoding="utf-8")
    assert main([*command, str(target)]) == 2
    assert "is no manifest of dbt" in capsys.readouterr().err
    assert not (tmp_path / "site").exists()
    (target / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(SiteError):
        dbt_docs.write(target, tmp_path)


def test_a_whole_build_says_each_test_once(public: Path) -> None:
    with opened(public) as published:
        rows = published.rows(queries.DATA_TESTS)
    assert len({tuple(row.values()) for row in rows}) == len(rows) > 100
    assert {row["severity"] for row in rows} <= {"error", "warn"}
