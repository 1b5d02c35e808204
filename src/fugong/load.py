"""The load: from paths to landed tables, with a ledger of what happened to every item."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from fugong import __version__
from fugong.land import tables
from fugong.land.rows import Rows, band_rows, document_key, document_rows, metadata_place_rows
from fugong.land.warehouse import Warehouse, WarehouseError
from fugong.lexicon import Lexicon
from fugong.mentions.scan import Scanner
from fugong.read import SetAside, Source, read_paths
from fugong.read.items import one_line, path_text
from fugong.text.pipeline import normalise_all
from fugong.text.slips.model import use_trained
from fugong.text.slips.ngrams import ModelFileError, NgramCounts
from fugong.text.slips.ngrams import load as load_counts

_Item = TypeVar("_Item")
_BATCH = 200

log = logging.getLogger("fugong.load")


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """What `fugong train-lm` wrote to the file at `path`; the fingerprint is that of its content."""

    path: Path
    fingerprint: str
    counts: NgramCounts

    @classmethod
    def read(cls, path: Path) -> TrainedModel:
        """Read the model file at `path`.

        Raises:
            ModelFileError: if it holds no model, or one of another version.
            FileNotFoundError: if there is no such file.
        """
        counts = load_counts(path)
        return cls(path.resolve(), hashlib.sha256(path.read_bytes()).hexdigest()[:16], counts)


@dataclass(slots=True)
class LoadSummary:
    """What a load did; `items_in` = landed + unchanged + set aside."""

    load_id: int
    landed: int = 0
    unchanged: int = 0
    rescanned: int = 0
    set_aside: list[SetAside] = field(default_factory=list)

    @property
    def items_set_aside(self) -> int:
        """Items that were not loaded at all."""
        return sum(item.is_fatal_for_item for item in self.set_aside)

    @property
    def items_in(self) -> int:
        """All items met."""
        return self.landed + self.unchanged + self.items_set_aside


def load(
    paths: Sequence[Path],
    warehouse: Warehouse,
    lexicon: Lexicon,
    on_progress: Callable[[str], None] = lambda name: None,
    language_model: TrainedModel | None = None,
) -> LoadSummary:
    """Load the articles at `paths` into `warehouse`; call `on_progress` with each item's name.

    Documents that an older loader or lexicon or another language model read are read again first, from their stored raw
    text: all documents of a warehouse are read by one model. That is `language_model`, else the one it was loaded with.
    Bad items are set aside on record and logged as warnings; nothing that was loaded before is lost.

    Raises:
        WarehouseError: if no model is given, and the one that the warehouse was loaded with is not where it was.
    """
    language_model = language_model or _model_of(warehouse)
    use_trained(language_model.counts if language_model else None)
    scanner = Scanner(lexicon)
    started_at = datetime.now(UTC).replace(tzinfo=None)
    load_id = warehouse.next_load_id()
    run = _Run(warehouse, lexicon, scanner, language_model, load_id, started_at)
    run.rescan(on_progress)
    for batch in _batches(read_paths(paths), _BATCH):
        run.take(batch, on_progress)
    run.finish()
    return run.summary


class _Decoded(NamedTuple):
    """A document to be read; `byte_count` is that of its file, in `encoding`."""

    key: str
    raw_text: str
    byte_count: int
    encoding: str


class _Run:
    """One load in progress."""

    def __init__(
        self,
        warehouse: Warehouse,
        lexicon: Lexicon,
        scanner: Scanner,
        language_model: TrainedModel | None,
        load_id: int,
        started_at: datetime,
    ) -> None:
        self.summary = LoadSummary(load_id)
        self._warehouse = warehouse
        self._lexicon = lexicon
        self._scanner = scanner
        self._model_fingerprint = language_model.fingerprint if language_model else None
        self._model_path = path_text(language_model.path) if language_model else None
        self._started_at = started_at

    def rescan(self, on_progress: Callable[[str], None]) -> None:
        """Read stored documents again that another lexicon, loader version or language model read."""
        stale = self._warehouse.stale_documents(__version__, self._lexicon.fingerprint, self._model_fingerprint)
        for batch in _batches(stale, _BATCH):
            stored = self._warehouse.rows(
                "select document_key, raw_text, byte_count, detected_encoding "  # noqa: S608
                f"from {tables.DOCUMENTS.qualified_name} "
                "where document_key in (select unnest(?)) order by document_key",
                [batch],
            )
            rows = _signed(_merged(self._documents([_Decoded(*row) for row in stored])))
            with self._warehouse.transaction():
                self._warehouse.delete_documents(batch)
                self._warehouse.insert(rows)
            self.summary.rescanned += len(batch)
            for key in batch:
                on_progress(key)

    def take(self, batch: Sequence[Source | SetAside], on_progress: Callable[[str], None]) -> None:
        """Load one batch of items, all in one transaction."""
        new: list[_Decoded] = []
        sources: list[tuple[Source, str]] = []
        set_aside: list[SetAside] = []
        keys = {
            item.source_path: document_key(item.source_name, item.content) for item in batch if isinstance(item, Source)
        }
        known = self._known_documents(set(keys.values()))
        known_sources = self._known_sources(list(keys))
        landed = unchanged = 0
        for item in batch:
            on_progress(Path(item.source_path).name)
            if isinstance(item, SetAside):
                set_aside.append(item)
                continue
            key = keys[item.source_path]
            description = (item.source_name, item.title, item.publisher, item.url, item.published_at)
            if key in known and known_sources.get((item.source_path, key)) == description:
                unchanged += 1
                continue
            if key not in known:
                new.append(_Decoded(key, item.decoded.text, len(item.content), item.decoded.encoding))
                known.add(key)
            sources.append((item, key))
            landed += 1
        pieces = list(self._documents(new))
        with self._warehouse.transaction():
            for source, key in sources:
                self._warehouse.delete_source(source.source_path, key)
                self._warehouse.retire_source(source.source_path, key)
            self._warehouse.insert(
                _signed(_merged([*pieces, self._source_rows(sources), self._set_aside_rows(set_aside)]))
            )
        self.summary.landed += landed
        self.summary.unchanged += unchanged
        self.summary.set_aside.extend(set_aside)
        for refused in set_aside:
            log.warning("set_aside reason=%s %s", refused.reason, refused.detail)

    def finish(self) -> None:
        """Write the ledger's row."""
        summary = self.summary
        with self._warehouse.transaction():
            self._warehouse.insert(
                {
                    tables.LOADS.name: [
                        (
                            summary.load_id,
                            self._started_at,
                            datetime.now(UTC).replace(tzinfo=None),
                            summary.items_in,
                            summary.landed,
                            summary.unchanged,
                            summary.items_set_aside,
                            summary.rescanned,
                            __version__,
                            self._lexicon.fingerprint,
                            self._model_fingerprint,
                            self._model_path,
                        )
                    ]
                }
            )

    def _documents(self, documents: Sequence[_Decoded]) -> Iterator[Rows]:
        normalised = normalise_all((document.raw_text for document in documents), self._lexicon.boilerplate)
        for document, text in zip(documents, normalised, strict=True):
            yield document_rows(
                key=document.key,
                normalised=text,
                byte_count=document.byte_count,
                encoding=document.encoding,
                scanner=self._scanner,
                lexicon=self._lexicon,
                language_model_fingerprint=self._model_fingerprint,
                load_id=self.summary.load_id,
                loaded_at=self._started_at,
            )

    def _known_documents(self, keys: set[str]) -> set[str]:
        return {
            key
            for (key,) in self._warehouse.rows(
                f"select document_key from {tables.DOCUMENTS.qualified_name} where document_key in (select unnest(?))",  # noqa: S608
                [sorted(keys)],
            )
        }

    def _known_sources(self, paths: list[str]) -> dict[tuple[str, str], tuple[Any, ...]]:
        return {
            (path, key): tuple(description)
            for path, key, *description in self._warehouse.rows(
                "select source_path, document_key, source_name, title, publisher, url, published_at "  # noqa: S608
                f"from {tables.DOCUMENT_SOURCES.qualified_name} "
                "where is_current and source_path in (select unnest(?))",
                [paths],
            )
        }

    def _source_rows(self, sources: Sequence[tuple[Source, str]]) -> Rows:
        rows: Rows = {tables.DOCUMENT_SOURCES.name: [], tables.METADATA_PLACES.name: []}
        for source, key in sources:
            rows[tables.DOCUMENT_SOURCES.name].append(
                (
                    key,
                    source.source_path,
                    source.source_name,
                    source.title,
                    source.publisher,
                    source.url,
                    source.published_at,
                    True,
                    self.summary.load_id,
                )
            )
            for name, value in (("title", source.title), ("publisher", source.publisher)):
                if value:
                    rows[tables.METADATA_PLACES.name].extend(
                        metadata_place_rows(key, source.source_path, name, value, self._lexicon)
                    )
        return rows

    def _set_aside_rows(self, items: Sequence[SetAside]) -> Rows:
        first = len(self.summary.set_aside) + 1
        return {
            tables.SET_ASIDE.name: [
                (
                    self.summary.load_id,
                    number,
                    item.source_path,
                    str(item.reason),
                    item.detail,
                    item.is_fatal_for_item,
                )
                for number, item in enumerate(items, first)
            ]
        }


def _model_of(warehouse: Warehouse) -> TrainedModel | None:
    """Return the trained model that the warehouse was loaded with, found again by its content."""
    fingerprint, file = warehouse.language_model()
    if fingerprint is None:
        return None
    if file is not None:
        try:
            model = TrainedModel.read(Path(file))
        except (OSError, ModelFileError):
            pass
        else:
            if model.fingerprint == fingerprint:
                log.info("language_model fingerprint=%s %s, as before", fingerprint, one_line(file))
                return model
    where = f"which is no longer in {one_line(file)}" if file else "by a load that was cut off"
    raise WarehouseError(
        f"the warehouse was loaded with the language model {fingerprint}, {where}: run fugong load with "
        "--language-model FILE, that file or another one (then all documents are read again)"
    )


def _merged(pieces: Iterable[Rows]) -> Rows:
    merged: Rows = {}
    for piece in pieces:
        for name, values in piece.items():
            merged.setdefault(name, []).extend(values)
    return merged


def _signed(rows: Rows) -> Rows:
    return rows | {tables.DOCUMENT_BANDS.name: band_rows(rows.get(tables.DOCUMENTS.name, []))}


def _batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
