"""One export: the public file is read, files are written and counted, and the folder takes its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import duckdb

from fugong import __version__, config
from fugong.export.folder import CHECKSUMS, MANIFEST, check_target, whole
from fugong.export.formats import Written, write_csv, write_parquet
from fugong.export.tables import Table, public_tables
from fugong.export.workbook import TooLongError, write_workbook
from fugong.land.warehouse import WarehouseError
from fugong.publish.builds import Shelf, now
from fugong.publish.reading import opened


class Format(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    PARQUET = "parquet"
    EXCEL = "excel"


class ExportError(RuntimeError):
    """An export failed, and nothing was written; the message is one line for people."""


_WRITERS: Final[dict[Format, Callable[[duckdb.DuckDBPyConnection, Table, Path], Written]]] = {
    Format.CSV: write_csv,
    Format.PARQUET: write_parquet,
}


def export(
    warehouse: Path,
    folder: Path,
    formats: Sequence[Format] = (Format.CSV,),
    names: Sequence[str] = (),
    *,
    may_replace: bool = False,
) -> dict[str, Any]:
    """Write the public tables of a warehouse, or those named, into a new folder, and return its manifest.

    An older export at `folder` is replaced where it may be. Whatever fails, nothing of this one is left.

    Raises:
        NoTableError: if a table is not there.
        TargetError: if the folder may not be written to.
        WarehouseError: if the public file is missing or cannot be opened.
        ExportError: if writing failed.
    """
    if config.public_path(warehouse):
        raise WarehouseError(f"{warehouse}: is a work file; only what is published is exported")
    check_target(folder, may_replace=may_replace)
    build = _build(warehouse)
    try:
        with opened(warehouse) as connection, whole(folder) as new:
            _confine(connection, new)
            tables = public_tables(connection, names)
            written = _write(connection, tables, new, warehouse.stem, list(dict.fromkeys(formats)))
            manifest = {
                "made_by": "fugong export",
                "fugong_version": __version__,
                "exported_at": now(),
                "warehouse": warehouse.name,
                "build": build,
                "tables": [asdict(table) for table in tables],
                "files": written,
            }
            text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
            (new / MANIFEST).write_text(text, encoding="utf-8")
            sums = [f"{file['sha256']}  {file['path']}\n" for file in written]
            (new / CHECKSUMS).write_text("".join(sums), encoding="utf-8")
    except (OSError, duckdb.Error, TooLongError) as error:
        raise ExportError(f"{folder}: nothing was exported: {_line(error)}") from error
    return manifest


def _confine(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Let queries touch no file but those in `folder`: a view of a warehouse from elsewhere may ask for any."""
    path = str(folder).replace("'", "''")
    connection.execute(f"set allowed_directories = ['{path}']")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")


def _build(warehouse: Path) -> dict[str, Any] | None:
    """Return which build is exported; None where the file was published nowhere here, such as a copy."""
    shelf = Shelf(warehouse)
    current = shelf.current(shelf.builds())
    return {"build_id": current.build_id, "finished_at": current.finished_at} if current else None


def _write(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], folder: Path, stem: str, formats: Sequence[Format]
) -> list[dict[str, Any]]:
    rows = {table.name: table.rows for table in tables}
    found = []
    for form in formats:
        if form is Format.EXCEL:
            file = folder / f"{stem}.xlsx"
            found.append(_described(file, form, write_workbook(connection, tables, file), rows))
        else:
            for table in tables:
                file = folder / f"{table.name}.{form}"
                found.append(_described(file, form, [_WRITERS[form](connection, table, file)], rows))
    return found


def _described(file: Path, form: Format, written: Sequence[Written], rows: dict[str, int]) -> dict[str, Any]:
    for table in written:
        if table.rows != rows[table.table]:
            raise OSError(f"{file.name} has {table.rows:,} rows of {table.table}, which has {rows[table.table]:,}")
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return {
        "path": file.name,
        "format": str(form),
        "bytes": file.stat().st_size,
        "sha256": digest,
        "tables": [table.table for table in written],
        "rows": sum(table.rows for table in written),
        "neutralised_cells": sum(table.neutralised for table in written),
        "shortened_cells": sum(table.shortened for table in written),
    }


def _line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno:
        return error.strerror or str(error)
    return str(error).splitlines()[0] if str(error) else type(error).__name__
