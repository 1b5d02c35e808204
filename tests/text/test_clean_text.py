"""Clean text that once was, or still is, taken for damaged: nothing of it may be changed or reported.

Cases are data: `cases/clean_false_alarms.jsonl`, one a line: the text, the rule that changed it or might, and what in
it misleads that rule. They retell, in sentences of our own, what `benchmarks/repair/clean.py` found in 30 million
characters of clean text, and what a generator of odd things behind marks found.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from fugong.text import script, width
from fugong.text.pipeline import normalise

CASES: list[dict[str, str]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "clean_false_alarms.jsonl").read_text(encoding="utf-8").splitlines()
]

# By the name of what misleads: still changed or reported today. One that is mended has to be taken off the list.
KNOWN_FALSE_ALARMS: frozenset[str] = frozenset()


def parameter(case: dict[str, str]) -> Any:
    marks = [pytest.mark.xfail(reason=case["rule"], strict=True)] if case["what"] in KNOWN_FALSE_ALARMS else []
    return pytest.param(case["text"], id=case["what"], marks=marks)


@pytest.mark.parametrize("text", [parameter(case) for case in CASES])
def test_clean_text_is_left_as_it_is(text: str) -> None:
    read = normalise(text, ())
    assert [(repair.rule, repair.before_text, repair.after_text) for repair in read.repairs] == []
    assert read.annotation_count == 0
    assert read.text == width.fold(script.to_simplified(text))


def test_every_case_has_a_name_of_its_own_and_every_known_false_alarm_a_case() -> None:
    names = Counter(case["what"] for case in CASES)
    assert [name for name, count in names.items() if count > 1] == []
    assert set(names) >= KNOWN_FALSE_ALARMS
