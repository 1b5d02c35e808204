"""How much of the warehouse file each column takes, beside the bytes that were read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table and the bytes of the file that hold it; `is_text` where it holds text."""

    table: str
    name: str
    size: int
    is_text: bool


def columns(warehouse: Path) -> list[Column]:
    """Return the columns of all tables, the largest first.

    A block that several small columns share counts for the column whose segment begins in it first, so that the sum is
    what the file holds and no more.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (block_size,) = connection.execute("select block_size from pragma_database_size()").fetchone() or (0,)
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not temporary order by all"
        ).fetchall()
        texts = {
            (schema, table, name)
            for schema, table, name in connection.execute(
                "select schema_name, table_name, column_name from duckdb_columns() where data_type = 'VARCHAR'"
            ).fetchall()
        }
        found = []
        seen: set[int] = set()
        for schema, table in tables:
            blocks: dict[str, set[int]] = {}
            for name, block, more in connection.execute(
                "select column_name, block_id, additional_block_ids from pragma_storage_info(?) where persistent",
                [f"{schema}.{table}"],
            ).fetchall():
                blocks.setdefault(name, set()).update({block, *(more or ())})
            for name, its_blocks in blocks.items():
                own = {block for block in its_blocks if block is not None and block >= 0} - seen
                seen |= own
                found.append(Column(f"{schema}.{table}", name, len(own) * block_size, (schema, table, name) in texts))
    return sorted(found, key=lambda column: (-column.size, column.table, column.name))


def raw_bytes(warehouse: Path) -> int:
    """Return how many bytes the documents had when they were read."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (total,) = connection.execute("select coalesce(sum(byte_count), 0)::bigint from raw.documents").fetchone() or (
            0,
        )
    return int(total)


def figures(warehouse: Path) -> dict[str, float]:
    """Return the size of the file, of its text columns and of the largest columns, each divided by the raw bytes."""
    raw = raw_bytes(warehouse)
    all_columns = columns(warehouse)
    found = {
        "file_to_raw_bytes": warehouse.stat().st_size / raw,
        "text_columns_to_raw_bytes": sum(column.size for column in all_columns if column.is_text) / raw,
    }
    for column in all_columns[:12]:
        found[f"{column.table}.{column.name}_to_raw_bytes"] = column.size / raw
    return found
