"""Publication: a copy of the work file, checked, takes the public file's place at once. Going back is the same."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path
from typing import Any, Final

import duckdb

from fugong import __version__, config
from fugong.publish import files
from fugong.publish.builds import Build, PublishError, Shelf, check, now, row_counts
from fugong.publish.changes import MEMORY, changes

# Copying a file costs a fraction of writing its tables anew, so that a file may waste up to this share of itself.
_MOST_FREE: Final = 0.35
_LEAST_BLOCKS: Final = 64


def publish(
    connection: duckdb.DuckDBPyConnection,
    public: Path,
    *,
    keep: int = config.KEEP_BUILDS,
    tests_passed: int | None = None,
    project: Path | None = None,
    built_documents: str | None = None,
) -> Build:
    """Publish what the work file of `public` holds, which `connection` has open; keep the last `keep` builds.

    The caller has the lock, and nothing is being written. Whatever happens, the public file is the old one or the new
    one, whole. `project` is the dbt project that was built; `built_documents` names a table with the keys of all
    documents and the number of the run of the models that built each last, where that is known.

    Raises:
        PublishError: if it cannot be published. The public file is the old one then.
    """
    started = time.monotonic()
    work = config.work_path(public)
    shelf = Shelf(public)
    try:
        counts, load_id = _settled(connection, work)
        _keep_found(shelf)
        code = code_fingerprint(project) if project else None
        builds = shelf.builds()
        current = shelf.current(builds)
        # After a rollback, or by other rules, any document may differ.
        is_next = current is not None and current == builds[-1] and current.code_fingerprint == code
        last_run = current.run_number if current and is_next else None
        folder = shelf.new_folder()
        file = folder / public.name
        files.copy(work, file)
        check(file, work.stat().st_size, counts, config.STORAGE_VERSION)
        work_fingerprint = files.fingerprint(file)
        is_compacted = _compacted(file)
        if is_compacted:
            check(file, file.stat().st_size, counts, config.STORAGE_VERSION)
        file.chmod(0o444)
        build = Build(
            build_id=shelf.next_id(),
            finished_at=now(),
            fingerprint=files.fingerprint(file),
            size_bytes=file.stat().st_size,
            row_counts=counts,
            load_id=load_id,
            changes=changes(public, file, built_documents, last_run) if current else None,
            run_number=_last_run(connection, built_documents) if built_documents else None,
            tests_passed=tests_passed,
            work_fingerprint=work_fingerprint,
            is_compacted=is_compacted,
            seconds=round(time.monotonic() - started, 3),
            code_fingerprint=code,
            fugong_version=__version__,
            duckdb_version=duckdb.__version__,
        )
        shelf.add(folder, build)
        _swap(shelf, build.build_id)
    except (OSError, duckdb.Error) as error:
        shelf.clear()
        raise PublishError(f"{public}: not published, and as it was before: {_line(error)}") from error
    except PublishError as error:
        shelf.clear()
        raise PublishError(f"{public}: not published, and as it was before: {error}") from error
    shelf.prune(keep)
    return build


def rollback(public: Path, build_id: int | None = None) -> Build:
    """Publish a build again that is kept; the one before that which is public, where none is named.

    The caller has the lock. The work file stays as it is.

    Raises:
        PublishError: if there is no such build, it is damaged, or it cannot be put in place.
    """
    shelf = Shelf(public)
    builds = shelf.builds()
    current = shelf.current(builds)
    if build_id is None:
        before = [build for build in builds if current is None or build.build_id < current.build_id]
        if not before:
            raise PublishError(f"{public}: there is no build before {'it' if current is None else current.build_id}")
        wanted = before[-1]
    else:
        named = [build for build in builds if build.build_id == build_id]
        if not named:
            kept = ", ".join(str(build.build_id) for build in builds) or "none"
            raise PublishError(f"{public}: no build {build_id} is kept (kept: {kept})")
        (wanted,) = named
    file = shelf.file(wanted.build_id)
    try:
        if files.fingerprint(file) != wanted.fingerprint:
            raise PublishError(f"{file}: was written to since it was published")
        check(file, wanted.size_bytes, wanted.row_counts, None if wanted.is_found else config.STORAGE_VERSION)
        _keep_found(shelf)
        _swap(shelf, wanted.build_id)
    except OSError as error:
        raise PublishError(f"{public}: as it was before: {_line(error)}") from error
    return wanted


def code_fingerprint(project: Path) -> str:
    """Return what tells apart the code by which builds are made: the dbt project in `project`, and this package."""
    package = Path(__file__).resolve().parents[1]
    of_project = [
        path for part in ("models", "macros", "seeds") for path in (project / part).rglob("*") if path.is_file()
    ]
    digest = hashlib.sha256()
    for root, paths in (
        (project, [*of_project, project / "dbt_project.yml"]),
        (package, [path for path in package.rglob("*.py") if "project" not in path.relative_to(package).parts]),
    ):
        for path in sorted(paths):
            digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _settled(connection: duckdb.DuckDBPyConnection, work: Path) -> tuple[dict[str, int], int | None]:
    """Have everything written into the work file itself, and return its row counts and its last load."""
    with connection.cursor() as cursor:
        cursor.execute("checkpoint")
        log = files.log_of(work)
        if log.exists() and log.stat().st_size:
            raise PublishError(f"{work}: somebody is still writing to it")
        ((database,),) = cursor.execute("select current_database()").fetchall()
        counts = row_counts(cursor, database)
        load_id = None
        if counts.get("raw.loads"):
            ((load_id,),) = cursor.execute("select max(load_id) from raw.loads").fetchall()
    return counts, load_id


def _last_run(connection: duckdb.DuckDBPyConnection, built_documents: str) -> int | None:
    with connection.cursor() as cursor:
        ((number,),) = cursor.execute(f"select max(run_number) from {built_documents}").fetchall()  # noqa: S608
    return None if number is None else int(number)


def _compacted(file: Path) -> bool:
    """Write a file anew whose blocks are free to a good part, and tell whether it was so."""
    with duckdb.connect(str(file), read_only=True) as connection:
        ((total, free),) = connection.execute("select total_blocks, free_blocks from pragma_database_size()").fetchall()
    if total < _LEAST_BLOCKS or free <= _MOST_FREE * total:
        return False
    # Views name the catalog, and the file's stem is its name: whole in a folder of its own.
    folder = file.parent / "compact"
    folder.mkdir()
    target = folder / file.name
    settings: dict[str, Any] = {"memory_limit": MEMORY, "temp_directory": str(folder / "spilled")}
    with duckdb.connect(config=settings) as connection:
        source_path, target_path = (str(path).replace("'", "''") for path in (file, target))
        connection.execute(f"attach '{source_path}' as wasteful_copy (read_only)")
        connection.execute(f"attach '{target_path}' as \"{file.stem}\" (storage_version '{config.STORAGE_VERSION}')")
        connection.execute(f'copy from database wasteful_copy to "{file.stem}"')
    files.sync(target)
    target.replace(file)
    folder.rmdir()
    return True


def _keep_found(shelf: Shelf) -> None:
    """Keep the public file as a build where it is none: it came from an older version, or from elsewhere."""
    public = shelf.public
    if not public.is_file() or shelf.current(shelf.builds()):
        return
    folder = shelf.new_folder()
    file = folder / public.name
    counts: dict[str, int] = {}
    try:
        if files.log_of(public).exists():
            # Its last transactions stand in the log; opening the copies puts them together.
            files.copy(files.log_of(public), files.log_of(file))
            files.copy(public, file)
            file.chmod(0o644)
        else:
            files.link(public, file)
        with duckdb.connect(str(file), read_only=not files.log_of(file).exists()) as connection:
            counts = row_counts(connection, public.stem)
    except duckdb.Error:
        # Nothing can be said of it, but it is kept for people to look into.
        pass
    file.chmod(0o444)
    build = Build(
        build_id=shelf.next_id(),
        finished_at=now(),
        fingerprint=files.fingerprint(file),
        size_bytes=file.stat().st_size,
        row_counts=counts,
        is_found=True,
    )
    shelf.add(folder, build)


def _swap(shelf: Shelf, build_id: int) -> None:
    """Put the file of a build in the place of the public one, at once."""
    public, work = shelf.public, config.work_path(shelf.public)
    log = files.log_of(public)
    with files.clear_of(work.with_name(f".{work.name}.publishing")) as second_name:
        files.link(shelf.file(build_id), second_name)
        if log.exists():
            # DuckDB would refuse the new file beside the log of an older one.
            log.replace(files.log_of(work.with_name(f".{work.name}.before")))
        second_name.replace(public)
    files.sync(public.parent)


def _line(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno:
        return error.strerror or str(error)
    return str(error).splitlines()[0] if str(error) else type(error).__name__
