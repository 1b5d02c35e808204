"""Counts of which characters follow which others: learned from clean texts, kept in a small file, read lazily.

The result depends on the texts only, not on their order: counts are added up, and the file lists them sorted. A model
is trained before a run and fixed for it, so that no document's repair depends on what was loaded before it.
"""

from __future__ import annotations

import gzip
import io
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fugong.text.codepoints import Translator
from fugong.text.slips.codes import codes

_FORMAT: Final = "fugong-ngrams 2"
# What stands for the begin and the end of a line, for any number and for any word in Latin letters.
BOUNDARY: Final = "¶"
_NUMBER: Final = "0"
# What the contexts begin with under which a file lists words, and what words begin with: no text holds these
# characters.
WORDS: Final = "\ufdd3"
BEGINS: Final = "\ufdd4"
_FAMILIES: Final = (WORDS, BEGINS)
_WORD: Final = "A"
# Other scripts: first, last, and what stands for a run of them.
_FOREIGN: Final = (
    (0x00C0, 0x024F, "A"), (0x0370, 0x03FF, "Ω"), (0x0400, 0x04FF, "Ж"), (0x3041, 0x309F, "あ"), (0x30A0, 0x30FF, "ア"),
    (0x3105, 0x312F, "ㄅ"), (0x2500, 0x257F, "─"), (0xAC00, 0xD7A3, "한"),
)  # fmt: skip
# What stands for a whole run of characters.
RUNS: Final = "0A¶ΩЖあアㄅ─한"
_REPEATED: Final = re.compile(rf"([{RUNS}])\1+")
# A count is written as one character: a number of tenths, and a large one in steps of an eighth.
_UNIT: Final = 0.1
_EXACT: Final = 20
_STEP: Final = 1.125
_FIRST_SIGN: Final = 0x21


class ModelFileError(ValueError):
    """The file is no model, or one of another version."""


@dataclass(frozen=True, slots=True)
class Followers:
    """What was seen behind a context: how much in all, and how often each character that is worth listing."""

    total: float
    counts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Listing:
    """Counts in columns: by context, and what was seen behind them, one context after the other."""

    contexts: list[str]
    totals: list[float]
    # How many characters are listed behind each.
    lengths: list[int]
    # Those characters, and the sign of each one's count.
    characters: str
    signs: str


class NgramCounts:
    """How often characters were seen behind contexts of 0 to 3 characters, in text that `classed` prepared."""

    def __init__(self, packed: Mapping[str, str], longest: int):
        """Take the counts as `pack` writes them, by context; `longest` is the length of sequences counted."""
        self._packed, self.longest = packed, longest

    def __len__(self) -> int:
        """Return the number of contexts."""
        return len(self._packed)

    def __eq__(self, other: object) -> bool:
        """Tell whether two counts are the same."""
        return isinstance(other, NgramCounts) and self._packed == other._packed and self.longest == other.longest

    __hash__ = None  # type: ignore[assignment]

    def followers(self, context: str) -> Followers | None:
        """Return what was seen behind `context`; nothing if it was never seen."""
        packed = self._packed.get(context)
        if packed is None:
            return None
        total, characters, signs = packed.split("\t")
        return Followers(float(total), dict(zip(characters, map(_count_of_sign, signs), strict=True)))

    def with_more(self, other: NgramCounts) -> NgramCounts:
        """Return these counts with those of `other`, which has none of their contexts."""
        return NgramCounts({**self._packed, **other._packed}, self.longest)

    def listed(self, family: str = "") -> Listing:
        """Return all counts behind contexts of at least one character; or those of a family, without its sign."""
        if family:
            contexts = [context for context in self._packed if context.startswith(family)]
        else:
            contexts = [context for context in self._packed if context and context[0] not in _FAMILIES]
        # All cut at once: each has three parts.
        parts = "\t".join([self._packed[context] for context in contexts]).split("\t")
        totals, characters, signs = parts[::3], parts[1::3], parts[2::3]
        if family:
            contexts = [context[1:] for context in contexts]
        return Listing(
            contexts, list(map(float, totals)), list(map(len, characters)), "".join(characters), "".join(signs)
        )

    def lines(self) -> Iterator[str]:
        """Yield a line for each context, sorted."""
        for context in sorted(self._packed):
            yield f"{context}\t{self._packed[context]}\n"


def count_of(sign: int) -> float:
    """Return the count that a sign stands for, given as its code point."""
    number = sign - _FIRST_SIGN
    return _UNIT * (number if number <= _EXACT else _EXACT * _STEP ** (number - _EXACT))


