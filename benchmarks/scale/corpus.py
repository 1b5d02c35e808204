"""Corpora on the disk: articles as files or as records, and the truth about the first of them beside."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
from benchmarks.scale.article import DEFAULT_BYTES, Article, article
from benchmarks.scale.damage import Published, published

_FILES_A_FOLDER = 1000
ARTICLES_NAME = "articles"
TRUTH_NAME = "truth.jsonl"
MANIFEST = ("path", "title", "publisher", "url", "published_at")
# After how many characters back from a figure a clause ends at the latest.
_CLAUSE_ENDS = "，。；！？：\n"


@dataclass(frozen=True, slots=True)
class Order:
    """Which corpus is wanted; without a `form` the usual mixture of damage; `documents_with_truth` are labelled."""

    documents: int
    seed: int = 1
    average_bytes: int = DEFAULT_BYTES
    form: str | None = None
    documents_with_truth: int = 1000
    documents_a_shard: int = 50_000


def made(order: Order) -> Iterator[tuple[Article, Published]]:
    """Yield the articles in order, each with what a site made of it."""
    for number in range(order.documents):
        one = article(order.seed, number, order.average_bytes)
        spans = [(figure.start, figure.end) for figure in one.figures] if number < order.documents_with_truth else []
        yield one, published(one.text, spans, order.seed * 0x85EBCA6B + number, order.form)


def labels(one: Article, carried: Published) -> Iterator[dict[str, Any]]:
    """Yield the truth about an article's figures, in the form of tests/gold.

    What is not scored is optional: the figures of a copy, which another document states, and those that damage touched.
    """
    for figure, span in zip(one.figures, carried.spans, strict=True):
        label: dict[str, Any] = {
            "doc": one.name,
            "kind": figure.kind,
            "quote": _clause(one.text, figure.start, figure.end),
            "raw_number": one.text[figure.start : figure.end],
            "value": figure.value,
            "unit": figure.unit,
            "comparator": figure.comparator,
            "indicator": figure.indicator,
            "place": figure.place,
            "scope": figure.scope,
            "as_of": figure.as_of,
            "as_of_basis": figure.as_of_basis,
        }
        if span is not None:
            label |= {"raw_start": span[0], "raw_end": span[1]}
        if span is None or one.copy_of is not None:
            label["optional"] = True
        yield label


def _clause(text: str, start: int, end: int) -> str:
    first = max(text.rfind(mark, 0, start) for mark in _CLAUSE_ENDS) + 1
    last = min((at for mark in _CLAUSE_ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[first:last]


def write_folders(order: Order, output: Path) -> None:
    """Write a file an article below `output`/articles, a thousand a folder with a manifest, and the truth beside."""
    articles = output / ARTICLES_NAME
    articles.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        truth = stack.enter_context((output / TRUTH_NAME).open("w", encoding="utf-8"))
        manifest: Any = None
        for one, carried in made(order):
            folder = articles / f"{one.number // _FILES_A_FOLDER:04d}"
            if one.number % _FILES_A_FOLDER == 0:
                folder.mkdir(exist_ok=True)
                file = stack.enter_context((folder / "manifest.csv").open("w", encoding="utf-8", newline=""))
                manifest = csv.writer(file, lineterminator="\n")
                manifest.writerow(MANIFEST)
            (folder / f"{one.name}.txt").write_bytes(carried.text.encode(carried.encoding))
            manifest.writerow((f"{one.name}.txt", one.title, one.publisher, one.url, one.published_at))
            _write_truth(truth, one, carried, order)


def write_records(order: Order, output: Path, compression: str) -> None:
    """Write shards of JSON records, one an article; `compression` is '', gz or zst. The truth stands beside."""
    articles = output / ARTICLES_NAME
    articles.mkdir(parents=True, exist_ok=True)
    stream = made(order)
    with (output / TRUTH_NAME).open("w", encoding="utf-8") as truth:
        for shard, first in enumerate(range(0, order.documents, order.documents_a_shard)):
            name = f"part-{shard:04d}.jsonl" + (f".{compression}" if compression else "")
            with _binary(articles / name, compression) as write:
                for _ in range(min(order.documents_a_shard, order.documents - first)):
                    one, carried = next(stream)
                    write(json.dumps(_record(one, carried), ensure_ascii=False).encode() + b"\n")
                    _write_truth(truth, one, carried, order)


def _record(one: Article, carried: Published) -> dict[str, str]:
    return {
        "id": one.name,
        "title": one.title,
        "publisher": one.publisher,
        "url": one.url,
        "published_at": one.published_at,
        "text": carried.text,
    }


def _write_truth(file: IO[str], one: Article, carried: Published, order: Order) -> None:
    if one.number < order.documents_with_truth:
        for label in labels(one, carried):
            file.write(json.dumps(label, ensure_ascii=False) + "\n")


@contextmanager
def _binary(path: Path, compression: str) -> Iterator[Callable[[bytes], object]]:
    if compression == "zst":
        with pa.OSFile(str(path), "wb") as raw, pa.CompressedOutputStream(raw, "zstd") as file:
            yield file.write
    elif compression == "gz":
        # Without a name and a time in its head, so that the same seed gives the same bytes.
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
            yield file.write
    else:
        with path.open("wb") as file:
            yield file.write
