"""The seed tables as the loader reads them: the same rows that the SQL models join."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from fugong.mentions.alternatives import by_first
from fugong.mentions.finder import TermFinder
from fugong.mentions.owners import OwnerWords
from fugong.mentions.zone_words import ZoneWords
from fugong.text.cues import BoilerplateCue, Matcher

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
    "period_cues": "cue",
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
    "owner_heads",
    "owner_spellings",
    "owner_stops",
    "place_name_neighbours",
    "units",
    "zone_kinds",
    "zone_name_words",
    "zones",
)
"""Seed tables that the loader reads: a change in one of them has the documents read again."""

TEXT_SEEDS = frozenset({"boilerplate_cues"})
"""Those of them that have a say in the normalised text; the others are looked for in it."""


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
class Lexicon:
    """What the loader needs of the seed tables, with a fingerprint of their content.

    `text_fingerprint` and `scan_fingerprint` are those of the tables for the normalised text, and for what is in it.
    """

    fingerprint: str
    text_fingerprint: str
    scan_fingerprint: str
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
    place_neighbours: dict[str, tuple[str, str]]
    class_words: tuple[str, ...]
    zone_kinds: dict[str, tuple[str, ...]]
    owner_words: OwnerWords
    name_classes: dict[str, str]
    own_zone_kinds: re.Pattern[str]
    zone_words: ZoneWords


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
        # 二七 is a word of the language, 二七经济技术开发区 is a zone.
        add(row["short_name"], "short" if row["is_word"] == "false" else "word")
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


def _fingerprint(seeds: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(seeds / f"{name}.csv" for name in names):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


class LexiconError(RuntimeError):
    """A seed table cannot be read; the message is one line for people."""


def load_lexicon(seeds: Path) -> Lexicon:
    """Read the seed tables in folder `seeds`, and see that they can be worked with.

    Raises:
        FileNotFoundError: if a table is missing.
        LexiconError: if a column is, or a row says what no row can.
    """
    try:
        lexicon = _read_tables(seeds)
        # Otherwise each document would fail by itself.
        Matcher(lexicon.boilerplate)
    except KeyError as error:
        raise LexiconError(f"{seeds}: a table lacks the column {error}; nothing was read") from error
    except (ValueError, ArithmeticError, re.error) as error:
        raise LexiconError(f"{seeds}: {error or 'a number that is none'}; nothing was read") from error
    return lexicon


def _read_tables(seeds: Path) -> Lexicon:
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
    zone_kinds = sorted(read_rows(seeds / "zone_kinds.csv"), key=lambda row: len(row["zone_kind"]), reverse=True)
    return Lexicon(
        fingerprint=_fingerprint(seeds, LOADER_SEEDS),
        text_fingerprint=_fingerprint(seeds, TEXT_SEEDS),
        scan_fingerprint=_fingerprint(seeds, TEXT_SEEDS.symmetric_difference(LOADER_SEEDS)),
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
        place_neighbours={
            row[column]: (row["not_after"], row["not_before"])
            for table, column in (("deictic_places", "term"), ("place_name_neighbours", "place_text"))
            for row in read_rows(seeds / f"{table}.csv")
        },
        class_words=(
            *(
                row[column]
                for row in read_rows(seeds / "owner_spellings.csv")
                for column in ("short_form", "full_form")
            ),
            *(row["term"] for row in read_rows(seeds / "indicator_terms.csv") if row["term"].endswith("率")),
        ),
        zone_kinds=by_first([row["zone_kind"] for row in zone_kinds if row["is_behind_place"] == "true"]),
        name_classes={row["zone_kind"]: row["name_class"] for row in zone_kinds},
        own_zone_kinds=re.compile("|".join(re.escape(row["zone_kind"]) for row in zone_kinds)),
        zone_words=ZoneWords.of(read_rows(seeds / "zone_name_words.csv")),
        owner_words=OwnerWords.of(read_rows(seeds / "owner_heads.csv"), read_rows(seeds / "owner_stops.csv")),
    )
