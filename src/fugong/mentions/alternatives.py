"""One of several literal words: as a pattern, or looked up by the first character."""

from __future__ import annotations

from collections.abc import Iterable

import regex


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern for any of `words`, the longest first; without words, one that nothing matches."""
    return "|".join(regex.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) or "(?!)"


def by_first(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return words by their first character, the longest first: 经济技术开发区 before 开发区."""
    found: dict[str, list[str]] = {}
    for word in sorted(filter(None, words), key=len, reverse=True):
        found.setdefault(word[0], []).append(word)
    return {first: tuple(same) for first, same in found.items()}
