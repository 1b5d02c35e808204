"""The warehouse file as the loader writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from fugong import config
from fugong.fingerprints import Fingerprints
from fugong.land import tables
from fugong.land.batches import joined, to_batches
from fugong.reader import Decoded, Stored

_CANNOT_WRITE = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, duckdb.OutOfMemoryException)


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
            self._connection = duckdb.connect(
                str(path),
                config={
                    "storage_compatibility_version": config.STORAGE_VERSION,
                    "memory_limit": config.memory_limit(),
                    # What is landed at once is so little that several threads take twice the time of one, each.
                    "threads": 1,
                },
            )
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
        wanted = {
            table.name: [(column.name, column.is_required) for column in table.columns] for table in tables.TABLES
        }
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
            # All in one go: one by one each has the database look for what else there is.
            self._connection.execute(";\n".join(line for table in (*missing, *outdated) for line in table.ddl()))
            if outdated or (existing and derived.intersection(table.name for table in missing)):
                self._connection.execute(
                    f"update {tables.DOCUMENTS.qualified_name} set text_fingerprint = '', text_digest = ''"  # noqa: S608
                )
            if existing and tables.BUILD_QUEUE in missing:
                # Nobody knows what the models hold of these documents.
                self._connection.execute(
                    f"insert into {tables.BUILD_QUEUE.qualified_name} "  # noqa: S608
                    f"select document_key, load_id from {tables.DOCUMENTS.qualified_name}"
                )

    def describe_project(self, code_fingerprint: str, documents_per_build: int) -> None:
        """Say what the models are going to be built by."""
        described = [(code_fingerprint, documents_per_build)]
        if self.rows(f"select code_fingerprint, documents_per_build from {tables.PROJECT.qualified_name}") == described:  # noqa: S608
            return
        with self.transaction():
            self._connection.execute(f"delete from {tables.PROJECT.qualified_name}")  # noqa: S608
            self._connection.execute(f"insert into {tables.PROJECT.qualified_name} values (?, ?)", list(described[0]))  # noqa: S608

    def next_load_id(self) -> int:
        """Return the number of the next load; one that was cut off before its ledger row keeps its number."""
        numbered = (tables.LOADS, tables.SET_ASIDE, tables.DOCUMENTS, tables.DOCUMENT_SOURCES, tables.BUILD_QUEUE)
        union = " union all ".join(f"select max(load_id) as load_id from {table.qualified_name}" for table in numbered)  # noqa: S608
        ((last,),) = self.rows(f"select max(load_id) from ({union})")  # noqa: S608
        return int(last or 0) + 1

    def _existing_columns(self) -> dict[str, list[tuple[str, bool]]]:
        """Return the columns of each landed table, each with whether it is required."""
        columns: dict[str, list[tuple[str, bool]]] = {}
        for table, column, is_required in self.rows(
            "select table_name, column_name, is_nullable = 'NO' from information_schema.columns "
            "where table_schema = ? order by table_name, ordinal_position",
            [tables.SCHEMA],
        ):
            columns.setdefault(table, []).append((column, is_required))
        return columns

    def is_stale(self, fingerprints: Fingerprints, language_model_fingerprint: str | None) -> bool:
        """Tell whether any document was read or scanned by something else than this."""
        return bool(self.stale_texts(fingerprints, language_model_fingerprint) or self.stale_scans(fingerprints))

    def stale_texts(self, fingerprints: Fingerprints, language_model_fingerprint: str | None) -> list[str]:
        """Return the keys of the documents that other text steps or another language model read."""
        return self._stale(
            "text_fingerprint <> ? or language_model_fingerprint is distinct from ?",
            [fingerprints.text, language_model_fingerprint],
        )

    def stale_scans(self, fingerprints: Fingerprints) -> list[str]:
        """Return the keys of the documents that were scanned by something else."""
        return self._stale("scan_fingerprint <> ?", [fingerprints.scan])

    def _stale(self, condition: str, parameters: Sequence[Any]) -> list[str]:
        query = f"select document_key from {tables.DOCUMENTS.qualified_name} where {condition} order by document_key"  # noqa: S608
        return [key for (key,) in self.rows(query, parameters)]

    def language_model(self) -> tuple[str | None, str | None]:
        """Return the fingerprint and the file of the trained language model of the last load, cut off or not.

        There is none where it read by the built-in model.
        """
        last = self.rows(
            "select language_model_fingerprint, language_model_path "  # noqa: S608
            f"from {tables.LOADS.qualified_name} order by load_id desc limit 1"
        )
        return (last[0][0], last[0][1]) if last else (None, None)

    def rows(self, query: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._connection.execute(query, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do what is in the block as a whole or not at all.

        Raises:
            WarehouseError: if the file cannot be written: the disk is full, or fails.
        """
        try:
            self._connection.execute("begin transaction")
            try:
                yield
            except BaseException:
                with suppress(duckdb.Error):
                    self._connection.execute("rollback")
                raise
            self._connection.execute("commit")
        except _CANNOT_WRITE as error:
            raise WarehouseError(
                f"the warehouse cannot be written ({str(error).splitlines()[0]}): what was landed before stays, and "
                "the next load goes on from there"
            ) from error

    def insert(self, landing: Mapping[str, pa.Table]) -> None:
        """Append rows, given by table name, in bulk."""
        by_name = {table.name: table for table in tables.TABLES}
        for name, rows in landing.items():
            self._append(by_name[name], rows)

    def _append(self, table: tables.Table, rows: pa.Table) -> None:
        with self._given(landing_batch=rows):
            self._connection.execute(f"insert into {table.qualified_name} select * from landing_batch")  # noqa: S608

    @contextmanager
    def _given(self, **named: pa.Table) -> Iterator[None]:
        """Have tables under these names for the statements in the block.

        Lists as parameters would do, but each value of them costs a search for modules that are not installed.
        """
        for name, rows in named.items():
            self._connection.register(name, rows)
        try:
            yield
        finally:
            for name in named:
                self._connection.unregister(name)

    def known_documents(self, keys: Iterable[str]) -> set[str]:
        """Return those of `keys` whose documents are in the warehouse."""
        with self._given(wanted=_keys(keys)):
            found = self.rows(
                f"select document_key from {tables.DOCUMENTS.qualified_name} "  # noqa: S608
                "where document_key in (select document_key from wanted)"
            )
        return {key for (key,) in found}

    def known_sources(self, paths: Sequence[str]) -> dict[tuple[str, str], tuple[str | None, ...]]:
        """Return what is known of the documents that `paths` hold, by path and document key.

        That is name, title, publisher, address and date of publication.
        """
        with self._given(wanted=pa.table({"source_path": pa.array(paths, tables.TEXT)})):
            found = self.rows(
                "select source_path, document_key, source_name, title, publisher, url, published_at "  # noqa: S608
                f"from {tables.DOCUMENT_SOURCES.qualified_name} "
                "where is_current and source_path in (select source_path from wanted)"
            )
        return {(path, key): tuple(description) for path, key, *description in found}

    def stored_texts(self, keys: Sequence[str], fingerprints: Fingerprints) -> list[Decoded]:
        """Return documents to be read again, in the order of their keys."""
        with self._given(wanted=_keys(keys)):
            found = self.rows(
                "select document_key, raw_text, byte_count, detected_encoding, "  # noqa: S608
                "case when scan_fingerprint = $scan then text_digest else '' end "
                f"from {tables.DOCUMENTS.qualified_name} "
                "where document_key in (select document_key from wanted) order by document_key",
                {"scan": fingerprints.scan},
            )
        return [Decoded(*row) for row in found]

    def stored_scans(self, keys: Sequence[str]) -> list[Stored]:
        """Return documents to be scanned again, in the order of their keys."""
        is_wanted = "document_key in (select document_key from wanted)"
        with self._given(wanted=_keys(keys)):
            documents = self.rows(
                "select document_key, normalised_text, alignment "  # noqa: S608
                f"from {tables.DOCUMENTS.qualified_name} where {is_wanted} order by document_key"
            )
            repairs = self.rows(
                f"select document_key, raw_start, raw_end from {tables.REPAIRS.qualified_name} "  # noqa: S608
                f"where is_applied and {is_wanted} order by document_key, repair_number"
            )
            facts = self.rows(
                f"select document_key, field, value from {tables.PAGE_FACTS.qualified_name} "  # noqa: S608
                f"where {is_wanted} order by document_key, fact_number"
            )
        stored = {key: Stored(key, text, alignment, [], []) for key, text, alignment in documents}
        for key, start, end in repairs:
            stored[key].repaired.append((start, end))
        for key, field, value in facts:
            stored[key].facts.append((field, value))
        return list(stored.values())

    def delete_documents(self, keys: Iterable[str]) -> None:
        """Take the content rows of these documents out, so that they can be landed anew."""
        self._delete((*tables.DOCUMENT_TABLES, tables.METADATA_PLACES), keys)

    def delete_scans(self, keys: Iterable[str]) -> None:
        """Take out what was found in these documents, so that they can be scanned anew."""
        self._delete((*tables.SCAN_TABLES, tables.METADATA_PLACES), keys)

    def _delete(self, from_tables: Iterable[tables.Table], keys: Iterable[str]) -> None:
        wanted = _keys(keys)
        if not len(wanted):
            return
        with self._given(wanted=wanted):
            for table in from_tables:
                self._connection.execute(
                    f"delete from {table.qualified_name} "  # noqa: S608
                    "where document_key in (select document_key from wanted)",
                )

    def note_read(self, keys: Iterable[str], by: Mapping[str, str | None]) -> None:
        """Note by what these documents were read; `by` holds values of columns of `documents`."""
        columns = ", ".join(f"{column} = ${column}" for column in by)
        with self._given(wanted=_keys(keys)):
            self._connection.execute(
                f"update {tables.DOCUMENTS.qualified_name} set {columns} "  # noqa: S608
                "where document_key in (select document_key from wanted)",
                dict(by),
            )

    def described(self, keys: Iterable[str]) -> list[tuple[str, str, str | None, str | None]]:
        """Return key, path, title and publisher of each source of these documents, in order."""
        with self._given(wanted=_keys(keys)):
            return self.rows(
                "select document_key, source_path, title, publisher "  # noqa: S608
                f"from {tables.DOCUMENT_SOURCES.qualified_name} "
                "where document_key in (select document_key from wanted) order by document_key, source_path"
            )

    def replace_sources(self, sources: Sequence[tuple[str, str]], load_id: int) -> tuple[set[str], dict[Any, int]]:
        """Make room for `sources` (path and document key): what is known of each goes, and it becomes the current one.

        Return the keys of the documents that one of these paths held until now and holds no longer; and, of the
        sources that were known, by which load first.
        """
        if not sources:
            return set(), {}
        paths, keys = zip(*sources, strict=True)
        given = pa.table({"source_path": pa.array(paths, tables.TEXT), "document_key": pa.array(keys, tables.TEXT)})
        is_given = "given.source_path = known.source_path and given.document_key = known.document_key"
        known = tables.DOCUMENT_SOURCES.qualified_name
        with self._given(given=given):
            first = self.rows(
                "select known.source_path, known.document_key, known.first_load_id "  # noqa: S608
                f"from {known} as known inner join given on {is_given}"
            )
            held = self.rows(
                f"select distinct document_key from {known} as known "  # noqa: S608
                "where is_current and source_path in (select source_path from given) "
                f"and not exists (select 1 from given where {is_given})"
            )
            if first:
                for table in (tables.DOCUMENT_SOURCES, tables.METADATA_PLACES):
                    self._connection.execute(
                        f"delete from {table.qualified_name} as known using given where {is_given}"  # noqa: S608
                    )
            if held:
                self._connection.execute(
                    f"update {known} as known "  # noqa: S608
                    "set is_current = false, retired_load_id = $load_id, replaced_by_key = given.document_key "
                    "from given where known.is_current and known.source_path = given.source_path",
                    {"load_id": load_id},
                )
        return {key for (key,) in held}, {(path, key): first_load for path, key, first_load in first}

    def meet(self, paths: Sequence[str], *, is_first: bool) -> None:
        """Remember that these paths were met; `is_first`: and forget what an earlier load met."""
        if is_first:
            self._connection.execute("create or replace temporary table met_paths (source_path varchar)")
        with self._given(met=pa.table({"source_path": pa.array(paths, tables.TEXT)})):
            self._connection.execute("insert into met_paths select source_path from met")

    def gone(self, roots: Sequence[str], kept: Sequence[str]) -> list[tuple[str, int, int]]:
        """Find the current sources at or below `roots` that were not met, but for those at or below `kept`.

        Return of each root where some are gone: the root, how many are gone, and how many it had.
        """
        below = "(source_path = {0} or starts_with(source_path, {0} || '/') or starts_with(source_path, {0} || '#') "
        below += "or starts_with(source_path, {0} || '!'))"
        sources = tables.DOCUMENT_SOURCES.qualified_name
        with self._given(
            roots=pa.table({"root": pa.array([root.rstrip("/") for root in roots], tables.TEXT)}),
            kept=pa.table({"path": pa.array(kept, tables.TEXT)}),
        ):
            self._connection.execute(
                "create or replace temporary table gone_sources as "  # noqa: S608
                f"with missing as (select source_path, document_key from {sources} "
                "where is_current and source_path not in (select source_path from met_paths)) "
                "select distinct root, source_path, document_key "
                f"from missing inner join roots on {below.format('root')} "
                f"where not exists (select 1 from kept where {below.format('kept.path')})"
            )
            return self.rows(
                "with had as (select root, count(*) as sources "  # noqa: S608
                f"from roots inner join {sources} on {below.format('root')} where is_current group by root) "
                "select root, count(*), any_value(had.sources) from gone_sources inner join had using (root) "
                "group by root order by root"
            )

    def withdraw(self, load_id: int) -> tuple[int, set[str]]:
        """Withdraw the sources that `gone` found; return how many they are, and the keys of their documents."""
        gone = self.rows("select distinct source_path, document_key from gone_sources")
        self._connection.execute(
            f"update {tables.DOCUMENT_SOURCES.qualified_name} set is_current = false, retired_load_id = $load_id "  # noqa: S608
            "where is_current and source_path in (select source_path from gone_sources)",
            {"load_id": load_id},
        )
        return len(gone), {key for _, key in gone}

    def write_ledger(self, row: tuple[Any, ...]) -> None:
        """Write the row of this load into the ledger, in the place of the one that it wrote before."""
        self._connection.execute(f"delete from {tables.LOADS.qualified_name} where load_id = ?", [row[0]])  # noqa: S608
        self.insert(joined([to_batches({tables.LOADS.name: [row]})]))

    def queue(self, keys: Iterable[str], load_id: int) -> None:
        """Note that this load touched these documents: their models are to be built anew."""
        queue = tables.BUILD_QUEUE.qualified_name
        with self._given(wanted=_keys(keys)):
            self._connection.execute(
                f"insert into {queue} select document_key, $load_id from wanted "  # noqa: S608
                f"where document_key not in (select document_key from {queue} where load_id = $load_id)",
                {"load_id": load_id},
            )


def _keys(keys: Iterable[str]) -> pa.Table:
    return pa.table({"document_key": pa.array(sorted(set(keys)), tables.TEXT)})
