"""What is found out about the slips of a text."""

from __future__ import annotations

from dataclasses import dataclass

from fugong.text.aligned import Edit


@dataclass(frozen=True, slots=True)
class Damage:
    """A stretch `[start, end)` that looks damaged and was left as it is."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class SlipReport:
    """The edits that undo the slips of a text, and the damage that they leave."""

    edits: tuple[Edit, ...] = ()
    unrepaired: tuple[Damage, ...] = ()
