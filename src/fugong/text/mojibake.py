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
from itertools import repeat
from typing import Final

from fugong.text.aligned import Edit
from fugong.text.codepoints import Look, Row
from fugong.text.decode import FREQUENT_SIMPLIFIED, FREQUENT_TRADITIONAL
from fugong.text.looks import (
    GARBLED,
    LATIN_BYTE,
    ODD,
    ORDINARY,
    UTF8_AS_GBK_SIGNS,
    WINDOWS_1252,
    WINDOWS_BYTE,
    has_crowd,
    look_at,
    looks_of,
)

# Twice is seen in the wild; each pass shortens the text, so that more would do no harm.
_MOST_PASSES: Final = 3

_BYTE_OF: Final = {chr(code): code for code in range(0x80, 0x100)} | {mark: code for code, mark in WINDOWS_1252.items()}
_CONTINUATION: Final = "\x80-\xbf" + re.escape("".join(mark for mark in WINDOWS_1252.values() if mark > "\xff"))
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
# Whatever there is to undo or to report has a sign that stands alone, a letter with an accent before what may be the
# rest of its character, or a row of six. Few texts have any of it, and annotated ones, which have the letters, have no
# two of them side by side.
_WIDE_MARKS: Final = re.escape("".join(mark for mark in WINDOWS_1252.values() if mark > "\xff"))
_WIDE_ROW: Final = re.compile(rf"[{_WIDE_MARKS}](?:[@-~]?[\x80-\xff{_CONTINUATION}]){{5}}")
_FIRST_LATIN, _LAST_LATIN = 0x80, 0xFF
_LEAST_IN_ROW: Final = 6
# The six, each with an ASCII character before it but the first.
_LONGEST_ROW: Final = 11
_LATIN_SIGNS: Final = tuple(sign[:1] for sign in _GBK_SIGNS)
# What is left of a no-break space, a middle dot and their like: no language writes Â before them.
_STRAY: Final = re.compile(
    "\xc2[\xa0\xb7\xb0\xb1\xa9\xae]|(?<=[A-Za-z])\xc3[\xa1\xa4\xa7-\xaa\xad\xb1\xb3\xb6\xb8-\xbc]"
)
_LATIN: Final = re.compile("[A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\xff]")

# What GBK looks like when each byte is read as a character, or two as one where they happen to be UTF-8; the second
# byte of a character may be ASCII, though never a digit or a sign that belongs to a figure.
_GBK_RUN: Final = re.compile(rf"(?:[\x80-\u07ff{_CONTINUATION}][@-~]?)+")
_LATIN_PAIRS: Final = re.compile("(?:[\xa1-\xfe]{2})+")
# A title has no marks that would give it away; no language has so many of these letters and signs in a row.
_GBK_ROW: Final = re.compile(rf"[\x80-\xff{_CONTINUATION}](?:[@-~]?[\x80-\xff{_CONTINUATION}]){{5}}")
_LEAST_GBK_PAIRS: Final = 3
# The share of common characters in what gives a text away, and in the rest of it then.
_LEAST_COMMON: Final = 0.9
_LEAST_COMMON_AFTER_EVIDENCE: Final = 0.6
# What reading a run is weighed by: a character that texts are seldom made of, or never, one that is left as it stands,
# and two bytes for what one may stand for.
_PRICE_OF_LESS_FREQUENT: Final = 1.0
_PRICE_OF_UNCOMMON: Final = 3.0
_PRICE_OF_LEAVING: Final = 4.0
_PRICE_OF_SECOND_FORM: Final = 0.5
_WIDE_RUN: Final = re.compile("[^\x00-\x7f]+")
_LEAST_READ_AS_GBK: Final = 3
_MOST_LOST_SHARE: Final = 0.4
_LOST_IN_GB18030: Final = "\ufffd".encode("gb18030")
_LOST_MARKS: Final = re.compile("\ufffd+")

# EF BF BD EF BF BD, the UTF-8 of two U+FFFD, read as GBK; an odd number of them takes a byte from what follows.
_LOST: Final = re.compile("[锟錕]斤[拷锟錕斤]*|\ufffd{3,}|(?:ï¿½)+")

# Line ends whose backslashes were lost (`\x0d\x0a`), or as spreadsheets write them.
_ESCAPED_LINE_END: Final = re.compile("(?:(?<![0-9A-Za-z])(?:x0dx0a)+(?![0-9A-Za-z])|_x000[Dd]_\n?)")
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


_NOTHING: Final = MojibakeReport()


