"""The command line: its exit codes, its one-line messages, and its silence when asked."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loading import ARTICLES, one_line, query, write

from fugong import __version__, config
from fugong.build import BuildError
from fugong.cli import EXIT_BUILD_FAILED, EXIT_LOADED, EXIT_NOTHING_LOADED, EXIT_USAGE, main

REPOSITORY = Path(__file__).parents[2]
NOT_PUBLISHED = "fugong: a load publishes nothing; `fugong build` or `dbt build` builds and publishes what was loaded\n"
HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Use the seeds of this checkout, and give the log handlers back."""
    monkeypatch.setenv(config.PROJECT_VARIABLE, str(REPOSITORY))
    monkeypatch.delenv(config.WAREHOUSE_VARIABLE, raising=False)
    handlers = logging.root.handlers[:]
    yield
    logging.root.handlers[:] = handlers
    logging.getLogger("fugong").setLevel(logging.NOTSET)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", ARTICLES)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "house" / "w.duckdb"


def load(target: Path, *arguments: object) -> int:
    return main(["load", "--warehouse", str(target), *map(str, arguments)])


def test_a_load_says_what_it_did_and_ends_with_0(
    corpus: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(target, corpus) == EXIT_LOADED == 0
    assert capsys.readouterr().out == "fugong: 3 items in = 3 landed + 0 unchanged + 0 set aside\n" + NOT_PUBLISHED
    assert load(target, corpus) == EXIT_LOADED
    assert capsys.readouterr().out == "fugong: 3 items in = 0 landed + 3 unchanged + 0 set aside\n" + NOT_PUBLISHED
    assert query(target, "select count(*) from raw.documents") == [(3,)]


def test_quiet_prints_nothing_on_success(corpus: Path, target: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert load(target, corpus, "--quiet") == EXIT_LOADED
    assert capfd.readouterr() == ("", "")


def test_quiet_still_names_what_is_set_aside(corpus: Path, target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(target, corpus, corpus / "gone.txt", "--quiet") == EXIT_LOADED
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert "missing_path" in line
    assert "gone.txt" in line


def test_nothing_loaded_ends_with_1_and_says_so(
    tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(target, tmp_path / "gone.txt", "--quiet") == EXIT_NOTHING_LOADED == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert lines[-1] == "fugong: nothing was loaded of 1 items; see the lines above"
    assert query(target, "select reason from raw.set_aside") == [("missing_path",)]


@pytest.mark.parametrize("arguments", [[], ["load"], ["fetch", "x"], ["load", "x", "--what"], ["load", "--warehouse"]])
def test_wrong_usage_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == EXIT_USAGE == 2
    assert "usage: fugong" in capsys.readouterr().err


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"fugong {__version__}\n"


def test_a_warehouse_that_another_process_holds_is_one_line_and_2(
    corpus: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(target, corpus / "a.txt", "--quiet") == EXIT_LOADED
    command = [sys.executable, "-c", HOLDER, str(config.work_path(target))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert load(target, corpus, "--quiet") == EXIT_USAGE
        holder.communicate("")
    assert "w.duckdb: cannot be opened as a warehouse" in one_line(capsys)
    assert query(target, "select count(*) from raw.documents") == [(1,)]


def test_a_dot_in_the_name_of_the_warehouse_is_one_line_and_2(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert load(tmp_path / "w.2020.duckdb", corpus, "--quiet") == EXIT_USAGE
    assert "no dots in the warehouse's name" in one_line(capsys)
    assert not (tmp_path / "w.2020.duckdb").exists()


def test_a_file_that_is_no_warehouse_is_one_line_and_2_and_stays_as_it_is(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "notes.duckdb"
    other.write_text("这不是仓库。" * 500, encoding="utf-8")
    before = other.read_bytes()
    assert load(other, corpus, "--quiet") == EXIT_USAGE
    assert "notes.duckdb: cannot be opened as a warehouse" in one_line(capsys)
    assert other.read_bytes() == before
    assert not config.work_path(other).exists()


def test_a_folder_is_no_warehouse(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "folder").mkdir()
    assert load(tmp_path / "folder", corpus, "--quiet") == EXIT_USAGE
    assert "cannot be opened as a warehouse" in one_line(capsys)


def test_a_warehouse_below_a_file_is_one_line_and_2(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(corpus / "a.txt" / "w.duckdb", corpus, "--quiet") == EXIT_USAGE
    assert "a.txt" in one_line(capsys)


def test_a_project_folder_without_a_project_is_one_line_and_2(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(config.PROJECT_VARIABLE, str(tmp_path))
    assert main(["load", str(corpus), "--quiet"]) == EXIT_USAGE
    assert config.PROJECT_VARIABLE in one_line(capsys)


def test_the_warehouse_is_taken_from_the_environment(
    corpus: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(config.WAREHOUSE_VARIABLE, str(target))
    assert main(["load", str(corpus), "--quiet"]) == EXIT_LOADED
    assert config.work_path(target).is_file()
    assert not target.exists()


def test_models_that_fail_are_one_line_and_3_and_the_load_stays(
    corpus: Path, target: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(warehouse: Path, quiet: bool, keep: int) -> None:
        raise BuildError(f"dbt build ended with code 1; the warehouse {warehouse} is not complete")

    monkeypatch.setattr("fugong.cli.build_models", failing)
    assert main(["build", "--warehouse", str(target), str(corpus), "--quiet"]) == EXIT_BUILD_FAILED == 3
    assert "is not complete" in one_line(capsys)
    assert query(target, "select count(*) from raw.documents") == [(3,)]


def test_nothing_is_built_where_nothing_was_loaded(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fugong.cli.build_models", lambda *arguments, **options: pytest.fail("built"))
    assert main(["build", "--warehouse", str(target), str(tmp_path / "gone.txt")]) == EXIT_NOTHING_LOADED
