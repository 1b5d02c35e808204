"""Files of records: JSON lines and arrays, CSV and TSV, Parquet. Each record is an article, or a row why not."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from fugong.read.fields import FieldNames, Layouts, shown
from fugong.read.items import Reason, SetAside, Source, aside
from fugong.read.limits import Limits
from fugong.read.manifest import ManifestRow
from fugong.read.streams import BombError, DamagedError, Lines, Readable
from fugong.read.texts import read_bytes, read_text
from fugong.text.decode import DecodeError

# So many records without any text, and nothing else before: the field has another name.
_PATIENCE: Final = 1000
_PARQUET_ROWS: Final = 64
_PARQUET_BUFFER: Final = 1 << 20
_FIRST_PIECE: Final = 1 << 18
# What ends inside a name, a number or an escape may only be cut there.
_CUT: Final = 16
_LINES_LOOKED_AT: Final = 20
_MOST_SHOWN: Final = 12
_MOST_COLUMNS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Origin:
    """What holds the records: its path and name, what a manifest says about it, and how it is to be read.

    What came through a pipe has no place that would be the same the next time (`is_pipe`): its records are known by
    what they say.
    """

    path: str
    name: str
    limits: Limits
    fields: FieldNames
    row: ManifestRow | None = None
    is_pipe: bool = False

    def within(self, path: str, name: str) -> Origin:
        """Return the origin of what lies in this one."""
        return replace(self, path=path, name=name, row=None, is_pipe=False)

    def named(self, path: str, name: str, content: bytes, *, is_nameless: bool) -> tuple[str, str]:
        """Return the path and the name of a document with this content."""
        if not self.is_pipe:
            return path, name
        digest = sha256(name.encode() * (not is_nameless) + b"\0" + content).hexdigest()
        return f"{self.path}#sha256={digest[:16]}", f"{self.name}-{digest[:8]}" if is_nameless else name


@dataclass(slots=True)
class _Records:
    """The records of one origin on their way to sources."""

    origin: Origin
    layouts: Layouts = field(init=False)
    taken: int = 0
    without_text: int = 0
    names_seen: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.layouts = Layouts(self.origin.fields)

    def take(
        self, record: object, where: str, number: int, broken_at: int | None = None
    ) -> Iterator[Source | SetAside]:
        """Yield the source that a record holds, and what is wrong with it."""
        path = f"{self.origin.path}#{where}"
        if not isinstance(record, dict):
            what = f"is no record with fields but {shown(record)}; the others are read"
            yield aside(path, Reason.BAD_RECORD, what)
            return
        text = self.layouts.text(record)
        if isinstance(text, list) and all(isinstance(line, str) for line in text):
            text = "\n".join(text)
        if text is None or not isinstance(text, str | bytes):
            yield self._without_text(record, path, text)
            return
        read = read_text if isinstance(text, str) else read_bytes
        reading = read(path, text, self.origin.limits)
        if isinstance(reading, SetAside):
            yield replace(reading, reason=Reason.MISSING_TEXT) if reading.reason == Reason.EMPTY_FILE else reading
            return
        described = self.layouts.describe(record, path)
        name = described.name
        notes = list(described.notes)
        if broken_at is not None:
            what = f"byte {broken_at:,} of the record fits no encoding; what cannot be read stands as U+FFFD"
            notes.append(aside(path, Reason.BROKEN_TEXT, what, is_fatal=False))
        elif reading.notice:
            notes.append(reading.notice)
        yield from notes
        # What a manifest says about the whole file is true of each record that says nothing.
        row = self.origin.row or ManifestRow()
        path, name = self.origin.named(
            path, name or f"{self.origin.name}-{number}", reading.content, is_nameless=name is None
        )
        self.taken += 1
        yield Source(
            path,
            name,
            reading.content,
            reading.decoded,
            described.title,
            described.publisher or row.publisher,
            described.url,
            described.published_at or row.published_at,
            "record",
        )

    @property
    def is_hopeless(self) -> bool:
        """Tell whether the text seems to stand in a field that nobody named."""
        return not self.taken and self.without_text >= _PATIENCE

    def hopeless(self) -> SetAside:
        """Return the row of the whole file whose records have no text."""
        return aside(
            self.origin.path,
            Reason.MISSING_TEXT,
            f"none of its first {self.without_text:,} records has a text among its fields {_listed(self.names_seen)}; "
            "name the field with --field text=NAME; the rest of it is not read",
        )

    def _without_text(self, record: dict[Any, Any], path: str, text: object) -> SetAside:
        self.without_text += 1
        if len(self.names_seen) < _MOST_SHOWN:
            self.names_seen.update(dict.fromkeys(map(str, record)))
        if text is not None:
            what = f"its text is no text but {shown(text)}; the other records are read"
            return aside(path, Reason.BAD_RECORD, what)
        has_field = any(
            isinstance(way[0], str) and way[0] in record
            for way in self.origin.fields.paths("text", tuple(map(str, record)))
        )
        if has_field:
            return aside(path, Reason.MISSING_TEXT, "its text is empty; the other records are read")
        what = f"has no text among its fields {_listed(record)} (name it with --field text=NAME); the others are read"
        return aside(path, Reason.MISSING_TEXT, what)


def read_json_lines(stream: Readable, origin: Origin) -> Iterator[Source | SetAside]:
    """Read JSON objects, one a line."""
    return _json_lines(Lines(stream, origin.limits.max_record_bytes), origin)


def read_json(stream: Readable, origin: Origin) -> Iterator[Source | SetAside]:
    """Read JSON: an array of objects, one object, or, as many such files hold, one object a line."""
    lines = Lines(stream, origin.limits.max_record_bytes)
    head = lines.head.lstrip()
    # Of one object that is laid out on many lines, none is an object by itself.
    if head.startswith(b"{") and any(_is_object(lines, line) for line in head.split(b"\n", _LINES_LOOKED_AT)[:-1]):
        return _json_lines(lines, origin)
    return _json_values(lines, origin)


def _json_lines(lines: Lines, origin: Origin) -> Iterator[Source | SetAside]:
    records = _Records(origin)
    number = 0
    try:
        for number, line in enumerate(lines, 1):
            where = f"line={number}"
            if line is None:
                yield _too_large(origin, where)
            elif line.strip():
                yield from _of_json(records, lines, line, where, number)
            if records.is_hopeless:
                yield records.hopeless()
                return
    except (DamagedError, BombError, OSError) as error:
        yield cut_short(origin.path, error, f"after line {number:,}")


def _of_json(records: _Records, lines: Lines, line: bytes, where: str, number: int) -> Iterator[Source | SetAside]:
    path = f"{records.origin.path}#{where}"
    try:
        text, broken_at = lines.text_of(line)
        record = json.loads(text)
    except DecodeError as error:
        yield aside(path, Reason.UNDECODABLE_TEXT, f"not read: {error}; the others are read")
    except (ValueError, RecursionError) as error:
        yield aside(path, Reason.BAD_RECORD, f"is no valid JSON ({_why(error)}); the others are read")
    else:
        yield from records.take(record, where, number, broken_at)


def _is_object(lines: Lines, line: bytes) -> bool:
    try:
        return line.startswith(b"{") and isinstance(json.loads(lines.text_of(line)[0]), dict)
    except (ValueError, RecursionError):
        return False


def _json_values(lines: Lines, origin: Origin) -> Iterator[Source | SetAside]:
    """Read what is no JSON lines: an array, of which one element at a time is held, or one object."""
    records = _Records(origin)
    text = _Text(lines, origin.limits.max_record_bytes)
    number = 0
    is_said_broken = False
    try:
        is_array = text.skip("[")
        while not (text.skip("]") if is_array else text.is_at_end()):
            number += 1
            where = f"item={number}"
            try:
                value = text.value()
            except _TooLargeError:
                yield _too_large(origin, where, "the rest of the file is not read")
                return
            except (ValueError, RecursionError) as error:
                what = f"is no valid JSON ({_why(error)}); the rest of the file is not read"
                yield aside(f"{origin.path}#{where}", Reason.BAD_RECORD, what)
                return
            if text.is_broken and not is_said_broken:
                is_said_broken = True
                what = "some bytes fit no encoding; what cannot be read stands as U+FFFD, the rest is read"
                yield aside(f"{origin.path}#{where}", Reason.BROKEN_TEXT, what, is_fatal=False)
            yield from records.take(value, where, number)
            if records.is_hopeless:
                yield records.hopeless()
                return
            text.skip(",")
        if not number:
            yield aside(origin.path, Reason.EMPTY_FILE, "holds no record; the others are read")
        elif not text.is_at_end():
            what = "something follows the end of its list; it is not read"
            yield aside(origin.path, Reason.BAD_RECORD, what)
    except (DamagedError, BombError, OSError) as error:
        yield cut_short(origin.path, error, f"after record {number:,}")


class _TooLargeError(Exception):
    """A value that is larger than any record."""


class _Text:
    """The text of a stream, as far as the next value needs it."""

    def __init__(self, lines: Lines, most: int) -> None:
        self._pieces = lines.pieces()
        self._most = most
        self._text = ""
        self._at = 0
        self._is_all_read = False
        # Whether bytes that fit no encoding were met since somebody asked.
        self.is_broken = False
        self._decode = json.JSONDecoder().raw_decode

    def skip(self, mark: str) -> bool:
        """Go past a mark and what blank stands before it, if the mark is there."""
        if self.is_at_end() or self._text[self._at] != mark:
            return False
        self._at += 1
        return True

    def is_at_end(self) -> bool:
        """Tell whether nothing but blanks is left."""
        while True:
            self._at = WHITESPACE.match(self._text, self._at).end()
            if self._at < len(self._text):
                return False
            if self._is_all_read:
                return True
            self._more(1)

    def value(self) -> object:
        """Return the next value; raise ValueError if there is none, _TooLargeError if it is too large."""
        if self.is_at_end():
            raise ValueError("it ends within its list")
        while True:
            try:
                value, end = self._decode(self._text, self._at)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or error.pos > len(self._text) - _CUT
                if self._is_all_read or not is_cut:
                    raise
            else:
                self._at = end
                return value
            if len(self._text) - self._at > self._most:
                raise _TooLargeError
            # As much again as there is: what is long is not gone through more than twice.
            self._more(len(self._text) - self._at)

    def _more(self, least: int) -> None:
        pieces = [self._text[self._at :]]
        wanted = max(_FIRST_PIECE, least)
        while wanted > 0 and not self._is_all_read:
            piece, is_broken = next(self._pieces, (None, False))
            self._is_all_read = piece is None
            self.is_broken = self.is_broken or is_broken
            pieces.append(piece or "")
            wanted -= len(piece or "")
        self._text = "".join(pieces)
        self._at = 0


def read_csv(stream: Readable, origin: Origin) -> Iterator[Source | SetAside]:
    """Read the rows of a CSV or TSV file, whose first line names the columns."""
    lines = Lines(stream, origin.limits.max_record_bytes)
    table = _Table(lines)
    records = _Records(origin)
    # For the whole process; there is no other way. A file with a quotation mark too many is no field.
    csv.field_size_limit(origin.limits.max_record_bytes)
    number = 0
    try:
        header = table.next_row()
        names = [name.strip() for name in header or []]
        if header is None:
            yield aside(origin.path, Reason.EMPTY_FILE, "holds no row; the others are read")
            return
        if origin.fields.column("text", names) is None:
            yield aside(
                origin.path,
                Reason.MISSING_TEXT,
                f"none of its columns {_listed(names)} is known to hold a text; name it with --field text=NAME",
            )
            return
        while True:
            where = f"row={number + 1}"
            try:
                values = table.next_row()
            except csv.Error as error:
                number += 1
                what = f"is no valid CSV ({error}), perhaps a quotation mark too many; the others are read"
                yield aside(f"{origin.path}#{where}", Reason.BAD_RECORD, what)
                continue
            if values is None:
                return
            if not any(value.strip() for value in values):
                continue
            number += 1
            if table.problem:
                yield aside(f"{origin.path}#{where}", table.problem[0], table.problem[1])
            elif len(values) > len(names):
                what = (
                    f"has {len(values)} fields where the header has {len(names)} (a comma in a text needs quotation "
                    "marks); the others are read"
                )
                yield aside(f"{origin.path}#{where}", Reason.BAD_RECORD, what)
            else:
                yield from records.take(dict(zip(names, values, strict=False)), where, number, table.broken_at)
    except (DamagedError, BombError, OSError, csv.Error) as error:
        yield cut_short(origin.path, error, f"after row {number:,}")


def header_of(stream: Readable, limits: Limits) -> list[str]:
    """Return the names that the first line of a CSV file holds, as they stand there; none if it cannot be read."""
    try:
        return [name.strip() for name in _Table(Lines(stream, limits.max_record_bytes)).next_row() or []]
    except (DamagedError, BombError, OSError, csv.Error):
        return []


class _Table:
    """The rows of a CSV file, and what was wrong with the lines of the one returned last."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        first = lines.head.partition(b"\n")[0]
        delimiter = "\t" if b"\t" in first else ";" if b";" in first and b"," not in first else ","
        self._reader = csv.reader(self._texts(), delimiter=delimiter)
        self.problem: tuple[Reason, str] | None = None
        self.broken_at: int | None = None

    def next_row(self) -> list[str] | None:
        """Return the next row, or None at the end."""
        self.problem = self.broken_at = None
        return next(self._reader, None)

    def _texts(self) -> Iterator[str]:
        for line in self._lines:
            if line is None:
                self.problem = (Reason.OVERSIZED_RECORD, "has a line larger than any record; the others are read")
                yield "?\n"
                continue
            try:
                text, broken_at = self._lines.text_of(line)
            except DecodeError as error:
                self.problem = (Reason.UNDECODABLE_TEXT, f"not read: {error}; the others are read")
                text, broken_at = line.decode("ascii", "replace"), None
            if broken_at is not None and self.broken_at is None:
                self.broken_at = broken_at
            yield text


