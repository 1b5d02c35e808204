"""Sets up Apache Superset on a published warehouse: connection, datasets, charts and a dashboard.

    .tools/clients/superset/bin/python tools/superset/provision.py            # then http://127.0.0.1:8088/
    .tools/clients/superset/bin/python tools/superset/provision.py --check    # ask every chart, compare, and stop

Runs in Superset's own environment (`make superset`), never in the project's. All but the first user is made through
Superset's REST API; what exists already is found by its name and brought up to date.
"""

from __future__ import annotations

import argparse
import calendar
import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import requests

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BIN = Path(sys.executable).parent
USER = "admin"
SLUG = "fugong"
DATABASE = "Fugong"

DATASETS = {
    "work resumption rates": """
        select
            rates.quantity_key, rates.rate_type, rates.rate_percent, rates.comparator, rates.scope_text,
            rates.as_of_date, rates.confidence, rates.evidence_text,
            cities.city_name, cities.province_name, documents.publisher, documents.url
        from fct_reopening_rates as rates
        left join dim_city as cities using (city_key)
        inner join dim_document as documents using (document_key)
        where not rates.is_target and not rates.is_superseded and rates.rate_type = 'work_resumption_rate'
    """,
    "funds": """
        select
            funds.quantity_key, funds.fund_type, funds.amount_cny, funds.as_of_date, funds.evidence_text,
            cities.city_name, cities.province_name
        from fct_funds as funds
        left join dim_city as cities using (city_key)
        where not funds.is_target and not funds.is_superseded
    """,
    "project counts": """
        select
            counts.quantity_key, counts.project_status, counts.project_count, counts.as_of_date, counts.evidence_text,
            cities.city_name, cities.province_name
        from fct_project_counts as counts
        left join dim_city as cities using (city_key)
        where not counts.is_superseded
    """,
}


def metric(label: str, expression: str) -> dict[str, str]:
    """Return a metric that is defined by SQL, under a name."""
    return {"expressionType": "SQL", "sqlExpression": expression, "label": label}


# Of each chart: its dataset, its kind, what it groups by, what it counts, and its other settings.
CHARTS: dict[str, dict[str, Any]] = {
    "复工率 by city": {
        "dataset": "work resumption rates",
        "viz_type": "echarts_timeseries_bar",
        "columns": ["city_name"],
        "metrics": [metric("average rate (%)", "avg(rate_percent)")],
        "params": {"x_axis": "city_name", "groupby": [], "orientation": "horizontal", "show_value": True},
    },
    "复工率 by day and city": {
        "dataset": "work resumption rates",
        "viz_type": "table",
        "columns": ["as_of_date", "city_name"],
        "metrics": [metric("rate (%)", "max(rate_percent)")],
        "params": {"query_mode": "aggregate", "groupby": ["as_of_date", "city_name"]},
    },
    "Funds by type": {
        "dataset": "funds",
        "viz_type": "pie",
        "columns": ["fund_type"],
        "metrics": [metric("amount (CNY)", "sum(amount_cny)")],
        "params": {"groupby": ["fund_type"]},
    },
    "Projects by status": {
        "dataset": "project counts",
        "viz_type": "pie",
        "columns": ["project_status"],
        "metrics": [metric("projects", "sum(project_count)")],
        "params": {"groupby": ["project_status"]},
    },
}


