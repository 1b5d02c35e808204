"""The load: from paths to landed tables, with a ledger of what happened to every item."""

from __future__ import annotations

import gc
import hashlib
import logging
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TypeVar

from fugong import __version__
from fugong.fingerprints import fingerprints_of
from fugong.land import tables
from fugong.land.batches import Batches, joined, to_batches
from fugong.land.rows import Described, Rows, document_key, metadata_place_rows
from fugong.land.warehouse import Warehouse, WarehouseError
from fugong.lexicon import Lexicon
from fugong.read import Reason, SetAside, Source, read_paths
from fugong.read.items import one_line, path_text
from fugong.read.options import DEFAULT_OPTIONS, ReadOptions
from fugong.reader import Decoded, Reading, Settings, Stored, Tasks
from fugong.text.slips.ngrams import ModelFileError, NgramCounts
from fugong.text.slips.ngrams import load as load_counts
from fugong.workers import Staff

_Item = TypeVar("_Item")
_Document = TypeVar("_Document", Decoded, Stored)
_CHUNK_ITEMS = 4096
_CHUNK_BYTES = 8 << 20
_TASK_DOCUMENTS = 256
_TASK_CHARACTERS = 400_000
_OBJECTS_A_COLLECTION = 50_000
# Of the records of one file that are set aside for one reason, so many are named in the log; a file may have millions.
_MOST_WARNED = 5

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


class Prune(StrEnum):
    """What happens to sources that a load no longer finds where it looks."""

    NOTHING = "nothing"
    WITHDRAW = "withdraw"
    # Even if more than half of them are gone.
    FORCE = "force"


class PruneError(RuntimeError):
    """So much is gone that it looks like a mistake; the message is one line for people."""


@dataclass(slots=True)
class LoadSummary:
    """What a load did; `items_in` = landed + unchanged + set aside."""

    load_id: int
    landed: int = 0
    unchanged: int = 0
    rescanned: int = 0
    withdrawn: int = 0
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
    workers: int = 1,
    prune: Prune = Prune.NOTHING,
    reading: ReadOptions = DEFAULT_OPTIONS,
) -> LoadSummary:
    """Load the articles at `paths` into `warehouse`; call `on_progress` with each item's name.

    Documents that an older loader or lexicon or another language model read are read again first, from their stored raw
    text: all documents of a warehouse are read by one model. That is `language_model`, else the one it was loaded with.
    `reading` says how input is to be read. Bad items are set aside on record and logged as warnings; nothing that was
    loaded before is lost. `workers` is how many processes read; what is written, and in which order, does not depend
    on it. `prune` says whether to withdraw the sources at or below `paths` that are gone.

    Raises:
        PruneError: if most of what is there would be withdrawn; what was loaded is.
        WarehouseError: if no model is given, and the one that the warehouse was loaded with is not where it was.
        WorkersError: if no worker can be started.
    """
    language_model = language_model or _model_of(warehouse)
    settings = Settings(
        lexicon,
        language_model.counts if language_model else None,
        language_model.fingerprint if language_model else None,
        fingerprints_of(lexicon),
        warehouse.next_load_id(),
        datetime.now(UTC).replace(tzinfo=None),
    )
    with _frozen(), Staff(settings, workers) as staff:
        run = _Run(warehouse, settings, staff, on_progress, language_model.path if language_model else None)
        run.rescan()
        run.take(read_paths(paths, options=reading), prune)
        run.finish(paths, prune)
    return run.summary


@contextmanager
def _frozen() -> Iterator[None]:
    """Have the search for reference cycles pass over all that is there now, the lexicon above all: it stays.

    It is made seldom: a load makes hardly any cycles, but so many objects that the usual pace took 4% of its time.
    """
    pace = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_OBJECTS_A_COLLECTION, *pace[1:])
    try:
        yield
    finally:
        gc.set_threshold(*pace)
        gc.unfreeze()


@dataclass(slots=True)
class _Chunk:
    """Items on their way, all to be landed in one transaction."""

    items: int
    unchanged: int
    # Every source to be written, with the key of its document.
    sources: list[tuple[Source, str]]
    set_aside: list[SetAside]
    # Keys of documents that nobody had read before.
    new: set[str]
    readings: list[Future[Reading]]


