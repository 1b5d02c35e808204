"""Script: traditional characters to simplified ones, as OpenCC converts them, with alignment.

Nearly every character has one simplified form wherever it stands. Those are looked up in a table that OpenCC fills;
only where a phrase of OpenCC's dictionaries may decide (答覆, 於潛) it is asked itself. The result is the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import ne
from pathlib import Path
from typing import Any, Final

import opencc

from fugong.text import marisa, width
from fugong.text.aligned import Edit
from fugong.text.codepoints import Characters, CharacterTable, KindTable, Row, Sought, bits

_RULE = "script.simplify"

# Read qián, 乾 is a simplified character too; OpenCC knows that of 乾隆 and 乾坤, not of these counties.
_KEPT = re.compile("乾(?=安?[县縣])")
_HAN = re.compile("[\u4e00-\u9fff]")
_IS_HAN: Final = 1
_PLACEHOLDER = "\ufdd0"  # no character, so no text has it
_TRADITIONAL_SHARE: Final = 0.15
_MIXED_SHARE: Final = 0.02
# OpenCC leaves the parts of a described character (⿰金貴) as they are.
_DESCRIPTION: Final = "\u2ff0-\u2fff"
# The kinds of characters: what OpenCC changes; where more than the character may count, whatever stands beside it or
# not; what stands behind or before it then.
_KIND_CHANGED: Final = 1
_KIND_PIVOT: Final = 2
_KIND_UNSURE: Final = 4
_KIND_BEHIND: Final = 8
_KIND_BEFORE: Final = 16
_SUSPECTS: Final = Sought(_KIND_PIVOT, alone=_KIND_UNSURE, before=_KIND_BEHIND, behind=_KIND_BEFORE)
_LONGEST_REMEMBERED: Final = 16
# Characters that no table holds: they are rare, and left to OpenCC.
_BEYOND: Final = "\U00010000-\U0010ffff"


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Return `text` in simplified characters: what OpenCC (t2s) makes of it."""
    if "乾" in text:
        return _simplify(_KEPT.sub(_PLACEHOLDER, text)).replace(_PLACEHOLDER, "乾")
    return _simplify(text)


def to_simplified_narrow(texts: Sequence[str]) -> list[tuple[str, int] | None]:
    """Return each text in simplified characters and folded (as `width` does it), and how many OpenCC changed of it.

    The two look-ups in one, for several texts at once, take a quarter of the time. None where that does not do: where
    OpenCC changes the length of the text, or must see all of it; then the steps are to be taken one by one.
    """
    tables = _tables()
    if tables is None or not texts:
        return [None] * len(texts)
    row = Row(texts)
    found = row.places_and_counts(tables.kinds, _SUSPECTS, _KIND_CHANGED)
    return [
        _patched_narrow(text, pivots, changed, narrow, tables)
        for text, (pivots, changed), narrow in zip(texts, found, row.translate(tables.narrow), strict=True)
    ]


def _patched_narrow(
    text: str, pivots: Sequence[int] | None, count: int, narrow: str, tables: _Tables
) -> tuple[str, int] | None:
    if not text or ("乾" in text and _KEPT.search(text)):
        return None
    stretches = tables.stretches(text, pivots)
    if stretches is None:
        return None
    patches: list[tuple[int, int, str]] = []
    for start, end, converted in stretches:
        if len(converted) != end - start:
            return None
        piece = text[start:end]
        replaced = piece.translate(tables.replaced)
        # Mostly the phrase makes no difference after all.
        if converted != replaced:
            count += sum(map(ne, piece, converted)) - sum(map(ne, piece, replaced))
            patches.append((start, end, width.fold(converted)))
    return _patched(narrow, patches), count


def to_simplified_each(texts: Sequence[str]) -> list[str]:
    """Return what `to_simplified` makes of each text; many short ones together take a fraction of the time."""
    tables = _tables()
    if tables is None or not texts:
        return [to_simplified(text) for text in texts]
    row = Row(texts)
    found = row.places_and_counts(tables.kinds, _SUSPECTS, _KIND_CHANGED)
    return [
        # Where none of its characters could be part of a phrase, each stands alone.
        alone if pivots == [] and not ("乾" in text and _KEPT.search(text)) else to_simplified(text)
        for text, (pivots, _), alone in zip(texts, found, row.translate(tables.alone), strict=True)
    ]


