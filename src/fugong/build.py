"""The build: dbt over the landed tables, and a summary of what came out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from fugong import config

_MARTS = {
    "fct_quantities": "quantities",
    "fct_reopening_rates": "reopening rates",
    "fct_funds": "funds",
    "fct_project_counts": "project counts",
}
_QUERY = (
    "select city_name, scope_text, rate_percent, as_of_date",
    "from fct_reopening_rates left join dim_city using (city_key)",
    "order by as_of_date desc, rate_percent desc limit 10;",
)


# Every warning is an error but those of tests whose severity is to warn: a correction that cannot be applied is named.
_WARNINGS_ARE_ERRORS = '{"error": "all", "warn": ["LogTestResult"]}'


class BuildError(RuntimeError):
    """The models could not be built, or a test of theirs failed; the message is one line for people."""


def build_models(warehouse: Path, quiet: bool = False) -> None:
    """Run `dbt build` of the project on `warehouse`, in a process of its own.

    Raises:
        BuildError: if dbt ends with an error; its output stands above.
    """
    project = config.project_dir()
    environment = os.environ | {config.WAREHOUSE_VARIABLE: str(warehouse)}
    with _work_folder(project) as work:
        command = [
            sys.executable,
            # The package has imported the module that is run, which concerns nobody.
            "-W",
            "ignore::RuntimeWarning:runpy",
            "-m",
            "dbt.cli.main",
            *(["--quiet"] if quiet else []),
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
        done = subprocess.run(command, cwd=project, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise BuildError(f"dbt build ended with code {done.returncode}; the warehouse {warehouse} is not complete")


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


def summarise(warehouse: Path, seconds: float) -> str:
    """Return what was built in `seconds`, for people: counts, where the file is, and a query to try."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def count(of: str) -> int:
            ((number,),) = connection.execute(f"select count(*) from {of}").fetchall()  # noqa: S608
            return int(number)

        damage = connection.execute(
            "select damage, count(*) from dim_document group by damage order by count(*) desc, damage"
        ).fetchall()
        documents = count("dim_document")
        marts = {label: count(table) for table, label in _MARTS.items()}
        repaired = count("raw.repairs where is_applied")
        set_aside = count("raw.set_aside where load_id = (select max(load_id) from raw.loads)")
        corrections = count("quantity_corrections where status = 'applied'")
    kinds = ", ".join(f"{kind} {number:,}" for kind, number in damage)
    return "\n".join(
        (
            f"fugong: built {_shown(warehouse)} in {seconds:.0f} s",
            f"  {documents:>7,} documents (damage: {kinds})",
            f"  {repaired:>7,} damaged stretches repaired",
            f"  {set_aside:>7,} items set aside in this load" + (" (raw.set_aside says why)" if set_aside else ""),
            *(f"  {number:>7,} {label}" for label, number in marts.items()),
            *([f"  {corrections:>7,} corrections applied"] if corrections else []),
            f"Open it with  {_shown(_shell())} -readonly {_shown(warehouse)}  and try:",
            *(f"  {line}" for line in _QUERY),
        )
    )


def _shell() -> Path:
    """Return the DuckDB shell of this environment, or its bare name where there is none."""
    beside_python = Path(sys.executable).parent / "duckdb"
    return beside_python if beside_python.is_file() else Path("duckdb")


def _shown(path: Path) -> str:
    """Return `path` as short as it can be typed in the working directory."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
