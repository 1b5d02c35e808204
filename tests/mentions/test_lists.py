"""Coordinated lists: every rule by a case, and what must hold of any text."""

from __future__ import annotations

from itertools import groupby

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from fugong.mentions.lists import find_lists
from fugong.mentions.scan import Scanner

PIECES = st.sampled_from(
    ["工业", "商业", "、", "和", "与", "分别", "复工率", "90%", "等", "全市", ",", "其中", "3个行业"]
)


@pytest.mark.parametrize(("text", "expected"), cases("lists"))
def test_lists_in(text: str, expected: list[list[str]], scanner: Scanner) -> None:
    found = groupby(scanner.scan(text).list_items, key=lambda item: item.list_number)
    assert [[item.item_text for item in items] for _, items in found] == expected


@given(pieces=st.lists(PIECES, max_size=14))
def test_items_are_counted_from_one_stand_where_they_say_and_do_not_overlap(
    pieces: list[str], scanner: Scanner
) -> None:
    text = "".join(pieces)
    end = 0
    for number, (list_number, group) in enumerate(
        groupby(scanner.scan(text).list_items, key=lambda item: item.list_number), 1
    ):
        items = list(group)
        assert list_number == number
        assert [item.item_number for item in items] == list(range(1, len(items) + 1))
        assert {item.item_count for item in items} == {len(items)}
        assert len(items) >= 2
        for item in items:
            assert end <= item.start < item.end <= len(text)
            assert text[item.start : item.end] == item.item_text
            end = item.end


def test_a_fixed_span_ends_the_item_on_its_left_and_begins_the_one_on_its_right() -> None:
    text = "全市工业、商业"
    assert [item.item_text for item in find_lists(text, [(0, len(text))], [(0, 2)], [])] == ["工业", "商业"]
    assert find_lists(text, [(0, len(text))], [(4, 5)], []) == []


def test_a_clause_without_items_before_a_clause_with_one_number_has_no_list(scanner: Scanner) -> None:
    assert scanner.scan("3家、,分别为97%。").list_items == []
    assert scanner.scan("、,分别为97%。").list_items == []
