"""Score a repair against what the simulator did: slip by slip, character by character, figure by figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from opencc import OpenCC

from fugong.text.aligned import Edit, apply_edits
from fugong.text.pinyin import find_annotations

from .simulator import Damaged, damage
from .sites import FULL_WIDTH_ASCII, Site

# Confidences are counted in tenths, the last of them split at 0.95 and 0.99.
BINS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Group:
    """Slips and edits that overlap each other, and how they came out."""

    damaged: str
    expected: str
    got: str
    context: str
    slip_count: int
    confidences: tuple[float, ...]

    @property
    def is_exact(self) -> bool:
        return self.got == self.expected

    @property
    def right_characters(self) -> int:
        if self.is_exact:
            return len(self.expected)
        matcher = SequenceMatcher(None, self.expected, self.got, autojunk=False)
        return sum(block.size for block in matcher.get_matching_blocks())


@dataclass(slots=True)
class Tally:
    """Counts over many texts."""

    sentences: int = 0
    slips: int = 0
    exact_slips: int = 0
    slip_characters: int = 0
    right_characters: int = 0
    figures_changed: int = 0
    bins: dict[float, list[int]] = field(default_factory=lambda: {low: [0, 0] for low in BINS})

    def add(self, groups: Iterable[Group]) -> None:
        for group in groups:
            self.slips += group.slip_count
            self.exact_slips += group.slip_count * group.is_exact
            if group.slip_count:
                self.slip_characters += len(group.expected)
                self.right_characters += group.right_characters
            for confidence in group.confidences:
                counts = self.bins[max(low for low in BINS if low <= confidence)]
                counts[0] += 1
                counts[1] += group.is_exact

    def merge(self, other: Tally) -> None:
        for name in ("sentences", "slips", "exact_slips", "slip_characters", "right_characters", "figures_changed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for low, (count, right) in other.bins.items():
            self.bins[low][0] += count
            self.bins[low][1] += right

    def share_exact(self) -> float:
        return self.exact_slips / self.slips if self.slips else 1.0

    def share_of_characters(self) -> float:
        return self.right_characters / self.slip_characters if self.slip_characters else 1.0

    def precision_from(self, confidence: float) -> float:
        counts = [bin_ for low, bin_ in self.bins.items() if low >= confidence]
        return sum(right for _, right in counts) / max(1, sum(count for count, _ in counts))


@cache
def simplified(character: str) -> str:
    """Return the character in simplified form and half width."""
    converted: str = _converter().convert(FULL_WIDTH_ASCII.get(character, character))
    return converted


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def comparable(text: str) -> str:
    """Return `text` without annotations, simplified character by character, of half width."""
    plain = apply_edits(text, find_annotations(text))[0]
    return "".join(map(simplified, plain))


def figures(text: str) -> list[str]:
    """Return the digits, percent signs and decimal points of `text`, in order."""
    return [
        character
        for index, character in enumerate(text)
        if character.isdecimal()
        or character in "%％‰"
        or (character in ".．" and text[index - 1 : index].isdecimal() and text[index + 1 : index + 2].isdecimal())
    ]


def groups_of(source: str, damaged: Damaged, edits: Sequence[Edit], site: Site) -> Iterator[Group]:
    """Yield what became of every slip, and of every edit where no slip was."""
    spans = sorted(
        [(slip.start, slip.end, 0, slip.clean_start, slip.clean_end, 0.0) for slip in damaged.slips]
        + [(edit.start, edit.end, 1, 0, 0, edit.confidence) for edit in edits]
    )
    at = 0
    while at < len(spans):
        begin, end = spans[at][:2]
        members = []
        while at < len(spans) and (spans[at][0] < end or not members or spans[at][0] == begin or spans[at][0] <= end):
            members.append(spans[at])
            end = max(end, spans[at][1])
            at += 1
        # An annotation right behind belongs to the last character.
        for start, stop in damaged.annotations:
            if start == end and stop > start:
                end = stop
        clean_begin, clean_end = _clean_position(damaged, begin, False), _clean_position(damaged, end, True)
        expected = "".join(simplified(site.character(c)) for c in source[clean_begin:clean_end])
        inside = [edit for edit in edits if begin <= edit.start and edit.end <= end]
        got = apply_edits(
            damaged.text[begin:end],
            [Edit(edit.start - begin, edit.end - begin, edit.replacement, edit.rule) for edit in inside],
        )[0]
        # The character before decides whether an annotation at the very begin is one.
        lead = damaged.text[begin - 1 : begin] if begin and damaged.text[begin - 1] not in ")）" else "〇"
        got = comparable(lead + got)[1:]
        yield Group(
            damaged.text[begin:end],
            expected,
            got,
            damaged.text[max(0, begin - 12) : begin] + "⟦⟧" + damaged.text[end : end + 12],
            sum(member[2] == 0 for member in members),
            tuple(member[5] for member in members if member[2] == 1),
        )


def _clean_position(damaged: Damaged, position: int, is_end: bool) -> int:
    """Lead a position of the damaged text, not inside a slip, back to the clean one."""
    clean = old = 0
    for slip in damaged.slips:
        if slip.start > position or (slip.start == position and not is_end):
            break
        clean, old = slip.clean_end, slip.end
    between = position - old
    for start, stop in damaged.annotations:
        if old <= start and stop <= position:
            between -= stop - start
    return clean + between


def score_text(
    source: str, site: Site, seed: int, repair: Callable[[str], Sequence[Edit]]
) -> tuple[Tally, list[Group], Damaged]:
    """Damage `source`, repair it, and return the counts, the groups and what the damage was."""
    damaged = damage(source, seed=seed, site=site)
    edits = repair(damaged.text)
    groups = list(groups_of(source, damaged, edits, site))
    tally = Tally()
    tally.add(groups)
    tally.figures_changed = sum(
        figures(damaged.text[edit.start : edit.end]) != figures(edit.replacement) for edit in edits
    ) + (figures(apply_edits(damaged.text, edits)[0]) != figures(damaged.text))
    tally.sentences = _damaged_sentences(source, damaged)
    return tally, groups, damaged


def _damaged_sentences(source: str, damaged: Damaged) -> int:
    ends = [index for index, character in enumerate(source) if character in "。！？；\n"]
    found = set()
    for slip in damaged.slips:
        found.add(sum(end < slip.clean_start for end in ends))
    return len(found)


def fit_for(source: str, encoding: str = "gbk") -> str:
    """Return `source` without the characters that the encoding lacks in either script."""
    return "".join(c for c in source if has_code(c, encoding))


@cache
def has_code(character: str, encoding: str) -> bool:
    try:
        (character + _to_traditional(character)).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@cache
def _to_traditional(character: str) -> str:
    converted: str = _to_traditional_converter().convert(character)
    return converted


@cache
def _to_traditional_converter() -> OpenCC:
    return OpenCC("s2t")
