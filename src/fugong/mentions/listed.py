"""The lists in all texts of a task: what could hold one is told for all clauses at once, few are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

import numpy as np

from fugong.mentions.clauses import Clauses
from fugong.mentions.lists import ListItem, find_lists
from fugong.mentions.places import PlaceMention
from fugong.mentions.row import Numbers, Row, Spans, Truths, spans_in
from fugong.mentions.terms import Terms

_COMMA: Final = ord("、")
_APART: Final = tuple(map(ord, "分别"))
_BOTH: Final = tuple(map(ord, "以及"))
_AND: Final = tuple(map(ord, "和与及"))


def lists_in_each(
    row: Row,
    clauses: Clauses,
    fixed: Sequence[Sequence[tuple[int, int]]],
    places: Sequence[Sequence[PlaceMention]],
    terms: Terms,
) -> list[list[ListItem]]:
    """Return the lists in the texts of `row`; `fixed` are the spans of numbers and dates."""
    deictic = [[place[:2] for place in of_one if place.name_kind == "deictic"] for of_one in places]
    named = [[place[:2] for place in of_one if place.name_kind != "deictic"] for of_one in places]
    groups = terms.of(["sector_terms", "enterprise_groups"])
    named_starts, named_ends = spans_in(row, named)
    starts, ends = np.concatenate([named_starts, groups.starts]), np.concatenate([named_ends, groups.ends])
    # Text by text, in each the places first.
    order = row.numbers(starts).argsort(kind="stable")
    starts, ends = starts[order], ends[order]
    signs = _signs_between(row, starts, ends)
    has_list = _may_have_lists(row, clauses, signs[0])
    # 一公司、二公司复工都在九成以上: what the items do belongs to none of them, either.
    indicators = terms.of(["indicator_terms", "resumption_verbs"])
    found: list[list[ListItem]] = [[] for _ in row.texts]
    clauses_of, asked = Spans(row, clauses.starts, clauses.ends), _parted(row, clauses.starts, has_list)
    names_of = Spans(row, indicators.starts, indicators.ends)
    wholes_of, signs_of = Spans(row, starts, ends), Spans(row, *signs)
    for number, are_asked in asked:
        between = signs_of.within(number)
        found[number] = find_lists(
            row.texts[number],
            clauses_of.within(number),
            sorted([*fixed[number], *deictic[number]]),
            names_of.within(number),
            frozenset(wholes_of.within(number)) if between else (),
            between,
            are_asked,
        )
    return found


def _parted(row: Row, places: Numbers, are_wanted: Truths) -> Iterator[tuple[int, list[int]]]:
    """Yield the texts that have any of what is wanted of `places`, with the numbers of these in the text."""
    cuts = row.cuts(places)
    wanted = are_wanted.nonzero()[0]
    for number, some in groupby(zip(row.numbers(places[wanted]).tolist(), wanted.tolist(), strict=True), itemgetter(0)):
        yield number, [at - cuts[number] for _, at in some]


def _signs_between(row: Row, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return where words for "and" stand between two of the spans (江西|和|云南)."""
    letters = row.codes
    first, second = letters.take(ends, mode="clip"), letters.take(ends + 1, mode="clip")
    is_both = (first == _BOTH[0]) & (second == _BOTH[1])
    lengths = np.where(is_both, 2, np.isin(first, _AND))
    behind = ends + lengths
    begins = np.zeros(len(letters) + 2, np.bool_)
    begins[starts] = True
    is_between = (lengths > 0) & begins[behind]
    return ends[is_between], behind[is_between]


def _may_have_lists(row: Row, clauses: Clauses, signs: Numbers) -> Truths:
    """Tell of each clause whether anything in it may stand between the items of a list."""
    letters = row.codes
    commas = (letters == _COMMA).nonzero()[0]
    apart = (letters[:-1] == _APART[0]).nonzero()[0]
    apart = apart[letters[apart + 1] == _APART[1]]
    signs = np.sort(signs)
    starts, ends = clauses.starts, clauses.ends
    has_list: Truths = commas.searchsorted(starts) < commas.searchsorted(ends)
    has_list |= apart.searchsorted(starts) < apart.searchsorted(ends - 1)
    has_list |= signs.searchsorted(starts, "right") < signs.searchsorted(ends)
    return has_list
