"""Runs the models that group copies over texts, in memory and without dbt."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from fugong.text import sentences
from fugong.text.body import BoilerplateCue
from fugong.text.pipeline import normalise
from fugong.text.signature import bands

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "macros"))

from rendering import built_for, model  # noqa: E402

Shuffle = Callable[[list[tuple[Any, ...]]], None]


def _as_they_come(rows: list[tuple[Any, ...]]) -> None:
    pass


def normalised(texts: Mapping[str, str], cues: tuple[BoilerplateCue, ...]) -> dict[str, str]:
    """Return the texts as the loader would land them."""
    return {name: normalise(text, cues).text for name, text in texts.items()}


def grouped(texts: Mapping[str, str], shuffle: Shuffle = _as_they_come) -> duckdb.DuckDBPyConnection:
    """Return the tables of the models over these normalised texts; `shuffle` may order the rows of the landed ones."""
    signatures = bands(list(texts.values()))
    clauses = [
        (name, text[clause.start : clause.end])
        for name, text in texts.items()
        for sentence in sentences.split(text)
        for clause in sentences.clauses(text, sentence)
    ]
    with (ROOT / "seeds" / "resolution_weights.csv").open(encoding="utf-8") as file:
        weights = [(row["question"], row["feature"], float(row["weight"])) for row in csv.DictReader(file)]
    connection = duckdb.connect()
    for table, columns, rows in (
        ("base_documents", "document_key normalised_text", list(texts.items())),
        ("base_document_sources", "document_key is_current", [(name, True) for name in texts]),
        ("int_document_described", "document_key source_name", [(name, name) for name in texts]),
        (
            "base_document_bands",
            "document_key band_number band_hash",
            [
                (name, number, band)
                for name, signature in zip(texts, signatures, strict=True)
                for number, band in enumerate(signature, 1)
            ],
        ),
        ("base_clauses", "document_key clause_text", clauses),
        ("resolution_weights", "question feature weight", weights),
    ):
        shuffle(rows)
        landed = pa.table(dict(zip(columns.split(), zip(*rows, strict=True), strict=True)))
        connection.register("landed", landed)
        connection.execute(f"create table {table} as from landed")
    connection.execute("alter table base_documents add column load_id integer default 1")
    connection.execute("create table stg_documents as select document_key, 'none' as damage from base_documents")
    connection.execute("alter table int_document_described add column published_date date")
    given = {table for (table,) in connection.execute("select table_name from information_schema.tables").fetchall()}
    for name in built_for("int_document_copy", given):
        connection.execute(f"create table {name} as {model(name)}")
    return connection


def keys(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the syndication key of each text."""
    return dict(connection.execute("select document_key, syndication_key from int_document_copy").fetchall())
