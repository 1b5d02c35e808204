"""The tool that kills publications: it finds nothing amiss, and would find what is."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from kill_test import Tally, _look, kill_publications, main

from fugong.publish.builds import PublishError, Shelf


def test_killed_publications_lose_and_tear_nothing_and_a_torn_or_lost_file_would_be_seen(tmp_path: Path) -> None:
    public = tmp_path / "w.duckdb"
    tally = kill_publications(public, 6, seed=20)
    assert tally.kills == 6
    assert tally.publications
    file = Shelf(public).file(max(tally.builds))
    content = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(content[: len(content) // 2])
    with pytest.raises(PublishError):
        _look(public, tally)
    public.unlink()
    file.write_bytes(content)
    with pytest.raises(AssertionError, match="is gone"):
        _look(public, tally)
    _look(public, Tally())


def test_any_command_can_be_killed_with_its_own_options(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    public = tmp_path / "w.duckdb"
    script = "import sys, time; sys.argv[1:] == ['--kills', '9'] or sys.exit(1); time.sleep(1)"
    command = [sys.executable, "-c", script, "--kills", "9"]
    assert main(["command", "--kills", "2", "--warehouse", str(public), "--", *command]) == 0
    assert "2 kills (0 came too late)" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["command", "--warehouse", str(public)])
    assert "the COMMAND after --" in capsys.readouterr().err
