"""Builds that go on from the last one give exactly what a build of everything anew gives."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from compare_builds import differences


def test_after_additions_changes_copies_and_withdrawals_all_tables_are_those_of_a_full_refresh(tmp_path: Path) -> None:
    assert list(differences(tmp_path, changes=18, builds=3, seed=20200310)) == []
