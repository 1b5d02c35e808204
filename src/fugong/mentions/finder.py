"""Finds every entry of the lexicon in all texts of a task, a character further for all beginnings at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from fugong.mentions.row import Codes, Numbers, Row, codes


class Found(NamedTuple):
    """A lexicon entry found in a text: where, and what kinds of entry it is."""

    start: int
    end: int
    text: str
    kinds: tuple[str, ...]


class FoundInRow(NamedTuple):
    """The same of a row of texts, as columns: `entries` are numbers of the finder's `entries`."""

    starts: Numbers
    ends: Numbers
    entries: Numbers


_Placed = TypeVar("_Placed", bound=tuple[int, int, str, tuple[str, ...]])
# For each pair of characters that an entry begins with so many bits of the table are set apart: hardly any other falls
# on one that is set, and the table stays in the processor's cache.
_SLOT_BITS_A_PAIR: Final = 6
# A code point has 21 bits.
_CODE_BITS: Final = 21
# No entry is longer than that.
_LENGTH_BITS: Final = 16
_MOST_ROUNDS: Final = 12


class TermFinder:
    """Finds every entry of a set of named word lists in one pass over a text.

    Few places in a text begin with two characters that an entry begins with: these are found for all characters at
    once. From there on the entries are a tree, and all places take the same step in it together.
    """

    def __init__(self, entries: dict[str, list[str]]) -> None:
        """Make the look-up from `entries`: text → the lists it is in."""
        texts = sorted(filter(None, entries))
        self.entries = [(text, tuple(sorted(entries[text]))) for text in texts]
        self._kinds = dict(self.entries)
        self.lengths: Numbers = np.array([len(text) for text in texts], np.int64)
        numbers = {text: number for number, text in enumerate(texts)}
        # The beginnings of entries by their length, in order: so those of one length follow each other, and a
        # beginning that is longer has a higher number.
        by_length: dict[int, set[str]] = {}
        for text in texts:
            for length in range(2, len(text) + 1):
                by_length.setdefault(length, set()).add(text[:length])
        nodes = [node for length in sorted(by_length) for node in sorted(by_length[length])]
        at = {node: number for number, node in enumerate(nodes)}
        self._entry_at: Numbers = np.array([numbers.get(node, -1) for node in nodes], np.int64)
        goes_on = {at[node[:-1]] for node in nodes if len(node) > 2}
        self._goes_on = np.array([number in goes_on for number in range(len(nodes))], np.bool_)
        self._pairs = len(by_length.get(2, ()))
        heads = codes("".join(nodes[: self._pairs])).reshape(-1, 2)
        self._pair_keys = _pair_keys(heads[:, 0], heads[:, 1])
        # Which slots of a table the pairs fall into; so may others, which are sorted out by their keys.
        slot_bits = self._pairs.bit_length() + _SLOT_BITS_A_PAIR
        self._shift = np.uint32(32 - slot_bits)
        self._slots = np.zeros(1 << slot_bits, np.bool_)
        self._slots[_slots(heads[:, 0], heads[:, 1], self._shift)] = True
        # What leads from a beginning to one that is a character longer.
        self._steps = np.array([_step(at[node[:-1]], ord(node[-1])) for node in nodes[self._pairs :]], np.uint64)
        singles = [text for text in texts if len(text) == 1]
        self._single_entries: Numbers = np.array([numbers[text] for text in singles], np.int64)
        self._single_codes = codes("".join(singles))
        self._longest = max(map(len, texts), default=0)

    def find(self, text: str) -> list[Found]:
        """Return all entries in `text`, overlapping ones too: from the left, of one start the longest first."""
        kinds = self._kinds
        return [
            Found(start, end, entry, kinds[entry])
            for start in range(len(text))
            for end in range(min(len(text), start + self._longest), start, -1)
            if (entry := text[start:end]) in kinds
        ]

    def find_in_each(self, row: Row) -> list[list[tuple[int, int, str, tuple[str, ...]]]]:
        """Return what `find` returns for each text of `row`, as plain tuples."""
        found = self.find_in(row)
        starts, cuts = row.within(found.starts), row.cuts(found.starts)
        ends = starts + self.lengths[found.entries]
        entries = map(self.entries.__getitem__, found.entries.tolist())
        rows = [(start, end, *entry) for start, end, entry in zip(starts.tolist(), ends.tolist(), entries, strict=True)]
        return [rows[first:last] for first, last in pairwise(cuts)]

    def longest_in_each(self, row: Row) -> Iterator[list[tuple[int, str]]]:
        """Yield of each text of `row` where entries begin that `longest` keeps, and what they are."""
        starts, ends, entries = self.find_in(row)
        are_kept = are_leftmost(starts, ends)
        starts = starts[are_kept]
        texts = (self.entries[entry][0] for entry in entries[are_kept].tolist())
        rows = list(zip(row.within(starts).tolist(), texts, strict=True))
        for first, last in pairwise(row.cuts(starts)):
            yield rows[first:last]

    def find_in(self, row: Row) -> FoundInRow:
        """Return all entries in the texts of `row`: from the left, of one start the longest first."""
        # No entry holds a line break, so none reaches from one text into the next.
        letters = row.codes
        places = self._slots.take(_slots(letters[:-1], letters[1:], self._shift)).nonzero()[0]
        nodes = _numbers_of(self._pair_keys, _pair_keys(letters.take(places), letters.take(places + 1)))
        places, nodes = places[nodes >= 0], nodes[nodes >= 0]
        found = [self._singles(letters)]
        depth = 2
        while len(places):
            entries = self._entry_at[nodes]
            is_entry = entries >= 0
            found.append((places[is_entry], entries[is_entry]))
            goes_on = self._goes_on[nodes]
            places, nodes = places[goes_on], nodes[goes_on]
            following = letters.take(places + depth, mode="clip")
            nodes = _numbers_of(self._steps, _steps(nodes, following))
            places, nodes = places[nodes >= 0], nodes[nodes >= 0] + self._pairs
            depth += 1
        starts = np.concatenate([some for some, _ in found])
        entries = np.concatenate([some for _, some in found])
        lengths = self.lengths[entries]
        order = ((starts << _LENGTH_BITS) - lengths).argsort()
        starts = starts[order]
        return FoundInRow(starts, starts + lengths[order], entries[order])

    def _singles(self, letters: Codes) -> tuple[Numbers, Numbers]:
        """Return where entries of one character stand, of which there are few, and which they are."""
        found = [(letters == code).nonzero()[0] for code in self._single_codes]
        entries = self._single_entries.repeat([len(some) for some in found])
        return np.concatenate([_NONE, *found]), entries


