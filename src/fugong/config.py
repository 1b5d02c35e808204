"""Where things are: the one module that looks at the environment and the file system around the project."""

from __future__ import annotations

import os
from pathlib import Path

WAREHOUSE_VARIABLE = "FUGONG_WAREHOUSE"
PROJECT_VARIABLE = "FUGONG_PROJECT_DIR"
CORPUS_VARIABLE = "FUGONG_CORPUS"
DEFAULT_WAREHOUSE = Path("warehouse") / "fugong.duckdb"
STORAGE_VERSION = "v1.4.0"
"""Storage version of every DuckDB file written: clients from 1.4 on open it, and a stale log beside it is refused."""


class ProjectNotFoundError(RuntimeError):
    """No dbt project with its seed tables was found."""


def project_dir() -> Path:
    """Return the folder of the dbt project whose models are built and whose seed tables the loader reads.

    That is the folder named by FUGONG_PROJECT_DIR, else the nearest folder upwards from the working directory that is
    a Fugong project, else the checkout this package lies in, else the copy inside the installed package.

    Raises:
        ProjectNotFoundError: if none of these is one.
    """
    named = os.environ.get(PROJECT_VARIABLE)
    if named:
        if not _is_project(Path(named)):
            raise ProjectNotFoundError(f"{PROJECT_VARIABLE}={named}: no dbt_project.yml with seeds/units.csv there")
        return Path(named).resolve()
    here = Path(__file__).resolve().parent
    for candidate in (Path.cwd(), *Path.cwd().parents, here.parent.parent, here / "project"):
        if _is_project(candidate):
            return candidate.resolve()
    raise ProjectNotFoundError(f"no Fugong project here or above; set {PROJECT_VARIABLE} to the folder of one")


def warehouse_path(given: Path | None = None) -> Path:
    """Return the warehouse file to work on: the one given, else FUGONG_WAREHOUSE, else the default one.

    The default one lies in the project; of a project that is part of the installed package, in the working directory.
    """
    if given is not None:
        return given.resolve()
    named = os.environ.get(WAREHOUSE_VARIABLE)
    if named:
        return Path(named).resolve()
    project = project_dir()
    return (Path.cwd() if is_packaged(project) else project) / DEFAULT_WAREHOUSE


def is_packaged(project: Path) -> bool:
    """Tell whether `project` is the copy inside the installed package, where nothing may be written."""
    return project == (Path(__file__).resolve().parent / "project")


def corpus_dir() -> Path:
    """Return the folder of articles that a build falls back on when nothing was ever loaded."""
    named = os.environ.get(CORPUS_VARIABLE)
    return Path(named).resolve() if named else project_dir() / "corpus"


def _is_project(folder: Path) -> bool:
    return (folder / "dbt_project.yml").is_file() and (folder / "seeds" / "units.csv").is_file()