class _Run:
    """One load in progress."""

    def __init__(
        self,
        warehouse: Warehouse,
        settings: Settings,
        staff: Staff,
        on_progress: Callable[[str], None],
        model_path: Path | None,
    ) -> None:
        self.summary = LoadSummary(settings.load_id)
        self._warehouse = warehouse
        self._settings = settings
        self._staff = staff
        self._on_progress = on_progress
        self._model_path = path_text(model_path) if model_path else None
        self._warned: Counter[tuple[str, Reason]] = Counter()

    def rescan(self) -> None:
        """Read stored documents again that other code, another lexicon or another language model read.

        Where only what is looked for in the text has changed, the stored normalised text is scanned again.
        """
        warehouse, prints = self._warehouse, self._settings.fingerprints
        texts = warehouse.stale_texts(prints, self._settings.language_model_fingerprint)
        self._rescan(texts, lambda keys: _tasks(warehouse.stored_texts(keys, prints)), self._land_texts)
        self._rescan(warehouse.stale_scans(prints), lambda keys: _tasks(warehouse.stored_scans(keys)), self._land_scans)

    def _rescan(
        self,
        stale: Sequence[str],
        tasks_of: Callable[[list[str]], Tasks],
        land_again: Callable[[list[Reading], set[str], set[str]], None],
    ) -> None:
        def land(keys: list[str], readings: list[Future[Reading]]) -> None:
            done = [reading.result() for reading in readings]
            # A document that cannot be read now stays as it was read before.
            set_aside = [
                SetAside(failed.key, failed.reason, f"{failed.key}: {failed.detail}; it stays as it was", False)
                for reading in done
                for failed in reading.failures
            ]
            same = {key for reading in done for key in reading.same}
            rows = self._set_aside_rows(set_aside)
            self.summary.set_aside += set_aside
            self.summary.rescanned += len(keys) - len(set_aside)
            with self._warehouse.transaction():
                land_again(done, set(keys) - same - {item.source_path for item in set_aside}, same)
                self._warehouse.insert(joined([to_batches(rows)]))
                self._write_ledger()
            self._warn(set_aside)
            for key in keys:
                self._on_progress(key)

        under_way: deque[tuple[list[str], list[Future[Reading]]]] = deque()
        for keys in _batches(stale, _CHUNK_ITEMS):
            under_way.append((keys, self._staff.read(tasks_of(keys))))
            while len(under_way) >= self._staff.chunks_at_once():
                land(*under_way.popleft())
        for keys, readings in under_way:
            land(keys, readings)

    def _land_texts(self, done: list[Reading], read: set[str], same: set[str]) -> None:
        self._warehouse.delete_documents(read)
        self._land((*(reading.batches for reading in done), self._places_again(read)), read)
        by = {
            "loader_version": __version__,
            "text_fingerprint": self._settings.fingerprints.text,
            "language_model_fingerprint": self._settings.language_model_fingerprint,
        }
        self._warehouse.note_read(same, by)

    def _land_scans(self, done: list[Reading], read: set[str], same: set[str]) -> None:
        self._warehouse.delete_scans(read)
        self._land((*(reading.batches for reading in done), self._places_again(read)), read)
        by: dict[str, str | None] = {
            "loader_version": __version__,
            "lexicon_fingerprint": self._settings.lexicon.fingerprint,
            "scan_fingerprint": self._settings.fingerprints.scan,
        }
        self._warehouse.note_read(read, by)

    def _places_again(self, keys: Iterable[str]) -> Batches:
        """Return the rows of the places that manifests name, found anew."""
        described = [one for source in self._warehouse.described(keys) for one in _descriptions(*source)]
        return to_batches({tables.METADATA_PLACES.name: metadata_place_rows(described, self._settings.lexicon)})

    def take(self, items: Iterator[Source | SetAside], prune: Prune) -> None:
        """Load all items, chunk by chunk; while one is read the next is looked up, and the one before is written."""
        under_way: deque[_Chunk] = deque()
        if prune is not Prune.NOTHING:
            self._warehouse.meet([], is_first=True)
        for batch in _chunks(items):
            if prune is not Prune.NOTHING:
                self._warehouse.meet([item.source_path for item in batch if isinstance(item, Source)], is_first=False)
            under_way.append(self._begun(batch, under_way))
            while len(under_way) >= self._staff.chunks_at_once():
                self._land_chunk(under_way.popleft())
        for chunk in under_way:
            self._land_chunk(chunk)

    def _begun(self, batch: Sequence[Source | SetAside], under_way: Iterable[_Chunk]) -> _Chunk:
        """Look up what is known of the items, and have the new documents read."""
        keys = [(item, document_key(item.source_name, item.content)) for item in batch if isinstance(item, Source)]
        known = self._warehouse.known_documents({key for _, key in keys})
        known.update(*(chunk.new for chunk in under_way))
        known_sources = self._warehouse.known_sources([item.source_path for item, _ in keys])
        chunk = _Chunk(len(batch), 0, [], [item for item in batch if isinstance(item, SetAside)], set(), [])
        new: list[Decoded] = []
        for item, key in keys:
            description = (item.source_name, item.title, item.publisher, item.url, item.published_at)
            if key in known and known_sources.get((item.source_path, key)) == description:
                chunk.unchanged += 1
                continue
            if key not in known and key not in chunk.new:
                new.append(Decoded(key, item.decoded.text, len(item.content), item.decoded.encoding))
                chunk.new.add(key)
            chunk.sources.append((item, key))
        chunk.readings = self._staff.read(_tasks(new))
        for met in batch:
            self._on_progress(os.path.basename(met.source_path))  # noqa: PTH119  # a third of the time of Path
        return chunk

    def _land_chunk(self, chunk: _Chunk) -> None:
        done = [reading.result() for reading in chunk.readings]
        failed = {failure.key: failure for reading in done for failure in reading.failures}
        sources = [(source, key) for source, key in chunk.sources if key not in failed]
        set_aside = [
            *chunk.set_aside,
            *(
                SetAside(
                    source.source_path,
                    failed[key].reason,
                    one_line(f"{source.source_path}: {failed[key].detail}; the others are read"),
                )
                for source, key in chunk.sources
                if key in failed
            ),
        ]
        set_aside_rows = self._set_aside_rows(set_aside)
        self.summary.landed += len(sources)
        self.summary.unchanged += chunk.unchanged
        self.summary.set_aside += set_aside
        with self._warehouse.transaction():
            replaced, first = self._warehouse.replace_sources(
                [(source.source_path, key) for source, key in sources], self.summary.load_id
            )
            rows = self._source_rows(sources, first) | set_aside_rows
            touched = replaced.union(key for _, key in sources)
            self._land([*(reading.batches for reading in done), to_batches(rows)], touched)
            self._write_ledger()
        self._warn(set_aside)

    def _land(self, batches: Iterable[Batches], touched: Iterable[str]) -> None:
        self._warehouse.insert(joined(batches))
        self._warehouse.queue(touched, self.summary.load_id)

    def _warn(self, set_aside: Sequence[SetAside]) -> None:
        for refused in set_aside:
            file = (refused.source_path.partition("#")[0], refused.reason)
            self._warned[file] += 1
            if self._warned[file] <= _MOST_WARNED:
                log.warning("set_aside reason=%s %s", refused.reason, refused.detail)

    def _warn_of_more(self) -> None:
        for (path, reason), count in self._warned.items():
            if count > _MOST_WARNED:
                log.warning(
                    "set_aside reason=%s %s: %s more of its records, not named here; the table raw.set_aside has all",
                    reason,
                    path,
                    f"{count - _MOST_WARNED:,}",
                )

    def finish(self, paths: Sequence[Path], prune: Prune) -> None:
        """Withdraw what is gone, if that is wanted, and close the ledger's row.

        Raises:
            PruneError: if that is most of what is there.
        """
        most_is_gone = None
        with self._warehouse.transaction():
            if prune is not Prune.NOTHING:
                most_is_gone = self._prune(paths, is_forced=prune is Prune.FORCE)
            self._write_ledger(datetime.now(UTC).replace(tzinfo=None))
        self._warn_of_more()
        if most_is_gone:
            raise PruneError(most_is_gone)

    def _prune(self, paths: Sequence[Path], *, is_forced: bool) -> str | None:
        """Withdraw the sources that are gone; or nothing, and return why."""
        passing = {Reason.MANIFEST_ROW_WITHOUT_FILE} | ({Reason.EMPTY_FOLDER} if is_forced else set())
        # What could not be read is there, or nobody knows whether it is.
        kept = [item.source_path for item in self.summary.set_aside if item.reason not in passing]
        roots = sorted({path_text(path.resolve()) for path in paths if str(path) != "-"})
        for root, gone, had in self._warehouse.gone(roots, kept):
            if 2 * gone > had and not is_forced:
                return (
                    f"--prune would withdraw {gone:,} of the {had:,} sources in {one_line(root)}: nothing was "
                    "withdrawn; if they are really gone, say --prune-force"
                )
        self.summary.withdrawn, keys = self._warehouse.withdraw(self.summary.load_id)
        self._warehouse.queue(keys, self.summary.load_id)
        return None

    def _write_ledger(self, finished_at: datetime | None = None) -> None:
        """Write what was done so far; with every transaction, so that the counts of a load cut off add up too."""
        summary, settings = self.summary, self._settings
        self._warehouse.write_ledger(
            (
                summary.load_id,
                settings.loaded_at,
                finished_at,
                summary.items_in,
                summary.landed,
                summary.unchanged,
                summary.items_set_aside,
                summary.withdrawn,
                summary.rescanned,
                __version__,
                settings.lexicon.fingerprint,
                settings.language_model_fingerprint,
                self._model_path,
            )
        )

    def _source_rows(self, sources: Sequence[tuple[Source, str]], first: Mapping[tuple[str, str], int]) -> Rows:
        """Return the rows of `sources`; `first` says of those that were known by which load first."""
        described = [
            one
            for source, key in sources
            for one in _descriptions(key, source.source_path, source.title, source.publisher)
        ]
        return {
            tables.DOCUMENT_SOURCES.name: [
                (
                    key,
                    source.source_path,
                    source.source_name,
                    source.title,
                    source.publisher,
                    source.url,
                    source.published_at,
                    True,
                    first.get((source.source_path, key), self.summary.load_id),
                    None,
                    None,
                    self.summary.load_id,
                )
                for source, key in sources
            ],
            tables.METADATA_PLACES.name: metadata_place_rows(described, self._settings.lexicon),
        }

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
    if fingerprint is None or file is None:
        return None
    try:
        model = TrainedModel.read(Path(file))
    except (OSError, ModelFileError):
        pass
    else:
        if model.fingerprint == fingerprint:
            log.info("language_model fingerprint=%s %s, as before", fingerprint, one_line(file))
            return model
    raise WarehouseError(
        f"the warehouse was loaded with the language model {fingerprint}, which is no longer in {one_line(file)}: run "
        "fugong load with --language-model FILE, that file or another one (then all documents are read again)"
    )


def _descriptions(key: str, path: str, title: str | None, publisher: str | None) -> list[Described]:
    """Return what a manifest or record says that may name places."""
    return [
        Described(key, path, field, value) for field, value in (("title", title), ("publisher", publisher)) if value
    ]


def _tasks(documents: Iterable[_Document]) -> list[list[_Document]]:
    """Cut `documents` into tasks: large enough that handing them over costs little, and many enough for all."""
    tasks: list[list[_Document]] = []
    characters = _TASK_CHARACTERS
    for document in documents:
        if characters >= _TASK_CHARACTERS or len(tasks[-1]) >= _TASK_DOCUMENTS:
            tasks.append([])
            characters = 0
        tasks[-1].append(document)
        characters += document.characters
    return tasks


def _chunks(items: Iterable[Source | SetAside]) -> Iterator[list[Source | SetAside]]:
    """Cut `items` into what is landed at once: large, for the database's sake, but never too large for the memory."""
    chunk: list[Source | SetAside] = []
    size = 0
    for item in items:
        chunk.append(item)
        size += len(item.content) if isinstance(item, Source) else 0
        if len(chunk) >= _CHUNK_ITEMS or size >= _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _batches(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
