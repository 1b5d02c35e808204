"""Fits the factors of the confidence to labelled figures: `fit_confidence.py WAREHOUSE.duckdb LABELS… [--write]`.

A factor is the share of figures decided in one way (`basis`) whose answer (`aspect`) is right, drawn towards `PRIOR` as
if `WEIGHT` figures more had been seen: few figures move it little. Answers that other candidates contested have a
factor of their own. The confidence of a fact is the product of its
factors, as if the answers were right or wrong independently of each other. What it prints says how good that is:
each article is judged by factors that were fitted without it.

The labels need `raw_start` and `raw_end` or a `quote`; the warehouse holds the articles that they belong to.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

SEED = Path(__file__).parents[1] / "seeds" / "confidence_factors.csv"
ASPECTS = ("indicator", "place", "as_of")
MARTS = frozenset({"rate", "fund", "project_count"})
PRIOR = 0.9
WEIGHT = 6
_FACTS = """
    select
        documents.source_name as doc,
        facts.raw_start,
        facts.raw_end,
        facts.kind,
        facts.indicator,
        facts.value::double as value,
        facts.comparator,
        coalesce(cities.city_name, '') as place,
        coalesce(facts.as_of_date::varchar, '') as as_of,
        facts.indicator_basis,
        facts.place_basis,
        resolved.as_of_relation as as_of_basis,
        resolved.is_indicator_contested,
        resolved.is_place_contested,
        resolved.is_as_of_contested,
        facts.evidence_text
    from fct_quantities as facts
    inner join intermediate.int_quantity_resolved as resolved using (quantity_key)
    inner join dim_document as documents on facts.document_key = documents.document_key
    left join dim_city as cities on facts.city_key = cities.city_key
    order by documents.source_name, facts.raw_start, facts.quantity_key
"""

Row = dict[str, Any]
Key = tuple[str, str, bool]
Factors = dict[Key, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """A fact and what is right about it; None where the label does not say."""

    doc: str
    bases: dict[str, tuple[str, bool]]
    is_right: dict[str, bool | None]
    is_mart: bool

    @property
    def is_all_right(self) -> bool:
        """Whether nothing about it is wrong."""
        return all(answer is not False for answer in self.is_right.values())


def judged(warehouse: Path, labels: Iterable[Row]) -> Iterator[Judged]:
    """Yield the facts of `warehouse` that a label speaks of, each judged by it."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(_FACTS)
        names = [column[0] for column in cursor.description or ()]
        facts = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    by_doc: dict[str, list[Row]] = defaultdict(list)
    for fact in facts:
        by_doc[fact["doc"]].append(fact)
    for label in labels:
        same = [fact for fact in by_doc[label["doc"]] if _is_same(label, fact)]
        if not same or label.get("optional"):
            continue
        fact = max(same, key=lambda one: _agreement(label, one))
        by_doc[label["doc"]].remove(fact)
        is_mart = label["kind"] in MARTS
        yield Judged(
            doc=label["doc"],
            bases={aspect: (fact[f"{aspect}_basis"], fact[f"is_{aspect}_contested"]) for aspect in ASPECTS},
            is_right={
                "indicator": fact["kind"] == label["kind"]
                and fact["comparator"] == label["comparator"]
                and (not is_mart or fact["indicator"] == label["indicator"]),
                "place": fact["place"] in label["place"].split("、") if label.get("place") else None,
                # Where nobody can know the day, none is right; one that is given anyway is nobody's to judge.
                "as_of": fact["as_of"] == label["as_of"] if label.get("as_of") or not fact["as_of"] else None,
            },
            is_mart=is_mart,
        )


def _is_same(label: Row, fact: Row) -> bool:
    if abs(fact["value"] - label["value"]) >= 1e-6:
        return False
    if "raw_start" in label:
        return (fact["raw_start"], fact["raw_end"]) == (label["raw_start"], label["raw_end"])
    quote, evidence = _letters(label["quote"]), _letters(fact["evidence_text"])
    return quote in evidence or evidence in quote


def _letters(text: str) -> str:
    # The quote is of the raw text, whose spaces and punctuation the evidence no longer has.
    return "".join(filter(str.isalnum, text))


def _agreement(label: Row, fact: Row) -> int:
    place: bool = fact["place"] in (label.get("place") or "").split("、")
    return place + sum(bool(fact[name] == label.get(name)) for name in ("indicator", "as_of"))


def fitted(facts: Iterable[Judged]) -> Factors:
    """Return the factor of each aspect, basis and whether the answer was contested."""
    right: dict[Key, float] = defaultdict(float)
    seen: dict[Key, float] = defaultdict(float)
    for fact in facts:
        for aspect in ASPECTS:
            if fact.is_right[aspect] is not None:
                right[aspect, *fact.bases[aspect]] += bool(fact.is_right[aspect])
                seen[aspect, *fact.bases[aspect]] += 1
    return {key: (right[key] + PRIOR * WEIGHT) / (seen[key] + WEIGHT) for key in seen}


def confidence(fact: Judged, factors: Factors) -> float:
    """Return the product of the factors of `fact`."""
    product = 1.0
    for aspect in ASPECTS:
        product *= factors.get((aspect, *fact.bases[aspect]), PRIOR)
    return product


def report(facts: list[Judged], kinds: str) -> str:
    """Return how well articles are judged by what the others taught."""
    bins: dict[int, list[bool]] = defaultdict(list)
    for doc in sorted({fact.doc for fact in facts}):
        factors = fitted(fact for fact in facts if fact.doc != doc)
        for fact in facts:
            if fact.doc == doc and (kinds == "all" or fact.is_mart):
                bins[min(9, int(confidence(fact, factors) * 20) - 10)].append(fact.is_all_right)
    total = sum(map(len, bins.values()))
    lines = [f"{kinds}: {total} figures"]
    for number in sorted(bins, reverse=True):
        share = sum(bins[number]) / len(bins[number])
        lines.append(f"  {(number + 10) / 20:.2f}-  {len(bins[number]):5}  {share:.3f} right")
    sure = [answer for number, answers in bins.items() if number >= 8 for answer in answers]
    if sure:
        lines.append(f"  at 0.9 or more: {len(sure) / total:.3f} of them, {sum(sure) / len(sure):.3f} right")
    return "\n".join(lines)


def write(factors: Factors) -> None:
    """Put the factors into the seed; a basis that no label met keeps its own."""
    with SEED.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    with SEED.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        for row in rows:
            for column, is_contested in (("factor", False), ("contested_factor", True)):
                factor = factors.get((row["aspect"], row["basis"], is_contested))
                if factor is not None:
                    row[column] = f"{factor:.3f}"
            writer.writerow(row)


def main() -> int:
    """Print the factors and how good they are; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("labels", type=Path, nargs="+")
    parser.add_argument("--write", action="store_true", help="put the factors into the seed")
    given = parser.parse_args()
    lines = [line for path in given.labels for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    facts = list(judged(given.warehouse, map(json.loads, lines)))
    factors = fitted(facts)
    for (aspect, basis, is_contested), factor in sorted(factors.items()):
        print(f"{aspect:10} {basis:26} {'contested' if is_contested else '':10} {factor:.3f}")
    for kinds in ("all", "marts"):
        print(report(facts, kinds))
    if given.write:
        write(factors)
    return 0


if __name__ == "__main__":
    sys.exit(main())
