"""How far long work is, where nobody sees a bar move."""

from __future__ import annotations

import sys

import pytest

from fugong.progress import progress


def test_in_a_log_each_state_of_the_bar_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("loading", "items", is_quiet=False) as bar:
        print("WARNING a.txt: holds no text", file=sys.stderr)
        bar.update(3)
    told = capsys.readouterr().err
    assert "\r" not in told
    lines = told.splitlines()
    assert lines[1] == "WARNING a.txt: holds no text"
    assert lines[0].startswith("loading: 0 items")
    assert lines[-1].startswith("loading: 3 items")


def test_a_quiet_one_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("loading", "items", is_quiet=True) as bar:
        bar.update(3)
    assert capsys.readouterr().err == ""
