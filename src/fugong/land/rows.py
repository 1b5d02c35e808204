"""The rows that one document contributes to each landed table."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Context, Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from fugong import __version__
from fugong.land import tables
from fugong.lexicon import Lexicon
from fugong.mentions.places import find_places
from fugong.mentions.scan import Scan, Scanner
from fugong.text.pipeline import NormalisedText, PageFact, normalise_lines
from fugong.text.signature import bands

_PLACES = tables.NUMBER.scale
_TOO_LARGE = Decimal(10) ** (tables.NUMBER.precision - _PLACES)
_LAST_PLACE = Decimal(1).scaleb(-_PLACES)
# Sentences are cut out of the normalised text when they are read, which takes time by the square of its length. Longer
# texts, of which there are few, are stored in pieces as well.
_CUT_LATER = 20_000
_PLACE_FIELDS = frozenset({"title", "publisher", "dateline_place"})
_WIDE = Context(prec=2 * tables.NUMBER.precision)

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table name, each in the order of the table's columns."""


def document_key(source_name: str, content: bytes) -> str:
    """Return the key of the document that these bytes are under this name.

    The name is part of it, so that two sites' copies of one text are two documents; the folder is not.
    """
    return hashlib.sha256(source_name.encode() + b"\0" + content).hexdigest()[:24]


def document_rows(
    *,
    key: str,
    normalised: NormalisedText,
    byte_count: int,
    encoding: str,
    scanner: Scanner,
    lexicon: Lexicon,
    language_model_fingerprint: str | None,
    load_id: int,
    loaded_at: datetime,
) -> Rows:
    """Find the mentions in one document's text and return its rows for every table that holds content.

    Its signature is not among them: see `band_rows`.
    """
    scan = scanner.scan(normalised.text)
    rows: Rows = {table.name: [] for table in tables.DOCUMENT_TABLES}
    rows["documents"].append(
        (
            key,
            byte_count,
            encoding,
            normalised.script,
            normalised.damage,
            normalised.annotation_count,
            normalised.raw_text,
            normalised.text,
            __version__,
            lexicon.fingerprint,
            language_model_fingerprint,
            load_id,
            loaded_at,
        )
    )
    rows["page_facts"] = [
        (key, number, fact.field, fact.value, fact.found_in) for number, fact in enumerate(normalised.page_facts, 1)
    ]
    rows["repairs"] = [
        (
            key,
            number,
            repair.rule,
            repair.raw_start,
            repair.raw_end,
            repair.before_text,
            repair.after_text,
            repair.confidence,
            repair.is_applied,
        )
        for number, repair in enumerate(normalised.repairs, 1)
    ]
    _add_text_rows(rows, key, normalised, scan)
    _add_mention_rows(rows, key, normalised, scan)
    return rows


