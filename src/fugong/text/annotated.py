"""Annotated characters of the ordinary form `復(fù)`, found as numbers, all of several texts at once.

On pages that are annotated throughout every third character has a reading behind it. To find them one by one, or by a
regular expression, takes longer than all the rest that is done to a text.

numpy finds them with a look through the text for each question. Compiled code asks all questions at one look: it is
used where it is at hand, in a third of the time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, repeat
from types import ModuleType
from typing import Any, Final

from fugong.text import compiled
from fugong.text.codepoints import Row
from fugong.text.looks import ACCENT, looks_of

# The letters that readings are written with, as a part of a regular expression's set.
PINYIN_LETTERS: Final = (
    "a-zA-ZɑɡĀāÁáǍǎÀàĒēÉéĚěÈèĪīÍíǏǐÌìŌōÓóǑǒÒòŪūÚúǓǔÙùǕǖǗǘǙǚǛǜÜüÊêŃńŇňǸǹḾḿ\u0300\u0301\u0304\u0308\u030c"
)
# The longest syllable; with combining marks it may have more.
MOST_LETTERS: Final = 6
FIRST_HAN: Final = 0x3400
LAST_HAN: Final = 0x9FFF
# These are annotated, too, but seldom.
ODD_HAN: Final = (ord("々"), ord("〇"))
# What a slip may leave as half of a character.
FIRST_HALF: Final = ord("@")
LAST_HALF: Final = ord("~")
_UNITS: Final = 0x10000
# The lowest bit and the highest of each byte of a number.
_LOW_BITS: Final = 0x0101010101010101
_HIGH_BITS: Final = 0x8080808080808080
# The annotated characters of a longer text are not kept.
_MOST_KEPT: Final = 1_000_000


class Familiar:
    """Annotated characters of which something is known, the two latest readings of each character."""

    def __init__(self) -> None:
        """Know none."""
        self._letters: Any = None

    def add(self, annotated: str) -> None:
        """Add a character with its reading in brackets, as `Annotated` has them."""
        if len(annotated) - 3 <= MOST_LETTERS and annotated[0] <= "\uffff":
            letters, at, number = self.letters, ord(annotated[0]), _number(annotated[2:-1])
            if letters[0, at] != number:
                letters[1, at], letters[0, at] = letters[0, at], number

    @property
    def letters(self) -> Any:
        """The letters of each character's readings as numbers, the latest ones first; 0 if none is known."""
        if self._letters is None:
            self._letters = _numpy().zeros((2, _UNITS), "<u8")
        return self._letters


class Annotated:
    """The annotated characters of a text: `復(fù)`, whatever the reading."""

    __slots__ = (
        "_all", "_begin", "_end", "_first", "_last", "_number", "closed", "halves", "is_balanced", "is_narrow",
        "opened", "text",
    )  # fmt: skip

    def __init__(self, text: str, found: _Brackets, number: int) -> None:
        """Take those of the text with that number from what was found in several texts."""
        self.text, self._all, self._number = text, found, number
        self._begin, self._end = found.texts.spans[number]
        self._first, self._last = found.cuts[number], found.cuts[number + 1]
        # How many brackets open and how many close in all; whether there are none of full width, and as many of both.
        self.opened, self.closed = found.opened[number], found.closed[number]
        self.is_narrow, self.is_balanced = found.is_narrow[number], found.is_balanced[number]
        # Opening brackets behind what may be half of a character.
        self.halves = found.halves[number]

    @classmethod
    def of(cls, text: str) -> Annotated | None:
        """Return those of `text`, None if some may be of another form; of the text asked about last, at once."""
        if _LATEST.text is not text:
            _LATEST.keep(text, next(_found(Row([text])))[1])
        return _LATEST.annotated

    def __len__(self) -> int:
        """Return how many there are."""
        return self._last - self._first

    @property
    def starts(self) -> Any:
        """Where the brackets begin."""
        return self._all.starts[self._first : self._last] - self._begin

    @property
    def ends(self) -> Any:
        """Where they end."""
        return self._all.ends[self._first : self._last] - self._begin

    def is_last(self) -> bool:
        """Tell whether the text ends with one."""
        return self._last > self._first and bool(self._all.ends[self._last - 1] == self._end)

    def lonely(self) -> list[tuple[int, int]]:
        """Return where brackets close that close none of them, each with where one closed before it (-1: nowhere)."""
        places, before, cuts = self._all.lonely()
        found = slice(cuts[self._number], cuts[self._number + 1])
        begin = self._begin
        spans = zip(places[found], before[found], strict=True)
        return [(at - begin, earlier - begin if earlier >= begin else -1) for at, earlier in spans]

    def unlike(self, familiar: Familiar) -> dict[str, list[int]]:
        """Return the annotated characters that `familiar` does not hold, and where each kind stands.

        What it came to know since another text of the same row was asked about may be among them.
        """
        starts, ends = self._all.unlike(familiar)
        text, before = self.text, self._begin + 1
        places: dict[str, list[int]] = {}
        for number in range(bisect_left(starts, self._begin), bisect_left(starts, self._end)):
            at = starts[number] - before
            kind = text[at : ends[number] - before + 1]
            if kind in places:
                places[kind].append(at)
            else:
                places[kind] = [at]
        return places

    def turns(self) -> Any:
        """Return how long the pieces of text are that are kept and annotations, in turns."""
        return _turns(self.starts, self.ends, len(self.text))

    def kept(self) -> str:
        """Return the text without the brackets; there is no surrogate in it."""
        units, gone = self._all.kept()
        begin, end = self._begin - gone[self._number], self._end - gone[self._number + 1]
        return str(units[begin:end], "utf-32-le")


