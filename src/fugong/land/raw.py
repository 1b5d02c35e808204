"""Spans of all texts of a task, led back to the raw texts together."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from fugong.mentions.row import Numbers, Row

# No text is so long that places in it would reach into the bits of its number.
_PLACE_BITS = 40
_Packed = npt.NDArray[np.int32]


class RawPlaces:
    """The way back from the texts of a row to the raw ones: `AlignmentChain.to_raw` of many spans at once."""

    def __init__(self, row: Row, alignments: Sequence[bytes]) -> None:
        """Take the alignment of each text, as `AlignmentChain.to_bytes` packs it."""
        self._row = row
        backwards = [(number, [*_steps(packed)][::-1]) for number, packed in enumerate(alignments) if packed]
        depth = max((len(steps) for _, steps in backwards), default=0)
        self._steps = [
            _Step([(number, steps[at]) for number, steps in backwards if len(steps) > at]) for at in range(depth)
        ]

    def spans(self, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
        """Lead spans back that lie each in a text; what comes is in the raw text, counted from its beginning."""
        texts = self._row.numbers(starts)
        offsets = self._row.offsets[texts]
        starts, ends = starts - offsets, ends - offsets
        for step in self._steps:
            starts, ends = step.back(texts, starts, ends)
        return starts, ends


def _steps(packed: bytes) -> Iterator[_Packed]:
    """Yield the steps of a packed alignment: of each whether its runs are copied, their new and their old lengths."""
    numbers = np.frombuffer(zlib.decompress(packed), "<i4")
    begin = 1
    for _ in range(int(numbers[0])):
        runs = int(numbers[begin])
        yield numbers[begin + 1 : begin + 1 + 3 * runs].reshape(3, runs)
        begin += 1 + 3 * runs


class _Step:
    """A step of several texts: the runs of all their alignments, one behind the other."""

    def __init__(self, parts: Sequence[tuple[int, _Packed]]) -> None:
        runs = np.array([part.shape[1] for _, part in parts])
        self._texts = np.array([number for number, _ in parts], np.int64)
        is_copied, new_lengths, old_lengths = np.concatenate([part for _, part in parts], axis=1, dtype=np.int64)
        first = (runs.cumsum() - runs).repeat(runs)
        self._is_copied = is_copied.astype(np.bool_)
        self._new = _begins(new_lengths, first)
        self._old = _begins(old_lengths, first)
        self._old_ends = self._old + old_lengths
        self._keys = _key(self._texts.repeat(runs), self._new)

    def back(self, texts: Numbers, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
        """Lead spans back over this step; those of texts that did not take it stay."""
        has_step = np.isin(texts, self._texts)
        led_starts, led_ends = starts.copy(), ends.copy()
        texts, starts, ends = texts[has_step], starts[has_step], ends[has_step]
        first = self._keys.searchsorted(_key(texts, starts), "right") - 1
        last = self._keys.searchsorted(_key(texts, ends - 1), "right") - 1
        old_starts = self._old[first] + np.where(self._is_copied[first], starts - self._new[first], 0)
        old_ends = np.where(self._is_copied[last], self._old[last] + ends - self._new[last], self._old_ends[last])
        led_starts[has_step] = old_starts
        # An empty span stays empty.
        led_ends[has_step] = np.where(starts == ends, old_starts, old_ends)
        return led_starts, led_ends


def _begins(lengths: Numbers, first: Numbers) -> Numbers:
    """Return where runs begin in their text; `first` is the number of its first run."""
    begins: Numbers = lengths.cumsum() - lengths
    return begins - begins[first]


def _key(texts: Numbers, places: Numbers) -> Numbers:
    return (texts << _PLACE_BITS) + places
