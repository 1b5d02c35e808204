"""The published file, opened for reading only, and its rows as the pages take them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from fugong.site import queries

Row = dict[str, Any]

# Each of these must be there; those that came last tell a file that an older version built.
_NEEDED: Final = (
    "fct_quantities",
    "document_text",
    "document_mentions",
    "document_numbers",
    "load_history",
    "set_aside_items",
)


class SiteError(Exception):
    """The site cannot be built; the message is one line for people."""


class Published:
    """The published tables, with the figures at hand."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Gather the figures, once."""
        self.connection = connection
        connection.execute(queries.FIGURES)

    def rows(self, query: str, **parameters: Any) -> list[Row]:
        """Return the rows of a query."""
        result = self.connection.execute(query, parameters or None)
        names = [column[0] for column in result.description or []]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def row(self, query: str, **parameters: Any) -> Row:
        """Return the only row of a query."""
        (row,) = self.rows(query, **parameters)
        return row

    def figures(self, condition: str, **parameters: Any) -> list[Row]:
        """Return the figures that fit a condition, the latest ones first."""
        return self.rows(queries.FIGURES_WHERE.format(condition=condition), **parameters)


@contextmanager
def opened(public: Path) -> Iterator[Published]:
    """Open the published file for reading.

    Raises:
        SiteError: if there is none, or one that cannot be read.
    """
    if not public.is_file():
        raise SiteError(f"{public}: no such file; `fugong build` makes it")
    try:
        # One thread, so that rows of equal rank come in the same order each time.
        connection = duckdb.connect(str(public), read_only=True, config={"threads": 1})
    except duckdb.Error as error:
        raise SiteError(f"{public}: does not open ({str(error).splitlines()[0]})") from error
    with connection:
        there = {row[0] for row in connection.execute(queries.TABLES).fetchall()}
        if missing := [table for table in _NEEDED if table not in there]:
            raise SiteError(f"{public}: has no table {missing[0]}; build it again with this version of Fugong")
        yield Published(connection)
