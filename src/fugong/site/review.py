"""Texts with what was found in them: spans of any kind, also overlapping ones, laid over a text piece by piece.

Positions count code points, as everywhere in the warehouse, so the pieces are cut here and not in a script.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fugong.site.wording import visible


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, half-open, with the layer it is drawn in and what it says of itself."""

    start: int
    end: int
    layer: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A number of a text: the keys of the facts it became, or none."""

    start: int
    end: int
    keys: tuple[str, ...]
    is_repaired: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch in which the same spans hold."""

    text: str
    layers: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A number with its parts, or what stands between two of them (no anchor)."""

    anchor: Anchor | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a text that is shown, and how many characters before and after it are not."""

    start: int
    end: int
    cut_before: int
    cut_after: int


def window(length: int, spans: Iterable[tuple[int, int]], most: int, margin: int) -> Window:
    """Return what to show of a long text: all of it, or what is around the spans, and at most `most` characters."""
    if length <= most:
        return Window(0, length, 0, 0)
    bounds = sorted(spans)
    start = max(0, bounds[0][0] - margin) if bounds else 0
    end = min(length, max((end for _, end in bounds), default=most) + margin, start + most)
    return Window(start, end, start, length - end)


def pieces(text: str, anchors: Sequence[Anchor], spans: Sequence[Span], shown: Window | None = None) -> list[Piece]:
    """Cut a text into pieces that, one after the other, are the text again.

    An anchor that begins within another one is left to that one: its keys join it.
    """
    start, end = (shown.start, shown.end) if shown else (0, len(text))
    whole = _apart(anchors, start, end)
    starting: dict[int, list[Span]] = defaultdict(list)
    ending: dict[int, list[Span]] = defaultdict(list)
    cuts = {start, end}
    for number in whole:
        cuts |= {number.start, number.end}
    for span in spans:
        first, last = max(span.start, start), min(span.end, end)
        if first < last:
            starting[first].append(span)
            ending[last].append(span)
            cuts |= {first, last}
    found: list[Piece] = []
    parts: list[Part] = []
    open_spans: Counter[Span] = Counter()
    waiting = iter(whole)
    anchor: Anchor | None = next(waiting, None)
    places = sorted(cuts)
    for here, there in pairwise(places):
        if anchor and here == anchor.start and parts:
            found.append(Piece(None, tuple(parts)))
            parts = []
        open_spans.subtract(ending[here])
        open_spans.update(starting[here])
        holding = sorted((span for span, count in open_spans.items() if count > 0), key=lambda span: span.layer)
        layers = " ".join(dict.fromkeys(span.layer for span in holding))
        title = " · ".join(dict.fromkeys(span.title for span in holding if span.title))
        parts.append(Part(visible(text[here:there]), layers, title))
        if anchor and there == anchor.end:
            found.append(Piece(anchor, tuple(parts)))
            parts = []
            anchor = next(waiting, None)
    if parts:
        found.append(Piece(None, tuple(parts)))
    return found


def _apart(anchors: Sequence[Anchor], start: int, end: int) -> list[Anchor]:
    """Return the anchors that are shown, in order, none overlapping another."""
    kept: list[Anchor] = []
    for each in sorted(anchors, key=lambda one: (one.start, -one.end)):
        if not start <= each.start < each.end <= end:
            continue
        if kept and each.start < kept[-1].end:
            last = kept.pop()
            keys = tuple(dict.fromkeys(last.keys + each.keys))
            kept.append(Anchor(last.start, last.end, keys, last.is_repaired or each.is_repaired))
        else:
            kept.append(each)
    return kept
