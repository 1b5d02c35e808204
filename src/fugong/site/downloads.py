"""Rows to take away: CSV for spreadsheets, Parquet for everything else."""

from __future__ import annotations

import shutil
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from fugong.export.formulas import neutralised_sql
from fugong.site import queries
from fugong.site.data import Published

_TEXT_TYPE: Final = "VARCHAR"


@dataclass(frozen=True, slots=True)
class Download:
    """Two files with the same rows; the paths count from the root of the site."""

    csv: str
    parquet: str
    row_count: int


def write_figures(published: Published, root: Path, name: str, condition: str, **parameters: Any) -> Download:
    """Write the figures that fit a condition."""
    return write(published, root, name, queries.DOWNLOAD.format(condition=condition), **parameters)


def write_table(published: Published, root: Path, table: str) -> Download:
    """Write a whole published table; `table` is the name of one that is there."""
    return write(published, root, table, f'select * from main."{table}" order by all')  # noqa: S608


def write(published: Published, root: Path, name: str, query: str, **parameters: Any) -> Download:
    """Write the rows of a query to `downloads/NAME.csv` and `.parquet` below `root`."""
    csv, parquet = f"downloads/{name}.csv", f"downloads/{name}.parquet"
    (root / csv).parent.mkdir(parents=True, exist_ok=True)
    connection = published.connection
    connection.execute(f"create or replace temp table taken as {query}", parameters or None)
    _copy(connection, "select * from taken", root / parquet, "format parquet, compression zstd")
    columns = ", ".join(
        f"{neutralised_sql(_quoted(column))} as {_quoted(column)}" if kind == _TEXT_TYPE else _quoted(column)
        for column, kind, *_ in connection.execute("describe taken").fetchall()
    )
    unmarked = root / f"{csv}.part"
    _copy(connection, f"select {columns} from taken", unmarked, "format csv, header")  # noqa: S608
    with (root / csv).open("wb") as marked, unmarked.open("rb") as written:
        # It tells spreadsheets that this is UTF-8; without it they show Chinese as nonsense.
        marked.write(BOM_UTF8)
        shutil.copyfileobj(written, marked)
    unmarked.unlink()
    ((count,),) = connection.execute("select count(*) from taken").fetchall()
    return Download(csv, parquet, count)


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path, options: str) -> None:
    name = str(file).replace("'", "''")
    connection.execute(f"copy ({query}) to '{name}' ({options})")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
