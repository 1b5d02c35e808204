"""Gathers why a fact is as it is: where it stands, and for each question the candidates, the winner and its basis."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import duckdb

from fugong.land.warehouse import WarehouseError
from fugong.publish.reading import opened
from fugong.why import queries, replay

LEAST_KEY_LENGTH = 6
"""Characters of a quantity's key that must be given at least."""

REJECTIONS = {
    "class_threshold": "it bounds a class of things (50人以下的企业) and says nothing of how many there are",
    "quoted_name": "it stands in a quotation or title as part of a name",
    "per_unit": "a word like 每 stands before it: it counts nothing, it says of each",
    "telephone": "it stands before a hotline and has no unit: a number to call (12345企业服务热线)",
    "ranked": "it tells a place in an order (排前4名, 前进7位)",
}
"""Why a number is no quantity, by `int_number_is_quantity.rejection_reason`."""

TARGET_BASES = {
    "cue": "a strong word of planning stands before the number in its clause",
    "date_ahead": "its day comes after the publication",
    "none": "no strong word of planning stands before it in its clause, and its day is not still to come",
}
"""Why a figure is a plan or a fact, by `int_quantity_target.target_basis`."""


class NotFoundError(LookupError):
    """There is no such quantity, document or position; the message is one line for people."""


class UnclearError(ValueError):
    """What was asked for is too short, or fits more than one; the message is one line for people."""


Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that could answer a question; `distance` is in characters, rank 1 is the best. What is null is not said."""

    words: str
    answer: str
    relation: str
    meaning: str | None
    distance: int | None
    score: float | None
    rank: int
    is_winner: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a figure, its answer (empty: none), why it is this one, and what competed for it."""

    name: str
    answer: str
    basis: str
    meaning: str | None
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class FactReasons:
    """Why a fact is as it is; `confidence` of the fact is the product of the factors."""

    fact: Row
    document: Row
    where: Row
    repairs: tuple[Row, ...]
    questions: tuple[Question, ...]
    factors: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class NoQuantity:
    """Why what stands at a position of a raw text is no quantity; `where` is null where no number was found."""

    document: Row
    position: int
    reason: str
    meaning: str
    sentence_text: str | None
    where: Row | None


@dataclass(frozen=True, slots=True)
class SeveralFacts:
    """The facts that come from one number, which is said of each item of a list."""

    document: Row
    position: int
    facts: tuple[Row, ...]


Answer = FactReasons | NoQuantity | SeveralFacts


