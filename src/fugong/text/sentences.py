"""Sentences and clauses of the normalised text.

Everything here takes time linear in the text: a flattened archive may be one line of tens of megabytes, and damage
leaves brackets and quotes unbalanced.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import NamedTuple

# A quotation longer than this is read as text of its own, so a lost closing quote costs at most this much.
_SENTENCE_PAIR = 80
# Inside a short pair, commas separate the items of a name or an aside; in longer ones they separate statements.
_CLAUSE_PAIR = 24

_PARTNERS = {
    ")": "(",
    "]": "[",
    "}": "{",
    "》": "《",
    "〉": "〈",
    "」": "「",
    "』": "『",
    "】": "【",
    "〕": "〔",
    "”": "“",
    "’": "‘",
}
_OPENERS = frozenset(_PARTNERS.values())
_BRACKET = re.compile(r"[()\[\]{}《》〈〉「」『』【】〔〕“”‘’\"]")
_BRACKET_OR_BREAK = re.compile(r"[()\[\]{}《》〈〉「」『』【】〔〕“”‘’\"\n\r\u2028\u2029]")
_BREAKS = "\n\r\u2028\u2029"
_SPACES = frozenset(filter(str.isspace, map(chr, range(0x3001))))
_CLOSER = r"[)\]}》〉」』】〕”’\"]"
_CLOSERS = rf"{_CLOSER}*+"

_HAN_NUMBER = "0-9一二两三四五六七八九十百千万亿"
# …… before a number sums up the list it breaks off (煤炭、电力……5个行业); that list and its number stay together.
_ELLIPSIS = rf"(?<=…)…*+(?![,、{_HAN_NUMBER}等共均都这各])"
# ? followed by a name and = is inside an address.
_ENDS = rf"(?:(?<=[。!;])|(?<=\?)(?![A-Za-z_]\w{{0,20}}=)|{_ELLIPSIS})"
# Each pattern first takes one of its marks and then looks whether it counts: so the search can jump to candidates.
_SENTENCE_END = re.compile(
    rf"[。!?;…\n\r\u2028\u2029](?:(?<=[\n\r\u2028\u2029])"
    rf"|{_ENDS}[。!?;…]*+(?P<closers>{_CLOSERS})(?P<goes_on>[的地得之,、])?)"
)
# The same where no pair matters: what goes on after a quotation is no end.
_PLAIN_END = re.compile(
    rf"[。!?;…\n\r\u2028\u2029](?:(?<=[。!;])(?![。!?;…)\]}}》〉」』】〕”’\"])|(?<=[\n\r\u2028\u2029])"
    rf"|{_ENDS}[。!?;…]*+{_CLOSERS}(?:(?<!{_CLOSER})|(?![的地得之,、])))"
)
_CLAUSE_END = re.compile(
    rf"[,:。!?;…](?:(?<=,)(?:(?<!\d,)|(?!\d))|(?<=:)(?:(?<!\d:)|(?!\d))(?!//)|{_ENDS})"
    rf"(?:[。!?;…,]|(?<!\d):)*(?P<closers>{_CLOSERS})"
)


def _enclosing() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield opening marks, each with what finds one whose pair may hold the end of a sentence.

    That is one before which neither its closing mark nor a line break comes, but a mark that ends sentences (and is not
    the last thing in the pair), or an opening mark of the same kind. A straight quote may be either.
    """
    for closer, opener in _PARTNERS.items():
        opens, closes = re.escape(opener), re.escape(closer)
        inside = rf"[^{opens}{closes}。!?;…{_BREAKS}]{{0,{_SENTENCE_PAIR}}}+"
        yield opener, re.compile(rf"{opens}{inside}(?:{opens}|[。!?;…]++(?!{_CLOSER}*{closes}))")
    yield '"', re.compile('"')


# One for each mark: most texts have none of most of them, and a search for a single character is quick.
_ENCLOSING = tuple(_enclosing())


class Sentence(NamedTuple):
    """`[start, end)` of one sentence without the white space around it; `paragraph` counts lines that are not blank."""

    start: int
    end: int
    paragraph: int


class Clause(NamedTuple):
    """`[start, end)` of one clause, without the mark that ends it and without the white space around it."""

    start: int
    end: int


def split(text: str) -> list[Sentence]:
    """Cut `text` into sentences; together they hold every character that is not white space.

    A sentence ends at a line break and at 。!?; and …, with the closing quotes and brackets that follow. A mark within
    a short balanced pair of quotes or brackets ends nothing, unless it is the last thing in it.
    """
    # To pair all brackets costs more than all the rest, and few texts have a pair that matters.
    if _may_enclose_end(text):
        ends = list(_ends(text, _Pairs(text, 0, len(text), _SENTENCE_PAIR)))
    else:
        ends = [match.end() for match in _PLAIN_END.finditer(text)]
    if text and not (ends and ends[-1] == len(text)):
        ends.append(len(text))
    found: list[tuple[int, int, int]] = []
    start = paragraph = 0
    paragraph_is_blank = True
    for end in ends:
        if (last := text[end - 1]) not in _SPACES:
            # Some of what is left stands there, so that this goes no further.
            while text[start] in _SPACES:
                start += 1
            found.append((start, end, paragraph))
            paragraph_is_blank = False
        else:
            stop = end - 1
            while stop > start and text[stop - 1] in _SPACES:
                stop -= 1
            while start < stop and text[start] in _SPACES:
                start += 1
            if start < stop:
                found.append((start, stop, paragraph))
                paragraph_is_blank = False
            if last in _BREAKS:
                paragraph += not paragraph_is_blank
                paragraph_is_blank = True
        start = end
    return list(map(tuple.__new__, repeat(Sentence), found))


