"""Kill loads at random moments, go on, and compare what is there in the end with what an undisturbed load leaves.

    python tools/kill_load.py --kills 60 --seed 1

Three loads after each other: new articles; changed, new and missing ones, with --prune; another lexicon. Each is begun
again, in the same warehouse, after each of a few kills; then one gets through, the landed tables are compared, and the
ledger is checked. While kills are left, everything begins anew in another warehouse.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from fugong import config
from fugong.land import tables

# Small chunks, and workers for few documents, so that there is much to be cut off.
_RUN = """
import sys
import fugong.load, fugong.workers
from fugong.cli import main
fugong.load._CHUNK_ITEMS = 16
fugong.load._TASK_DOCUMENTS = 4
fugong.workers._DOCUMENTS_FOR_WORKERS = 8
print("ready", flush=True)
sys.exit(main(sys.argv[1:]))
"""
# What differs between loads of the same.
_OF_A_LOAD = {"load_id", "loaded_at", "first_load_id", "retired_load_id"}
_FACTS = (
    "截至{month}月{day}日,{city}{count}家规上工业企业开工率达{rate}%,到岗员工{people}人。",
    "{city}新开工项目{count}个,总投资近{money}亿元。",
    "目前,{city}纺织、服装、家具3个行业复工率分别为{rate}%、91.5%和88%。",
)
_KILLS_A_LOAD = 6
_CITIES = ("青山县", "大庆市", "芜湖市", "洛阳市", "岳阳市")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the kills; `problems` is empty if nothing was lost or doubled."""

    kills: int
    loads: int
    problems: list[str]


@dataclass(frozen=True, slots=True)
class _Load:
    """One of the loads: the folder, the project whose seeds it reads by, and further options."""

    folder: Path
    project: Path
    options: tuple[str, ...]


