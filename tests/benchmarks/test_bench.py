"""The bench at scale: rounds interleave, minima count, bytes of a file are counted once, and figures are told."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.scale import asking, stored, working
from benchmarks.scale.bench import as_json, table
from benchmarks.scale.clock import CommandError, cpu_of_command, minima, wall_of_command
from benchmarks.scale.reading import Reading

BUSY = "n = 0\nfor i in range(3_000_000): n += i"


def test_the_jobs_of_a_round_run_in_turns_and_the_fastest_round_counts() -> None:
    told: list[str] = []
    lengths = iter([300_000, 1, 1, 300_000])

    def job(name: str) -> Callable[[], None]:
        def work() -> None:
            told.append(name)
            sum(range(next(lengths)))

        return work

    best = minima({"first": job("first"), "second": job("second")}, 2)
    assert told == ["first", "second", "first", "second"]
    assert all(0 <= seconds < 0.002 for seconds in best.values())


def test_the_cpu_time_of_a_command_is_its_own(tmp_path: Path) -> None:
    busy = cpu_of_command([sys.executable, "-c", BUSY], tmp_path, {})
    idle = cpu_of_command([sys.executable, "-c", "import time; time.sleep(0.5)"], tmp_path, {})
    assert busy > idle


def test_a_command_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    broken = [sys.executable, "-c", "raise SystemExit('no such warehouse')"]
    with pytest.raises(CommandError, match="no such warehouse"):
        cpu_of_command(broken, tmp_path, {})
    with pytest.raises(CommandError, match="no such warehouse"):
        wall_of_command(broken, tmp_path)


def test_a_reading_is_told_in_multiples_of_what_it_is_compared_with() -> None:
    reading = Reading(100, 2.0, load=4.0, text=1.0, scan=2.0, opencc=0.5, ftfy_and_opencc=8.0)
    figures = reading.figures()
    assert figures["load_mb_per_cpu_second"] == 0.5
    assert figures["load_documents_per_cpu_second"] == 25
    assert figures["load_speed_to_opencc_alone"] == 0.125
    assert figures["load_speed_to_ftfy_and_opencc"] == 2
    assert figures["text_stage_speed_to_opencc_alone"] == 0.5
    without = Reading(100, 2.0, load=4.0, text=1.0, scan=2.0, opencc=0.5, ftfy_and_opencc=None)
    assert "load_speed_to_ftfy_and_opencc" not in without.figures()


def test_the_columns_of_a_file_hold_no_more_than_the_file(tmp_path: Path) -> None:
    warehouse = tmp_path / "small.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.documents as select md5(i::varchar) || repeat('开工', i % 50) as normalised_text, "
            "(i % 200)::bigint as byte_count from range(60000) as rows (i)"
        )
        connection.execute("create table main_table as select i as number, 'x' as word from range(10) as rows (i)")
    columns = stored.columns(warehouse)
    assert {(column.table, column.name, column.is_text) for column in columns} == {
        ("raw.documents", "normalised_text", True),
        ("raw.documents", "byte_count", False),
        ("main.main_table", "number", False),
        ("main.main_table", "word", True),
    }
    assert columns[0].name == "normalised_text" and columns[0].size > 1_000_000
    assert sum(column.size for column in columns) <= warehouse.stat().st_size
    assert stored.raw_bytes(warehouse) == sum(number % 200 for number in range(60000))
    figures = stored.figures(warehouse)
    assert 0 < figures["text_columns_to_raw_bytes"] <= figures["file_to_raw_bytes"]


def test_questions_are_answered_in_the_shell_and_an_unbuilt_file_is_told(tmp_path: Path) -> None:
    warehouse = tmp_path / "empty.duckdb"
    duckdb.connect(str(warehouse)).close()
    with pytest.raises(CommandError, match="fct_reopening_rates"):
        asking.measure(warehouse, 1)


def test_sections_are_told_as_a_table_and_as_json() -> None:
    sections = [("one", {"a": 0.5, "long_name": 1234.0}), ("two", {})]
    assert table(sections[0]).splitlines() == ["one", "  a                   0.5", "  long_name         1,234"]
    assert table(sections[1]) == "two"
    assert json.loads(as_json(sections)) == {"one": {"a": 0.5, "long_name": 1234.0}, "two": {}}


def test_loads_by_one_and_two_workers_are_compared_and_leave_nothing_behind(tmp_path: Path) -> None:
    figures = working.measure(20, 1, 1, tmp_path)
    assert set(figures) == {"two_workers_speed_to_one"}
    assert 0.05 < figures["two_workers_speed_to_one"] < 20
    assert {path.name for path in tmp_path.iterdir()} == {"shared"}