def _turns(starts: Any, ends: Any, length: int) -> Any:
    lengths = _numpy().empty(2 * len(starts) + 1, _numpy().intp)
    lengths[0], lengths[2::2] = 0, -ends
    lengths[:-1:2] += starts
    lengths[-1] += length
    lengths[1::2] = ends - starts
    return lengths


class _Brackets:
    """The annotated characters of several texts; places are those in their row."""

    def __init__(self, texts: Row) -> None:
        self.texts = texts
        # How many of them stand before each text, and how many there are.
        self.cuts: list[int]
        self.opened: list[int]
        self.closed: list[int]
        self.is_narrow: list[bool]
        # In which texts some may be of another form.
        self.odd: set[int]
        self.halves: list[list[int]] = [[] for _ in texts.texts]
        # The units of all texts without the brackets, if compiled code found them.
        self._left: Any = None
        functions = compiled.functions()
        if functions is None:
            self._find()
        else:
            self._find_compiled(functions)
        self.is_balanced = [
            left == right and is_narrow
            for left, right, is_narrow in zip(self.opened, self.closed, self.is_narrow, strict=True)
        ]
        self._unlike: dict[Familiar, tuple[list[int], list[int]]] = {}
        self._kept: tuple[Any, list[int]] | None = None
        self._lonely: tuple[list[int], list[int], list[int]] | None = None

    def _find(self) -> None:
        numpy, texts, units = _numpy(), self.texts, self.texts.units
        opened = (units == ord("(")).nonzero()[0]
        # A bracket at the very beginning has nothing before it.
        characters = units.take(opened - 1, mode="clip")
        is_han = (characters >= FIRST_HAN) & (characters <= LAST_HAN)
        for odd in ODD_HAN:
            is_han |= characters == odd
        # The eight units behind each bracket as one number, a byte each, up to the first that is no letter.
        numbers = numpy.append(_numbers().take(units), numpy.zeros(8, numpy.uint8))
        letters = numpy.ndarray(len(units) + 1, "<u8", numbers, strides=(1,))[opened + 1]
        # The highest bit of each byte that is 0, and of some behind the first one; then all bits before the first.
        before = (letters - _LOW_BITS) & ~letters & _HIGH_BITS
        before = (before & -before) - 1
        count = numpy.bitwise_count(before) >> 3
        letters &= before
        letters[~is_han] = count[~is_han] = 0
        ends = opened + 1 + numpy.minimum(count, MOST_LETTERS)
        is_odd = count > MOST_LETTERS
        is_whole = (count > 0) & (units.take(ends, mode="clip") == ord(")"))
        is_odd |= is_whole & (characters < FIRST_HAN)
        is_found = is_whole | is_odd
        self.starts, self.ends = opened[is_found], ends[is_found] + 1
        self._characters = characters[is_found]
        self._letters = letters[is_found]
        self.cuts = self._cuts(self.starts)
        self.odd = {number for number, _, _ in texts.within(opened[is_odd])}
        self._closed = (units == ord(")")).nonzero()[0]
        wide = ((units == ord("（")) | (units == ord("）"))).nonzero()[0]
        self.opened, self.closed = self._counts(opened), self._counts(self._closed)
        self.is_narrow = [not count for count in self._counts(wide)]
        is_half = ~is_found & (characters >= FIRST_HALF) & (characters <= LAST_HALF)
        for number, _, at in texts.within(opened[is_half]):
            self.halves[number].append(at)

    def _find_compiled(self, functions: Any) -> None:
        numpy, units = _numpy(), self.texts.units
        starts = numpy.array([start for start, _ in self.texts.spans], numpy.int64)
        # The shortest one has three signs; of what is not needed, nothing is written.
        room, places = len(units) // 3 + 1, numpy.empty((3, len(units)), numpy.int32)
        spans, of_each = numpy.empty((2, room), numpy.int64), numpy.zeros((5, len(starts)), numpy.int64)
        characters, letters = numpy.empty(room, numpy.uint16), numpy.empty(room, numpy.uint64)
        kept = numpy.empty(len(units), numpy.uint32)
        found, left, closed, halves = functions.find_annotated(
            units, _numbers(), starts, spans, characters, letters, kept, places, of_each
        )
        self.starts, self.ends = spans[0, :found], spans[1, :found]
        self._characters, self._letters, self._closed = characters[:found], letters[:found], places[0, :closed]
        self._left = kept[:left]
        before, opened, closings, wide, odd = of_each.tolist()
        self.cuts, self.opened, self.closed = [*before, found], opened, closings
        self.is_narrow = [not count for count in wide]
        self.odd = {number for number, count in enumerate(odd) if count}
        for number, at in zip(places[1, :halves].tolist(), places[2, :halves].tolist(), strict=True):
            self.halves[number].append(at)

    def _cuts(self, places: Any) -> list[int]:
        """Return how many of `places`, in order, stand before each text, and how many there are."""
        return [*places.searchsorted([start for start, _ in self.texts.spans]).tolist(), len(places)]

    def _counts(self, places: Any) -> list[int]:
        return [last - first for first, last in pairwise(self._cuts(places))]

    def unlike(self, familiar: Familiar) -> tuple[list[int], list[int]]:
        """Return where those begin and end that `familiar` did not hold when it was asked for first."""
        if familiar not in self._unlike:
            if functions := compiled.functions():
                found = _numpy().empty(len(self.starts), _numpy().int64)
                count = functions.unlike(self._characters, self._letters, familiar.letters, found)
                is_unlike = found[:count]
            else:
                latest, earlier = (known.take(self._characters) for known in familiar.letters)
                is_unlike = (latest != self._letters) & (earlier != self._letters)
            self._unlike[familiar] = self.starts[is_unlike].tolist(), self.ends[is_unlike].tolist()
        return self._unlike[familiar]

    def lonely(self) -> tuple[list[int], list[int], list[int]]:
        """Return where brackets close that close none of them, where one closed before each, and their cuts."""
        if self._lonely is None:
            numpy, closed = _numpy(), self._closed
            is_lonely = numpy.ones(len(closed), bool)
            is_lonely[closed.searchsorted(self.ends - 1)] = False
            places, before = closed[is_lonely], numpy.append(-1, closed[:-1])[is_lonely]
            self._lonely = places.tolist(), before.tolist(), self._cuts(places)
        return self._lonely

    def kept(self) -> tuple[Any, list[int]]:
        """Return the units of all texts without the brackets, four bytes each, and how many go before each text."""
        if self._kept is None:
            numpy, units = _numpy(), self.texts.units
            gone = numpy.append(0, (self.ends - self.starts).cumsum()).take(self.cuts).tolist()
            kept = self._left
            if kept is None:
                # One more where a bracket begins, one less behind it: what is within one is 1. None touches the next.
                turns = numpy.zeros(len(units) + 1, numpy.int8)
                turns[self.starts] = 1
                turns[self.ends] -= 1
                kept = units.compress(numpy.add.accumulate(turns[:-1], dtype=numpy.int8) == 0).astype("<u4")
            self._kept = kept, gone
        return self._kept