class Superset:
    """A Superset that is running, spoken to as a person's browser would."""

    def __init__(self, address: str, password: str) -> None:
        """Log in.

        Raises:
            requests.HTTPError: if it refuses.
        """
        self._address = f"{address}/api/v1"
        self._session = requests.Session()
        login = {"username": USER, "password": password, "provider": "db", "refresh": True}
        token = self.call("post", "/security/login", json=login)["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        self._session.headers["X-CSRFToken"] = self.call("get", "/security/csrf_token/")["result"]
        self._session.headers["Referer"] = address

    def call(self, method: str, path: str, **given: Any) -> Any:
        """Call the API and return its answer.

        Raises:
            RuntimeError: if it answers with an error; what it says is in the message.
        """
        answer = self._session.request(method, self._address + path, timeout=120, **given)
        if not answer.ok:
            raise RuntimeError(f"Superset: {method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def put(self, kind: str, name_field: str, content: dict[str, Any]) -> int:
        """Have one thing of a kind with this name and content, and return its number."""
        found = self.call("get", f"/{kind}/", params={"q": json.dumps({"page_size": 200})})["result"]
        same = [thing["id"] for thing in found if thing[name_field] == content[name_field]]
        if not same:
            return int(self.call("post", f"/{kind}/", json=content)["id"])
        changed = {key: value for key, value in content.items() if key not in {"database", "schema"}}
        self.call("put", f"/{kind}/{same[0]}", json=changed)
        return int(same[0])


def provision(superset: Superset, warehouse: Path) -> dict[str, int]:
    """Make the connection, the datasets, the charts and the dashboard, and return the charts' numbers by name."""
    database = superset.put(
        "database",
        "database_name",
        {
            "database_name": DATABASE,
            "sqlalchemy_uri": f"duckdb:///{warehouse}",
            # The file may not be written to. No pool: the next connection sees what was published meanwhile.
            "extra": json.dumps({"engine_params": {"connect_args": {"read_only": True}}}),
            "expose_in_sqllab": True,
            "allow_dml": False,
        },
    )
    datasets = {
        name: superset.put(
            "dataset", "table_name", {"database": database, "schema": "main", "table_name": name, "sql": sql}
        )
        for name, sql in DATASETS.items()
    }
    charts = {name: _chart(superset, name, chart, datasets[chart["dataset"]]) for name, chart in CHARTS.items()}
    dashboard = superset.put(
        "dashboard",
        "dashboard_title",
        {
            "dashboard_title": "Fugong",
            "slug": SLUG,
            "published": True,
            "position_json": json.dumps(_layout(charts)),
        },
    )
    for chart in charts.values():
        superset.call("put", f"/chart/{chart}", json={"dashboards": [dashboard]})
    return charts


def _chart(superset: Superset, name: str, chart: dict[str, Any], dataset: int) -> int:
    kind = chart["viz_type"]
    params = {"viz_type": kind, "datasource": f"{dataset}__table", "row_limit": 1000, "adhoc_filters": []}
    params |= {"metric": chart["metrics"][0]} if kind == "pie" else {"metrics": chart["metrics"]}
    params |= chart["params"]
    query = {
        "columns": chart["columns"],
        "metrics": chart["metrics"],
        "filters": [],
        "orderby": [],
        "row_limit": 1000,
    }
    context = {
        "datasource": {"id": dataset, "type": "table"},
        "queries": [query],
        "form_data": params,
        "result_format": "json",
        "result_type": "full",
    }
    return superset.put(
        "chart",
        "slice_name",
        {
            "slice_name": name,
            "viz_type": kind,
            "datasource_id": dataset,
            "datasource_type": "table",
            "params": json.dumps(params),
            "query_context": json.dumps(context),
        },
    )


def _layout(charts: dict[str, int]) -> dict[str, Any]:
    """Return two charts a row, in Superset's grid of twelve columns."""
    layout: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["GRID_ID"]},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": [], "parents": ["ROOT_ID"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": "Fugong"}},
    }
    names = list(charts)
    for number in range(0, len(names), 2):
        row = f"ROW-{number}"
        parents = ["ROOT_ID", "GRID_ID"]
        layout["GRID_ID"]["children"].append(row)
        children = []
        for name in names[number : number + 2]:
            key = f"CHART-{charts[name]}"
            children.append(key)
            meta = {"chartId": charts[name], "sliceName": name, "width": 6, "height": 50}
            layout[key] = {"id": key, "type": "CHART", "children": [], "parents": [*parents, row], "meta": meta}
        background = {"background": "BACKGROUND_TRANSPARENT"}
        layout[row] = {"id": row, "type": "ROW", "children": children, "parents": parents, "meta": background}
    return layout


def check(superset: Superset, warehouse: Path, charts: dict[str, int]) -> list[str]:
    """Ask every chart for its data, and say what differs from what DuckDB answers itself."""
    problems = []
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name, number in charts.items():
            chart = CHARTS[name]
            (result,) = superset.call("get", f"/chart/{number}/data/")["result"]
            shown = sorted(map(repr, (_row(row.values()) for row in result["data"])))
            grouped = ", ".join(chart["columns"])
            counted = ", ".join(metric["sqlExpression"] for metric in chart["metrics"])
            rows = connection.execute(
                f"select {grouped}, {counted} from ({DATASETS[chart['dataset']]}) group by {grouped}"  # noqa: S608
            ).fetchall()
            expected = sorted(map(repr, map(_row, rows)))
            if not rows or shown != expected:
                problems.append(f"{name}: shows {shown[:3]} …, and should show {expected[:3]} …")
            print(f"superset: {name}: {len(shown)} rows")
    on_dashboard = {chart["slice_name"] for chart in superset.call("get", f"/dashboard/{SLUG}/charts")["result"]}
    if on_dashboard != set(charts):
        problems.append(f"the dashboard has the charts {sorted(on_dashboard)}")
    if not any("市" in row for row in shown_texts(superset, charts)):
        problems.append("no Chinese name arrived")
    return problems


