"""Where things are: the one module that looks at the environment and the file system around the project."""

from __future__ import annotations

import os
from pathlib import Path

WAREHOUSE_VARIABLE = "FUGONG_WAREHOUSE"
PROJECT_VARIABLE = "FUGONG_PROJECT_DIR"
CORPUS_VARIABLE = "FUGONG_CORPUS"
DOCUMENTS_PER_BUILD_VARIABLE = "FUGONG_DOCUMENTS_PER_BUILD"
DOCUMENTS_PER_BUILD = 25_000
"""How many documents `fugong build` has the models take at a time where nobody says otherwise; plain dbt takes all."""
MEMORY_LIMIT_VARIABLE = "FUGONG_MEMORY_LIMIT"
MEMORY_LIMIT = "2GB"
"""What the database may hold in memory where nobody says otherwise; `profiles/profiles.yml` has it too."""
KEEP_BUILDS_VARIABLE = "FUGONG_KEEP_BUILDS"
KEEP_BUILDS = 5
"""How many builds are kept to go back to where nobody says otherwise; the public one is among them."""
WORK_FOLDER = ".work"
"""The folder beside a public file where its work file, lock and builds are; `profiles/profiles.yml` has it too."""
DEFAULT_WAREHOUSE = Path("warehouse") / "fugong.duckdb"
STORAGE_VERSION = "v1.4.0"
"""Storage version of every DuckDB file written: clients from 1.4 on open it, and a stale log beside it is refused."""


class ProjectNotFoundError(RuntimeError):
    """No dbt project with its seed tables was found."""


class SettingError(RuntimeError):
    """A setting has a value that it cannot have; the message is one line for people."""


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


def work_path(public: Path) -> Path:
    """Return the file that loader and dbt write to: what people open, `public`, is replaced by it as a whole.

    It has the same name, because views name the catalog after it, and lies in the same file system.
    """
    return public.parent / WORK_FOLDER / public.name


def public_path(work: Path) -> Path | None:
    """Return the public file whose work file `work` is, or None where it is none's."""
    return work.parent.parent / work.name if work.parent.name == WORK_FOLDER else None


def keep_builds(given: int | None = None) -> int:
    """Return how many builds are kept: as given, else FUGONG_KEEP_BUILDS, else the default.

    Raises:
        SettingError: if that is no whole number from 1 on.
    """
    named = os.environ.get(KEEP_BUILDS_VARIABLE)
    if given is None and not named:
        return KEEP_BUILDS
    text = str(given) if given is not None else str(named)
    if not text.isdecimal() or int(text) < 1:
        where = "--keep-builds" if given is not None else KEEP_BUILDS_VARIABLE
        raise SettingError(f"{where} {text}: at least 1 build is kept, that which is published")
    return int(text)


def is_packaged(project: Path) -> bool:
    """Tell whether `project` is the copy inside the installed package, where nothing may be written."""
    return project == (Path(__file__).resolve().parent / "project")


def documents_per_build() -> int:
    """Return how many documents one run of the models takes at most, 0 for all: the memory it needs grows with them.

    Raises:
        SettingError: if the variable FUGONG_DOCUMENTS_PER_BUILD is set to anything but a whole number.
    """
    named = os.environ.get(DOCUMENTS_PER_BUILD_VARIABLE) or "0"
    if not named.isdecimal():
        raise SettingError(f"{DOCUMENTS_PER_BUILD_VARIABLE} {named}: a whole number, or 0 for all documents at once")
    return int(named)


def memory_limit() -> str:
    """Return what the database may hold in memory, as DuckDB writes sizes: FUGONG_MEMORY_LIMIT, else the default.

    What does not fit goes to the disk.
    """
    return os.environ.get(MEMORY_LIMIT_VARIABLE) or MEMORY_LIMIT


def corpus_dir() -> Path:
    """Return the folder of articles that a build falls back on when nothing was ever loaded."""
    named = os.environ.get(CORPUS_VARIABLE)
    return Path(named).resolve() if named else project_dir() / "corpus"


def _is_project(folder: Path) -> bool:
    return (folder / "dbt_project.yml").is_file() and (folder / "seeds" / "units.csv").is_file()
