"""Plain dbt: a whole build ends with its publication, nothing else does, and what goes wrong is an error of dbt."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
import pytest
import yaml
from small import kept, shown

from fugong import config
from fugong.publish.builds import Shelf
from fugong.publish.lock import locked

REPOSITORY = Path(__file__).parents[2]
PROJECT = """
name: fugong
version: "1.0.0"
profile: fugong
models:
  fugong: {+materialized: table}
on-run-end: ["delete from raw.build_queue where {{ not var('leaves_some', false) }}", "{{ publish(results) }}"]
vars: {number: 1}
"""
MODELS = {
    "marts/states.sql": "select {{ var('number') }} as number",
    "marts/others.sql": "select number from {{ ref('states') }}",
    "marts/passing.sql": "{{ config(materialized='ephemeral') }} select 1 as i",
}
FAILS_AT_3 = "select number from {{ ref('others') }} where number = 3"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of two models, with the profile and the macros of this one."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "dbt_project.yml").write_text(PROJECT, encoding="utf-8")
    for name, text in MODELS.items():
        (folder / "models" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "models" / name).write_text(text, encoding="utf-8")
    shutil.copytree(REPOSITORY / "macros" / "publish", folder / "macros")
    shutil.copytree(REPOSITORY / "profiles", folder / "profiles")
    (folder / "tests").mkdir()
    (folder / "tests" / "no_threes.sql").write_text(FAILS_AT_3, encoding="utf-8")
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.txt").write_text("我市新开工项目12个。\n", encoding="utf-8")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "units.csv").write_text("unit\nx\n", encoding="utf-8")
    return folder


def dbt(project: Path, warehouse: str, runs: Sequence[Sequence[str]], **variables: str) -> list[dict[str, Any]]:
    """Run dbt in a process of its own, several times; return what each said and whether it ended well."""
    script = (
        "import contextlib, io, json, sys\n"
        "from dbt.cli.main import dbtRunner\n"
        "for arguments in json.loads(sys.argv[1]):\n"
        "    said = io.StringIO()\n"
        "    with contextlib.redirect_stdout(said):\n"
        "        done = dbtRunner().invoke([*arguments, '--profiles-dir', 'profiles'])\n"
        "    said = said.getvalue() + str(done.exception or '')\n"
        "    print(json.dumps({'ended_well': done.success, 'said': said}), flush=True)\n"
        "    sys.stdin.readline()\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DBT_", "FUGONG_"))}
    environment |= {
        config.PROJECT_VARIABLE: str(REPOSITORY),
        config.CORPUS_VARIABLE: str(project / "corpus"),
        config.WAREHOUSE_VARIABLE: warehouse,
    } | variables
    done = []
    with subprocess.Popen(
        [sys.executable, "-c", script, json.dumps(runs)],
        cwd=project,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        public = project / warehouse
        for _ in runs:
            result = json.loads(process.stdout.readline())
            done.append(result | {"shown": shown(public)[0][0] if public.exists() else None, "kept": kept(public)})
            process.stdin.write("\n")
            process.stdin.flush()
    return done


def number(value: int) -> list[str]:
    return ["--vars", f"number: {value}"]


def line_of(said: str) -> str:
    """Return the only line in which fugong speaks."""
    (line,) = [line for line in said.splitlines() if "fugong: nothing published" in line]
    return line


def test_a_whole_build_publishes_and_nothing_else_does(project: Path) -> None:
    runs = [
        ["build", "--vars", "{number: 0, leaves_some: true}"],
        ["run"],
        ["build", "--select", "states"],
        ["build", "--empty"],
        ["build", *number(1)],
        ["build", *number(3)],
        ["run", *number(4)],
        ["test", *number(4)],
        ["build", "--select", "states", *number(5)],
        ["build", *number(6)],
    ]
    left, run, part, empty, whole, failed, run_again, tested, part_again, last = dbt(project, "house/w.duckdb", runs)
    for done in (left, run, part, empty):
        assert (done["ended_well"], done["shown"], done["kept"]) == (True, None, [])
    assert "nothing published yet: 1 documents are still to be built" in line_of(left["said"])
    assert "dbt run leaves out what dbt build does; a whole `dbt build` publishes" in line_of(run["said"])
    assert "this run built 1 of 3 models and seed tables" in line_of(part["said"])
    assert "did not build from all rows" in line_of(empty["said"])
    assert (whole["ended_well"], whole["shown"], whole["kept"]) == (True, 1, [1])
    assert "nothing published" not in whole["said"]
    assert (failed["ended_well"], failed["shown"], failed["kept"]) == (False, 1, [1])
    assert "1 nodes failed or were skipped (no_threes)" in line_of(failed["said"])
    for done in (run_again, tested, part_again):
        assert (done["ended_well"], done["shown"], done["kept"]) == (True, 1, [1])
    assert "nothing published" not in tested["said"]
    assert (last["ended_well"], last["shown"], last["kept"]) == (True, 6, [1, 2])
    build = Shelf(project / "house/w.duckdb").builds()[-1]
    assert (build.load_id, build.tests_passed) == (1, 1)


def test_a_build_that_cannot_be_published_is_an_error_of_dbt_in_one_line(project: Path) -> None:
    (done,) = dbt(project, "kept.duckdb", [["build"]], FUGONG_KEEP_BUILDS="none")
    assert not done["ended_well"]
    assert "FUGONG_KEEP_BUILDS none: at least 1 build is kept" in done["said"]
    assert done["shown"] is None
    assert "Traceback" not in done["said"]


@pytest.mark.parametrize("named", ["bare.duckdb", "house/one.duckdb", "/absolute/two.duckdb", "/three.duckdb"])
def test_the_profile_opens_the_work_file_wherever_the_public_one_is(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(config.WAREHOUSE_VARIABLE, named)
    profile = (REPOSITORY / "profiles" / "profiles.yml").read_text(encoding="utf-8")
    template = yaml.safe_load(profile)["fugong"]["outputs"]["duckdb"]["path"]
    path = jinja2.Template(template).render(env_var=os.environ.get)
    assert Path(path) == config.work_path(Path(named))


@pytest.mark.parametrize("named", [None, "300MB"])
def test_loader_and_dbt_keep_to_the_same_memory(named: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if named is None:
        monkeypatch.delenv(config.MEMORY_LIMIT_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(config.MEMORY_LIMIT_VARIABLE, named)
    profile = yaml.safe_load((REPOSITORY / "profiles" / "profiles.yml").read_text(encoding="utf-8"))
    template = profile["fugong"]["outputs"]["duckdb"]["config_options"]["memory_limit"]
    assert jinja2.Template(template).render(env_var=os.environ.get) == config.memory_limit() == (named or "2GB")


def test_dbt_too_is_told_who_holds_the_lock(project: Path) -> None:
    with locked(project / "held.duckdb", "fugong build corpus"):
        (done,) = dbt(project, "held.duckdb", [["build"]])
    assert not done["ended_well"]
    assert "`fugong build corpus`" in done["said"]
    assert "Traceback" not in done["said"]