def find_entities(text: str) -> list[Edit]:
    """Find HTML entities, encoded once or several times (`&#22823;`, `&amp;nbsp;`), in a text that is no markup.

    Line ends that were escaped and lost their backslashes (`x0dx0a`) are among them.

    Only what ends in a semicolon counts, but for `&nbsp` and a Han character's number; names are those of HTML 4, so
    that an address or R&D stays as it is. One edit an entity, rule `mojibake.entity`.
    """
    edits: list[Edit] = []
    # A single character is found ten times as fast.
    if "x" in text and "x0" in text:
        edits = [Edit(*match.span(), "\n", "mojibake.entity") for match in _ESCAPED_LINE_END.finditer(text)]
    if "&" in text:
        edits += [
            Edit(match.start(), match.end(), shown, "mojibake.entity")
            for match in _ENTITY.finditer(text)
            if (shown := _entity(match[0])) is not None
        ]
        edits.sort(key=lambda edit: edit.start)
    return edits


def find_mojibake(text: str) -> MojibakeReport:
    """Find text that was read in the wrong encoding; one edit a character that is brought back.

    Rules: `mojibake.utf8` (UTF-8 read as Windows-1252 or Latin-1), `mojibake.gbk` (GBK read as Latin-1) and
    `mojibake.utf8_as_gbk`. No edit touches an ASCII character, but for a space or letter that was half of a Han
    character; digits, `%` and the decimal point never are.
    """
    return read_mojibake(text) if suspected(Row([text]))[0] else _NOTHING


def read_mojibake(text: str) -> MojibakeReport:
    """Do what `find_mojibake` does with a text in which `suspected` says there may be some."""
    edits: list[Edit] = []
    unreadable: list[Unreadable] = []
    if _has_any(text, _UTF8_SIGNS) and _GATE.search(text):
        edits, unreadable = _read_utf8(text)
    if not edits and (_has_any(text, _GBK_SIGNS) or _GBK_ROW.search(text)):
        edits = _read_gbk(text)
    if look_at(text).found & GARBLED and _has_any(text, UTF8_AS_GBK_SIGNS):
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


def suspected(texts: Row) -> list[bool]:
    """Tell of each text whether there may be mojibake in it; False is sure, and quick."""
    looks = looks_of(texts)
    is_odd = any(look.found & ODD for look in looks)
    have_rows = _latin_rows(texts) if is_odd else repeat(False)
    may_crowd = is_odd and has_crowd(texts, LATIN_BYTE | WINDOWS_BYTE, _LEAST_IN_ROW, _LONGEST_ROW)
    return [
        bool(look.found & GARBLED)
        # Marks that stand in any Chinese text make rows, too, but without anything else they are never read.
        or bool(look.found & ODD and (has_row or _has_signs(text, look, may_crowd=may_crowd)))
        for text, look, has_row in zip(texts.texts, looks, have_rows, strict=False)
    ]


def _has_signs(text: str, look: Look, *, may_crowd: bool) -> bool:
    if look.found & LATIN_BYTE and any(map(text.__contains__, _LATIN_SIGNS)):
        return True
    return bool(may_crowd and look.found & WINDOWS_BYTE and _WIDE_ROW.search(text))


def _latin_rows(texts: Row) -> list[bool]:
    """Tell of each text whether a character of Latin-1 has another one, or one beyond, behind it.

    One of ASCII may stand between, but no digit or sign that belongs to a figure. A question mark may stand for any.
    """
    units = texts.units
    places = ((units >= _FIRST_LATIN) & (units <= _LAST_LATIN)).nonzero()[0]
    # A line break behind each text parts it from the next; of the last place, the one behind it is asked by itself.
    second, third = (units.take(places + distance, mode="clip") for distance in (1, 2))
    follows = ((second >= _FIRST_LATIN) | (second == ord("?"))) & (places + 1 < len(units))
    may_part = (second == ord(" ")) | ((second >= ord("@")) & (second <= ord("~")))
    rows = places[follows | (may_part & ((third >= _FIRST_LATIN) | (third == ord("?"))))]
    return [len(found) > 0 for _, _, _, found in texts.parted(rows)] if len(rows) else [False] * len(texts.texts)


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
    odd = [piece for piece in common if any(mark not in ORDINARY for mark in text[piece.start + 1 : piece.end])]
    return len(odd) >= 2 or (bool(odd) and not _follows_latin(text, run[0].start))


def _follows_latin(text: str, position: int) -> bool:
    return position > 0 and bool(_LATIN.match(text[position - 1]))


# --- the other two ---------------------------------------------------------------------------------------------------


