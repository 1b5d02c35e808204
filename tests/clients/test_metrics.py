"""What docs/metrics.md asks of `mf query`, and the SQL that it says is the same: both are run and compared."""

from __future__ import annotations

import csv
import json
import os
import shlex
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from clients.pages import DOCS, FENCE

PAGE = "metrics.md"
ROOT = Path(__file__).parents[2]
SESSION = Path(__file__).with_name("metricflow_session.py")
PARTS = ("dbt_project.yml", "models", "macros", "seeds", "tests", "profiles")


def questions() -> dict[str, tuple[list[str], str]]:
    """Return what the page asks, by its heading: the arguments of `mf`, and the SQL that stands after them."""
    found: dict[str, tuple[list[str], str]] = {}
    arguments: list[str] = []
    for language, body in FENCE.findall((DOCS / PAGE).read_text(encoding="utf-8")):
        if language == "sh" and " query " in body:
            program, *arguments = shlex.split(body)
            assert program == ".venv/bin/mf"
        elif language == "sql":
            found[" ".join(arguments)] = (arguments, body)
    return found


QUESTIONS = questions()
# What the layer is there for.
FAMILIES = ("latest_work_resumption_rate", "fund_amount_cny", "project_count", "report_count")

Row = tuple[object, ...]


@pytest.fixture(scope="module")
def disturbed(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, with some plans and repetitions among each kind of facts: what must be left out is there."""
    file = tmp_path_factory.mktemp("disturbed") / published.name
    file.write_bytes(published.read_bytes())
    with duckdb.connect(str(file)) as connection:
        for table in ("fct_reopening_rates", "fct_funds", "fct_project_counts"):
            connection.execute(f"update {table} set is_target = true where quantity_key < '3'")
            connection.execute(f"update {table} set is_superseded = true where quantity_key > 'd'")
        connection.execute("update fct_funds set city_key = null where quantity_key between '3' and '5'")
    return file


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This dbt project, with a target folder of its own: MetricFlow looks for it in the project and nowhere else."""
    folder = tmp_path_factory.mktemp("project")
    for part in PARTS:
        (folder / part).symlink_to(ROOT / part)
    return folder


@pytest.fixture(scope="module")
def answers(disturbed: Path, project: Path) -> dict[str, list[Row]]:
    files = [project / f"{number}.csv" for number in range(len(QUESTIONS))]
    commands = [
        [*arguments, "--csv", str(file)] for (arguments, _), file in zip(QUESTIONS.values(), files, strict=True)
    ]
    done = subprocess.run(
        [sys.executable, str(SESSION)],
        cwd=project,
        env=os.environ | {"FUGONG_WAREHOUSE": str(disturbed), "DBT_PROFILES_DIR": "profiles/published"},
        input=json.dumps([["list", "metrics"], *commands]),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {}
    for name, written in zip(QUESTIONS, files, strict=True):
        with written.open(encoding="utf-8", newline="") as file:
            found[name] = [tuple(map(comparable, row)) for row in list(csv.reader(file))[1:]]
    return found


def comparable(value: object) -> object:
    """Return a value in the form in which both sides have it: means are equal to the ninth decimal place."""
    text = "" if value is None else str(value)
    try:
        return round(Decimal(text), 9).normalize()
    except ArithmeticError:
        return text.replace("T", " ").removesuffix(" 00:00:00") if text[:4].isdigit() else text


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=repr)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_metric_answers_what_sql_written_by_hand_answers(
    question: str, answers: dict[str, list[Row]], disturbed: Path
) -> None:
    with duckdb.connect(str(disturbed), read_only=True) as connection:
        expected = connection.execute(QUESTIONS[question][1]).fetchall()
    assert expected
    assert in_order(answers[question]) == in_order([tuple(map(comparable, row)) for row in expected])


def test_the_page_asks_a_question_of_each_family() -> None:
    assert all(any(family in asked for asked in QUESTIONS) for family in FAMILIES)


def test_the_site_is_declared_to_read_public_tables_only(answers: dict[str, list[Row]], project: Path) -> None:
    manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
    read = manifest["exposures"]["exposure.fugong.report_site"]["depends_on"]["nodes"]
    assert "model.fugong.fct_reopening_rates" in read
    assert {manifest["nodes"][node]["schema"] for node in read} == {"main"}
