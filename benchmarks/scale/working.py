"""What a second worker brings: the same load by one and by two, if the loader can share its work."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.scale.article import ROOT
from benchmarks.scale.clock import wall_of_command
from benchmarks.scale.corpus import ARTICLES_NAME, Order, write_folders

_LOAD = (sys.executable, "-m", "fugong", "load")


def can_share() -> bool:
    """Tell whether the loader has an option for workers."""
    told = subprocess.run([*_LOAD, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return "--workers" in told.stdout


def measure(documents: int, seed: int, rounds: int, folder: Path) -> dict[str, float]:
    """Return how much sooner two workers are done than one.

    Their CPU time is not compared: nobody waits for the processes of the workers, so that it is on no account.

    Raises:
        CommandError: if a load fails.
    """
    corpus = folder / "shared"
    write_folders(Order(documents, seed), corpus)
    wall: dict[int, float] = {}
    for number in range(rounds):
        for workers in (1, 2):
            # A folder of its own: a load leaves its work file beside the file that it names.
            home = folder / f"workers-{workers}-{number}"
            load = [*_LOAD, str(corpus / ARTICLES_NAME), "--warehouse", str(home / "w.duckdb"), "--quiet"]
            load += ["--workers", str(workers)]
            home.mkdir()
            wall[workers] = min(wall.get(workers, float("inf")), wall_of_command(load, ROOT))
            shutil.rmtree(home)
    return {"two_workers_speed_to_one": wall[1] / wall[2]}
