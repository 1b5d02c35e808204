"""Reads one document of a built warehouse again, by the SQL that its build left.

Staging and intermediate models hold the documents of the last build. The build leaves their SQL in
`build.bld_model`; here it runs over the landed rows of one document, in memory, beside the file, which is only read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import duckdb

from fugong.why import queries

_SCHEMAS = ("raw", "staging", "intermediate", "build", "lexicon", "main")
_ASKED = frozenset(re.findall(r"(?:intermediate|staging)\.(\w+)", " ".join(map(str, vars(queries).values()))))
_PUBLISHED = "published"
# Of the models that read documents, those that keep the rows of all builds.
_OF_ALL_BUILDS = frozenset({"int_zone_mention", "int_comparable_fact"})


def is_of_last_build(connection: duckdb.DuckDBPyConnection, document_key: str) -> bool:
    """Tell whether the intermediate models hold this document, or no build has left what it takes to read it again."""
    found = connection.execute(
        "select table_name from information_schema.tables "
        "where table_schema = 'build' and table_name in ('bld_document', 'bld_model')"
    ).fetchall()
    if len(found) < len(("bld_document", "bld_model")):
        return True
    built = connection.execute("select 1 from build.bld_document where document_key = ?", [document_key])
    return bool(built.fetchall())


def read_again(path: Path, document_key: str) -> duckdb.DuckDBPyConnection:
    """Return a connection on which the tables are those of the warehouse at `path`, but those of this document alone.

    Published tables and seeds are those of the file; landed, staging and intermediate ones hold the document's rows.
    """
    connection = duckdb.connect(":memory:")
    catalog = _quoted(path.stem)
    connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {_PUBLISHED} (read_only)")
    connection.execute(f"attach ':memory:' as {catalog}")
    connection.execute(f"use {catalog}")
    for schema in _SCHEMAS:
        connection.execute(f"create schema if not exists {schema}")
    _take_over(connection, document_key)
    for schema, name, text in _needed(connection):
        connection.execute(f"create table {schema}.{_quoted(name)} as {text}")
    return connection


def _take_over(connection: duckdb.DuckDBPyConnection, document_key: str) -> None:
    tables = connection.execute(
        "select schema_name, table_name, bool_or(column_name = 'document_key') from duckdb_columns() "
        "where database_name = ? and schema_name in ('raw', 'lexicon', 'main') group by all order by all",
        [_PUBLISHED],
    ).fetchall()
    for schema, name, is_by_document in tables:
        relation = f"{schema}.{_quoted(name)}"
        if schema == "raw" and is_by_document:
            connection.execute(
                f"create table {relation} as select * from {_PUBLISHED}.{relation} where document_key = ?",  # noqa: S608
                [document_key],
            )
        else:
            connection.execute(f"create view {relation} as from {_PUBLISHED}.{relation}")
    connection.execute("create table build.bld_document as select ? as document_key", [document_key])


def _needed(connection: duckdb.DuckDBPyConnection) -> Iterable[tuple[str, str, str]]:
    """Yield schema, name and SQL of the models that are asked for and those before them, in the order of the build.

    Models that no document decides (names of places, say) are taken from the file as they are.
    """
    models = {
        name: (schema, depends_on.split(), text)
        for schema, name, depends_on, text in connection.execute(
            f"select schema_name, model_name, depends_on, sql_text from {_PUBLISHED}.build.bld_model "  # noqa: S608
            "order by build_order"
        ).fetchall()
    }
    of_documents: set[str] = {"bld_document"}
    for name, (_, depends_on, _) in models.items():
        if of_documents.intersection(depends_on) and name not in _OF_ALL_BUILDS:
            of_documents.add(name)
    wanted: set[str] = set()
    waiting = [name for name in models if name in _ASKED]
    while waiting:
        name = waiting.pop()
        if name in models and name not in wanted:
            wanted.add(name)
            if name in of_documents:
                waiting.extend(models[name][1])
    for name, (schema, _, text) in models.items():
        if name in wanted:
            yield schema, name, text if name in of_documents else f"from {_PUBLISHED}.{schema}.{_quoted(name)}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
