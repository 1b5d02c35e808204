"""The seed tables as the loader reads them: the same rows that the SQL models join."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, repeat
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

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


class Found(NamedTuple):
    """A lexicon entry found in a text: where, and what kinds of entry it is."""

    start: int
    end: int
    text: str
    kinds: tuple[str, ...]


_Placed = TypeVar("_Placed", bound=tuple[int, int, str, tuple[str, ...]])


class TermFinder:
    """Finds every entry of a set of named word lists in one pass over a text.

    Few places in a text begin with characters that an entry begins with: these are found for all characters at once,
    and looked at one by one.
    """

    def __init__(self, entries: dict[str, list[str]]) -> None:
        """Make the look-up from `entries`: text → the lists it is in."""
        self._singles: dict[str, _Entry] = {}
        # By their first two characters: those of just these two, and the longer ones by their third character.
        self._pairs: dict[str, _Beginning] = {}
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
        # The same by number: that of a pair is its place among all of them, in order.
        heads = sorted(self._pairs)
        self._beginnings = [self._pairs[head] for head in heads]
        codes = _codes("".join(heads)).reshape(-1, 2)
        self._pair_keys = _keys(codes[:, 0], codes[:, 1])
        # Which slots of a table the pairs fall into; so may others, which are sorted out by their keys.
        self._slots = np.zeros(1 << _SLOT_BITS, np.bool_)
        self._slots[_slots(codes[:, 0], codes[:, 1])] = True
        # That of a character by itself is behind those.
        singles = sorted(self._singles)
        self._beginnings += [({}, [self._singles[single]]) for single in singles]
        self._single_codes = _codes("".join(singles))
        self._single_slots = np.zeros(1 << _SINGLE_SLOT_BITS, np.bool_)
        self._single_slots[self._single_codes & _SINGLE_SLOTS] = True

    def find(self, text: str) -> list[Found]:
        """Return all entries in `text`, overlapping ones too: from the left, of one start the longest first."""
        pairs, singles = self._pairs, self._singles
        beginnings: list[tuple[int, _Beginning]] = []
        for start in range(len(text)):
            if known := pairs.get(text[start : start + 2]):
                beginnings.append((start, known))
            elif single := singles.get(text[start]):
                beginnings.append((start, ({}, [single])))
        return list(map(tuple.__new__, repeat(Found), _entries(text, beginnings)))

    def find_in_each(self, texts: Sequence[str]) -> Iterator[list[tuple[int, int, str, tuple[str, ...]]]]:
        """Yield what `find` returns for each text, as plain tuples: of many texts, in a fraction of the time."""
        # No entry holds a line break, so none reaches from one text into the next.
        codes = _codes("\n".join((*texts, "")))
        first, second = codes[:-1], codes[1:]
        may_begin = self._slots.take(_slots(first, second)) | self._single_slots.take(first & _SINGLE_SLOTS)
        places = may_begin.nonzero()[0]
        characters = first.take(places)
        numbers = _numbers_of(self._single_codes, characters)
        numbers[numbers >= 0] += len(self._pair_keys)
        pairs = _numbers_of(self._pair_keys, _keys(characters, second.take(places)))
        numbers = np.where(pairs >= 0, pairs, numbers)
        is_known = numbers >= 0
        places, numbers = places[is_known], numbers[is_known]
        offsets = np.cumsum([0, *(len(text) + 1 for text in texts)])
        cuts = np.searchsorted(places, offsets)
        starts = (places - np.repeat(offsets[:-1], np.diff(cuts))).tolist()
        beginnings = list(zip(starts, map(self._beginnings.__getitem__, numbers.tolist()), strict=True))
        for text, (begin, end) in zip(texts, pairwise(cuts.tolist()), strict=True):
            yield _entries(text, beginnings[begin:end])


_Entry = tuple[int, str, tuple[str, ...]]
_Beginning = tuple[dict[str, list[_Entry]], list[_Entry]]
_SLOT_BITS: Final = 20
_SINGLE_SLOT_BITS: Final = 16
_SINGLE_SLOTS: Final = np.uint32((1 << _SINGLE_SLOT_BITS) - 1)


def _entries(text: str, beginnings: Iterable[tuple[int, _Beginning]]) -> list[tuple[int, int, str, tuple[str, ...]]]:
    """Return the entries in `text`, given where they may begin and which do with the characters there."""
    found: list[tuple[int, int, str, tuple[str, ...]]] = []
    for start, (longer, whole) in beginnings:
        if longer:
            for length, entry, kinds in longer.get(text[start + 2 : start + 3], ()):
                if text.startswith(entry, start):
                    found.append((start, start + length, entry, kinds))
        for length, entry, kinds in whole:
            found.append((start, start + length, entry, kinds))
    return found


def _codes(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _keys(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    """Return a number for each pair of characters, in the order of the pairs."""
    return first.astype(np.uint64) << np.uint64(32) | second


def _numbers_of(keys: npt.NDArray[Any], asked: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return where each of what is asked for stands among the sorted `keys`, or -1."""
    if not len(keys):
        return np.full(len(asked), -1)
    likely = np.searchsorted(keys, asked)
    return np.where(keys.take(likely, mode="clip") == asked, likely, -1)


def _slots(first: npt.NDArray[np.uint32], second: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return the slot of each pair of characters; the multiplication wraps around and spreads its bits."""
    return ((first * np.uint32(0x9E3779B1)) ^ (second * np.uint32(0x85EBCA6B))) >> np.uint32(32 - _SLOT_BITS)


def longest(found: Iterable[_Placed]) -> list[_Placed]:
    """Keep of overlapping finds the leftmost, of those with one start the longest, given what `find` returned."""
    kept: list[_Placed] = []
    reached = 0
    for item in found:
        if item[0] >= reached:
            kept.append(item)
            reached = item[1]
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
        zone_kinds=_by_first([row["zone_kind"] for row in zone_kinds if row["is_behind_place"] == "true"]),
        name_classes={row["zone_kind"]: row["name_class"] for row in zone_kinds},
        own_zone_kinds=re.compile("|".join(re.escape(row["zone_kind"]) for row in zone_kinds)),
        zone_words=ZoneWords.of(read_rows(seeds / "zone_name_words.csv")),
        owner_words=OwnerWords.of(read_rows(seeds / "owner_heads.csv"), read_rows(seeds / "owner_stops.csv")),
    )