_NONE: Numbers = np.zeros(0, np.int64)


def _step(node: int, code: int) -> int:
    return node << _CODE_BITS | code


def _steps(nodes: Numbers, following: Codes) -> npt.NDArray[np.uint64]:
    return nodes.astype(np.uint64) << np.uint64(_CODE_BITS) | following


def _pair_keys(first: Codes, second: Codes) -> npt.NDArray[np.uint64]:
    """Return a number for each pair of characters, in the order of the pairs."""
    return first.astype(np.uint64) << np.uint64(32) | second


def _numbers_of(keys: npt.NDArray[np.uint64], asked: npt.NDArray[np.uint64]) -> Numbers:
    """Return where each of what is asked for stands among the sorted `keys`, or -1."""
    if not len(keys):
        return np.full(len(asked), -1)
    likely = np.searchsorted(keys, asked)
    return np.where(keys.take(likely, mode="clip") == asked, likely, -1)


def _slots(first: Codes, second: Codes, shift: np.uint32) -> npt.NDArray[np.uint32]:
    """Return the slot of each pair of characters; the multiplication wraps around and spreads its bits."""
    return ((first * np.uint32(0x9E3779B1)) ^ (second * np.uint32(0x85EBCA6B))) >> shift


def longest(found: Iterable[_Placed]) -> list[_Placed]:
    """Keep of overlapping finds the leftmost, of those with one start the longest, given what `find` returned."""
    kept: list[_Placed] = []
    reached = 0
    for item in found:
        if item[0] >= reached:
            kept.append(item)
            reached = item[1]
    return kept


def are_leftmost(starts: Numbers, ends: Numbers) -> npt.NDArray[np.bool_]:
    """Tell of each find whether `longest` keeps it, given where they begin and end, in order."""
    are_kept = np.zeros(len(starts), np.bool_)
    left = np.arange(len(starts))
    for _ in range(_MOST_ROUNDS):
        if not len(left):
            return are_kept
        # What overlaps nothing before it is kept; what overlaps something kept is not. The others are looked at again.
        reached = np.maximum.accumulate(ends[left])
        is_free = np.ones(len(left), np.bool_)
        is_free[1:] = starts[left[1:]] >= reached[:-1]
        are_kept[left[is_free]] = True
        kept_ends = ends[left[is_free]][is_free.cumsum() - 1]
        left = left[~is_free & (starts[left] >= kept_ends)]
    # A long chain of finds, each over the end of the one before: a round for each would take time by the square of it.
    # What was kept ends before them, or begins behind what they overlap.
    reach = 0
    for at, start, end in zip(left.tolist(), starts[left].tolist(), ends[left].tolist(), strict=True):
        if start >= reach:
            are_kept[at], reach = True, end
    return are_kept
