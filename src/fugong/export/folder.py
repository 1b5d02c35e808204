"""A folder that is there whole or not at all."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fugong.publish import files

MANIFEST: Final = "manifest.json"
CHECKSUMS: Final = "SHA256SUMS"


class TargetError(ValueError):
    """The folder cannot be written to or may not be replaced; the message is one line for people."""


def check_target(folder: Path, *, may_replace: bool) -> None:
    """See that an export may be put at `folder`.

    Raises:
        TargetError: if something is there that is no export, or an export that may not be replaced.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise TargetError(f"{folder}: is no folder; name one that is not there yet")
    if not folder.parent.is_dir():
        raise TargetError(f"{folder.parent}: no such folder")
    if not folder.exists() or not any(folder.iterdir()):
        return
    listed = _listed(folder)
    if listed is None:
        raise TargetError(f"{folder}: holds files, and they are no export; name a folder that is not there yet")
    if strangers := sorted({path.name for path in folder.iterdir()} - listed):
        raise TargetError(f"{folder}: {strangers[0]} was not written by an export, and would be lost")
    if not may_replace:
        raise TargetError(f"{folder}: an export is there already; --replace puts the new one in its place")


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Yield an empty folder; when the block ends well, it is safe on the disk and takes the place of `folder`.

    Raises:
        OSError: if it cannot take that place. What was there before is there again.
    """
    name = f".{folder.name}.{uuid.uuid4().hex[:12]}"
    new, before = folder.with_name(f"{name}.partial"), folder.with_name(f"{name}.before")
    new.mkdir()
    try:
        yield new
        for path in new.iterdir():
            files.sync(path)
        files.sync(new)
        if folder.exists():
            folder.rename(before)
        try:
            new.rename(folder)
        except BaseException:
            if before.exists():
                before.rename(folder)
            raise
        files.sync(folder.parent)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        if folder.exists():
            shutil.rmtree(before, ignore_errors=True)


def _listed(folder: Path) -> set[str] | None:
    """Return the names that the manifest of an export lists, its own among them; None where there is no such thing."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if manifest["made_by"] != "fugong export":
            return None
        return {MANIFEST, CHECKSUMS} | {file["path"] for file in manifest["files"]}
    except (OSError, ValueError, LookupError, TypeError):
        return None
