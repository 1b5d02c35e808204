"""Values of Chinese and mixed numerals."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "廿": 20}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
LARGE_UNITS = {"万": 10_000, "亿": 100_000_000}
CHARACTERS = "".join([*DIGITS, *SMALL_UNITS, *LARGE_UNITS])
DATE_NUMERALS = "零〇一二三四五六七八九十"
"""Those that dates are written in."""


@lru_cache(8192)
def chinese_value(text: str) -> Decimal | None:
    """Return the value of a numeral written in Chinese characters (三千五百, 两百, 二十三点五), or None if it is none.

    Digits in a row without a unit (三四) are an estimate, not a numeral, unless they spell a zero (二〇二〇).
    """
    whole, point, fraction = text.partition("点")
    value = _whole_value(whole)
    if value is None:
        return None
    if not point:
        return Decimal(value)
    if not fraction or any(character not in DIGITS or DIGITS[character] > 9 for character in fraction):
        return None
    return Decimal(f"{value}." + "".join(str(DIGITS[character]) for character in fraction))


def _whole_value(text: str) -> int | None:
    if not text or any(character not in CHARACTERS for character in text):
        return None
    if all(character in DIGITS for character in text):
        if len(text) == 1:
            return DIGITS[text]
        if "〇" in text or "零" in text:
            return int("".join(str(DIGITS[character]) for character in text))
        return None
    total = section = 0
    digit: int | None = None
    last_unit = 0
    for character in text:
        if character in DIGITS:
            if digit not in (None, 0):
                return None
            digit = DIGITS[character]
            if digit:
                last_unit = last_unit or 0
        elif character in SMALL_UNITS:
            unit = SMALL_UNITS[character]
            if last_unit and unit >= last_unit:
                return None
            section += (1 if digit is None else digit) * unit
            digit, last_unit = None, unit
        else:
            unit = LARGE_UNITS[character]
            section += digit or 0
            if character == "亿":
                total = (total + (section or (1 if not total else 0))) * unit
            else:
                total += (section or 1) * unit
            section, digit, last_unit = 0, None, 0
    if digit and last_unit == 0 and total:
        return None
    if digit and last_unit > 10:
        # 三百五 is 350: a digit right after 百 or 千 without 零 counts tens or hundreds.
        return total + section + digit * (last_unit // 10 if text[-2] in SMALL_UNITS else 1)
    return total + section + (digit or 0)
