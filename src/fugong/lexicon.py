"""The seed tables as the loader reads them: the same rows that the SQL models join."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import ahocorasick

from fugong.text.body import BoilerplateCue

TERM_LEXICONS: dict[str, str] = {
    "indicator_terms": "term",
    "fund_types": "term",
    "project_statuses": "term",
    "target_cues": "cue",
    "change_cues": "cue",
    "distribution_cues": "cue",
    "resumption_verbs": "verb",
    "enterprise_groups": "term",
    "sector_terms": "term",
    "counted_nouns": "noun",
}
"""Seed tables whose rows are looked for in the text, and the column that holds the term."""

SHADOWING_LEXICONS = frozenset(
    {
        "indicator_terms",
        "fund_types",
        "project_statuses",
        "target_cues",
        "change_cues",
        "distribution_cues",
        "resumption_verbs",
    }
)
"""Lexicons of predicates: a term inside a longer term of any of these is not a term of its own (开工 in 开工率)."""


LOADER_SEEDS = (
    *TERM_LEXICONS,
    "boilerplate_cues",
    "date_cues",
    "deictic_places",
    "division_aliases",
    "divisions",
    "hedges",
    "multipliers",
    "units",
    "zone_kinds",
    "zones",
)
"""Seed tables that the loader reads: a change in one of them has the documents read again."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A row of `units.csv`; `large_text`, `decimal_text`: what is meant behind numbers of 万 and more, decimals."""

    unit_text: str
    unit: str
    multiplier: Decimal
    unit_class: str
    currency_code: str
    min_chinese_value: Decimal
    large_text: str = ""
    decimal_text: str = ""


@dataclass(frozen=True, slots=True)
class Hedge:
    """A row of `hedges.csv`."""

    hedge_text: str
    position: str
    comparator: str
    not_after: str


@dataclass(frozen=True, slots=True)
class Found:
    """A lexicon entry found in a text: where, and what kinds of entry it is."""

    start: int
    end: int
    text: str
    kinds: tuple[str, ...]


class TermFinder:
    """Finds every entry of a set of named word lists in one pass over a text."""

    def __init__(self, entries: dict[str, list[str]]) -> None:
        """Build the automaton from `entries`: text → the lists it is in."""
        self._automaton = ahocorasick.Automaton()
        for text, kinds in entries.items():
            self._automaton.add_word(text, (len(text), text, tuple(sorted(kinds))))
        self._is_empty = not entries
        if entries:
            self._automaton.make_automaton()

    def find(self, text: str) -> Iterator[Found]:
        """Yield all entries in `text`, overlapping ones too, in order of their ends."""
        if self._is_empty:
            return
        for last, (length, entry, kinds) in self._automaton.iter(text):
            yield Found(last - length + 1, last + 1, entry, kinds)


def longest(found: Sequence[Found]) -> list[Found]:
    """Keep of overlapping finds the leftmost, of those with one start the longest."""
    kept: list[Found] = []
    end = 0
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if item.start >= end:
            kept.append(item)
            end = item.end
    return kept


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the loader needs of the seed tables, with a fingerprint of their content."""

    fingerprint: str
    units: dict[str, Unit]
    multipliers: dict[str, Decimal]
    hedges: tuple[Hedge, ...]
    date_cues: dict[str, str]
    boilerplate: tuple[BoilerplateCue, ...]
    nouns: frozenset[str]
    person_nouns: frozenset[str]
    money_terms: frozenset[str]
    terms: TermFinder
    places: TermFinder
    place_words: frozenset[str]
    zone_kinds: tuple[str, ...]


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a seed CSV as dictionaries; cells that a short row leaves out at its end are empty."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, restval=""))


def _term_entries(seeds: Path) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    for lexicon, column in TERM_LEXICONS.items():
        for row in read_rows(seeds / f"{lexicon}.csv"):
            kinds = entries.setdefault(row[column], [])
            if lexicon not in kinds:
                kinds.append(lexicon)
    return entries


def _place_entries(seeds: Path) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}

    def add(name: str, kind: str) -> None:
        if len(name) > 1:
            kinds = entries.setdefault(name, [])
            if kind not in kinds:
                kinds.append(kind)

    short_names: dict[str, str] = {}
    for row in read_rows(seeds / "divisions.csv"):
        short_names[row["adcode"]] = row["short_name"]
        add(row["city_name"], "official")
        if row["is_word"] == "false":
            add(row["short_name"], "short")
    for row in read_rows(seeds / "division_aliases.csv"):
        if row["is_word"] == "false":
            add(row["alias"], "alias")
    for row in read_rows(seeds / "zones.csv"):
        add(row["zone_name"], "zone")
        add(row["short_name"], "zone")
        # 高新区 in a report of Changchun is 长春高新区.
        for name in (row["zone_name"], row["short_name"]):
            if len(tail := name.removeprefix(short_names[row["parent_adcode"]])) >= 3 and tail != name:
                add(tail, "zone_tail")
    for row in read_rows(seeds / "deictic_places.csv"):
        add(row["term"], "deictic")
    return entries


def load_lexicon(seeds: Path) -> Lexicon:
    """Read the seed tables in folder `seeds`.

    Raises:
        FileNotFoundError, KeyError: if a table or a column is missing.
    """
    digest = hashlib.sha256()
    for path in sorted(seeds / f"{name}.csv" for name in LOADER_SEEDS):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    units = {
        row["unit_text"]: Unit(
            row["unit_text"],
            row["unit"],
            Decimal(row["multiplier"]),
            row["unit_class"],
            row["currency_code"],
            Decimal(row["min_chinese_value"]),
            row["meant_unit_text"].removeprefix("large:") if row["meant_unit_text"].startswith("large:") else "",
            row["meant_unit_text"].removeprefix("decimal:") if row["meant_unit_text"].startswith("decimal:") else "",
        )
        for row in read_rows(seeds / "units.csv")
    }
    nouns = read_rows(seeds / "counted_nouns.csv")
    return Lexicon(
        fingerprint=digest.hexdigest()[:16],
        units=units,
        multipliers={
            row["multiplier_text"]: Decimal(row["multiplier"]) for row in read_rows(seeds / "multipliers.csv")
        },
        hedges=tuple(
            Hedge(row["hedge_text"], row["position"], row["comparator"], row["not_after"])
            for row in read_rows(seeds / "hedges.csv")
        ),
        date_cues={row["cue"]: row["cue_type"] for row in read_rows(seeds / "date_cues.csv")},
        boilerplate=tuple(
            BoilerplateCue(row["cue"], row["match"], row["action"]) for row in read_rows(seeds / "boilerplate_cues.csv")
        ),
        nouns=frozenset(row["noun"] for row in nouns),
        person_nouns=frozenset(row["noun"] for row in nouns if row["unit"] == "person"),
        money_terms=frozenset(row["term"] for row in read_rows(seeds / "fund_types.csv")),
        terms=TermFinder(_term_entries(seeds)),
        places=TermFinder(_place_entries(seeds)),
        place_words=frozenset(
            row["short_name"]
            for row in read_rows(seeds / "divisions.csv")
            if row["is_word"] == "true" and len(row["short_name"]) > 1
        ),
        # The longest first: 经济技术开发区 before 开发区.
        zone_kinds=tuple(
            sorted((row["zone_kind"] for row in read_rows(seeds / "zone_kinds.csv")), key=len, reverse=True)
        ),
    )
