"""Rows as Arrow record batches: the form in which they go from a worker to the one that writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyarrow as pa

from fugong.land import tables
from fugong.land.rows import Rows

Batches = dict[str, pa.RecordBatch]
"""A record batch by table name; tables without rows are left out."""

_BY_NAME = {table.name: table for table in tables.TABLES}


def to_batches(rows: Rows) -> Batches:
    """Return `rows` as record batches of their tables' types."""
    return {name: _batch(_BY_NAME[name], values) for name, values in rows.items() if values}


def joined(pieces: Iterable[Batches]) -> dict[str, pa.Table]:
    """Return the rows of all `pieces`, in their order, by table name."""
    by_name: dict[str, list[pa.RecordBatch]] = {}
    for piece in pieces:
        for name, batch in piece.items():
            by_name.setdefault(name, []).append(batch)
    return {name: pa.Table.from_batches(batches) for name, batches in by_name.items()}


def made_one(pieces: Sequence[Batches]) -> Batches:
    """Return the rows of all `pieces`, in their order, as one record batch a table."""
    return {name: table.combine_chunks().to_batches()[0] for name, table in joined(pieces).items()}


def _batch(table: tables.Table, values: list[tuple[object, ...]]) -> pa.RecordBatch:
    schema = table.arrow_schema
    columns = [
        pa.array(column, type=field.type) for column, field in zip(zip(*values, strict=True), schema, strict=True)
    ]
    return pa.RecordBatch.from_arrays(columns, schema=schema)