def _may_enclose_end(text: str) -> bool:
    for opener, pattern in _ENCLOSING:  # noqa: SIM110  # any() takes twice as long
        if opener in text and pattern.search(text):
            return True
    return False


def _ends(text: str, pairs: _Pairs) -> Iterator[int]:
    """Yield where sentences end, or line breaks, given the pairs in which none does."""
    for match in _SENTENCE_END.finditer(text):
        # The last group that took part: none at a line break, the second where the text may go on.
        group = match.lastindex
        if group is None:
            yield match.end()
        elif group == 2 and match[1]:
            continue  # “行吗?”的时候: after a quotation the sentence may go on
        elif not pairs.cover(match.end(1)):
            yield match.end(1)
        elif match[1] and not pairs.cover(match.start(1)):
            yield match.start(1)  # a straight quote that opens what follows


def clauses(text: str, sentence: Sentence) -> list[Clause]:
    """Cut a sentence of `text` at commas, colons, semicolons and sentence marks; a sentence has at least one clause.

    A mark between two digits (1,000, 8:30) and a mark directly inside a short pair of quotes or brackets cut nothing;
    neither does 、, which separates the items of one list.
    """
    return list(map(tuple.__new__, repeat(Clause), _clause_spans(text, sentence)))


def clauses_of_each(text: str, sentences: Iterable[Sentence]) -> Iterator[list[tuple[int, int]]]:
    """Yield what `clauses` returns of each sentence of `text`, as plain tuples: in half of the time."""
    marks = [match.span() for match in _CLAUSE_END.finditer(text)]
    has_brackets = _BRACKET.search(text) is not None
    at, count = 0, len(marks)
    for sentence in sentences:
        start, last, _ = sentence
        while at < count and marks[at][0] < start:
            at += 1
        begin = at
        while at < count and marks[at][0] < last:
            at += 1
        # A mark that reaches from one sentence into the next is none that a sentence by itself would show.
        reaches_out = (at and marks[at - 1][1] > last) or (begin and marks[begin - 1][1] > start)
        if reaches_out or (has_brackets and _BRACKET.search(text, start, last)):
            yield _clause_spans(text, sentence)
            continue
        found: list[tuple[int, int]] = []
        for stop, following in marks[begin:at]:
            # Hardly any clause has white space around it.
            if start < stop and text[start] not in _SPACES and text[stop - 1] not in _SPACES:
                found.append((start, stop))
            elif span := _trimmed(text, start, stop):
                found.append(span)
            start = following
        if span := _trimmed(text, start, last):
            found.append(span)
        yield found or [(sentence.start, last)]


def _clause_spans(text: str, sentence: Sentence) -> list[tuple[int, int]]:
    first, last, _ = sentence
    found: list[tuple[int, int]] = []
    # Most sentences have no bracket at all.
    pairs = _Pairs(text, first, last, _CLAUSE_PAIR) if _BRACKET.search(text, first, last) else None
    start = first
    for match in _CLAUSE_END.finditer(text, first, last):
        if pairs is not None and pairs.cover(match.end("closers")):
            continue
        if span := _trimmed(text, start, match.start()):
            found.append(span)
        start = match.end()
    if span := _trimmed(text, start, last):
        found.append(span)
    return found or [(first, last)]


class _Pairs:
    """The balanced pairs of quotes and brackets in `text[start:end]` that are at most `limit` long, merged."""

    def __init__(self, text: str, start: int, end: int, limit: int) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for opened, closed in sorted(_balanced(text, start, end, limit)):
            if self._ends and opened < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], closed)
            else:
                self._starts.append(opened)
                self._ends.append(closed)

    def cover(self, position: int) -> bool:
        """Tell whether `position` lies strictly inside a pair."""
        if not self._starts:
            return False
        index = bisect_right(self._starts, position - 1) - 1
        return index >= 0 and position < self._ends[index]


def _balanced(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    if _BRACKET.search(text, start, end) is None:
        return
    opened: defaultdict[str, list[int]] = defaultdict(list)
    straight: int | None = None
    for match in _BRACKET_OR_BREAK.finditer(text, start, end):
        mark, at = match[0], match.start()
        if mark in _BREAKS:
            opened.clear()
            straight = None
        elif mark == '"':
            if straight is not None and at + 1 - straight <= limit:
                yield straight, at + 1
                straight = None
            else:
                straight = at
        elif mark in _OPENERS:
            opened[mark].append(at)
        elif stack := opened[_PARTNERS[mark]]:
            opener_at = stack.pop()
            if at + 1 - opener_at <= limit:
                yield opener_at, at + 1


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    if start >= end:
        return None
    if text[start] not in _SPACES and text[end - 1] not in _SPACES:
        return start, end
    stripped = text[start:end].lstrip()
    start = end - len(stripped)
    end = start + len(stripped.rstrip())
    return (start, end) if start < end else None
