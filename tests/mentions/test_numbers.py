"""Numbers with unit and hedge: every rule by a case, and what must hold of any text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from case_files import cases
from hypothesis import example, given
from hypothesis import strategies as st

from fugong.lexicon import Lexicon
from fugong.mentions.dates import DateFinder
from fugong.mentions.numbers import NumberFinder, NumberMention

SIGNS = "近约超上余多来十百千万亿%家户个项人元成点第之到至-、和,。 "
WORDS = ["12", "3.5", "1,234", "百分之", "以上", "左右", "美元", "千瓦时", "个百分点", "企业", "3月5日"]
PIECES = st.sampled_from([*SIGNS, *WORDS])


@pytest.fixture(scope="module")
def finder(lexicon: Lexicon) -> NumberFinder:
    return NumberFinder(lexicon)


@pytest.fixture(scope="module")
def dates(lexicon: Lexicon) -> DateFinder:
    return DateFinder(lexicon)


def found_in(text: str, finder: NumberFinder, dates: DateFinder) -> list[NumberMention]:
    return finder.find(text, [(date.start, date.end) for date in dates.find(text)])


@pytest.mark.parametrize(("text", "expected"), cases("numbers"))
def test_numbers_in(text: str, expected: list[dict[str, Any]], finder: NumberFinder, dates: DateFinder) -> None:
    found = [
        {
            "value_text": mention.value_text,
            "value": mention.value,
            "unit": mention.unit,
            "comparator": mention.comparator,
            "range_role": mention.range_role,
        }
        for mention in found_in(text, finder, dates)
    ]
    assert found == [{"range_role": "", **row, "value": Decimal(row["value"])} for row in expected]


@given(pieces=st.lists(PIECES, max_size=14))
@example(pieces=["上升", "3.5", "点"])
@example(pieces=["10", "亿", "度"])
def test_numbers_stand_in_order_where_they_say_and_overlap_nothing(
    pieces: list[str], finder: NumberFinder, dates: DateFinder, lexicon: Lexicon
) -> None:
    text = "".join(pieces)
    taken = [(date.start, date.end) for date in dates.find(text)]
    end = 0
    for mention in finder.find(text, taken):
        assert end <= mention.start <= mention.number_start < mention.number_end <= mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.value_text
        assert text[mention.number_start : mention.number_end] == mention.number_text
        if mention.unit_source != "elided" and mention.numeral != "percent":
            written = {mention.unit_text} | {
                unit.unit_text
                for unit in lexicon.units.values()
                if mention.unit_text in {unit.large_text, unit.decimal_text}
            }
            assert any(unit_text in mention.value_text for unit_text in written)
        assert mention.comparator in {"eq", "ge", "gt", "le", "lt", "approx"}
        assert all(mention.number_end <= start or mention.number_start >= stop for start, stop in taken)
        end = mention.end


def test_what_the_unit_says_is_carried_along(finder: NumberFinder) -> None:
    (money,) = finder.find("贷款5亿美元")
    assert (money.unit_class, money.currency_code, money.unit_text, money.number_text) == (
        "money",
        "USD",
        "美元",
        "5亿",
    )
    (count,) = finder.find("500企业")
    assert (count.unit_text, count.unit_source) == ("", "noun")
    (share,) = finder.find("九成")
    assert (share.unit_class, share.numeral) == ("percent", "percent")
    assert [mention.unit_source for mention in finder.find("3和5家")] == ["elided", "own"]


def test_a_number_that_a_date_holds_is_left_to_it(finder: NumberFinder) -> None:
    assert finder.find("2020家", [(0, 4)]) == []
