"""Undo mojibake: text that was decoded in the wrong encoding and saved so, and entities that were never decoded.

`å¤§åº†` is 大庆 whose UTF-8 bytes were read as Windows-1252 (`find_mojibake` reads it back, also when that happened
several times over), `´óÇì` is the same in GBK read as Latin-1, `澶у簡` in UTF-8 read as GBK. All of it is arithmetic,
no guess: a stretch whose bytes do not add up stays and is reported, as is what such a mistake has destroyed for good
(`锟斤拷`, rows of U+FFFD). ASCII is the same in all these encodings and never touched, digits least of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from html.entities import name2codepoint
from typing import Final

from fugong.text.aligned import Edit
from fugong.text.decode import FREQUENT_SIMPLIFIED, FREQUENT_TRADITIONAL

# Twice is seen in the wild; each pass shortens the text, so that more would do no harm.
_MOST_PASSES: Final = 3

# What Windows-1252 makes of the bytes 80 to 9F; those it leaves open are read as Latin-1 reads them.
_SPECIALS: Final = {code: bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
_BYTE_OF: Final = {chr(code): code for code in range(0x80, 0x100)} | {mark: code for code, mark in _SPECIALS.items()}
_CONTINUATION: Final = "\x80-\xbf" + re.escape("".join(mark for mark in _SPECIALS.values() if mark > "\xff"))
# Two bytes, three or four, as they look when each is read as a character; a no-break space may have become a space.
_SEQUENCE: Final = re.compile(
    rf"[\xc2-\xdf][{_CONTINUATION}]|[\xe0-\xef][{_CONTINUATION} ][{_CONTINUATION}]|[\xe0-\xef][{_CONTINUATION}] "
    rf"|[\xf0-\xf4][{_CONTINUATION}]{{3}}"
)
# A character of which at least a byte has gone, and what may stand in for that byte.
_BROKEN: Final = re.compile(rf"[\xe0-\xef][{_CONTINUATION}]?[?\ufffd]{{0,2}}")
_GATE: Final = re.compile(rf"[\xc2-\xf4] ?[{_CONTINUATION}]")
# To look for a character costs a hundredth of a regular expression. Any text read so has one of these: the first byte
# of a Chinese character or mark; ，。、的; what full-width marks (EF BC), 、。《, “”… and common characters become.
_UTF8_SIGNS: Final = "åæäçèéïãâÂÃ"
_GBK_SIGNS: Final = ("£¬", "¡£", "¡¢", "µÄ")
_UTF8_AS_GBK_SIGNS: Final = "锛銆鈥鐨涓鍦浜鍏澶瀹鏃鍙"
# These stand in clean Chinese text, also right after a French name (Renault-José……); the rest is no text.
_ORDINARY: Final = frozenset("“”‘’…—–·•°±×§«»\xa0 €™®©²³")
# What is left of a no-break space, a middle dot and their like: no language writes Â before them.
_STRAY: Final = re.compile(
    "\xc2[\xa0\xb7\xb0\xb1\xa9\xae]|(?<=[A-Za-z])\xc3[\xa1\xa4\xa7-\xaa\xad\xb1\xb3\xb6\xb8-\xbc]"
)
_LATIN: Final = re.compile("[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff]")

_LATIN_PAIRS: Final = re.compile("(?:[\xa1-\xfe]{2})+")
_LEAST_GBK_PAIRS: Final = 3
_WIDE_RUN: Final = re.compile("[^\x00-\x7f]+")
_LEAST_READ_AS_GBK: Final = 3
_MOST_LOST_SHARE: Final = 0.4
_LOST_IN_GB18030: Final = "\ufffd".encode("gb18030")
_LOST_MARKS: Final = re.compile("\ufffd+")

# EF BF BD EF BF BD, the UTF-8 of two U+FFFD, read as GBK; an odd number of them takes a byte from what follows.
_LOST: Final = re.compile("[锟錕]斤[拷锟錕斤]*|\ufffd{3,}|(?:ï¿½)+")

_ENTITY: Final = re.compile(
    r"&(?:amp;){0,4}(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|#[0-9]{5,6}(?![0-9A-Za-z])|[A-Za-z][A-Za-z0-9]{1,7};|nbsp(?![A-Za-z0-9]))"
    r"|&(?:amp;){1,4}"
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A stretch `[start, end)` whose original is lost."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class MojibakeReport:
    """The edits that undo the mojibake of a text, and the stretches that nothing brings back."""

    edits: tuple[Edit, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


def find_entities(text: str) -> list[Edit]:
    """Find HTML entities, encoded once or several times (`&#22823;`, `&amp;nbsp;`), in a text that is no markup.

    Only what ends in a semicolon counts, but for `&nbsp` and a Han character's number; names are those of HTML 4, so
    that an address or R&D stays as it is. One edit an entity, rule `mojibake.entity`.
    """
    if "&" not in text:
        return []
    return [
        Edit(match.start(), match.end(), shown, "mojibake.entity")
        for match in _ENTITY.finditer(text)
        if (shown := _entity(match[0])) is not None
    ]


def find_mojibake(text: str) -> MojibakeReport:
    """Find text that was read in the wrong encoding; one edit a character that is brought back.

    Rules: `mojibake.utf8` (UTF-8 read as Windows-1252 or Latin-1), `mojibake.gbk` (GBK read as Latin-1) and
    `mojibake.utf8_as_gbk`. No edit touches an ASCII character, but for a space that was half of a Han character.
    """
    edits: list[Edit] = []
    unreadable: list[Unreadable] = []
    if _has_any(text, _UTF8_SIGNS) and _GATE.search(text):
        edits, unreadable = _read_utf8(text)
    if not edits and _has_any(text, _GBK_SIGNS):
        edits = _read_gbk(text)
    if _has_any(text, _UTF8_AS_GBK_SIGNS):
        more, lost = _read_utf8_as_gbk(text)
        edits += more
        unreadable += lost
    if "斤" in text or "\ufffd" in text or "\xef\xbf" in text:
        taken = {at for edit in edits for at in range(edit.start, edit.end)}
        taken |= {at for stretch in unreadable for at in range(stretch.start, stretch.end)}
        unreadable += [
            Unreadable(match.start(), match.end(), "lost_in_conversion")
            for match in _LOST.finditer(text)
            if taken.isdisjoint(range(*match.span()))
        ]
    edits.sort(key=lambda edit: edit.start)
    unreadable.sort(key=lambda stretch: stretch.start)
    return MojibakeReport(tuple(edits), tuple(unreadable))


def _has_any(text: str, signs: Sequence[str]) -> bool:
    return any(sign in text for sign in signs)


# --- entities --------------------------------------------------------------------------------------------------------


def _entity(written: str) -> str | None:
    """Return what an entity stands for, None if it is none."""
    while written.startswith("&amp;") and written != "&amp;":
        written = "&" + written[5:]
    if written.startswith("&#"):
        shown = unescape(written)
        is_text = len(shown) == 1 and shown != "\ufffd" and (shown.isprintable() or shown in "\t\n\r\xa0\u3000")
        return shown.replace("\xa0", " ") if is_text else None
    name = written.strip("&;")
    if name in name2codepoint:
        # A no-break space is a layout device, as in a page.
        return chr(name2codepoint[name]).replace("\xa0", " ")
    return "&" if not name else None


# --- UTF-8 read as Windows-1252 --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A character `[start, end)` of what was written, as it looks now; `shown` is None if bytes of it are missing."""

    start: int
    end: int
    shown: str | None


