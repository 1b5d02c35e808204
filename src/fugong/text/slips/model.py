"""How likely a piece of simplified Chinese is: the judge between readings of damaged bytes.

`WordModel` gives a text the probability of its best cut into words, words being drawn one by one by their frequency.
To the words of a general list it may add what a model trained on other texts knows (`slips.train`), and what the
document at hand says elsewhere.

A text is costed character by character. A *state* is the last characters read with the costs of the best cuts before
each of them and at their end: all that is needed to go on.
"""

from __future__ import annotations

import importlib.util
import math
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from operator import add
from pathlib import Path
from typing import Final

from fugong.text.slips.train import NgramCounts

# Shares of running text; the word list knows no punctuation. Measured roughly, on news: only their order matters.
_MARKS: Final = {
    "，": 0.05, "。": 0.022, "、": 0.025, "“": 0.007, "”": 0.004, "：": 0.004, "；": 0.003, "《": 0.002,
    "》": 0.002, "（": 0.002, "）": 0.002, "！": 0.0005, "？": 0.0005, "—": 0.0003, "——": 0.0004, "…": 0.0001,
    "……": 0.0003, "·": 0.0003, "‘": 0.0002, "’": 0.0002, "。”": 0.003, "。“": 0.0008, "，“": 0.001, "，”": 0.001,
    "：“": 0.001, "、“": 0.0003, "”、“": 0.001, "。 ": 0.001, "。\u3000": 0.0005, "”，": 0.0008, "”。": 0.0006,
    "！”": 0.0004, "？”": 0.0003, "》《": 0.0002, "》、《": 0.0003, "’。”": 0.0001, "，‘": 0.0001,
    "。《": 0.0003, "。‘": 0.00002, "。（": 0.0001, "’”": 0.00005, "“‘": 0.00003, " ": 0.001, "\u3000": 0.0005,
}  # fmt: skip
_ASCII_MARKS: Final = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_LETTER_SHARE: Final = 2e-5
_DIGIT_SHARE: Final = 5e-3
# A Chinese character that the word list lacks; any other sign.
_RARE_SHARE: Final = 1e-8
# How much of a text is taken to repeat what its document says elsewhere, or what a trained model has seen.
_DOCUMENT_SHARE: Final = 0.15
_TRAINED_SHARE: Final = 0.6
# The longest sequence that counts as one word.
LONGEST: Final = 5
# Frequency given to each of our own phrases: that of a fairly common word.
_PHRASE_COUNT: Final = 300
_INFINITE: Final = 1e9
# How much of the probability of a next character rests on the character before it, in `follow`.
_PAIR_SHARE: Final = 0.7
_ECHO_WEIGHT: Final = 40_000.0

# Two marks side by side that the list of marks does not know.
_PRICE_OF_ODD_MARKS: Final = 8.0
PUNCTUATION: Final = frozenset("，。、；：“”‘’《》（）！？—…·")

# The last characters read, and the costs before each of them and after the last.
State = tuple[str, tuple[float, ...]]


class _Costs(dict[str, float]):
    """The cost of every word that was asked for: looked up once, remembered for a document."""

    def __init__(self, words: Mapping[str, float], echoes: _Echoes | None):
        super().__init__()
        self._words, self._echoes = words, echoes

    def __missing__(self, word: str) -> float:
        cost = self._words.get(word, _INFINITE)
        if len(word) == 1:
            # Every character may stand by itself.
            if cost == _INFINITE:
                cost = _cost_of_unknown(word, self._words)
        elif self._echoes is not None:
            share = self._echoes.share(word)
            if share:
                cost = -math.log((1 - _DOCUMENT_SHARE) * math.exp(-cost) + _DOCUMENT_SHARE * share)
        self[word] = cost
        return cost


class _Echoes:
    """What a document says, as sequences of characters."""

    def __init__(self, text: str):
        self._text = text
        self.pairs = Counter(map(add, text, text[1:]))
        self._counts: dict[int, Counter[str]] = {2: self.pairs}
        self._total = (LONGEST - 1.0) * len(text)

    def share(self, word: str) -> float:
        """Return how often `word` is met, as a share of all sequences."""
        pairs = self.pairs
        length = len(word)
        if word[:2] not in pairs:
            return 0.0
        if length > 2:
            if word[-2:] not in pairs:
                return 0.0
            counter = self._counts.get(length)
            if counter is None:
                text = self._text
                pieces = zip(*(text[start:] for start in range(length)), strict=False)
                counter = self._counts[length] = Counter(map("".join, pieces))
            return counter.get(word, 0) / self._total
        return pairs[word] / self._total


def _cost_of_unknown(character: str, words: Mapping[str, float]) -> float:
    if character.isdigit():
        return -math.log(_DIGIT_SHARE)
    if character.isascii():
        mark = _ASCII_MARKS.get(character)
        return words.get(mark, -math.log(_LETTER_SHARE)) if mark else -math.log(_LETTER_SHARE)
    return -math.log(_RARE_SHARE)