def band_rows(documents: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return the rows of the signatures of these rows of `documents`; many at once take less time than one by one."""
    columns = [column.name for column in tables.DOCUMENTS.columns]
    keys, texts = columns.index("document_key"), columns.index("normalised_text")
    return [
        (row[keys], number, band)
        for row, signature in zip(documents, bands([row[texts] for row in documents]), strict=True)
        for number, band in enumerate(signature, 1)
    ]


class Described(NamedTuple):
    """What a manifest (at `path`) or a page (then it is empty) says of a document, in a field that may name places."""

    key: str
    path: str
    field: str
    value: str


def page_descriptions(key: str, facts: Iterable[PageFact]) -> list[Described]:
    """Return those facts of a page that may name places."""
    return [Described(key, "", fact.field, fact.value) for fact in facts if fact.field in _PLACE_FIELDS]


def metadata_place_rows(described: Sequence[Described], lexicon: Lexicon) -> list[tuple[Any, ...]]:
    """Return the rows of the places named in titles, publishers and datelines, which may be as damaged as their texts.

    Of many at once, for publishers are named again and again.
    """
    values = list(dict.fromkeys(one.value for one in described))
    places = {value: find_places(line, lexicon) for value, line in zip(values, normalise_lines(values), strict=True)}
    return [
        (key, path, field, number, place.place_text, place.start)
        for key, path, field, value in described
        for number, place in enumerate(places[value], 1)
    ]


def page_place_rows(described: Sequence[Described], lexicon: Lexicon) -> list[tuple[Any, ...]]:
    """Return the rows of the places that pages name; `described` says document by document what they say."""
    by_document = groupby(metadata_place_rows(described, lexicon), itemgetter(0))
    return [
        row
        for _, rows in by_document
        # A page may say the same title twice; its places are wanted once.
        for row in {row[:4]: row for row in reversed(list(rows))}.values()
    ]


def storable_value(value: Decimal) -> Decimal | None:
    """Return a number as the table holds it, rounded to six places, or None if it has more digits than any quantity."""
    if not value.is_finite() or abs(value) >= _TOO_LARGE:
        return None
    return value if int(value.as_tuple().exponent) >= -_PLACES else value.quantize(_LAST_PLACE, context=_WIDE)


def _add_text_rows(rows: Rows, key: str, normalised: NormalisedText, scan: Scan) -> None:
    text = normalised.text
    is_cut_later = len(text) <= _CUT_LATER
    paragraphs = {
        paragraph: number for number, paragraph in enumerate(sorted({s.paragraph for s in scan.sentences}), 1)
    }
    for number, sentence in enumerate(scan.sentences, 1):
        raw = normalised.alignment.to_raw(sentence.start, sentence.end)
        rows["sentences"].append(
            (
                key,
                number,
                paragraphs[sentence.paragraph],
                sentence.start,
                sentence.end,
                *raw,
                None if is_cut_later else text[sentence.start : sentence.end],
            )
        )
    rows["clauses"] = [
        (
            key,
            clause.sentence,
            clause.clause,
            clause.start,
            clause.end,
            None if is_cut_later else text[clause.start : clause.end],
        )
        for clause in scan.clauses
    ]


def _add_mention_rows(rows: Rows, key: str, normalised: NormalisedText, scan: Scan) -> None:
    repaired = [(repair.raw_start, repair.raw_end) for repair in normalised.repairs if repair.is_applied]

    # What `scan.clause_at` tells, for hundreds of mentions at once.
    starts = [clause.start for clause in scan.clauses]
    # What stands before the first clause is put into it.
    places = [(1, 1), *((clause.sentence, clause.clause) for clause in scan.clauses)]

    def place(start: int) -> tuple[int, int]:
        return places[bisect_right(starts, start)]

    storable = ((item, storable_value(item.value)) for item in scan.numbers)
    for number, (item, value) in enumerate((pair for pair in storable if pair[1] is not None), 1):
        raw_start, raw_end = normalised.alignment.to_raw(item.start, item.end)
        left, _ = normalised.alignment.to_raw(max(0, item.start - 1), item.end)
        rows["number_mentions"].append(
            (
                key,
                number,
                *place(item.start),
                item.start,
                item.end,
                raw_start,
                raw_end,
                left,
                item.number_start,
                item.number_end,
                item.value_text,
                item.number_text,
                item.unit_text,
                item.unit,
                item.unit_class,
                item.currency_code,
                value,
                item.comparator,
                item.numeral,
                item.unit_source,
                item.range_role,
                _is_touched(repaired, left, raw_end),
            )
        )
    for number, date in enumerate(scan.dates, 1):
        rows["date_mentions"].append(
            (
                key,
                number,
                *place(date.start),
                date.start,
                date.end,
                date.date_text,
                date.date_class,
                date.year,
                date.relative_year,
                date.is_said_year,
                date.first_month,
                date.month,
                date.relative_month,
                date.first_day,
                date.day,
                date.relative_day,
                date.quarter,
                date.half,
                date.part,
                date.cue_before,
                date.cue_after,
                date.aside_end,
            )
        )
    rows["place_mentions"] = [
        (key, number, *place(item.start), item.start, item.end, item.place_text, item.name_kind)
        for number, item in enumerate(scan.places, 1)
    ]
    rows["organisation_mentions"] = [
        (key, number, *place(item.start), item.start, item.end, item.organisation_text)
        for number, item in enumerate(scan.organisations, 1)
    ]
    rows["owner_mentions"] = [
        (key, number, *place(item.start), item.start, item.end, item.owner_text, item.is_subject)
        for number, item in enumerate(scan.owners, 1)
    ]
    rows["term_mentions"] = [
        (key, number, *place(item.start), item.start, item.end, item.lexicon, item.term)
        for number, item in enumerate(scan.terms, 1)
    ]
    rows["list_items"] = [
        (
            key,
            item.list_number,
            item.item_number,
            item.item_count,
            *place(item.start),
            item.start,
            item.end,
            item.item_text,
        )
        for item in scan.list_items
    ]


def _is_touched(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(span_start < end and span_end > start for span_start, span_end in spans)
