"""Cases as labelled data: `cases/*.jsonl`, one case a line with its set, its rule as a name, text and expectation.

Sets: `in_the_wild_retold` (what reports say, in our own words), `synthetic`, `must_not_match` (nothing may be found)
and `known_failures`, which must fail, so that one that is mended has to be moved.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SETS = {"in_the_wild_retold", "synthetic", "must_not_match", "known_failures"}
FOLDER = Path(__file__).parent / "cases"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def cases(name: str) -> list[Any]:
    """Return the cases of a file as parameters (text, expected); the known failures must fail."""
    return [_parameter(row) for row in rows(name)]


def _parameter(row: dict[str, Any]) -> Any:
    is_failing = row["set"] == "known_failures"
    marks = [pytest.mark.xfail(reason=row["name"], strict=True, raises=AssertionError)] if is_failing else []
    return pytest.param(row["text"], row["expected"], id=row["name"], marks=marks)
