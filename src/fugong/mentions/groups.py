"""The last words of names of groups in all texts of a task: where a figure's owner may end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from fugong.lexicon import SHADOWING_LEXICONS
from fugong.mentions.clauses import Clauses
from fugong.mentions.finder import TermFinder, are_leftmost
from fugong.mentions.owners import NAME_ENDS, SIGN, LastWord, OwnerMention, OwnerWords, find_owners
from fugong.mentions.places import PlaceMention
from fugong.mentions.row import Codes, Numbers, Row, Truths, spans_in, table_of
from fugong.mentions.terms import Terms

_SIGN: Final = 1 << 0
_NAME_END: Final = 1 << 1
_ALL: Final = "".join(map(chr, range(0xFFFF)))
_CLAUSE_BITS: Final = 40
_Spans = Sequence[tuple[int, int]]


class GroupFinder:
    """Finds the groups that figures may be of, in the texts of a row."""

    def __init__(self, words: OwnerWords) -> None:
        """Take the words that end and begin the names of groups."""
        self._words = words
        self._heads = TermFinder({head: [] for head, _ in words.heads})
        # A word may stand in several rows: then it counts where any of them lets it.
        bans: dict[str, list[str]] = {}
        for head, not_before in words.heads:
            bans.setdefault(head, []).append(not_before)
        self._bans = [set.intersection(*map(set, bans[head])) for head, _ in self._heads.entries]
        self._kinds = table_of([(_SIGN, "".join(SIGN.findall(_ALL))), (_NAME_END, NAME_ENDS)])

    def find_in_each(
        self,
        row: Row,
        clauses: Clauses,
        numbers: Sequence[_Spans],
        places: Sequence[Sequence[PlaceMention]],
        fixed: Sequence[_Spans],
        terms: Terms,
    ) -> list[list[OwnerMention]]:
        """Return the groups named in sentences that have figures: they are asked for nowhere else.

        `fixed` are numbers and dates of each text, in order.
        """
        number_starts, number_ends = spans_in(row, numbers)
        with_figures = _clauses_with(row, clauses, number_starts)
        heads = self._heads_in(row, clauses)
        groups = self._groups_in(row, number_starts, number_ends, terms)
        starts, ends = (np.concatenate(both) for both in zip(heads, groups, strict=True))
        order = ((starts << 20) + np.minimum(ends - starts, (1 << 20) - 1)).argsort()
        starts, ends = starts[order], ends[order]
        at = clauses.starts.searchsorted(starts, "right") - 1
        is_asked = (at >= 0) & with_figures[at] & (starts < clauses.ends[at]) if len(at) else np.zeros(0, np.bool_)
        starts, ends, at = _joined(starts[is_asked], ends[is_asked], at[is_asked])
        texts = row.numbers(starts)
        offsets = row.offsets[texts]
        signs = np.maximum.accumulate(np.where(self._signs(row), np.arange(len(row.codes)), -1))
        last_words = list(
            map(
                LastWord,
                (clauses.starts[at] - offsets).tolist(),
                (starts - offsets).tolist(),
                (ends - offsets).tolist(),
                (np.where(starts > 0, signs.take(starts - 1, mode="clip"), -1) - offsets).tolist(),
            )
        )
        cuts = texts.searchsorted(np.arange(len(row.texts) + 1)).tolist()
        return [
            find_owners(text, last_words[cuts[number] : cuts[number + 1]], places[number], fixed[number], self._words)
            if cuts[number] < cuts[number + 1]
            else []
            for number, text in enumerate(row.texts)
        ]

    def _heads_in(self, row: Row, clauses: Clauses) -> tuple[Numbers, Numbers]:
        """Return where the words that end names begin and end, each within its clause."""
        starts, ends, entries = self._heads.find_in(row)
        if not len(starts):
            return starts, ends
        at = clauses.starts.searchsorted(starts, "right") - 1
        clause_ends = np.where(at >= 0, clauses.ends[at], 0)
        # What stands behind the clause is not looked at.
        following = row.codes.take(ends, mode="clip")
        is_barred = np.zeros(len(starts), np.bool_)
        for entry, banned in enumerate(self._bans):
            if banned:
                of_entry = (entries == entry).nonzero()[0]
                is_barred[of_entry] = np.isin(following[of_entry], list(map(ord, banned)))
        is_in = (ends <= clause_ends) & (~is_barred | (ends == clause_ends))
        starts, ends = starts[is_in], ends[is_in]
        is_kept = are_leftmost(starts, ends)
        return starts[is_kept], ends[is_kept]

    def _groups_in(
        self, row: Row, number_starts: Numbers, number_ends: Numbers, terms: Terms
    ) -> tuple[Numbers, Numbers]:
        """Return where known names of groups begin and end."""
        known = terms.of(["enterprise_groups"])
        # A word for a sector is one for its enterprises where a figure or what is said of them follows (农业|开工率),
        # and not in other names (农业|银行).
        sectors = terms.of(["sector_terms"])
        is_said = np.zeros(len(row.codes) + 1, np.bool_)
        is_said[number_starts] = True
        is_said[terms.of(SHADOWING_LEXICONS).starts] = True
        follows = row.kinds(self._kinds).take(sectors.ends, mode="clip") & _NAME_END != 0
        sectors = sectors.those(is_said[sectors.ends] | follows)
        shares = _shares(row.codes, number_starts, number_ends)
        return (
            np.concatenate([known.starts, sectors.starts, shares]),
            np.concatenate([known.ends, sectors.ends, shares]),
        )

    def _signs(self, row: Row) -> Truths:
        """Tell of each character whether no name has it."""
        are_signs: Truths = row.kinds(self._kinds) & _SIGN != 0
        for at in (row.codes >= 0xFFFF).nonzero()[0].tolist():
            code = int(row.codes[at])
            are_signs[at] = SIGN.match(chr(code)) is not None
        return are_signs


def _clauses_with(row: Row, clauses: Clauses, places: Numbers) -> Truths:
    """Tell of each clause whether its sentence holds one of `places`."""
    is_first = np.ones(len(clauses.starts), np.bool_)
    is_first[1:] = clauses.numbers[1:] == 1
    sentences = is_first.cumsum() - 1
    holds = np.zeros(int(sentences[-1]) + 1 if len(sentences) else 0, np.bool_)
    if len(holds):
        holds[sentences[clauses.starts.searchsorted(places, "right") - 1]] = True
    asked: Truths = holds[sentences]
    return asked


def _shares(letters: Codes, starts: Numbers, ends: Numbers) -> Numbers:
    """Return where names end before brackets that hold a percentage alone: 纺织制衣|(86.79%)、轻工用品|(87.46%)."""
    is_share = letters.take(starts - 1, mode="clip") == ord("(")
    is_share &= letters.take(ends - 1, mode="clip") == ord("%")
    is_share &= letters.take(ends, mode="clip") == ord(")")
    shares: Numbers = starts[is_share & (starts > 0)] - 1
    return shares


def _joined(starts: Numbers, ends: Numbers, clauses: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Join spans of a clause that overlap or follow at once: 新材料产业|规模以上工业企业."""
    if not len(starts):
        return starts, ends, clauses
    apart = clauses << _CLAUSE_BITS
    reached = np.maximum.accumulate(ends + apart)
    is_new = np.ones(len(starts), np.bool_)
    is_new[1:] = starts[1:] + apart[1:] > reached[:-1]
    first = is_new.nonzero()[0]
    last = np.append(first[1:], len(starts)) - 1
    return starts[first], reached[last] - apart[last], clauses[first]
