"""The cheap look that tells where a slip may begin, so that clean text pays almost nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from fugong.text.pinyin import is_han, is_toned, reads
from fugong.text.slips.codes import code_of, codes

_LETTERS: Final = "a-zA-ZɑɡĀāÁáǍǎÀàĒēÉéĚěÈèĪīÍíǏǐÌìŌōÓóǑǒÒòŪūÚúǓǔÙùǕǖǗǘǙǚǛǜÜü\u0300\u0301\u0304\u0308\u030c"
_SUSPECT: Final = re.compile(rf"[!！?？\ufffd]|[(（][{_LETTERS}]{{1,9}}+[)）]")
_REMNANT: Final = re.compile(rf"[(（]?([{_LETTERS}]{{1,9}}+)[)）]")
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


def find_anchors(text: str) -> Iterator[Anchor]:
    """Yield the places where a slip may begin, in order."""
    for match in _SUSPECT.finditer(text):
        position = match.start()
        sign = match.group()
        if len(sign) > 1:
            before = text[position - 1 : position]
            if before and is_han(before) and is_toned(sign[1:-1]) and not reads(before, sign[1:-1]):
                yield Anchor(position, Kind.PINYIN)
            continue
        if sign in "?\ufffd":
            remnant = _REMNANT.match(text, position + 1)
            if remnant:
                if position and (is_han(text[position - 1]) or text[position - 1] in ")）") and is_toned(remnant[1]):
                    yield Anchor(position, Kind.PINYIN)
                continue
        if sign != "\ufffd":
            kind = _kind_of_mark(text, position)
            if kind:
                yield Anchor(position, kind)


def _kind_of_mark(text: str, position: int) -> Kind | None:
    following = text[position + 1 : position + 1 + _REACH]
    if not following.lstrip("?\ufffd")[:1].strip() and len(following) - len(following.lstrip("?\ufffd")) <= 1:
        return Kind.BARE_MARK if text[position] in "!！" else None
    if following[0].isascii():
        return Kind.MARK if _completes(text[position], following) else None
    if not is_han(following[0]) and following[0] in "”“’‘，。、；：！？）》…— 　":
        return None
    table = codes()
    pending = _LEFT_OVER[text[position]]
    rare = common = seen = 0
    for character in following:
        code = code_of(character)
        if code is None:
            break
        entry = table.characters.get((pending, code[0]))
        common += entry is not None and _is_common(entry[1])
        rare += not _is_common(table.characters.get(code, ("", ""))[1])
        seen += 1
        pending = code[1]
    if seen and (common >= _COMMON_SHARE * seen or rare > _RARE_SHARE * seen):
        return Kind.MARK
    return None


def _completes(mark: str, following: str) -> bool:
    """Tell whether a letter or sign after a mark may be a part of a character: `?h縣`, `!T(jīng)`."""
    if len(following) < 2 or (following[1].isascii() and following[1] not in "(?"):
        return False
    if mark in "!！" and following[0].isalpha():
        return True
    entry = codes().characters.get((_LEFT_OVER[mark], ord(following[0])))
    return entry is not None and _is_common(entry[1])


def _is_common(simplified: str) -> bool:
    """Tell whether a character is one of the 3,755 common ones of GB 2312, or punctuation."""
    code = code_of(simplified)
    return code is not None and code[1] >= 0xA1 and (0xB0 <= code[0] <= 0xD7 or code[0] == 0xA1)
