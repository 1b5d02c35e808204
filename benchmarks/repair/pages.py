"""Measure what the page steps cost on text that is no page, and how well pages of our own making are read.

    python benchmarks/repair/pages.py [FOLDER ...] [--repeat N] [--quality]

CPU time of one process, the best of N rounds. FOLDER holds clean articles (`*.txt`, simplified, UTF-8); by
default those of accuracy.py. `--quality` prints the figures of every set of layouts, with what went wrong on each page.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The package `pages` of the tests comes before this file.
sys.path[:0] = [str(ROOT / "tests" / "text"), str(Path(__file__).resolve().parent)]

from accuracy import articles, default_folders  # noqa: E402
from pages.further import SETS, further_pages  # noqa: E402
from pages.making import FRESH_WRAPPINGS, dumped, pages  # noqa: E402
from pages.measure import measured, report  # noqa: E402

from fugong.lexicon import read_rows  # noqa: E402
from fugong.text import width  # noqa: E402
from fugong.text.body import BoilerplateCue, find_boilerplate  # noqa: E402
from fugong.text.html import looks_like_html  # noqa: E402
from fugong.text.metadata import find_dateline  # noqa: E402


def cues() -> tuple[BoilerplateCue, ...]:
    """Return the cues of the seed table."""
    rows = read_rows(ROOT / "seeds" / "boilerplate_cues.csv")
    return tuple(BoilerplateCue(row["cue"], row["match"], row["action"]) for row in rows)


def measure(name: str, work: Callable[[str], object], texts: Sequence[str], repeat: int) -> None:
    """Print the speed of `work` in megabytes of UTF-8 a second, the best of `repeat` rounds."""
    best = float("inf")
    for _ in range(1 + repeat):
        begin = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - begin)
    size = sum(len(text.encode()) for text in texts) / 1e6
    print(f"  {name:20}{size / max(best, 1e-9):10.1f} MB/s{1e6 * best / len(texts):10.1f} µs an article")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--quality", action="store_true")
    arguments = parser.parse_args()
    known = cues()
    texts = [width.fold(text) for _, text in articles(arguments.folders or default_folders())]
    print(f"clean articles: {len(texts)}, {sum(len(text.encode()) for text in texts) // len(texts)} bytes each")
    measure("looks_like_html", looks_like_html, texts, arguments.repeat)
    measure("find_dateline", find_dateline, texts, arguments.repeat)
    measure("find_boilerplate", lambda text: find_boilerplate(text, known), texts, arguments.repeat)
    if arguments.quality:
        sets = {"first": list(pages()), "fresh": list(pages(tuple(FRESH_WRAPPINGS), per_layout=5))}
        sets |= {name: list(further_pages(name)) for name in SETS}
        for name, made in sets.items():
            print(f"\n{name}, as pages: {report([measured(page, known) for page in made])}")
            html = [page for page in made if not page.is_scraped]
            print(f"\n{name}, as dumps: {report([measured(page, known, dumped) for page in html])}")


if __name__ == "__main__":
    main()
