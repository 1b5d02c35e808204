"""Annotated characters of the ordinary form `復(fù)`, found as numbers, all of several texts at once.

On pages that are annotated throughout every third character has a reading behind it. To find them one by one, or by a
regular expression, takes longer than all the rest that is done to a text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from itertools import repeat
from types import ModuleType
from typing import Any, Final

from fugong.text.codepoints import Row
from fugong.text.looks import ACCENT, looks_of

# The letters that readings are written with, as a part of a regular expression's set.
PINYIN_LETTERS: Final = (
    "a-zA-ZɑɡĀāÁáǍǎÀàĒēÉéĚěÈèĪīÍíǏǐÌìŌōÓóǑǒÒòŪūÚúǓǔÙùǕǖǗǘǙǚǛǜÜüÊêŃńŇňǸǹḾḿ\u0300\u0301\u0304\u0308\u030c"
)
# The longest syllable; with combining marks it may have more.
_MOST_LETTERS: Final = 6
_FIRST_HAN: Final = 0x3400
_LAST_HAN: Final = 0x9FFF
# These are annotated, too, but seldom.
_ODD_HAN: Final = (ord("々"), ord("〇"))
_UNITS: Final = 0x10000
# The annotated characters of a longer text are not kept.
_MOST_KEPT: Final = 1_000_000


class Familiar:
    """Annotated characters of which something is known, the latest reading of each character."""

    def __init__(self) -> None:
        """Know none."""
        self._letters: Any = None

    def add(self, annotated: str) -> None:
        """Add a character with its reading in brackets, as `Annotated` has them."""
        if len(annotated) - 3 <= _MOST_LETTERS and annotated[0] <= "\uffff":
            self.letters[ord(annotated[0])] = _number(annotated[2:-1])

    @property
    def letters(self) -> Any:
        """The letters of each character's reading as one number; 0 if none is known."""
        if self._letters is None:
            self._letters = _numpy().zeros(_UNITS, _numpy().uint64)
        return self._letters


class Annotated:
    """The annotated characters of a text: `復(fù)`, whatever the reading."""

    __slots__ = ("_characters", "_letters", "_text", "_units", "ends", "others", "starts")

    def __init__(
        self, text: str, units: Any, starts: Any, ends: Any, characters: Any, letters: Any, others: Any
    ) -> None:
        """Take where the brackets begin and end, the characters before them, and the letters as numbers.

        `others` is where all other opening brackets stand.
        """
        self._text = text
        self._units = units
        self.starts, self.ends = starts, ends
        self._characters = characters
        self._letters = letters
        self.others = others

    @classmethod
    def of(cls, text: str) -> Annotated | None:
        """Return those of `text`, None if some may be of another form; of the text asked about last, at once."""
        if _LATEST.text is not text:
            _LATEST.keep(text, next(_found(Row([text])))[1])
        return _LATEST.annotated

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.starts)

    def unlike(self, familiar: Familiar) -> set[str]:
        """Return the annotated characters that `familiar` does not hold, each kind once."""
        places = (familiar.letters.take(self._characters) != self._letters).nonzero()[0]
        if not len(places):
            return set()
        text, starts, ends = self._text, self.starts.take(places).tolist(), self.ends.take(places).tolist()
        return {text[start - 1 : end] for start, end in zip(starts, ends, strict=True)}

    def turns(self) -> Any:
        """Return how long the pieces of text are that are kept and annotations, in turns."""
        lengths = _numpy().empty(2 * len(self) + 1, _numpy().intp)
        lengths[0], lengths[2::2] = 0, -self.ends
        lengths[:-1:2] += self.starts
        lengths[-1] += len(self._text)
        lengths[1::2] = self.ends - self.starts
        return lengths

    def kept(self) -> str:
        """Return the text without the brackets."""
        turns = self.turns()
        is_kept = _numpy().zeros(len(turns), bool)
        is_kept[::2] = True
        return str(self._units.take(is_kept.repeat(turns).nonzero()[0]), "utf-16-le")


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


def _found(texts: Row) -> Iterator[tuple[str, Annotated | None]]:
    numpy, units = _numpy(), texts.units
    opened = (units == ord("(")).nonzero()[0]
    # A bracket at the very beginning has nothing before it.
    characters = units.take(opened - 1, mode="clip")
    is_han = (characters >= _FIRST_HAN) & (characters <= _LAST_HAN)
    for odd in _ODD_HAN:
        is_han |= characters == odd
    numbers = _numbers().take(units)
    ends = opened + 1
    # As many bytes as a number has.
    letters = numpy.zeros((len(opened), 8), numpy.uint8)
    goes_on = is_han
    for place in range(_MOST_LETTERS):
        number = numbers.take(ends, mode="clip")
        goes_on = goes_on & (number != 0)
        letters[:, place] = number * goes_on
        ends += goes_on
    is_odd = goes_on & (numbers.take(ends, mode="clip") != 0)
    is_whole = (letters[:, 0] != 0) & (units.take(ends, mode="clip") == ord(")"))
    is_odd |= is_whole & (characters < _FIRST_HAN)
    is_found = is_whole | is_odd
    starts, ends, characters = opened[is_found], ends[is_found] + 1, characters[is_found]
    letters, is_odd = letters[is_found].view(numpy.uint64)[:, 0], is_odd[is_found]
    done = 0
    others = texts.parted(opened[~is_found])
    for (text, begin, end, found), (_, _, _, rest) in zip(texts.parted(starts), others, strict=True):
        among = slice(done, done + len(found))
        done += len(found)
        if end - begin != len(text) or is_odd[among].any():
            yield text, None
        else:
            yield (
                text,
                Annotated(
                    text,
                    units[begin:end],
                    found - begin,
                    ends[among] - begin,
                    characters[among],
                    letters[among],
                    rest - begin,
                ),
            )


def _number(letters: str) -> int:
    return int.from_bytes(bytes(_numbers().take(list(map(ord, letters)))).ljust(8, b"\0"), sys.byteorder)


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
