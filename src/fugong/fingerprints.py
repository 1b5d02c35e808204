"""Fingerprints of what documents are read by: of the text stage, and of the scan of the normalised text.

They are made of content, not of version numbers: of the code that has a say, the packages it calls and the seed tables.
A document whose fingerprint of the text is another one is read again from its raw text; where only that of the scan
is, its normalised text is scanned again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from fugong.lexicon import Lexicon

# What is called for the scan alone, though it lies with the text steps.
_SCAN_FILES = frozenset({"text/sentences.py"})
_SCAN_PATHS = ("mentions", "land/found.py", "land/rows.py", "lexicon.py", *sorted(_SCAN_FILES), "text/aligned.py")
_TEXT_PACKAGES = ("opencc", "pypinyin", "regex", "trafilatura")
_SCAN_PACKAGES = ("pyahocorasick", "regex")


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """What a document was, or would be, read by; the language model has a fingerprint of its own."""

    text: str
    scan: str


def fingerprints_of(lexicon: Lexicon) -> Fingerprints:
    """Return the fingerprints of this package's code together with `lexicon`."""
    text, scan = _of_code()
    return Fingerprints(_digest([text, lexicon.text_fingerprint]), _digest([scan, lexicon.scan_fingerprint]))


@cache
def _of_code() -> tuple[str, str]:
    package = Path(__file__).resolve().parent
    text = [path for path in _files(package / "text") if path.relative_to(package).as_posix() not in _SCAN_FILES]
    scan = [path for name in _SCAN_PATHS for path in _files(package / name)]
    return _of_files(package, text, _TEXT_PACKAGES), _of_files(package, scan, _SCAN_PACKAGES)


def _files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    return sorted(path for path in place.rglob("*") if path.suffix in (".py", ".gz"))


def _of_files(package: Path, files: Iterable[Path], packages: Iterable[str]) -> str:
    return _digest(
        [
            *(f"{path.relative_to(package).as_posix()}={_digest([path.read_bytes()])}" for path in files),
            *(f"{name}={version(name)}" for name in packages),
        ]
    )


def _digest(parts: Iterable[str | bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update((part.encode() if isinstance(part, str) else part) + b"\0")
    return digest.hexdigest()[:16]
