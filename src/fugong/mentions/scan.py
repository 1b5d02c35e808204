"""Everything that is found in one normalised text: sentences, clauses and mentions, each in its place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from fugong.lexicon import SHADOWING_LEXICONS, Lexicon
from fugong.mentions.dates import DateFinder, DateMention
from fugong.mentions.lists import ListItem, find_lists
from fugong.mentions.numbers import NumberFinder, NumberMention
from fugong.mentions.owners import OwnerMention, ends_a_name, find_owners, find_shares
from fugong.mentions.places import OrganisationMention, PlaceMention, find_organisations, find_places
from fugong.mentions.zones import find_own_zones
from fugong.text import sentences as sentence_split
from fugong.text.aligned import overlaps
from fugong.text.sentences import Sentence

_LONGEST_TERM = 40


class ClauseSpan(NamedTuple):
    """A clause of the text: `sentence` and `clause` count from 1 in the text and in the sentence."""

    start: int
    end: int
    sentence: int
    clause: int


class TermMention(NamedTuple):
    """A row of a seed table found in the text: `lexicon` names the table, `term` the row."""

    start: int
    end: int
    lexicon: str
    term: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The mentions of one text, each kind in the order of the text."""

    sentences: list[Sentence]
    clauses: list[ClauseSpan]
    numbers: list[NumberMention]
    dates: list[DateMention]
    places: list[PlaceMention]
    organisations: list[OrganisationMention]
    owners: list[OwnerMention]
    terms: list[TermMention]
    list_items: list[ListItem]

    def clause_at(self, position: int) -> ClauseSpan | None:
        """Return the clause that holds `position`, or the one before it."""
        index = bisect_right(self.clauses, position, key=lambda clause: clause.start) - 1
        return self.clauses[index] if index >= 0 else None


class Scanner:
    """Finds all mentions in normalised texts by one lexicon; holds no state between texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the grammars of `lexicon`."""
        self._lexicon = lexicon
        self._dates = DateFinder(lexicon)
        self._numbers = NumberFinder(lexicon)

    def scan(self, text: str) -> Scan:
        """Return everything found in the normalised `text`."""
        split = sentence_split.split(text)
        clauses = [
            ClauseSpan(clause.start, clause.end, number, position)
            for number, sentence in enumerate(split, 1)
            for position, clause in enumerate(sentence_split.clauses(text, sentence), 1)
        ]
        dates = self._dates.find(text)
        numbers = self._numbers.find(text, [(date.start, date.end) for date in dates])
        number_spans = [(number.start, number.end) for number in numbers]
        # What looked like a date but is part of a number with a unit was read as the number.
        named = [
            place for place in find_places(text, self._lexicon) if not overlaps(number_spans, place.start, place.end)
        ]
        places = find_own_zones(text, named, self._lexicon)
        fixed = sorted([*number_spans, *((date.start, date.end) for date in dates)])
        organisations = find_organisations(text, fixed)
        terms = self._terms(text, number_spans, places)
        deictic = [(place.start, place.end) for place in places if place.name_kind == "deictic"]
        names = [(term.start, term.end) for term in terms if term.lexicon == "indicator_terms"]
        clause_spans = [(clause.start, clause.end) for clause in clauses]
        items = find_lists(text, clause_spans, sorted([*fixed, *deictic]), names)
        owners = self._owners(text, clauses, number_spans, places, fixed, terms)
        return Scan(split, clauses, numbers, dates, places, organisations, owners, terms, items)

    def _owners(
        self,
        text: str,
        clauses: list[ClauseSpan],
        number_spans: list[tuple[int, int]],
        places: list[PlaceMention],
        fixed: list[tuple[int, int]],
        terms: list[TermMention],
    ) -> list[OwnerMention]:
        """Return the groups named in sentences that have figures: they are asked for nowhere else."""
        starts = [clause.start for clause in clauses]
        with_figures = {clauses[bisect_right(starts, start) - 1].sentence for start, _ in number_spans}
        groups = {(term.start, term.end) for term in terms if term.lexicon == "enterprise_groups"}
        # A word for a sector is one for its enterprises where a figure or what is said of them follows (农业|开工率),
        # and not in other names (农业|银行).
        said = {start for start, _ in number_spans}
        said |= {term.start for term in terms if term.lexicon in SHADOWING_LEXICONS}
        groups |= {
            (term.start, term.end)
            for term in terms
            if term.lexicon == "sector_terms" and (term.end in said or ends_a_name(text, term.end))
        }
        groups.update(find_shares(text, number_spans))
        return find_owners(
            text,
            [(clause.start, clause.end) for clause in clauses if clause.sentence in with_figures],
            sorted(groups),
            sorted((place.start, place.end) for place in places),
            fixed,
            self._lexicon.owner_words,
        )

    def _terms(self, text: str, number_spans: list[tuple[int, int]], places: list[PlaceMention]) -> list[TermMention]:
        found = self._lexicon.terms.find(text)
        place_spans = [(place.start, place.end) for place in places]
        predicates = sorted([item[:2] for item in found if not SHADOWING_LEXICONS.isdisjoint(item.kinds)])
        mentions: list[tuple[int, int, str, str]] = []
        # Of each lexicon the entries that overlap none to the left of them are kept, of those the longest.
        ends: dict[str, int] = {}
        for start, end, entry, kinds in found:
            for lexicon in kinds:
                if start < ends.get(lexicon, 0):
                    continue
                ends[lexicon] = end
                if lexicon in SHADOWING_LEXICONS and (
                    _is_inside_longer(predicates, start, end)
                    or overlaps(number_spans, start, end)
                    or overlaps(place_spans, start, end)
                ):
                    continue
                mentions.append((start, end, lexicon, entry))
        mentions.sort()
        return list(map(tuple.__new__, repeat(TermMention), mentions))


def _is_inside_longer(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of the sorted `spans` holds `[start, end)` and more."""
    for span_start, span_end in spans[bisect_left(spans, (start - _LONGEST_TERM, 0)) :]:
        if span_start > start:
            return False
        if span_end >= end and span_end - span_start > end - start:
            return True
    return False
