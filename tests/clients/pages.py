"""The examples of a page of the documentation: what people are shown is what is tried."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def examples(page: str, heading: str, language: str) -> list[str]:
    """Return the blocks of a language that stand under a heading of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    parts = HEADING.split(text)
    section = dict(zip(parts[1::2], parts[2::2], strict=True))[heading]
    found = [body for name, body in FENCE.findall(section) if name == language]
    assert found, f"{page} has no {language} block under {heading!r}"
    return found


def says(shown: str, printed: str) -> bool:
    """Tell whether a page shows what was printed: … stands for anything, on a line of its own for any lines."""
    lines = [
        r"(?:.*\n)*?" if line.strip() == "…" else ".*?".join(map(re.escape, line.rstrip().split("…"))) + "\n"
        for line in shown.splitlines()
    ]
    return re.fullmatch("".join(lines), "".join(line.rstrip() + "\n" for line in printed.splitlines())) is not None
