"""Damage clean simplified text by the chain that re-posting sites applied to it, and report every slip.

The chain: simplified to traditional, character by character; GBK bytes; search-and-replace over the bytes without
regard to where characters begin; lenient decoding; width folding. All randomness comes from the given seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random

from .sites import Pass, Site

FIRST_LEAD_BYTE = 0x81
LAST_LEAD_BYTE = 0xFE


@dataclass(frozen=True, slots=True)
class Slip:
    """A stretch that came out wrong: `[start, end)` of the damaged text, and its reading `[clean_start, clean_end)`."""

    start: int
    end: int
    clean_start: int
    clean_end: int
    damaged: str
    clean: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """The damaged text and its slips in order; annotations that stand where they belong are no slips."""

    text: str
    slips: tuple[Slip, ...]
    # Half-open spans of the annotations in the damaged text, those inside slips too.
    annotations: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    # For each character of the damaged text the half-open span of the clean text that it was made of.
    origins: tuple[tuple[int, int], ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A piece of text on its way: which source characters it came from, and whether it is one of them, whole."""

    text: str
    first: int
    last: int
    is_whole: bool = True
    is_annotation: bool = False


@dataclass(frozen=True, slots=True)
class _Byte:
    value: int
    owner: int


@dataclass(frozen=True, slots=True)
class _Inserted:
    """Text that stands between bytes and parts them: an annotation or a mark."""

    unit: _Unit


_Token = _Byte | _Inserted


def damage(text: str, *, seed: int, site: Site) -> Damaged:
    """Damage the clean simplified `text` as `site` would; the same seed gives the same damage.

    Raises:
        UnicodeEncodeError: if a character, in the site's form of it, has no code in the encoding of a pass.
    """
    random = Random(seed)
    units = [_Unit(site.character(character), index, index) for index, character in enumerate(text)]
    for step in site.passes:
        units = list(_decode(_replace(units, step, random), units, step, random))
    units = [unit if unit.is_annotation else replace(unit, text=_fold(unit.text, site)) for unit in units]
    origins = tuple((unit.first, unit.last + 1) for unit in units for _ in unit.text)
    slips, annotations = tuple(_slips(text, units)), tuple(_annotations(units))
    return Damaged("".join(unit.text for unit in units), slips, annotations, origins)


def _annotations(units: Sequence[_Unit]) -> Iterator[tuple[int, int]]:
    position = 0
    for unit in units:
        if unit.is_annotation:
            yield position, position + len(unit.text)
        position += len(unit.text)


def _fold(text: str, site: Site) -> str:
    return "".join(site.width(character) for character in text)


def _replace(units: Sequence[_Unit], step: Pass, random: Random) -> list[_Token]:
    """Encode the units and make the pass's replacements, on and across the boundaries of characters."""
    tokens: list[_Token] = []
    for owner, unit in enumerate(units):
        if unit.is_annotation:
            tokens.append(_Inserted(unit))
        else:
            tokens.extend(_Byte(value, owner) for value in unit.text.encode(step.encoding))
    readings = {character.encode("gbk"): reading for character, reading in step.annotated.items()}
    marks = {mark.encode("gbk"): written for mark, written in zip(step.marks, step.written_marks, strict=True)}

    after: dict[int, str] = {}
    cut: dict[int, str] = {}
    for position, (left, right) in enumerate(pairwise(tokens)):
        if not isinstance(left, _Byte) or not isinstance(right, _Byte):
            continue
        if _is_second_byte(tokens, position) and left.owner == right.owner:
            continue
        code = bytes((left.value, right.value))
        is_straddling = left.owner != right.owner
        if code not in readings and code not in marks:
            continue
        if is_straddling and random.random() >= step.take_rate:
            continue
        if code in readings:
            after[position + 1] = f"({readings[code]})"
        elif position - 1 not in cut:
            cut[position] = marks[code]
    return _apply(tokens, units, after, cut)


def _is_second_byte(tokens: Sequence[_Token], position: int) -> bool:
    left, before = tokens[position], tokens[position - 1] if position else None
    return isinstance(left, _Byte) and isinstance(before, _Byte) and before.owner == left.owner


