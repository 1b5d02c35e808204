"""What builds cost as warehouses grow: the first build, and one of a hundred more documents."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.scale.article import ROOT
from benchmarks.scale.clock import cpu_of_command
from benchmarks.scale.corpus import ARTICLES_NAME, Order, write_folders

MORE = 100


def first_build(documents: int, seed: int, folder: Path) -> tuple[Path, dict[str, float]]:
    """Load and build a corpus below `folder`; return the warehouse file and the CPU seconds.

    Raises:
        CommandError: if the load or the build fails.
    """
    corpus = folder / f"corpus-{documents}"
    write_folders(Order(documents, seed), corpus)
    warehouse = folder / f"of{documents}" / "fugong.duckdb"
    warehouse.parent.mkdir()
    return warehouse, _times(f"{documents}", corpus / ARTICLES_NAME, warehouse)


def build_of_more(documents: int, seed: int, warehouse: Path, folder: Path) -> dict[str, float]:
    """Load and build a hundred more documents into the warehouse of `documents`; return the CPU seconds.

    Raises:
        CommandError: if the load or the build fails.
    """
    corpus = folder / f"more-{documents}"
    write_folders(Order(MORE, seed + 1), corpus)
    return _times(f"{MORE}_more_on_{documents}", corpus / ARTICLES_NAME, warehouse)


def _times(name: str, articles: Path, warehouse: Path) -> dict[str, float]:
    load = [sys.executable, "-m", "fugong", "load", str(articles), "--warehouse", str(warehouse), "--quiet"]
    build = [str(Path(sys.executable).with_name("dbt")), "--quiet", "build", "--profiles-dir", "profiles"]
    build += ["--exclude", "resource_type:test", "resource_type:unit_test"]
    build += ["--target-path", str(warehouse.parent / "dbt"), "--log-path", str(warehouse.parent / "logs")]
    environment = {"FUGONG_WAREHOUSE": str(warehouse), "PYTHONPATH": _python_path()}
    return {
        f"load_{name}_cpu_seconds": cpu_of_command(load, ROOT, environment),
        f"build_{name}_cpu_seconds": cpu_of_command(build, ROOT, environment),
    }


def _python_path() -> str:
    return os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
