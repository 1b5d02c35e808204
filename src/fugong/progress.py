"""Bars that show how far long work is: one that moves on a screen, a line now and then in a file."""

from __future__ import annotations

import sys
from typing import Any, Final, TextIO

from tqdm import tqdm

# Between two lines in a log.
_SECONDS: Final = 10.0


class _Lines:
    """What takes the states of a bar and writes each as a line of its own, so that logs can be searched by line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        if line := text.strip():
            self._stream.write(f"{line}\n")
        return len(text)

    def flush(self) -> None:
        self._stream.flush()


def progress(description: str, unit: str, *, is_quiet: bool) -> tqdm[Any]:
    """Return a bar on standard error; none is seen if `is_quiet`."""
    if sys.stderr.isatty():
        return tqdm(desc=description, unit=f" {unit}", disable=is_quiet, file=sys.stderr)
    return tqdm(
        desc=description,
        unit=f" {unit}",
        disable=is_quiet,
        file=_Lines(sys.stderr),
        mininterval=_SECONDS,
        maxinterval=_SECONDS,
    )
