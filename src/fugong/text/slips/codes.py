"""The two-byte codes of GBK as tables, and what a lenient decoder makes of byte pairs that stand for nothing.

A code is written as one number: its first byte times 256 plus its second. The tables are built on first use: no import
pays for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import opencc

from fugong.text.codepoints import Characters, KindTable, Translator

# A GBK character begins with one of these bytes and ends with one of those.
LEADS: Final = range(0x81, 0xFF)
TRAILS: Final = tuple(code for code in range(0x40, 0xFF) if code != 0x7F)
# What decoders write where bytes could not be read.
UNREADABLE: Final = "?\ufffd"
_SACRED_SIGNS: Final = frozenset("%％．‰")
# Other forms in which decoders write what GBK has one code for.
_TWINS: Final = {"―": "—", "〜": "～", "∼": "～", "‧": "·", "•": "·", "⋯": "…", "￠": "¢", "￡": "£"}


@dataclass(frozen=True, slots=True)
class Codes:
    """What every GBK byte pair stands for."""

    # Code → character and its simplified form; "" for codes that stand for nothing, and for figures.
    characters: list[str]
    simple: list[str]
    # Character → code. Private characters, which GB18030 gives to the codes that GBK leaves out, have theirs too.
    code_of: dict[str, int]
    # First byte → second bytes of the pairs that stand for nothing, so that a lenient decoder drops them.
    undefined: dict[int, tuple[int, ...]]
    # Every character → its simplified form, where it has another one; the same table for `str.translate`.
    simplified: dict[str, str]
    translation: dict[int, str]
    # Characters that only one of the two scripts uses.
    only_simplified: frozenset[str]
    only_traditional: frozenset[str]


@cache
def codes() -> Codes:
    """Return the tables of GBK."""
    characters = [""] * 0x10000
    code_of: dict[str, int] = {}
    undefined: dict[int, list[int]] = {}
    for lead in LEADS:
        for trail in TRAILS:
            code = lead << 8 | trail
            pair = bytes((lead, trail))
            try:
                character = pair.decode("gbk")
            except UnicodeDecodeError:
                undefined.setdefault(lead, []).append(trail)
                private = pair.decode("gb18030", "ignore")
                if len(private) == 1:
                    code_of.setdefault(private, code)
                continue
            code_of[character] = code
            if not is_sacred(character):
                # No reading may produce a figure.
                characters[code] = character
    for twin, character in _TWINS.items():
        code_of.setdefault(twin, code_of.get(character, 0))
    listed = [character for character in code_of if character not in _TWINS]
    simplified = _convert("t2s", listed)
    traditional = _convert("s2t", listed)
    changed = {character: simple for character, simple in simplified.items() if simple != character}
    return Codes(
        characters,
        [changed.get(character, character) for character in characters],
        code_of,
        {lead: tuple(trails) for lead, trails in undefined.items()},
        changed,
        {ord(character): simple for character, simple in changed.items()},
        # What Big5 has too, traditional texts use (干, 于, 台).
        frozenset(c for c in listed if simplified[c] == c != traditional[c] and not c.encode("big5", "ignore")),
        frozenset(changed),
    )


@cache
def _simplifier() -> Translator:
    return Translator(codes().translation)


def simplified(text: str) -> str:
    """Return `text` with every character of GBK in its simplified form, whatever stands beside it."""
    return _simplifier().translate(text)


_TRADITIONAL: Final = 1
_SIMPLIFIED: Final = 2


@cache
def _scripts() -> KindTable:
    table = codes()
    return KindTable(
        dict.fromkeys(table.only_traditional, _TRADITIONAL) | dict.fromkeys(table.only_simplified, _SIMPLIFIED)
    )


def count_scripts(text: str) -> tuple[int, int]:
    """Return how many characters of `text` only traditional texts use, and how many only simplified ones."""
    look = Characters(text).look(_scripts())
    return look.count(_TRADITIONAL), look.count(_SIMPLIFIED)


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
    code = codes().code_of.get(character)
    return (code >> 8, code & 0xFF) if code else None