def shown_texts(superset: Superset, charts: dict[str, int]) -> Iterator[str]:
    """Yield the texts of all rows of all charts."""
    for number in charts.values():
        for result in superset.call("get", f"/chart/{number}/data/")["result"]:
            for row in result["data"]:
                yield from (value for value in row.values() if isinstance(value, str))


def _row(values: Any) -> list[object]:
    """Return a row as both sides have it: numbers as doubles, days as milliseconds since 1970."""
    found: list[object] = []
    for value in values:
        if hasattr(value, "isoformat"):
            found.append(float(calendar.timegm(value.timetuple())) * 1000)
        elif value is None or isinstance(value, str):
            found.append(value)
        else:
            found.append(round(float(value), 6))
    return found


@contextmanager
def running(home: Path, port: int) -> Iterator[str]:
    """Run Superset on a port of this machine, and yield its address."""
    environment = _environment(home)
    command = [
        str(BIN / "gunicorn"), "--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--timeout", "120",
        "--log-level", "warning", "superset.app:create_app()",
    ]  # fmt: skip
    with (home / "superset.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=home)  # noqa: S603
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(360):
        if server.poll() is not None:
            break
        try:
            if requests.get(f"{address}/health", timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise RuntimeError("Superset does not answer; superset.log in its folder says why")


def prepare(home: Path) -> str:
    """Make Superset's own database and its first user, where there is none yet, and return the user's password."""
    secret = home / "secret.json"
    if not secret.exists():
        home.mkdir(parents=True, exist_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(json.dumps({"key": secrets.token_urlsafe(42), "password": secrets.token_urlsafe(12)}))
    password = str(json.loads(secret.read_text())["password"])
    if not (home / "prepared").exists():
        person = ["--username", USER, "--firstname", "Fugong", "--lastname", "Admin", "--email", "admin@localhost"]
        for arguments in (
            ["db", "upgrade"],
            ["fab", "create-admin", *person, "--password", password],
            ["init"],
        ):
            print(f"superset: {' '.join(arguments[:2])}", flush=True)
            command = [str(BIN / "superset"), *arguments]
            environment = _environment(home)
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
            if done.returncode:
                raise RuntimeError(f"superset {arguments[0]}: {done.stderr[-2000:]}")
        (home / "prepared").touch()
    return password


def _environment(home: Path) -> dict[str, str]:
    secret = json.loads((home / "secret.json").read_text())
    return os.environ | {
        "FLASK_APP": "superset.app:create_app()",
        "SUPERSET_CONFIG_PATH": str(HERE / "superset_config.py"),
        "SUPERSET_HOME": str(home),
        "SUPERSET_SECRET_KEY": secret["key"],
        # It would tell others that it runs.
        "SCARF_ANALYTICS": "false",
    }


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def main() -> int:
    """Set everything up; then serve until interrupted, or check and stop."""
    parser = argparse.ArgumentParser(description="Set up Apache Superset on a published warehouse.")
    parser.add_argument("--warehouse", type=Path, default=ROOT / "warehouse" / "fugong.duckdb", metavar="FILE.duckdb")
    parser.add_argument("--home", type=Path, default=ROOT / ".tools" / "clients" / "superset-home", metavar="FOLDER")
    parser.add_argument("--port", type=int, default=8088)
    parser.add_argument("--check", action="store_true", help="ask every chart, compare with DuckDB, and stop")
    given = parser.parse_args()
    warehouse, home = given.warehouse.resolve(), given.home.resolve()
    if not warehouse.is_file():
        sys.exit(f"superset: {warehouse}: no such warehouse; `make warehouse` builds one")
    try:
        password = prepare(home)
        with running(home, _free_port() if given.check else given.port) as address:
            superset = Superset(address, password)
            charts = provision(superset, warehouse)
            if given.check:
                problems = check(superset, warehouse, charts)
                print("\n".join(problems) or "superset: every chart shows what DuckDB answers")
                return bool(problems)
            print(f"superset: {address}/superset/dashboard/{SLUG}/  (user {USER}, password {password})")
            print("superset: stop with Ctrl-C")
            while True:
                time.sleep(3600)
    except RuntimeError as error:
        sys.exit(f"superset: {error}")
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
