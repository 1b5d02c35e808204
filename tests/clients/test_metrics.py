"""The semantic layer answers what SQL written by hand answers: `mf query`, asked for real, on the published file."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
SESSION = Path(__file__).with_name("metricflow_session.py")
PARTS = ("dbt_project.yml", "models", "macros", "seeds", "tests", "profiles")

# Each question: what is asked of `mf query`, and the same in SQL, in the order of the columns that mf gives.
QUESTIONS = {
    "rate_by_city_and_month": (
        ("average_work_resumption_rate,latest_work_resumption_rate", "city__city_name,metric_time__month"),
        """
        with
            rates as (
                select *, date_trunc('month', as_of_date) as month
                from fct_reopening_rates
                where rate_type = 'work_resumption_rate' and not is_target and not is_superseded
            ),
            last_days as (
                select city_key, month, max(as_of_date) as as_of_date from rates group by all
            ),
            latest as (
                select city_name, month, avg(rate_percent) as rate_percent
                from rates
                inner join last_days using (city_key, month, as_of_date)
                left join dim_city using (city_key)
                group by all
            ),
            means as (
                select city_name, month, avg(rate_percent) as rate_percent
                from rates left join dim_city using (city_key)
                group by all
            )
        select month, city_name, means.rate_percent, latest.rate_percent
        from means left join latest using (city_name, month)
        """,
    ),
    "latest_rate_by_city": (
        ("latest_work_resumption_rate", "city"),
        """
        select city_key, avg(rate_percent)
        from (
            select city_key, rate_percent, as_of_date = max(as_of_date) over (partition by city_key) as is_last
            from fct_reopening_rates
            where rate_type = 'work_resumption_rate' and not is_target and not is_superseded
        )
        where is_last and city_key is not null
        group by all
        """,
    ),
    "funds_by_type_and_province": (
        ("fund_amount_cny,fund_count", "fund__fund_type,city__province_name"),
        """
        select fund_type, province_name, sum(amount_cny), count(*)
        from fct_funds left join dim_city using (city_key)
        where not is_target and not is_superseded
        group by all
        """,
    ),
    "projects_by_status": (
        ("project_count", "project__project_status"),
        "select project_status, sum(project_count) from fct_project_counts where not is_superseded group by all",
    ),
    "reports_per_document": (
        ("report_count,reports_per_document", "document__source_name"),
        """
        select source_name, count(*), count(*) / count(distinct dim_document.document_key)
        from bridge_quantity_report inner join dim_document using (document_key)
        group by all
        """,
    ),
    "reports_per_document_in_all": (
        ("reports_per_document", None),
        "select count(*) / count(distinct document_key) from bridge_quantity_report",
    ),
}

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
    commands = []
    for name, ((metrics, group_by), _) in QUESTIONS.items():
        grouping = ["--group-by", group_by] if group_by else []
        commands.append(["query", "--metrics", metrics, *grouping, "--csv", str(project / f"{name}.csv")])
    done = subprocess.run(
        [sys.executable, str(SESSION)],
        cwd=project,
        env=os.environ | {"FUGONG_WAREHOUSE": str(disturbed), "DBT_PROFILES_DIR": "profiles/published"},
        input=json.dumps(commands),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = {}
    for name in QUESTIONS:
        with (project / f"{name}.csv").open(encoding="utf-8", newline="") as file:
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


def test_the_site_is_declared_to_read_public_tables_only(answers: dict[str, list[Row]], project: Path) -> None:
    manifest = json.loads((project / "target" / "manifest.json").read_text(encoding="utf-8"))
    read = manifest["exposures"]["exposure.fugong.report_site"]["depends_on"]["nodes"]
    assert "model.fugong.fct_reopening_rates" in read
    assert {manifest["nodes"][node]["schema"] for node in read} == {"main"}
