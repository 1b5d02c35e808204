"""Script: traditional characters to simplified ones, by OpenCC, with alignment."""

from __future__ import annotations

import re
from functools import cache

import opencc

from fugong.text.aligned import Edit

_RULE = "script.simplify"

# Read qián, 乾 is a simplified character too; OpenCC knows that of 乾隆 and 乾坤, not of these counties.
_KEPT = re.compile("乾(?=安?[县縣])")
_NOT_HAN = re.compile("[^\u4e00-\u9fff]+")
_PLACEHOLDER = "\ufdd0"  # no character, so no text has it


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Return `text` in simplified characters (OpenCC, t2s)."""
    if "乾" not in text:
        return str(_converter().convert(text))
    return str(_converter().convert(_KEPT.sub(_PLACEHOLDER, text))).replace(_PLACEHOLDER, "乾")


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


def script_of(text: str, edit_count: int) -> str:
    """Return `traditional`, `mixed` or `simplified` by how many of the Han characters of `text` OpenCC changed."""
    han = len(_NOT_HAN.sub("", text))
    if not han:
        return "none"
    share = edit_count / han
    return "traditional" if share >= 0.15 else "mixed" if share >= 0.02 else "simplified"
