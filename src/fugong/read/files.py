"""Files and folders: from the paths that a user gives to sources, one after the other."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final

from fugong.read.archives import MANIFEST_NAME, read_content, read_tar, read_zip
from fugong.read.items import Reason, SetAside, Source, aside, never_silent, one_line, path_text
from fugong.read.kinds import (
    ARTICLE_SUFFIXES,
    Kind,
    is_companion,
    is_taken,
    kind_of,
    kind_of_bytes,
    split_name,
)
from fugong.read.limits import DEFAULT_LIMITS, Limits
from fugong.read.manifest import Manifest, ManifestRow, read_manifest
from fugong.read.options import DEFAULT_OPTIONS, ReadOptions
from fugong.read.records import Origin, cut_short, header_of, read_parquet
from fugong.read.streams import PIECE, BombError, DamagedError, Joined, is_packed, read_head, unpack
from fugong.read.texts import Reading, long_line, read_bytes
from fugong.read.web import read_warc

STANDARD_INPUT: Final = Path("-")
_CHUNK_BYTES: Final = 1 << 20
_HEAD_BYTES: Final = 4096


def read_paths(
    paths: Sequence[Path],
    *,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = DEFAULT_OPTIONS,
    standard_input: BinaryIO | None = None,
) -> Iterator[Source | SetAside]:
    """Read files, folders, archives and manifests; yield a source for every article and a row for all set aside.

    Folders are read recursively; from them come the files that `kinds` knows by their endings and those that a
    manifest lists. A file given by name is always tried; one ending in `.csv` is a manifest, and the files that it
    lists are read, unless its header says that it holds texts. `-` is the standard input. A file that is broken in a
    few places is a source all the same, after a row that says so. The outcome does not depend on the order of
    `paths`, and one article at a time is held in memory. Bad input raises nothing.
    """
    plan = _Plan(limits, options)
    given = Counter(path if path == STANDARD_INPUT else _identity(path) for path in paths)
    pipe_count = given.pop(STANDARD_INPUT, 0)
    for path, times in sorted(given.items()):
        plan.add_given(path, times)
    yield from plan.problems()
    first_with: dict[tuple[str, bytes], str] = {}
    for path in plan.files():
        for _ in range(plan.mentions[path] - 1):
            yield _aside(path, Reason.DUPLICATE_FILE, "given more than once in this run; it is read once")
        kind = options.kind if path in plan.given and options.kind else kind_of(path.name)
        is_plain = kind in (None, Kind.TEXT) and not split_name(path.name)[2]
        if is_plain:
            yield from _read_file(path, plan.row_of(path), limits, first_with)
        else:
            yield from _distinct(
                never_silent(_read_holder(path, kind, plan.row_of(path), limits, options), path_text(path)),
                path,
                first_with,
            )
    if pipe_count:
        for _ in range(pipe_count - 1):
            yield aside("stdin", Reason.DUPLICATE_FILE, "given more than once in this run; it is read once")
        yield from never_silent(_read_pipe(standard_input or sys.stdin.buffer, limits, options), "stdin")


@dataclass(slots=True)
class _Plan:
    """What is to be read: collected before the first file is opened, so that the order of arguments cannot matter."""

    limits: Limits
    options: ReadOptions
    # Files that the user named one by one.
    given: set[Path] = field(default_factory=set)
    # How often a file is reached by its name or its folder. A manifest's list does not count: `corpus/*` names both.
    mentions: Counter[Path] = field(default_factory=Counter)
    _listed: set[Path] = field(default_factory=set)
    _other_types: set[Path] = field(default_factory=set)
    _lists: set[Path] = field(default_factory=set)
    _rows: dict[Path, tuple[tuple[int, Path], ManifestRow]] = field(default_factory=dict)
    _set_asides: set[SetAside] = field(default_factory=set)
    _manifests: dict[Path, Manifest] = field(default_factory=dict)
    _manifest_paths: dict[Path, Path | None] = field(default_factory=dict)
    _walked: set[Path] = field(default_factory=set)

    def add_given(self, path: Path, times: int) -> None:
        """Add a path that the user gave `times` times; folders before what lies in them."""
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:
            if path.is_symlink():
                self._note(path, Reason.UNREADABLE_FILE, "a link to a file that is not there; the others are read")
            else:
                self._note(path, Reason.MISSING_PATH, "no such file or folder; check the spelling, the others are read")
        except OSError as error:
            self._note(path, Reason.UNREADABLE_FILE, f"cannot be read ({error.strerror}); the others are read")
        else:
            if stat.S_ISDIR(mode):
                if times > 1 or path in self._walked:
                    self._note(path, Reason.DUPLICATE_FILE, "this folder is given more than once; it is read once")
                if path not in self._walked:
                    self._add_folder(path)
            elif path.suffix.lower() == ".csv" and not self.options.kind and not self._holds_texts(path):
                self._add_manifest(path, is_given=True)
            else:
                self.given.add(path)
                self.mentions[path] += times
                self._add_metadata_beside(path)

    def problems(self) -> list[SetAside]:
        """Return what was set aside so far, sorted."""
        for path in self._lists - self._listed - self.mentions.keys() - self._manifests.keys():
            what = f"a list of files; name it {MANIFEST_NAME}, or give it by name, to have it used"
            self._note(path, Reason.UNSUPPORTED_TYPE, what)
        for path in self._other_types - self._listed - self.mentions.keys():
            what = f"no article by its ending ({path.suffix}); give it by name, or list it in a manifest, to try it"
            self._note(path, Reason.UNSUPPORTED_TYPE, what)
        return sorted(self._set_asides, key=lambda item: (item.source_path, item.detail))

    def files(self) -> list[Path]:
        """Return the files to be read, sorted."""
        # By their parts as paths are sorted, which takes a tenth of the time if they are asked for once.
        return sorted(self.mentions.keys() | self._listed, key=lambda path: path.parts)

    def row_of(self, path: Path) -> ManifestRow | None:
        """Return what the manifest nearest to the file says about it."""
        return self._rows[path][1] if path in self._rows else None

    def _note(self, path: Path, reason: Reason, what: str) -> None:
        self._set_asides.add(_aside(path, reason, what))

    def _add_folder(self, root: Path) -> None:
        is_empty = True
        folders = [root]
        while folders:
            folder = folders.pop()
            self._walked.add(folder)
            try:
                with os.scandir(folder) as scanned:
                    entries = list(scanned)
            except OSError as error:
                self._note(folder, Reason.UNREADABLE_FILE, f"this folder cannot be read ({error.strerror})")
                is_empty = False
                continue
            manifest = self._manifest_in(folder)
            if manifest and self._is_inside(root, manifest):
                self._add_manifest(manifest)
                is_empty = False
            for entry in entries:
                path = folder / entry.name
                if entry.name.startswith(".") or (entry.is_symlink() and not self._is_inside(root, path)):
                    continue
                # The folder's own path has no links in it: what is none itself needs not be led back.
                if entry.is_symlink():
                    path = _identity(path)
                if entry.is_dir():
                    # A link to a folder inside adds nothing: the folder is walked by its own path.
                    if not entry.is_symlink() and path not in self._walked:
                        folders.append(path)
                elif not is_companion(entry.name):
                    is_empty = False
                    if entry.name.lower().endswith(".csv") and self._lists_files(path):
                        self._lists.add(path)
                    elif is_taken(entry.name):
                        self.mentions[path] += 1
                    else:
                        self._other_types.add(path)
        if is_empty:
            endings = " ".join(sorted(ARTICLE_SUFFIXES - {""}))
            self._note(root, Reason.EMPTY_FOLDER, f"this folder holds no article (files ending in {endings})")

    def _holds_texts(self, path: Path) -> bool:
        """Tell whether a CSV file has a column of texts, and none of paths or one that the user named."""
        names = _csv_header(path, self.limits)
        is_named = self.options.fields.given.get("text") in names
        return is_named or (not _has_path(names) and self.options.fields.column("text", names) is not None)

    def _lists_files(self, path: Path) -> bool:
        names = _csv_header(path, self.limits)
        return _has_path(names) and self.options.fields.given.get("text") not in names

    def _is_inside(self, root: Path, entry: Path) -> bool:
        """Tell whether an entry of the folder may be read; note links that lead nowhere or out of the folder."""
        if not entry.is_symlink():
            return True
        try:
            target = entry.resolve(strict=True)
        except (OSError, RuntimeError):
            self._note(entry, Reason.UNREADABLE_FILE, "a link to a file that is not there; the others are read")
            return False
        if target.is_relative_to(root):
            return True
        self._note(entry, Reason.OUTSIDE_FOLDER, "a link that leads out of the folder; it is not followed")
        return False

    def _add_manifest(self, path: Path, *, is_given: bool = False) -> None:
        manifest = self._manifest(path)
        # A manifest that was given by name and cannot be used is itself what was not loaded.
        is_fatal = is_given and not manifest.is_usable
        self._set_asides.update(
            replace(item, is_fatal_for_item=True) if is_fatal else item for item in manifest.set_asides
        )
        self._listed.update(manifest.rows)
        self._use_rows(manifest, manifest.rows)

    def _add_metadata_beside(self, path: Path) -> None:
        """Use what the manifest beside a single file says about it; its other rows are not asked for."""
        manifest_path = self._manifest_in(path.parent)
        if manifest_path is None:
            return
        manifest = self._manifest(manifest_path)
        if not manifest.is_usable:
            self._set_asides.update(manifest.set_asides)
        self._use_rows(manifest, [path] if path in manifest.rows else [])

    def _use_rows(self, manifest: Manifest, paths: Iterable[Path]) -> None:
        # The nearest manifest knows best: the one deepest in the tree, then the first by name.
        rank = (-len(manifest.path.parts), manifest.path)
        for path in paths:
            if path not in self._rows or rank < self._rows[path][0]:
                self._rows[path] = (rank, manifest.rows[path])

    def _manifest(self, path: Path) -> Manifest:
        if path not in self._manifests:
            self._manifests[path] = read_manifest(path, self.limits.max_file_bytes)
        return self._manifests[path]

    def _manifest_in(self, folder: Path) -> Path | None:
        if folder not in self._manifest_paths:
            try:
                named = sorted(entry for entry in folder.iterdir() if entry.name.lower() == MANIFEST_NAME)
            except OSError:
                named = []
            self._manifest_paths[folder] = named[0] if named else None
        return self._manifest_paths[folder]


def _read_file(
    path: Path, row: ManifestRow | None, limits: Limits, first_with: dict[tuple[str, bytes], str]
) -> Iterator[Source | SetAside]:
    whole = path_text(path)
    reading = _read(path, whole, limits)
    if isinstance(reading, SetAside):
        yield reading
        return
    name = path_text(path.stem)
    if (copy := _is_copy(whole, name, reading.content, first_with)) is not None:
        yield copy
        return
    metadata = row or ManifestRow()
    if reading.notice:
        yield reading.notice
    if metadata.problem:
        yield metadata.problem
    yield Source(
        whole,
        name,
        reading.content,
        reading.decoded,
        metadata.title,
        metadata.publisher,
        metadata.url,
        metadata.published_at,
        "manifest" if row else None,
    )


def _is_copy(path: str, name: str, content: bytes, first_with: dict[tuple[str, bytes], str]) -> SetAside | None:
    """Return the row of a file whose name and content were read before.

    The same text under another name is a document of its own: a copy, which the models flag.
    """
    identity = (name, hashlib.sha256(content).digest())
    first = first_with.setdefault(identity, path)
    if first == path:
        return None
    what = f"has the same name and content as {first}, which is read in its place"
    return aside(path, Reason.DUPLICATE_FILE, what)


def _distinct(
    items: Iterable[Source | SetAside], path: Path, first_with: dict[tuple[str, bytes], str]
) -> Iterator[Source | SetAside]:
    """Yield the items of a file; if it is one article that was packed, it may be a copy of another file."""
    given = path_text(path)
    whole = one_line(given)
    for item in items:
        is_whole = isinstance(item, Source) and item.source_path == whole
        copy = _is_copy(given, item.source_name, item.content, first_with) if is_whole else None  # type: ignore[union-attr]
        yield copy or item


def _read(path: Path, whole: str, limits: Limits) -> Reading | SetAside:
    """Return what a file that holds a text within the limits says, else why it does not; `whole` is its path."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # Opening a named pipe would wait for ever.
            return _aside(path, Reason.UNREADABLE_FILE, "no regular file (a pipe or device); the others are read")
        if status.st_size > limits.max_file_bytes:
            what = f"{status.st_size:,} bytes, more than the {limits.max_file_bytes:,} that any article has; not read"
            return _aside(path, Reason.OVERSIZED_FILE, what)
        content = _read_at_rest(path, limits.max_line_bytes)
    except ChangedWhileReadError:
        what = "changed while it was read, twice; not read, the next load tries again"
        return _aside(path, Reason.CHANGED_WHILE_READ, what)
    except OSError as error:
        return _aside(path, Reason.UNREADABLE_FILE, f"cannot be read ({error.strerror}); the others are read")
    if content is None:
        return long_line(whole, limits)
    return read_bytes(whole, content, limits)


