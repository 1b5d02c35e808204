"""Scores a warehouse's facts against labelled ones: `score.py LABELS.jsonl WAREHOUSE.duckdb [--misses]`.

A label and a fact of one document are the same quantity when their value and unit are; counts of things are compared
without their unit, since careful readers name things differently. Where several could be paired, those that agree on
most attributes are, then those that stand at the most similar place in their lists. An optional label is neither
missed nor found. A fact of a mart is whole when it agrees on all that its label says, but for the words for its owner:
careful readers find other words, and carry an owner on from other sentences, so that `scope` is a figure of its own.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

MARTS = frozenset({"rate", "fund", "project_count"})
ATTRIBUTES = ("kind", "indicator", "comparator", "place", "as_of", "scope")
# Words that name no owner in particular.
_ANY_OWNER = frozenset({"企业", "项目"})
_EXACT_UNITS = frozenset({"percent", "percentage_point", "CNY", "kWh", "tonne"})
_FACTS = """
    select
        documents.source_name as doc,
        facts.kind,
        facts.indicator,
        facts.value::double as value,
        facts.unit,
        facts.comparator,
        coalesce(cities.city_name, '') as place,
        coalesce(facts.as_of_date::varchar, '') as as_of,
        facts.scope_text as scope,
        facts.value_text,
        facts.evidence_text
    from fct_quantities as facts
    inner join dim_document as documents on facts.document_key = documents.document_key
    left join dim_city as cities on facts.city_key = cities.city_key
    where not facts.is_superseded
    order by doc, facts.raw_start, facts.quantity_key
"""

Row = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts of one kind of thing: how many there should be, how many there are, how many of these are right."""

    wanted: int = 0
    found: int = 0
    right: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there was nothing to find and nothing was found."""
        total = self.wanted + self.found
        return 2 * self.right / total if total else 1.0


@dataclass(slots=True)
class Report:
    """What a scoring came to; `notes` has a line for every miss, false find and wrong attribute."""

    quantities: Tally = field(default_factory=Tally)
    marts: Tally = field(default_factory=Tally)
    attributes: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in ATTRIBUTES})
    notes: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """The figures that have floors, each between 0 and 1."""
        shares = {name: tally.right / tally.wanted if tally.wanted else 1.0 for name, tally in self.attributes.items()}
        return {"quantities_f1": self.quantities.f1, "marts_f1": self.marts.f1, **shares}


def score(labels: Path, warehouse: Path) -> Report:
    """Score the facts in `warehouse` about the documents in `labels`, a file or a folder of files."""
    files = sorted(labels.glob("*.jsonl")) if labels.is_dir() else [labels]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    wanted = _by_document(json.loads(line) for line in lines if line.strip())
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(_FACTS)
        names = [column[0] for column in cursor.description or ()]
        found = _by_document(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    report = Report()
    for document, its_labels in sorted(wanted.items()):
        _score_document(report, document, its_labels, found.get(document, []))
    return report


def pair(labels: Sequence[Row], facts: Sequence[Row]) -> dict[int, int]:
    """Return which label (by its index) is said by which fact."""
    possible = [
        (-sum(_agreement(label, fact).values()), abs(number - position), number, position)
        for number, label in enumerate(labels)
        for position, fact in enumerate(facts)
        if _is_same_quantity(label, fact)
    ]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, number, position in sorted(possible):
        if number not in pairs and position not in taken:
            pairs[number] = position
            taken.add(position)
    return pairs


def _score_document(report: Report, document: str, labels: Sequence[Row], facts: Sequence[Row]) -> None:
    pairs = pair(labels, facts)
    label_of = {position: number for number, position in pairs.items()}
    for number, label in enumerate(labels):
        if label.get("optional"):
            continue
        for tally in _tallies(report, label["kind"]):
            tally.wanted += 1
        if number not in pairs:
            report.notes.append(f"{document}  missed  {label['kind']}  {_written(label)}")
            continue
        report.quantities.right += 1
        fact = facts[pairs[number]]
        agreement = _agreement(label, fact)
        for name, agrees in agreement.items():
            report.attributes[name].wanted += 1
            report.attributes[name].right += agrees
            if not agrees:
                what = f"{name} {fact[name]!r}, labelled {label[name]!r}"
                report.notes.append(f"{document}  wrong   {what}  {_written(label)}")
        if label["kind"] in MARTS and all(agrees for name, agrees in agreement.items() if name != "scope"):
            report.marts.right += 1
    for position, fact in enumerate(facts):
        if position in label_of and labels[label_of[position]].get("optional"):
            continue
        for tally in _tallies(report, fact["kind"]):
            tally.found += 1
        if position not in label_of:
            report.notes.append(
                f"{document}  false   {fact['kind']}  {fact['value_text']} ({fact['value']:g} {fact['unit']})"
                f"  {fact['evidence_text']}"
            )


def _written(label: Row) -> str:
    """Return the number and its clause, or where it stands if the label holds no text."""
    if "quote" in label:
        return f"{label['raw_number']}  {label['quote']}"
    return f"{label['value']:g} {label['unit']} at {label['raw_start']}"


def _tallies(report: Report, kind: str) -> Iterator[Tally]:
    yield report.quantities
    if kind in MARTS:
        yield report.marts


def _agreement(label: Row, fact: Row) -> dict[str, bool]:
    agrees = {name: label[name] == fact[name] for name in ("kind", "comparator")}
    if label["kind"] in MARTS:
        agrees["indicator"] = label["indicator"] == fact["indicator"]
        if "scope" in label:
            agrees["scope"] = _owner(label) == _owner(fact)
    if label.get("place"):
        # A label may allow several places.
        agrees["place"] = fact["place"] in label["place"].split("、")
    if label.get("as_of"):
        agrees["as_of"] = label["as_of"] == fact["as_of"]
    return agrees


def _owner(row: Row) -> str:
    return "" if row["scope"] in _ANY_OWNER else row["scope"]


def _is_same_quantity(label: Row, fact: Row) -> bool:
    units = [row["unit"] if row["unit"] in _EXACT_UNITS else "count" for row in (label, fact)]
    return units[0] == units[1] and math.isclose(label["value"], fact["value"], rel_tol=1e-6, abs_tol=1e-6)


def _by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    def document(row: Row) -> str:
        return str(row["doc"])

    return {name: list(group) for name, group in groupby(sorted(rows, key=document), key=document)}


def main() -> int:
    """Print the figures, and with `--misses` every note; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labels", type=Path)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every miss, false find and wrong attribute")
    given = parser.parse_args()
    report = score(given.labels, given.warehouse)
    if given.misses:
        print("\n".join(report.notes))
    for name, figure in report.figures().items():
        print(f"{name:14} {figure:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