class BuiltWarehouse:
    """A built warehouse that is only read."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        """Read from `connection`; `path` is for messages."""
        self.path = path
        self._connection = connection

    def look_at(self, document_key: str) -> None:
        """See to it that what is asked from now on is answered of this document, also if it was built long ago."""
        if not replay.is_of_last_build(self._connection, document_key):
            self._connection = replay.read_again(self.path, document_key)

    def rows(self, query: str, **parameters: Any) -> list[Row]:
        """Return the rows of a query by column name.

        Raises:
            WarehouseError: if the tables asked for are not there, or not as this version of fugong builds them.
        """
        try:
            cursor = self._connection.execute(query, parameters)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise WarehouseError(
                f"{self.path}: "
                + (
                    "its models were built by another version of fugong: build them again with `fugong build`"
                    if self._has_facts()
                    else "its models are not built yet: build them with `fugong build`"
                )
            ) from error

    def _has_facts(self) -> bool:
        found = self._connection.execute(
            "select 1 from information_schema.tables where table_schema = 'main' and table_name = 'fct_quantities'"
        )
        return bool(found.fetchall())

    def row(self, query: str, **parameters: Any) -> Row | None:
        """Return the first row of a query, if there is one."""
        found = self.rows(query, **parameters)
        return found[0] if found else None


@contextmanager
def built_warehouse(path: Path) -> Iterator[BuiltWarehouse]:
    """Open a warehouse for reading.

    Raises:
        WarehouseError: if there is none at `path`, another process writes to it, or it is no DuckDB file.
    """
    with opened(path) as connection:
        yield BuiltWarehouse(path, connection)


def why_fact(warehouse: BuiltWarehouse, key: str) -> FactReasons:
    """Return the reasons of the fact whose key is, or begins with, `key`.

    Raises:
        NotFoundError: if there is none.
        UnclearError: if `key` is too short, or begins more than one.
        WarehouseError: if the warehouse is not built.
    """
    prefix = key.strip().lower()
    if len(prefix) < LEAST_KEY_LENGTH:
        raise UnclearError(f"{key!r}: give at least {LEAST_KEY_LENGTH} characters of the quantity's key")
    found = warehouse.rows(queries.FACTS_BY_KEY, prefix=prefix)
    if not found:
        raise NotFoundError(f"{warehouse.path}: no quantity has a key that begins with {key!r}")
    if len(found) > 1:
        raise UnclearError(
            f"{key!r} begins {len(found)} keys ({_some(row['quantity_key'] for row in found)}): give more"
        )
    warehouse.look_at(found[0]["document_key"])
    return _reasons(warehouse, found[0]["told_key"])


def why_at(warehouse: BuiltWarehouse, document: str, position: int) -> Answer:
    """Return what became of the number at `position` of the raw text of a document, given by name, path or key.

    Raises:
        NotFoundError: if there is no such document.
        UnclearError: if several have the name, or the text has no such position.
        WarehouseError: if the warehouse is not built.
    """
    found = warehouse.rows(queries.DOCUMENTS_BY_NAME, name=document)
    if not found:
        raise NotFoundError(f"{warehouse.path}: no document is named {document!r}")
    if len(found) > 1:
        names = _some(row["document_key"] for row in found)
        raise UnclearError(f"{len(found)} documents are named {document!r}: name one by its key ({names})")
    warehouse.look_at(found[0]["document_key"])
    described = _document(warehouse, found[0]["document_key"])
    if not 0 <= position < described["raw_length"]:
        raise UnclearError(f"--at {position}: the raw text of {document!r} has {described['raw_length']:,} characters")
    mentions = warehouse.rows(queries.MENTIONS_AT, document_key=described["document_key"], position=position)
    # A number inside another one is the nearer reading of its characters, unless only the other became a quantity.
    mentions.sort(key=lambda row: not row["is_quantity"])
    if not mentions:
        return _no_number(warehouse, described, position)
    mention = mentions[0]
    if not mention["is_quantity"]:
        where = _where(warehouse, described["document_key"], mention["mention_number"])
        reason = mention["rejection_reason"]
        return NoQuantity(described, position, reason, REJECTIONS.get(reason, ""), where["sentence_text"], where)
    keys = [
        row["quantity_key"]
        for row in warehouse.rows(
            queries.FACTS_OF_MENTION,
            document_key=described["document_key"],
            mention_number=mention["mention_number"],
        )
    ]
    if len(keys) == 1:
        return _reasons(warehouse, keys[0])
    return SeveralFacts(described, position, tuple(_fact(warehouse, key) for key in keys))


def _some(names: Iterator[str], shown: int = 3) -> str:
    listed = list(names)
    return ", ".join(listed[:shown]) + (" …" if len(listed) > shown else "")


def _fact(warehouse: BuiltWarehouse, key: str) -> Row:
    (fact,) = warehouse.rows(queries.FACT, quantity_key=key)
    return fact


def _document(warehouse: BuiltWarehouse, key: str) -> Row:
    (document,) = warehouse.rows(queries.DOCUMENT, document_key=key)
    return document


def _where(warehouse: BuiltWarehouse, document_key: str, mention_number: int) -> Row:
    (where,) = warehouse.rows(queries.WHERE_MENTIONED, document_key=document_key, mention_number=mention_number)
    return where


def _reasons(warehouse: BuiltWarehouse, key: str) -> FactReasons:
    fact = _fact(warehouse, key)
    where = _where(warehouse, fact["document_key"], fact["mention_number"])
    return FactReasons(
        fact=fact,
        document=_document(warehouse, fact["document_key"]),
        where=where,
        repairs=tuple(warehouse.rows(queries.REPAIRS, quantity_key=key)),
        questions=tuple(_questions(warehouse, fact, where)),
        factors=tuple(warehouse.rows(queries.FACTORS, quantity_key=key)),
    )


def _questions(warehouse: BuiltWarehouse, fact: Row, where: Row) -> Iterator[Question]:
    mention = {"document_key": fact["document_key"], "mention_number": fact["mention_number"]}
    item = mention | {"item_number": fact["item_number"]}
    meanings = {
        row["aspect"]: row["meaning"] for row in warehouse.rows(queries.FACTORS, quantity_key=fact["quantity_key"])
    }
    asked: tuple[tuple[str, str, str, Row], ...] = (
        ("counted", queries.COUNTED, queries.COUNTED_CANDIDATES, mention),
        ("indicator", queries.INDICATOR, queries.INDICATOR_CANDIDATES, item),
        ("place", queries.PLACE, queries.PLACE_CANDIDATES, item),
        ("as_of", queries.AS_OF, queries.AS_OF_CANDIDATES, mention),
        ("scope", queries.SCOPE, queries.SCOPE_CANDIDATES, item),
        ("sector", queries.SECTOR, queries.SECTOR_CANDIDATES, item),
        ("target", queries.TARGET, queries.TARGET_CANDIDATES, mention),
    )
    for name, answer, candidates, parameters in asked:
        decided = warehouse.row(answer, **parameters) or {"answer": None, "basis": "none"}
        basis = decided["basis"]
        competing = warehouse.rows(candidates, **parameters)
        # Without a word that makes a plan nothing has won: the words were weighed and found too light.
        has_winner = basis != "none" and (name != "target" or basis == "cue")
        meaning = TARGET_BASES.get(basis) if name == "target" else meanings.get(name)
        if meaning is None and competing and has_winner:
            meaning = competing[0]["meaning"]
        if name == "indicator" and decided["answer"] == "planned" and not _says(competing, "planned"):
            meaning = f"{meaning}; projects still to be started or completed are planned"
        yield Question(
            name,
            decided["answer"] or "",
            basis,
            meaning,
            tuple(Candidate(**row, is_winner=has_winner and row["rank"] == 1) for row in competing),
        )
    yield _comparator(warehouse, mention, where)


def _comparator(warehouse: BuiltWarehouse, mention: Row, where: Row) -> Question:
    hedges = warehouse.rows(queries.HEDGES, **mention)
    comparator = where["comparator"]
    is_hedged = bool(hedges) and hedges[0]["answer"] == comparator
    if is_hedged:
        basis, meaning = "hedge", "a word that bounds or rounds the number stands at it"
    elif where["range_role"]:
        basis, meaning = "range", f"it is the {where['range_role']} end of a range"
    else:
        basis, meaning = "none", "no word bounds or rounds the number"
    candidates = (Candidate(**row, is_winner=is_hedged and row["rank"] == 1) for row in hedges)
    return Question("comparator", comparator, basis, meaning, tuple(candidates))


def _says(competing: list[Row], answer: str) -> bool:
    return bool(competing) and competing[0]["answer"] == answer


def _no_number(warehouse: BuiltWarehouse, document: Row, position: int) -> NoQuantity:
    key = document["document_key"]
    sentence = warehouse.row(queries.SENTENCE_AT, document_key=key, position=position)
    if sentence is None:
        return NoQuantity(
            document,
            position,
            "outside_body",
            "it is no part of the article's sentences: markup, an annotation, page furniture, or space between them",
            None,
            None,
        )
    text = sentence["sentence_text"]
    place = sentence["start_position"] + _aligned(sentence["raw_text"], text, sentence["raw_offset"])
    for date in warehouse.rows(
        queries.DATES_OF_SENTENCE, document_key=key, sentence_number=sentence["sentence_number"]
    ):
        if date["start_position"] <= place < date["end_position"]:
            return NoQuantity(document, position, "date", f"it belongs to a date: {date['date_text']}", text, None)
    return NoQuantity(
        document, position, "no_number", "no number with a unit or counted noun was found there", text, None
    )


def _aligned(raw: str, text: str, offset: int) -> int:
    """Return the position in a sentence of the character that stands at `offset` of its raw form.

    The warehouse keeps the raw spans of sentences and numbers only; between them the two texts are laid side by side.
    """
    folded = "".join(_folded(character) for character in raw)
    raw_end = text_end = 0
    for block in SequenceMatcher(None, folded, text, autojunk=False).get_matching_blocks():
        if offset < block.a:
            # Between two common stretches: as far from the one before as it can be.
            return min(text_end + offset - raw_end, max(block.b - 1, 0))
        if offset < block.a + block.size:
            return block.b + offset - block.a
        raw_end, text_end = block.a + block.size, block.b + block.size
    return max(len(text) - 1, 0)


def _folded(character: str) -> str:
    """Return the compatible form of a character where that is one character, too."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
