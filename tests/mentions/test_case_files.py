"""The case files hold what the other tests take for granted."""

from __future__ import annotations

import pytest
from case_files import FOLDER, SETS, rows

NAMES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize("name", NAMES)
def test_every_case_has_a_set_a_name_of_its_own_a_text_and_an_expectation(name: str) -> None:
    found = rows(name)
    assert {frozenset(row) for row in found} == {frozenset({"set", "name", "text", "expected"})}
    assert {row["set"] for row in found} | {"in_the_wild_retold"} == SETS
    assert len({(row["set"], row["name"]) for row in found}) == len(found)


@pytest.mark.parametrize("name", NAMES)
def test_what_must_not_match_expects_nothing(name: str) -> None:
    assert all(not row["expected"] for row in rows(name) if row["set"] == "must_not_match")