@cache
def _count_of_sign(sign: str) -> float:
    return count_of(ord(sign))


def _sign_of(count: float) -> str:
    units = count / _UNIT
    number = round(units) if units <= _EXACT else _EXACT + round(math.log(units / _EXACT, _STEP))
    return chr(_FIRST_SIGN + max(1, number))


def _class_table() -> dict[int, str]:
    table = dict(codes().translation)
    for code in range(0x21, 0x7F):
        sign = chr(code)
        for point in (code, code + 0xFEE0):
            if sign.isdigit():
                table[point] = _NUMBER
            elif sign.isalpha():
                table[point] = _WORD
            else:
                table[point] = chr(code + 0xFEE0)
    for first, last, kind in _FOREIGN:
        table |= dict.fromkeys(range(first, last + 1), kind)
    # Corner quotes stand where the other quotes do.
    table |= dict(zip(map(ord, "「」『』"), "“”‘’", strict=True))
    table |= dict.fromkeys(map(ord, " \t\r\n\u3000\xa0\u200b¶"), BOUNDARY)
    return table


_TABLE: Final[dict[int, str]] = {}


def class_table() -> Mapping[int, str]:
    """Return the table for `str.translate` that maps characters to what the language model knows them as."""
    if not _TABLE:
        _TABLE.update(_class_table())
    return _TABLE


def classed(text: str) -> str:
    """Return `text` as the language model sees it.

    Characters are simplified and marks of full width; a number is `0`, a word in Latin letters `A`, a space or an end
    of a line a boundary.
    """
    return _REPEATED.sub(r"\1", _classifier().translate(text))


@cache
def _classifier() -> Translator:
    return Translator(class_table())


def count(texts: Iterable[str], longest: int = 3) -> Counter[str]:
    """Count the sequences of up to `longest` characters in clean `texts`, each a document."""
    counted: Counter[str] = Counter()
    for text in texts:
        line = classed(f"\n{text}\n")
        for length in range(1, longest + 1):
            pieces = Counter(map("".join, zip(*(line[at:] for at in range(length)), strict=False)))
            counted.update({piece: seen for piece, seen in pieces.items() if BOUNDARY not in piece[1:-1]})
    return counted


def pack(
    counted: Mapping[str, float],
    fewest: tuple[float, ...] = (1, 1, 1, 1),
    totals_of: Mapping[str, float] | None = None,
) -> NgramCounts:
    """Group `counted` by context; sequences of a length seen less often than `fewest` says are only added up.

    `totals_of` says how often contexts were seen, where `counted` leaves something out.
    """
    totals: dict[str, float] = dict(totals_of or {})
    listed: dict[str, list[tuple[str, float]]] = {}
    longest = 1
    for piece in sorted(counted):
        seen, context = counted[piece], piece[:-1]
        if totals_of is None:
            totals[context] = totals.get(context, 0.0) + seen
        if seen >= fewest[len(context)]:
            listed.setdefault(context, []).append((piece[-1], seen))
            longest = max(longest, len(piece))
    packed = {
        context: f"{totals[context]:.6g}\t{''.join(c for c, _ in found)}\t{''.join(_sign_of(n) for _, n in found)}"
        for context, found in listed.items()
    }
    return NgramCounts(packed, longest)


def train(texts: Iterable[str], longest: int = 3) -> NgramCounts:
    """Learn from clean `texts`, each a document, in any order."""
    return pack(count(texts, longest))


def save(counts: NgramCounts, path: Path) -> None:
    """Write `counts` to `path`; the same counts always give the same bytes."""
    buffer = io.BytesIO()
    # No name and no time of writing in the header.
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(f"{_FORMAT} {counts.longest}\n".encode())
        file.writelines(line.encode() for line in counts.lines())
    path.write_bytes(buffer.getvalue())


def load(path: Path) -> NgramCounts:
    """Read counts that `save` wrote.

    Raises:
        ModelFileError: if `path` holds no such counts, or those of another version.
        FileNotFoundError: if there is no such file.
    """
    try:
        head, _, body = gzip.decompress(path.read_bytes()).decode().partition("\n")
        version, _, longest = head.rpartition(" ")
        if version != _FORMAT:
            raise ModelFileError(f"{path} is not a model of the format {_FORMAT!r}")
        lines = (line.partition("\t") for line in body.split("\n") if line)
        return NgramCounts({context: packed for context, _, packed in lines}, int(longest))
    except (OSError, EOFError, ValueError) as error:
        if isinstance(error, FileNotFoundError | ModelFileError):
            raise
        raise ModelFileError(f"{path} is not a model of the format {_FORMAT!r}") from error
