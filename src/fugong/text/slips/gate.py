"""The cheap look that tells where a slip may begin, so that clean text pays almost nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

from fugong.text.pinyin import PINYIN_LETTERS, is_han, is_read_in_tone, is_toned, reads
from fugong.text.slips.codes import LEADS, code_of, codes
from fugong.text.slips.model import word_model

_SUSPECT: Final = re.compile(r"[!！?？\ufffd]")
# A character with what may be its reading; the bracket may be lost.
_ANNOTATED: Final = re.compile(rf"[^\x00-\x7f][(（]?[{PINYIN_LETTERS}]{{1,9}}[)）]")
# The same with both brackets, which is found faster.
_BRACKETED: Final = re.compile(rf"[\u3400-\u9fff][(（][{PINYIN_LETTERS}]{{1,9}}[)）]")
# A reading right behind another one.
_SECOND: Final = re.compile(rf"(?<=[)）])[(（]?([{PINYIN_LETTERS}]{{1,9}}+)[)）]")
# A letter that is half of a character, with that character's reading; how far back its slip may have begun.
_HALF: Final = re.compile(rf"[A-Za-z@\[\\\]^_`{{|}}~][(（]([{PINYIN_LETTERS}]{{1,9}})[)）]")
_HALF_REACH: Final = 16
_REMNANT: Final = re.compile(rf"[(（]?([{PINYIN_LETTERS}]{{1,9}}+)[)）]")
# Annotated characters that were seen to fit: they need no second look. Texts hold a few thousand kinds.
_FITTING: Final[set[str]] = set()
_MOST_FITTING: Final = 100_000
# How many characters after a mark are looked at, and which shares of them speak for a slip.
_REACH: Final = 8
_RARE_SHARE: Final = 0.3
_COMMON_SHARE: Final = 0.7


# The second byte of each mark that tools replaced: the first half of the character that the mark cut.
_LEFT_OVER: Final = {"!": 0xA1, "！": 0xA1, "?": 0xBF, "？": 0xBF}


class Kind(Enum):
    """What an anchor rests on."""

    # A reading that cannot belong to the character before it: nothing but damage looks so.
    PINYIN = "pinyin"
    # A reading in another tone than the character before it has, or one that lost its bracket: perhaps no more than
    # that.
    TONE = "tone"
    # A mark before characters that look out of step.
    MARK = "mark"
    # A mark before a space or at the end of a line, perhaps with a lost byte between them: only a document with
    # other slips makes it suspicious.
    BARE_MARK = "bare_mark"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place where a slip may begin."""

    position: int
    kind: Kind


def find_anchors(text: str) -> list[Anchor]:
    """Return the places where a slip may begin, in order."""
    anchors: list[Anchor] = []
    for match in _SUSPECT.finditer(text):
        position = match.start()
        sign = match.group()
        if sign in "?\ufffd":
            remnant = _REMNANT.match(text, position + 1)
            if remnant:
                if position and is_toned(remnant[1]) and _can_straddle(text[position - 1]):
                    anchors.append(Anchor(position, Kind.PINYIN))
                continue
        if sign != "\ufffd":
            kind = _kind_of_mark(text, position)
            if kind:
                anchors.append(Anchor(position, kind))
    if ")" in text or "）" in text:
        found = _find_misfits(text)
        if found:
            # One anchor a place, the firmest.
            firmest: dict[int, Anchor] = {}
            for anchor in (*found, *anchors):
                if anchor.position not in firmest or firmest[anchor.position].kind is Kind.TONE:
                    firmest[anchor.position] = anchor
            anchors = sorted(firmest.values(), key=lambda anchor: anchor.position)
    return anchors


