"""From one document's bytes, or its text where a record holds it, to a source, or to the reason why there is none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fugong.read.items import Reason, SetAside, aside, what_is_broken
from fugong.read.limits import Limits
from fugong.text.decode import BinaryContent, Decoded, Undecodable, salvage
from fugong.text.looks import CONTROLS

_VISIBLE = re.compile("[^\\s\ufeff\u200b-\u200f\u2060\x1a\ufffd]")
# Half of a character beyond U+FFFF, and the character zero: what no table can hold.
_UNSTORABLE = re.compile("[\ud800-\udfff\0]")
_CONTROL = re.compile(f"[{re.escape(CONTROLS)}]")
_ODD = re.compile(f"[\ud800-\udfff{re.escape(CONTROLS)}]")
_MOST_CONTROLS = 0.05
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document's bytes say; `notice` is the row of one that is broken in places."""

    content: bytes
    decoded: Decoded
    notice: SetAside | None = None


def read_bytes(path: str, content: bytes, limits: Limits, declared: str | None = None) -> Reading | SetAside:
    """Read the bytes of a file or page; `declared` is the encoding its sender claims, a hint only."""
    if has_long_line(content, limits.max_line_bytes):
        return long_line(path, limits)
    try:
        decoded = salvage(content, declared)
    except BinaryContent as error:
        return aside(path, Reason.BINARY_FILE, f"not read: {error}; expected a text")
    except Undecodable as error:
        return aside(path, Reason.UNDECODABLE_TEXT, f"not read: {error}; the others are read")
    if not _VISIBLE.search(decoded.text):
        if decoded.broken_at is not None:
            return aside(path, Reason.UNDECODABLE_TEXT, "not read: nothing in it is a character; the others are read")
        return aside(path, Reason.EMPTY_FILE, f"holds no text ({len(content):,} bytes); the others are read")
    return _with_notice(path, content, decoded)


def read_text(path: str, text: str, limits: Limits) -> Reading | SetAside:
    """Read a text that a record holds: its bytes are those of it in UTF-8, with U+FFFD for what no table can hold."""
    text = text.removeprefix("\ufeff")
    broken_at = None
    is_odd = _ODD.search(text) is not None
    if is_odd and (unstorable := _UNSTORABLE.search(text)):
        # The halves of one character, escaped one by one, are made whole.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", _LOST)
        if _LOST in text:
            broken_at = len(text[: unstorable.start()].encode())
    content = text.encode()
    if len(content) > limits.max_file_bytes:
        what = f"{len(content):,} bytes of text, more than the {limits.max_file_bytes:,} that any article has; not read"
        return aside(path, Reason.OVERSIZED_RECORD, what)
    if has_long_line(content, limits.max_line_bytes):
        return long_line(path, limits)
    if not _VISIBLE.search(text):
        return aside(path, Reason.MISSING_TEXT, "its text is empty; the other records are read")
    if is_odd and len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        return aside(path, Reason.BINARY_FILE, "not read: its text is mostly control characters; expected a text")
    return _with_notice(path, content, Decoded(text, "utf-8", 1.0, broken_at))


def has_long_line(content: bytes, most: int) -> bool:
    """Tell whether a line of `content` has more than `most` bytes."""
    if len(content) <= most:
        return False
    start = 0
    while len(content) - start > most:
        # The last line end that is near enough; without one the line is too long.
        window_end = start + most + 1
        end = max(content.rfind(b"\n", start, window_end), content.rfind(b"\r", start, window_end))
        if end < 0:
            return True
        start = end + 1
    return False


def long_line(path: str, limits: Limits) -> SetAside:
    """Return the row of a text with a line that is too long."""
    what = f"has a line of more than {limits.max_line_bytes:,} bytes, longer than any article's; not read"
    return aside(path, Reason.OVERSIZED_LINE, what)


def _with_notice(path: str, content: bytes, decoded: Decoded) -> Reading:
    what = what_is_broken(decoded)
    notice = aside(path, Reason.BROKEN_TEXT, what, is_fatal=False) if what else None
    return Reading(content, decoded, notice)
