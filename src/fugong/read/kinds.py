"""Kinds of files: what a name says a file holds, and what its first bytes say where there is no name to go by."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

# A file without a suffix is taken too: crawlers often save articles under a bare number.
ARTICLE_SUFFIXES: Final = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".shtml", ""})

# What lies beside articles without being one: passed over without a word.
_COMPANION: Final = re.compile(r"(?:readme|manifest|licen[cs]e)(?![a-z]).*|.*\.md", re.IGNORECASE | re.DOTALL)
_TAR_MARK: Final = slice(257, 262)
_JSON_LINE: Final = re.compile(rb'\s*\{\s*"')


class Kind(StrEnum):
    """What a file holds; the value is what `--format` calls it."""

    TEXT = "text"
    JSONL = "jsonl"
    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"
    WARC = "warc"
    ZIP = "zip"
    TAR = "tar"


ARCHIVES: Final = frozenset({Kind.ZIP, Kind.TAR})
_KINDS: Final = {
    **dict.fromkeys(ARTICLE_SUFFIXES - {""}, Kind.TEXT),
    **dict.fromkeys((".jsonl", ".ndjson", ".jsonlines"), Kind.JSONL),
    **dict.fromkeys((".csv", ".tsv"), Kind.CSV),
    **dict.fromkeys((".parquet", ".pq"), Kind.PARQUET),
    **dict.fromkeys((".warc", ".wet"), Kind.WARC),
    **dict.fromkeys((".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst"), Kind.TAR),
    ".json": Kind.JSON,
    ".zip": Kind.ZIP,
}
PACKED_SUFFIXES: Final = frozenset({".gz", ".zst", ".zstd", ".bz2", ".xz"})


def split_name(name: str) -> tuple[str, str, bool]:
    """Return a file's stem, its ending in lower case, and whether it is packed: `a.jsonl.gz` is `a`, `.jsonl`, True."""
    stem, suffix = _split(name)
    is_packed_name = suffix in PACKED_SUFFIXES
    if is_packed_name:
        stem, suffix = _split(stem)
    # What precedes `.gz` may be part of the name: `news.2020.gz`.
    if is_packed_name and suffix and suffix not in _KINDS:
        return stem + suffix, "", True
    return stem, suffix, is_packed_name


def kind_of(name: str) -> Kind | None:
    """Return what a file of this name holds, or None if only its content can tell."""
    return _KINDS.get(split_name(name)[1])


def is_taken(name: str) -> bool:
    """Tell whether a file of this name in a folder or an archive is read without having been asked for."""
    _, suffix, is_packed_name = split_name(name)
    return suffix in _KINDS or suffix in ARTICLE_SUFFIXES or is_packed_name


def is_companion(name: str) -> bool:
    """Tell whether a file of this name lies beside articles without being one: a read-me, a licence, a manifest."""
    return _COMPANION.fullmatch(name) is not None


def kind_of_bytes(head: bytes) -> Kind:
    """Return what a file that begins so holds; `head` should have 512 bytes, unpacked."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.ZIP
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"WARC/"):
        return Kind.WARC
    if head[_TAR_MARK] == b"ustar":
        return Kind.TAR
    start = head.removeprefix(b"\xef\xbb\xbf")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].replace(b"\0", b"")
    if _JSON_LINE.match(start):
        return Kind.JSON
    if start.lstrip().startswith(b"[") and _JSON_LINE.match(start.lstrip()[1:]):
        return Kind.JSON
    return Kind.TEXT


def _split(name: str) -> tuple[str, str]:
    stem, dot, suffix = name.rpartition(".")
    return (stem, dot + suffix.lower()) if stem.strip(".") and dot else (name, "")
