"""The dbt project as the loader sees it: a folder whose models, macros and seed tables decide what a build gives."""

from __future__ import annotations

import hashlib
from pathlib import Path

_CODE = ("dbt_project.yml", "models/**/*.sql", "macros/**/*.sql", "seeds/**/*.csv")
# Whoever corrects a fact does not change what all others are: builds look corrections up by themselves.
_NO_CODE = frozenset({"seeds/corrections.csv"})


def code_fingerprint(project: Path) -> str:
    """Return the fingerprint of all that decides which facts the models make of the landed tables.

    The same for the same files on every machine, wherever the project lies.
    """
    digest = hashlib.sha256()
    for name, path in sorted(
        (path.relative_to(project).as_posix(), path) for pattern in _CODE for path in project.glob(pattern)
    ):
        if name not in _NO_CODE:
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]
