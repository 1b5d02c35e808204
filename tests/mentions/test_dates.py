"""Dates and time words: every rule by a case, and what must hold of any text."""

from __future__ import annotations

from typing import Any

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from fugong.lexicon import Lexicon
from fugong.mentions.dates import DateFinder, DateMention

BLANK = dict.fromkeys(DateMention._fields[2:]) | DateMention._field_defaults
SIGNS = "年月日号初底末中旬至-/.,前后起自到 "
WORDS = ["2020", "3", "12", "十", "截至", "季度", "上半年", "今年", "去年", "目前", "以来", "同期", "个月"]
PIECES = st.sampled_from([*SIGNS, *WORDS])


@pytest.fixture(scope="module")
def finder(lexicon: Lexicon) -> DateFinder:
    return DateFinder(lexicon)


@pytest.mark.parametrize(("text", "expected"), cases("dates"))
def test_dates_in(text: str, expected: list[dict[str, Any]], finder: DateFinder) -> None:
    found = [{name: getattr(mention, name) for name in BLANK} for mention in finder.find(text)]
    assert found == [BLANK | row for row in expected]


@given(pieces=st.lists(PIECES, max_size=14))
def test_dates_stand_in_order_where_they_say_and_have_parts_that_exist(pieces: list[str], finder: DateFinder) -> None:
    text = "".join(pieces)
    end = 0
    for mention in finder.find(text):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.date_text
        assert mention.month is None or 1 <= mention.month <= 12
        assert mention.day is None or 1 <= mention.day <= 31
        assert mention.quarter is None or 1 <= mention.quarter <= 4
        end = mention.end
