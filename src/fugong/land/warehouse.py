"""The warehouse file as the loader writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from fugong.config import STORAGE_VERSION
from fugong.land import tables
from fugong.land.rows import Rows


class WarehouseError(RuntimeError):
    """The warehouse file cannot be used; the message is one line for people."""


class Warehouse:
    """A connection that owns the landed tables of one DuckDB file. Use it in a `with` statement."""

    def __init__(self, path: Path) -> None:
        """Open or create the warehouse at `path` and its landed tables.

        Raises:
            WarehouseError: if the file is held by another process, is no DuckDB file, or has a name that cannot be one.
        """
        if "." in path.stem:
            raise WarehouseError(f"{path}: no dots in the warehouse's name before .duckdb (tables could not be named)")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WarehouseError(f"{path}: its folder cannot be made ({error.strerror})") from error
        try:
            self._connection = duckdb.connect(str(path), config={"storage_compatibility_version": STORAGE_VERSION})
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise WarehouseError(f"{path}: cannot be opened as a warehouse ({reason})") from error
        self._create_tables()

    @classmethod
    def of_connection(cls, connection: duckdb.DuckDBPyConnection) -> Warehouse:
        """Return a warehouse on a connection that somebody else opened and will close."""
        warehouse = cls.__new__(cls)
        warehouse._connection = connection
        warehouse._create_tables()
        return warehouse

    def has_loads(self) -> bool:
        """Tell whether anything was ever loaded."""
        return bool(self.rows(f"select 1 from {tables.LOADS.qualified_name} limit 1"))  # noqa: S608

    def __enter__(self) -> Warehouse:
        """Return the warehouse itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the connection."""
        self._connection.close()

    def _create_tables(self) -> None:
        """Create what is missing; make tables anew that an older loader filled, for its documents to be read again.

        Raises:
            WarehouseError: if a table that cannot be filled from the stored documents has other columns.
        """
        existing = self._existing_columns()
        wanted = {table.name: [column.name for column in table.columns] for table in tables.TABLES}
        outdated = [
            table for table in tables.TABLES if existing.get(table.name, wanted[table.name]) != wanted[table.name]
        ]
        derived = {table.name for table in tables.DOCUMENT_TABLES if table is not tables.DOCUMENTS}
        for table in outdated:
            if table.name not in derived:
                raise WarehouseError(
                    f"the warehouse was written by another version of fugong ({table.qualified_name} has other "
                    "columns): move it away and load the articles again"
                )
        missing = [table for table in tables.TABLES if table.name not in existing]
        if not missing and not outdated:
            return
        with self.transaction():
            self._connection.execute(f"create schema if not exists {tables.SCHEMA}")
            for table in outdated:
                self._connection.execute(f"drop table {table.qualified_name} cascade")
            for table in (*missing, *outdated):
                for statement in table.ddl():
                    self._connection.execute(statement)
            if outdated or (existing and missing):
                self._connection.execute(f"update {tables.DOCUMENTS.qualified_name} set loader_version = ''")  # noqa: S608

    def next_load_id(self) -> int:
        """Return the number of the next load; one that was cut off before its ledger row keeps its number."""
        numbered = (tables.LOADS, tables.SET_ASIDE, tables.DOCUMENTS, tables.DOCUMENT_SOURCES)
        union = " union all ".join(f"select max(load_id) as load_id from {table.qualified_name}" for table in numbered)  # noqa: S608
        ((last,),) = self.rows(f"select max(load_id) from ({union})")  # noqa: S608
        return int(last or 0) + 1

    def _existing_columns(self) -> dict[str, list[str]]:
        columns: dict[str, list[str]] = {}
        for table, column in self.rows(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = ? order by table_name, ordinal_position",
            [tables.SCHEMA],
        ):
            columns.setdefault(table, []).append(column)
        return columns

    def stale_documents(
        self, loader_version: str, lexicon_fingerprint: str, language_model_fingerprint: str | None
    ) -> list[str]:
        """Return the keys of the documents that another loader version, seed table or language model read."""
        return [
            key
            for (key,) in self.rows(
                f"select document_key from {tables.DOCUMENTS.qualified_name} "  # noqa: S608
                "where lexicon_fingerprint <> ? or loader_version <> ? "
                "or language_model_fingerprint is distinct from ? order by document_key",
                [lexicon_fingerprint, loader_version, language_model_fingerprint],
            )
        ]

    def language_model(self) -> tuple[str | None, str | None]:
        """Return the fingerprint and the file of the trained language model that documents were last read by.

        There is no fingerprint where the built-in model read them, and no file where that load was cut off.
        """
        last = self.rows(
            f"select language_model_fingerprint from {tables.DOCUMENTS.qualified_name} order by load_id desc limit 1"  # noqa: S608
        )
        fingerprint = last[0][0] if last else None
        file = self.rows(
            f"select language_model_path from {tables.LOADS.qualified_name} "  # noqa: S608
            "where language_model_fingerprint = ? order by load_id desc limit 1",
            [fingerprint],
        )
        return fingerprint, file[0][0] if file else None

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._connection.execute(query, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do what is in the block as a whole or not at all."""
        self._connection.execute("begin transaction")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def insert(self, rows: Rows) -> None:
        """Append rows, given by table name, in bulk."""
        by_name = {table.name: table for table in tables.TABLES}
        for name, values in rows.items():
            if values:
                self._append(by_name[name], values)

    def _append(self, table: tables.Table, values: Sequence[tuple[Any, ...]]) -> None:
        columns = [
            pa.array(column, type=field.type)
            for column, field in zip(zip(*values, strict=True), table.arrow_schema, strict=True)
        ]
        batch = pa.Table.from_arrays(columns, schema=table.arrow_schema)
        self._connection.register("landing_batch", batch)
        try:
            self._connection.execute(f"insert into {table.qualified_name} select * from landing_batch")  # noqa: S608
        finally:
            self._connection.unregister("landing_batch")

    def delete_documents(self, keys: Iterable[str]) -> None:
        """Take the content rows of these documents out, so that they can be landed anew."""
        wanted = list(keys)
        if not wanted:
            return
        for table in tables.DOCUMENT_TABLES:
            self._connection.execute(
                f"delete from {table.qualified_name} where document_key in (select unnest(?))",  # noqa: S608
                [wanted],
            )
        self._connection.execute(
            f"delete from {tables.METADATA_PLACES.qualified_name} "  # noqa: S608
            "where source_path = '' and document_key in (select unnest(?))",
            [wanted],
        )

    def delete_source(self, path: str, key: str) -> None:
        """Take out what is known of `path` as a source of document `key`."""
        for table in (tables.DOCUMENT_SOURCES, tables.METADATA_PLACES):
            self._connection.execute(
                f"delete from {table.qualified_name} where source_path = ? and document_key = ?",  # noqa: S608
                [path, key],
            )

    def retire_source(self, path: str, key: str) -> None:
        """Mark that `path` no longer holds any document but `key`."""
        self._connection.execute(
            f"update {tables.DOCUMENT_SOURCES.qualified_name} set is_current = false "  # noqa: S608
            "where source_path = ? and document_key <> ? and is_current",
            [path, key],
        )
