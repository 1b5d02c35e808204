"""How fast documents are read: the loader, all of it, beside OpenCC alone and beside a pipeline with ftfy."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scale.article import ROOT
from benchmarks.scale.clock import minima
from benchmarks.scale.corpus import ARTICLES_NAME, Order, made, write_folders
from opencc import OpenCC

from fugong.land.warehouse import Warehouse
from fugong.lexicon import Lexicon, load_lexicon
from fugong.load import load
from fugong.mentions.scan import Scanner
from fugong.text.pipeline import normalise_all

# How many documents the text stage and the scan take at a time, as in a load.
_BATCH = 256


@dataclass(frozen=True, slots=True)
class Reading:
    """CPU seconds for the same documents, `megabytes` of UTF-8; None where ftfy was not there to be measured."""

    documents: int
    megabytes: float
    load: float
    text: float
    scan: float
    opencc: float
    ftfy_and_opencc: float | None

    def figures(self) -> dict[str, float]:
        """Return what is compared: speeds, the loader's as a multiple of the others'."""
        found = {
            "load_mb_per_cpu_second": self.megabytes / self.load,
            "load_documents_per_cpu_second": self.documents / self.load,
            "load_speed_to_opencc_alone": self.opencc / self.load,
            "text_stage_speed_to_opencc_alone": self.opencc / self.text,
            "text_stage_share_of_load": self.text / self.load,
            "scan_share_of_load": self.scan / self.load,
        }
        if self.ftfy_and_opencc is not None:
            found["load_speed_to_ftfy_and_opencc"] = self.ftfy_and_opencc / self.load
        return found


def measure(documents: int, seed: int, rounds: int, others: Path | None) -> Reading:
    """Load traditional, annotated articles, and time what is compared with that on the same texts.

    `others` is a Python that has ftfy and OpenCC. It runs beside ours, one round each in turn.
    """
    order = Order(documents, seed, form="annotated", documents_with_truth=0)
    texts = [carried.text for _, carried in made(order)]
    lexicon = load_lexicon(ROOT / "seeds")
    with tempfile.TemporaryDirectory() as folder:
        write_folders(order, Path(folder))
        theirs = _Others(others, texts, Path(folder)) if others else None
        jobs = _jobs(texts, Path(folder), lexicon)
        # The tables are read, compiled code is loaded, the usual annotations are met.
        minima(jobs, 1)
        best: dict[str, float] = {}
        slowest_of_theirs: list[float] = []
        for _ in range(rounds):
            for name, seconds in minima(jobs, 1).items():
                best[name] = min(best.get(name, seconds), seconds)
            if theirs:
                slowest_of_theirs.append(theirs.round())
    size = sum(len(text.encode()) for text in texts) / 1e6
    return Reading(
        documents, size, best["load"], best["text"], best["scan"], best["opencc"], min(slowest_of_theirs, default=None)
    )


def _jobs(texts: Sequence[str], folder: Path, lexicon: Lexicon) -> dict[str, Callable[[], object]]:
    converter, scanner = OpenCC("t2s"), Scanner(lexicon)
    normalised = [one.text for one in _normalised(texts, lexicon)]

    def load_all() -> None:
        file = folder / f"{time.monotonic_ns()}.duckdb"
        with Warehouse(file) as warehouse:
            load([folder / ARTICLES_NAME], warehouse, lexicon)
        file.unlink()

    return {
        "load": load_all,
        "opencc": lambda: [converter.convert(text) for text in texts],
        "text": lambda: _normalised(texts, lexicon),
        "scan": lambda: [scanner.scan_each(batch) for batch in _batches(normalised)],
    }


def _normalised(texts: Sequence[str], lexicon: Lexicon) -> list[object]:
    return [one for batch in _batches(texts) for one in normalise_all(batch, lexicon.boilerplate)]


def _batches(texts: Sequence[str]) -> list[Sequence[str]]:
    return [texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH)]


class _Others:
    """The pipeline that is compared with, in a process of an environment of its own."""

    def __init__(self, python: Path, texts: Sequence[str], folder: Path) -> None:
        self._file = folder / "texts.json"
        self._file.write_text(json.dumps(texts), encoding="utf-8")
        self._command = [str(python), str(Path(__file__).with_name("ftfy_pipeline.py")), str(self._file)]

    def round(self) -> float:
        done = subprocess.run(self._command, capture_output=True, text=True, check=True)  # noqa: S603
        return float(done.stdout)