def _read_utf8(text: str) -> tuple[list[Edit], list[Unreadable]]:
    runs = list(_runs(text))
    sure = [_is_sure(text, run) for run in runs]
    # Where some runs are certain the whole text went through the same mill.
    has_evidence = sum(len(run) for run, is_sure in zip(runs, sure, strict=True) if is_sure) >= 2
    edits: list[Edit] = []
    unreadable: list[Unreadable] = []
    for run, is_sure in zip(runs, sure, strict=True):
        if is_sure or (has_evidence and not _follows_latin(text, run[0].start)):
            for piece in run:
                if piece.shown is None:
                    unreadable.append(Unreadable(piece.start, piece.end, "bytes_missing"))
                else:
                    edits.append(Edit(piece.start, piece.end, piece.shown, "mojibake.utf8", 0.99 if is_sure else 0.95))
        elif len(run) == 1 and run[0].shown and _STRAY.fullmatch(text, run[0].start, run[0].end):
            edits.append(Edit(run[0].start, run[0].end, run[0].shown.replace("\xa0", " "), "mojibake.utf8", 0.95))
    return edits, unreadable


def _runs(text: str) -> Iterator[list[_Piece]]:
    """Yield the stretches that look like UTF-8 read as Windows-1252, each as the characters that it holds."""
    position = 0
    while gate := _GATE.search(text, position):
        run: list[_Piece] = []
        position = gate.start()
        while True:
            if match := _SEQUENCE.match(text, position):
                shown = _decoded(match[0])
            elif match := _BROKEN.match(text, position):
                shown = None
            else:
                break
            if shown is None and (match := _BROKEN.match(text, position)) is None:
                break
            run.append(_Piece(position, match.end(), shown))
            position = match.end()
        position = max(position, gate.start() + 1)
        while run and run[-1].shown is None and text[run[-1].start : run[-1].end].isalpha():
            run.pop()  # a letter with an accent that stands for itself
        if run:
            yield _again(run)


def _decoded(sequence: str) -> str | None:
    """Return the character that the bytes make up, None if none."""
    try:
        shown = bytes(0xA0 if mark == " " else _BYTE_OF[mark] for mark in sequence).decode("utf-8")
    except UnicodeDecodeError:
        return None
    # A space is taken for a byte only where a common character comes of it.
    return None if " " in sequence and shown not in _common() else shown


