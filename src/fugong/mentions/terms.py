"""Terms of the lexicon in all texts of a task, as columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from fugong.lexicon import SHADOWING_LEXICONS, TERM_LEXICONS
from fugong.mentions.finder import TermFinder, are_leftmost
from fugong.mentions.row import Numbers, Row, Truths

LEXICONS = tuple(sorted(TERM_LEXICONS))
"""The tables that terms are of, by number."""

_NAME_BITS = 4
_LENGTH_BITS = 16


class Terms(NamedTuple):
    """Where terms begin and end in the row, the number of their table, and which of the finder's entries they are."""

    starts: Numbers
    ends: Numbers
    lexicons: Numbers
    entries: Numbers

    def of(self, names: Iterable[str]) -> Terms:
        """Return the terms of the tables `names`."""
        return self.those(np.isin(LEXICONS, [*names])[self.lexicons])

    def those(self, are_wanted: Truths) -> Terms:
        """Return some of the terms."""
        return Terms(*(column[are_wanted] for column in self))


class TermReader:
    """Tells which finds of the lexicon's words are terms, and of what."""

    def __init__(self, finder: TermFinder) -> None:
        """Take the finder of all words; those in several tables are several terms."""
        self._finder = finder
        numbers = {name: number for number, name in enumerate(LEXICONS)}
        kinds = [[numbers[kind] for kind in kinds] for _, kinds in finder.entries]
        self._counts: Numbers = np.array([len(some) for some in kinds], np.int64)
        self._first = np.cumsum([0, *self._counts])
        self._kinds = np.array([kind for some in kinds for kind in some], np.int64)
        self._is_shadowing = np.array([name in SHADOWING_LEXICONS for name in LEXICONS], np.bool_)
        self._shadows = np.array(
            [bool(SHADOWING_LEXICONS.intersection(names)) for _, names in finder.entries], np.bool_
        )

    def read(self, row: Row, covered: Truths) -> Terms:
        """Return the terms in the texts of `row`; `covered` tells which characters numbers and places cover."""
        starts, ends, entries = self._finder.find_in(row)
        # How far the predicates reach that began before: what ends no later lies inside a longer one.
        reach = np.maximum.accumulate(np.where(self._shadows[entries], ends, 0))
        is_inside = np.zeros(len(starts), np.bool_)
        is_inside[1:] = ends[1:] <= reach[:-1]
        covers_before: Numbers = np.append(np.int64(0), covered).cumsum()
        is_no_predicate = is_inside | (covers_before[ends] > covers_before[starts])
        # A row for each table that an entry is in.
        counts = self._counts[entries]
        each = np.arange(len(entries)).repeat(counts)
        within = np.arange(len(each)) - np.cumsum(counts)[each] + counts[each]
        lexicons = self._kinds[self._first[entries[each]] + within]
        # Of each table the entries that overlap none to the left of them are kept, of those the longest.
        by_table = lexicons.argsort(kind="stable")
        apart = lexicons * (row.offsets[-1] + 1)
        is_kept = np.zeros(len(each), np.bool_)
        is_kept[by_table] = are_leftmost((starts[each] + apart)[by_table], (ends[each] + apart)[by_table])
        is_kept &= ~(self._is_shadowing[lexicons] & is_no_predicate[each])
        each, lexicons = each[is_kept], lexicons[is_kept]
        starts, ends = starts[each], ends[each]
        order = ((((starts << _LENGTH_BITS) + ends - starts) << _NAME_BITS) + lexicons).argsort()
        return Terms(starts[order], ends[order], lexicons[order], entries[each[order]])


def covered_by(row: Row, starts: Numbers, ends: Numbers) -> Truths:
    """Return of each character of the row whether one of the spans covers it."""
    length = len(row.codes) + 1
    depth = np.bincount(starts, minlength=length) - np.bincount(ends, minlength=length)
    covered: Truths = depth[:-1].cumsum() > 0
    return covered
