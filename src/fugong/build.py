"""The build: dbt over the landed tables, and a summary of what came out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb

from fugong import config


class BuildError(RuntimeError):
    """The models could not be built, or a test of theirs failed; the message is one line for people."""


def build_models(warehouse: Path, quiet: bool = False) -> None:
    """Run `dbt build` of the project on `warehouse`, in a process of its own.

    Raises:
        BuildError: if dbt ends with an error; its output stands above.
    """
    project = config.project_dir()
    environment = os.environ | {config.WAREHOUSE_VARIABLE: str(warehouse)}
    command = [
        sys.executable,
        "-m",
        "dbt.cli.main",
        *(["--quiet"] if quiet else []),
        "--warn-error",
        "build",
        "--project-dir",
        str(project),
        "--profiles-dir",
        str(project / "profiles"),
    ]
    done = subprocess.run(command, cwd=project, env=environment, check=False)  # noqa: S603
    if done.returncode:
        raise BuildError(f"dbt build ended with code {done.returncode}; the warehouse {warehouse} is not complete")


def summarise(warehouse: Path) -> str:
    """Return a summary of the marts of `warehouse` for people, with a query to try."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:

        def count(table: str) -> int:
            ((number,),) = connection.execute(f"select count(*) from {table}").fetchall()  # noqa: S608
            return int(number)

        names = {
            "dim_document": "documents",
            "fct_quantities": "quantities",
            "fct_reopening_rates": "reopening rates",
            "fct_funds": "funds",
            "fct_project_counts": "project counts",
        }
        counts = {label: count(table) for table, label in names.items()}
        ((repairs,),) = connection.execute("select count(*) from raw.repairs where is_applied").fetchall()
    lines = [
        f"fugong: built {warehouse}",
        *(f"  {number:>7,} {label}" for label, number in counts.items()),
        f"  {repairs:>7,} damaged stretches repaired",
        "Try in the DuckDB shell:",
        "  select city_name, scope_text, rate_percent, as_of_date",
        "  from fct_reopening_rates left join dim_city using (city_key) order by as_of_date desc limit 10;",
    ]
    return "\n".join(lines)
