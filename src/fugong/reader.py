"""Reading documents: from decoded texts to the rows of all that is found in them, a task of many at a time."""

from __future__ import annotations

import gc
import hashlib
import logging
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import NamedTuple

from fugong.fingerprints import Fingerprints
from fugong.land import tables
from fugong.land.batches import Batches, made_one, to_batches
from fugong.land.found import Scanned, band_batches, found_batches
from fugong.land.rows import Described, Rows, document_rows, page_descriptions, page_place_rows
from fugong.lexicon import Lexicon
from fugong.mentions.scan import Scanner
from fugong.read.items import Reason, one_line
from fugong.text.pipeline import NormalisedText, PageFact, normalise_all
from fugong.text.slips.model import language_model, use_trained
from fugong.text.slips.ngrams import NgramCounts

# A text of ordinary size takes a hundredth of a second.
_SECONDS_A_DOCUMENT = 10.0
_SECONDS_A_MILLION_CHARACTERS = 30.0
# A task of many may take longer than any of its documents: the first slip has the language model made ready.
_SECONDS_A_TASK = 60.0

log = logging.getLogger("fugong.reader")


class Decoded(NamedTuple):
    """A document to be read; `byte_count` is that of its file, in `encoding`.

    `digest` is what the text steps gave last time, where that was scanned as it would be now.
    """

    key: str
    raw_text: str
    byte_count: int
    encoding: str
    digest: str = ""

    @property
    def characters(self) -> int:
        """Length of the text."""
        return len(self.raw_text)


class Stored(NamedTuple):
    """A document whose normalised text is to be scanned again.

    `repaired` are the spans of the raw text that repairs changed; `facts` what the page says, as (field, value).
    """

    key: str
    normalised_text: str
    alignment: bytes
    repaired: list[tuple[int, int]]
    facts: list[tuple[str, str]]

    @property
    def characters(self) -> int:
        """Length of the text."""
        return len(self.normalised_text)


Task = Sequence[Decoded | Stored]
Tasks = Sequence[Task]


class Failure(NamedTuple):
    """A document that could not be read; `detail` says why, on one line."""

    key: str
    reason: Reason
    detail: str


class Reading(NamedTuple):
    """What came of a task: the rows of its documents, in their order, and those that could not be read.

    `same` are documents read again whose text came out as it was: there are no rows of them.
    """

    batches: Batches
    failures: list[Failure]
    same: list[str]

    @classmethod
    def of(cls, pieces: Sequence[Reading]) -> Reading:
        """Return what came of several tasks as if it had been one."""
        return cls(
            made_one([piece.batches for piece in pieces]),
            [failure for piece in pieces for failure in piece.failures],
            [key for piece in pieces for key in piece.same],
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """By what documents are read, and for which load."""

    lexicon: Lexicon
    language_model: NgramCounts | None
    language_model_fingerprint: str | None
    fingerprints: Fingerprints
    load_id: int
    loaded_at: datetime


class TooSlowError(Exception):
    """A text took longer than any text may."""


class Reader:
    """Reads documents by one lexicon and one language model; holds no state between documents."""

    def __init__(self, settings: Settings) -> None:
        """Compile the lexicon's grammars, and make the settings' language model the one of this process."""
        self._settings = settings
        use_trained(settings.language_model)
        self._scanner = Scanner(settings.lexicon)

    def warm(self) -> None:
        """Make everything ready that is otherwise made when the first document asks for it."""
        self._read([Decoded("", "第一家企业于2月3日复工。", 0, "utf-8")])
        language_model().tables()

    def read(self, documents: Task) -> Reading:
        """Read `documents`, or scan them again; whatever one of them does, the others are read."""
        with _without_collection():
            try:
                with _limit(max(_SECONDS_A_TASK, allowed_seconds(documents))):
                    return self._read(documents)
            except Exception as error:
                log.debug("task failed, its documents are read one by one", exc_info=error)
            return self._one_by_one(documents)

    def _one_by_one(self, documents: Task) -> Reading:
        language_model().tables()
        pieces = []
        for document in documents:
            try:
                with _limit(allowed_seconds([document])):
                    pieces.append(self._read([document]))
            except TooSlowError as error:
                pieces.append(Reading({}, [Failure(document.key, Reason.TOO_SLOW, str(error))], []))
            except Exception as error:
                log.debug("document_key=%s cannot be read", document.key, exc_info=error)
                what = one_line(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
                failure = Failure(document.key, Reason.READING_FAILED, f"could not be read ({what})")
                pieces.append(Reading({}, [failure], []))
        return Reading.of(pieces)

    def _read(self, documents: Task) -> Reading:
        rows: Rows = {}
        found: list[Scanned] = []
        normalised: list[str] = []
        described: list[Described] = []
        same: list[str] = []
        decoded = [document for document in documents if isinstance(document, Decoded)]
        texts = normalise_all((document.raw_text for document in decoded), self._settings.lexicon.boilerplate)
        for document, text in zip(decoded, texts, strict=True):
            alignment = text.alignment.to_bytes()
            if (digest := _digest(text, alignment)) == document.digest:
                same.append(document.key)
                continue
            _add(rows, self._rows(document, text, alignment, digest))
            described += page_descriptions(document.key, text.page_facts)
            repaired = [(repair.raw_start, repair.raw_end) for repair in text.repairs if repair.is_applied]
            found.append(Scanned(document.key, alignment, repaired))
            normalised.append(text.text)
        signatures = band_batches([one.key for one in found], normalised)
        for stored in documents:
            if isinstance(stored, Stored):
                described += page_descriptions(stored.key, (PageFact(*fact, "") for fact in stored.facts))
                found.append(Scanned(stored.key, stored.alignment, stored.repaired))
                normalised.append(stored.normalised_text)
        scans = self._scanner.scan_each(normalised)
        rows[tables.METADATA_PLACES.name] = page_place_rows(described, self._settings.lexicon)
        return Reading(to_batches(rows) | signatures | found_batches(found, scans), [], same)

    def _rows(self, document: Decoded, text: NormalisedText, alignment: bytes, digest: str) -> Rows:
        settings = self._settings
        return document_rows(
            key=document.key,
            normalised=text,
            byte_count=document.byte_count,
            encoding=document.encoding,
            lexicon=settings.lexicon,
            language_model_fingerprint=settings.language_model_fingerprint,
            load_id=settings.load_id,
            loaded_at=settings.loaded_at,
            alignment=alignment,
            digest=digest,
            fingerprints=settings.fingerprints,
        )


def allowed_seconds(documents: Task) -> float:
    """Return the processor time that `documents` may take."""
    characters = sum(document.characters for document in documents)
    return max(_SECONDS_A_DOCUMENT, _SECONDS_A_MILLION_CHARACTERS * characters / 1_000_000)


def _digest(text: NormalisedText, alignment: bytes) -> str:
    """Return a digest of all that the text steps gave."""
    given = (text.text, text.repairs, text.page_facts, text.script, text.damage, text.annotation_count)
    return hashlib.sha256(repr(given).encode("utf-8", "surrogatepass") + alignment).hexdigest()[:24]


def _add(rows: Rows, piece: Rows) -> None:
    for name, values in piece.items():
        rows.setdefault(name, []).extend(values)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Search for no reference cycles in the block: a task makes hardly any, and many objects to be searched."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _limit(seconds: float) -> Iterator[None]:
    """Stop what is in the block once it has taken so much processor time.

    Raises:
        TooSlowError: then; in compiled code as soon as that returns. Only the main thread can be stopped.
    """

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"took more than {seconds:.0f} s of processor time")

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
