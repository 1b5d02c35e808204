"""The two-byte codes of GBK, and what a lenient decoder makes of byte pairs that stand for nothing.

The tables are built on first use: no import pays for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import opencc

from fugong.text.pinyin import readings

# A GBK character begins with one of these bytes and ends with one of those.
LEADS: Final = range(0x81, 0xFF)
TRAILS: Final = tuple(code for code in range(0x40, 0xFF) if code != 0x7F)
_SACRED_SIGNS: Final = frozenset("%％．‰")


@dataclass(frozen=True, slots=True)
class Codes:
    """What every GBK byte pair stands for."""

    # (lead, trail) → the character and its simplified form.
    characters: dict[tuple[int, int], tuple[str, str]]
    # lead → trails with the characters they make; trail → leads likewise. Rare characters are left to `characters`.
    by_lead: dict[int, list[tuple[int, str, str]]]
    by_trail: dict[int, list[tuple[int, str, str]]]
    # First byte → second bytes of the pairs that stand for nothing, so that a lenient decoder drops them.
    undefined: dict[int, tuple[int, ...]]
    # The same second bytes, as far as they can begin a character.
    undefined_leads: dict[int, tuple[int, ...]]
    # Every character → its simplified form, where it has another one.
    simplified: dict[str, str]
    # Characters that only one of the two scripts uses.
    only_simplified: frozenset[str]
    only_traditional: frozenset[str]


@cache
def codes() -> Codes:
    """Return the tables of GBK."""
    characters: dict[tuple[int, int], str] = {}
    undefined: dict[int, list[int]] = {}
    for lead in LEADS:
        for trail in TRAILS:
            try:
                characters[lead, trail] = bytes((lead, trail)).decode("gbk")
            except UnicodeDecodeError:
                undefined.setdefault(lead, []).append(trail)
    listed = list(characters.values())
    simplified = _convert("t2s", listed)
    traditional = _convert("s2t", listed)
    pairs: dict[tuple[int, int], tuple[str, str]] = {}
    by_lead: dict[int, list[tuple[int, str, str]]] = {}
    by_trail: dict[int, list[tuple[int, str, str]]] = {}
    for (lead, trail), character in characters.items():
        if is_sacred(character):
            # No reading may produce a figure.
            continue
        simple = simplified[character]
        pairs[lead, trail] = character, simple
        by_lead.setdefault(lead, []).append((trail, character, simple))
        by_trail.setdefault(trail, []).append((lead, character, simple))
    return Codes(
        pairs,
        by_lead,
        by_trail,
        {lead: tuple(trails) for lead, trails in undefined.items()},
        {lead: tuple(trail for trail in trails if trail >= 0x81) for lead, trails in undefined.items()},
        {character: simple for character, simple in simplified.items() if simple != character},
        # What Big5 has too, traditional texts use (干, 于, 台).
        frozenset(c for c in listed if simplified[c] == c != traditional[c] and not c.encode("big5", "ignore")),
        frozenset(c for c in listed if simplified[c] != c),
    )


def _convert(configuration: str, characters: list[str]) -> dict[str, str]:
    converted = opencc.OpenCC(configuration).convert("\n".join(characters)).split("\n")
    return dict(zip(characters, converted, strict=True))


def is_sacred(character: str) -> bool:
    """Tell whether `character` is a digit or a sign that belongs to a figure: no repair may add or remove it.

    Enclosed numbers (⒄) are none: as list marks they never stand in a slip, but half of a `、` makes them up there.
    """
    return character.isdecimal() or character in _SACRED_SIGNS


def code_of(character: str) -> tuple[int, int] | None:
    """Return the two bytes of `character`, or nothing if it has no two-byte code."""
    code = character.encode("gb18030", "ignore")
    return (code[0], code[1]) if len(code) == 2 else None


@cache
def read_so(lead: int, letters: str) -> tuple[tuple[int, str, str], ...]:
    """Return the characters that begin with the byte `lead` and can be read `letters`."""
    return tuple(entry for entry in codes().by_lead.get(lead, ()) if letters in readings(entry[1]))