def read_parquet(file: BinaryIO, origin: Origin) -> Iterator[Source | SetAside]:
    """Read the rows of a Parquet file, a few at a time."""
    records = _Records(origin)
    number = 0
    # Arrow raises errors of its own; of corrupt files also what its Python side makes of nonsense.
    try:
        parquet = pq.ParquetFile(file, buffer_size=_PARQUET_BUFFER, pre_buffer=False)
        names = parquet.schema_arrow.names
        if len(names) > _MOST_COLUMNS:
            yield aside(origin.path, Reason.DAMAGED_FILE, f"not read: it has {len(names):,} columns")
            return
        if origin.fields.column("text", names) is None:
            yield aside(
                origin.path,
                Reason.MISSING_TEXT,
                f"none of its columns {_listed(names)} is known to hold a text; name it with --field text=NAME",
            )
            return
        columns = _columns(parquet.schema_arrow, origin.fields)
        for batch in parquet.iter_batches(batch_size=_PARQUET_ROWS, columns=columns, use_threads=False):
            for record in _rows(batch):
                number += 1
                yield from records.take(record, f"row={number}", number)
                if records.is_hopeless:
                    yield records.hopeless()
                    return
        if not number:
            yield aside(origin.path, Reason.EMPTY_FILE, "holds no row; the others are read")
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, OverflowError, MemoryError) as error:
        yield cut_short(origin.path, error, f"after row {number:,}")


