"""What scans found, as columns: the rows of all documents of a task at once, without a Python object a row.

A mention's fields stand in the order of its table's columns, so that the mentions of a kind, put side by side, are the
columns. What all kinds have in common is worked out for all mentions at once: whose they are, and in which clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fugong.land import tables
from fugong.land.batches import Batches
from fugong.land.raw import RawPlaces
from fugong.mentions.numbers import NumberMention
from fugong.mentions.row import Numbers, Row, spans_in
from fugong.mentions.scan import Scans
from fugong.mentions.terms import LEXICONS
from fugong.text.signature import bands

# Sentences are cut out of the normalised text when they are read, which takes time by the square of its length. Longer
# texts, of which there are few, are stored in pieces as well.
_CUT_LATER = 20_000
_PLACES = tables.NUMBER.scale
_TOO_LARGE = Decimal(10) ** (tables.NUMBER.precision - _PLACES)
_LAST_PLACE = Decimal(1).scaleb(-_PLACES)
_WIDE = Context(prec=2 * tables.NUMBER.precision)
# The same values come again and again.
_MOST_REMEMBERED = 8192


class Scanned(NamedTuple):
    """A document whose normalised text was scanned, and the way back to the raw one, packed.

    `repaired` are the spans of the raw text that repairs changed.
    """

    key: str
    alignment: bytes
    repaired: Sequence[tuple[int, int]]


def found_batches(scanned: Sequence[Scanned], scans: Scans) -> Batches:
    """Return the rows of what was found in these documents, in their order; tables without rows are left out."""
    found = _Found(scanned, scans)
    batches = {
        tables.SENTENCES: _sentences(found),
        tables.CLAUSES: _clauses(found),
        tables.NUMBER_MENTIONS: _numbers(found),
        tables.DATE_MENTIONS: found.mentions(scans.dates),
        tables.PLACE_MENTIONS: found.mentions(scans.places),
        tables.ORGANISATION_MENTIONS: found.mentions(scans.organisations),
        tables.OWNER_MENTIONS: found.mentions(scans.owners),
        tables.TERM_MENTIONS: _terms(found),
        tables.LIST_ITEMS: _list_items(found),
    }
    return {table.name: _batch(table, columns) for table, columns in batches.items() if len(columns[0])}


def band_batches(keys: Sequence[str], texts: Sequence[str]) -> Batches:
    """Return the signatures of these documents' normalised texts; together takes less time than one by one."""
    signatures = bands(texts)
    documents = _documents(signatures)
    if not len(documents):
        return {}
    columns = [
        pa.array(keys, tables.TEXT).take(pa.array(documents)),
        _counted(documents),
        list(chain.from_iterable(signatures)),
    ]
    return {tables.DOCUMENT_BANDS.name: _batch(tables.DOCUMENT_BANDS, columns)}


@lru_cache(_MOST_REMEMBERED)
def storable_value(value: Decimal) -> Decimal | None:
    """Return a number as the table holds it, rounded to six places, or None if it has more digits than any quantity."""
    if not value.is_finite() or abs(value) >= _TOO_LARGE:
        return None
    return value if int(value.as_tuple().exponent) >= -_PLACES else value.quantize(_LAST_PLACE, context=_WIDE)


class _Found:
    """The documents of a task, and where their clauses are."""

    def __init__(self, scanned: Sequence[Scanned], scans: Scans) -> None:
        self.scanned, self.scans, self.row = scanned, scans, scans.row
        self.raw = RawPlaces(scans.row, [one.alignment for one in scanned])
        self._keys = pa.array([one.key for one in scanned], tables.TEXT)

    def keys(self, documents: Numbers) -> pa.Array:
        """Return the keys of these documents, given by their numbers."""
        return self._keys.take(pa.array(documents))

    def in_clauses(self, documents: Numbers, starts: Numbers) -> tuple[Numbers, Numbers]:
        """Return the numbers of sentence and clause of what starts there in these documents."""
        clauses = self.scans.clauses
        at = clauses.starts.searchsorted(starts, "right") - 1
        # What stands before the first clause of its text is put into it.
        is_in_one = (at >= 0) & (clauses.starts.take(at, mode="clip") >= self.row.offsets[documents])
        return (
            np.where(is_in_one, clauses.sentences.take(at, mode="clip"), 1),
            np.where(is_in_one, clauses.numbers.take(at, mode="clip"), 1),
        )

    def common(self, starts: Numbers, ends: Numbers) -> list[Any]:
        """Return the columns that all kinds of mentions have, given where they are in the row, in order."""
        documents = self.row.numbers(starts)
        offsets = self.row.offsets[documents]
        return [
            self.keys(documents),
            _counted(documents),
            *self.in_clauses(documents, starts),
            starts - offsets,
            ends - offsets,
        ]

    def mentions(self, mentions: Sequence[Sequence[tuple[Any, ...]]]) -> list[Any]:
        """Return the columns of mentions, given document by document: fields behind what all kinds have in common."""
        if not any(mentions):
            return [[]]
        columns = _columns(mentions, 2)
        offsets = self.row.offsets[_documents(mentions)]
        return [*self.common(_as_numbers(columns[0]) + offsets, _as_numbers(columns[1]) + offsets), *columns[2:]]


def _sentences(found: _Found) -> list[Any]:
    starts, ends, lines = found.scans.sentences
    documents = found.row.numbers(starts)
    offsets = found.row.offsets[documents]
    return [
        found.keys(documents),
        _counted(documents),
        _paragraphs(documents, lines),
        starts - offsets,
        ends - offsets,
        *found.raw.spans(starts, ends),
        _pieces(found.row, starts, ends),
    ]


