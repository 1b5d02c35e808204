"""`fugong build` has the models take many documents in several runs, and stops where a run changes nothing."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from fugong import build, config
from fugong.publish.lock import locked

DOCUMENTS = 5


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    public = tmp_path / "w.duckdb"
    work = config.work_path(public)
    work.parent.mkdir()
    with duckdb.connect(str(work)) as connection:
        connection.execute(
            f"""
            create schema raw; create schema build;
            create table raw.documents as select 'd' || i as document_key from range({DOCUMENTS}) as t (i);
            create table raw.build_queue as from raw.documents;
            create table build.bld_state (code_fingerprint varchar);
            """
        )
    return public


def change(warehouse: Path, statement: str) -> None:
    with duckdb.connect(str(config.work_path(warehouse))) as connection:
        connection.execute(statement)


def run(warehouse: Path, monkeypatch: pytest.MonkeyPatch, taken: int) -> tuple[Any, int]:
    """Build where each run takes so many documents and publishes when none is left; return the build and the runs."""
    runs: list[int] = []

    def dbt(*_: object) -> int:
        runs.append(taken)
        change(warehouse, "insert into build.bld_state select 'f' where not exists (from build.bld_state)")
        change(
            warehouse,
            "delete from raw.build_queue where document_key in "
            f"(select document_key from raw.build_queue order by 1 limit {taken})",
        )
        return 0

    def current(_: object) -> object:
        with duckdb.connect(str(config.work_path(warehouse)), read_only=True) as connection:
            left = connection.execute("select 1 from raw.build_queue").fetchall()
        return None if left else SimpleNamespace(build_id=1)

    shelf = SimpleNamespace(next_id=lambda: 1, builds=list, current=current)
    monkeypatch.setattr(build, "Shelf", lambda _: shelf)
    monkeypatch.setattr(build, "_folded", dbt)
    with locked(warehouse, "test"):
        return build.build_models(warehouse, quiet=True), len(runs)


@pytest.mark.parametrize(("taken", "runs"), [(2, 3), (5, 1), (1, 5)])
def test_dbt_runs_until_no_document_is_left(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, taken: int, runs: int
) -> None:
    published, made = run(warehouse, monkeypatch, taken)
    assert (published.build_id, made) == (1, runs)


def test_a_run_that_takes_nothing_ends_the_build_with_an_error(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(build.BuildError, match="published nothing"):
        run(warehouse, monkeypatch, 0)
