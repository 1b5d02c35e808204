"""Measure how well near copies are told from other articles, and what their signatures cost.

    python benchmarks/copies/accuracy.py [FOLDER ...] [--show]

FOLDER holds articles (`*.txt`); by default ../shared/real and ../shared/seeds where they are at hand, and the sample
corpus. Of every article the reposts of tests/copies are made, and bulletins with other figures: all, half or a third of
them. Printed is how many of each kind came into their article's group: of the reposts all should, of the bulletins none
whose figures are all others. Articles that are copies of each other are listed; look at them.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from copies.groups import grouped, keys, normalised  # noqa: E402
from copies.reposts import REPOSTS, next_bulletin  # noqa: E402
from fugong.lexicon import load_lexicon  # noqa: E402
from fugong.text.decode import salvage  # noqa: E402
from fugong.text.signature import bands  # noqa: E402

BULLETINS = {"bulletin, all figures": 1.0, "bulletin, half of them": 0.5, "bulletin, a third": 0.34}
SHORTEST = 150
ROUNDS = 7
# As many documents as the loader takes at a time.
BATCH = 200


def default_folders() -> list[Path]:
    folders = [ROOT.parent / "shared" / "real", ROOT.parent / "shared" / "seeds", ROOT / "corpus"]
    return [folder for folder in folders if folder.is_dir()]


def cost(texts: list[str]) -> float:
    """Return the milliseconds of CPU that the signatures of 1,000 characters take, the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for start in range(0, len(texts), BATCH):
            bands(texts[start : start + BATCH])
        best = min(best, time.process_time() - started)
    return best * 1e6 / sum(map(len, texts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--show", action="store_true", help="name the articles whose reposts were not found")
    given = parser.parse_args()
    cues = load_lexicon(ROOT / "seeds").boilerplate
    files = [file for folder in given.folders or default_folders() for file in sorted(folder.glob("*.txt"))]
    read = normalised({file.stem: salvage(file.read_bytes()).text for file in files}, cues)
    articles = {name: text for name, text in read.items() if len(text) >= SHORTEST}
    kinds = {
        **{kind: lambda text, random, make=make: make(text, random) for kind, make in REPOSTS.items()},
        **{
            kind: lambda text, random, share=share: next_bulletin(text, random, share)
            for kind, share in BULLETINS.items()
        },
    }
    made = {
        f"{name}/{kind}": make(text, Random(name)) for name, text in articles.items() for kind, make in kinds.items()
    }
    texts = articles | normalised(made, cues)
    tables = grouped(texts)
    found = keys(tables)
    ((candidates, copies),) = tables.execute(
        "select (select count(*) from bld_copy_candidate), (select count(*) from bld_copy_pair where is_copy)"
    ).fetchall()
    print(f"{len(articles)} articles, {len(texts)} texts, {candidates} candidate pairs, {copies} pairs of copies")
    print(f"signature: {cost(list(texts.values())):.3f} ms of CPU for 1,000 characters")
    for kind in kinds:
        apart = [name for name in articles if found[f"{name}/{kind}"] != found[name]]
        print(f"  {kind:<24} {len(articles) - len(apart):>4} of {len(articles)} in their article's group")
        if given.show and kind in REPOSTS:
            print(*(f"      not {name}" for name in apart), sep="\n")
    groups: dict[str, list[str]] = {}
    for name in articles:
        groups.setdefault(found[name], []).append(name)
    for members in groups.values():
        if len(members) > 1:
            print("  one group:", ", ".join(members))


if __name__ == "__main__":
    main()
