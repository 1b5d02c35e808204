"""The texts of a task side by side: one look-up in compiled code for all characters of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint8]
Truths = npt.NDArray[np.bool_]

_BMP: Final = 0x10000


class Row:
    """Texts with a line break behind each; a place in the row is that in its text behind the text's `offset`."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts; lone surrogates are characters as all others."""
        self.texts = texts
        self.codes = codes("\n".join((*texts, "")))
        self.offsets: Numbers = np.cumsum([0, *(len(text) + 1 for text in texts)])

    @cached_property
    def _units(self) -> npt.NDArray[np.uint16]:
        return np.minimum(self.codes, _BMP - 1).astype(np.uint16)

    def kinds(self, table: Kinds) -> Kinds:
        """Return what `table`, made by `table_of`, holds for each character."""
        return table.take(self._units)

    def numbers(self, places: Numbers) -> Numbers:
        """Return the number of the text that each of `places` is in."""
        found: Numbers = self.offsets.searchsorted(places, "right") - 1
        return found

    def cuts(self, places: Numbers) -> list[int]:
        """Return where in `places`, which are in order, those of each text begin, and where the last ones end."""
        cuts: list[int] = places.searchsorted(self.offsets).tolist()
        return cuts

    def within(self, places: Numbers) -> Numbers:
        """Return `places`, which are in order, as places in their texts."""
        within: Numbers = places - self.offsets[:-1].repeat(np.diff(places.searchsorted(self.offsets)))
        return within

    def parted(self, places: Numbers) -> Iterator[list[int]]:
        """Yield for each text which of `places`, which are in order, are in it, as places in the text."""
        found = self.within(places).tolist()
        for first, last in pairwise(self.cuts(places)):
            yield found[first:last]


def spans_in(row: Row, spans: Sequence[Sequence[tuple[Any, ...]]]) -> tuple[Numbers, Numbers]:
    """Return where spans, given text by text as places in it, begin and end in the row."""
    offsets = row.offsets[:-1].repeat([len(of_one) for of_one in spans])
    starts = np.array([span[0] for span in chain.from_iterable(spans)], np.int64)
    ends = np.array([span[1] for span in chain.from_iterable(spans)], np.int64)
    return starts + offsets, ends + offsets


class Spans:
    """Spans in a row, which come text by text, to be had as places in each text."""

    def __init__(self, row: Row, starts: Numbers, ends: Numbers) -> None:
        """Take where they begin and end in the row."""
        self._starts, self._ends, self._offsets = starts, ends, row.offsets.tolist()
        self._cuts: list[int] = row.numbers(starts).searchsorted(np.arange(len(row.texts) + 1)).tolist()

    def within(self, number: int) -> list[tuple[int, int]]:
        """Return those of a text, given by its number."""
        part, offset = slice(self._cuts[number], self._cuts[number + 1]), self._offsets[number]
        return list(zip((self._starts[part] - offset).tolist(), (self._ends[part] - offset).tolist(), strict=True))


def codes(text: str) -> Codes:
    """Return the numbers of the characters of `text`."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def table_of(kinds: Sequence[tuple[int, str]], beyond: int = 0) -> Kinds:
    """Return a table of the kinds of characters: of each all the bits of the sets that it is in.

    Characters from U+FFFF on are of the kind `beyond`.
    """
    table = np.zeros(_BMP, np.uint8)
    for bit, characters in kinds:
        for character in characters:
            table[ord(character)] |= bit
    table[_BMP - 1] = beyond
    return table
