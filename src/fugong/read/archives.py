"""ZIP and tar archives, read in place: member by member, nothing is ever written to the disk."""

from __future__ import annotations

import io
import lzma
import os
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from fugong.read.items import Reason, SetAside, Source, aside, never_silent, one_line, path_text
from fugong.read.kinds import ARCHIVES, Kind, is_companion, is_taken, kind_of, kind_of_bytes, split_name
from fugong.read.manifest import (
    Manifest,
    ManifestRow,
    leads_out,
    manifest_within,
    member_path,
    missing_member,
)
from fugong.read.records import Origin, cut_short, read_csv, read_json, read_json_lines, read_parquet
from fugong.read.streams import PIECE, BombError, DamagedError, Joined, read_head, unpack
from fugong.read.texts import read_bytes
from fugong.read.web import read_warc

MANIFEST_NAME: Final = "manifest.csv"
# Heads of members that are longer hold no names.
_LONGEST_HEAD: Final = 8 << 20
_LARGEST_DIRECTORY: Final = 2 << 30
_ENCRYPTED: Final = 0x1
_UNIX: Final = 3
_DAMAGE: Final = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    RuntimeError,
    MemoryError,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
)

_Opener = Callable[[], AbstractContextManager[io.BufferedReader]]


@dataclass(frozen=True, slots=True)
class _Member:
    """One entry of an archive, its name as shown and as written; `refusal` says why it is not to be read."""

    name: str
    written: str
    size: int
    open: Callable[[], io.BufferedReader]
    refusal: tuple[Reason, str] | None = None


@dataclass(slots=True)
class _Archive:
    """An archive on its way to sources."""

    origin: Origin
    folder: Path
    manifests: dict[Path, Manifest] = field(default_factory=dict)
    rows: dict[Path, ManifestRow] = field(default_factory=dict)
    met: set[Path] = field(default_factory=set)
    names: set[int] = field(default_factory=set)
    members: int = 0
    taken: int = 0

    def path_of(self, name: str) -> str:
        return f"{self.origin.path}!/{name}"

    def add_manifest(self, name: str, content: bytes) -> Iterator[SetAside]:
        """Use the manifest that is called `name`; the one deepest in the archive knows best about a file."""
        path = member_path(self.folder, name)
        if path in self.manifests:
            return
        manifest = self.manifests[path] = manifest_within(path, content)
        yield from manifest.set_asides
        for target, row in manifest.rows.items():
            known = [other.path for other in self.manifests.values() if other is not manifest and target in other.rows]
            if all(len(path.parts) > len(other.parts) for other in known):
                self.rows[target] = row

    def take(self, member: _Member) -> Iterator[Source | SetAside]:
        """Yield what a member holds."""
        path = self.path_of(member.name)
        file_name = member.name.rpartition("/")[2]
        target = member_path(self.folder, member.name) if self.rows else self.folder
        is_listed = target in self.rows
        if not is_listed and (_is_passed_over(member.name) or is_companion(file_name)):
            return
        self.taken += 1
        self.members += 1
        if self.members > self.origin.limits.max_members:
            raise BombError(f"it holds more than {self.origin.limits.max_members:,} files")
        identity = hash(member.name)
        if identity in self.names:
            yield aside(path, Reason.DUPLICATE_FILE, "stands in the archive more than once; the first one is read")
            return
        self.names.add(identity)
        if is_listed:
            self.met.add(target)
        refusal = member.refusal or _refusal_of(member.written)
        if refusal is None and not is_listed and not is_taken(file_name):
            what = f"no article by its ending ({split_name(file_name)[1]}); list it in a manifest to try it"
            refusal = (Reason.UNSUPPORTED_TYPE, what)
        if refusal:
            yield aside(path, *refusal)
            return
        row = self.rows.get(target)
        try:
            stream = member.open()
        except _DAMAGE as error:
            yield aside(path, Reason.DAMAGED_FILE, f"cannot be read ({_why(error)}); the others are read")
            return
        origin = self.origin.within(path, split_name(file_name)[0])
        yield from read_member(stream, file_name, member.size, origin, row)

    def finish(self) -> Iterator[SetAside]:
        """Yield the rows of what manifests list and the archive does not hold."""
        for manifest in self.manifests.values():
            for target in manifest.rows.keys() - self.met:
                yield missing_member(manifest, target)
        if not self.taken and not self.manifests:
            yield aside(self.origin.path, Reason.EMPTY_FOLDER, "this archive holds no article")


