"""A small warehouse, loaded and built once for all tests of `fugong why`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_articles import ARTICLES, MANIFEST, REPOSITORY

from fugong import config
from fugong.cli import main


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the models and seeds of this checkout."""
    monkeypatch.setenv(config.PROJECT_VARIABLE, str(REPOSITORY))
    monkeypatch.delenv(config.WAREHOUSE_VARIABLE, raising=False)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that was loaded, and not built: there is a work file and no public one."""
    folder = tmp_path_factory.mktemp("articles")
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    warehouse = tmp_path_factory.mktemp("loaded") / "small.duckdb"
    assert main(["load", "--warehouse", str(warehouse), "--quiet", str(folder)]) == 0
    return warehouse


@pytest.fixture(scope="session")
def warehouse(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, built."""
    folder = tmp_path_factory.mktemp("built")
    built = folder / "small.duckdb"
    work = config.work_path(built)
    work.parent.mkdir()
    work.write_bytes(config.work_path(loaded).read_bytes())
    command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "--log-path", str(folder / "logs"), "build"]
    done = subprocess.run(
        [
            *command,
            *("--exclude-resource-types", "test", "unit_test"),
            *("--profiles-dir", str(REPOSITORY / "profiles"), "--target-path", str(folder / "target")),
        ],
        cwd=REPOSITORY,
        env=os.environ | {config.WAREHOUSE_VARIABLE: str(built)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return built
