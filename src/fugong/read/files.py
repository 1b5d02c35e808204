"""Files and folders: from the paths that a user gives to sources, one after the other."""

from __future__ import annotations

import hashlib
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fugong.read.items import Reason, SetAside, Source, one_line, path_text, what_is_broken
from fugong.read.manifest import Manifest, ManifestRow, read_manifest
from fugong.text.decode import BinaryContent, Decoded, Undecodable, salvage

# A file without a suffix is taken too: crawlers often save articles under a bare number.
ARTICLE_SUFFIXES = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".shtml", ""})
MANIFEST_NAME = "manifest.csv"

# What lies beside articles without being one: passed over without a word.
_COMPANION = re.compile(r"(?:readme|manifest|licen[cs]e)(?![a-z]).*|.*\.md", re.IGNORECASE | re.DOTALL)
_VISIBLE = re.compile("[^\\s\ufeff\u200b-\u200f\u2060\x1a\ufffd]")
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What no article reaches: larger files, and files with longer lines, are set aside.

    Lines are measured in bytes, so that a file is refused before anything is decoded: 8 MiB are nearly three million
    Chinese characters.
    """

    max_file_bytes: int = 64 << 20
    max_line_bytes: int = 8 << 20


_DEFAULT_LIMITS = Limits()


def read_paths(paths: Sequence[Path], *, limits: Limits = _DEFAULT_LIMITS) -> Iterator[Source | SetAside]:
    """Read files, folders and manifests; yield a source for every article and a row for everything set aside.

    Folders are read recursively; from them come the files of `ARTICLE_SUFFIXES` and those that a manifest lists. A
    file given by name is always tried; one ending in `.csv` is a manifest, and the files that it lists are read. A file
    that is broken in a few places is a source all the same, after a row that says so. The outcome does not depend on
    the order of `paths`, and one file at a time is held in memory. Bad input raises nothing.
    """
    plan = _Plan(limits)
    for path, times in sorted(Counter(map(_identity, paths)).items()):
        plan.add_given(path, times)
    yield from plan.problems()
    first_with: dict[tuple[str, bytes], Path] = {}
    for path in plan.files():
        for _ in range(plan.mentions[path] - 1):
            yield _aside(path, Reason.DUPLICATE_FILE, "given more than once in this run; it is read once")
        yield from _read_file(path, plan.row_of(path), limits, first_with)


@dataclass(slots=True)
class _Plan:
    """What is to be read: collected before the first file is opened, so that the order of arguments cannot matter."""

    limits: Limits
    # How often a file is reached by its name or its folder. A manifest's list does not count: `corpus/*` names both.
    mentions: Counter[Path] = field(default_factory=Counter)
    _listed: set[Path] = field(default_factory=set)
    _other_types: set[Path] = field(default_factory=set)
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
            elif path.suffix.lower() == ".csv":
                self._add_manifest(path, is_given=True)
            else:
                self.mentions[path] += times
                self._add_metadata_beside(path)

    def problems(self) -> list[SetAside]:
        """Return what was set aside so far, sorted."""
        for path in self._other_types - self._listed - self.mentions.keys():
            what = f"no article by its ending ({path.suffix}); give it by name, or list it in a manifest, to try it"
            self._note(path, Reason.UNSUPPORTED_TYPE, what)
        return sorted(self._set_asides, key=lambda item: (item.source_path, item.detail))

    def files(self) -> list[Path]:
        """Return the files to be read, sorted."""
        return sorted(self.mentions.keys() | self._listed)

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
                entries = list(folder.iterdir())
            except OSError as error:
                self._note(folder, Reason.UNREADABLE_FILE, f"this folder cannot be read ({error.strerror})")
                is_empty = False
                continue
            manifest = self._manifest_in(folder)
            if manifest and self._is_inside(root, manifest):
                self._add_manifest(manifest)
                is_empty = False
            for entry in entries:
                if entry.name.startswith(".") or not self._is_inside(root, entry):
                    continue
                path = _identity(entry)
                if entry.is_dir():
                    # A link to a folder inside adds nothing: the folder is walked by its own path.
                    if not entry.is_symlink() and path not in self._walked:
                        folders.append(path)
                elif not _COMPANION.fullmatch(entry.name):
                    is_empty = False
                    if entry.suffix.lower() in ARTICLE_SUFFIXES:
                        self.mentions[path] += 1
                    else:
                        self._other_types.add(path)
        if is_empty:
            endings = " ".join(sorted(ARTICLE_SUFFIXES - {""}))
            self._note(root, Reason.EMPTY_FOLDER, f"this folder holds no article (files ending in {endings})")

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
    path: Path, row: ManifestRow | None, limits: Limits, first_with: dict[tuple[str, bytes], Path]
) -> Iterator[Source | SetAside]:
    read = _read(path, limits)
    if isinstance(read, SetAside):
        yield read
        return
    content, decoded = read
    # The same text under another name is a document of its own: a copy, which the models flag.
    identity = (path.stem, hashlib.sha256(content).digest())
    if identity in first_with:
        what = f"has the same name and content as {path_text(first_with[identity])}, which is read in its place"
        yield _aside(path, Reason.DUPLICATE_FILE, what)
        return
    first_with[identity] = path
    metadata = row or ManifestRow()
    if notice := what_is_broken(decoded):
        yield _aside(path, Reason.BROKEN_TEXT, notice, is_fatal=False)
    if metadata.problem:
        yield metadata.problem
    yield Source(
        path_text(path),
        path_text(Path(path.stem)),
        content,
        decoded,
        metadata.title,
        metadata.publisher,
        metadata.url,
        metadata.published_at,
        "manifest" if row else None,
    )


def _read(path: Path, limits: Limits) -> tuple[bytes, Decoded] | SetAside:
    """Return the bytes of a file that holds a text within the limits and what they say, else why it does not."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # Opening a named pipe would wait for ever.
            return _aside(path, Reason.UNREADABLE_FILE, "no regular file (a pipe or device); the others are read")
        if status.st_size > limits.max_file_bytes:
            what = f"{status.st_size:,} bytes, more than the {limits.max_file_bytes:,} that any article has; not read"
            return _aside(path, Reason.OVERSIZED_FILE, what)
        content = _read_within(path, limits.max_line_bytes)
    except OSError as error:
        return _aside(path, Reason.UNREADABLE_FILE, f"cannot be read ({error.strerror}); the others are read")
    if content is None:
        what = f"has a line of more than {limits.max_line_bytes:,} bytes, longer than any article's; not read"
        return _aside(path, Reason.OVERSIZED_LINE, what)
    try:
        decoded = salvage(content)
    except BinaryContent as error:
        return _aside(path, Reason.BINARY_FILE, f"not read: {error}; expected a text")
    except Undecodable as error:
        return _aside(path, Reason.UNDECODABLE_TEXT, f"not read: {error}; the others are read")
    if not _VISIBLE.search(decoded.text):
        if decoded.broken_at is not None:
            return _aside(path, Reason.UNDECODABLE_TEXT, "not read: nothing in it is a character; the others are read")
        return _aside(path, Reason.EMPTY_FILE, f"holds no text ({len(content):,} bytes); the others are read")
    return content, decoded


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
    return SetAside(path_text(path), reason, one_line(f"{path_text(path)}: {what}"), is_fatal)
