"""Words that name a group that figures may be of: 亿元以上续建项目, 电子信息产业, 入驻办公企业.

Nobody could list all groups. What they have in common is their last word (企业, 项目, 产业), and that the words before
it reach back to a sign, a place, a date, a number, or a word that is no part of a name (其中, 推动, 已).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

# The longest run of words before the last one that is taken for a part of the name.
_REACH = 20
# The longest run of words between two last ones that belong together.
_GAP = 6
_SIGN = regex.compile(r"[^\p{Han}A-Za-z0-9+.%“”·-]")
# 500万元以上项目: the amount is a part of the name.
_THRESHOLD = re.compile(r"及?以[上下内]的?$")
# What may follow a word for a sector that stands for its enterprises.
_NAME_ENDS = re.compile(r"[(的已达为约近超均平占共]")
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
    """How names of groups end, and what ends them to the left: the rows of `owner_heads.csv` and `owner_stops.csv`."""

    heads: re.Pattern[str]
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
            heads=_any_of((row["head"], "", row["not_before"]) for row in heads),
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


def ends_a_name(text: str, position: int) -> bool:
    """Tell whether a word that ends at `position` is not the beginning of a longer name."""
    return _NAME_ENDS.match(text, position) is not None


def find_owners(
    text: str,
    clauses: Sequence[tuple[int, int]],
    groups: Sequence[tuple[int, int]],
    places: Sequence[tuple[int, int]],
    fixed: Sequence[tuple[int, int]],
    words: OwnerWords,
) -> list[OwnerMention]:
    """Return the names of groups in the `clauses` of `text`, none inside another.

    `groups` are sorted spans of names that are known (of sectors and of kinds of enterprises), which may end a name as
    any head does; `places` and `fixed` (numbers, dates) are sorted spans that end one to the left.
    """
    found: list[OwnerMention] = []
    for clause_start, clause_end in clauses:
        low = bisect_left(groups, (clause_start, 0))
        high = bisect_left(groups, (clause_end, 0))
        ends = [match.span() for match in words.heads.finditer(text, clause_start, clause_end)]
        if not ends and low == high:
            continue
        floor = clause_start
        for start, end in _joined(sorted([*ends, *groups[low:high]])):
            begin, is_subject = _begin(text, clause_start, floor, start, places, fixed, words)
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


def find_shares(text: str, numbers: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the empty spans before brackets that hold a percentage alone: 纺织制衣|(86.79%)、轻工用品|(87.46%)."""
    return [
        (start - 1, start - 1)
        for start, end in numbers
        if text[start - 1 : start] == "(" and text[end - 1 : end + 1] == "%)"
    ]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap or follow at once: 新材料产业|规模以上工业企业."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _begin(
    text: str,
    clause_start: int,
    floor: int,
    start: int,
    places: Sequence[tuple[int, int]],
    fixed: Sequence[tuple[int, int]],
    words: OwnerWords,
) -> tuple[int, bool]:
    """Return where the name begins whose last word begins at `start`, and whether that is where its clause begins."""
    begin, is_subject = _bound(text, max(clause_start, floor), start, places, fixed, words)
    is_subject = is_subject and floor == clause_start
    return _after_openers(text, begin, start, words), is_subject


def _after_openers(text: str, begin: int, start: int, words: OwnerWords) -> int:
    while (match := words.openers.match(text, begin, start)) and match.end() > begin:
        begin = match.end()
    return begin


def _bound(
    text: str,
    low: int,
    start: int,
    places: Sequence[tuple[int, int]],
    fixed: Sequence[tuple[int, int]],
    words: OwnerWords,
) -> tuple[int, bool]:
    window = max(low, start - _REACH)
    edge, is_subject = window, window == low
    quoted = _QUOTED.search(text, window, start) if text.endswith("”", window, start) else None
    signs_end = quoted.start() if quoted else start
    for match in _SIGN.finditer(text, window, signs_end):
        edge, is_subject = match.end(), True
    for place_start, place_end in _ending_in(places, window, start):
        if place_end > edge:
            edge, is_subject = place_end, is_subject or place_start <= edge
    for stop in words.stops.finditer(text, edge, signs_end):
        edge, is_subject = stop.end(), stop[0] in words.neutral_stops
    for fixed_start, fixed_end in _ending_in(fixed, edge, start):
        is_threshold = _THRESHOLD.search(text, fixed_start, fixed_end) or _THRESHOLD.match(text, fixed_end, start)
        if not is_threshold or "%" in text[fixed_start:fixed_end]:
            edge = fixed_end
    return edge, is_subject


def _ending_in(spans: Sequence[tuple[int, int]], low: int, high: int) -> Sequence[tuple[int, int]]:
    """Return the spans, which do not overlap, that end behind `low` and not behind `high`."""
    first = bisect_right(spans, (low, low)) - 1
    return [span for span in spans[max(first, 0) : bisect_left(spans, (high, 0))] if low < span[1] <= high]
