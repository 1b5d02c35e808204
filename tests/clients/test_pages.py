"""The commands of the how-to pages and of the tutorial do what the pages say, in the order in which they stand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clients.pages import DOCS, FENCE, says

TUTORIAL = "tutorial.md"
HOW_TO = ("export.md",)
# Run elsewhere, each in a way of its own.
OTHERS = {"metrics.md": "test_metrics.py", "tools.md": "test_tools.py"}
# They say how to work on the project, and need hours or the network.
OF_CONTRIBUTORS = {"testing.md"}


@pytest.fixture
def desk(published: Path, tmp_path: Path) -> Path:
    """A folder as a checkout is after `make warehouse`."""
    (tmp_path / "warehouse").mkdir()
    shutil.copyfile(published, tmp_path / "warehouse" / "fugong.duckdb")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


def follow(page: str, folder: Path) -> None:
    """Run every `sh` block of a page; a `text` block that follows it at once is what it prints."""
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = list(FENCE.finditer(text))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("FUGONG", "DBT"))}
    environment |= {"HOME": str(folder), "FUGONG_WAREHOUSE": str(folder / "warehouse" / "fugong.duckdb")}
    for block, after in zip(blocks, [*blocks[1:], None], strict=True):
        language, body = block.groups()
        if language != "sh":
            continue
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", body],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{page}\n{body}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
        if after and after.group(1) == "text" and not text[block.end() : after.start()].strip():
            assert says(after.group(2), done.stdout), f"{page}\n{body}\nshows other than\n{done.stdout}"


@pytest.mark.parametrize("page", HOW_TO)
def test_the_commands_of_a_how_to_page_print_what_it_shows(page: str, desk: Path) -> None:
    follow(page, desk)


def test_the_tutorial_leads_to_the_answer_that_it_shows(desk: Path) -> None:
    follow(TUTORIAL, desk)
    assert (desk / "answer" / "news.xlsx").is_file()
    assert "宝鸡市" in (desk / "site" / "cities.html").read_text(encoding="utf-8")


def test_the_commands_of_every_page_are_run_somewhere() -> None:
    with_commands = {
        page.name
        for page in DOCS.glob("*.md")
        if any(language == "sh" for language, _ in FENCE.findall(page.read_text(encoding="utf-8")))
    }
    assert with_commands <= {TUTORIAL, *HOW_TO, *OTHERS, *OF_CONTRIBUTORS}
    assert all((Path(__file__).parent / runner).is_file() for page, runner in OTHERS.items() if page in with_commands)
