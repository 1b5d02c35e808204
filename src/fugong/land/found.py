"""What scans found, as columns: the rows of all documents of a task at once, without a Python object a row.

A mention's fields stand in the order of its table's columns, so that the mentions of a kind, put side by side, are the
columns. What all kinds have in common is worked out for all mentions at once: whose they are, and in which clause.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Context, Decimal
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fugong.land import tables
from fugong.land.batches import Batches
from fugong.mentions.numbers import NumberMention
from fugong.mentions.scan import Scan
from fugong.text.aligned import AlignmentChain
from fugong.text.signature import bands

# Sentences are cut out of the normalised text when they are read, which takes time by the square of its length. Longer
# texts, of which there are few, are stored in pieces as well.
_CUT_LATER = 20_000
_PLACES = tables.NUMBER.scale
_TOO_LARGE = Decimal(10) ** (tables.NUMBER.precision - _PLACES)
_LAST_PLACE = Decimal(1).scaleb(-_PLACES)
_WIDE = Context(prec=2 * tables.NUMBER.precision)
# No text is so long that positions in it would reach into the bits of its number.
_POSITION_BITS = 40
_BEFORE_ALL = (-1, -1, 1, 1)

_Numbers = npt.NDArray[np.int64]


class Scanned(NamedTuple):
    """A document's normalised text, the way back to the raw one, and what was found in it.

    `repaired` are the spans of the raw text that repairs changed.
    """

    key: str
    text: str
    alignment: AlignmentChain
    repaired: Sequence[tuple[int, int]]
    scan: Scan


def found_batches(scanned: Sequence[Scanned]) -> Batches:
    """Return the rows of what was found in these documents, in their order; tables without rows are left out."""
    found = _Found(scanned)
    batches = {
        tables.SENTENCES: _sentences(found),
        tables.CLAUSES: _clauses(found),
        tables.NUMBER_MENTIONS: _numbers(found),
        tables.DATE_MENTIONS: found.mentions([one.scan.dates for one in scanned]),
        tables.PLACE_MENTIONS: found.mentions([one.scan.places for one in scanned]),
        tables.ORGANISATION_MENTIONS: found.mentions([one.scan.organisations for one in scanned]),
        tables.OWNER_MENTIONS: found.mentions([one.scan.owners for one in scanned]),
        tables.TERM_MENTIONS: found.mentions([one.scan.terms for one in scanned]),
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


def storable_value(value: Decimal) -> Decimal | None:
    """Return a number as the table holds it, rounded to six places, or None if it has more digits than any quantity."""
    if not value.is_finite() or abs(value) >= _TOO_LARGE:
        return None
    return value if int(value.as_tuple().exponent) >= -_PLACES else value.quantize(_LAST_PLACE, context=_WIDE)


class _Found:
    """The documents of a task, and where their clauses are."""

    def __init__(self, scanned: Sequence[Scanned]) -> None:
        self.scanned = scanned
        self._keys = pa.array([one.key for one in scanned], tables.TEXT)
        clauses = [one.scan.clauses for one in scanned]
        self.clause_documents = _documents(clauses)
        self.clause_columns = _columns(clauses, 4)
        # What stands before the first clause is put into it.
        rows = [[_BEFORE_ALL, *of_one] for of_one in clauses]
        starts, _, self._sentences, self._clauses = map(_as_numbers, _columns(rows, 4))
        self._clause_starts = _in_all(_documents(rows), starts)

    def keys(self, documents: _Numbers) -> pa.Array:
        """Return the keys of these documents, given by their numbers."""
        return self._keys.take(pa.array(documents))

    def places(self, documents: _Numbers, starts: _Numbers) -> tuple[_Numbers, _Numbers]:
        """Return the numbers of sentence and clause of what starts there in these documents."""
        at = np.searchsorted(self._clause_starts, _in_all(documents, starts), "right") - 1
        return self._sentences[at], self._clauses[at]

    def mentions(self, mentions: Sequence[Sequence[tuple[Any, ...]]]) -> list[Any]:
        """Return the columns of mentions, given document by document: fields behind what all kinds have in common."""
        documents = _documents(mentions)
        columns = _columns(mentions, 2)
        starts = _as_numbers(columns[0])
        return [
            self.keys(documents),
            _counted(documents),
            *self.places(documents, starts),
            starts,
            *columns[1:],
        ]


def _sentences(found: _Found) -> list[Any]:
    sentences = [one.scan.sentences for one in found.scanned]
    documents = _documents(sentences)
    starts, ends, lines = _columns(sentences, 3)
    raw_starts, raw_ends = _columns(
        [one.alignment.to_raw_each([sentence[:2] for sentence in one.scan.sentences]) for one in found.scanned], 2
    )
    return [
        found.keys(documents),
        _counted(documents),
        _paragraphs(documents, _as_numbers(lines)),
        starts,
        ends,
        raw_starts,
        raw_ends,
        _pieces(found.scanned, lambda scan: scan.sentences),
    ]


def _paragraphs(documents: _Numbers, lines: _Numbers) -> _Numbers:
    """Return for each sentence how many of its document's lines have sentences up to its own; lines rise."""
    is_new = np.ones(len(lines), np.bool_)
    is_new[1:] = (lines[1:] != lines[:-1]) | (documents[1:] != documents[:-1])
    counted = np.cumsum(is_new)
    is_first = np.ones(len(lines), np.bool_)
    is_first[1:] = documents[1:] != documents[:-1]
    before = np.maximum.accumulate(np.where(is_first, counted - 1, 0))
    paragraphs: _Numbers = counted - before
    return paragraphs


