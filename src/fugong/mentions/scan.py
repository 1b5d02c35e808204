"""Everything that is found in normalised texts: sentences, clauses and mentions, each in its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import numpy as np

from fugong.lexicon import Lexicon
from fugong.mentions.clauses import Clauses, Sentences, clauses_in, sentence_columns
from fugong.mentions.dates import DateFinder, DateMention
from fugong.mentions.groups import GroupFinder
from fugong.mentions.listed import lists_in_each
from fugong.mentions.lists import ListItem
from fugong.mentions.numbers import NumberFinder, NumberMention
from fugong.mentions.owners import OwnerMention
from fugong.mentions.places import OrganisationMention, PlaceMention, find_organisations, find_places
from fugong.mentions.row import Row, Truths, spans_in
from fugong.mentions.terms import LEXICONS, TermReader, Terms, covered_by
from fugong.mentions.zones import find_own_zones
from fugong.text import sentences as sentence_split
from fugong.text.sentences import Sentence


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


@dataclass(frozen=True, slots=True)
class Scans:
    """The mentions of the texts of a row: of what there is most, columns, of what there is less, lists text by text.

    The columns are in the order of the row, and their places are places in it.
    """

    row: Row
    sentences: Sentences
    clauses: Clauses
    terms: Terms
    term_texts: Sequence[str]
    numbers: list[list[NumberMention]]
    dates: list[list[DateMention]]
    places: list[list[PlaceMention]]
    organisations: list[list[OrganisationMention]]
    owners: list[list[OwnerMention]]
    list_items: list[list[ListItem]]


class Scanner:
    """Finds all mentions in normalised texts by one lexicon; holds no state between texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the grammars of `lexicon`."""
        self._lexicon = lexicon
        self._dates = DateFinder(lexicon)
        self._numbers = NumberFinder(lexicon)
        self._terms = TermReader(lexicon.terms)
        self._groups = GroupFinder(lexicon.owner_words)
        self._term_texts = [text for text, _ in lexicon.terms.entries]

    def scan(self, text: str) -> Scan:
        """Return everything found in the normalised `text`."""
        found = self.scan_each([text])
        terms = found.terms
        clauses = zip(*(column.tolist() for column in found.clauses), strict=True)
        return Scan(
            sentence_split.split(text),
            list(map(ClauseSpan._make, clauses)),
            found.numbers[0],
            found.dates[0],
            found.places[0],
            found.organisations[0],
            found.owners[0],
            [
                TermMention(start, end, LEXICONS[lexicon], self._term_texts[entry])
                for start, end, lexicon, entry in zip(*(column.tolist() for column in terms), strict=True)
            ],
            found.list_items[0],
        )

    def scan_each(self, texts: Sequence[str]) -> Scans:
        """Return what is found in each of the texts.

        Each step is done for all of them before the next, so that what it needs stays in the processor's cache.
        """
        lexicon, row = self._lexicon, Row(texts)
        split = sentence_split.split_each(texts)
        sentences = sentence_columns(row, split)
        clauses = clauses_in(row, split, sentences)
        dates = self._dates.find_in_each(row)
        date_spans = list(map(_spans, dates))
        numbers = self._numbers.find_in_each(row, date_spans)
        number_spans = list(map(_spans, numbers))
        in_numbers = covered_by(row, *spans_in(row, number_spans))
        named = list(map(find_places, texts, repeat(lexicon), lexicon.places.find_in_each(row)))
        # What looked like a date but is part of a number with a unit was read as the number.
        named = _outside(row, named, in_numbers)
        places = list(map(find_own_zones, texts, named, repeat(lexicon)))
        in_places = covered_by(row, *spans_in(row, places))
        fixed = [sorted([*numeric, *dated]) for numeric, dated in zip(number_spans, date_spans, strict=True)]
        organisations = list(map(find_organisations, texts, fixed))
        terms = self._terms.read(row, in_numbers | in_places)
        items = lists_in_each(row, clauses, fixed, places, terms)
        owners = self._groups.find_in_each(row, clauses, number_spans, places, fixed, terms)
        return Scans(
            row, sentences, clauses, terms, self._term_texts, numbers, dates, places, organisations, owners, items
        )


def _spans(mentions: Iterable[NumberMention | DateMention]) -> list[tuple[int, int]]:
    return [(mention.start, mention.end) for mention in mentions]


def _outside(row: Row, places: list[list[PlaceMention]], covered: Truths) -> list[list[PlaceMention]]:
    """Return the places of which no character is covered."""
    starts, ends = spans_in(row, places)
    covered_before = np.cumsum(np.append(np.int64(0), covered))
    is_free = iter((covered_before[ends] == covered_before[starts]).tolist())
    return [[place for place in of_one if next(is_free)] for of_one in places]
