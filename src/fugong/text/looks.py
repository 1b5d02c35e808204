"""One look at all characters of a text as it came, for the steps that ask whether some kind stands in it, and where.

Most texts have nothing of what most steps look for. To search for a set of characters takes a regular expression longer
than this look takes for all the sets together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from string import ascii_letters
from typing import Final

from fugong.text.codepoints import Characters, KindTable, Look, Row, bits

# Control characters that stand in no text: tab, the line ends, form feed, end of file (DOS) and escape do.
CONTROLS: Final = "".join(chr(code) for code in range(32) if chr(code) not in "\t\n\v\f\r\x1a\x1b")
# What Windows-1252 makes of the bytes 80 to 9F; those it leaves open are read as Latin-1 reads them.
WINDOWS_1252: Final = {code: bytes((code,)).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xA0)}
# Any Chinese text in UTF-8 has one of these once it was read as GBK: what full-width marks (EF BC), 、。《, “”… and
# common characters become.
UTF8_AS_GBK_SIGNS: Final = "锛銆鈥鐨涓鍦浜鍏澶瀹鏃鍙鐭鍗鍒鍔鍘鍚鎴鏄鐜鏂缁閫浼寰绾璇杩璐瑙闂鑱"
# And text that was destroyed has one of these.
LOST_SIGNS: Final = "斤\ufffd"
# Of what looks like a byte of another encoding, these stand in clean Chinese text, also right after a French name
# (Renault-José……); the rest is no text.
ORDINARY: Final = frozenset("“”‘’…—–·•°±×§«»\xa0 €™®©²³")
# Letters with a tone mark, or which may have one.
ACCENTED: Final = "".join(map(chr, (*range(0xC0, 0x250), *range(0x300, 0x30D), 0x1E3E, 0x1E3F)))
# The marks that a slip may begin at.
SUSPECTS: Final = "!！?？\ufffd"

# What a byte that is not ASCII looks like when it is read as Latin-1, and what only Windows-1252 reads so.
LATIN_BYTE: Final = 1 << 1
WINDOWS_BYTE: Final = 1 << 2
# What is not ordinary among all that may be half of a character of GBK that was read as something else.
ODD: Final = 1 << 3
GARBLED: Final = 1 << 4
SUSPECT: Final = 1 << 5
ACCENT: Final = 1 << 6
# What readings are written with, but for the letters with an accent.
LETTER: Final = 1 << 7


def look_at(text: str) -> Look:
    """Return the kinds of the characters of `text`; of a text that was looked at last, nothing is done again.

    Their places are those in the text only if there are as many of them as characters: one beyond U+FFFF is two.
    """
    return Characters.of(text).look(_table())


def looks_of(texts: Row) -> list[Look]:
    """Return what `look_at` returns for each text."""
    return texts.looks(_table())


def has_crowd(texts: Row, bits: int, count: int, width: int) -> bool:
    """Tell whether any text may have such a crowd (see `Look.has_crowd`); False is sure."""
    return texts.has_crowd(_table(), bits, count, width)


def look_at_each(texts: Row) -> Iterator[Look]:
    """Yield what `look_at` returns for each text, as if it had been looked at just now: in a third of the time."""
    return texts.each(_table())


@cache
def _table() -> KindTable:
    sets: tuple[tuple[int, Iterable[str]], ...] = (
        (LATIN_BYTE, map(chr, range(0x80, 0x100))),
        (WINDOWS_BYTE, (mark for mark in WINDOWS_1252.values() if mark > "\xff")),
        (ODD, {*map(chr, (*range(0x40, 0x7F), *range(0x80, 0x800))), *WINDOWS_1252.values()} - ORDINARY),
        (GARBLED, UTF8_AS_GBK_SIGNS + LOST_SIGNS),
        (SUSPECT, SUSPECTS),
        (ACCENT, ACCENTED),
        (LETTER, ascii_letters + "ɑɡ"),
    )
    return KindTable(bits(sets))
