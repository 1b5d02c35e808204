"""One file a table: CSV and Parquet, written by DuckDB itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from fugong.export.formulas import is_formula_sql, neutralised_sql
from fugong.export.tables import Table, quoted


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a table: cells `neutralised` that looked like formulas, and `shortened` to fit."""

    table: str
    rows: int
    neutralised: int = 0
    shortened: int = 0


def write_csv(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> Written:
    """Write a table in UTF-8, comma-separated, with a header; null is nothing, an empty text is `""`.

    Raises:
        OSError, duckdb.Error: if that fails.
    """
    columns = ", ".join(
        f"{neutralised_sql(quoted(column.name))} as {quoted(column.name)}" if column.is_text else quoted(column.name)
        for column in table.columns
    )
    rows = _copied(connection, f"select {columns} from {_source(table)}", file, "format csv, header true")  # noqa: S608
    return Written(table.name, rows, neutralised=_formulas(connection, table))


def write_parquet(connection: duckdb.DuckDBPyConnection, table: Table, file: Path) -> Written:
    """Write a table as it is, with the meaning of the table in the file's metadata.

    Raises:
        OSError, duckdb.Error: if that fails.
    """
    meaning = (table.meaning or "").replace("'", "''")
    return Written(
        table.name,
        _copied(
            connection,
            f"select * from {_source(table)}",  # noqa: S608 - a checked name
            file,
            f"format parquet, compression zstd, kv_metadata {{comment: '{meaning}'}}",
        ),
    )


def _source(table: Table) -> str:
    return f"main.{quoted(table.name)}"


def _copied(connection: duckdb.DuckDBPyConnection, query: str, file: Path, options: str) -> int:
    path = str(file).replace("'", "''")
    ((rows,),) = connection.execute(f"copy ({query}) to '{path}' ({options})").fetchall()
    return int(rows)


def _formulas(connection: duckdb.DuckDBPyConnection, table: Table) -> int:
    counts = [
        f"count(*) filter (where {is_formula_sql(quoted(column.name))})" for column in table.columns if column.is_text
    ]
    if not counts:
        return 0
    ((found,),) = connection.execute(f"select {' + '.join(counts)} from {_source(table)}").fetchall()  # noqa: S608
    return int(found)