def _columns(schema: pa.Schema, fields: FieldNames) -> list[str]:
    """Return the columns that may hold what is wanted; others are not even unpacked."""
    wanted = {
        path[0]
        for name in ("text", "id", "title", "publisher", "url", "published_at")
        for path in fields.paths(name, schema.names)
    }
    return [name for name in schema.names if name in wanted]


def _rows(batch: pa.RecordBatch) -> Iterable[dict[str, Any]]:
    columns = {name: _values(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    return ({name: values(row) for name, values in columns.items()} for row in range(batch.num_rows))


def _values(column: pa.Array) -> Callable[[int], Any]:
    def value(row: int) -> Any:
        try:
            return column[row].as_py()
        except UnicodeDecodeError:
            # Not every writer checks that its texts are UTF-8.
            return column[row].as_buffer().to_pybytes()
        except (ValueError, OverflowError):
            # A moment out of Python's range.
            return str(column[row])

    return value


def cut_short(path: str, error: BaseException, where: str) -> SetAside:
    """Return the row of a file that could be read up to some place only."""
    reason = Reason.ARCHIVE_BOMB if isinstance(error, BombError) else Reason.DAMAGED_FILE
    return aside(path, reason, f"cannot be read {where}: {_why(error)}; what came before is read")


def _too_large(origin: Origin, where: str, rest: str = "the others are read") -> SetAside:
    what = f"has more than {origin.limits.max_record_bytes:,} bytes, larger than any record with an article; {rest}"
    return aside(f"{origin.path}#{where}", Reason.OVERSIZED_RECORD, what)


def _listed(names: Iterable[object]) -> str:
    listed = [str(name)[:40] for name in names]
    return ", ".join(listed[:_MOST_SHOWN]) + (", …" if len(listed) > _MOST_SHOWN else "") or "(none)"


def _why(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, MemoryError):
        return "it asks for more memory than there is"
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
