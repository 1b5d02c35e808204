"""Learn which characters follow each other, from clean texts; keep what was learned in a small file.

The result depends on the texts only, not on their order: counts are added up, and the file lists them sorted. A model
is trained before a run and fixed for it, so that no document's repair depends on what was loaded before it.
"""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FORMAT: Final = "fugong-ngrams 1"
LONGEST: Final = 5
# A sequence seen less often is chance, and would make the file big.
_FEWEST: Final = 2


class ModelFileError(ValueError):
    """The file is no model, or one of another version."""


@dataclass(frozen=True, slots=True)
class NgramCounts:
    """How often sequences of 1 to 5 characters were seen in `character_count` characters of simplified text."""

    counts: Mapping[str, int]
    character_count: int

    def share(self, sequence: str) -> float:
        """Return how often `sequence` is met, as a share of all sequences of all lengths."""
        return self.counts.get(sequence, 0) / (LONGEST * max(1, self.character_count))


def train(texts: Iterable[str]) -> NgramCounts:
    """Count the sequences of 1 to 5 characters in simplified, clean `texts`; rare ones are left out.

    Sequences do not reach across digits, letters or ends of lines.
    """
    counts: Counter[str] = Counter()
    total = 0
    for text in texts:
        line = "".join(c if c >= "\u00b7" and not c.isdecimal() and not c.isspace() else "\n" for c in text)
        total += len(line) - line.count("\n")
        for length in range(1, LONGEST + 1):
            pieces = Counter(map("".join, zip(*(line[i:] for i in range(length)), strict=False)))
            counts.update({piece: count for piece, count in pieces.items() if "\n" not in piece})
    kept = {piece: count for piece, count in sorted(counts.items()) if count >= _FEWEST}
    return NgramCounts(kept, total)


def save(counts: NgramCounts, path: Path) -> None:
    """Write `counts` to `path`; the same counts always give the same bytes."""
    buffer = io.BytesIO()
    # No name and no time of writing in the header.
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, mtime=0) as file:
        file.write(f"{_FORMAT} {counts.character_count}\n".encode())
        file.writelines(f"{piece} {count}\n".encode() for piece, count in sorted(counts.counts.items()))
    path.write_bytes(buffer.getvalue())


def load(path: Path) -> NgramCounts:
    """Read counts that `save` wrote.

    Raises:
        ModelFileError: if `path` holds no such counts, or those of another version.
        FileNotFoundError: if there is no such file.
    """
    try:
        lines = gzip.decompress(path.read_bytes()).decode().splitlines()
        name, version, total = lines[0].split(" ")
        if f"{name} {version}" != _FORMAT:
            raise ModelFileError(f"{path} is not a model of the format {_FORMAT!r}")
        pairs = (line.split(" ") for line in lines[1:])
        return NgramCounts({piece: int(count) for piece, count in pairs}, int(total))
    except (OSError, EOFError, ValueError, IndexError) as error:
        if isinstance(error, FileNotFoundError | ModelFileError):
            raise
        raise ModelFileError(f"{path} is not a model of the format {_FORMAT!r}") from error