class WordModel:
    """A word-frequency model, to which the words of one document may be added."""

    def __init__(
        self,
        words: Mapping[str, float],
        characters: Mapping[str, float],
        pairs: Mapping[str, float],
        echoes: _Echoes | None = None,
    ):
        """Make a model of the costs of `words`, and the shares of `characters` and `pairs` of them within words."""
        self._words, self._characters, self._pairs, self._echoes = words, characters, pairs, echoes
        self.costs = _Costs(words, echoes)
        self._follow: dict[str, float] = {}
        self._successors: dict[str, str] = {}

    @classmethod
    def of_shares(cls, shares: Mapping[str, float]) -> WordModel:
        """Make a model in which words have these `shares` of all text."""
        costs = {word: -math.log(share) for word, share in shares.items() if share > 0.0}
        return cls(costs, *_characters_and_pairs(shares))

    def with_trained(self, trained: NgramCounts) -> WordModel:
        """Return this model mixed with counts learned from other texts."""
        shares = {word: (1 - _TRAINED_SHARE) * math.exp(-cost) for word, cost in self._words.items()}
        for sequence in trained.counts:
            shares[sequence] = shares.get(sequence, 0.0) + _TRAINED_SHARE * trained.share(sequence)
        return WordModel.of_shares(shares)

    def with_echoes(self, text: str) -> WordModel:
        """Return this model mixed with the sequences of characters found in `text`."""
        return WordModel(self._words, self._characters, self._pairs, _Echoes(text))

    def start(self, before: str = "") -> State:
        """Return the state after the text `before`."""
        state: State = ("", (0.0,))
        for character in before:
            state = self.step(state, character)
        return state

    def step(self, state: State, character: str) -> State:
        """Return the state after one more character."""
        tail, costs = state
        known = self.costs
        text = tail + character
        if len(tail) == LONGEST - 1:
            if character in PUNCTUATION and tail[-1] in PUNCTUATION and known[text[3:]] >= _INFINITE:
                costs = tuple(cost + _PRICE_OF_ODD_MARKS for cost in costs)
            first, second, third, fourth, last = costs
            best = last + known[character]
            cost = first + known[text]
            if cost < best:
                best = cost
            cost = second + known[text[1:]]
            if cost < best:
                best = cost
            cost = third + known[text[2:]]
            if cost < best:
                best = cost
            cost = fourth + known[text[3:]]
            if cost < best:
                best = cost
            return text[1:], (second, third, fourth, last, best)
        if character in PUNCTUATION and tail and tail[-1] in PUNCTUATION and known[text[-2:]] >= _INFINITE:
            costs = tuple(cost + _PRICE_OF_ODD_MARKS for cost in costs)
        best = costs[-1] + known[character]
        for start in range(len(text) - 1):
            cost = costs[start] + known[text[start:]]
            if cost < best:
                best = cost
        return text, (*costs, best)

    def cost(self, text: str) -> float:
        """Return the cost of a whole text."""
        return self.start(text)[1][-1]

    def share(self, character: str) -> float:
        """Return how often a character is met, within words or alone."""
        return self._characters.get(character, _RARE_SHARE)

    def follow(self, left: str, right: str) -> float:
        """Return the rough probability of the character `right` after `left`."""
        pair = left + right
        known = self._follow.get(pair)
        if known is None:
            share = self._pairs.get(pair, 0.0)
            of_left = self._characters.get(left, _RARE_SHARE)
            if self._echoes is not None:
                echo = self._echoes.pairs.get(pair)
                if echo:
                    share += echo / _ECHO_WEIGHT
                    of_left += echo / _ECHO_WEIGHT
            known = self._follow[pair] = _PAIR_SHARE * min(1.0, share / of_left) + (
                1 - _PAIR_SHARE
            ) * self._characters.get(right, _RARE_SHARE)
        return known

    def successors(self, character: str) -> str:
        """Return the characters that follow `character` in some word."""
        if not self._successors:
            found: dict[str, list[str]] = {}
            for pair in self._pairs:
                found.setdefault(pair[0], []).append(pair[1])
            self._successors.update((first, "".join(seconds)) for first, seconds in found.items())
        return self._successors.get(character, "")

    def is_pair(self, left: str, right: str) -> bool:
        """Tell whether two characters stand side by side in some word or in the document."""
        pair = left + right
        return pair in self._pairs or (self._echoes is not None and pair in self._echoes.pairs)


def _characters_and_pairs(words: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    characters: dict[str, float] = {}
    pairs: dict[str, float] = {}
    for word, share in words.items():
        for character in word:
            characters[character] = characters.get(character, 0.0) + share
        if len(word) == 2:
            pairs[word] = pairs.get(word, 0.0) + share
        else:
            for left, right in pairwise(word):
                pair = left + right
                pairs[pair] = pairs.get(pair, 0.0) + share
    return characters, pairs


@cache
def word_model() -> WordModel:
    """Return the model of the word list in the installed jieba package and of our own phrases.

    Raises:
        FileNotFoundError: if jieba is not installed.
    """
    # jieba is found, not imported: importing it builds its own tables and writes a cache file.
    specification = importlib.util.find_spec("jieba")
    if specification is None or not specification.submodule_search_locations:
        raise FileNotFoundError("the jieba package, whose word list the language model is made of, is not installed")
    fields = (Path(specification.submodule_search_locations[0]) / "dict.txt").read_text("utf-8").split()
    counts: dict[str, float] = dict(zip(fields[::3], map(float, fields[1::3]), strict=True))
    phrases = (Path(__file__).parent / "phrases.txt").read_text("utf-8").splitlines()
    for line in phrases:
        if line and not line.startswith("#"):
            phrase, _, count = line.partition(" ")
            counts[phrase] = max(counts.get(phrase, 0.0), float(count or _PHRASE_COUNT))
    total = sum(counts.values())
    for mark, share in _MARKS.items():
        counts[mark] = share * total
    total = sum(counts.values())
    return WordModel.of_shares({word: count / total for word, count in counts.items()})
