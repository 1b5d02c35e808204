"""The builds that were published: a folder each, with the file and what is known of it.

What is known of a build stands in a small JSON file beside it, not in a table: it must be told while a writer holds the
work file, for a file that is published no more, and without opening any of them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from fugong import config
from fugong.land.warehouse import WarehouseError
from fugong.publish import files

_NOTE: Final = "build.json"
_COUNTED: Final = {
    "quantities": "main.fct_quantities",
    "reopening_rates": "main.fct_reopening_rates",
    "funds": "main.fct_funds",
    "project_counts": "main.fct_project_counts",
}
_DOCUMENTS: Final = "main.dim_document"


class PublishError(WarehouseError):
    """A build could not be published, and the public file is what it was; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Facts that a build has and the one that was public before had not, has otherwise, and has no more."""

    new: int
    changed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class Build:
    """What is known of a build.

    `row_counts` are those of all tables; `tests_passed` is None where nobody counted; `changes` is None where there was
    nothing to compare with; `seconds` is what publishing took; `run_number` is the last run
    of the models in it. The work file had `work_fingerprint` when it was copied.
    An `is_found` build was made by no publication: its file was found in the place of the public one, and kept.
    """

    build_id: int
    finished_at: str
    fingerprint: str
    size_bytes: int
    row_counts: dict[str, int]
    load_id: int | None = None
    changes: Changes | None = None
    tests_passed: int | None = None
    work_fingerprint: str | None = None
    is_compacted: bool = False
    is_found: bool = False
    seconds: float = 0.0
    run_number: int | None = None
    code_fingerprint: str | None = None
    fugong_version: str | None = None
    duckdb_version: str | None = None

    @property
    def documents(self) -> int | None:
        """How many documents it has."""
        return self.row_counts.get(_DOCUMENTS)

    @property
    def facts(self) -> dict[str, int]:
        """How many facts it has, by kind; quantities are all of them."""
        return {name: self.row_counts[table] for name, table in _COUNTED.items() if table in self.row_counts}

    def as_dict(self) -> dict[str, Any]:
        """Return what people and schedulers are told: without the counts of tables that are not public."""
        told = {"build_id": self.build_id, "documents": self.documents, "facts": self.facts} | asdict(self)
        del told["row_counts"]
        return told


@dataclass(slots=True)
class Shelf:
    """The kept builds of one public file. Whatever changes them must hold its lock."""

    public: Path
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        """Know where they are."""
        self.folder = config.work_path(self.public).parent / "builds" / self.public.stem

    def builds(self) -> list[Build]:
        """Return the builds, oldest first."""
        numbers = sorted(int(name) for name in _names(self.folder) if name.isdecimal())
        return [build for build in map(self._read, numbers) if build]

    def file(self, build_id: int) -> Path:
        """Return where the file of a build is."""
        return self.folder / str(build_id) / self.public.name

    def current(self, builds: Sequence[Build]) -> Build | None:
        """Return the one of `builds` that is public now; None where the public file is none of them, or not there."""
        try:
            found = files.fingerprint(self.public)
        except OSError:
            return None
        alike = [build for build in builds if build.fingerprint == found]
        same = [build for build in alike if self._is_public(build)]
        return next(reversed(same or alike), None)

    def add(self, folder: Path, build: Build) -> None:
        """Put the file that lies in `folder` on the shelf: from then on there is the build, and not before."""
        note = folder / _NOTE
        note.write_text(json.dumps(asdict(build), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        files.sync(note)
        files.sync(folder)
        folder.rename(self.folder / str(build.build_id))
        files.sync(self.folder)

    def next_id(self) -> int:
        """Return the number of the next build."""
        return max((int(name) for name in _names(self.folder) if name.isdecimal()), default=0) + 1

    def new_folder(self) -> Path:
        """Return an empty folder for a build that is being made."""
        self.clear()
        folder = self.folder / ".new"
        folder.mkdir(parents=True)
        return folder

    def clear(self) -> None:
        """Take away what publications that were cut off have left."""
        for name in _names(self.folder):
            if not (self.folder / name / _NOTE).is_file() or not name.isdecimal():
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def prune(self, keep: int) -> None:
        """Delete all builds but the last `keep` and the one that is public."""
        builds = self.builds()
        current = self.current(builds)
        for build in builds[:-keep]:
            if build != current:
                folder = self.folder / str(build.build_id)
                # Without its note it is no build any more, whatever becomes of the rest.
                (folder / _NOTE).unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)

    def _read(self, build_id: int) -> Build | None:
        try:
            note = json.loads((self.folder / str(build_id) / _NOTE).read_bytes())
            known = {name: value for name, value in note.items() if name in {each.name for each in fields(Build)}}
            changes = known.pop("changes", None)
            return Build(**known, changes=Changes(**changes) if changes else None)
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def _is_public(self, build: Build) -> bool:
        try:
            return self.file(build.build_id).samefile(self.public)
        except OSError:
            return False


def row_counts(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, int]:
    """Return how many rows each table of an open database has, by its name with its schema."""
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? order by all", [database]
    ).fetchall()
    counts = {}
    for schema, table in tables:
        name = ".".join(f'"{part}"' for part in (database, schema, table))
        ((count,),) = connection.execute(f"select count(*) from {name}").fetchall()  # noqa: S608
        counts[f"{schema}.{table}"] = int(count)
    return counts


def check(file: Path, size_bytes: int, expected: dict[str, int], storage_version: str | None) -> None:
    """Check that a finished file is whole and opens, is of that storage version (of any, for None), and has its rows.

    That takes no longer for a large file: DuckDB knows its tables' rows without reading them, so the size counts too.

    Raises:
        PublishError: if not.
    """
    if file.stat().st_size != size_bytes:
        raise PublishError(f"{file}: has {file.stat().st_size:,} bytes, and should have {size_bytes:,}")
    try:
        with duckdb.connect(str(file), read_only=True) as connection:
            ((name, tags),) = connection.execute(
                "select database_name, tags from duckdb_databases() where path is not null"
            ).fetchall()
            counts = row_counts(connection, name)
    except duckdb.Error as error:
        raise PublishError(f"{file}: does not open ({str(error).splitlines()[0]})") from error
    version = str(tags.get("storage_version", "")).removesuffix("+")
    if storage_version and version != storage_version:
        raise PublishError(f"{file}: has storage version {version}, and not {storage_version}")
    if counts != expected:
        names = sorted(name for name in counts.keys() | expected.keys() if counts.get(name) != expected.get(name))
        has, should = counts.get(names[0], "no"), expected.get(names[0], "none")
        raise PublishError(f"{file}: {names[0]} has {has} rows, and should have {should}")


def listing(public: Path, builds: Sequence[Build], current: Build | None) -> str:
    """Return the builds as people read them, the last one first."""
    if not builds:
        return f"fugong: {public}: no build was published yet"
    rows: list[tuple[str, ...]] = [
        ("", "build", "finished (UTC)", "load", "documents", "facts", "new", "changed", "withdrawn", "MB", "")
    ]
    for build in reversed(builds):
        changes = build.changes
        notes = ["found there"] if build.is_found else []
        if build.tests_passed == 0:
            notes.append("untested")
        rows.append(
            (
                "▶" if build == current else "",
                str(build.build_id),
                build.finished_at.replace("T", " ").removesuffix("Z"),
                _shown(build.load_id),
                _shown(build.documents),
                _shown(build.facts.get("quantities")),
                *map(_shown, (changes.new, changes.changed, changes.withdrawn) if changes else (None,) * 3),
                f"{build.size_bytes / 1e6:,.1f}",
                ", ".join(notes),
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    if current is None:
        lines.append(f"{public} is none of these.")
    return "\n".join(lines)


def now() -> str:
    """Return the time, as builds have it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def _names(folder: Path) -> Iterator[str]:
    try:
        yield from [path.name for path in folder.iterdir()]
    except FileNotFoundError:
        return
