"""Readers never wait and never break: what they see is one build, whole, the old one or the new one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from small import published, shown, state

BUILDS = 20
POLLING = """
import sys, duckdb
seen = set()
while True:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        ((low, high, rows, wanted),) = connection.execute(
            "select min(number), max(number), count(*), min(row_count) from states").fetchall()
        assert low == high and rows == wanted, (low, high, rows, wanted)
        # Again on the same connection, after it was replaced perhaps.
        assert connection.execute("select max(number), count(*) from states").fetchall() == [(low, rows)]
    if low not in seen:
        seen.add(low)
        print(low, flush=True)
    if low == int(sys.argv[2]):
        break
"""
STAYING = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
query = "select max(number), count(*), sum(i) from states"
first = connection.execute(query).fetchall()
print("open", flush=True)
for line in sys.stdin:
    assert connection.execute(query).fetchall() == first
    print("same", flush=True)
"""


def test_a_reader_that_polls_while_builds_are_published_sees_each_whole_and_no_error(tmp_path: Path) -> None:
    public = tmp_path / "w.duckdb"
    state(public, 0, 5000)
    published(public)
    poll = [sys.executable, "-c", POLLING, str(public), str(BUILDS)]
    stay = [sys.executable, "-c", STAYING, str(public)]
    with (
        subprocess.Popen(poll, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as polling,
        subprocess.Popen(stay, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as staying,
    ):
        assert polling.stdout is not None
        assert staying.stdin is not None
        assert staying.stdout is not None
        assert polling.stdout.readline() == "0\n"
        assert staying.stdout.readline() == "open\n"
        for number in range(1, BUILDS + 1):
            state(public, number, 5000 + number)
            published(public, keep=2)
            staying.stdin.write("look\n")
            staying.stdin.flush()
            # The file it has open was replaced many times, and its build deleted.
            assert staying.stdout.readline() == "same\n"
        staying.communicate()
        seen, errors = polling.communicate(timeout=60)
    assert (polling.returncode, errors) == (0, "")
    assert int(seen.split()[-1]) == BUILDS
    assert len(seen.split()) > BUILDS / 2
    assert shown(public) == [(BUILDS,)]