def _clauses(found: _Found) -> list[Any]:
    starts, ends, sentences, numbers = found.clause_columns
    return [
        found.keys(found.clause_documents),
        sentences,
        numbers,
        starts,
        ends,
        _pieces(found.scanned, lambda scan: scan.clauses),
    ]


def _pieces(scanned: Sequence[Scanned], parts_of: Callable[[Scan], Sequence[tuple[int, ...]]]) -> list[str | None]:
    """Return the texts of sentences or clauses where they are stored."""
    pieces: list[str | None] = []
    for one in scanned:
        parts = parts_of(one.scan)
        if len(one.text) <= _CUT_LATER:
            pieces += [None] * len(parts)
        else:
            pieces += [one.text[part[0] : part[1]] for part in parts]
    return pieces


def _numbers(found: _Found) -> list[Any]:
    kept = [_storable(one.scan.numbers) for one in found.scanned]
    common = found.mentions([[item[:2] for item, _ in items] for items in kept])
    # Where it stands in the raw text, where the character left of it does, and whether a repair touched any of it.
    raw = []
    for one, items in zip(found.scanned, kept, strict=True):
        spans = one.alignment.to_raw_each([item[:2] for item, _ in items])
        lefts = one.alignment.to_raw_each([(max(0, item[0] - 1), item[1]) for item, _ in items])
        raw.append(
            [
                (start, end, left, _is_touched(one.repaired, left, end))
                for (start, end), (left, _) in zip(spans, lefts, strict=True)
            ]
        )
    raw_starts, raw_ends, lefts, are_repaired = _columns(raw, 4)
    fields = _columns([[(*item[2:], value) for item, value in items] for items in kept], len(NumberMention._fields) - 1)
    value_at = NumberMention._fields.index("value") - 2
    return [
        *common,
        raw_starts,
        raw_ends,
        lefts,
        *fields[:value_at],
        fields[-1],
        *fields[value_at + 1 : -1],
        are_repaired,
    ]


def _storable(numbers: Iterable[NumberMention]) -> list[tuple[NumberMention, Decimal]]:
    return [(item, value) for item in numbers if (value := storable_value(item.value)) is not None]


def _is_touched(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(span_start < end and span_end > start for span_start, span_end in spans)


def _list_items(found: _Found) -> list[Any]:
    items = [one.scan.list_items for one in found.scanned]
    documents = _documents(items)
    lists, numbers, counts, starts, ends, texts = _columns(items, 6)
    placed = found.places(documents, _as_numbers(starts))
    return [found.keys(documents), lists, numbers, counts, *placed, starts, ends, texts]


def _columns(rows: Sequence[Sequence[tuple[Any, ...]]], count: int) -> list[Sequence[Any]]:
    """Return the columns of rows that are given document by document; there are `count` of them if there is no row."""
    return list(zip(*chain.from_iterable(rows), strict=True)) or [()] * count


def _documents(rows: Sequence[Sequence[Any]]) -> _Numbers:
    """Return of each row which document it is of, counted from 0."""
    return np.repeat(np.arange(len(rows)), [len(of_one) for of_one in rows])


def _counted(documents: _Numbers) -> _Numbers:
    """Count the rows of each document from 1."""
    numbers: _Numbers = np.arange(1, len(documents) + 1) - np.searchsorted(documents, documents)
    return numbers


def _in_all(documents: _Numbers, positions: _Numbers) -> _Numbers:
    """Return positions in documents as positions in all of them."""
    return positions + (documents << _POSITION_BITS)


def _as_numbers(values: Sequence[int]) -> _Numbers:
    return np.array(values, np.int64)


def _batch(table: tables.Table, columns: Sequence[Any]) -> pa.RecordBatch:
    schema = table.arrow_schema
    arrays = [
        column if isinstance(column, pa.Array) else pa.array(column, type=field.type)
        for column, field in zip(columns, schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
