"""Look-ups of all characters of a text at once, in Arrow's compiled code: `str.translate` takes ten times as long."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

# A surrogate is a unit of its own in UTF-16, so a table of all units serves texts with any characters.
_ENCODING: Final = "utf-16-le"
_UNITS: Final = 0x10000


class CharacterTable:
    """What is put in the place of some characters, one for one; characters beyond U+FFFF stay as they are."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        """Take what replaces each character; none may lie beyond U+FFFF (OverflowError or IndexError)."""
        units = array("H", range(_UNITS))
        for old, new in replacements.items():
            units[ord(old)] = ord(new)
        self.units = _arrow().numbers(units, _UNITS)

    def translate(self, text: str) -> str:
        """Return `text` with the characters of the table replaced; every position stays what it was.

        Raises:
            UnicodeEncodeError: if there is a lone surrogate in it.
        """
        return Characters.of(text).look_up(self).text() if text else text


class KindTable:
    """A kind, from 1 to 255, of some characters; all others, and surrogates, are of the kind 0."""

    def __init__(self, kinds: Mapping[str, int]) -> None:
        """Take the kind of each character; none may lie beyond U+FFFF (IndexError)."""
        units = bytearray(_UNITS)
        for character, kind in kinds.items():
            units[ord(character)] = kind
        self.units = _arrow().kinds(bytes(units))


class Characters:
    """A text as numbers: look-ups one after the other need not make a text of what is between them."""

    __slots__ = ("_numbers",)

    def __init__(self, numbers: Any) -> None:
        """Take an Arrow array of UTF-16 units; use `of` for a text."""
        self._numbers = numbers

    @classmethod
    def of(cls, text: str) -> Characters:
        """Return the characters of `text`; UnicodeEncodeError if there is a lone surrogate in it."""
        units = text.encode(_ENCODING)
        return cls(_arrow().numbers(units, len(units) // 2))

    def look_up(self, table: CharacterTable) -> Characters:
        """Return what `table` puts in their places."""
        return Characters(_arrow().look_up(table.units, self._numbers))

    def kinds(self, table: KindTable) -> bytes:
        """Return the kind of each; a pair of surrogates is two of them."""
        return bytes(_arrow().look_up(table.units, self._numbers).buffers()[1]) if len(self._numbers) else b""

    def text(self) -> str:
        """Return them as a text again."""
        return str(self._numbers.buffers()[1], _ENCODING) if len(self._numbers) else ""


class _Arrow:
    """The few functions of Arrow that are needed, without what its own wrappers cost a call."""

    def __init__(self) -> None:
        import pyarrow as pa
        from pyarrow import compute

        self._from_buffers, self._buffer, self._type = pa.Array.from_buffers, pa.py_buffer, pa.uint16()
        self._kind_type, self._take = pa.uint8(), compute.get_function("array_take")
        # Every unit is an index of the table, so there is no bound to be checked.
        self._unchecked = compute.TakeOptions(boundscheck=False)

    def numbers(self, content: bytes | array[int], count: int) -> Any:
        return self._from_buffers(self._type, count, [None, self._buffer(content)])

    def look_up(self, table: Any, indexes: Any) -> Any:
        return self._take.call([table, indexes], self._unchecked)

    def kinds(self, content: bytes) -> Any:
        return self._from_buffers(self._kind_type, len(content), [None, self._buffer(content)])


@cache
def _arrow() -> _Arrow:
    # Imported here: whoever converts nothing should not pay for it.
    return _Arrow()
