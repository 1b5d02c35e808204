"""The README's commands do what it says they do: every `sh` block runs, in order, in a copy of the project.

A `text` block is what the block before it prints. In it … stands for anything, on a line of its own for any lines.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from clients.pages import FENCE, says

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
GUIDES = sorted((ROOT / "docs").glob("*.md"))
# What `make test` has built already from corpus/.
BUILT_VARIABLE = "FUGONG_TEST_WAREHOUSE"
# It is what runs this test.
OWN_COMMAND = "make test"
FIRST_SCREEN_LINES = 45
FINDS_NOTHING = "-- Finds nothing in the sample articles.\n"


def blocks(markdown: str) -> list[tuple[str, str]]:
    return FENCE.findall(markdown)


def commands_and_outputs() -> list[tuple[str, str | None]]:
    found = blocks(README)
    followers = [*found[1:], ("", "")]
    return [
        (body, after_body if after == "text" else None)
        for (language, body), (after, after_body) in zip(found, followers, strict=True)
        if language == "sh"
    ]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files as git would clone them with all that is not committed yet, and an environment of its own."""
    folder = tmp_path_factory.mktemp("clone")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        (folder / ".venv" / part.name).symlink_to(part)
    made = folder / ".venv" / "made"
    made.unlink(missing_ok=True)
    made.touch()
    return folder


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    # As a reader has it: no variables of ours, and nothing to be found in the home folder.
    environment = {name: value for name, value in os.environ.items() if not re.match("FUGONG|DBT|MAKE|MFLAGS", name)}
    environment["HOME"] = str(folder)
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_command_of_the_readme_prints_what_it_shows(clone: Path) -> None:
    for command, shown in commands_and_outputs():
        lines = [line for line in command.splitlines() if line.split("#")[0].strip() != OWN_COMMAND]
        done = run("\n".join(lines), clone)
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        if shown is not None:
            assert says(shown, done.stdout), f"{command}\nthe README shows\n{shown}\nbut it prints\n{done.stdout}"


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    commands = [
        line
        for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    in_readme = [line.split("#")[0].strip() for command, _ in commands_and_outputs() for line in command.splitlines()]
    assert commands == [OWN_COMMAND]
    assert OWN_COMMAND in in_readme


def test_the_first_screen_has_both_commands_and_a_query_with_its_output() -> None:
    first_screen = "\n".join(README.splitlines()[:FIRST_SCREEN_LINES])
    languages = [language for language, _ in blocks(first_screen)]
    assert languages == ["sh", "sh", "text"]


def test_the_chinese_readme_has_the_same_commands_with_the_same_outputs() -> None:
    commands = [(language, body) for language, body in blocks(README) if language in ("sh", "text")]
    assert commands == [(language, body) for language, body in blocks(CHINESE) if language in ("sh", "text")]


def test_the_chinese_readme_has_the_sections_tables_and_links_of_the_english_one() -> None:
    for pattern in (r"^#+ ", r"^\|", r"^- "):
        english, chinese = (re.findall(pattern, text, re.MULTILINE) for text in (README, CHINESE))
        assert english == chinese
    links = [set(re.findall(r"\]\(([^)#]+)", text)) - {"README.md", "README.zh-CN.md"} for text in (README, CHINESE)]
    assert links[0] == links[1]


def test_every_link_between_the_pages_leads_somewhere() -> None:
    pages = [
        ROOT / "README.md",
        ROOT / "README.zh-CN.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
    dead = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert dead == []


@pytest.fixture(scope="module")
def warehouse(request: pytest.FixtureRequest) -> Path:
    if BUILT_VARIABLE in os.environ:
        return Path(os.environ[BUILT_VARIABLE])
    folder: Path = request.getfixturevalue("clone")
    built = folder / "warehouse" / "fugong.duckdb"
    if not built.exists():
        assert run("make warehouse", folder).returncode == 0
    return built


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_every_query_of_the_guides_runs_and_finds_something_or_says_that_it_does_not(
    page: Path, warehouse: Path
) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for language, query in blocks(page.read_text(encoding="utf-8")):
            if language == "sql":
                assert bool(connection.execute(query).fetchall()) != query.startswith(FINDS_NOTHING), query


def test_the_comparison_can_tell_outputs_apart() -> None:
    assert says("a … c\n…\nend\n", "a b c\nx\ny\nend\n")
    assert not says("a … c\n", "a b d\n")
    assert not says("a\n", "a\nb\n")
