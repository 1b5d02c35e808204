"""Find pinyin annotations: the reading of a character, put in brackets behind it (`復(fù)`).

Re-posting sites append readings to the characters of a table of their own. A bracket counts as an annotation only if
it holds a reading of the character before it, so that units, abbreviations and remarks in brackets are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from fugong.text.aligned import Edit

# The marks of the four tones as combining characters, in the order of the tones.
_TONES: Final = "\u0304\u0301\u030c\u0300"
# The letters that readings are written with, as a part of a regular expression's set.
PINYIN_LETTERS: Final = (
    "a-zA-ZɑɡĀāÁáǍǎÀàĒēÉéĚěÈèĪīÍíǏǐÌìŌōÓóǑǒÒòŪūÚúǓǔÙùǕǖǗǘǙǚǛǜÜüÊêŃńŇňǸǹḾḿ\u0300\u0301\u0304\u0308\u030c"
)
# The longest syllable has six letters (zhuang); combining tone marks and the dots of a ü may come on top.
_ANNOTATED: Final = re.compile(
    rf"[\u3400-\u9fff〇々\U00020000-\U0003ffff]([(（{PINYIN_LETTERS}][{PINYIN_LETTERS}]{{0,8}}+[1-5]?[)）])"
)
_OPENING: Final = "(（"
# The rules of the edits.
WHOLE: Final = "pinyin.annotation"
LOST_BRACKET: Final = "pinyin.lost_bracket"
_SURENESS_OF_LOST_BRACKET: Final = 0.98
# How many kinds of annotated characters are remembered; texts hold a few thousand.
_MOST_KINDS: Final = 100_000
# How far back an opening bracket is looked for that a lonely closing bracket may belong to.
_BRACKET_REACH: Final = 60


@lru_cache(maxsize=4096)
def split_tone(syllable: str) -> tuple[str, int]:
    """Split a syllable as people write it (`fù`, `fu4`, `FU`, `lv`) into its letters and its tone (0: not given)."""
    letters: list[str] = []
    tone = 0
    for mark in unicodedata.normalize("NFD", syllable.lower()):
        if mark in _TONES:
            tone = _TONES.index(mark) + 1
        elif mark.isdigit():
            tone = int(mark)
        elif mark == "\u0308":
            letters[-1:] = "v"
        else:
            letters.append({"ɑ": "a", "ɡ": "g"}.get(mark, mark))
    return "".join(letters), tone


@cache
def _readings_by_code() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT  # takes 0.4 s: only texts with annotations should pay for it

    readings: dict[int, str] = PINYIN_DICT
    return readings


@lru_cache(maxsize=32768)
def readings(character: str) -> frozenset[str]:
    """Return the letters, without tones, of all readings of a Han character; nothing for any other character."""
    known = _readings_by_code().get(ord(character), "")
    return frozenset(split_tone(reading)[0] for reading in known.split(",") if reading)


@lru_cache(maxsize=65536)
def reads(character: str, syllable: str) -> bool:
    """Tell whether `character` can be read `syllable`; tones are not compared, for they change in speech (一, 不)."""
    return split_tone(syllable)[0] in readings(character)


@lru_cache(maxsize=65536)
def is_read_in_tone(character: str, syllable: str) -> bool:
    """Tell whether `character` has the reading `syllable` in that very tone; of 一 and 不, which change, in any."""
    letters, tone = split_tone(syllable)
    known = (split_tone(reading) for reading in _readings_by_code().get(ord(character), "").split(",") if reading)
    return any(letters == other and (tone == other_tone or character in "一不") for other, other_tone in known)


@lru_cache(maxsize=4096)
def is_toned(syllable: str) -> bool:
    """Tell whether `syllable` carries a tone mark, as no English word and no unit does."""
    return not syllable.isascii() and split_tone(syllable)[1] > 0


def is_han(character: str) -> bool:
    """Tell whether `character` is a Chinese character."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" or character in "〇々"


class _Kinds(dict[str, str]):
    """The rule by which a character with a bracket behind it loses the bracket; "" for none. Remembers what it saw."""

    def __missing__(self, annotated: str) -> str:
        character, bracket = annotated[0], annotated[1:]
        rule = ""
        if bracket[0] in _OPENING:
            if len(bracket) > 2 and reads(character, bracket[1:-1]):
                rule = WHOLE
        elif is_toned(bracket[:-1]) and reads(character, bracket[:-1]):
            rule = LOST_BRACKET
        if len(self) < _MOST_KINDS:
            self[annotated] = rule
        return rule


_KINDS: Final = _Kinds()


def annotation_spans(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and rule of every pinyin annotation in `text`: what `find_annotations` makes edits of."""
    if ")" not in text and "）" not in text:
        return []
    kinds = _KINDS
    spans: list[tuple[int, int, str]] = []
    for match in _ANNOTATED.finditer(text):
        rule = kinds[match[0]]
        if rule:
            start, end = match.span(1)
            if rule is WHOLE or not _stands_open(text, start):
                spans.append((start, end, rule))
    return spans


def find_annotations(text: str) -> list[Edit]:
    """Return the edits that delete the pinyin annotations in `text`.

    A lost opening bracket (`復fù)`) is allowed for where the reading has a tone mark and no bracket stands open.
    """
    return [
        Edit(start, end, "", rule) if rule is WHOLE else Edit(start, end, "", rule, _SURENESS_OF_LOST_BRACKET)
        for start, end, rule in annotation_spans(text)
    ]


def _stands_open(text: str, position: int) -> bool:
    """Tell whether an opening bracket shortly before `position`, in the same line, is not closed yet."""
    depth = 0
    for character in reversed(text[max(0, position - _BRACKET_REACH) : position]):
        if character == "\n":
            break
        if character in ")）":
            depth += 1
        elif character in _OPENING:
            if not depth:
                return True
            depth -= 1
    return False
