"""Look-ups of all characters of a text at once, in compiled code: `str.translate` takes twenty times as long."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from types import ModuleType
from typing import Any, Final, NamedTuple

from fugong.text import compiled

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
# What stands for a character beyond U+FFFF where each is to be one unit.
BEYOND: Final = "\uffff"
_IS_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_IS_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")


class CharacterTable:
    """What is put in the place of some characters, one for one; characters beyond U+FFFF stay as they are."""

    def __init__(self, replacements: Mapping[str, str]) -> None:
        """Take what replaces each character; none may lie beyond U+FFFF (OverflowError or IndexError)."""
        units = array("H", range(_UNITS))
        for old, new in replacements.items():
            units[ord(old)] = ord(new)
        self.units = _numpy().frombuffer(units, _numpy().uint16)
        self._replacements = str.maketrans(dict(replacements))

    def translate(self, text: str) -> str:
        """Return `text` with the characters of the table replaced; every position stays what it was.

        Raises:
            UnicodeEncodeError: if there is a lone surrogate in it.
        """
        if len(text) < _LEAST_FOR_LOOK_UP and not _IS_SURROGATE.search(text):
            return text.translate(self._replacements)
        return Characters.of(text).translate(self)


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


def bits(sets: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    """Return the bits of all the sets that each character is in."""
    found: dict[str, int] = {}
    for bit, characters in sets:
        for character in characters:
            found[character] = found.get(character, 0) | bit
    return found


class KindTable:
    """A kind, from 1 to 255, of some characters; all others, and surrogates, are of the kind 0."""

    def __init__(self, kinds: Mapping[str, int]) -> None:
        """Take the kind of each character; none may lie beyond U+FFFF (IndexError)."""
        units = bytearray(_UNITS)
        for character, kind in kinds.items():
            units[ord(character)] = kind
        self.units = _numpy().frombuffer(units, _numpy().uint8)


class Sought(NamedTuple):
    """Characters with any of `bits`, if they have any of `alone`, or stand beside one with these bits."""

    bits: int
    alone: int
    before: int
    behind: int


class PairTable:
    """Kinds, each a bit, of two characters side by side."""

    def __init__(self, pairs: Mapping[int, Iterable[tuple[Iterable[str], Iterable[str]]]]) -> None:
        """Take of each kind what stands first and what stands second; a pair of several counts if it is mixed, too."""
        self.first, self.second = (
            KindTable(bits((kind, pair[side]) for kind, sets in pairs.items() for pair in sets)) for side in (0, 1)
        )


class Characters:
    """A text as numbers, one for each unit of UTF-16.

    The text that was asked about last is remembered, for several steps look at the same one.
    """

    __slots__ = ("_latest_look", "text", "units")

    _latest: Characters | None = None

    def __init__(self, text: str, units: Any = None) -> None:
        """Take a text, and its numbers if they are known; use `of` for one that other steps look at, too."""
        self.text = text
        self.units = _numpy().frombuffer(text.encode(_ENCODING), _numpy().uint16) if units is None else units
        self._latest_look: tuple[KindTable, Look] | None = None

    @classmethod
    def of(cls, text: str) -> Characters:
        """Return the characters of `text`; UnicodeEncodeError if there is a lone surrogate in it."""
        latest = cls._latest
        if latest is None or latest.text is not text:
            latest = cls(text)
            cls._latest = latest if len(text) <= _MOST_KEPT else None
        return latest

    def remember(self, table: KindTable, look: Look) -> None:
        """Be the text that was asked about last, and that was the answer."""
        self._latest_look = table, look
        Characters._latest = self if len(self.text) <= _MOST_KEPT else None

    def __len__(self) -> int:
        """Return how many units there are: as many as characters, if none of them lies beyond U+FFFF."""
        return len(self.units)

    def translate(self, table: CharacterTable) -> str:
        """Return the text with what `table` puts in the places of its characters."""
        return str(self.look_up(table.units), _ENCODING)

    def kinds(self, table: KindTable) -> bytes:
        """Return the kind of each unit; a pair of surrogates is two of them."""
        return bytes(self.look_up(table.units))

    def look(self, table: KindTable) -> Look:
        """Return the same to be asked about; of the table that was used last, nothing is done again."""
        if self._latest_look is None or self._latest_look[0] is not table:
            self._latest_look = table, Look(self.look_up(table.units))
        return self._latest_look[1]

    def look_up(self, table: Any) -> Any:
        """Return what `table`, an array, holds for each unit."""
        units = self.units
        if functions := compiled.functions():
            found = _numpy().empty(len(units), table.dtype)
            (functions.look_up_kinds if table.itemsize == 1 else functions.look_up_units)(table, units, found)
            return found
        if len(units) <= _STRIDE:
            return table.take(units)
        pieces = [table.take(units[start : start + _STRIDE]) for start in range(0, len(units), _STRIDE)]
        return _numpy().concatenate(pieces)


class Row:
    """Several texts as one row of numbers, a line break behind each: one look-up for all takes a third of the time."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts; UnicodeEncodeError if there is a lone surrogate in one."""
        self.texts = texts
        self._latest_looks: tuple[KindTable, Look, list[Look]] | None = None
        self._spans = _spans(map(len, texts))
        # Where each text stands, in units; a character beyond U+FFFF is two of them.
        self.spans = self._spans
        self._whole = self._characters()
        if texts and len(self._whole) != self._spans[-1][1] + (len(texts) > 1):
            self.spans = _spans(len(Characters(text)) for text in texts)

    def _characters(self) -> Characters:
        return Characters.of(self.texts[0]) if len(self.texts) == 1 else Characters(self._joined())

    def _joined(self) -> str:
        return self.texts[0] if len(self.texts) == 1 else "\n".join((*self.texts, ""))

    @property
    def units(self) -> Any:
        """The numbers of all texts."""
        return self._whole.units

    def kinds(self, table: KindTable) -> Any:
        """Return the kind of each unit."""
        return self._whole.look_up(table.units)

    def translate(self, table: CharacterTable) -> list[str]:
        """Return each text with what `table` puts in the places of its characters."""
        whole = self._whole.translate(table)
        return [whole[start:end] for start, end in self._spans]

    def places_and_counts(self, table: KindTable, sought: Sought, counted: int) -> list[tuple[list[int] | None, int]]:
        """Return of each text where what is `sought` stands, and how many units have any bit of `counted`.

        The places are None in a text with characters beyond U+FFFF. A line break stands before and behind each text.
        """
        kinds = self.kinds(table)
        sought_at = (kinds & sought.bits != 0).nonzero()[0]
        near = kinds[sought_at] & sought.alone
        near |= kinds.take(sought_at + 1, mode="clip") & sought.before
        near |= kinds.take(sought_at - 1, mode="clip") & sought.behind
        counts = self._of_each(_numpy().add, kinds & counted != 0, _numpy().intp)
        places = [
            [place - start for place in found.tolist()] if end - start == len(text) else None
            for text, start, end, found in self.parted(sought_at[near != 0])
        ]
        return list(zip(places, counts, strict=True))

    def parted(self, places: Any) -> Iterator[tuple[str, int, int, Any]]:
        """Yield each text, where its units begin and end, and which of `places`, in order, are among them."""
        starts = [start for start, _ in self.spans]
        cuts = [*_numpy().searchsorted(places, starts).tolist(), len(places)]
        for text, (start, end), (first, last) in zip(self.texts, self.spans, pairwise(cuts), strict=True):
            yield text, start, end, places[first:last]

    def pairs(self, table: PairTable) -> tuple[Any, Any]:
        """Return where the pairs of the table stand, and their kinds."""
        kinds = self.kinds(table.first)[:-1] & self.kinds(table.second)[1:]
        places = (kinds != 0).nonzero()[0]
        return places, kinds[places]

    def behind(self, places: Any, distance: int, table: KindTable) -> Any:
        """Return the kinds of what stands so far behind each of `places`; behind the end, that of the last unit."""
        return table.units.take(self.units.take(places + distance, mode="clip"))

    def within(self, places: Any) -> Iterator[tuple[int, int, int]]:
        """Yield of each of `places` the number of its text, where that begins, and how far into it the place is."""
        starts = _numpy().array([start for start, _ in self.spans])
        numbers = starts.searchsorted(places, "right") - 1
        before = starts[numbers]
        return zip(numbers.tolist(), before.tolist(), (places - before).tolist(), strict=True)

    def looks(self, table: KindTable) -> list[Look]:
        """Return the kinds of each text's units; a line break is of no kind."""
        if self._latest_looks is None or self._latest_looks[0] is not table:
            kinds = self.kinds(table)
            found = self._of_each(_numpy().bitwise_or, kinds, kinds.dtype)
            looks = [Look(kinds[start:end], bits) for (start, end), bits in zip(self.spans, found, strict=True)]
            self._latest_looks = table, Look(kinds, 0xFF), looks
        return self._latest_looks[2]

    def has_crowd(self, table: KindTable, bits: int, count: int, width: int) -> bool:
        """Tell whether any text may have what `Look.has_crowd` looks for; False is sure."""
        self.looks(table)
        return bool(self._latest_looks and self._latest_looks[1].has_crowd(bits, count, width))

    def _of_each(self, function: Any, values: Any, dtype: Any) -> list[int]:
        """Return what `function` makes of all values of each text."""
        if not len(values):
            return [0] * len(self.texts)
        made: list[int] = function.reduceat(values, [start for start, _ in self.spans], dtype=dtype).tolist()
        return made

    def each(self, table: KindTable) -> Iterator[Look]:
        """Yield what `looks` returns, each as if its text had been looked at just now."""
        for text, (start, end), look in zip(self.texts, self.spans, self.looks(table), strict=True):
            Characters(text, self.units[start:end]).remember(table, look)
            yield look


