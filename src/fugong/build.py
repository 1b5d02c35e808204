"""The build: dbt over the landed tables, which ends with its publication, and a summary of what came out."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from fugong import config
from fugong.progress import progress
from fugong.publish import lock
from fugong.publish.builds import Build, Shelf

_QUERY = (
    "select city_name, scope_text, rate_percent, as_of_date",
    "from fct_reopening_rates left join dim_city using (city_key)",
    "order by as_of_date desc, rate_percent desc limit 10;",
)


# A line of dbt about one node: 12 of 140 OK created sql table model main.dim_city ....
_STEP = re.compile(r"\b\d+ of (?P<total>\d+) (?P<state>[A-Z][A-Z-]+) (?P<what>.*?)(?: \.\.|$)")
_WELL = ("OK", "PASS", "NO-OP")

# Every warning is an error but those of tests whose severity is to warn: a correction that cannot be applied is named.
_WARNINGS_ARE_ERRORS = '{"error": "all", "warn": ["LogTestResult"]}'


class BuildError(RuntimeError):
    """The models could not be built, a test of theirs failed, or nothing was published; the message is one line."""


def build_models(warehouse: Path, quiet: bool = False, keep: int = config.KEEP_BUILDS) -> Build:
    """Run `dbt build` of the project on the work file of `warehouse`, in a process of its own that publishes it.

    Where more documents are queued than one run takes, dbt runs again until none is left: memory does not grow with
    them. This process has the lock of `warehouse`, which dbt shares. The last `keep` builds are kept. What dbt prints
    is shown only where it fails.

    Raises:
        BuildError: if dbt ends with an error, whose lines stand above then, or published nothing.
    """
    project = config.project_dir()
    shelf = Shelf(warehouse)
    first = shelf.next_id()
    lock_variable, lock_descriptor = lock.handed_over(warehouse)
    environment = (
        {config.DOCUMENTS_PER_BUILD_VARIABLE: str(config.DOCUMENTS_PER_BUILD)}
        | os.environ
        | lock_variable
        | {config.WAREHOUSE_VARIABLE: str(warehouse), config.KEEP_BUILDS_VARIABLE: str(keep)}
    )
    with _work_folder(project) as work:
        command = [
            sys.executable,
            # The package has imported the module that is run, which concerns nobody.
            "-W",
            "ignore::RuntimeWarning:runpy",
            "-m",
            "dbt.cli.main",
            "--warn-error-options",
            _WARNINGS_ARE_ERRORS,
            "--log-path",
            str(work / "logs"),
            "build",
            # Unit tests try the models on made-up rows; what people build needs the tests of its own rows.
            "--exclude-resource-type",
            "unit_test",
            "--project-dir",
            str(project),
            "--profiles-dir",
            str(project / "profiles"),
            "--target-path",
            str(work / "target"),
        ]
        queued = _queued(warehouse)
        while True:
            code = _folded(command, project, environment, lock_descriptor, quiet)
            if code:
                raise BuildError(
                    f"dbt build ended with code {code}; {warehouse} is as it was before, "
                    f"and what was loaded waits in {config.work_path(warehouse)}"
                )
            published = shelf.current(shelf.builds())
            if published is not None and published.build_id >= first:
                return published
            left = _queued(warehouse)
            if not left or left >= queued:
                raise BuildError(f"dbt build ended well, but published nothing; {warehouse} is as it was before")
            queued = left


def _queued(warehouse: Path) -> int:
    """Return how many documents the models are still to be built for; all, where models were never built."""
    with duckdb.connect(str(config.work_path(warehouse)), read_only=True) as connection:
        ((built,),) = connection.execute(
            "select count(*) from information_schema.tables where table_schema = 'build' and table_name = 'bld_state'"
        ).fetchall()
        ((fresh,),) = (
            connection.execute("select count(*) from build.bld_state where code_fingerprint is not null").fetchall()
            if built
            else ((0,),)
        )
        table = "build_queue" if fresh else "documents"
        ((documents,),) = connection.execute(f"select count(distinct document_key) from raw.{table}").fetchall()  # noqa: S608
    return int(documents)


def _folded(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], descriptors: Collection[int], quiet: bool
) -> int:
    """Run dbt, show how far it is, and return its exit code; where that is not 0 print what it said."""
    said: list[str] = []
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=folder,
        env=environment,
        pass_fds=descriptors,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    with process, progress("building", "nodes", is_quiet=quiet) as bar:
        for line in process.stdout or ():
            step = _STEP.search(line)
            if step is None:
                said.append(line)
            elif step["state"] != "START" and not step["what"].startswith("hook"):
                bar.total = int(step["total"])
                bar.set_postfix_str(step["what"][:40], refresh=False)
                bar.update()
                if step["state"] not in _WELL:
                    said.append(line)
    if process.returncode:
        print("".join(said), end="", file=sys.stderr, flush=True)
    return process.returncode


def rejected_corrections(warehouse: Path) -> list[str]:
    """Return a line for people about each correction by hand that could not be applied."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(
            "select quantity_key, field, new_value, problem from quantity_corrections "
            "where status = 'rejected' order by quantity_key, field, corrected_at, new_value"
        ).fetchall()
    return [
        f"correction not applied: {problem} (quantity_key {key or 'missing'}, {field or 'no field'} {value!r})"
        for key, field, value, problem in rows
    ]


