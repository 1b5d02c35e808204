"""Learn from articles how their subject is written of: `fugong train-lm`.

Only what came through whole teaches: lines that hold a repair, or damage that was left, are passed over. The counts do
not depend on the order of the articles, nor on models trained before.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from fugong import config
from fugong.lexicon import load_lexicon
from fugong.progress import progress
from fugong.read.files import read_paths
from fugong.read.items import SetAside
from fugong.read.options import DEFAULT_OPTIONS, ReadOptions
from fugong.text.pipeline import NormalisedText, normalise
from fugong.text.slips.ngrams import count, pack, save

_LONGEST: Final = 4
EXIT_TRAINED: Final = 0
EXIT_NOTHING_LEARNED: Final = 1


def undamaged(document: NormalisedText) -> Iterator[str]:
    """Yield the lines of a document that hold no repair, no damage and no character that could not be read."""
    spans = [(repair.raw_start, repair.raw_end) for repair in document.repairs]
    start = 0
    for line in document.text.split("\n"):
        end = start + len(line)
        if line.strip() and "\ufffd" not in line:
            raw_start, raw_end = document.alignment.to_raw(start, end)
            if not any(begin < raw_end and raw_start < stop for begin, stop in spans):
                yield line
        start = end + 1


def train_language_model(
    paths: Sequence[Path], output: Path, quiet: bool, reading: ReadOptions = DEFAULT_OPTIONS
) -> int:
    """Write to `output` what the articles in `paths` teach, and return the exit code.

    0: written; 1: there was nothing to learn from, and nothing is written. A file that cannot be read is named on
    standard error, and the others go on.
    """
    cues = load_lexicon(config.project_dir() / "seeds").boilerplate
    counted: Counter[str] = Counter()
    documents = 0
    with progress("learning", "articles", is_quiet=quiet) as bar:
        for item in read_paths(paths, options=reading):
            bar.update()
            if isinstance(item, SetAside):
                print(f"fugong: {item.detail}", file=sys.stderr)
                continue
            counted.update(count(["\n".join(undamaged(normalise(item.decoded.text, cues)))], _LONGEST))
            documents += 1
    if not counted:
        print("fugong: there was nothing to learn from; no model was written", file=sys.stderr)
        return EXIT_NOTHING_LEARNED
    save(pack(counted), output)
    if not quiet:
        print(f"fugong: learned from {documents:,} articles; the model is in {output}")
    return EXIT_TRAINED
