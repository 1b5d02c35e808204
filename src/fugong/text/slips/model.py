"""How likely a piece of Chinese is: the judge between readings of damaged bytes.

`LanguageModel` gives each character a probability behind the characters before it: what was counted behind the three,
two, one and no characters before it, each discounted in favour of the shorter one (absolute discounting). It adds up
several counts: those the package brings, those a user trained (`fugong train-lm`), and what the document at hand says
elsewhere. Where people are named, surnames and given names are likely whether or not they were counted there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final

from fugong.text import compiled
from fugong.text.slips.names import Names
from fugong.text.slips.ngrams import Followers, NgramCounts, classed, load
from fugong.text.slips.words import SHARE_OF_WORDS, Words

if TYPE_CHECKING:
    # Compiled code takes a second to import: only a text with slips pays for it.
    from fugong.text.slips.arrays import Array

# Characters before a character that have a say.
REACH: Final = 3
# What each count loses in favour of shorter contexts, by the length of its context. The subject's own texts count
# several times, so these may be large.
_DISCOUNTS: Final = (0.75, 1.0, 1.0, 1.0)
# What is left for shorter contexts at least.
LEAST_LEFT: Final = 1e-4
# A character that was never counted.
_LEAST: Final = 2e-8
_WEIGHT_OF_TRAINED: Final = 3.0
# Two marks side by side that were never counted: much less likely than the marks by themselves tell.
SHARE_OF_ODD_MARKS: Final = 0.003
PUNCTUATION: Final = frozenset("，。、；：“”‘’《》（）！？—…·")
_MOST_REMEMBERED: Final = 1_500_000
_MOST_CONTEXTS: Final = 200_000


class _Probabilities(dict[str, float]):
    """How likely the last character of a sequence is behind the others; remembers what it worked out."""

    def __init__(
        self, behind: Callable[[str], tuple[dict[str, float], float] | None], names: Names | None, words: Words | None
    ):
        super().__init__()
        self._counted, self._words = _Counted(behind, names), words

    def __missing__(self, sequence: str) -> float:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        likely = self._counted[sequence]
        if self._words is not None and len(sequence) > 1:
            by_words = 0.0
            if not self._counted.is_odd(sequence[-2:]):
                by_words = self._words.probability(sequence[:-1], sequence[-1])
            likely = (1 - SHARE_OF_WORDS) * likely + SHARE_OF_WORDS * by_words
        self[sequence] = likely
        return likely


class _Counted(dict[str, float]):
    """The same by what was counted alone."""

    def __init__(self, behind: Callable[[str], tuple[dict[str, float], float] | None], names: Names | None):
        super().__init__()
        self._behind, self._names = behind, names

    def is_odd(self, pair: str) -> bool:
        """Tell whether two marks stand side by side that were never counted so."""
        if not PUNCTUATION.issuperset(pair):
            return False
        behind = self._behind(pair[0])
        return behind is not None and pair[1] not in behind[0]

    def __missing__(self, sequence: str) -> float:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        shorter = self[sequence[1:]] if len(sequence) > 1 else _LEAST
        behind = self._behind(sequence[:-1])
        if behind is not None:
            shares, left = behind
            shorter = shares.get(sequence[-1], 0.0) + left * shorter
            if len(sequence) == 2 and self.is_odd(sequence):
                shorter *= SHARE_OF_ODD_MARKS
        if self._names is not None and len(sequence) > 1:
            share, likely = self._names.share(sequence)
            if share and likely:
                shorter = (1 - share) * shorter + share * likely
        self[sequence] = shorter
        return shorter


class _Costs(dict[str, float]):
    """The same as costs, in nats."""

    def __init__(self, probabilities: _Probabilities):
        super().__init__()
        self._probabilities = probabilities

    def __missing__(self, sequence: str) -> float:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        cost = self[sequence] = -math.log(self._probabilities[sequence])
        return cost


@dataclass(frozen=True, slots=True)
class EchoedModel:
    """A language model that knows what a document says; for compiled code."""

    tables: Array
    echoes: Array

    def cost(self, text: str) -> float:
        """Return the cost in nats of a whole text, as it would stand within a line."""
        from fugong.text.slips.kernel import cost_of
        from fugong.text.slips.tables import numbers_of

        return cost_of(self.tables, self.echoes, numbers_of(classed(text)))


class LanguageModel:
    """Probabilities of characters behind others, from several counts."""

    def __init__(self, sources: Sequence[tuple[float, NgramCounts]]):
        """Add up the counts of `sources`, each with its weight."""
        self._sources = tuple(sources)
        self._contexts: dict[str, tuple[dict[str, float], float] | None] = {}
        names = (Names.of(source) for _, source in self._sources)
        words = (Words.of(source) for _, source in self._sources)
        self._probabilities = _Probabilities(
            self._behind, next(filter(None, names), None), next(filter(None, words), None)
        )
        self.costs: dict[str, float] = _Costs(self._probabilities)
        # The same as arrays, made when the first slip is read: building them takes a second.
        self._tables: Array | None = None

    def with_trained(self, trained: NgramCounts) -> LanguageModel:
        """Return this model with counts learned from other texts added."""
        return LanguageModel((*self._sources, (_WEIGHT_OF_TRAINED, trained)))

    def tables(self) -> Array:
        """Return this model for compiled code."""
        if self._tables is None:
            from fugong.text.slips import kernel
            from fugong.text.slips.tables import build

            kernel.prepare()
            compiled.use(kernel)
            self._tables = build(self._sources, _DISCOUNTS, _LEAST)
        return self._tables

    def with_echoes(self, text: str) -> EchoedModel:
        """Return this model with what the document `text` says."""
        from fugong.text.slips.tables import hear, no_echoes, points_of

        tables, echoes = self.tables(), no_echoes()
        hear(echoes, points_of(text), [(0, len(text))])
        return EchoedModel(tables, echoes)

    def _behind(self, context: str) -> tuple[dict[str, float], float] | None:
        """Return the discounted shares of what was seen behind `context`, and the share that is left over."""
        try:
            return self._contexts[context]
        except KeyError:
            pass
        found: list[tuple[float, Followers]] = []
        for weight, source in self._sources:
            followers = source.followers(context)
            if followers:
                found.append((weight, followers))
        result = None
        if found:
            total = sum(weight * followers.total for weight, followers in found)
            counts: dict[str, float] = {}
            for weight, followers in found:
                for character, seen in followers.counts.items():
                    counts[character] = counts.get(character, 0.0) + weight * seen
            discount = _DISCOUNTS[len(context)]
            shares = {c: (n - discount) / total for c, n in counts.items() if n > discount}
            result = shares, max(LEAST_LEFT, 1.0 - sum(shares.values()))
        if len(self._contexts) >= _MOST_CONTEXTS:
            self._contexts.clear()
        self._contexts[context] = result
        return result

    def probability(self, context: str, character: str) -> float:
        """Return how likely `character` is behind `context` (up to three characters, classed)."""
        return self._probabilities[context + character]

    def cost(self, text: str) -> float:
        """Return the cost in nats of a whole text, as it would stand within a line."""
        costs, line = self.costs, classed(text)
        return sum(costs[line[max(0, at - REACH) : at + 1]] for at in range(len(line)))

    def known_behind(self, context: str) -> Iterable[str]:
        """Return the characters that were counted behind `context`, or behind its last character."""
        behind = self._behind(context[-2:]) if len(context) > 1 else None
        if behind is None or len(behind[0]) < 3:
            behind = self._behind(context[-1:])
        return behind[0] if behind else ()


@cache
def _shipped() -> NgramCounts:
    with as_file(files("fugong.text.slips") / "news.ngrams.gz") as path:
        return load(path)


@cache
def _shipped_model() -> LanguageModel:
    """Return the model of the package alone; what it has worked out holds for every run of this process."""
    return LanguageModel([(1.0, _shipped())])


class _Current:
    """The model of this run."""

    model: LanguageModel | None = None


def use_trained(trained: NgramCounts | None) -> None:
    """From now on, add what `fugong train-lm` learned to what the package brings; None: use what it brings alone.

    To be called before the first text is repaired: the model is fixed for a run.
    """
    model = _shipped_model()
    _Current.model = model.with_trained(trained) if trained else model


def language_model() -> LanguageModel:
    """Return the model of this run: without `use_trained`, that of the counts the package brings."""
    if _Current.model is None:
        use_trained(None)
    model = _Current.model
    assert model is not None  # noqa: S101
    return model