def read_member(
    stream: io.BufferedReader, name: str, size: int | None, origin: Origin, row: ManifestRow | None
) -> Iterator[Source | SetAside]:
    """Read one file, packed or not, that is called `name` and no archive; damage is a row."""
    kind = kind_of(name)
    if kind in ARCHIVES:
        yield aside(origin.path, Reason.NESTED_ARCHIVE, "an archive within an archive; unpack it and give it by name")
        return
    try:
        yield from never_silent(read_content(stream, name, kind, size, origin, row), origin.path)
    except BombError as error:
        yield aside(origin.path, Reason.ARCHIVE_BOMB, f"not read: {error}; the others are read")
    except DamagedError as error:
        yield aside(origin.path, Reason.DAMAGED_FILE, f"not read: {error}; the others are read")


def read_content(
    stream: io.BufferedReader,
    name: str,
    kind: Kind | None,
    size: int | None,
    origin: Origin,
    row: ManifestRow | None,
) -> Iterator[Source | SetAside]:
    """Read a file of this kind, or of the kind that its first bytes tell; what is wrong with its packing is raised."""
    limits = origin.limits
    is_packed_name = split_name(name)[2]
    if kind in (None, Kind.TEXT) and not is_packed_name:
        yield from _read_page(stream, size, origin, row)
        return
    plain, unpacked = unpack(stream, limits)
    if kind is None:
        head = read_head(plain, 512)
        kind = kind_of_bytes(head)
        plain = io.BufferedReader(Joined(head, plain), PIECE)
        if kind in ARCHIVES:
            what = "an archive within what is packed; unpack it and give it by name"
            yield aside(origin.path, Reason.NESTED_ARCHIVE, what)
            return
    if kind in (None, Kind.TEXT):
        yield from _read_page(plain, size if unpacked is None else None, origin, row)
        return
    origin = origin if row is None else replace(origin, row=row)
    if kind == Kind.JSONL:
        yield from read_json_lines(plain, origin)
    elif kind == Kind.JSON:
        yield from read_json(plain, origin)
    elif kind == Kind.WARC:
        yield from read_warc(plain, unpacked, origin)
    elif kind == Kind.CSV:
        yield from read_csv(plain, origin)
    elif kind == Kind.PARQUET:
        content = _within(plain, limits.max_file_bytes)
        if content is None:
            what = f"more than {limits.max_file_bytes:,} bytes of Parquet in an archive; give the file itself"
            yield aside(origin.path, Reason.OVERSIZED_FILE, what)
            return
        yield from read_parquet(io.BytesIO(content), origin)


def _read_page(
    stream: io.BufferedReader, size: int | None, origin: Origin, row: ManifestRow | None
) -> Iterator[Source | SetAside]:
    most = origin.limits.max_file_bytes
    if size is not None and size > most:
        what = f"{size:,} bytes, more than the {most:,} that any article has; not read"
        yield aside(origin.path, Reason.OVERSIZED_FILE, what)
        return
    content = _within(stream, most)
    if content is None:
        what = f"holds more than the {most:,} bytes that any article has; not read"
        yield aside(origin.path, Reason.OVERSIZED_FILE, what)
        return
    reading = read_bytes(origin.path, content, origin.limits)
    if isinstance(reading, SetAside):
        yield reading
        return
    if reading.notice:
        yield reading.notice
    metadata = row or ManifestRow()
    if metadata.problem:
        yield metadata.problem
    path, name = origin.named(origin.path, origin.name, reading.content, is_nameless=True)
    yield Source(
        path,
        name,
        reading.content,
        reading.decoded,
        metadata.title,
        metadata.publisher,
        metadata.url,
        metadata.published_at,
        "manifest" if row else None,
    )


# --- ZIP -------------------------------------------------------------------------------------------------------------


