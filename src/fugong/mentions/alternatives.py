"""Alternations of literal words in a pattern."""

from __future__ import annotations

from collections.abc import Iterable

import regex


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern for any of `words`, the longest first; without words, one that nothing matches."""
    return "|".join(regex.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or "(?!)"
