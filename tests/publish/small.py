"""A small warehouse for the tests of publication: one table of facts in a file that a build would leave."""

from __future__ import annotations

from pathlib import Path

import duckdb

from fugong import config
from fugong.publish.builds import Build, Shelf
from fugong.publish.lock import locked
from fugong.publish.swap import publish

CONFIG = {"storage_compatibility_version": config.STORAGE_VERSION}


def write(public: Path, *statements: str) -> None:
    """Run statements on the work file of `public`."""
    work = config.work_path(public)
    work.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(work), config=CONFIG) as connection:
        for statement in statements:
            connection.execute(statement)


def state(public: Path, number: int, rows: int = 3) -> None:
    """Make the work file hold state `number`: all its rows say so, and how many there are."""
    write(
        public,
        "begin",
        f"create or replace table states as select {number} as number, {rows} as row_count, i from range({rows}) r(i)",
        "commit",
    )


def published(public: Path, *, keep: int = config.KEEP_BUILDS, built_documents: str | None = None) -> Build:
    """Publish the work file as it is."""
    with (
        locked(public, "a test"),
        duckdb.connect(str(config.work_path(public)), config=CONFIG) as connection,
    ):
        return publish(connection, public, keep=keep, built_documents=built_documents)


def shown(public: Path, query: str = "select distinct number from states") -> list[tuple[object, ...]]:
    """Return what whoever opens the public file now finds."""
    with duckdb.connect(str(public), read_only=True) as connection:
        return connection.execute(query).fetchall()


def kept(public: Path) -> list[int]:
    """Return the numbers of the builds that are kept."""
    return [build.build_id for build in Shelf(public).builds()]