def _read_gbk(text: str) -> list[Edit]:
    read: list[tuple[int, list[_Piece]]] = []
    for match in _GBK_RUN.finditer(text):
        pieces = _gbk_pieces(match[0])
        if pieces and _common_share(_shown(pieces)) >= _LEAST_COMMON_AFTER_EVIDENCE:
            read.append((match.start(), pieces))
    # Rows of dots, or the letters of an alphabet, read as characters, too, but not as those that texts are made of.
    if not any(_is_text(_shown(pieces)) and _is_odd(_written(text, start, pieces)) for start, pieces in read):
        return []
    return [
        Edit(start + piece.start, start + piece.end, piece.shown or "", "mojibake.gbk", 0.97)
        for start, pieces in read
        if len(_shown(pieces)) >= _LEAST_GBK_PAIRS or _is_odd(_written(text, start, pieces))
        for piece in pieces
    ]


def _common_share(shown: str) -> float:
    return sum(map(_common().__contains__, shown)) / len(shown)


def _shown(pieces: list[_Piece]) -> str:
    return "".join(piece.shown or "" for piece in pieces)


def _written(text: str, offset: int, pieces: list[_Piece]) -> str:
    return "".join(text[offset + piece.start : offset + piece.end] for piece in pieces)


# The best way to read a run up to some character: its price, the pieces so far (the last first), and where the one that
# is not complete begins and what it reads by now.
_Pieces = tuple[_Piece, "_Pieces"] | None
_State = tuple[float, _Pieces, int, str]


def _gbk_pieces(run: str) -> list[_Piece]:
    """Read the bytes of a run as GBK as well as they can be read; what makes up no characters is left out."""
    if _LATIN_PAIRS.fullmatch(run):
        plain = run.encode("latin-1").decode("gbk", "replace")
        if "\ufffd" not in plain and _common_share(plain) >= _LEAST_COMMON:
            return [_Piece(2 * at, 2 * at + 2, character) for at, character in enumerate(plain)]
    # By the first byte of a character that is still without its second one.
    states: dict[int | None, _State] = {None: (0.0, None, 0, "")}
    for position, mark in enumerate(run):
        following: dict[int | None, _State] = {}
        for pending, (price, pieces, start, shown) in states.items():
            if pending is None:
                start = position
                _keep_cheaper(following, None, (price + _PRICE_OF_LEAVING, pieces, start, ""))
            for written, extra in _bytes_of(mark, pending is not None):
                if (fed := _fed(pending, written)) is None:
                    continue
                left, more, uncommon = fed
                cost, whole = price + extra + uncommon, shown + more
                if left is None:
                    _keep_cheaper(following, None, (cost, (_Piece(start, position + 1, whole), pieces), start, ""))
                else:
                    _keep_cheaper(following, left, (cost, pieces, start, whole))
        states = following
    _, last, _, _ = states.get(None, (0.0, None, 0, ""))
    read: list[_Piece] = []
    while last:
        piece, last = last
        read.append(piece)
    return read[::-1]


def _keep_cheaper(states: dict[int | None, _State], pending: int | None, state: _State) -> None:
    if pending not in states or state[0] < states[pending][0]:
        states[pending] = state


@lru_cache(maxsize=4096)
def _bytes_of(mark: str, has_lead: bool) -> list[tuple[bytes, float]]:
    """Return the bytes that a character may stand for, each with its price."""
    if mark < "\x80":
        return [(mark.encode(), 0.0)] if has_lead else []
    two = [] if mark > "\u07ff" else [(mark.encode(), _PRICE_OF_SECOND_FORM if mark in _BYTE_OF else 0.0)]
    return [(bytes((_BYTE_OF[mark],)), 0.0), *two] if mark in _BYTE_OF else two


@lru_cache(maxsize=65536)
def _fed(pending: int | None, written: bytes) -> tuple[int | None, str, float] | None:
    """Return the byte left pending, the characters completed and their price; None if they are none."""
    shown = ""
    price = 0.0
    for byte in written:
        if pending is None:
            if not 0x81 <= byte <= 0xFE:
                return None
            pending = byte
            continue
        character = bytes((pending, byte)).decode("gbk", "ignore")
        if len(character) != 1 or not 0x40 <= byte <= 0xFE:
            return None
        shown += character
        if character not in _frequent():
            price += _PRICE_OF_LESS_FREQUENT if character in _common() else _PRICE_OF_UNCOMMON
        pending = None
    return pending, shown, price


def _is_text(shown: str) -> bool:
    return (
        len(set(shown)) >= _LEAST_GBK_PAIRS
        and _common_share(shown) >= _LEAST_COMMON
        and 2 * sum(map(_frequent().__contains__, shown)) >= len(shown)
    )


def _is_odd(written: str) -> bool:
    return 2 * sum(mark not in ORDINARY for mark in written) >= len(written)


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
    # What is no pair leaves its second byte, which may be ASCII: no reading is common for that.
    return frozenset(mark for mark in gb | big5 | marks if len(mark) == 1 and mark > "\x7f")