def _simplify(text: str) -> str:
    tables = _tables()
    stretches = tables.stretches(text) if tables else None
    if tables is None or stretches is None:
        return _ask_opencc(text)
    return _patched(tables.alone.translate(text), stretches)


def _ask_opencc(text: str) -> str:
    return str(_converter().convert(text))


# Phrases come again and again.
@lru_cache(maxsize=4096)
def _ask_of_phrase(phrase: str) -> str:
    return _ask_opencc(phrase)


def _patched(text: str, patches: Sequence[tuple[int, int, str]]) -> str:
    if not patches:
        return text
    pieces: list[str] = []
    done = 0
    for start, end, piece in patches:
        pieces += text[done:start], piece
        done = end
    return "".join((*pieces, text[done:]))


@dataclass(frozen=True, slots=True)
class _Tables:
    """What OpenCC's dictionaries say of characters alone, and where more than that counts.

    Where `suspects` finds nothing, every character becomes what `alone` makes of it. Its first group tells that only
    the whole text makes sense. No phrase begins or ends between two characters one of which `joined` does not match.
    """

    alone: CharacterTable
    # The same, and folded.
    narrow: CharacterTable
    # Which it changes, and where `suspects` may find something.
    kinds: KindTable
    # What `alone` replaces, for a few characters at a time.
    replaced: dict[int, str]
    suspects: re.Pattern[str]
    joined: re.Pattern[str]

    def stretches(self, text: str, pivots: Sequence[int] | None = None) -> list[tuple[int, int, str]] | None:
        """Return the stretches of `text` where more counts, and what OpenCC makes of them; None if all of it does.

        Where its `pivots` stand that may be such, if that is known, spares the search.
        """
        found: list[tuple[int, int, str]] = []
        done = 0
        suspects: Iterator[re.Match[str] | None] = self.suspects.finditer(text)
        if pivots is not None:
            suspects = (self.suspects.match(text, at) for at in pivots)
        for match in filter(None, suspects):
            if match[1]:
                return None
            start, end = match.span()
            if start < done:
                continue
            while start > done and self.joined.match(text, start - 1):
                start -= 1
            while self.joined.match(text, end):
                end += 1
            ask = _ask_of_phrase if end - start <= _LONGEST_REMEMBERED else _ask_opencc
            found.append((start, end, ask(text[start:end])))
            done = end
        return found


@cache
def _tables() -> _Tables | None:
    """Return the tables, None if this version of OpenCC keeps its dictionaries in another way."""
    try:
        config = json.loads(Path(_converter().config).read_text(encoding="utf-8"))
        if not config.keys() <= {"name", "normalization", "conversion_chain"} or len(config["conversion_chain"]) != 1:
            return None
        return _tables_of(_keys(config["conversion_chain"]), _keys(config.get("normalization", [])))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _keys(steps: Sequence[dict[str, Any]]) -> set[str]:
    folder = Path(_converter().config).parent
    names = [name for step in steps for name in _files(step["dict"])]
    return {key for name in names for key in marisa.keys((folder / name).read_bytes())}


def _files(dictionary: dict[str, Any]) -> Iterator[str]:
    if dictionary["type"] == "group":
        for member in dictionary["dicts"]:
            yield from _files(member)
    else:
        yield dictionary["file"]


