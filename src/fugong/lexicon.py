"""The seed tables as the loader reads them: the same rows that the SQL models join."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fugong.mentions.owners import OwnerWords
from fugong.mentions.zone_words import ZoneWords
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


class Found(NamedTuple):
    """A lexicon entry found in a text: where, and what kinds of entry it is."""

    start: int
    end: int
    text: str
    kinds: tuple[str, ...]


class TermFinder:
    """Finds every entry of a set of named word lists in one pass over a text.

    Few places in a text begin with characters that an entry begins with: these are found for all characters at once,
    and looked at one by one.
    """

    def __init__(self, entries: dict[str, list[str]]) -> None:
        """Make the look-up from `entries`: text → the lists it is in."""
        self._singles: dict[str, _Entry] = {}
        # By their first two characters: those of just these two, and the longer ones by their third character.
        self._pairs: dict[str, tuple[dict[str, list[_Entry]], list[_Entry]]] = {}
        # Of one start the longest comes first.
        for text in sorted(filter(None, entries), key=lambda text: (-len(text), text)):
            entry = len(text), text, tuple(sorted(entries[text]))
            if len(text) == 1:
                self._singles[text] = entry
                continue
            longer, whole = self._pairs.setdefault(text[:2], ({}, []))
            (whole if len(text) == 2 else longer.setdefault(text[2], [])).append(entry)
        # An entry of one character begins at every pair of characters that begins with it.
        for head, (_, whole) in self._pairs.items():
            if head[0] in self._singles:
                whole.append(self._singles[head[0]])
        # Which slots of a table the beginnings fall into; so may others, which are sorted out by the look-up.
        self._slots = np.zeros(1 << _SLOT_BITS, np.bool_)
        if self._pairs:
            codes = _codes("".join(self._pairs)).reshape(-1, 2)
            self._slots[_slots(codes[:, 0], codes[:, 1])] = True
        self._single_slots = np.zeros(1 << _SINGLE_SLOT_BITS, np.bool_)
        if self._singles:
            self._single_slots[_codes("".join(self._singles)) & _SINGLE_SLOTS] = True

    def find(self, text: str) -> list[Found]:
        """Return all entries in `text`, overlapping ones too: from the left, of one start the longest first."""
        return list(map(tuple.__new__, repeat(Found), self.find_plain(text)))

    def find_plain(self, text: str) -> list[tuple[int, int, str, tuple[str, ...]]]:
        """Return what `find` does, as plain tuples: there may be hundreds a text."""
        found: list[tuple[int, int, str, tuple[str, ...]]] = []
        pairs, singles = self._pairs, self._singles
        for start in self._starts(text):
            head = text[start : start + 2]
            if known := pairs.get(head):
                longer, whole = known
                if longer:
                    for length, entry, kinds in longer.get(text[start + 2 : start + 3], ()):
                        if text.startswith(entry, start):
                            found.append((start, start + length, entry, kinds))
                for length, entry, kinds in whole:
                    found.append((start, start + length, entry, kinds))
            elif single := singles.get(head[0]):
                found.append((start, start + 1, head[0], single[2]))
        return found

    def _starts(self, text: str) -> Sequence[int]:
        """Return where entries may begin, and perhaps a few places more."""
        if len(text) < _SHORT:
            return range(len(text))
        codes, slots = _looked_up(text)
        may_begin = self._single_slots.take(codes)
        may_begin[:-1] |= self._slots.take(slots)
        starts: list[int] = may_begin.nonzero()[0].tolist()
        return starts


_Entry = tuple[int, str, tuple[str, ...]]
# Up to so many characters numpy costs more than it saves.
_SHORT: Final = 64
_SLOT_BITS: Final = 20
_SINGLE_SLOT_BITS: Final = 16
_SINGLE_SLOTS: Final = np.uint32((1 << _SINGLE_SLOT_BITS) - 1)


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


# Two finders look at each text.
@lru_cache(1)
def _looked_up(text: str) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Return the slots of the characters of `text`, and of their pairs."""
    codes = _codes(text)
    return codes & _SINGLE_SLOTS, _slots(codes[:-1], codes[1:])


def _slots(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the slot of each pair of characters; the multiplication wraps around and spreads its bits."""
    return ((first * np.uint32(0x9E3779B1)) ^ (second * np.uint32(0x85EBCA6B))) >> np.uint32(32 - _SLOT_BITS)


def longest(found: Iterable[Found]) -> list[Found]:
    """Keep of overlapping finds the leftmost, of those with one start the longest, given what `find` returned."""
    kept: list[Found] = []
    end = 0
    for item in found:
        if item.start >= end:
            kept.append(item)
            end = item.end
    return kept


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


def _by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return words by their first character, the longest first: 经济技术开发区 before 开发区."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return {first: tuple(same) for first, same in found.items()}


def _fingerprint(seeds: Path, names: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for path in sorted(seeds / f"{name}.csv" for name in names):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def load_lexicon(seeds: Path) -> Lexicon:
    """Read the seed tables in folder `seeds`.

    Raises:
        FileNotFoundError, KeyError: if a table or a column is missing.
    """
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
        class_words=tuple(
            row[column] for row in read_rows(seeds / "owner_spellings.csv") for column in ("short_form", "full_form")
        ),
        zone_kinds=_by_first([row["zone_kind"] for row in zone_kinds if row["is_behind_place"] == "true"]),
        name_classes={row["zone_kind"]: row["name_class"] for row in zone_kinds},
        own_zone_kinds=re.compile("|".join(re.escape(row["zone_kind"]) for row in zone_kinds)),
        zone_words=ZoneWords.of(read_rows(seeds / "zone_name_words.csv")),
        owner_words=OwnerWords.of(read_rows(seeds / "owner_heads.csv"), read_rows(seeds / "owner_stops.csv")),
    )