def _find_misfits(text: str) -> list[Anchor]:
    """Return the annotations that do not fit the characters before them."""
    anchors: list[Anchor] = []
    opened = text.count("(") + text.count("（")
    is_balanced = opened == text.count(")") + text.count("）")
    annotations = (_BRACKETED if is_balanced else _ANNOTATED).findall(text)
    # Each kind of annotation is looked at once, however often it stands there.
    for annotated in set(annotations) - _FITTING:
        kind = _kind_of_annotation(annotated)
        if kind is None:
            if len(_FITTING) < _MOST_FITTING:
                _FITTING.add(annotated)
            continue
        start = text.find(annotated)
        while start >= 0:
            anchors.append(Anchor(start if kind is Kind.TONE else start + 1, kind))
            start = text.find(annotated, start + 1)
    if not is_balanced or ")(" in text:
        for match in _SECOND.finditer(text):
            if is_toned(match[1]):
                anchors.append(Anchor(match.start(1) - (text[match.start(1) - 1] in "(（"), Kind.PINYIN))
    if len(annotations) == opened:
        return anchors
    for match in _HALF.finditer(text):
        if is_toned(match[1]) and is_han(text[match.start() - 1 : match.start()] or " "):
            before = max(text.rfind(")", 0, match.start()), text.rfind("）", 0, match.start()))
            opening = max(text.rfind("(", 0, before), text.rfind("（", 0, before))
            if opening > 0 and match.start() - before <= _HALF_REACH and is_han(text[opening - 1]):
                anchors.append(Anchor(opening - 1, Kind.TONE))
    return anchors


@lru_cache(maxsize=32768)
def _kind_of_annotation(annotated: str) -> Kind | None:
    character, reading = annotated[0], annotated[1:-1].lstrip("(（")
    if not is_toned(reading) or not is_han(character):
        return None
    has_bracket = annotated[1] in "(（"
    if not reads(character, reading):
        return Kind.PINYIN
    return None if has_bracket and is_read_in_tone(character, reading) else Kind.TONE


def _can_straddle(character: str) -> bool:
    """Tell whether the second byte of `character` may be the first of another one."""
    code = code_of(character)
    return (code is not None and code[1] >= 0x81) or is_han(character) or character in ")）"


def _kind_of_mark(text: str, position: int) -> Kind | None:
    following = text[position + 1 : position + 1 + _REACH]
    if not following.lstrip("?\ufffd")[:1].strip() and len(following) - len(following.lstrip("?\ufffd")) <= 1:
        if text[position] not in "!！":
            return None
        return Kind.MARK if _cuts_a_word(text, position) else Kind.BARE_MARK
    if following[0].isascii() and _completes(text[position], following):
        return Kind.MARK
    if not is_han(following[0]) and following[0] in "”“’‘，。、；：！？）》…— \u3000!?),":
        return None
    table = codes()
    pending = _LEFT_OVER[text[position]]
    rare = common = seen = 0
    for character in following:
        # Only right behind a mark is an ASCII sign worth a thought: farther on it may be any end of the slip.
        code = code_of(character) or (None if seen else _code_of_folded(character))
        if code is None:
            break
        common += _is_common(table.simple[pending << 8 | code[0]])
        rare += not _is_common(table.simple[code[0] << 8 | code[1]])
        seen += 1
        pending = code[1]
    if seen and (common >= _COMMON_SHARE * seen or (rare > _RARE_SHARE * seen and not following[0].isascii())):
        return Kind.MARK
    return None


def _code_of_folded(character: str) -> tuple[int, int] | None:
    """Return the two bytes of the full-width form of an ASCII sign that is no figure."""
    if "!" <= character <= "~" and not character.isalnum() and character not in "%.?()":
        return 0xA3, ord(character) + 0x80
    return None


def _cuts_a_word(text: str, position: int) -> bool:
    """Tell whether bytes were lost on both sides of a mark, the first being the half of a word's last character."""
    if position < 2 or text[position - 1] not in "?\ufffd" or text[position + 1 : position + 2] not in ("?", "\ufffd"):
        return False
    at = position - 2
    if text[at] in ")）":
        at = max(0, text.rfind("(", 0, position) - 1)
    before = text[at]
    table, model = codes(), word_model()
    simple = table.simplified.get(before, before)
    return any(
        model.is_pair(simple, table.simple[lead << 8 | 0xA3]) for lead in LEADS if table.simple[lead << 8 | 0xA3]
    )


def _completes(mark: str, following: str) -> bool:
    """Tell whether a letter or sign after a mark may be a part of a character: `?h縣`, `!T(jīng)`."""
    if len(following) < 2 or (following[1].isascii() and following[1] not in "(?"):
        return False
    if mark in "!！" and following[0].isalpha():
        return True
    return _is_common(codes().simple[_LEFT_OVER[mark] << 8 | ord(following[0])])


def _is_common(simplified: str) -> bool:
    """Tell whether a character is one of the 3,755 common ones of GB 2312, or punctuation."""
    code = code_of(simplified) if simplified else None
    return code is not None and code[1] >= 0xA1 and (0xB0 <= code[0] <= 0xD7 or code[0] == 0xA1)
