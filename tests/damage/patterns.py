"""Damage as single pages of many sites show it, retold step by step: what the simulator's kinds of site do not do.

A habit is a row of steps over the text. The chief one is the same as in the simulator, a search-and-replace over GBK
bytes and a lenient decoding, but with nothing left to chance, for any mark, and with two traits that pages beyond the
seeds show: a byte that is left over takes the ASCII character behind it along (`(`, `<`, a space, a digit), and a lone
byte 80 becomes `€`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, pairwise

from pypinyin import Style, lazy_pinyin

from .sites import FULL_WIDTH_ASCII, PINYIN_ONLY, table

Step = Callable[[str, str], str]
Habit = Sequence[Step]

_FIRST_TRAIL = 0x40
# Simplified characters with several traditional ones, which these sites leave alone.
_KEPT = "后干"


def damage_as(source: str, habit: str, annotated: str) -> str:
    """Damage the clean text `source` by the habit of that name, of a site that annotates the characters `annotated`.

    Raises:
        KeyError: if there is no such habit.
        UnicodeEncodeError: if a character has no code in GBK.
    """
    text = source
    for step in HABITS[habit]:
        text = step(text, annotated)
    return text


def _convert(text: str, _: str) -> str:
    return "".join(char if char in _KEPT else PINYIN_ONLY.character(char) for char in text)


def _fold(text: str, _: str) -> str:
    return "".join(FULL_WIDTH_ASCII.get(character, character) for character in text)


def _replace(*, marks: Sequence[tuple[str, str]] = (), lost: str = "?") -> Step:
    """Return a pass over the bytes: marks replaced one by one, then readings appended, aligned or not.

    `lost` is written for a byte that is left over; before a reading it is `?` everywhere.
    """

    def step(text: str, annotated: str) -> str:
        tokens: list[int | str] = list(text.encode("gbk"))
        for mark, written in marks:
            tokens = _cut(tokens, tuple(mark.encode("gbk")), written)
        readings = {tuple(character.encode("gbk")): reading for character, reading in table(annotated).items()}
        return "".join(_decoded(list(_appended(tokens, readings)), lost))

    return step


def _cut(tokens: list[int | str], code: tuple[int, ...], written: str) -> list[int | str]:
    result: list[int | str] = []
    position = 0
    while position < len(tokens):
        if tuple(tokens[position : position + 2]) == code:
            result.append(written)
            position += 2
        else:
            result.append(tokens[position])
            position += 1
    return result


def _appended(tokens: Sequence[int | str], readings: dict[tuple[int, ...], str]) -> Iterator[int | str]:
    yield from tokens[:1]
    for left, right in pairwise(tokens):
        yield right
        if isinstance(left, int) and isinstance(right, int) and (left, right) in readings:
            yield from f"({readings[left, right]})"


def _decoded(tokens: Sequence[int | str], lost: str) -> Iterator[str]:
    lead: int | None = None
    for token in tokens:
        value = token if isinstance(token, int) else ord(token)
        is_character = isinstance(token, str) and value >= 0x80
        if lead is not None:
            before, lead = lead, None
            if not is_character and value >= _FIRST_TRAIL and isinstance(token, int):
                yield bytes((before, value)).decode("gbk", errors="ignore")
                continue
            sign = "?" if token == "(" else lost
            yield sign
            # A sign stands for the broken pair, so the second byte is gone, too; dropping leaves it alone.
            if sign and not is_character:
                continue
        if isinstance(token, str) or value < 0x80:
            yield chr(value)
        elif value == 0x80:
            yield "€"
        else:
            lead = value
    if lead is not None:
        yield lost


def _spaced_readings(text: str, annotated: str) -> str:
    """Append readings to whole characters, with a space inside the bracket where a word begins so."""
    readings = table(annotated)
    return "".join(f"{character}({readings[character]} )" if character in readings else character for character in text)


def _repeated_readings(text: str, annotated: str) -> str:
    """Append readings without tones to whole characters, one, two or four times."""
    times = cycle((1, 2, 4))
    readings = {character: f"({lazy_pinyin(character, style=Style.NORMAL)[0]})" for character in annotated}
    return "".join(
        character + readings[character] * next(times) if character in readings else character for character in text
    )


def _doubled_commas(text: str, _: str) -> str:
    """Put an ASCII comma before every second mark."""
    turn = cycle((True, False))
    return re.sub("[，。、；]", lambda mark: "," * next(turn) + mark[0], text)


def _escapes_without_backslash(text: str, _: str) -> str:
    return text.replace("\n", "x0dx0a")


def _lost_spaces(text: str, _: str) -> str:
    """Write `?` for every no-break space, which GBK does not have."""
    return text.replace("\xa0", "?")


def _gbk_as_latin(text: str, _: str) -> str:
    return text.encode("gbk").decode("latin-1")


def _gbk_as_utf8_or_latin(text: str, _: str) -> str:
    """Read GBK bytes as UTF-8 where two of them happen to be that, else one by one as Latin-1."""
    return re.sub(
        rb"[\xc2-\xdf][\x80-\xbf]|[\x80-\xff]",
        lambda found: found[0] if len(found[0]) == 2 else found[0].decode("latin-1").encode(),
        text.encode("gbk"),
    ).decode()


def _utf8_as_gbk(text: str, _: str) -> str:
    return text.encode().decode("gbk", errors="replace")


_EXCLAMATION, _QUESTION, _STOP, _SEMICOLON, _COMMA = ((mark, mark) for mark in "！？。；，")

HABITS: dict[str, Habit] = {
    # Readings, and the marks ！ and ？ written back as they were.
    "marks": (_convert, _replace(marks=(_EXCLAMATION, _QUESTION))),
    "marks folded": (_convert, _replace(marks=(_EXCLAMATION, _QUESTION)), _fold),
    "readings": (_convert, _replace(), _fold),
    # Other marks in the tool's list.
    "full stop": (_convert, _replace(marks=(_STOP,))),
    "semicolon": (_convert, _replace(marks=(_EXCLAMATION, _QUESTION, _SEMICOLON))),
    "comma": (_convert, _replace(marks=(_COMMA, _EXCLAMATION, _QUESTION))),
    "comma folded": (_convert, _replace(marks=(_COMMA, _EXCLAMATION, _QUESTION)), _fold),
    # Marks written in ASCII; a byte left over is dropped without a sign.
    "ascii comma": (_convert, _replace(marks=(("，", ","),), lost=""), _fold),
    "ascii marks": (_convert, _replace(marks=(("！", "!"), _STOP), lost=""), _fold),
    # What is done to whole characters.
    "spaced readings": (_convert, _spaced_readings, _fold),
    "repeated readings": (_convert, _repeated_readings, _fold),
    "doubled commas": (_convert, _replace(), _doubled_commas),
    "lost escapes": (_convert, _replace(), _escapes_without_backslash, _fold),
    "lost spaces": (_convert, _lost_spaces, _replace(), _fold),
    # A whole page read in the wrong encoding.
    "GBK as Latin-1": (_gbk_as_latin,),
    "GBK as UTF-8 or Latin-1": (_gbk_as_utf8_or_latin,),
    "UTF-8 as GBK": (_utf8_as_gbk,),
    # Made by what no step retells: a translation program, a filter, a scraper's noise.
    "as seen": (),
}
