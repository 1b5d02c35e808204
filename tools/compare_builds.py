"""Changes a folder of articles at random, builds after every few changes, and compares with a build of everything anew.

    python tools/compare_builds.py --changes 50 --builds 10 --seed 1

Articles come, change, are described anew, are copied by other sites, and go. After the last build the same file is
built with --full-refresh: every published table must have the same rows. Exits with 1 and the tables that differ.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from fugong import config

ROOT = Path(__file__).parents[1]
_SENTENCES = (
    "截至{month}月{day}日，全县{count}家规上工业企业已复工{part}家。",
    "目前，全市重点项目开复工率达{rate}%。",
    "当地财政已拨付{count}万元，用于支持企业稳岗。",
    "经开区{part}个项目本周开工。",
)
_PUBLISHERS = ("南溪晚报", "兰州日报", "大理日报", "人民网", "")


@dataclass(slots=True)
class Folder:
    """A folder of articles and its manifest, as it stands after the changes made so far."""

    path: Path
    pool: tuple[Path, ...]
    random: random.Random
    described: dict[str, tuple[str, str]] = field(default_factory=dict)
    made: int = 0

    def change(self) -> str:
        """Make one change and return what it was."""
        names = sorted(file.name for file in self.path.glob("*.txt"))
        kinds = ["add"] if len(names) < 3 else ["add", "add", "change", "copy", "describe", "remove"]
        kind = self.random.choice(kinds)
        name = self.random.choice(names) if names else ""
        getattr(self, f"_{kind}")(name)
        self._write_manifest()
        return f"{kind} {name}".strip()

    def _add(self, _: str) -> None:
        source = self.random.choice(self.pool)
        shutil.copy(source, self.path / self._new_name())

    def _change(self, name: str) -> None:
        with (self.path / name).open("a", encoding="utf-8") as file:
            file.write("\n" + self._sentence() + "\n")

    def _copy(self, name: str) -> None:
        text = (self.path / name).read_text(encoding="utf-8")
        if self.random.random() < 0.5:
            text += f"\n{self._sentence()}\n"
        (self.path / self._new_name()).write_text(text, encoding="utf-8")

    def _describe(self, name: str) -> None:
        day = f"2020-{self.random.randint(2, 5):02}-{self.random.randint(1, 28):02}"
        self.described[name] = (self.random.choice(_PUBLISHERS), day)

    def _remove(self, name: str) -> None:
        (self.path / name).unlink()
        self.described.pop(name, None)

    def _new_name(self) -> str:
        self.made += 1
        return f"article-{self.made:03}.txt"

    def _sentence(self) -> str:
        count = self.random.randint(20, 900)
        return self.random.choice(_SENTENCES).format(
            month=self.random.randint(2, 4),
            day=self.random.randint(1, 28),
            count=count,
            part=self.random.randint(1, count),
            rate=self.random.randint(300, 1000) / 10,
        )

    def _write_manifest(self) -> None:
        with (self.path / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["path", "publisher", "published_at"])
            writer.writerows([name, *values] for name, values in sorted(self.described.items()))


def differences(work: Path, changes: int, builds: int, seed: int) -> Iterator[str]:
    """Make `changes` changes in `builds` steps, build after each; yield how the tables differ from a full refresh."""
    pool = tuple(sorted(file for file in (ROOT / "corpus").glob("*.txt") if _is_utf8(file)))
    folder = Folder(work / "articles", pool, random.Random(seed))  # noqa: S311
    folder.path.mkdir()
    warehouse = work / "step" / "articles.duckdb"
    for step in range(builds):
        for number in range(changes * step // builds, changes * (step + 1) // builds):
            print(f"change {number + 1}: {folder.change()}", file=sys.stderr)
        _fugong("load", folder.path, "--warehouse", warehouse, "--prune-force", "--quiet")
        _dbt_build(work, warehouse)
    anew = work / "anew" / "articles.duckdb"
    config.work_path(anew).parent.mkdir(parents=True)
    shutil.copy(config.work_path(warehouse), config.work_path(anew))
    _dbt_build(work, anew, "--full-refresh")
    yield from _compared(warehouse, anew)


def _is_utf8(file: Path) -> bool:
    try:
        file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fugong(*arguments: object) -> None:
    subprocess.run([sys.executable, "-m", "fugong", *map(str, arguments)], cwd=ROOT, check=True)  # noqa: S603


def _dbt_build(work: Path, warehouse: Path, *options: str) -> None:
    """Build all models without their tests; what is parsed once is kept for the next time."""
    command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "--log-path", str(work / "logs"), "build", *options]
    command += ["--exclude-resource-types", "test", "unit_test"]
    command += ["--profiles-dir", str(ROOT / "profiles"), "--target-path", str(work / "target")]
    environment = os.environ | {config.WAREHOUSE_VARIABLE: str(warehouse), config.PROJECT_VARIABLE: str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)


def _compared(step: Path, anew: Path) -> Iterator[str]:
    with duckdb.connect() as connection:
        for name, path in (("step", step), ("anew", anew)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        tables = {
            name: [
                row[0]
                for row in connection.execute(
                    "select table_name from duckdb_tables() "
                    "where database_name = ? and schema_name = 'main' order by all",
                    [name],
                ).fetchall()
            ]
            for name in ("step", "anew")
        }
        if tables["step"] != tables["anew"]:
            yield f"tables: {tables}"
        for table in tables["step"]:
            only = [
                connection.execute(
                    f"select count(*) from (from {one}.main.{table} except all from {other}.main.{table})"  # noqa: S608
                ).fetchall()[0][0]
                for one, other in (("step", "anew"), ("anew", "step"))
            ]
            ((rows,),) = connection.execute(f"select count(*) from anew.main.{table}").fetchall()  # noqa: S608
            print(f"{table}: {rows} rows", file=sys.stderr)
            if any(only):
                yield f"{table}: {only[0]} rows only step by step, {only[1]} only anew, of {rows}"


def main() -> int:
    """Run the command line and return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--changes", type=int, default=50)
    parser.add_argument("--builds", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with TemporaryDirectory(prefix="fugong-builds-") as folder:
        found = list(differences(Path(folder), given.changes, given.builds, given.seed))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
