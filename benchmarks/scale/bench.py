"""The whole bench: what is measured, in which order, and how it is told."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scale import asking, growing, reading, stored, working

Section = tuple[str, Mapping[str, float]]


@dataclass(frozen=True)
class Plan:
    """How much is measured; `sizes` are the documents of the warehouses that are built, `others` a Python with ftfy."""

    documents: int = 2000
    rounds: int = 5
    seed: int = 1
    sizes: tuple[int, ...] = (1000, 10_000)
    others: Path | None = None


def sections(plan: Plan, folder: Path) -> Iterator[Section]:
    """Yield what was measured, a part at a time.

    Raises:
        CommandError: if a command of the project fails.
    """
    read = reading.measure(plan.documents, plan.seed, plan.rounds, plan.others)
    yield "reading, one process, traditional annotated text", read.figures()
    if working.can_share():
        yield "two workers beside one", working.measure(plan.documents, plan.seed, min(plan.rounds, 3), folder)
    for size in plan.sizes:
        warehouse, times = growing.first_build(size, plan.seed, folder)
        yield f"warehouse of {size:,} documents", times | stored.figures(warehouse)
        yield f"questions to {size:,} documents", asking.measure(warehouse, plan.rounds)
        yield f"{growing.MORE} more on {size:,}", growing.build_of_more(size, plan.seed, warehouse, folder)


def table(section: Section) -> str:
    """Return a section as lines of text: its title, then figure by figure."""
    title, figures = section
    width = max((len(name) for name in figures), default=0)
    return "\n".join([title, *(f"  {name:{width}}  {figure:12,.4g}" for name, figure in figures.items())])


def run(plan: Plan, *, is_json: bool) -> int:
    """Measure, print and return the exit code."""
    done: list[Section] = []
    with tempfile.TemporaryDirectory(prefix="fugong-bench-") as folder:
        for section in sections(plan, Path(folder)):
            done.append(section)
            # Some parts take minutes: what is known is told at once.
            print(table(section), file=sys.stderr if is_json else sys.stdout, flush=True)
    if is_json:
        print(as_json(done))
    return 0


def as_json(done: Sequence[Section]) -> str:
    """Return all sections as one JSON object."""
    return json.dumps({title: dict(figures) for title, figures in done}, indent=2)