class EvenRow(Row):
    """A row in which places are those in the texts: `BEYOND` stands for each character beyond U+FFFF.

    It takes lone surrogates, too. Nothing can be translated in it.
    """

    def _characters(self) -> Characters:
        joined = self._joined()
        encoded = joined.encode(_ENCODING, "surrogatepass")
        if len(encoded) > 2 * len(joined):
            encoded = _IS_BEYOND.sub(BEYOND, joined).encode(_ENCODING, "surrogatepass")
        return Characters(joined, _numpy().frombuffer(encoded, _numpy().uint16))


def trimmed(is_space: Any, starts: Any, ends: Any) -> tuple[Any, Any]:
    """Return where the stretches begin and end without the white space around them; blank ones are empty.

    `is_space` tells of each unit whether it is white space; the last is none.
    """
    numpy = _numpy()
    turns = numpy.append(is_space[0], is_space[1:] != is_space[:-1]).nonzero()[0]
    begins, stops = turns[::2], turns[1::2]
    starts, ends = starts.copy(), ends.copy()
    spaced = is_space[starts].nonzero()[0]
    run = begins.searchsorted(starts[spaced], "right") - 1
    starts[spaced] = numpy.minimum(stops[run], ends[spaced])
    spaced = is_space[ends - 1].nonzero()[0]
    run = begins.searchsorted(ends[spaced] - 1, "right") - 1
    ends[spaced] = numpy.maximum(begins[run], starts[spaced])
    return starts, ends


def _spans(lengths: Iterable[int]) -> list[tuple[int, int]]:
    """Return starts and ends of what has such lengths, with one place behind each."""
    ends = list(accumulate(length + 1 for length in lengths))
    return [(start, end - 1) for start, end in zip([0, *ends], ends, strict=False)]


class Look:
    """The kinds of all characters of a text, each a set of bits."""

    __slots__ = ("_kinds", "found")

    def __init__(self, kinds: Any, found: int | None = None) -> None:
        """Take an array of kinds, and what all of them have together if that is known."""
        self._kinds = kinds
        # All bits that any character has.
        self.found = int(_numpy().bitwise_or.reduce(kinds)) if found is None else found

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
