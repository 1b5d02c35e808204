"""The teller: writes sentences from templates and keeps, for every figure it writes, what is true of it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from benchmarks.scale import words
from benchmarks.scale.places import Place
from benchmarks.scale.templates import Parts, Template

_Option = TypeVar("_Option")


@dataclass(frozen=True, slots=True)
class Figure:
    """What is true of the figure at `[start, end)` of the text.

    `place`, `as_of` and `as_of_basis` are '' where careful readers may differ.
    """

    start: int
    end: int
    kind: str
    indicator: str
    value: float
    unit: str
    comparator: str
    place: str
    scope: str
    as_of: str
    as_of_basis: str


class Teller:
    """Tells sentences of one article about `place`, published on `published`; all chance comes from `random`.

    Where only the month of publication is known to readers, now is its last day.
    """

    __slots__ = (
        "_is_told_of_part",
        "as_of",
        "basis",
        "children",
        "figures",
        "indicator",
        "industry",
        "is_month_only",
        "length",
        "lower",
        "part",
        "pieces",
        "place",
        "published",
        "rand",
        "scope",
        "subject",
        "total",
    )

    def __init__(self, random: Random, place: Place, published: date, *, is_month_only: bool) -> None:
        self.rand = random.random
        self.place = place
        self.published = published
        self.is_month_only = is_month_only
        self.pieces: list[str] = []
        self.length = 0
        self.figures: list[Figure] = []
        self.subject = place.name
        self.scope = self.as_of = self.basis = self.indicator = ""
        self.total = self.part = self.lower = 0
        self.industry = int(self.rand() * len(words.INDUSTRIES))
        self.children = random.sample(place.children, 2) if len(place.children) > 1 else []
        self._is_told_of_part = False

    def write(self, text: str) -> None:
        """Add `text`."""
        self.pieces.append(text)
        self.length += len(text)

    def text(self) -> str:
        """Return what was written."""
        return "".join(self.pieces)

    def one_of(self, options: Sequence[_Option]) -> _Option:
        """Return one of `options`, each as likely."""
        return options[int(self.rand() * len(options))]

    def begin_paragraph(self) -> None:
        """Speak of the article's own place again."""
        self._is_told_of_part = False

    def tell(self, template: Template) -> None:
        """Write a sentence.

        One that names no place is about the article's, unless one before it in the paragraph was about a part of that:
        then it is anybody's guess. The same holds for its time: none is kept from one sentence to the next.
        """
        self.subject = "" if self._is_told_of_part else self.place.name
        self.scope = self.as_of = self.basis = ""
        self.lower = 0
        self._parts(template.parts)

    def _parts(self, parts: Parts) -> None:
        for part in parts:
            if isinstance(part, str):
                self.pieces.append(part)
                self.length += len(part)
            elif isinstance(part, tuple):
                self._parts(part[int(self.rand() * len(part))])
            else:
                part(self)

    def figure(self, written: str, kind: str, indicator: str, value: float, unit: str, comparator: str = "eq") -> None:
        """Write a figure and keep what is true of it."""
        start = self.length
        self.write(written)
        what = (kind, indicator, value, unit, comparator)
        self.figures.append(Figure(start, self.length, *what, self.subject, self.scope, self.as_of, self.basis))

    def about_own_place(self, written: str) -> None:
        """Write a name of the article's place, which what follows is about."""
        self.subject = self.place.name
        self._is_told_of_part = False
        self.write(written)

    def about_part(self, number: int) -> None:
        """Write the name of a place in the article's, which what follows is about."""
        self.subject = self.children[number]
        self._is_told_of_part = True
        self.write(self.subject)

    def at(self, written: str, day: date, basis: str) -> None:
        """Write a time that what follows is true at."""
        self.write(written)
        self.as_of, self.basis = day.isoformat(), basis

    def now(self, written: str) -> None:
        """Write that what follows is true when the article is published."""
        self.at(written, month_end(self.published) if self.is_month_only else self.published, "published")


def month_end(day: date) -> date:
    """Return the last day of the month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_before(day: date) -> date:
    """Return the last day of the month before."""
    return day.replace(day=1) - timedelta(days=1)
