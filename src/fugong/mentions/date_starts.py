"""Where dates may begin, told for all texts of a task at once: the grammar of dates is tried at few places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from fugong.mentions.numerals import DATE_NUMERALS
from fugong.mentions.row import Row, table_of

# What a date begins with; it has one of the anchors within reach, or begins with one: the longest word before it has
# three characters, and up to twelve may stand between (the second look of the grammar).
_WORD: Final = 1 << 0
_DIGIT: Final = 1 << 1
# What may follow the digits that a date begins with: a digit of another script, too.
_BEHIND_DIGITS: Final = 1 << 2
_ANCHOR: Final = 1 << 3
# Anchors behind a digit, or before others.
_DAY: Final = 1 << 4
_YEAR_SIGN: Final = 1 << 5
_KINDS: Final = table_of(
    [
        (_WORD, f"{DATE_NUMERALS}今本去上前明来后当同全年月第截到至自从由比较早相下首"),
        (_DIGIT, "0123456789"),
        (_BEHIND_DIGITS, " 年月季日份-~—–～至到./"),
        (_BEHIND_DIGITS, "".join(digit for digit in map(chr, range(0x80, 0xFFFF)) if digit.isdecimal())),
        (_ANCHOR, "年月季"),
        (_DAY, "日"),
        (_YEAR_SIGN, "-./"),
    ],
    beyond=_BEHIND_DIGITS,
)
_REACH: Final = 15
# 2020-03-18: so far behind the beginning of such a date its first sign stands.
_YEAR_LENGTH: Final = 4


def date_starts(row: Row) -> Iterator[list[int]]:
    """Yield for each text the places where a date may begin, in order; nowhere else does one."""
    kinds = np.append(row.kinds(_KINDS), np.uint8(0))
    is_digit = kinds & _DIGIT != 0
    turns = np.append(is_digit[0], is_digit[1:] != is_digit[:-1]).nonzero()[0]
    # Digits begin a date if none stands before them.
    digits, behind = turns[::2], turns[1::2]
    digits = digits[kinds[behind] & _BEHIND_DIGITS != 0]
    starts = np.concatenate([(kinds & _WORD != 0).nonzero()[0], digits])
    starts.sort()
    signs = (kinds & _YEAR_SIGN != 0).nonzero()[0]
    signs = signs[signs >= _YEAR_LENGTH] - _YEAR_LENGTH
    anchors = np.concatenate([(kinds & (_ANCHOR | _DAY) != 0).nonzero()[0], signs[is_digit[signs]]])
    anchors.sort()
    if not len(anchors):
        yield from ([] for _ in row.texts)
        return
    following = anchors.take(anchors.searchsorted(starts), mode="clip")
    yield from row.parted(starts[(following >= starts) & (following - starts <= _REACH)])
