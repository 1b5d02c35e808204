"""An Excel workbook: a sheet a table, and before them what the tables and columns mean."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.worksheet import Worksheet

from fugong.export.formats import Written
from fugong.export.formulas import is_formula
from fugong.export.tables import Table, quoted

MOST_ROWS: Final = 1_048_575
"""Rows of a sheet of Excel, without the header."""
LONGEST_TEXT: Final = 32_767
"""Characters of a cell of Excel, counted as it counts them, in units of UTF-16."""
# Excel counts in doubles; longer numbers would end in other digits.
_MOST_DIGITS: Final = 15
_AT_ONCE: Final = 2_000
_CUT: Final = "…"


class TooLongError(ValueError):
    """A table has more rows than a sheet can hold; the message is one line for people."""


def write_workbook(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], file: Path) -> list[Written]:
    """Write the tables as sheets of one workbook.

    Texts are texts, whatever they look like, and stay so when a cell is edited. A text too long for a cell is cut and
    ends in `…`. Numbers of more digits than Excel can tell apart are written as texts.

    Raises:
        TooLongError: if a table has too many rows for a sheet.
        OSError: if it cannot be written.
    """
    for table in tables:
        if table.rows > MOST_ROWS:
            raise TooLongError(
                f"{table.name} has {table.rows:,} rows and a sheet of Excel holds {MOST_ROWS:,}: "
                "export it as csv or parquet"
            )
    try:
        with Workbook(str(file), {"constant_memory": True}) as workbook:
            writer = _Writer(workbook)
            writer.sheet("tables", [("table", "rows", "meaning")], ((t.name, t.rows, t.meaning) for t in tables))
            writer.sheet(
                "columns",
                [("table", "column", "type", "meaning")],
                ((t.name, column.name, column.type, column.meaning) for t in tables for column in t.columns),
            )
            return [
                writer.sheet(table.name, [tuple(column.name for column in table.columns)], _rows(connection, table))
                for table in tables
            ]
    except XlsxWriterException as error:
        raise OSError(f"{file.name} could not be written: {error}") from error


def _rows(connection: duckdb.DuckDBPyConnection, table: Table) -> Iterator[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select * from main.{quoted(table.name)}")  # noqa: S608 - a checked name
        while rows := cursor.fetchmany(_AT_ONCE):
            yield from rows


class _Writer:
    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._head = workbook.add_format({"bold": True})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        # What Excel itself sets where somebody types an apostrophe first: the text stays one when it is edited.
        self._text = workbook.add_format({"quote_prefix": True})

    def sheet(self, name: str, head: Sequence[Sequence[str]], rows: Iterator[Sequence[Any]]) -> Written:
        sheet = self._workbook.add_worksheet(name)
        for column, title in enumerate(head[0]):
            sheet.write_string(0, column, title, self._head)
        sheet.freeze_panes(1, 0)
        number = neutralised = shortened = 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    cell = fitting(value)
                    shortened += cell != value
                    is_risky = is_formula(cell)
                    neutralised += is_risky
                    sheet.write_string(number, column, cell, self._text if is_risky else None)
                elif value is not None:
                    self._write(sheet, number, column, value)
        return Written(name, number, neutralised, shortened)

    def _write(self, sheet: Worksheet, row: int, column: int, value: Any) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value.replace(tzinfo=None), self._moment)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self._day)
        elif is_exact_in_excel(value):
            sheet.write_number(row, column, value)
        else:
            sheet.write_string(row, column, str(value), self._text)


def fitting(text: str) -> str:
    """Return `text`, or as much of it as a cell of Excel holds, with `…` at its end."""
    # A character is at most two of the units that Excel counts.
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    return units[: 2 * (LONGEST_TEXT - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT


def is_exact_in_excel(value: Any) -> bool:
    """Tell whether Excel shows this number, and no other one. Doubles are what it counts in."""
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        return number.is_finite() and len(number.normalize().as_tuple().digits) <= _MOST_DIGITS
    return False
