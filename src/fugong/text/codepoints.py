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

    def count_differences(self, other: Characters) -> int:
        """Return at how many places two texts of the same length differ; a pair of surrogates is two places."""
        return _arrow().count_unequal(self._numbers, other._numbers)

    def text(self) -> str:
        """Return them as a text again."""
        return str(self._numbers.buffers()[1], _ENCODING) if len(self._numbers) else ""


class _Arrow:
    """The few functions of Arrow that are needed, without what its own wrappers cost a call."""

    def __init__(self) -> None:
        import pyarrow as pa
        from pyarrow import compute

        self._from_buffers, self._buffer, self._type = pa.Array.from_buffers, pa.py_buffer, pa.uint16()
        self._take, self._not_equal = compute.get_function("array_take"), compute.get_function("not_equal")
        # Every unit is an index of the table, so there is no bound to be checked.
        self._unchecked = compute.TakeOptions(boundscheck=False)

    def numbers(self, content: bytes | array[int], count: int) -> Any:
        return self._from_buffers(self._type, count, [None, self._buffer(content)])

    def look_up(self, table: Any, indexes: Any) -> Any:
        return self._take.call([table, indexes], self._unchecked)

    def count_unequal(self, one: Any, other: Any) -> int:
        return int(self._not_equal.call([one, other]).true_count)


@cache
def _arrow() -> _Arrow:
    # Imported here: whoever converts nothing should not pay for it.
    return _Arrow()
