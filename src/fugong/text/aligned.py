"""Edits to a text, and the alignment that leads from the edited text back to the one before.

Every text step of the loader is a pure function from a text to the edits it wants made. `apply_edits` makes them and
returns the new text with its `Alignment`; `AlignmentChain` strings the alignments of all steps together, so that any
span of the final text can be led back to the raw one. All positions are half-open ranges of code points.
"""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from operator import attrgetter, gt, sub
from sys import byteorder


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `text[start:end]` by `replacement`.

    `rule` names the rule that asks for it; `confidence` (0 to 1) is the probability that the edit is exactly right.
    """

    start: int
    end: int
    replacement: str
    rule: str
    confidence: float = 1.0


_SPAN = attrgetter("start", "end")


@dataclass(frozen=True, slots=True)
class Alignment:
    """How an edited text lines up with the text before the edits.

    The edited text is cut into runs. Run `i` covers `[new_starts[i], new_starts[i + 1])` of the new text and
    `[old_starts[i], old_starts[i + 1])` of the old one; `is_copied[i]` tells whether it was copied character by
    character, or replaced as a whole.
    """

    new_starts: tuple[int, ...]
    old_starts: tuple[int, ...]
    is_copied: tuple[bool, ...]

    @classmethod
    def identity(cls, length: int) -> Alignment:
        """Return the alignment of a text of `length` code points with itself."""
        return cls((0, length), (0, length), (True,))

    @property
    def new_length(self) -> int:
        """Length of the edited text in code points."""
        return self.new_starts[-1]

    def to_old(self, start: int, end: int) -> tuple[int, int]:
        """Lead the span `[start, end)` of the new text back to the old one.

        A span that touches a replaced run takes in the whole of what was replaced; old characters that were deleted
        at either edge of the span are left out. An empty span stays empty.
        """
        if not 0 <= start <= end <= self.new_length:
            raise ValueError(f"span {start}-{end} is not inside a text of {self.new_length} characters")
        if start == end:
            position = self._boundary(start)
            return position, position
        first = bisect_right(self.new_starts, start, 0, len(self.is_copied)) - 1
        last = bisect_right(self.new_starts, end - 1, 0, len(self.is_copied)) - 1
        old_start = self.old_starts[first] + (start - self.new_starts[first] if self.is_copied[first] else 0)
        if self.is_copied[last]:
            old_end = self.old_starts[last] + (end - self.new_starts[last])
        else:
            old_end = self.old_starts[last + 1]
        return old_start, old_end

    def to_old_each(self, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """Lead each span back as `to_old` does, in less time."""
        new_starts, old_starts, is_copied = self.new_starts, self.old_starts, self.is_copied
        runs = len(is_copied)
        led: list[tuple[int, int]] = []
        for start, end in spans:
            if not 0 <= start < end <= new_starts[-1]:
                led.append(self.to_old(start, end))
                continue
            first = bisect_right(new_starts, start, 0, runs) - 1
            # Most spans lie within one run.
            last = first if end <= new_starts[first + 1] else bisect_right(new_starts, end - 1, first, runs) - 1
            led.append(
                (
                    old_starts[first] + (start - new_starts[first] if is_copied[first] else 0),
                    old_starts[last] + (end - new_starts[last]) if is_copied[last] else old_starts[last + 1],
                )
            )
        return led

    def _boundary(self, position: int) -> int:
        run = min(bisect_right(self.new_starts, position) - 1, len(self.is_copied) - 1)
        if run < 0:
            return 0
        offset = position - self.new_starts[run]
        return self.old_starts[run] + offset if self.is_copied[run] else self.old_starts[run]


def apply_edits(text: str, edits: Iterable[Edit]) -> tuple[str, Alignment]:
    """Make `edits` (in any order, not overlapping) on `text`; return the new text and its alignment with `text`.

    Raises:
        ValueError: if two edits overlap or one lies outside the text.
    """
    pieces: list[str] = []
    new_starts: list[int] = []
    old_starts: list[int] = []
    is_copied: list[bool] = []
    old = new = 0
    for edit in sorted(edits, key=_SPAN):
        start, end, replacement = edit.start, edit.end, edit.replacement
        if start < old or end < start or end > len(text):
            raise ValueError(f"edit {start}-{end} by {edit.rule} overlaps another or lies outside the text")
        if start > old:
            pieces.append(text[old:start])
            new_starts.append(new)
            old_starts.append(old)
            is_copied.append(True)
            new += start - old
        pieces.append(replacement)
        new_starts.append(new)
        old_starts.append(start)
        is_copied.append(False)
        new += len(replacement)
        old = end
    if old < len(text) or not is_copied:
        pieces.append(text[old:])
        new_starts.append(new)
        old_starts.append(old)
        is_copied.append(True)
        new += len(text) - old
    new_starts.append(new)
    old_starts.append(len(text))
    return "".join(pieces), Alignment(tuple(new_starts), tuple(old_starts), tuple(is_copied))


def align_deletions(length: int, starts: Sequence[int], ends: Sequence[int]) -> Alignment:
    """Return the alignment of a text without its `[starts[i], ends[i])` with that text of `length` code points.

    It is the one that edits would give, in a fraction of the time.

    Raises:
        ValueError: if two spans overlap or one lies outside the text.
    """
    kept_from, kept_to = [0, *ends], [*starts, length]
    kept = list(map(sub, kept_to, kept_from))
    if min(kept) <= 0 or any(map(gt, starts, ends)):
        # At an end of the text, side by side or out of order; or not to be deleted at all.
        edits = [Edit(start, end, "", "delete") for start, end in zip(starts, ends, strict=True)]
        return apply_edits(" " * length, edits)[1]
    lengths = [0] * (2 * len(kept) - 1)
    lengths[::2], lengths[1::2] = kept, map(sub, ends, starts)
    return align_turns(lengths)


def align_turns(lengths: Sequence[int]) -> Alignment:
    """Return the alignment of a text with one whose runs of `lengths` were kept and deleted in turns.

    The first run and the last one were kept; none is empty.
    """
    # A deleted run begins and ends where the kept one before it ends.
    new_starts = [0] * (len(lengths) + 1)
    new_starts[1::2] = accumulate(lengths[::2])
    new_starts[2::2] = new_starts[1:-1:2]
    return Alignment(
        tuple(new_starts), tuple(accumulate(lengths, initial=0)), (True, False) * (len(lengths) // 2) + (True,)
    )


class AlignmentChain:
    """The alignments of successive text steps, first step first."""

    __slots__ = ("_steps", "_waiting")

    def __init__(self, steps: Iterable[Alignment] = ()) -> None:
        """Begin with `steps`."""
        self._steps = list(steps)
        self._waiting: list[Alignment | Callable[[], Alignment]] = []

    def __eq__(self, other: object) -> bool:
        """Compare the steps."""
        return self.steps == other.steps if isinstance(other, AlignmentChain) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # it grows

    @property
    def steps(self) -> list[Alignment]:
        """The alignments; those that wait are made now."""
        if self._waiting:
            self._steps += [step if isinstance(step, Alignment) else step() for step in self._waiting]
            self._waiting.clear()
        return self._steps

    def append(self, alignment: Alignment | Callable[[], Alignment]) -> None:
        """Add the alignment of the next step, or what makes it once it is asked for."""
        self._waiting.append(alignment)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Lead a span of the newest text back to the text before the first step."""
        for alignment in reversed(self.steps):
            start, end = alignment.to_old(start, end)
        return start, end

    def to_raw_each(self, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """Lead each span back as `to_raw` does; of many at once it takes less time."""
        for alignment in reversed(self.steps):
            spans = alignment.to_old_each(spans)
        return spans

    def to_bytes(self) -> bytes:
        """Return the steps, compressed; nothing of a text that no step changed the length of."""
        steps = [step for step in self.steps if not _is_identity(step)]
        if not steps:
            return b""
        numbers = array("i", [len(steps)])
        for step in steps:
            numbers.append(len(step.is_copied))
            numbers.extend(step.is_copied)
            numbers.extend(map(sub, step.new_starts[1:], step.new_starts))
            numbers.extend(map(sub, step.old_starts[1:], step.old_starts))
        if byteorder == "big":
            numbers.byteswap()
        return zlib.compress(numbers.tobytes(), 6)

    @classmethod
    def from_bytes(cls, packed: bytes) -> AlignmentChain:
        """Return the chain that `to_bytes` made this of, but for steps that lead every position to itself."""
        if not packed:
            return cls()
        numbers = array("i", zlib.decompress(packed))
        if byteorder == "big":
            numbers.byteswap()
        values = iter(numbers)
        steps = []
        for _ in range(next(values)):
            runs = next(values)
            is_copied = tuple(map(bool, islice(values, runs)))
            new_starts = tuple(accumulate(islice(values, runs), initial=0))
            steps.append(Alignment(new_starts, tuple(accumulate(islice(values, runs), initial=0)), is_copied))
        return cls(steps)


def _is_identity(step: Alignment) -> bool:
    return all(step.is_copied)


def overlaps(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether any of the sorted, disjoint half-open `spans` shares a character with `[start, end)`."""
    index = bisect_right(spans, (start, start))
    if index and spans[index - 1][1] > start:
        return True
    return index < len(spans) and spans[index][0] < end