# --- files that hold many ---------------------------------------------------------------------------------------------


def _read_holder(
    path: Path, kind: Kind | None, row: ManifestRow | None, limits: Limits, options: ReadOptions
) -> Iterator[Source | SetAside]:
    """Read a file of records, an archive, or a packed file."""
    stem = path_text(Path(split_name(path.name)[0]))
    origin = Origin(one_line(path_text(path)), one_line(stem), limits, options.fields)
    if row and row.problem:
        yield row.problem
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield _aside(path, Reason.UNREADABLE_FILE, "no regular file (a pipe or device); the others are read")
            return
        with path.open("rb") as file:
            head = read_head(file, _HEAD_BYTES)
            file.seek(0)
            if kind == Kind.ZIP:
                yield from read_zip(file, status.st_size, origin)
            elif kind == Kind.TAR or (kind is None and _is_packed_tar(head, limits)):
                yield from read_tar(lambda: _opened_tar(path, limits), origin, is_once=False)
            elif kind == Kind.PARQUET and not is_packed(head):
                yield from read_parquet(file, origin if row is None else replace(origin, row=row))
            else:
                size = status.st_size if not is_packed(head) else None
                yield from read_content(file, path.name, kind, size, origin, row)
    except (BombError, DamagedError) as error:
        yield cut_short(origin.path, error, "as a whole")
    except OSError as error:
        yield _aside(path, Reason.UNREADABLE_FILE, f"cannot be read ({error.strerror or error}); the others are read")