def read_zip(file: BinaryIO, size: int, origin: Origin) -> Iterator[Source | SetAside]:
    """Read the members of a ZIP archive of `size` bytes, in their order."""
    archive = _Archive(origin, Path(origin.path + "!"))
    budget = _Budget(max(origin.limits.free_bytes, origin.limits.max_ratio * size), origin.limits.max_total_bytes)
    try:
        with zipfile.ZipFile(_Limited(file), metadata_encoding=None) as opened:
            infos = opened.infolist()
            names = [_zip_name(info) for info in infos]
            for info, name in zip(infos, names, strict=True):
                if PurePosixPath(name).name.lower() == MANIFEST_NAME and not _zip_refusal(info, origin):
                    content = _within(_zip_member(opened, info, budget, origin), origin.limits.max_file_bytes)
                    yield from archive.add_manifest(name, content or b"")
            for info, name in zip(infos, names, strict=True):
                if name.endswith("/"):
                    continue
                member = _Member(
                    name,
                    info.filename,
                    info.file_size,
                    lambda info=info: _zip_member(opened, info, budget, origin),  # type: ignore[misc]
                    _zip_refusal(info, origin),
                )
                yield from archive.take(member)
                if budget.is_spent:
                    raise BombError(budget.says)
            yield from archive.finish()
    except (BombError, DamagedError) as error:
        yield cut_short(origin.path, error, f"after {archive.members:,} members")
    except (NotImplementedError, *_DAMAGE) as error:
        yield aside(origin.path, Reason.DAMAGED_FILE, f"cannot be read as a ZIP archive: {_why(error)}")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; where the archive does not say that it is UTF-8, it often is GBK."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = path_text(Path(os.fsdecode(name.encode("cp437"))))
        except UnicodeError:
            pass
        else:
            name += "/" * (info.filename.endswith("/") and not name.endswith("/"))
    return _printable(name)


def _zip_refusal(info: zipfile.ZipInfo, origin: Origin) -> tuple[Reason, str] | None:
    mode = info.external_attr >> 16
    if info.create_system == _UNIX and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Reason.UNREADABLE_FILE, "a link or device in an archive; it is not followed"
    if info.flag_bits & _ENCRYPTED:
        return Reason.ENCRYPTED_MEMBER, "needs a password; unpack it and give the file"
    return None


def _zip_member(opened: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget, origin: Origin) -> io.BufferedReader:
    most = max(origin.limits.free_bytes, origin.limits.max_ratio * info.compress_size)
    return io.BufferedReader(_MemberStream(opened.open(info), most, budget), PIECE)


class _Budget:
    """How much an archive may unpack to in all."""

    def __init__(self, by_ratio: int, in_all: int) -> None:
        self._left = min(by_ratio, in_all)
        self.is_spent = False
        self.says = f"it unpacks to more than {self._left:,} bytes in all"

    def spend(self, size: int) -> None:
        self._left -= size
        if self._left < 0:
            self.is_spent = True
            raise BombError(self.says)


class _MemberStream(io.RawIOBase):
    """A member's content; what goes wrong is a DamagedError, too much of it a BombError."""

    def __init__(self, member: Any, most: int | None = None, budget: _Budget | None = None) -> None:
        self._member = member
        self._most = most
        self._bytes = 0
        self._budget = budget
        self._failure: DamagedError | BombError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if self._failure:
            raise self._failure
        try:
            piece = self._member.read(min(len(buffer), PIECE))
            self._bytes += len(piece)
            if self._most is not None and self._bytes > self._most:
                raise BombError(f"it unpacks to more than {self._most:,} bytes, too many for what it is packed in")
            if self._budget:
                self._budget.spend(len(piece))
        except (BombError, DamagedError) as failure:
            self._failure = failure
            raise
        except (NotImplementedError, *_DAMAGE) as error:
            self._failure = DamagedError(f"it is damaged ({_why(error)})")
            raise self._failure from None
        buffer[: len(piece)] = piece
        return len(piece)


