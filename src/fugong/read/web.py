"""Web archives: WARC files as crawlers write them, and WET files, which hold the texts of pages."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import BufferedReader, ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

from fugong.read.fields import clean_label
from fugong.read.items import Reason, SetAside, Source, aside, one_line
from fugong.read.manifest import ManifestRow
from fugong.read.records import Origin, cut_short
from fugong.read.streams import PIECE, BombError, DamagedError, Unpacked
from fugong.read.texts import read_bytes

_LONGEST_LINE: Final = 1 << 20
_LONGEST_HEAD: Final = 4 << 20
_LONGEST_URL: Final = 2000
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml", "text/plain", ""})
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,30})", re.IGNORECASE)
_RECORD_ID: Final = re.compile(r"<?(?:urn:uuid:)?([^<>\s]{1,200})>?")
# The window bits of zlib: with the head of gzip or zlib, or without any, as some servers send `deflate`.
_PACKED_BODIES: Final = {"gzip": (47,), "x-gzip": (47,), "deflate": (47, -15)}


class _Guarded(BufferedReader):  # type: ignore[misc]
    """warcio's reader, for streams that nobody vouches for: lines and heads of records have an end."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        super().__init__(stream, block_size=PIECE)
        self._head_bytes = 0

    def read(self, length: int | None = None) -> bytes:
        self._head_bytes = 0
        data: bytes = super().read(length)
        return data

    def readline(self, length: int | None = None) -> bytes:
        line: bytes = super().readline(min(length or _LONGEST_LINE, _LONGEST_LINE))
        self._head_bytes += len(line)
        if len(line) >= _LONGEST_LINE or self._head_bytes > _LONGEST_HEAD:
            self._head_bytes = 0
            raise ArchiveLoadFailed("its head does not end")
        return line

    def line_of_next_record(self) -> bytes:
        """Return the line that the next record begins with, or nothing at the end; what comes before is passed over."""
        is_line_start = True
        while line := super().readline(_LONGEST_LINE):
            if is_line_start and line.startswith(b"WARC/"):
                break
            is_line_start = line.endswith(b"\n")
        self._head_bytes = 0
        found: bytes = line
        return found


class _Archive(ArchiveIterator):  # type: ignore[misc]
    """warcio's iterator over a stream that is unpacked already, which says so when a record is cut off."""

    # warcio writes it to the screen.
    INC_RECORD = ""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        super().__init__(_Tellable(stream))
        self.known_format = "warc"
        self.reader = _Guarded(self.fh)

    def go_on(self) -> bool:
        """Find the next record after one that is none; False if there is no other."""
        line = self.reader.line_of_next_record()
        self.next_line = line or None
        self.offset = self.fh.tell() - self.reader.rem_length() - len(line)
        self.record = self.member_info = None
        self.the_iter = self._iterate_records()
        return bool(line)

    def _next_record(self, next_line: bytes | None) -> Any:
        while next_line is None or not next_line.strip():
            next_line = self.reader.readline()
            if not next_line:
                raise EOFError
        try:
            record = super()._next_record(next_line)
        except EOFError:
            raise ArchiveLoadFailed("the file ends within it") from None
        if record.length is None:
            raise ArchiveLoadFailed("it does not say how long it is")
        return record


