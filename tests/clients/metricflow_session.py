"""Runs `dbt parse` and then several `mf` commands in one process: loading MetricFlow costs more than a query.

Reads a JSON list of argument lists from the standard input. To be run in the folder of a dbt project.
"""

from __future__ import annotations

import json
import sys
from unittest.mock import patch

from click.testing import CliRunner
from dbt.cli.main import dbtRunner
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import cli


def main() -> None:
    parsed = dbtRunner().invoke(["--quiet", "--warn-error", "parse"])
    if not parsed.success:
        sys.exit(f"dbt parse: {parsed.exception}")
    configuration = CLIConfiguration()
    # It would ask the package index for a newer version of itself.
    with patch("dbt_metricflow.cli.main.UpdateChecker") as checker:
        checker.return_value.check.return_value = None
        for arguments in json.load(sys.stdin):
            done = CliRunner().invoke(cli, arguments, obj=configuration)
            if done.exit_code:
                sys.exit(f"mf {' '.join(arguments)}\n{done.output}\n{done.exception!r}")


if __name__ == "__main__":
    main()
