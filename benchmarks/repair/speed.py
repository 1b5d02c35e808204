"""Measure what the gate, the repair and the stripping of annotations cost, beside OpenCC on the same text.

    python benchmarks/repair/speed.py [FOLDER ...] [--repeat N]

CPU time of one process; trust the ratios, not the megabytes. FOLDER as for accuracy.py.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from accuracy import articles, default_folders
from opencc import OpenCC

from damage.score import fit_for
from damage.simulator import damage
from damage.sites import PINYIN_ONLY, SITES
from fugong.text.pinyin import annotation_spans, find_annotations
from fugong.text.slips import find_slips
from fugong.text.slips.gate import find_anchors


def measure(name: str, work: Callable[[str], object], texts: Sequence[str], repeat: int) -> float:
    """Print and return the speed of `work` in megabytes of UTF-8 a second; the first round is not counted."""
    for text in texts:
        work(text)
    begin = time.process_time()
    for _ in range(repeat):
        for text in texts:
            work(text)
    seconds = (time.process_time() - begin) / repeat
    speed = sum(len(text.encode()) for text in texts) / 1e6 / max(seconds, 1e-9)
    print(f"  {name:28}{speed:9.2f} MB/s{1000 * seconds:12.1f} ms", flush=True)
    return speed


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    sources = [fit_for(text) for _, text in articles(arguments.folders or default_folders())]
    converter = OpenCC("t2s")

    print("annotated traditional text without slips")
    annotated = [damage(text, seed=1, site=PINYIN_ONLY).text for text in sources]
    opencc = measure("OpenCC t2s", converter.convert, annotated, arguments.repeat)
    gate = measure("gate", find_anchors, annotated, arguments.repeat)
    measure("repair (gate and search)", find_slips, annotated, arguments.repeat)
    measure("annotation spans", annotation_spans, annotated, arguments.repeat)
    measure("annotation edits", find_annotations, annotated, arguments.repeat)
    print(f"  gate ÷ OpenCC: {gate / opencc:.2f}")

    print("annotated traditional text with slips")
    made = [damage(text, seed=1, site=SITES["kept-marks"]) for text in sources]
    slipped = [one.text for one in made]
    count = sum(len(one.slips) for one in made)
    opencc = measure("OpenCC t2s", converter.convert, slipped, arguments.repeat)
    repair = measure("repair (gate and search)", find_slips, slipped, arguments.repeat)
    size = sum(len(text.encode()) for text in slipped) / 1e6
    print(f"  slips: {count}, CPU time a slip: {1000 * size / repair / max(1, count):.2f} ms")
    print(f"  repair ÷ OpenCC: {repair / opencc:.2f}")


if __name__ == "__main__":
    main()