class _Latest:
    """The annotated characters of the text that was asked about last: two steps need them."""

    text: str | None = None
    annotated: Annotated | None = None

    def keep(self, text: str, annotated: Annotated | None) -> None:
        self.text, self.annotated = (text, annotated) if len(text) <= _MOST_KEPT else (None, annotated)


_LATEST: Final = _Latest()


def find_in_each(texts: Row) -> Iterator[None]:
    """Go from text to text; `Annotated.of` knows the answer for each, if any has a reading."""
    if not any(look.found & ACCENT for look in looks_of(texts)):
        yield from repeat(None, len(texts.texts))
        return
    for text, annotated in _found(texts):
        _LATEST.keep(text, annotated)
        yield


def of_each(texts: Row) -> Iterator[Annotated | None]:
    """Yield what `Annotated.of` returns of each text."""
    for text, annotated in _found(texts):
        _LATEST.keep(text, annotated)
        yield annotated


def _found(texts: Row) -> Iterator[tuple[str, Annotated | None]]:
    found = _Brackets(texts)
    for number, (text, (begin, end)) in enumerate(zip(texts.texts, texts.spans, strict=True)):
        is_usual = end - begin == len(text) and number not in found.odd
        yield text, Annotated(text, found, number) if is_usual else None


def _number(letters: str) -> int:
    return int.from_bytes(bytes(_numbers().take(list(map(ord, letters)))), "little")


@cache
def _numbers() -> Any:
    """Return a number from 1 on for each letter of readings, and 0 for everything else."""
    import re

    numbers = _numpy().zeros(_UNITS, _numpy().uint8)
    letters = re.findall(f"[{PINYIN_LETTERS}]", "".join(map(chr, range(0x2000))))
    for number, letter in enumerate(letters, 1):
        numbers[ord(letter)] = number
    return numbers


@cache
def _numpy() -> ModuleType:
    # Imported here: whoever converts nothing should not pay for it.
    import numpy

    return numpy
