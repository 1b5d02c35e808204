"""The clock: CPU seconds, of this process or of one that it starts, in rounds that interleave what is compared."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class CommandError(RuntimeError):
    """A measured command failed; the message holds the last of what it said."""


def minima(jobs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the CPU seconds of each job's fastest round; in every round all jobs run, one after the other.

    The machine may get busier or hotter while it measures: then all of them suffer alike.
    """
    best = dict.fromkeys(jobs, float("inf"))
    for _ in range(rounds):
        for name, job in jobs.items():
            before = time.process_time()
            job()
            best[name] = min(best[name], time.process_time() - before)
    return best


def cpu_of_command(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> float:
    """Run a command in `folder` and return the CPU seconds of it and of all processes that it waited for.

    Raises:
        CommandError: if it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(  # noqa: S603
        command, cwd=folder, env=os.environ | dict(environment), capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise CommandError(f"{' '.join(command[:4])} …: {(done.stderr or done.stdout)[-600:].strip()}")
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def wall_of_command(command: Sequence[str], folder: Path) -> float:
    """Run a command and return how many seconds a person waits for it.

    Raises:
        CommandError: if it fails.
    """
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CommandError(f"{' '.join(command[:2])} …: {(done.stderr or done.stdout)[-600:].strip()}")
    return time.perf_counter() - begin