def _is_packed_tar(head: bytes, limits: Limits) -> bool:
    try:
        return kind_of_bytes(read_head(unpack(io.BytesIO(head), limits)[0], 512)) == Kind.TAR
    except (BombError, DamagedError):
        # There is less than a block of it.
        return False


@contextmanager
def _opened_tar(path: Path, limits: Limits) -> Iterator[io.BufferedReader]:
    with path.open("rb") as file:
        is_plain = not is_packed(read_head(file, 6))
        file.seek(0)
        # What is not packed can be gone through in leaps.
        yield file if is_plain else unpack(file, limits)[0]


def _read_pipe(pipe: BinaryIO, limits: Limits, options: ReadOptions) -> Iterator[Source | SetAside]:
    """Read the standard input, of which only the first bytes (or the user) tell what it is."""
    origin = Origin("stdin", "stdin", limits, options.fields, is_pipe=True)
    try:
        plain, unpacked = unpack(pipe, limits)
        head = read_head(plain, _HEAD_BYTES)
        if not head:
            yield aside("stdin", Reason.EMPTY_FILE, "holds nothing")
            return
        kind = options.kind or kind_of_bytes(head)
        if not options.kind and kind == Kind.TEXT and _is_table(head, limits, options):
            kind = Kind.CSV
        stream: io.BufferedReader = io.BufferedReader(Joined(head, plain), PIECE)
        if kind == Kind.TAR:
            yield from read_tar(lambda: nullcontext(stream), origin, is_once=True)
        elif kind == Kind.WARC:
            yield from read_warc(stream, unpacked, origin)
        elif kind in (Kind.ZIP, Kind.PARQUET):
            # Both have their directory at the end.
            with tempfile.TemporaryFile() as file:
                while piece := stream.read(_CHUNK_BYTES):
                    file.write(piece)
                size = file.tell()
                file.seek(0)
                yield from read_zip(file, size, origin) if kind == Kind.ZIP else read_parquet(file, origin)
        else:
            yield from read_content(stream, "stdin", kind, None, origin, None)
    except (BombError, DamagedError) as error:
        yield cut_short("stdin", error, "as a whole")
    except OSError as error:
        yield aside("stdin", Reason.UNREADABLE_FILE, f"cannot be read ({error.strerror or error})")


