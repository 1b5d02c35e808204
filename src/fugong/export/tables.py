"""What can be exported: the public tables and views of a warehouse, with what their comments say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import duckdb

# A file is named after each: what is called otherwise is no table of ours.
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,30}")


class NoTableError(LookupError):
    """A table that was asked for is not there, or there is none at all; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, its DuckDB type, and what it means (None: nobody says)."""

    name: str
    type: str
    meaning: str | None

    @property
    def is_text(self) -> bool:
        """Whether it holds texts."""
        return self.type == "VARCHAR"


@dataclass(frozen=True, slots=True)
class Table:
    """A public table or view, what it means, how many rows it has, and its columns in their order."""

    name: str
    meaning: str | None
    rows: int
    columns: tuple[Column, ...]


def public_tables(connection: duckdb.DuckDBPyConnection, names: Sequence[str] = ()) -> list[Table]:
    """Return the public tables, or those named, in the order of their names.

    Raises:
        NoTableError: if one that is named is not there, or the warehouse has none.
    """
    found = dict(
        connection.execute(
            "select * from ("
            "select table_name, comment from duckdb_tables() "
            "where schema_name = 'main' and database_name = current_database() and not temporary "
            "union all select view_name, comment from duckdb_views() "
            "where schema_name = 'main' and database_name = current_database() and not temporary and not internal"
            ") order by table_name"
        ).fetchall()
    )
    usable = [name for name in found if _NAME.fullmatch(name)]
    if not usable:
        raise NoTableError("there are no public tables; `fugong build` makes them")
    for name in names:
        if name not in usable:
            raise NoTableError(f"{name!r} is no public table; there are {', '.join(usable)}")
    return [_table(connection, name, found[name]) for name in usable if not names or name in names]


def _table(connection: duckdb.DuckDBPyConnection, name: str, meaning: str | None) -> Table:
    columns = connection.execute(
        "select column_name, data_type, comment from duckdb_columns() "
        "where schema_name = 'main' and database_name = current_database() and table_name = ? order by column_index",
        [name],
    ).fetchall()
    ((rows,),) = connection.execute(f'select count(*) from main."{name}"').fetchall()  # noqa: S608 - a checked name
    return Table(name, meaning and meaning.strip(), rows, tuple(Column(*column) for column in columns))


def quoted(name: str) -> str:
    """Return a name as SQL has it."""
    return '"' + name.replace('"', '""') + '"'
