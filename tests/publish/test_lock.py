"""One writer at a time: who holds the lock is named, and nobody holds it who has ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from small import published, shown, state

from fugong import config
from fugong.cli import EXIT_LOADED, EXIT_NOTHING_LOADED, EXIT_USAGE, main
from fugong.land.warehouse import WarehouseError
from fugong.publish import lock
from fugong.publish.lock import LockedError, locked
from fugong.publish.work import writing

REPOSITORY = Path(__file__).parents[2]
HOLDER = """
import os, sys, time
from pathlib import Path
from fugong.publish.lock import locked
with locked(Path(sys.argv[1]), "fugong build corpus"):
    # The child speaks for both: a parent killed before its child has run at all leaves it the lock until it does.
    if sys.argv[2] != "fork" or not os.fork():
        print("held", flush=True)
        time.sleep(60)
    sys.stdin.read()
"""
CHILD = """
import sys
from pathlib import Path
from fugong.publish.lock import LockedError, locked
try:
    with locked(Path(sys.argv[1]), "a child"):
        print("shared", flush=True)
        sys.stdin.read()
except LockedError:
    print("refused", flush=True)
"""


@pytest.fixture
def public(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.PROJECT_VARIABLE, str(REPOSITORY))
    monkeypatch.delenv(config.WAREHOUSE_VARIABLE, raising=False)


@contextmanager
def holder(public: Path, how: str = "") -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLDER, str(public), how]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_who_holds_it_and_since_when_is_said_in_one_line(public: Path) -> None:
    with holder(public) as process, pytest.raises(LockedError) as refused, locked(public, "a test"):
        pass
    assert re.fullmatch(
        rf"{public}: `fugong build corpus` \(process {process.pid}\) has been writing to it since "
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC; try again when that has ended",
        str(refused.value),
    )


@pytest.mark.parametrize("command", [["load", "corpus"], ["build", "corpus"], ["rollback"]])
def test_a_second_writer_is_told_and_leaves_with_2(
    command: list[str], public: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with holder(public):
        assert main([*command, "--warehouse", str(public)]) == EXIT_USAGE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.fullmatch(r"fugong: .*`fugong build corpus` \(process \d+\) has been writing to it .*\n", captured.err)
    assert not config.work_path(public).exists()


@pytest.mark.parametrize("how", ["", "fork"])
def test_a_killed_holder_holds_nothing_nor_do_the_workers_it_left(how: str, public: Path) -> None:
    with holder(public, how) as process:
        process.kill()
        process.wait()
        with locked(public, "a test"):
            pass


def test_a_process_may_take_the_lock_that_it_has(public: Path) -> None:
    with locked(public, "a test"):
        with locked(public, "a test"):
            pass
        assert subprocess.run(
            [sys.executable, "-c", CHILD, str(public)], stdin=subprocess.DEVNULL, capture_output=True, text=True
        ).stdout == ("refused\n")
    with locked(public, "a test"):
        pass


def test_a_child_shares_the_lock_that_it_was_handed_and_keeps_it_when_the_parent_is_gone(public: Path) -> None:
    command = [sys.executable, "-c", CHILD, str(public)]
    with locked(public, "a test"):
        variable, descriptors = lock.handed_over(public)
        child = subprocess.Popen(
            command,
            env=os.environ | variable,
            pass_fds=descriptors,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "shared\n"
    with pytest.raises(LockedError, match="`a test`"), locked(public, "another"):
        pass
    child.communicate("")
    with locked(public, "another"):
        pass


def test_a_child_that_was_handed_the_lock_of_another_warehouse_has_only_that(public: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    with holder(public), locked(other, "a test"):
        variable, descriptors = lock.handed_over(other)
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(public)],
            env=os.environ | variable,
            pass_fds=descriptors,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    assert done.stdout == "refused\n"


def test_readers_do_not_need_the_lock(public: Path, capsys: pytest.CaptureFixture[str]) -> None:
    state(public, 1)
    published(public)
    with holder(public):
        assert shown(public) == [(1,)]
        assert main(["builds", "--warehouse", str(public)]) == EXIT_LOADED
    assert "▶" in capsys.readouterr().out


def test_a_link_is_refused_because_a_build_would_replace_it(public: Path, tmp_path: Path) -> None:
    state(public, 1)
    published(public)
    link = tmp_path / "link.duckdb"
    link.symlink_to(public)
    with pytest.raises(WarehouseError, match="name the file itself"), writing(link, "a test"):
        pass


def test_the_commands_list_and_go_back(public: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in (1, 2):
        state(public, number)
        published(public)
    assert main(["rollback", "--warehouse", str(public)]) == EXIT_LOADED
    assert "build 1 of " in capsys.readouterr().out
    assert shown(public) == [(1,)]
    assert main(["rollback", "--warehouse", str(public)]) == EXIT_NOTHING_LOADED
    assert "no build before 1" in capsys.readouterr().err
    assert main(["rollback", "2", "--warehouse", str(public), "--json"]) == EXIT_LOADED
    assert '"build_id": 2' in capsys.readouterr().out
    assert main(["builds", "--warehouse", str(public), "--json"]) == EXIT_LOADED
    assert '"is_public": true' in capsys.readouterr().out


def test_going_back_gives_the_lock_back(public: Path) -> None:
    state(public, 1)
    published(public)
    main(["rollback", "--warehouse", str(public)])
    assert (
        subprocess.run(
            [sys.executable, "-c", CHILD, str(public)], stdin=subprocess.DEVNULL, capture_output=True, text=True
        ).stdout
        == "shared\n"
    )
