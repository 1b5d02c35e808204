"""How the comparison with other systems counts: pairs, units, bindings, false finds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "meaning"))

from compare import Score, scored
from others import plain_regex


def label(value: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": unit, "kind": "other", "quote": f"{value}", "raw_number": f"{value}"} | more


def find(value: float, unit: str, start: int = 0, **more: Any) -> dict[str, Any]:
    return {"start": start, "text": "", "value": value, "unit": unit} | more


def score_of(labels: list[dict[str, Any]], finds: list[dict[str, Any]]) -> Score:
    return scored({"a": labels}, {"a": finds}, {"a": 100}, misses=False)


def test_a_value_is_found_whatever_its_unit_but_the_unit_counts_by_itself() -> None:
    score = score_of([label(96, "percent"), label(434, "enterprise")], [find(96, ""), find(434, "count")])
    assert (score.found, score.percentages, score.counts, score.unit_right) == (2, 1, 1, 1)
    assert score_of([label(434, "enterprise")], [find(434, "")]).unit_right == 0
    assert score_of([label(434, "enterprise")], [find(434, "CNY")]).unit_right == 0


def test_each_find_says_one_label_the_one_with_the_right_unit_and_the_rest_is_false() -> None:
    score = score_of([label(5, "percent"), label(5, "CNY", quote="x")], [find(5, "CNY", 90), find(5, "percent", 1)])
    assert (score.found, score.unit_right, score.false) == (2, 2, 0)
    score = score_of([label(5, "percent")], [find(5, "percent"), find(5, "percent", 50), find(7, "")])
    assert (score.found, score.right_finds, score.false) == (1, 1, 2)
    assert score_of([label(5, "percent")], [find(6, "percent")]).found == 0


def test_one_find_says_a_number_of_each_item_of_a_list() -> None:
    same = [label(100, "percent", quote=f"{item}…两个行业均达100%", raw_number="100%") for item in ("电力", "石化")]
    score = score_of(same, [find(100, "percent")])
    assert (score.found, score.right_finds, score.false) == (2, 1, 0)
    same[1]["quote"] = "全县学校均达100%"
    assert score_of(same, [find(100, "percent")]).found == 1


def test_an_optional_label_is_neither_missed_nor_found() -> None:
    score = score_of([label(5, "percent", optional=True)], [find(5, "percent")])
    assert (score.found, score.right_finds, score.false) == (0, 0, 0)


def test_a_quantity_is_bound_by_indicator_place_and_day_as_far_as_the_label_has_them() -> None:
    rate = label(
        96, "percent", kind="rate", indicator="work_resumption_rate", place="大庆市、让胡路区", as_of="2020-03-18"
    )
    right = {"kind": "rate", "indicator": "work_resumption_rate", "place": "大庆市", "as_of": "2020-03-18"}
    assert score_of([rate], [find(96, "percent", **right)]).bound == 1
    for name, wrong in (("indicator", "capacity_rate"), ("place", ""), ("as_of", ""), ("kind", "other")):
        assert score_of([rate], [find(96, "percent", **(right | {name: wrong}))]).bound == 0
    assert score_of([rate], [find(96, "percent")]).bound == 0
    free = label(96, "percent", place="", as_of="", indicator="anything")
    assert score_of([free], [find(96, "percent", kind="other", indicator="other_rate", place="", as_of="")]).bound == 1


def test_the_plain_expression_reads_numbers_with_multipliers_and_units() -> None:
    found = plain_regex("规上企业452家,投资9.03亿元,占96%,提高11.3个百分点,1.6万余户")
    assert [(value, unit) for _, _, value, unit in found] == [
        (452, "count"),
        (903_000_000, "CNY"),
        (96, "percent"),
        (11.3, "percentage_point"),
        (16_000, "count"),
    ]