class _Tellable:
    """A stream that knows how far it was read."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read1(size)
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position


def read_warc(stream: io.BufferedIOBase, unpacked: Unpacked | None, origin: Origin) -> Iterator[Source | SetAside]:
    """Read the pages (responses, resources) and texts (conversions) of a WARC file.

    Other records, and responses that are no pages by their type, are passed over. The date of a record tells when
    the page was fetched, not when it was published, and is not used.
    """
    archive = _Archive(stream)
    while True:
        try:
            record = next(archive.the_iter, None)
            if record is None:
                return
            path = f"{origin.path}#offset={_offset(archive.offset, unpacked)}"
            items = _read_record(record, path, origin)
        except (DamagedError, BombError, OSError) as error:
            yield cut_short(origin.path, error, f"after byte {archive.offset:,}")
            return
        # Whatever warcio meets in a head that nobody checked: it has no error of its own for most of that.
        except Exception as error:
            path = f"{origin.path}#offset={_offset(archive.offset, unpacked)}"
            what = f"is no valid WARC record ({_first_line(error)}); the others are read"
            yield aside(path, Reason.DAMAGED_FILE, what)
            try:
                if not archive.go_on():
                    return
            except (DamagedError, BombError, OSError) as damage:
                yield cut_short(origin.path, damage, f"after byte {archive.offset:,}")
                return
            continue
        yield from items


def _offset(position: int, unpacked: Unpacked | None) -> str:
    """Return where a record stands in its file: in a packed one where its member begins, as indexes say it."""
    if unpacked is None:
        return str(position)
    starts = unpacked.member_starts
    while len(starts) > 1 and starts[1][0] <= position:
        starts.popleft()
    begins_at, packed_at = starts[0]
    return str(packed_at) if begins_at == position else f"{packed_at}+{position - begins_at}"


def _read_record(record: Any, path: str, origin: Origin) -> list[Source | SetAside]:
    if record.rec_type not in ("response", "resource", "conversion"):
        return []
    headers = record.http_headers
    sent_type = (headers.get_header("Content-Type") if headers else record.content_type) or ""
    if sent_type.partition(";")[0].strip().lower() not in _PAGES:
        return []
    if headers and not (headers.get_statuscode() or "200").startswith("2"):
        what = f"answered with status {headers.get_statuscode()[:40]}: no article; the others are read"
        return [aside(path, Reason.UNSUPPORTED_TYPE, what)]
    most = origin.limits.max_file_bytes
    if record.length > most + _LONGEST_HEAD:
        what = f"{record.length:,} bytes, more than the {most:,} that any article has; not read"
        return [aside(path, Reason.OVERSIZED_FILE, what)]
    content = _body(record, headers, most)
    if content is None:
        what = f"unpacks to more than the {most:,} bytes that any article has; not read"
        return [aside(path, Reason.OVERSIZED_FILE, what)]
    charset = _CHARSET.search(sent_type)
    reading = read_bytes(path, content, origin.limits, charset[1] if charset else None)
    if isinstance(reading, SetAside):
        return [reading]
    url = clean_label(record.rec_headers.get_header("WARC-Target-URI") or "")
    record_id = _RECORD_ID.fullmatch(clean_label(record.rec_headers.get_header("WARC-Record-ID") or ""))
    name = one_line(record_id[1]) if record_id else None
    row = origin.row or ManifestRow()
    path, name = origin.named(
        path, name or f"{origin.name}-{path.rpartition('=')[2]}", reading.content, is_nameless=name is None
    )
    notice = [reading.notice] if reading.notice else []
    source = Source(
        path,
        name,
        reading.content,
        reading.decoded,
        None,
        row.publisher,
        url if 0 < len(url) <= _LONGEST_URL else None,
        row.published_at,
        "record",
    )
    return [*notice, source]


def _body(record: Any, headers: Any, most: int) -> bytes | None:
    """Return the page as it was before it was sent, or None if it is too large.

    Crawlers that unpack what they store leave the head as it was; then the page is taken as it lies there.
    """
    stream = record.raw_stream
    is_chunked = headers and "chunked" in (headers.get_header("Transfer-Encoding") or "").lower()
    reader = ChunkedDataReader(stream) if is_chunked else stream
    content = b"".join(iter(lambda: reader.read(PIECE), b""))
    if getattr(stream, "limit", 0) and not is_chunked:
        raise DamagedError("the file ends within a page")
    packing = (headers.get_header("Content-Encoding") or "").strip().lower() if headers else ""
    for bits in _PACKED_BODIES.get(packing, ()):
        unpacker = zlib.decompressobj(bits)
        try:
            page = unpacker.decompress(content, most + 1)
        except zlib.error:
            continue
        return page if len(page) <= most else None
    return content if len(content) <= most else None


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
