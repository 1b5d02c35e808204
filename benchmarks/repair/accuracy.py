"""Measure how well slips are read: damage clean articles with the simulator, repair them, compare.

    python benchmarks/repair/accuracy.py [FOLDER ...] [--seeds N] [--share 1.0] [--sites a,b] [--show N]
        [--model FILE] [--clean]

FOLDER holds clean articles (`*.txt`, simplified, UTF-8); by default ../shared/real where it is at hand, and the clean
sources of the sample corpus. Of ../shared/real only every second article is taken, beginning with the first: the
shipped language model has counted the others (`tools/build_language_model.py`). `prose` beside this file holds news of
our own making that no model has counted, full of speeches: most slips begin at what ends or begins one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real"
sys.path.insert(0, str(ROOT / "tests"))

from opencc import OpenCC  # noqa: E402

from damage.score import BINS, Group, Tally, fit_for, score_text, simplified  # noqa: E402
from damage.sites import FULL_WIDTH_ASCII, SITES  # noqa: E402
from fugong.text.aligned import Edit  # noqa: E402
from fugong.text.slips import find_slips  # noqa: E402
from fugong.text.slips.model import LanguageModel, language_model  # noqa: E402
from fugong.text.slips.ngrams import load  # noqa: E402


def articles(folders: list[Path]) -> list[tuple[str, str]]:
    """Return name and text of every article, in the order of their names."""
    return [
        (path.name, path.read_text("utf-8-sig"))
        for folder in folders
        for path in sorted(folder.glob("*.txt"))[:: 2 if folder == REAL else 1]
    ]


def default_folders() -> list[Path]:
    """Return the real articles if they are at hand, and our own clean sources."""
    own = [ROOT / "tests" / "damage" / "sources"]
    return [REAL, *own] if REAL.is_dir() else own


# Sites that make no slips.
HARMLESS = ("plain-traditional", "pinyin-only")


class TimedRepair:
    """The repair under measurement: text to edits, with the CPU time it took."""

    def __init__(self, model: LanguageModel | None) -> None:
        """Use `model` instead of the shipped one, if given."""
        self.model = model
        self.seconds = 0.0

    def __call__(self, raw: str) -> tuple[Edit, ...]:
        """Return the edits that `find_slips` asks for."""
        begin = time.process_time()
        edits = find_slips(raw, self.model).edits
        self.seconds += time.process_time() - begin
        return edits


def damaged_report(arguments: argparse.Namespace, texts: list[tuple[str, str]]) -> None:
    """Print how well damaged articles are read, site by site, and how confidence agrees with it."""
    names = arguments.sites.split(",") if arguments.sites else [name for name in SITES if name not in HARMLESS]
    model = language_model().with_trained(load(arguments.model)) if arguments.model else None
    whole = Tally()
    shown: list[tuple[str, Group]] = []
    print(f"{'site':24}{'sentences':>10}{'slips':>8}{'exact':>8}{'chars':>8}{'≥0.9 ok':>9}{'figures':>9}{'ms/slip':>9}")
    for name in names:
        tally, repair = Tally(), TimedRepair(model)
        for seed in range(arguments.seeds):
            random = Random(f"{seed} {name}")
            for _, text in texts:
                if random.random() >= arguments.share:
                    continue
                one, groups, _ = score_text(fit_for(text), SITES[name], seed, repair)
                tally.merge(one)
                shown.extend((name, group) for group in groups if not group.is_exact)
        whole.merge(tally)
        print(row(name, tally, repair.seconds), flush=True)
    print(row("all", whole, 0.0))
    print("\nconfidence   repairs   exactly right")
    for low, high in zip(BINS, (*BINS[1:], 1.0), strict=True):
        count, right = whole.bins[low]
        if count:
            print(f"{low:.2f}–{high:.2f} {count:10} {right / count:12.1%}")
    Random(arguments.show).shuffle(shown)
    for name, group in shown[: arguments.show]:
        conf = ",".join(f"{c:.2f}" for c in group.confidences)
        print(f"{name} [{conf}] {group.context}\n    {group.damaged}\n  = {group.expected}\n  ≠ {group.got}")


def row(name: str, tally: Tally, seconds: float) -> str:
    """Return one line of the table."""
    return (
        f"{name:24}{tally.sentences:10}{tally.slips:8}{tally.share_exact():8.1%}{tally.share_of_characters():8.1%}"
        f"{tally.precision_from(0.9):9.1%}{tally.figures_changed:9}{1000 * seconds / max(1, tally.slips):9.2f}"
    )


def clean_variants(text: str) -> Iterator[tuple[str, str]]:
    """Yield the text as clean sites carry it."""
    yield "simplified", text
    yield "folded", text.translate({ord(w): n for w, n in FULL_WIDTH_ASCII.items()})
    yield "traditional", str(OpenCC("s2t").convert(text))
    yield "Taiwan", str(OpenCC("s2twp").convert(text))
    yield (
        "folded traditional",
        str(OpenCC("s2t").convert(text)).translate({ord(w): n for w, n in FULL_WIDTH_ASCII.items()}),
    )


def clean_report(texts: list[tuple[str, str]]) -> None:
    """Print what the repair changes in clean articles, in the forms in which clean sites carry them."""
    counts: dict[str, list[int]] = {}
    for name, text in texts:
        for variant, changed in clean_variants(text):
            report = find_slips(changed)
            counted = counts.setdefault(variant, [0, 0, 0])
            counted[0] += len(changed)
            counted[1] += len(report.edits)
            counted[2] += len(report.unrepaired)
            for edit in report.edits:
                around = changed[max(0, edit.start - 12) : edit.end + 12]
                print(f"  {name} {variant}: {around!r} {edit}")
    print(f"{'clean text':24}{'characters':>12}{'changed':>9}{'reported':>9}{'changed per million':>21}")
    for variant, (characters, changes, reports) in counts.items():
        print(f"{variant:24}{characters:12}{changes:9}{reports:9}{1e6 * changes / max(1, characters):21.2f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--sites", default="")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--model", type=Path, help="a file of counts written by `fugong train-lm`")
    parser.add_argument("--clean", action="store_true")
    arguments = parser.parse_args()
    texts = articles(arguments.folders or default_folders())
    simplified("復")
    find_slips("我們!绷私獾竭@一情況")
    if arguments.clean:
        clean_report(texts)
    else:
        damaged_report(arguments, texts)


if __name__ == "__main__":
    main()
