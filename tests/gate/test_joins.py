"""How the models join: what compares every row of all documents with every other grows with the square of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from test_gate import BUILT_VARIABLE, ROOT, build

# What tables with a row a document, a mention or a division are joined by; a seed of cues is small.
KEYS = ("document_key = document_key", "city_key = city_key", "(place_text = place_text)")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if BUILT_VARIABLE in os.environ:
        return Path(os.environ[BUILT_VARIABLE])
    path = tmp_path_factory.mktemp("joins") / "fugong.duckdb"
    build(path, ROOT / "corpus")
    return path


def operators(plan: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for operator in plan:
        yield operator
        yield from operators(operator["children"])


def rows_with_rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    """Return the conditions of joins that DuckDB answers by comparing all rows of both sides."""
    ((_, plan),) = connection.execute(f"explain (format json) {sql}").fetchall()
    return [
        operator["extra_info"].get("Condition", "")
        for operator in operators(json.loads(plan))
        if operator["name"] == "BLOCKWISE_NL_JOIN"
        and any(key in operator["extra_info"].get("Condition", "") for key in KEYS)
    ]


def test_a_left_join_with_a_condition_on_one_side_alone_is_found() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table a as select range as document_key, 'x' as kind from range(9000)")
        joined = "select * from a left join a as b on a.document_key = b.document_key"
        assert rows_with_rows(connection, f"{joined} and a.kind = 'y'")
        assert not rows_with_rows(connection, joined)
        # What to write instead: a key that is null where the condition does not hold.
        joined = joined.replace("on a.document_key", "on case when a.kind = 'y' then a.document_key end")
        assert not rows_with_rows(connection, joined)


def test_no_model_compares_all_rows_of_all_documents(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        models = connection.execute("select model_name, sql_text from build.bld_model").fetchall()
        found = {name: conditions for name, sql in models if (conditions := rows_with_rows(connection, sql))}
    assert len(models) > 50
    assert not found, "put a condition on one side alone into the key: on case when … then a.document_key end = b.…"
