"""What reading gives: sources to load, and items set aside with the reason."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from fugong.text.decode import Decoded

_LOST = "\ufffd"


class Reason(StrEnum):
    """Why an item was set aside; the value is the code that the set-aside table holds."""

    MISSING_PATH = "missing_path"
    UNREADABLE_FILE = "unreadable_file"
    EMPTY_FILE = "empty_file"
    EMPTY_FOLDER = "empty_folder"
    BINARY_FILE = "binary_file"
    UNDECODABLE_TEXT = "undecodable_text"
    BROKEN_TEXT = "broken_text"
    UNSUPPORTED_TYPE = "unsupported_type"
    OVERSIZED_FILE = "oversized_file"
    OVERSIZED_LINE = "oversized_line"
    OUTSIDE_FOLDER = "outside_folder"
    DUPLICATE_FILE = "duplicate_file"
    BAD_MANIFEST = "bad_manifest"
    BAD_MANIFEST_DATE = "bad_manifest_date"
    MANIFEST_ROW_WITHOUT_FILE = "manifest_row_without_file"
    CHANGED_WHILE_READ = "changed_while_read"
    TOO_SLOW = "too_slow"
    READING_FAILED = "reading_failed"
    READER_DIED = "reader_died"
    BAD_RECORD = "bad_record"
    MISSING_TEXT = "missing_text"
    OVERSIZED_RECORD = "oversized_record"
    BAD_RECORD_FIELD = "bad_record_field"
    BAD_RECORD_DATE = "bad_record_date"
    DAMAGED_FILE = "damaged_file"
    ENCRYPTED_MEMBER = "encrypted_member"
    NESTED_ARCHIVE = "nested_archive"
    ARCHIVE_BOMB = "archive_bomb"


@dataclass(frozen=True, slots=True)
class Source:
    """One document as it lies on the disk and as it reads, with what its manifest or record says about it.

    `source_path` is absolute, links resolved, and leads on into what holds many documents: `a.zip!/folder/x.txt`,
    `dump.jsonl.gz#line=12`. `source_name`, a record's id or a file's stem, is what users see. `content` is a file's
    bytes, or a record's text in UTF-8. `published_at` is YYYY, YYYY-MM or YYYY-MM-DD, a real date. `metadata_source`
    is `manifest`, `record`, or None where nothing says anything.
    """

    source_path: str
    source_name: str
    content: bytes
    decoded: Decoded
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: str | None = None
    metadata_source: str | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """One item that was not loaded, or not wholly.

    `detail` is one line for people: which file, where, what was expected, what happens to the rest.
    `is_fatal_for_item` is False where the document is loaded all the same, only without the part that is wrong.
    """

    source_path: str
    reason: Reason
    detail: str
    is_fatal_for_item: bool = True


def aside(source_path: str, reason: Reason, what: str, *, is_fatal: bool = True) -> SetAside:
    """Return the row of the item at `source_path`; its detail says where, and `what` is wrong."""
    return SetAside(source_path, reason, one_line(f"{source_path}: {what}"), is_fatal)


def never_silent(items: Iterator[Source | SetAside], source_path: str) -> Iterator[Source | SetAside]:
    """Yield the items of a file; if there are none, a row that says so."""
    first = next(items, None)
    yield first or aside(source_path, Reason.EMPTY_FILE, "holds no article; the others are read")
    yield from items


def path_text(path: Path | str) -> str:
    """Return a path, or a name in one, as text that any table can hold.

    A name that is no UTF-8 (Windows archives unpacked on Linux) is read as GB18030, else its odd bytes are escaped.
    """
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "backslashreplace")


def what_is_broken(decoded: Decoded) -> str | None:
    """Return what people should know of a text that was broken in places, or None of one that was whole."""
    if decoded.broken_at is None:
        return None
    return (
        f"byte {decoded.broken_at:,} is the first that does not fit {decoded.encoding}; "
        f"what cannot be read stands as U+FFFD ({decoded.text.count(_LOST):,} in all), the rest is read"
    )


def one_line(text: str) -> str:
    """Return `text` with line breaks and other unprintable characters escaped, so that it stays on one line."""
    if text.isprintable():
        return text
    return "".join(
        character if character.isprintable() or character == "\u3000" else ascii(character)[1:-1] for character in text
    )
