"""The explanation of a text: every change in its place, for people and as JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fugong.cli import main
from fugong.explain import as_text, explain

TEXT = "全縣復(fù)工復(fù)產(chǎn),开工率９１％。\n"


def test_every_step_that_changed_something_is_told_in_order_with_raw_positions() -> None:
    explanation = explain(TEXT, "utf-8", ())
    assert list(dict.fromkeys(change.step for change in explanation.changes)) == ["pinyin", "script", "width"]
    for change in explanation.changes:
        if change.step == "pinyin":
            assert TEXT[change.raw_start : change.raw_end] == change.before == f"({change.before[1:-1]})"
    assert ("９１％", "91%") in [(change.before, change.after) for change in explanation.changes]
    assert explanation.normalised_text == "全县复工复产,开工率91%。\n"


def test_a_part_of_the_text_is_explained_alone() -> None:
    start = TEXT.index("开")
    explanation = explain(TEXT, "utf-8", (), start, len(TEXT) - 2)
    assert [change.step for change in explanation.changes] == ["width"]
    assert explanation.raw_text == "开工率９１％"
    assert explanation.normalised_text == "开工率91%"


def test_a_text_that_needs_nothing_has_no_changes() -> None:
    assert explain("全县开工率91%。", "utf-8", ()).changes == ()


def test_no_control_character_of_a_text_reaches_the_terminal() -> None:
    shown = as_text(explain("开工\x1b[31m率\x07９%", "utf-8", ()))
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_colours_are_for_terminals_only() -> None:
    explanation = explain(TEXT, "utf-8", ())
    assert "\x1b[" in as_text(explanation, is_coloured=True)
    assert "\x1b[" not in as_text(explanation)


def test_the_command_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert main(["explain", str(path), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["encoding"] == "utf-8"
    assert printed["normalised_text"] == "全县复工复产,开工率91%。\n"


def test_a_file_that_is_broken_in_places_is_explained_and_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.encode() + b"\xff" + TEXT.encode())
    assert main(["explain", str(path), "--json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["normalised_text"] == "全县复工复产,开工率91%。\n\ufffd全县复工复产,开工率91%。\n"
    assert captured.err.count("\n") == 1
    assert f"a.txt: byte {len(TEXT.encode())} is the first that does not fit utf-8" in captured.err


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT * 2_000, encoding="utf-8")
    command = [sys.executable, "-m", "fugong", "explain", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as explaining:
        assert explaining.stdout is not None
        assert explaining.stderr is not None
        assert explaining.stdout.readline().startswith(b"encoding utf-8")
        explaining.stdout.close()
        assert explaining.stderr.read() == b""
    assert explaining.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"), [(["missing.txt"], 1), (["a.txt", "--from", "9", "--to", "3"], 2), (["binary.txt"], 1)]
)
def test_what_cannot_be_explained_is_one_clear_line(
    arguments: list[str], code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(b"%PDF-1.7\x00\x01")
    monkeypatch.chdir(tmp_path)
    assert main(["explain", *arguments]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("fugong: ")
    assert captured.err.count("\n") == 1