def main() -> int:
    """Run the command line; the exit code is 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fugong-kills-") as work:
        outcome = kill_loads(Path(work), given.kills, given.seed, given.documents, given.workers)
    print(f"{outcome.kills} kills over {outcome.loads} loads: {len(outcome.problems)} problems")
    for problem in outcome.problems:
        print(problem)
    return 1 if outcome.problems else 0


def kill_loads(work: Path, kills: int, seed: int, documents: int, workers: int) -> Outcome:
    """Kill loads `kills` times, in the empty folder `work`."""
    source = random.Random(seed)  # noqa: S311
    loads = _loads(work, documents, source)
    wanted, seconds = [], []
    for load in loads:
        seconds.append(_undisturbed(work / "wanted.duckdb", load, 1))
        wanted.append(_content(work / "wanted.duckdb"))
    done = rounds = 0
    problems: list[str] = []
    while done < kills:
        target = work / f"round-{rounds}.duckdb"
        rounds += 1
        for number, load in enumerate(loads):
            for _ in range(min(_KILLS_A_LOAD, kills - done)):
                # Without workers, which take their time to start, most kills hit the writing.
                done += _killed(target, load, source.choice((1, workers)), source.uniform(0, seconds[number]))
            _undisturbed(target, load, workers)
            problems += [f"round {rounds}, load {number + 1}: {text}" for text in _problems(target, wanted[number])]
    return Outcome(done, rounds * len(loads), problems)


def _loads(work: Path, documents: int, source: random.Random) -> list[_Load]:
    first, second = work / "first" / "articles", work / "second" / "articles"
    first.mkdir(parents=True)
    for number in range(documents):
        (first / f"{number:05}.txt").write_text(_article(source), encoding="utf-8")
    (first / "empty.txt").touch()
    shutil.copytree(first, second)
    for path in sorted(second.glob("0*.txt")):
        fate = source.random()
        if fate < 0.2:
            path.write_text(_article(source), encoding="utf-8")
        elif fate < 0.3:
            path.unlink()
    for number in range(documents // 10):
        (second / f"new-{number:05}.txt").write_text(_article(source), encoding="utf-8")
    project = config.project_dir()
    other = work / "project"
    shutil.copytree(project / "seeds", other / "seeds")
    (other / "dbt_project.yml").touch()
    with (other / "seeds" / "units.csv").open("a", encoding="utf-8") as file:
        file.write("石,other:shi,1,physical,,2\n")
    return [_Load(first, project, ()), _Load(second, project, ("--prune",)), _Load(second, other, ())]


def _article(source: random.Random) -> str:
    lines = (
        source.choice(_FACTS).format(
            month=source.randint(1, 12),
            day=source.randint(1, 28),
            city=source.choice(_CITIES),
            count=source.randint(2, 900),
            people=source.randint(100, 90_000),
            rate=source.randint(500, 999) / 10,
            money=source.randint(2, 400),
        )
        for _ in range(source.randint(1, 6))
    )
    return "\n".join(lines) + "\n"


def _begun(target: Path, load: _Load, workers: int) -> subprocess.Popen[str]:
    """Start the load and return once it has read its code; the articles lie at the same path in all loads."""
    here = target.parent / "articles"
    if here.exists():
        shutil.rmtree(here)
    shutil.copytree(load.folder, here)
    command = ["load", str(here), "--quiet", "--warehouse", str(target), "--workers", str(workers), *load.options]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", _RUN, *command],
        env=os.environ | {config.PROJECT_VARIABLE: str(load.project)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout  # noqa: S101  # for the type checker
    with process.stdout as lines:
        lines.readline()
    return process


def _undisturbed(target: Path, load: _Load, workers: int) -> float:
    process = _begun(target, load, workers)
    started = time.monotonic()
    if code := process.wait():
        raise RuntimeError(f"a load that nobody killed ended with code {code}")
    return time.monotonic() - started


def _killed(target: Path, load: _Load, workers: int, after: float) -> bool:
    """Kill the load after so many seconds, and tell whether it was still there to be killed."""
    process = _begun(target, load, workers)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True
    return False


def _content(target: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of the landed tables that two loads of the same have in common."""
    content = {}
    with duckdb.connect(str(config.work_path(target)), read_only=True) as connection:
        for table in tables.TABLES:
            if table is tables.LOADS:
                continue
            columns = ", ".join(column.name for column in table.columns if column.name not in _OF_A_LOAD)
            what = columns
            if table is tables.SET_ASIDE:
                # A load that was cut off has told of them before.
                what = "distinct source_path, reason, is_document_lost"
            elif table is tables.BUILD_QUEUE:
                what = "distinct document_key"
            rows = connection.execute(f"select {what} from {table.qualified_name}").fetchall()  # noqa: S608
            content[table.name] = sorted(rows, key=repr)
    return content


def _problems(target: Path, wanted: dict[str, list[tuple[object, ...]]]) -> list[str]:
    found = _content(target)
    problems = [
        f"{name}: {len(found[name])} rows, expected {len(rows)}, or others"
        for name, rows in wanted.items()
        if found[name] != rows
    ]
    with duckdb.connect(str(config.work_path(target)), read_only=True) as connection:
        wrong = connection.execute(
            "select load_id from raw.loads full join "
            "(select load_id, count(*) as lost from raw.set_aside where is_document_lost group by all) using (load_id) "
            "where items_in is distinct from items_landed + items_unchanged + items_set_aside "
            "or items_set_aside <> coalesce(lost, 0)"
        ).fetchall()
        ((unfinished,),) = connection.execute(
            "select count(*) from raw.loads "
            "where finished_at is null and load_id = (select max(load_id) from raw.loads)"
        ).fetchall()
    problems += [f"the ledger of load {load_id} does not add up" for (load_id,) in wrong]
    return [*problems, *(["the last load is not marked as finished"] if unfinished else [])]


if __name__ == "__main__":
    sys.exit(main())