@contextmanager
def _work_folder(project: Path) -> Iterator[Path]:
    """Yield the folder for dbt's compiled models and logs: the project itself, or a passing one.

    In a checkout they are of use to people. An installed package is not ours to write into.
    """
    if config.is_packaged(project) or not os.access(project, os.W_OK):
        with TemporaryDirectory(prefix="fugong-dbt-") as folder:
            yield Path(folder)
    else:
        yield project


def report(warehouse: Path, build: Build, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return what is in the published `warehouse`, and how it came about, for people (`summarise`) and schedulers."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def count(of: str) -> int:
            ((number,),) = connection.execute(f"select count(*) from {of}").fetchall()  # noqa: S608
            return int(number)

        damage = connection.execute(
            "select damage, count(*) from dim_document group by damage order by count(*) desc, damage"
        ).fetchall()
        return {
            "warehouse": str(warehouse),
            "documents": count("dim_document"),
            "damage": dict(damage),
            "repairs": count("raw.repairs where is_applied"),
            "set_aside": count("raw.set_aside where load_id = (select max(load_id) from raw.loads)"),
            "facts": build.facts,
            "corrections_applied": count("quantity_corrections where status = 'applied'"),
            "build": build.as_dict(),
            "seconds": {stage: round(taken, 1) for stage, taken in seconds.items()},
        }


def summarise(told: Mapping[str, Any]) -> str:
    """Return a `report` as people read it, with the way to open the file and a query to try."""
    warehouse = Path(told["warehouse"])
    build, seconds = told["build"], told["seconds"]
    kinds = ", ".join(f"{kind} {number:,}" for kind, number in told["damage"].items())
    changes = build["changes"]
    stages = ", ".join(f"{stage} {taken:.0f} s" for stage, taken in seconds.items())
    lines = [
        f"fugong: built {_shown(warehouse)} in {sum(seconds.values()):.0f} s ({stages})",
        f"  {told['documents']:>7,} documents (damage: {kinds})",
        f"  {told['repairs']:>7,} damaged stretches repaired",
        f"  {told['set_aside']:>7,} items set aside in this load"
        + (" (raw.set_aside says why)" if told["set_aside"] else ""),
        *(f"  {number:>7,} {kind.replace('_', ' ')}" for kind, number in told["facts"].items()),
    ]
    if told["corrections_applied"]:
        lines.append(f"  {told['corrections_applied']:>7,} corrections applied")
    if changes:
        lines += [
            f"  {changes['new']:>7,} facts are new since the build before,",
            f"  {changes['changed']:>7,} changed, {changes['withdrawn']:,} withdrawn",
        ]
    lines += [
        f"Published as build {build['build_id']}; `fugong builds` lists those that are kept.",
        f"Open it with  {_shown(_shell())} -readonly {_shown(warehouse)}  and try:",
        *(f"  {line}" for line in _QUERY),
    ]
    return "\n".join(lines)


def _shell() -> Path:
    """Return the DuckDB shell of this environment, or its bare name where there is none."""
    beside_python = Path(sys.executable).parent / "duckdb"
    return beside_python if beside_python.is_file() else Path("duckdb")


def _shown(path: Path) -> str:
    """Return `path` as short as it can be typed in the working directory."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
