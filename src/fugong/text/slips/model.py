"""How likely a piece of simplified Chinese is: the judge between readings of damaged bytes.

`WordModel` gives a text the probability of its best cut into words, words being drawn one by one by their frequency.
It reads a text character by character: its state is the beginning of the word that is being read. Any class with the
same `start`, `step` and `cost` may take its place.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final, Protocol

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
# How much of a text is taken to repeat what its document says elsewhere.
_DOCUMENT_SHARE: Final = 0.15
_LONGEST_ECHO: Final = 6
# Frequency given to each of our own phrases: that of a fairly common word.
_PHRASE_COUNT: Final = 300


# A character to read: as the bytes have it, its simplified form, and an extra price.
Option = tuple[str, str, float]


class LanguageModel(Protocol):
    """What the search asks of a model; costs are negative natural logarithms of probabilities."""

    def start(self) -> str:
        """Return the state at the beginning of a text."""
        ...

    def steps(self, state: str, options: Sequence[Option], limit: float) -> list[tuple[Option, str, float]]:
        """Return the states that reading each of `options` in `state` can lead to, with costs up to `limit`."""
        ...

    def is_common(self, character: str, limit: float = 14.0) -> bool:
        """Tell whether `character` by itself costs less than `limit`: it may be guessed where bytes are unknown."""
        ...

    def cost(self, text: str) -> float:
        """Return the cost of a whole text."""
        ...


class WordModel:
    """A word-frequency model, to which the words of one document may be added."""

    def __init__(
        self, counts: Mapping[str, float], echoes: Mapping[str, float] | None = None, base: WordModel | None = None
    ):
        """Make a model of `counts`; or, with `base`, that model mixed with the `echoes` of a document."""
        self._words: Mapping[str, float] = base._words if base else counts
        self._prefixes: Mapping[str, float] = base._prefixes if base else _prefix_masses(counts)
        self._total: float = base._total if base else sum(counts.values())
        self._echo_words = echoes or {}
        self._echo_prefixes = _prefix_masses(self._echo_words)
        self._echo_total = sum(self._echo_words.values())
        self._known: dict[str, tuple[float, float] | None] = {}

    def with_echoes(self, text: str) -> WordModel:
        """Return this model mixed with the sequences of characters found in `text`."""
        echoes: dict[str, float] = {}
        for piece in _han_runs(text):
            for start in range(len(piece)):
                for end in range(start + 2, min(start + _LONGEST_ECHO, len(piece)) + 1):
                    word = piece[start:end]
                    echoes[word] = echoes.get(word, 0.0) + 1.0
        return WordModel({}, echoes, self)

    def start(self) -> str:
        """Return the state at the beginning of a text."""
        return "，"

    def _look_up(self, prefix: str) -> tuple[float, float] | None:
        """Return the costs of a word that begins with `prefix` and of the word `prefix`; nothing if there is none."""
        mass = self._prefixes.get(prefix, 0.0) / self._total
        word = self._words.get(prefix, 0.0) / self._total
        if self._echo_total:
            mass = (1 - _DOCUMENT_SHARE) * mass + _DOCUMENT_SHARE * self._echo_prefixes.get(
                prefix, 0.0
            ) / self._echo_total
            word = (1 - _DOCUMENT_SHARE) * word + _DOCUMENT_SHARE * self._echo_words.get(prefix, 0.0) / self._echo_total
        if len(prefix) == 1:
            # Every character may stand by itself.
            floor = _RARE_SHARE
            if prefix.isdigit():
                floor = _DIGIT_SHARE
            elif prefix.isascii() and prefix.isalpha():
                floor = _LETTER_SHARE
            mass, word = max(mass, floor), max(word, floor)
        elif not mass:
            return None
        return -math.log(mass), -math.log(word) if word else math.inf

    def costs_of(self, prefix: str) -> tuple[float, float] | None:
        """Return, from memory where possible, what `_look_up` returns."""
        try:
            return self._known[prefix]
        except KeyError:
            found = self._known[prefix] = self._look_up(prefix)
            return found

    def steps(self, state: str, options: Sequence[Option], limit: float) -> list[tuple[Option, str, float]]:
        """Return the states that reading each of `options` in `state` can lead to, with costs up to `limit`."""
        here = self.costs_of(state)
        if here is None:
            raise ValueError(f"{state!r} is not a state of the model")
        found: list[tuple[Option, str, float]] = []
        known, costs_of = self._known, self.costs_of
        mass, word = here
        closing = word - mass
        for option in options:
            character = _ASCII_MARKS.get(option[1], option[1])
            fresh = known.get(character) or costs_of(character)
            price = option[2]
            if fresh and word != math.inf and (cost := closing + fresh[0] + price) <= limit:
                found.append((option, character, cost))
            together = state + character
            longer = known[together] if together in known else costs_of(together)
            if longer and (cost := longer[0] - mass + price) <= limit:
                found.append((option, together, cost))
        return found

    def is_common(self, character: str, limit: float = 14.0) -> bool:
        """Tell whether `character` by itself costs less than `limit`: it may be guessed where bytes are unknown."""
        costs = self.costs_of(character)
        return costs is not None and costs[0] < limit

    def cost(self, text: str) -> float:
        """Return the cost of a whole text."""
        states = {self.start(): 0.0}
        for character in text:
            following: dict[str, float] = {}
            for state, cost in states.items():
                for _, new, price in self.steps(state, ((character, character, 0.0),), math.inf):
                    if cost + price < following.get(new, math.inf):
                        following[new] = cost + price
            states = following
        closings = (cost + here[1] - here[0] for state, cost in states.items() if (here := self.costs_of(state)))
        return min(closings)


def _prefix_masses(counts: Mapping[str, float]) -> dict[str, float]:
    masses: dict[str, float] = dict(counts)
    get = masses.get
    for word, count in counts.items():
        for end in range(1, len(word)):
            prefix = word[:end]
            masses[prefix] = get(prefix, 0.0) + count
    return masses


def _han_runs(text: str) -> Iterable[str]:
    run: list[str] = []
    for character in text:
        if "\u4e00" <= character <= "\u9fff":
            run.append(character)
        elif run:
            yield "".join(run)
            run.clear()
    if run:
        yield "".join(run)


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
    for phrase in phrases:
        if phrase and not phrase.startswith("#"):
            counts[phrase] = max(counts.get(phrase, 0.0), _PHRASE_COUNT)
    total = sum(counts.values())
    for mark, share in _MARKS.items():
        counts[mark] = share * total
    return WordModel(counts)
