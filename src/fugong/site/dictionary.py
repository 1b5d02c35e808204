"""What the data dictionary says of a table beyond its comments: which data tests guard it, and what it is made from.

A whole build writes that into the published file (`build.bld_data_test`, `build.bld_lineage`); a file of an older
version has neither, and the page says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fugong.site import queries
from fugong.site.data import Published, Row
from fugong.site.labels import Label, label
from fugong.site.schema import Relation

_PUBLIC: Final = "main"


@dataclass(frozen=True, slots=True)
class Guard:
    """A data test in words: what it asks, the values or columns that it names, and of which rows (of all, for '')."""

    says: Label
    names: tuple[str, ...] = ()
    condition: str = ""
    only_warns: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a table is made from: the tables it reads itself, and all seed and landed tables behind them."""

    reads: tuple[str, ...]
    model_count: int
    landed: tuple[str, ...]
    seeds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What is known of the public tables; `is_known` is false where the file does not say.

    `guards` are by table and column; the column of a test of the whole table is ''.
    """

    is_known: bool
    guards: Mapping[tuple[str, str], Sequence[Guard]]
    relations: Sequence[Relation]
    lineage: Mapping[str, Lineage]


def dictionary(published: Published, columns: Iterable[Row]) -> Dictionary:
    """Return what the published file says of its tables; `columns` are those of `queries.COLUMNS`."""
    tests: list[Row] = []
    edges: list[Row] = []
    is_known = published.row(queries.HAS_DICTIONARY)["is_known"]
    if is_known:
        tests, edges = published.rows(queries.DATA_TESTS), published.rows(queries.LINEAGE)
    never_empty = {(row["table_name"], row["column_name"]) for row in columns if not row["is_nullable"]}
    guards: dict[tuple[str, str], list[Guard]] = {place: [Guard(label("guard.constraint"))] for place in never_empty}
    for row in tests:
        place = (row["table_name"], row["column_name"] or "")
        guards.setdefault(place, []).append(_guard(row))
        if row["test_name"] == "not_null" and not row["row_condition"]:
            never_empty.add(place)
    public = {row["table_name"] for row in columns}
    relations = sorted(
        Relation(
            row["table_name"],
            row["column_name"],
            row["referenced_table"],
            row["referenced_column"],
            (row["table_name"], row["column_name"]) not in never_empty,
            row["row_condition"] or "",
        )
        for row in tests
        if row["referenced_schema"] == _PUBLIC and row["referenced_table"] in public
    )
    return Dictionary(is_known, guards, relations, _lineage(edges, public))


def _guard(row: Row) -> Guard:
    told: dict[str, Any] = json.loads(row["arguments"]) if row["arguments"] else {}
    name, link = row["test_name"], ""
    says = label("guard.other")
    names: tuple[str, ...] = (name.replace("_", " "),)
    if name in ("not_null", "unique"):
        says, names = label(f"guard.{name}"), ()
    elif name == "accepted_values":
        says, names = label("guard.accepted_values"), tuple(map(str, told["values"]))
    elif name == "unique_together":
        says, names = label("guard.unique_together"), tuple(told["columns"])
    elif name == "relationships":
        schema, table = row["referenced_schema"], row["referenced_table"]
        is_public = schema == _PUBLIC
        says = label("guard.relationships")
        names = (f"{table if is_public else f'{schema}.{table}'}.{row['referenced_column']}",)
        link = f"#{table}" if is_public else ""
    return Guard(says, names, row["row_condition"] or "", row["severity"] == "warn", link)


def _lineage(edges: Sequence[Row], public: Iterable[str]) -> dict[str, Lineage]:
    read: dict[tuple[str, str], set[tuple[str, str]]] = {}
    kinds: dict[tuple[str, str], str] = {}
    for row in edges:
        source = (row["source_schema"], row["source_name"])
        read.setdefault((row["schema_name"], row["table_name"]), set()).add(source)
        kinds[source] = row["source_kind"]
    found = {}
    for table in sorted(public):
        first = (_PUBLIC, table)
        behind: set[tuple[str, str]] = set()
        waiting = list(read.get(first, ()))
        while waiting:
            if (each := waiting.pop()) not in behind:
                behind.add(each)
                waiting.extend(read.get(each, ()))
        by_kind = {
            kind: tuple(sorted(f"{schema}.{name}" for schema, name in behind if kinds[schema, name] == kind))
            for kind in ("model", "source", "seed")
        }
        reads = tuple(sorted(name if schema == _PUBLIC else f"{schema}.{name}" for schema, name in read.get(first, ())))
        found[table] = Lineage(reads, len(by_kind["model"]), by_kind["source"], by_kind["seed"])
    return found