def _tables_of(keys: set[str], normalised: set[str]) -> _Tables:
    characters = [key for key in keys | normalised if len(key) == 1]
    phrases = [key for key in keys | normalised if len(key) > 1]
    alone = dict(zip(characters, _all_converted(characters), strict=True))
    # What is normalised may make up a phrase with its neighbours only then.
    unsure = {key for key in characters if key in normalised or len(alone[key]) != 1 or alone[key] > "\uffff"}
    pivots, before, after = set(unsure), set("\n"), set("\n")
    for phrase, converted in zip(phrases, _all_converted(phrases), strict=True):
        for at, character in enumerate(phrase):
            if len(converted) != len(phrase) or converted[at] != alone.get(character, character):
                pivots.add(character)
                if at + 1 < len(phrase):
                    after.add(phrase[at + 1])
                else:
                    before.add(phrase[at - 1])
    # The neighbours are looked at second, so that the search can jump from pivot to pivot.
    suspects = _one_of(pivots, _BEYOND, _DESCRIPTION) + (
        f"(?:(?<=([{_DESCRIPTION}]))|(?<={_one_of(unsure, _BEYOND)})|(?={_one_of(after)})|(?<={_one_of(before)}[^\n]))"
    )
    replaced = {old: new for old, new in alone.items() if old <= "\uffff" and old not in unsure}
    described = set(map(chr, range(ord(_DESCRIPTION[0]), ord(_DESCRIPTION[-1]) + 1)))
    sets = {
        _KIND_CHANGED: {old for old, new in replaced.items() if new != old},
        _KIND_PIVOT: pivots | described,
        _KIND_UNSURE: unsure | described,
        _KIND_BEHIND: after,
        _KIND_BEFORE: before,
    }
    kinds = bits((kind, (mark for mark in marks if mark <= "\uffff")) for kind, marks in sets.items())
    return _Tables(
        alone=CharacterTable(replaced),
        narrow=CharacterTable({**width.NARROW, **{old: width.NARROW.get(new, new) for old, new in replaced.items()}}),
        kinds=KindTable(kinds),
        replaced=str.maketrans(replaced),
        suspects=re.compile(suspects),
        joined=re.compile(_one_of(unsure.union(*phrases), _BEYOND)),
    )


def _all_converted(texts: Sequence[str]) -> list[str]:
    return _ask_opencc("\n".join(texts)).split("\n")


def _one_of(characters: Iterable[str], *ranges: str) -> str:
    """Return a regular expression for any of `characters`, none of them beyond U+FFFF, and of the `ranges`."""
    listed = "".join(re.escape(character) for character in sorted(characters) if character <= "\uffff")
    return f"[{listed}{''.join(ranges)}]"


def find_traditional(text: str) -> list[Edit]:
    """Return the edits that write `text` in simplified characters.

    Where OpenCC keeps the length of a line each changed character is an edit of its own; a line whose length changes
    is cut at the characters that stay the same.
    """
    converted = to_simplified(text)
    if converted == text:
        return []
    if len(converted) == len(text):
        return [
            Edit(position, position + 1, new, _RULE)
            for position, (old, new) in enumerate(zip(text, converted, strict=True))
            if old != new
        ]
    edits: list[Edit] = []
    position = 0
    for piece in text.splitlines(keepends=True):
        edits.extend(_piece_edits(piece, position))
        position += len(piece)
    return edits


def _piece_edits(piece: str, offset: int) -> list[Edit]:
    converted = to_simplified(piece)
    if len(converted) == len(piece):
        return [
            Edit(offset + position, offset + position + 1, new, _RULE)
            for position, (old, new) in enumerate(zip(piece, converted, strict=True))
            if old != new
        ]
    return [
        Edit(offset + start, offset + end, new, _RULE)
        for start, end, new in _unequal(piece, converted)
        if start != end or new
    ]


def _unequal(old: str, new: str) -> list[tuple[int, int, str]]:
    # Imported here: only a line whose length OpenCC changes needs it.
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(a, b, new[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


@cache
def _han_table() -> KindTable:
    return KindTable(dict.fromkeys(map(chr, range(0x4E00, 0xA000)), _IS_HAN))


def script_of(text: str, edit_count: int) -> str:
    """Return `traditional`, `mixed` or `simplified` by how many of the Han characters of `text` OpenCC changed."""
    if not _HAN.search(text):
        return "none"
    # There are at most as many Han characters as characters: often that decides already.
    if edit_count >= _TRADITIONAL_SHARE * len(text):
        return "traditional"
    if not edit_count:
        return "simplified"
    share = edit_count / Characters.of(text).look(_han_table()).count(_IS_HAN)
    return "traditional" if share >= _TRADITIONAL_SHARE else "mixed" if share >= _MIXED_SHARE else "simplified"
