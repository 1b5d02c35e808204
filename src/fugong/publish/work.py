"""The work file: where loader and dbt write, and how it begins."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from fugong import config
from fugong.land.warehouse import WarehouseError
from fugong.publish import files, lock
from fugong.publish.builds import Shelf


@contextmanager
def writing(public: Path, command: str) -> Iterator[Path]:
    """Hold the lock of `public` in the block, and yield its work file, which may be yet to be created.

    Raises:
        LockedError: if another process writes.
        WarehouseError: if there can be no such warehouse.
    """
    begin(public, command)
    try:
        yield config.work_path(public)
    finally:
        lock.release(public)


def begin(public: Path, command: str) -> None:
    """Take the lock of `public`, until `lock.release` or the end of the process, and see to its work file.

    Where there is a public file and no work file (one of an older layout, or a copy) the work file begins as a copy.

    Raises:
        LockedError: if another process writes.
        WarehouseError: if there can be no such warehouse.
    """
    if "." in public.stem:
        raise WarehouseError(f"{public}: no dots in the warehouse's name before .duckdb (tables could not be named)")
    if public.is_symlink():
        raise WarehouseError(f"{public}: is a link, which a build would replace; name the file itself")
    lock.take(public, command)
    try:
        _start(public, config.work_path(public))
    except BaseException:
        lock.release(public)
        raise


def _start(public: Path, work: Path) -> None:
    try:
        if work.exists():
            _shrink(public, work)
        elif os.path.lexists(public):
            _begin_as_copy(public, work)
    except OSError as error:
        raise WarehouseError(f"{work}: cannot be written ({error.strerror or error})") from error


def _shrink(public: Path, work: Path) -> None:
    """Have the work file go on from the last build where that was compacted and nothing was written since.

    Else every publication from now on would have to compact it again.
    """
    shelf = Shelf(public)
    last = max(shelf.builds(), key=lambda build: build.build_id, default=None)
    log = files.log_of(work)
    if last is None or not last.is_compacted or (log.exists() and log.stat().st_size):
        return
    if files.fingerprint(work) == last.work_fingerprint:
        _replace(shelf.file(last.build_id), work)


def _begin_as_copy(public: Path, work: Path) -> None:
    log = files.log_of(public)
    # A file that is published has no log. One beside it is of an older file, and DuckDB would refuse both.
    is_in_place = bool(public.stat().st_mode & stat.S_IWUSR)
    if is_in_place or not log.exists():
        _check_is_warehouse(public)
    if is_in_place and log.exists():
        # What an older version wrote last stands in its log.
        _replace(log, files.log_of(work))
    _replace(public, work)


def _replace(source: Path, target: Path) -> None:
    with files.clear_of(target.with_name(f".{target.name}.starting")) as copy:
        files.copy(source, copy)
        copy.chmod(0o644)
        copy.replace(target)
    files.sync(target.parent)


def _check_is_warehouse(public: Path) -> None:
    try:
        duckdb.connect(str(public), read_only=True).close()
    except duckdb.Error as error:
        raise WarehouseError(f"{public}: cannot be opened as a warehouse ({str(error).splitlines()[0]})") from error
