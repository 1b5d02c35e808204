"""The sentences of several texts at once: where nearly all of them end is seen from two characters, as numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise, repeat
from typing import Any, Final

from fugong.text.codepoints import KindTable, Row
from fugong.text.sentences import BREAKS, CLOSERS, PLAIN_END, SPACES, Sentence, may_enclose_end, split

# Marks that end a sentence unless a mark or a closing bracket follows; those that may belong to something else.
_END: Final = 1 << 0
_DOUBTFUL: Final = 1 << 1
_BREAK: Final = 1 << 2
_CLOSER: Final = 1 << 3
_SPACE: Final = 1 << 4


def split_all(texts: Sequence[str]) -> list[list[Sentence]]:
    """Cut each of `texts` into sentences as `split` does, in a third of the time."""
    if len(texts) < 2:
        return list(map(split, texts))
    row = Row(texts)
    is_ordinary = [
        end - begin == len(text) and not may_enclose_end(text) for text, begin, end, _ in row.parted(_nothing())
    ]
    kinds = row.kinds(_table())
    starts, stops, paragraphs = _trimmed(kinds, _ends(row, kinds, is_ordinary))
    begins = _array([begin for _, begin, _, _ in row.parted(_nothing())])
    cuts = [*starts.searchsorted(begins).tolist(), len(starts)]
    counts = [last - first for first, last in pairwise(cuts)]
    starts, stops = starts - begins.repeat(counts), stops - begins.repeat(counts)
    if len(starts):
        paragraphs = paragraphs - paragraphs.take(cuts[:-1], mode="clip").repeat(counts)
    found = zip(starts.tolist(), stops.tolist(), paragraphs.tolist(), strict=True)
    made = list(map(tuple.__new__, repeat(Sentence), found))
    return [
        made[first:last] if ordinary else split(text)
        for text, ordinary, (first, last) in zip(texts, is_ordinary, pairwise(cuts), strict=True)
    ]


def _ends(row: Row, kinds: Any, is_ordinary: Sequence[bool]) -> Any:
    """Return where sentences and lines end; the line break behind a text ends its last one."""
    marks = (kinds & (_END | _DOUBTFUL | _BREAK) != 0).nonzero()[0]
    kind = kinds.take(marks)
    goes_on = kinds.take(marks + 1, mode="clip") & (_END | _DOUBTFUL | _CLOSER) != 0
    is_end = (kind & _BREAK != 0) | ((kind & _END != 0) & ~goes_on)
    ends = marks + 1
    done = 0
    for (text, begin, _, found), ordinary in zip(row.parted(marks), is_ordinary, strict=True):
        of_text = slice(done, done + len(found))
        if ordinary:
            _decide(text, begin, marks[of_text], is_end[of_text], ends[of_text])
        done += len(found)
    return ends[is_end]


def _decide(text: str, begin: int, marks: Any, is_end: Any, ends: Any) -> None:
    """Look at the marks of `text` that end nothing by themselves; change `is_end` and `ends` where they do."""
    open_marks = (~is_end).nonzero()[0].tolist()
    reached = 0
    for number in open_marks:
        at = int(marks[number]) - begin
        match = PLAIN_END.match(text, at) if at >= reached else None
        if match:
            reached = match.end()
            is_end[number], ends[number] = True, begin + reached
            # What is taken along is no end of its own.
            following = number + 1
            while following < len(marks) and marks[following] < begin + reached:
                is_end[following] = False
                following += 1


def _trimmed(kinds: Any, ends: Any) -> tuple[Any, Any, Any]:
    """Return starts and ends of what stands between `ends` without white space, and how many lines stand above."""
    solid = (kinds & _SPACE == 0).nonzero()[0]
    last = solid.searchsorted(ends)
    first = _array([0, *last[:-1].tolist()])
    is_break = kinds.take(ends - 1) & _BREAK != 0
    line = is_break.cumsum() - is_break
    is_solid = first < last
    first, last, line = first[is_solid], last[is_solid], line[is_solid]
    if not len(line):
        return first, last, line
    is_new = line[1:] != line[:-1]
    return solid.take(first), solid.take(last - 1) + 1, _array([0, *is_new.cumsum().tolist()])


@cache
def _table() -> KindTable:
    kinds = dict.fromkeys(SPACES, _SPACE)
    for characters, kind in (("。!;", _END), ("?…", _DOUBTFUL), (BREAKS, _BREAK), (CLOSERS, _CLOSER)):
        for character in characters:
            kinds[character] = kinds.get(character, 0) | kind
    return KindTable(kinds)


def _array(numbers: Sequence[int]) -> Any:
    import numpy

    return numpy.array(numbers, numpy.intp)


def _nothing() -> Any:
    return _array(())