def _paragraphs(documents: Numbers, lines: Numbers) -> Numbers:
    """Return for each sentence how many of its document's lines have sentences up to its own; lines rise."""
    is_new = np.ones(len(lines), np.bool_)
    is_new[1:] = (lines[1:] != lines[:-1]) | (documents[1:] != documents[:-1])
    counted = np.cumsum(is_new)
    is_first = np.ones(len(lines), np.bool_)
    is_first[1:] = documents[1:] != documents[:-1]
    before = np.maximum.accumulate(np.where(is_first, counted - 1, 0))
    paragraphs: Numbers = counted - before
    return paragraphs


def _clauses(found: _Found) -> list[Any]:
    starts, ends, sentences, numbers = found.scans.clauses
    documents = found.row.numbers(starts)
    offsets = found.row.offsets[documents]
    return [
        found.keys(documents),
        sentences,
        numbers,
        starts - offsets,
        ends - offsets,
        _pieces(found.row, starts, ends),
    ]


def _pieces(row: Row, starts: Numbers, ends: Numbers) -> pa.Array:
    """Return the texts of sentences or clauses, in order, where they are stored."""
    if all(len(text) <= _CUT_LATER for text in row.texts):
        return pa.nulls(len(starts), tables.TEXT)
    pieces: list[str | None] = []
    for text, offset, (first, last) in zip(row.texts, row.offsets.tolist(), pairwise(row.cuts(starts)), strict=False):
        if len(text) <= _CUT_LATER:
            pieces += [None] * (last - first)
        else:
            spans = zip((starts[first:last] - offset).tolist(), (ends[first:last] - offset).tolist(), strict=True)
            pieces += [text[start:end] for start, end in spans]
    return pa.array(pieces, tables.TEXT)


def _terms(found: _Found) -> list[Any]:
    starts, ends, lexicons, entries = found.scans.terms
    names, texts = pa.array(LEXICONS, tables.TEXT), pa.array(found.scans.term_texts, tables.TEXT)
    return [*found.common(starts, ends), names.take(pa.array(lexicons)), texts.take(pa.array(entries))]


def _numbers(found: _Found) -> list[Any]:
    kept = found.scans.numbers
    value_at = NumberMention._fields.index("value")
    values, at = _distinct(item.value for item in chain.from_iterable(kept))
    stored = list(map(storable_value, values))
    if None in stored:
        kept = [[item for item in of_one if storable_value(item.value) is not None] for of_one in kept]
        at = [number for number in at if stored[number] is not None]
    if not at:
        return [[]]
    starts, ends = spans_in(found.row, kept)
    lefts = np.maximum(starts - 1, found.row.offsets[found.row.numbers(starts)])
    raw_starts, raw_ends = found.raw.spans(starts, ends)
    # Where the character left of it stands in the raw text, and whether a repair touched any of it.
    raw_lefts, _ = found.raw.spans(lefts, ends)
    fields = _columns(kept, len(NumberMention._fields))
    return [
        *found.common(starts, ends),
        raw_starts,
        raw_ends,
        raw_lefts,
        *fields[2:value_at],
        pa.array(stored, tables.NUMBER).take(pa.array(at)),
        *fields[value_at + 1 :],
        _are_touched(found, kept, raw_lefts, raw_ends),
    ]


def _are_touched(
    found: _Found, numbers: Sequence[Sequence[NumberMention]], starts: Numbers, ends: Numbers
) -> npt.NDArray[np.bool_]:
    """Tell of each number whether a repair touched it, given where they are in the raw texts, document by document."""
    are_touched = np.zeros(len(starts), np.bool_)
    first = 0
    for one, of_one in zip(found.scanned, numbers, strict=True):
        last = first + len(of_one)
        for start, end in one.repaired:
            are_touched[first:last] |= (start < ends[first:last]) & (end > starts[first:last])
        first = last
    return are_touched


def _distinct(values: Iterable[Decimal]) -> tuple[list[Decimal], list[int]]:
    """Return the different ones of `values`, of which there are few, and which of them each is."""
    numbers: dict[Decimal, int] = {}
    at = [numbers.setdefault(value, len(numbers)) for value in values]
    return list(numbers), at


def _list_items(found: _Found) -> list[Any]:
    items = found.scans.list_items
    if not any(items):
        return [[]]
    documents = _documents(items)
    lists, numbers, counts, starts, ends, texts = _columns(items, 6)
    placed = found.in_clauses(documents, _as_numbers(starts) + found.row.offsets[documents])
    return [found.keys(documents), lists, numbers, counts, *placed, starts, ends, texts]


def _columns(rows: Sequence[Sequence[tuple[Any, ...]]], count: int) -> list[Sequence[Any]]:
    """Return the columns of rows that are given document by document; there are `count` of them if there is no row."""
    return list(zip(*chain.from_iterable(rows), strict=True)) or [()] * count


def _documents(rows: Sequence[Sequence[Any]]) -> Numbers:
    """Return of each row which document it is of, counted from 0."""
    return np.repeat(np.arange(len(rows)), [len(of_one) for of_one in rows])


def _counted(documents: Numbers) -> Numbers:
    """Count the rows of each document from 1."""
    numbers: Numbers = np.arange(1, len(documents) + 1) - np.searchsorted(documents, documents)
    return numbers


def _as_numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, np.int64)


def _batch(table: tables.Table, columns: Sequence[Any]) -> pa.RecordBatch:
    schema = table.arrow_schema
    arrays = [
        column if isinstance(column, pa.Array) else pa.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
