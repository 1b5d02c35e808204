"""Words that name a group that figures may be of: 亿元以上续建项目, 电子信息产业, 入驻办公企业.

Nobody could list all groups. What they have in common is their last word (企业, 项目, 产业), and that the words before
it reach back to a sign, a place, a date, a number, or a word that is no part of a name (其中, 推动, 已).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import regex

# The longest run of words before the last one that is taken for a part of the name.
_REACH = 20
# The longest run of words between two last ones that belong together.
_GAP = 6
SIGN = regex.compile(r"[^\p{Han}A-Za-z0-9+.%“”·-]")
"""What no name of a group has."""

# 500万元以上项目: the amount is a part of the name.
_THRESHOLD = re.compile(r"及?以[上下内]的?$")
NAME_ENDS = "(的已达为约近超均平占共"
"""What may follow a word for a sector that stands for its enterprises."""

_NUMERALS = "一二两三四五六七八九十百千几数"
_QUOTED = re.compile(r"“[^“”]{1,12}”$")


class OwnerMention(NamedTuple):
    """A name of a group; `is_subject` where it begins its clause, but for a place, a date or a number."""

    start: int
    end: int
    owner_text: str
    is_subject: bool


@dataclass(frozen=True, slots=True)
class OwnerWords:
    """How names of groups end, and what ends them to the left: the rows of `owner_heads.csv` and `owner_stops.csv`.

    `heads` are the words that end names, each with the characters that it does not stand before.
    """

    heads: tuple[tuple[str, str], ...]
    bare_heads: frozenset[str]
    stops: re.Pattern[str]
    neutral_stops: frozenset[str]
    openers: re.Pattern[str]
    states: re.Pattern[str]

    @classmethod
    def of(cls, heads: Sequence[dict[str, str]], stops: Sequence[dict[str, str]]) -> OwnerWords:
        """Compile the rows of the two seed tables."""
        inner = [row for row in stops if row["role"] in ("verb", "neutral")]

        def rows_of(role: str) -> list[tuple[str, str, str]]:
            return [(row["stop"], row["not_after"], row["not_before"]) for row in stops if row["role"] == role]

        return cls(
            heads=tuple((row["head"], row["not_before"]) for row in heads),
            bare_heads=frozenset(row["head"] for row in heads if row["is_name"] == "false"),
            stops=_any_of((row["stop"], row["not_after"], row["not_before"]) for row in inner),
            neutral_stops=frozenset(row["stop"] for row in inner if row["role"] == "neutral"),
            # 七|市州, 八|大类, 各|区县: a count of what the group is in.
            openers=_any_of(rows_of("opener"), f"(?:[{_NUMERALS}]+|各)(?:{_any_of(rows_of('measure')).pattern})+"),
            states=_any_of(rows_of("state")),
        )


def _any_of(words: Iterable[tuple[str, str, str]], *patterns: str) -> re.Pattern[str]:
    """Compile `patterns` and words that do not stand after, or before, certain characters; the longest word first."""
    parts = [*patterns]
    first = set()
    for word, not_after, not_before in sorted(words, key=lambda each: (-len(each[0]), each[0])):
        after = f"(?<![{re.escape(not_after)}])" if not_after else ""
        before = f"(?![{re.escape(not_before)}])" if not_before else ""
        parts.append(f"{after}{re.escape(word)}{before}")
        first.add(word[0])
    # A cheap look first: at most characters no word begins.
    look = f"(?=[{re.escape(''.join(sorted(first)))}])" if first and not patterns else ""
    return re.compile(f"{look}(?:{'|'.join(parts)})" if parts else "(?!)")


class LastWord(NamedTuple):
    """Where the last word of a name stands, its clause begins and the last sign before it stands; -1 or less: none."""

    clause_start: int
    start: int
    end: int
    sign: int


def find_owners(
    text: str,
    last_words: Iterable[LastWord],
    places: Sequence[tuple[Any, ...]],
    fixed: Sequence[tuple[int, int]],
    words: OwnerWords,
) -> list[OwnerMention]:
    """Return the names of groups in `text` that end with `last_words`, none inside another.

    `places` and `fixed` (numbers, dates), in order, end one to the left.
    """
    found: list[OwnerMention] = []
    clause = floor = -1
    for word in last_words:
        clause_start, start, end, _ = word
        if clause_start != clause:
            clause = floor = clause_start
        begin, is_subject = _begin(text, word, floor, places, fixed, words)
        if begin == end:
            continue
        # 集中开工|重大项目, but 集中开工项目: alone the last word would name nobody.
        if state := words.states.match(text, begin, start):
            rest = _after_openers(text, state.end(), start, words)
            begin = begin if text[rest:end] in words.bare_heads else rest
        # 数字经济|核心产业: nothing parts them.
        if begin == floor and found and found[-1].end == floor and start - floor <= _GAP:
            begin, is_subject = found[-1].start, found[-1].is_subject
            del found[-1]
        floor = end
        if (name := text[begin:end]) not in words.bare_heads:
            found.append(OwnerMention(begin, end, name, is_subject))
    return found


def _begin(
    text: str,
    word: LastWord,
    floor: int,
    places: Sequence[tuple[Any, ...]],
    fixed: Sequence[tuple[int, int]],
    words: OwnerWords,
) -> tuple[int, bool]:
    """Return where the name begins that ends with `word`, and whether that is where its clause begins."""
    begin, is_subject = _bound(text, max(word.clause_start, floor), word, places, fixed, words)
    is_subject = is_subject and floor == word.clause_start
    return _after_openers(text, begin, word.start, words), is_subject


def _after_openers(text: str, begin: int, start: int, words: OwnerWords) -> int:
    while (match := words.openers.match(text, begin, start)) and match.end() > begin:
        begin = match.end()
    return begin


def _bound(
    text: str,
    low: int,
    word: LastWord,
    places: Sequence[tuple[Any, ...]],
    fixed: Sequence[tuple[int, int]],
    words: OwnerWords,
) -> tuple[int, bool]:
    start, sign = word.start, word.sign
    window = max(low, start - _REACH)
    edge, is_subject = window, window == low
    signs_end = start
    if start > window and text[start - 1] == "”" and (quoted := _QUOTED.search(text, window, start)):
        signs_end = quoted.start()
        while sign >= window and (sign >= signs_end or not SIGN.match(text, sign)):
            sign -= 1
    if sign >= window:
        edge, is_subject = sign + 1, True
    for place in _ending_in(places, window, start):
        if place[1] > edge:
            edge, is_subject = place[1], is_subject or place[0] <= edge
    for stop in words.stops.finditer(text, edge, signs_end):
        edge, is_subject = stop.end(), stop[0] in words.neutral_stops
    for fixed_start, fixed_end in _ending_in(fixed, edge, start):
        is_threshold = _THRESHOLD.search(text, fixed_start, fixed_end) or _THRESHOLD.match(text, fixed_end, start)
        if not is_threshold or "%" in text[fixed_start:fixed_end]:
            edge = fixed_end
    return edge, is_subject


def _ending_in(spans: Sequence[tuple[Any, ...]], low: int, high: int) -> list[tuple[Any, ...]]:
    """Return the spans, which do not overlap, that end behind `low` and not behind `high`."""
    at = bisect_left(spans, (high,)) - 1
    # Hardly any name has one before it, and none has many.
    found: list[tuple[Any, ...]] = []
    while at >= 0:
        start, end = spans[at][:2]
        if low < end <= high:
            found.append(spans[at])
        if start < low or end <= low:
            break
        at -= 1
    found.reverse()
    return found