class _Limited:
    """A file of which nobody reads a piece that no directory needs."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > _LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("its directory is too large")
        return self._file.read(size)


# --- tar -------------------------------------------------------------------------------------------------------------


def read_tar(open_stream: _Opener, origin: Origin, *, is_once: bool) -> Iterator[Source | SetAside]:
    """Read the members of a tar archive, in their order.

    Its manifests are looked for first; of a stream that can be read only once (`is_once`), they are used from where
    they stand on.
    """
    archive = _Archive(origin, Path(origin.path + "!"))
    try:
        if not is_once and _may_have_manifest(open_stream):
            try:
                for name, content in _tar_manifests(open_stream, origin):
                    yield from archive.add_manifest(name, content)
            except (DamagedError, BombError):
                # The second time it is said, after what comes before.
                pass
        with open_stream() as stream:
            for info, member in _tar_members(stream):
                if is_once and PurePosixPath(member.name).name.lower() == MANIFEST_NAME and not member.refusal:
                    listing = _within(member.open(), origin.limits.max_file_bytes)
                    yield from archive.add_manifest(member.name, listing or b"")
                if not info.isdir():
                    yield from archive.take(member)
        yield from archive.finish()
    except (BombError, DamagedError) as error:
        yield cut_short(origin.path, error, f"after {archive.members:,} members")


def _may_have_manifest(open_stream: _Opener) -> bool:
    """Tell whether the name of a manifest stands anywhere in a stream; to look takes less than to read the archive."""
    wanted = MANIFEST_NAME.encode()
    end = b""
    with open_stream() as stream:
        try:
            while piece := stream.read1(1 << 20):
                if wanted in (end + piece).lower():
                    return True
                end = piece[-len(wanted) :]
        except (DamagedError, BombError):
            # It is said when the archive is read.
            return False
    return False


def _tar_manifests(open_stream: _Opener, origin: Origin) -> Iterator[tuple[str, bytes]]:
    with open_stream() as stream:
        for info, member in _tar_members(stream):
            if PurePosixPath(member.name).name.lower() == MANIFEST_NAME and not info.isdir() and not member.refusal:
                yield member.name, _within(member.open(), origin.limits.max_file_bytes) or b""


def _tar_members(stream: io.BufferedReader) -> Iterator[tuple[tarfile.TarInfo, _Member]]:
    forward: Any = _Forward(stream)
    try:
        tar = tarfile.open(fileobj=forward, mode="r:")  # noqa: SIM115
        while (info := tar.next()) is not None:
            # Otherwise it keeps them all.
            tar.members = []  # type: ignore[attr-defined]
            yield info, _Member(_tar_name(info), info.name, info.size, _tar_opener(tar, info), _tar_refusal(info))
    except (NotImplementedError, *_DAMAGE) as error:
        raise DamagedError(f"it is no whole tar archive ({_why(error)})") from None
    # To the reader a head that makes no sense is the end.
    if forward.last_piece.strip(b"\0"):
        raise DamagedError("it is no whole tar archive (something else follows)")


def _tar_opener(tar: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[], io.BufferedReader]:
    def opened() -> io.BufferedReader:
        return io.BufferedReader(_MemberStream(tar.extractfile(info)), PIECE)

    return opened


def _tar_name(info: tarfile.TarInfo) -> str:
    if info.name.isprintable():
        return info.name
    try:
        return _printable(path_text(Path(info.name)))
    except (UnicodeError, ValueError):
        return _printable(info.name)


def _tar_refusal(info: tarfile.TarInfo) -> tuple[Reason, str] | None:
    if not info.isreg():
        return Reason.UNREADABLE_FILE, "a link or device in an archive; it is not followed"
    if info.issparse():
        return Reason.UNREADABLE_FILE, "a file with holes in an archive; unpack it and give the file"
    return None


class _Forward:
    """What tarfile needs of a file, over a stream that only goes forward."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._position = 0
        self._is_seekable = stream.seekable()
        self.name = ""
        self.mode = "rb"
        self.last_piece = b""

    def tell(self) -> int:
        return self._position

    def seek(self, position: int, whence: int = 0) -> int:
        if whence or position < self._position:
            raise tarfile.ReadError("a member that ends before it begins")
        if self._is_seekable:
            self._stream.seek(position)
            self._position = position
        while self._position < position:
            piece = self._stream.read(min(PIECE, position - self._position))
            if not piece:
                break
            self._position += len(piece)
        return self._position

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _LONGEST_HEAD:
            raise tarfile.ReadError("the head of a member is too long")
        self.last_piece = self._stream.read(size)
        self._position += len(self.last_piece)
        return self.last_piece

    def close(self) -> None:
        """Leave the stream to who opened it."""


# --- both ------------------------------------------------------------------------------------------------------------


def _within(stream: io.BufferedReader, most: int) -> bytes | None:
    """Return the content of a stream, or None if it has more than `most` bytes."""
    pieces = []
    left = most
    while left >= 0 and (piece := stream.read1(PIECE)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces) if left >= 0 else None


def _is_passed_over(name: str) -> bool:
    if name[:1] != "." and "/." not in name and "__MACOSX" not in name:
        return False
    parts = name.replace("\\", "/").split("/")
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in parts)


def _refusal_of(name: str) -> tuple[Reason, str] | None:
    if leads_out(name) or name.endswith(("/", "/.")):
        return Reason.OUTSIDE_FOLDER, "its name leads out of the archive; it is not read"
    return None


def _printable(name: str) -> str:
    return name if name.isprintable() else one_line(name.encode("utf-8", "backslashreplace").decode())


def _why(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "it asks for more memory than there is"
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