def _is_table(head: bytes, limits: Limits, options: ReadOptions) -> bool:
    names = header_of(io.BytesIO(head.partition(b"\n")[0]), limits)
    return len(names) > 1 and options.fields.column("text", names) is not None


def _csv_header(path: Path, limits: Limits) -> list[str]:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return []
        with path.open("rb") as file:
            return header_of(file, limits)
    except OSError:
        return []


def _has_path(names: Sequence[str]) -> bool:
    return any(name.lower() == "path" for name in names)


class ChangedWhileReadError(Exception):
    """A file was written to while it was read: what was read is nobody's text."""


def _read_at_rest(path: Path, max_line_bytes: int) -> bytes | None:
    """Return what `_read_within` does, of a file that nobody wrote to meanwhile; one that is written to is tried twice.

    Raises:
        ChangedWhileReadError: if it was written to both times.
    """
    for _ in range(2):
        before = path.stat()
        content = _read_within(path, max_line_bytes)
        after = path.stat()
        is_at_rest = (before.st_size, before.st_mtime_ns, before.st_ino) == (
            after.st_size,
            after.st_mtime_ns,
            after.st_ino,
        )
        if is_at_rest and (content is None or len(content) >= after.st_size):
            return content
    raise ChangedWhileReadError


def _read_within(path: Path, max_line_bytes: int) -> bytes | None:
    """Return the content, or None as soon as a line is too long.

    A newline byte inside a UTF-16 character only makes lines look shorter; other encodings have none.
    """
    pieces = []
    line_bytes = 0
    with path.open("rb") as file:
        while piece := file.read(min(_CHUNK_BYTES, max_line_bytes)):
            first = min((index for index in (piece.find(b"\n"), piece.find(b"\r")) if index >= 0), default=len(piece))
            if line_bytes + first > max_line_bytes:
                return None
            last = max(piece.rfind(b"\n"), piece.rfind(b"\r"))
            line_bytes = line_bytes + len(piece) if last < 0 else len(piece) - last - 1
            pieces.append(piece)
    return b"".join(pieces)


def _identity(path: Path) -> Path:
    """Return the one path of a file however it was named; of a missing one, where it was looked for."""
    try:
        return path.resolve(strict=True)
    except (OSError, RuntimeError):
        return path.absolute()


def _aside(path: Path, reason: Reason, what: str, *, is_fatal: bool = True) -> SetAside:
    return aside(path_text(path), reason, what, is_fatal=is_fatal)
