"""The rows that one document contributes to the landed tables, but for those of what was found in it (`found.py`)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from fugong import __version__
from fugong.fingerprints import Fingerprints
from fugong.lexicon import Lexicon
from fugong.mentions.places import find_places
from fugong.mentions.row import Row
from fugong.text.pipeline import NormalisedText, PageFact, normalise_lines

_PLACE_FIELDS = frozenset({"title", "publisher", "dateline_place"})

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
    lexicon: Lexicon,
    language_model_fingerprint: str | None,
    load_id: int,
    loaded_at: datetime,
    alignment: bytes,
    digest: str,
    fingerprints: Fingerprints,
) -> Rows:
    """Return the rows that say what a document is, and what its text steps met.

    Its signature is not among them, nor the places that its page names: see `found.band_batches` and `page_place_rows`.
    """
    rows: Rows = {}
    rows["documents"] = [
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
            alignment,
            digest,
            fingerprints.text,
            fingerprints.scan,
        )
    ]
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
    return rows


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
    lines = normalise_lines(values)
    names = lexicon.places.find_in_each(Row(lines))
    places = {value: find_places(line, lexicon, found) for value, line, found in zip(values, lines, names, strict=True)}
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
