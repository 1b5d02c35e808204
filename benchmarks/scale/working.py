"""What a second worker brings: the same load by one and by two, if the loader can share its work."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.scale.article import ROOT
from benchmarks.scale.clock import cpu_of_command, wall_of_command
from benchmarks.scale.corpus import ARTICLES_NAME, Order, write_folders

_LOAD = (sys.executable, "-m", "fugong", "load")


def can_share() -> bool:
    """Tell whether the loader has an option for workers."""
    told = subprocess.run([*_LOAD, "--help"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    return "--workers" in told.stdout


def measure(documents: int, seed: int, rounds: int, folder: Path) -> dict[str, float]:
    """Return how much faster two workers are than one, and how much more CPU time they take in all.

    Raises:
        CommandError: if a load fails.
    """
    corpus = folder / "shared"
    write_folders(Order(documents, seed), corpus)
    wall: dict[int, float] = {}
    cpu: dict[int, float] = {}
    for number in range(rounds):
        for workers in (1, 2):
            # A folder of its own: a load leaves its work file beside the file that it names.
            home = folder / f"workers-{workers}-{number}"
            load = [*_LOAD, str(corpus / ARTICLES_NAME), "--warehouse", str(home / "w.duckdb"), "--quiet"]
            load += ["--workers", str(workers)]
            home.mkdir()
            wall[workers] = min(wall.get(workers, float("inf")), wall_of_command(load, ROOT))
            shutil.rmtree(home)
            home.mkdir()
            cpu[workers] = min(cpu.get(workers, float("inf")), cpu_of_command(load, ROOT, {}))
            shutil.rmtree(home)
    return {"two_workers_speed_to_one": wall[1] / wall[2], "two_workers_cpu_to_one": cpu[2] / cpu[1]}
