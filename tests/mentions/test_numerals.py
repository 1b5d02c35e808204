"""Values of Chinese numerals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from fugong.mentions.numerals import CHARACTERS, chinese_value

DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """Write a number below 10,000 as people do: 2005 is 二千零五, 12 is 十二."""
    text = ""
    for character in str(number).zfill(4):
        text += DIGITS[int(character)]
    parts = [digit + unit if digit != "零" else "零" for digit, unit in zip(text, "千百十 ", strict=True)]
    joined = "".join(parts).replace(" ", "")
    while "零零" in joined:
        joined = joined.replace("零零", "零")
    joined = joined.strip("零") or "零"
    return joined[1:] if joined.startswith("一十") else joined


@pytest.mark.parametrize(("text", "expected"), cases("numerals"))
def test_the_value_of(text: str, expected: str | None) -> None:
    assert chinese_value(text) == (None if expected is None else Decimal(expected))


@given(number=st.integers(0, 9999))
def test_every_number_below_ten_thousand_is_read_as_it_is_written(number: int) -> None:
    assert chinese_value(written(number)) == number


@given(high=st.integers(1, 9999), low=st.integers(1000, 9999), unit=st.sampled_from([("万", 10**4), ("亿", 10**8)]))
def test_a_large_unit_multiplies_what_stands_before_it(high: int, low: int, unit: tuple[str, int]) -> None:
    assert chinese_value(written(high) + unit[0] + written(low)) == high * unit[1] + low


@given(text=st.text(alphabet=CHARACTERS + "点", max_size=12))
def test_any_row_of_numeral_characters_has_a_value_or_none(text: str) -> None:
    value = chinese_value(text)
    assert value is None or value >= 0
