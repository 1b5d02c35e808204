"""The scorer of the gold gate itself: each rule of the comparison, and that it can tell right from wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from score import Report, pair, score

LABEL = {
    "doc": "a",
    "kind": "rate",
    "indicator": "work_resumption_rate",
    "value": 96,
    "unit": "percent",
    "comparator": "eq",
    "place": "大理市",
    "as_of": "2020-03-18",
    "scope": "规模以上工业企业",
    "raw_number": "96%",
    "quote": "开工率96%",
}


def label(**changes: Any) -> dict[str, Any]:
    return LABEL | changes


def scored(tmp_path: Path, labels: list[dict[str, Any]], facts: list[dict[str, Any]]) -> Report:
    """Score labels against facts that are given in the form of labels."""
    file = tmp_path / "labels.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in labels), encoding="utf-8")
    warehouse = tmp_path / "facts.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table dim_document as select 'a' as source_name, 'd' as document_key")
        connection.execute("create table dim_city (city_key text, city_name text)")
        connection.execute(
            "create table fct_quantities (quantity_key integer, document_key text, city_key text, kind text, "
            "indicator text, value double, unit text, comparator text, as_of_date date, scope_text text, "
            "value_text text, evidence_text text, raw_start integer, is_superseded boolean)"
        )
        for number, fact in enumerate(facts):
            connection.execute("insert into dim_city values (?, ?)", [str(number), fact["place"]])
            connection.execute(
                "insert into fct_quantities values (?, 'd', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    number,
                    str(number),
                    *(fact[name] for name in ("kind", "indicator", "value", "unit", "comparator")),
                    fact["as_of"] or None,
                    fact["scope"],
                    fact["raw_number"],
                    fact["quote"],
                    number,
                    fact.get("is_superseded", False),
                ],
            )
    return score(file, warehouse)


def test_equal_facts_score_one_everywhere(tmp_path: Path) -> None:
    report = scored(tmp_path, [label()], [label()])
    assert set(report.figures().values()) == {1.0}
    assert report.notes == []


@pytest.mark.parametrize(
    ("attribute", "wrong"),
    [
        ("kind", "other"),
        ("indicator", "capacity_rate"),
        ("comparator", "ge"),
        ("place", "大理白族自治州"),
        ("as_of", "2020-03-19"),
    ],
)
def test_a_wrong_attribute_costs_its_figure_and_the_mart(tmp_path: Path, attribute: str, wrong: str) -> None:
    figures = scored(tmp_path, [label()], [label(**{attribute: wrong})]).figures()
    assert figures[attribute] == 0.0
    assert figures["marts_f1"] == 0.0
    assert figures["quantities_f1"] == 1.0


def test_a_wrong_owner_costs_its_own_figure_only(tmp_path: Path) -> None:
    figures = scored(tmp_path, [label()], [label(scope="小微企业")]).figures()
    assert figures.pop("scope") == 0.0
    assert set(figures.values()) == {1.0}


def test_a_word_for_no_owner_in_particular_is_none(tmp_path: Path) -> None:
    assert scored(tmp_path, [label(scope="企业")], [label(scope="")]).figures()["scope"] == 1.0


def test_a_missed_and_a_false_quantity_cost_f1(tmp_path: Path) -> None:
    report = scored(tmp_path, [label(), label(value=85)], [label(), label(value=12)])
    assert report.quantities.f1 == pytest.approx(0.5)
    assert [note.split()[1] for note in report.notes] == ["missed", "false"]


def test_an_optional_label_counts_neither_found_nor_missed(tmp_path: Path) -> None:
    for facts in ([label()], [label(), label(value=85)]):
        (tmp_path / str(len(facts))).mkdir()
        report = scored(tmp_path / str(len(facts)), [label(), label(value=85, optional=True)], facts)
        assert set(report.figures().values()) == {1.0}


def test_a_superseded_fact_is_not_there(tmp_path: Path) -> None:
    assert scored(tmp_path, [label()], [label(is_superseded=True)]).quantities.found == 0


def test_an_attribute_that_the_label_leaves_open_is_not_asked(tmp_path: Path) -> None:
    report = scored(tmp_path, [label(place="", as_of="")], [label(place="全国", as_of="")])
    assert report.attributes["place"].wanted == report.attributes["as_of"].wanted == 0
    assert report.marts.f1 == 1.0


def test_a_label_may_allow_several_places(tmp_path: Path) -> None:
    assert scored(tmp_path, [label(place="大理市、全国")], [label(place="全国")]).marts.f1 == 1.0


def test_of_two_equal_values_the_better_agreeing_pair_is_made() -> None:
    facts = [label(place="全国"), label()]
    assert pair([label(), label(place="全国")], facts) == {0: 1, 1: 0}


def test_counts_of_things_are_compared_without_their_unit_and_measures_with_it() -> None:
    count = label(kind="other", value=300, unit="enterprise")
    assert pair([count], [count | {"unit": "item"}]) == {0: 0}
    assert pair([label()], [label(unit="percentage_point")]) == {}