def _again(run: list[_Piece]) -> list[_Piece]:
    """Read a run once more as long as what came of it is mojibake itself."""
    for _ in range(_MOST_PASSES - 1):
        shown = "".join(piece.shown or "\ufffd" for piece in run)
        if len(shown) != len(run) or not _GATE.search(shown):
            break
        inner = [piece for part in _inner_runs(shown) for piece in part]
        if not inner:
            break
        joined: list[_Piece] = []
        position = 0
        for piece in inner:
            joined.extend(run[position : piece.start])
            joined.append(_Piece(run[piece.start].start, run[piece.end - 1].end, piece.shown))
            position = piece.end
        run = joined + run[position:]
    return run


def _inner_runs(shown: str) -> Iterator[list[_Piece]]:
    position = 0
    run: list[_Piece] = []
    while position < len(shown):
        match = _SEQUENCE.match(shown, position)
        character = _decoded(match[0]) if match else None
        if match and character:
            run.append(_Piece(position, match.end(), character))
            position = match.end()
        else:
            if _is_sure(shown, run):
                yield run
            run = []
            position += 1
    if _is_sure(shown, run):
        yield run


def _is_sure(text: str, run: list[_Piece]) -> bool:
    """Tell whether a run is mojibake by its own looks."""
    read = [piece for piece in run if piece.shown is not None]
    common = [piece for piece in read if piece.shown in _common()]
    # A whole line of it holds a few rare characters, never many.
    if not common or 2 * len(common) < len(read):
        return False
    odd = [piece for piece in common if any(mark not in _ORDINARY for mark in text[piece.start + 1 : piece.end])]
    return len(odd) >= 2 or (bool(odd) and not _follows_latin(text, run[0].start))


def _follows_latin(text: str, position: int) -> bool:
    return position > 0 and bool(_LATIN.match(text[position - 1]))


# --- the other two ---------------------------------------------------------------------------------------------------


def _read_gbk(text: str) -> list[Edit]:
    read: list[tuple[int, str]] = []
    for match in _LATIN_PAIRS.finditer(text):
        try:
            shown = match[0].encode("latin-1").decode("gbk")
        except UnicodeDecodeError:
            continue
        if sum(map(_common().__contains__, shown)) >= 0.9 * len(shown):
            read.append((match.start(), shown))
    # Rows of dots, or the letters of an alphabet, read as characters, too, but not as those that texts are made of.
    if not any(_is_text(shown) and _is_odd(text[start : start + 2 * len(shown)]) for start, shown in read):
        return []
    return [
        Edit(start + 2 * at, start + 2 * at + 2, character, "mojibake.gbk", 0.97)
        for start, shown in read
        if len(shown) >= _LEAST_GBK_PAIRS or _is_odd(text[start : start + 2 * len(shown)])
        for at, character in enumerate(shown)
    ]


def _is_text(shown: str) -> bool:
    return len(set(shown)) >= _LEAST_GBK_PAIRS and 2 * sum(map(_frequent().__contains__, shown)) >= len(shown)


def _is_odd(written: str) -> bool:
    return 2 * sum(mark not in _ORDINARY for mark in written) >= len(written)


def _read_utf8_as_gbk(text: str) -> tuple[list[Edit], list[Unreadable]]:
    edits: list[Edit] = []
    unreadable: list[Unreadable] = []
    read: list[tuple[int, int, str]] = []
    is_sure = False
    for match in _WIDE_RUN.finditer(text):
        content = match[0].encode("gb18030", "replace").replace(_LOST_IN_GB18030, b"\xff")
        shown = _LOST_MARKS.sub("\ufffd", content.decode("utf-8", "replace"))
        whole, lost = shown.replace("\ufffd", ""), shown.count("\ufffd")
        common = sum(map(_common().__contains__, whole))
        if common < 0.9 * len(whole) or (whole and lost > len(whole)):
            continue
        read.append((match.start(), match.end(), shown))
        is_sure = is_sure or (len(whole) >= _LEAST_READ_AS_GBK and lost <= _MOST_LOST_SHARE * len(shown))
    for start, end, shown in read if is_sure else ():
        # What GBK could not read has left U+FFFD or a question mark, and its character is lost.
        end += shown.endswith("\ufffd") and text.startswith("?", end) and not text.startswith("\ufffd", end - 1)
        if "\ufffd" in shown:
            unreadable.append(Unreadable(start, end, "bytes_missing"))
        if shown != "\ufffd":
            edits.append(Edit(start, end, shown, "mojibake.utf8_as_gbk", 0.9 if "\ufffd" in shown else 0.97))
    return edits, unreadable


@lru_cache(maxsize=1)
def _frequent() -> frozenset[str]:
    return frozenset(FREQUENT_SIMPLIFIED + FREQUENT_TRADITIONAL + "，、。：；“”（）·—…")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Return what Chinese text is made of: the common characters of each standard, and its marks."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    gb = {bytes((lead, trail)).decode("gb2312", "ignore") for lead in range(0xB0, 0xD8) for trail in trails}
    big5 = {bytes((lead, trail)).decode("big5", "ignore") for lead in range(0xA4, 0xC7) for trail in trails}
    marks = {*map(chr, range(0xFF01, 0xFF5F)), *"，、。；：？！“”‘’（）《》〈〉【】「」『』—…·・％￥　～〔〕─"}
    return frozenset(mark for mark in gb | big5 | marks if len(mark) == 1)
