"""Streams: what is packed is unpacked a piece at a time, never beyond what a packed text could become."""

from __future__ import annotations

import bz2
import codecs
import io
import lzma
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, Protocol

import pyarrow as pa

from fugong.read.limits import Limits
from fugong.text.decode import DecodeError, decode, salvage

PIECE: Final = 1 << 16
_HEAD: Final = 1 << 18
_LOST: Final = "\ufffd"
_XZ_MEMORY: Final = 256 << 20
_WIDE_MARKS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


class DamagedError(Exception):
    """A stream that is cut off or corrupt; the message tells how, in a few words."""


class BombError(Exception):
    """A stream that unpacks to more than any text would; the message tells how much."""


class Readable(Protocol):
    """What is read from: only that it gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""


class _Unpacker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Inflater:
    """zlib with the manners of bz2 and lzma."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(31)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        piece = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        # A full piece may have more behind it even where all input was taken.
        self.needs_input = not self._inner.unconsumed_tail and len(piece) < max_length
        return piece


_PACKINGS: Final[tuple[tuple[bytes, str, Callable[[], _Unpacker] | None], ...]] = (
    (b"\x1f\x8b", "gzip", _Inflater),
    (b"BZh", "bzip2", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", "xz", lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY)),
    (b"\x28\xb5\x2f\xfd", "zstd", None),
)


class Unpacked(io.RawIOBase):
    """What a packed stream holds; members and frames that follow each other are one.

    Reading raises DamagedError where the stream ends too early or makes no sense, after all that came before it was
    given, and BombError beyond the limits.
    """

    def __init__(self, source: Readable, head: bytes, limits: Limits) -> None:
        """Unpack `source`, of which `head` was read already."""
        self._magic, self.packing, self._make = next(item for item in _PACKINGS if head.startswith(item[0]))
        self._source = source
        self._pending = head
        self._limits = limits
        self.bytes_in = 0
        self.bytes_out = 0
        # Where each of the last members begins, unpacked and packed. Who reads is at most a buffer behind.
        self.member_starts: deque[tuple[int, int]] = deque([(0, 0)], maxlen=PIECE)
        self._is_at_end = False
        self._misfit: str | None = None
        # Once it was raised, it is raised again: nobody must take the place for the end.
        self._failure: DamagedError | BombError | None = None
        self._unpacker: _Unpacker | None = self._make() if self._make else None
        self._zstd = None if self._make else pa.CompressedInputStream(pa.PythonFile(_Asked(self._next_input)), "zstd")

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next."""
        if self._failure:
            raise self._failure
        if self._is_at_end:
            return 0
        try:
            piece = self._piece(len(buffer))
        except (OSError, EOFError, zlib.error, lzma.LZMAError, pa.ArrowException, ValueError, MemoryError) as error:
            self._failure = DamagedError(f"it is no whole {self.packing} file ({_first_line(error)})")
            raise self._failure from None
        self.bytes_out += len(piece)
        if self.bytes_out > max(self._limits.free_bytes, self._limits.max_ratio * self.bytes_in):
            says = f"{self.bytes_in:,} bytes unpack to more than {self._limits.max_ratio} times as many"
            self._failure = BombError(says)
            raise self._failure
        if self.bytes_out > self._limits.max_total_bytes:
            self._failure = BombError(f"it unpacks to more than {self._limits.max_total_bytes:,} bytes")
            raise self._failure
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, size: int) -> bytes:
        if self._zstd is not None:
            piece: bytes = self._zstd.read(min(size, PIECE))
            self._is_at_end = not piece
            return piece
        if self._misfit:
            raise ValueError(self._misfit)
        while True:
            assert self._unpacker is not None  # noqa: S101
            data = b""
            is_input_at_end = False
            if self._unpacker.needs_input:
                data = self._next_input(PIECE)
                is_input_at_end = not data
            piece = self._unpacker.decompress(data, size)
            if self._unpacker.eof:
                self._next_member(len(piece))
                if piece or self._is_at_end:
                    return piece
                if self._misfit:
                    raise ValueError(self._misfit)
            elif piece:
                return piece
            elif is_input_at_end:
                raise EOFError("it ends too early")

    def _next_member(self, size: int) -> None:
        assert self._unpacker is not None  # noqa: S101
        assert self._make is not None  # noqa: S101
        rest = self._unpacker.unused_data
        self.bytes_in -= len(rest)
        self._pending = rest
        while len(self._pending) < len(self._magic):
            more = self._source.read(PIECE)
            if not more:
                break
            self._pending += more
        # Zeros fill tapes and blocks up.
        if not self._pending.strip(b"\0") and not self._has_more_than_zeros():
            self._is_at_end = True
            return
        if not self._pending.startswith(self._magic):
            self._misfit = f"after {self.bytes_in:,} bytes something else follows"
            return
        self.member_starts.append((self.bytes_out + size, self.bytes_in))
        self._unpacker = self._make()

    def _has_more_than_zeros(self) -> bool:
        while more := self._source.read(PIECE):
            if more.strip(b"\0"):
                self._pending = more
                return True
        return False

    def _next_input(self, size: int) -> bytes:
        data, self._pending = self._pending, b""
        data = data or self._source.read(size)
        self.bytes_in += len(data)
        return data


class _Asked(io.RawIOBase):
    """A file that Arrow can read, made of a function."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._left = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._left or self._read(PIECE)
        self._left = data[size:] if 0 <= size < len(data) else b""
        return data[: len(data) - len(self._left)]


class Joined(io.RawIOBase):
    """What was read of a stream to look at it, and then the rest of the stream."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        """Begin with `head`."""
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next."""
        if self._head:
            piece, self._head = self._head[: len(buffer)], self._head[len(buffer) :]
        else:
            piece = self._rest.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def read_head(stream: Readable, size: int) -> bytes:
    """Read `size` bytes, fewer only where the stream ends before, or is damaged: whoever reads on meets that."""
    pieces: list[bytes] = []
    # A buffered reader that meets damage forgets what it has read for the same call.
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    try:
        while size > 0 and (piece := read(size)):
            pieces.append(piece)
            size -= len(piece)
    except (DamagedError, BombError):
        if not pieces:
            raise
    return b"".join(pieces)


def is_packed(head: bytes) -> bool:
    """Tell whether these first bytes are those of a packed stream (gzip, bzip2, xz or zstd)."""
    return any(head.startswith(magic) for magic, *_ in _PACKINGS)


def unpack(stream: Readable, limits: Limits) -> tuple[io.BufferedReader, Unpacked | None]:
    """Return the stream without its packing, if its first bytes say that it has one, and what unpacks it."""
    head = read_head(stream, 6)
    if not is_packed(head):
        return io.BufferedReader(Joined(head, stream), PIECE), None
    unpacked = Unpacked(stream, head, limits)
    return io.BufferedReader(unpacked, PIECE), unpacked


class Lines:
    """The lines of a stream of text, one at a time, and the encoding of most of them.

    UTF-16 and UTF-32 are known by their marks. Lines end in a newline byte, which no encoding has in a character.
    """

    def __init__(self, stream: Readable, most: int) -> None:
        """Look at the beginning of `stream`; lines of more than `most` bytes are not held."""
        head = read_head(stream, _HEAD)
        self.encoding = "utf-8"
        self._most = most
        rest: Readable = stream
        for mark, encoding in _WIDE_MARKS:
            if head.startswith(mark):
                rest = io.BufferedReader(_Recoded(Joined(head[len(mark) :], stream), encoding), PIECE)
                head = read_head(rest, _HEAD)
                break
        else:
            head = head.removeprefix(codecs.BOM_UTF8)
            self.encoding = _encoding_of(head)
        self.head = head
        self._stream = io.BufferedReader(Joined(head, rest), PIECE)

    def __iter__(self) -> Iterator[bytes | None]:
        """Yield each line with its end, None for one that is too long."""
        while line := self._stream.readline(self._most + 1):
            if len(line) <= self._most or line.endswith(b"\n"):
                yield line
                continue
            while not line.endswith(b"\n") and (line := self._stream.readline(PIECE)):
                pass
            yield None

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Yield the text in pieces of any length, instead of in lines, and whether bytes of each fit no encoding."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        while True:
            piece = self._stream.read1(PIECE)
            text = decoder.decode(piece, final=not piece)
            yield text, _LOST in text and text.count(_LOST) > piece.count(_LOST.encode())
            if not piece:
                return

    def text_of(self, line: bytes) -> tuple[str, int | None]:
        """Decode a line; of one that is broken in places, return the first byte that does not fit as well.

        Raises:
            DecodeError: if it is no text.
        """
        try:
            return line.decode(self.encoding), None
        except UnicodeDecodeError:
            decoded = salvage(line, self.encoding)
            return decoded.text, decoded.broken_at


class _Recoded(io.RawIOBase):
    """A stream of text in UTF-16 or UTF-32, as UTF-8."""

    def __init__(self, source: Readable, encoding: str) -> None:
        self._source = io.BufferedReader(source, PIECE) if isinstance(source, io.RawIOBase) else source
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._pending = b""
        self._is_at_end = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._pending and not self._is_at_end:
            piece = self._source.read(PIECE)
            self._is_at_end = not piece
            # Halves of characters that stand alone are decoded as such.
            self._pending = self._decoder.decode(piece, final=not piece).encode("utf-8", "replace")
        piece, self._pending = self._pending[: len(buffer)], self._pending[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def _encoding_of(head: bytes) -> str:
    whole = head[: head.rfind(b"\n") + 1] if len(head) == _HEAD else head
    for read in (decode, salvage):
        try:
            encoding = read(whole).encoding
        except DecodeError:
            continue
        return encoding if encoding in ("gb18030", "big5hkscs") else "utf-8"
    return "utf-8"


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
