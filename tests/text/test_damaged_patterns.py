"""Patterns of real damaged pages, retold with sentences of our own: what the text steps make of each.

Cases are data: `cases/damaged_patterns.jsonl`, one a line: the pattern as a name, the damaged text, the clean one
(simplified, half-width), a note on the bytes; and how it was made: the source, the habit (`damage/patterns.py`) and the
characters that the site annotates. Sets: `in_the_wild_retold`, which must read exactly as clean, and `known_failures`,
which must fail, so that one that is mended has to be moved.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from damage.patterns import HABITS, damage_as
from fugong.text.decode import decode
from fugong.text.pipeline import normalise

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "damaged_patterns.jsonl").read_text(encoding="utf-8").splitlines()
]


def normalised(damaged: str) -> str:
    """Take a text through all steps from its bytes on, but for the boilerplate, which needs cues."""
    return normalise(decode(damaged.encode()).text, ()).text


def parameter(case: dict[str, Any]) -> Any:
    is_failing = case["set"] == "known_failures"
    marks = [pytest.mark.xfail(reason=case["note"], strict=True, raises=AssertionError)] if is_failing else []
    return pytest.param(case["damaged"], case["clean"], id=case["name"], marks=marks)


@pytest.mark.parametrize(("damaged", "clean"), [parameter(case) for case in CASES])
def test_a_pattern_of_a_real_page_reads_as_it_was_written(damaged: str, clean: str) -> None:
    assert normalised(damaged) == clean


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_each_case_is_what_its_habit_makes_of_its_source(case: dict[str, Any]) -> None:
    assert damage_as(case["source"], case["habit"], case["annotated"]) == case["damaged"]


def test_every_case_has_a_name_of_its_own_and_a_known_set() -> None:
    names = Counter(case["name"] for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
    assert {case["set"] for case in CASES} == {"in_the_wild_retold", "known_failures"}


def test_every_habit_has_a_case() -> None:
    assert {case["habit"] for case in CASES} == set(HABITS)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["set"] == "in_the_wild_retold"], ids=lambda case: str(case["name"])
)
def test_what_is_already_clean_stays_as_it_is(case: dict[str, Any]) -> None:
    assert normalised(case["clean"]) == case["clean"]


def test_a_lost_byte_takes_the_ascii_character_behind_it_along_only_where_a_sign_is_written() -> None:
    # 地擁 is B5D8 93ED: 負 (D893) lies across them; 力 ends out of step, before the digit.
    assert damage_as("地拥有动力7个", "readings", "負").endswith("恿?個")
    assert damage_as("地拥有动力7个", "ascii comma", "負").endswith("恿7個")
