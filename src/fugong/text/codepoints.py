"""Look-ups of all characters of a text at once, in compiled code: `str.translate` takes twenty times as long."""

from __future__ import annotations

import re
from array import array
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any, Final

# A surrogate is a unit of its own in UTF-16, so a table of all units serves texts with any characters.
_ENCODING: Final = "utf-16-le"
_UNITS: Final = 0x10000
_LAST: Final = "\uffff"
# What is shorter, `str.translate` has done before a look-up in compiled code has begun.
_LEAST_FOR_LOOK_UP: Final = 40
# So much is looked up at a time: what is in between stays in the processor's cache, and takes no memory to speak of.
_STRIDE: Final = 0x10000
# The numbers of a longer text are not kept: to make them again is nothing beside what else such a text takes.
_MOST_KEPT: Final = 1_000_000


class CharacterTable:
    """What is put in the place of some characters, one for one; characters beyond U+FFFF stay as they are."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        """Take what replaces each character; none may lie beyond U+FFFF (OverflowError or IndexError)."""
        units = array("H", range(_UNITS))
        for old, new in replacements.items():
            units[ord(old)] = ord(new)
        self.units = _numpy().frombuffer(units, _numpy().uint16)

    def translate(self, text: str) -> str:
        """Return `text` with the characters of the table replaced; every position stays what it was.

        Raises:
            UnicodeEncodeError: if there is a lone surrogate in it.
        """
        return Characters.of(text).translate(self) if text else text


class Translator:
    """What `str.translate` does by a table, in a fraction of the time for text without what is rare in the table.

    Rare are replacements that are no single character up to U+FFFF, and what is beyond that itself.
    """

    def __init__(self, table: Mapping[int, str]) -> None:
        """Take the table."""
        self._table = dict(table)
        ordinary = {chr(code): new for code, new in table.items() if _is_unit(code) and len(new) == 1 and new <= _LAST}
        self._ordinary = CharacterTable(ordinary)
        rare = "".join(re.escape(chr(code)) for code in sorted(table) if chr(code) not in ordinary)
        self._rare = re.compile(f"[{rare}\ud800-\udfff]")

    def translate(self, text: str) -> str:
        """Return `text` as the table has it."""
        if len(text) < _LEAST_FOR_LOOK_UP or self._rare.search(text):
            return text.translate(self._table)
        return Characters(text).translate(self._ordinary)


def _is_unit(code: int) -> bool:
    return code <= ord(_LAST) and not 0xD800 <= code < 0xE000


class KindTable:
    """A kind, from 1 to 255, of some characters; all others, and surrogates, are of the kind 0."""

    def __init__(self, kinds: Mapping[str, int]) -> None:
        """Take the kind of each character; none may lie beyond U+FFFF (IndexError)."""
        units = bytearray(_UNITS)
        for character, kind in kinds.items():
            units[ord(character)] = kind
        self.units = _numpy().frombuffer(units, _numpy().uint8)


class Characters:
    """A text as numbers, one for each unit of UTF-16.

    The text that was asked about last is remembered, for several steps look at the same one.
    """

    __slots__ = ("_latest_look", "_text", "_units")

    _latest: Characters | None = None

    def __init__(self, text: str) -> None:
        """Take a text; use `of` for one that other steps look at, too."""
        self._text = text
        self._units = _numpy().frombuffer(text.encode(_ENCODING), _numpy().uint16)
        self._latest_look: tuple[KindTable, Look] | None = None

    @classmethod
    def of(cls, text: str) -> Characters:
        """Return the characters of `text`; UnicodeEncodeError if there is a lone surrogate in it."""
        latest = cls._latest
        if latest is None or latest._text is not text:
            latest = cls(text)
            cls._latest = latest if len(text) <= _MOST_KEPT else None
        return latest

    def __len__(self) -> int:
        """Return how many units there are: as many as characters, if none of them lies beyond U+FFFF."""
        return len(self._units)

    def translate(self, table: CharacterTable) -> str:
        """Return the text with what `table` puts in the places of its characters."""
        return str(self._look_up(table.units), _ENCODING)

    def kinds(self, table: KindTable) -> bytes:
        """Return the kind of each unit; a pair of surrogates is two of them."""
        return bytes(self._look_up(table.units))

    def look(self, table: KindTable) -> Look:
        """Return the same to be asked about; of the table that was used last, nothing is done again."""
        if self._latest_look is None or self._latest_look[0] is not table:
            self._latest_look = table, Look(self._look_up(table.units))
        return self._latest_look[1]

    def _look_up(self, table: Any) -> Any:
        units = self._units
        if len(units) <= _STRIDE:
            return table.take(units)
        pieces = [table.take(units[start : start + _STRIDE]) for start in range(0, len(units), _STRIDE)]
        return _numpy().concatenate(pieces)


class Look:
    """The kinds of all characters of a text, each a set of bits."""

    __slots__ = ("_kinds", "found")

    def __init__(self, kinds: Any) -> None:
        """Take an array of kinds."""
        self._kinds = kinds
        # All bits that any character has.
        self.found = int(_numpy().bitwise_or.reduce(kinds))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._kinds)

    def count(self, bits: int) -> int:
        """Return how many characters have any of `bits`."""
        return int(_numpy().count_nonzero(self._kinds & bits)) if self.found & bits else 0

    def places(self, bits: int) -> list[int]:
        """Return the places of the characters that have any of `bits`, in order."""
        if not self.found & bits:
            return []
        places: list[int] = self._places(bits).tolist()
        return places

    def has_crowd(self, bits: int, count: int, width: int) -> bool:
        """Tell whether `count` characters, two or more, that have any of `bits` stand within `width` places."""
        if not self.found & bits:
            return False
        places = self._places(bits)
        return len(places) >= count and bool((places[count - 1 :] - places[: 1 - count]).min() < width)

    def _places(self, bits: int) -> Any:
        # Truth values are gone through fastest.
        return (self._kinds & bits != 0).nonzero()[0]


@cache
def _numpy() -> ModuleType:
    # Imported here: whoever converts nothing should not pay for it.
    import numpy

    return numpy
