"""Everything that is found in one normalised text: sentences, clauses and mentions, each in its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from fugong.lexicon import SHADOWING_LEXICONS, TERM_LEXICONS, Lexicon
from fugong.mentions.dates import DateFinder, DateMention
from fugong.mentions.lists import ListItem, find_lists
from fugong.mentions.numbers import NumberFinder, NumberMention
from fugong.mentions.owners import OwnerMention, ends_a_name, find_owners, find_shares
from fugong.mentions.places import OrganisationMention, PlaceMention, find_organisations, find_places
from fugong.mentions.zones import find_own_zones
from fugong.text import sentences as sentence_split
from fugong.text.sentences import Sentence

# Where an entry of the lexicon stands, the entry, and the tables that it is in.
_Word = tuple[int, int, str, tuple[str, ...]]


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
        return self.scan_each([text])[0]

    def scan_each(self, texts: Sequence[str]) -> list[Scan]:
        """Return what `scan` returns for each text, in less time.

        Each step is done for all of them before the next, so that what it needs stays in the processor's cache; the
        words of the lexicon are found in all texts together.
        """
        lexicon = self._lexicon
        sentences = sentence_split.split_each(texts)
        clauses = list(map(_clauses, texts, sentences))
        dates = list(map(self._dates.find, texts))
        date_spans = list(map(_spans, dates))
        numbers = list(map(self._numbers.find, texts, date_spans))
        number_spans = list(map(_spans, numbers))
        named = list(map(find_places, texts, repeat(lexicon), lexicon.places.find_in_each(texts)))
        # What looked like a date but is part of a number with a unit was read as the number.
        named = list(map(_outside, named, texts, number_spans))
        places = list(map(find_own_zones, texts, named, repeat(lexicon)))
        fixed = [sorted([*numeric, *dated]) for numeric, dated in zip(number_spans, date_spans, strict=True)]
        organisations = list(map(find_organisations, texts, fixed))
        terms = list(map(_terms, texts, lexicon.terms.find_in_each(texts), number_spans, places))
        items = list(map(_list_items, texts, clauses, fixed, places, terms))
        owners = list(map(self._owners, texts, clauses, number_spans, places, fixed, terms))
        return list(map(Scan, sentences, clauses, numbers, dates, places, organisations, owners, terms, items))

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


def _spans(mentions: Iterable[NumberMention | DateMention]) -> list[tuple[int, int]]:
    return [(mention.start, mention.end) for mention in mentions]


def _clauses(text: str, sentences: Sequence[Sentence]) -> list[ClauseSpan]:
    spans = [
        (start, end, number, position)
        for number, found in enumerate(sentence_split.clauses_of_each(text, sentences), 1)
        for position, (start, end) in enumerate(found, 1)
    ]
    return list(map(tuple.__new__, repeat(ClauseSpan), spans))


def _outside(places: Sequence[PlaceMention], text: str, spans: Iterable[tuple[int, int]]) -> list[PlaceMention]:
    covered = _covered(text, spans)
    return [place for place in places if covered.find(1, place.start, place.end) < 0]


def _list_items(
    text: str,
    clauses: Sequence[ClauseSpan],
    fixed: Sequence[tuple[int, int]],
    places: Sequence[PlaceMention],
    terms: Sequence[TermMention],
) -> list[ListItem]:
    deictic = [(place.start, place.end) for place in places if place.name_kind == "deictic"]
    # 一公司、二公司复工都在九成以上: what the items do belongs to none of them, either.
    indicators = [(term.start, term.end) for term in terms if term.lexicon in ("indicator_terms", "resumption_verbs")]
    wholes = [(place.start, place.end) for place in places if place.name_kind != "deictic"]
    wholes += [(term.start, term.end) for term in terms if term.lexicon in ("sector_terms", "enterprise_groups")]
    clause_spans = [(clause.start, clause.end) for clause in clauses]
    return find_lists(text, clause_spans, sorted([*fixed, *deictic]), indicators, wholes)


def _terms(
    text: str, words: list[_Word], number_spans: list[tuple[int, int]], places: list[PlaceMention]
) -> list[TermMention]:
    covered = _covered(text, [*number_spans, *((place.start, place.end) for place in places)])
    mentions: list[tuple[int, int, str, str]] = []
    # Of each lexicon the entries that overlap none to the left of them are kept, of those the longest.
    ends = dict.fromkeys(TERM_LEXICONS, 0)
    # How far the predicates reach that began before: what ends no later lies inside a longer one.
    reach = 0
    for start, end, entry, kinds in words:
        is_inside = end <= reach
        if not is_inside and not SHADOWING_LEXICONS.isdisjoint(kinds):
            reach = end
        for lexicon in kinds:
            if start < ends[lexicon]:
                continue
            ends[lexicon] = end
            if lexicon in SHADOWING_LEXICONS and (is_inside or covered.find(1, start, end) >= 0):
                continue
            mentions.append((start, end, lexicon, entry))
    mentions.sort()
    return list(map(tuple.__new__, repeat(TermMention), mentions))


def _covered(text: str, spans: Iterable[tuple[int, int]]) -> bytearray:
    """Return a byte a character: 1 where one of `spans` covers it."""
    covered = bytearray(len(text))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered
