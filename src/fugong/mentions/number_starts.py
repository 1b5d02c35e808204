"""Where numbers may begin, told for all texts of a task at once: the grammar of numerals is tried at no other place."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_letters
from typing import Final

import numpy as np

from fugong.mentions.numerals import CHARACTERS
from fugong.mentions.row import Row, table_of

_DIGIT: Final = 1 << 0
_CHINESE: Final = 1 << 1
# Behind these no number begins, whatever it is written in: 第3, A4, and digits behind digits.
_BEFORE_NONE: Final = 1 << 2
# 三成, 百分之三: these begin also behind other Chinese numerals.
_TENTHS: Final = 1 << 3
_KINDS: Final = table_of(
    [
        (_DIGIT | _BEFORE_NONE, "".join(filter(str.isdecimal, map(chr, range(0xFFFF))))),
        (_CHINESE, CHARACTERS),
        (_BEFORE_NONE, f"{ascii_letters}_×*/第"),
        (_TENTHS, "成分"),
    ],
    # Some of them are digits.
    beyond=_DIGIT,
)


def number_starts(row: Row) -> Iterator[list[int]]:
    """Yield for each text the places where a numeral may begin, in order; nowhere else does one."""
    kinds = row.kinds(_KINDS)
    # A line break stands before the first text as before all others.
    before, behind = np.roll(kinds, 1), np.roll(kinds, -1)
    before[:1] = 0
    begins = (kinds & _CHINESE != 0) & ((before & _CHINESE == 0) | (behind & _TENTHS != 0))
    begins |= kinds & _DIGIT != 0
    begins &= before & _BEFORE_NONE == 0
    yield from row.parted(begins.nonzero()[0])
