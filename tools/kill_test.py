"""Kill what writes a warehouse (-9) at random moments, and look each time whether anything was lost or torn.

    python tools/kill_test.py publish --kills 100
    python tools/kill_test.py command --kills 20 --warehouse FILE.duckdb -- fugong build corpus --warehouse FILE.duckdb

`publish` kills a process that does nothing but publish one small state after the other. `command` runs any command that
writes to a warehouse, again and again, and kills it; the moments are spread over the time that it takes undisturbed.

After each kill: the public file opens and is, row count by row count, one of the builds that are kept, never an older
one than before; the work file opens; nobody holds the lock. Moments are drawn with `--seed`.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from tqdm import tqdm

from fugong import config
from fugong.publish.builds import Shelf, check
from fugong.publish.lock import LockedError, locked, release, take
from fugong.publish.swap import publish

_LONGEST_PUBLICATION = 1.2
_PATIENCE = 5.0
_CONFIG = {"storage_compatibility_version": config.STORAGE_VERSION}


@dataclass(slots=True)
class Tally:
    """What came of the kills."""

    kills: int = 0
    ended_before: int = 0
    publications: int = 0
    interrupted: int = 0
    builds: set[int] = field(default_factory=set)

    def __str__(self) -> str:
        """Return it for people."""
        return (
            f"{self.kills} kills ({self.ended_before} came too late), {self.publications} times a new build was public "
            f"afterwards, {self.interrupted} publications were cut off; nothing was lost or torn"
        )


def publish_for_ever(public: Path) -> None:
    """Publish one state after the other: as many rows as its number says."""
    with locked(public, "kill test"):
        work = config.work_path(public)
        print("ready", flush=True)
        with duckdb.connect(str(work), config=_CONFIG) as connection:
            connection.execute("create table if not exists states (number integer)")
            while True:
                connection.execute("insert into states select count(*) from states")
                publish(connection, public, keep=3)


def kill_publications(public: Path, kills: int, seed: int) -> Tally:
    """Kill `publish_for_ever` so many times at random moments, and check what is there each time."""
    choose = random.Random(seed)  # noqa: S311
    tally = Tally()
    for _ in tqdm(range(kills), desc="killing", unit=" kills", file=sys.stderr, disable=None):
        command = [sys.executable, __file__, "victim", str(public)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as victim:  # noqa: S603
            if victim.stdout is None or victim.stdout.readline() != "ready\n":
                raise AssertionError("the victim ended by itself; what it said stands above")
            time.sleep(choose.uniform(0, _LONGEST_PUBLICATION))
            _kill(victim, tally)
        _look(public, tally)
    return tally


def kill_command(public: Path, command: Sequence[str], kills: int, seed: int) -> Tally:
    """Run `command` once undisturbed and then kill it so many times, and check what is there each time."""
    choose = random.Random(seed)  # noqa: S311
    tally = Tally()
    started = time.monotonic()
    subprocess.run(command, check=True)  # noqa: S603
    takes = time.monotonic() - started
    for _ in range(kills):
        with subprocess.Popen(command, start_new_session=True) as victim:  # noqa: S603
            try:
                victim.wait(choose.uniform(0, takes))
            except subprocess.TimeoutExpired:
                _kill(victim, tally)
            else:
                tally.kills += 1
                tally.ended_before += 1
        _look(public, tally)
    return tally


def _kill(victim: subprocess.Popen[str] | subprocess.Popen[bytes], tally: Tally) -> None:
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    tally.kills += 1


def _look(public: Path, tally: Tally) -> None:
    """Check all that a kill may not have touched.

    Raises:
        AssertionError: if something is lost or torn.
    """
    with _locked_at_last(public):
        shelf = Shelf(public)
        builds = shelf.builds()
        for build in builds:
            check(shelf.file(build.build_id), build.size_bytes, build.row_counts, None)
        if public.exists():
            current = shelf.current(builds)
            if current is None:
                raise AssertionError(f"{public} is none of the builds that are kept")
            check(public, current.size_bytes, current.row_counts, config.STORAGE_VERSION)
            before = max(tally.builds, default=0)
            if current.build_id < before:
                raise AssertionError(f"{public} is build {current.build_id}, and was build {before}")
            tally.publications += current.build_id > before
            tally.interrupted += builds[-1].build_id > current.build_id or (shelf.folder / ".new").exists()
            tally.builds.add(current.build_id)
        elif tally.builds:
            raise AssertionError(f"{public} is gone")
        if config.work_path(public).exists():
            with duckdb.connect(str(config.work_path(public)), config=_CONFIG) as connection:
                connection.execute("select count(*) from duckdb_tables()").fetchall()


@contextmanager
def _locked_at_last(public: Path) -> Iterator[None]:
    # A child that was killed before it was itself is gone a moment after its parent.
    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            take(public, "kill test")
            break
        except LockedError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.01)
    try:
        yield
    finally:
        release(public)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the tool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["publish", "command", "victim"])
    parser.add_argument("public", nargs="?", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--warehouse", type=Path, help="the public file that COMMAND writes")
    words = list(sys.argv[1:] if arguments is None else arguments)
    # What stands behind -- is the command's own, options and all.
    own = words.index("--") if "--" in words else len(words)
    given, command = parser.parse_args(words[:own]), words[own + 1 :]
    if given.what == "victim":
        publish_for_ever(given.public)
    elif given.what == "command":
        if given.warehouse is None or not command:
            parser.error("name the --warehouse, and the COMMAND after --")
        print(kill_command(given.warehouse.resolve(), command, given.kills, given.seed))
    else:
        with tempfile.TemporaryDirectory(prefix="fugong-kill-") as folder:
            print(kill_publications(Path(folder) / "killed.duckdb", given.kills, given.seed))
    return 0


if __name__ == "__main__":
    sys.exit(main())
