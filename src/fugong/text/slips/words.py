"""How likely a character is as part of a word.

Counts of sequences of characters cannot tell where a word ends: behind a character that many words hold, all that was
never seen there looks alike. Behind a word that is complete any other may begin, so what is common as the begin of a
word is likely there. A file of counts lists how likely each word is; where words may end in the last three characters
is weighed for each context.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from fugong.text.slips.ngrams import BEGINS, WORDS, NgramCounts

# How much words have a say, beside the counts of sequences: fitted on articles that were not counted.
SHARE_OF_WORDS: Final = 0.3
# A file of counts lists words as if it had counted so many.
SCALE: Final = 1e8
# Words are listed up to this length; the begins of longer ones are not.
LONGEST_WORD: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """How likely words are, and how likely one that begins with certain characters."""

    counts: NgramCounts
    _listed: dict[str, dict[str, float]] = field(default_factory=dict, compare=False, repr=False)
    # Of contexts: how likely a character goes on behind each piece of them that a word may begin with.
    _weights: dict[str, tuple[tuple[str, float], ...]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, counts: NgramCounts) -> Words | None:
        """Return the words that a file of counts lists; nothing if it lists none."""
        return cls(counts) if counts.followers(WORDS) else None

    def _likely(self, family: str, characters: str) -> float:
        context = family + characters[:-1]
        listed = self._listed.get(context)
        if listed is None:
            found = self.counts.followers(context)
            listed = {one: seen / SCALE for one, seen in found.counts.items()} if found else {}
            self._listed[context] = listed
        return listed.get(characters[-1], 0.0)

    def whole(self, word: str) -> float:
        """Return how likely a word is."""
        return self._likely(WORDS, word)

    def begun(self, characters: str) -> float:
        """Return how likely a word is that begins so."""
        # A word that no other one begins with is listed once; counts are rounded.
        return max(self._likely(BEGINS, characters), self._likely(WORDS, characters))

    def probability(self, context: str, character: str) -> float:
        """Return how likely `character` is behind a context of one to three characters, by words alone."""
        weights = self._weights.get(context)
        if weights is None:
            weights = self._weights[context] = self._weigh(context)
        return sum(weight * self.begun(piece + character) for piece, weight in weights)

    def _weigh(self, context: str) -> tuple[tuple[str, float], ...]:
        # How likely the words are that end before each character of the context, and behind the last one.
        ends = [1.0]
        for end in range(1, len(context) + 1):
            ends.append(sum(ends[begin] * self.whole(context[begin:end]) for begin in range(end)))
        pieces = [(context[begin:], likely) for begin, likely in enumerate(ends)]
        total = sum(likely * (self.begun(piece) - self.whole(piece) if piece else 1.0) for piece, likely in pieces)
        if total <= 0:
            return (("", 1.0),)
        return tuple((piece, likely / total) for piece, likely in pieces if likely)