def _apply(
    tokens: Sequence[_Token], units: Sequence[_Unit], after: dict[int, str], cut: dict[int, str]
) -> list[_Token]:
    result: list[_Token] = []
    for position, token in enumerate(tokens):
        if isinstance(token, _Byte) and position in cut:
            second = tokens[position + 1]
            assert isinstance(second, _Byte)
            first_unit, last_unit = units[token.owner], units[second.owner]
            is_aligned = token.owner == second.owner
            is_whole = is_aligned and first_unit.is_whole
            result.append(_Inserted(_Unit(cut[position], first_unit.first, last_unit.last, is_whole)))
        elif position - 1 not in cut:
            result.append(token)
        if isinstance(token, _Byte) and position in after:
            unit = units[token.owner]
            result.append(_Inserted(_Unit(after[position], unit.first, unit.last, is_annotation=True)))
    return result


def _decode(tokens: Sequence[_Token], units: Sequence[_Unit], step: Pass, random: Random) -> Iterator[_Unit]:
    """Read the tokens as GBK the lenient way."""
    pending: _Byte | None = None

    def lose(byte: _Byte) -> Iterator[_Unit]:
        if step.lost:
            yield replace(units[byte.owner], text=step.lost, is_whole=False)

    stream = iter(tokens)
    for token in stream:
        lead, pending = pending, None
        if isinstance(token, _Inserted):
            unit = token.unit
            if lead is not None:
                yield from lose(lead)
                if unit.is_annotation and unit.text.startswith("(") and random.random() < step.swallow_rate:
                    unit = replace(unit, text=unit.text[1:])
            yield unit
            continue
        if lead is not None:
            is_dropped = lead.owner != token.owner and random.random() < step.resync_rate
            if _is_trail(token.value) and not is_dropped:
                yield from _read(lead, token, units, step.encoding)
                continue
            if lead.owner == token.owner and token.value < 0x40:
                # A four-byte code that is still in one piece.
                next(stream)
                next(stream)
                yield units[lead.owner]
                continue
            yield from lose(lead)
            if token.value == ord("(") and random.random() < step.swallow_rate:
                continue
            if step.takes_along and token.value < 0x80:
                continue
        if FIRST_LEAD_BYTE <= token.value <= LAST_LEAD_BYTE:
            pending = token
        elif token.value < 0x80:
            yield _ascii(token, units[token.owner])
        else:
            yield from lose(token)
    if pending is not None:
        yield from lose(pending)


def _ascii(byte: _Byte, unit: _Unit) -> _Unit:
    character = chr(byte.value)
    return unit if unit.text == character else replace(unit, text=character, is_whole=False)


def _is_trail(value: int) -> bool:
    return 0x40 <= value <= LAST_LEAD_BYTE and value != 0x7F


def _read(lead: _Byte, trail: _Byte, units: Sequence[_Unit], encoding: str) -> Iterator[_Unit]:
    """Yield the character of a byte pair, or nothing if none is assigned to it."""
    if lead.owner == trail.owner:
        yield units[lead.owner]
        return
    character = bytes((lead.value, trail.value)).decode(encoding, errors="ignore")
    if len(character) == 1 and ord(character) >= 0x80:
        first, last = units[lead.owner].first, units[trail.owner].last
        yield _Unit(character, first, last, is_whole=False)


def _slips(source: str, units: Sequence[_Unit]) -> Iterator[Slip]:
    """Find the runs of source characters that did not come through whole, and where they are in the damaged text."""
    survived = {unit.first for unit in units if unit.is_whole and not unit.is_annotation}
    starts: list[int] = []
    position = 0
    for unit in units:
        starts.append(position)
        position += len(unit.text)
    text = "".join(unit.text for unit in units)

    index = 0
    while index < len(source):
        if index in survived:
            index += 1
            continue
        clean_start = index
        while index < len(source) and index not in survived:
            index += 1
        touched = [at for at, unit in enumerate(units) if unit.first < index and unit.last >= clean_start]
        if touched:
            start, end = starts[touched[0]], starts[touched[-1]] + len(units[touched[-1]].text)
        else:
            start = end = next((starts[at] for at, unit in enumerate(units) if unit.first >= index), len(text))
        yield Slip(start, end, clean_start, index, text[start:end], source[clean_start:index])
