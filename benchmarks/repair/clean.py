"""Measure what the repair does to clean text: every change that it makes there is a false one.

    python benchmarks/repair/clean.py [FOLDER ...] [--variants] [--length 3000] [--jobs 1] [--show 40]

FOLDER holds clean texts (`*.txt`, UTF-8, in any script and language), by default as for accuracy.py. Each file is cut
at line ends into documents of about `--length` characters, for a repair weighs a whole document. With `--variants` each
is also read folded and in traditional characters of three kinds. Counted are changed stretches: slips, mojibake, and
annotations that were taken off; not the script, the width, or what belongs to no body. What is only reported as
unreadable is counted apart. A change touches a digit if one stands within it or right beside it. Every change is
printed with its surroundings.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from accuracy import articles, clean_variants, default_folders

from fugong.text.pipeline import StepTrace, normalise

# Steps whose every change in a clean text is false; mojibake and slips are taken from the repairs that they make.
ANNOTATIONS = "pinyin"
CONTEXT = 14


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch `[start, end)` of a document that was changed, or reported, by a rule."""

    rule: str
    is_applied: bool
    before: str
    after: str
    around: str
    touches_digit: bool


@dataclass(slots=True)
class Tally:
    """What was found in one or many documents."""

    characters: int = 0
    documents: int = 0
    changes: list[tuple[str, Change]] = field(default_factory=list)

    def add(self, name: str, text: str, changes: list[Change]) -> None:
        self.characters += len(text)
        self.documents += 1
        self.changes.extend((name, change) for change in changes)

    def row(self, name: str) -> str:
        applied = [change for _, change in self.changes if change.is_applied]
        digits = sum(change.touches_digit for change in applied)
        reported = len(self.changes) - len(applied)
        return (
            f"{name[:34]:34}{self.characters:12,}{len(applied):9}{per_million(len(applied), self.characters):13.2f}"
            f"{digits:9}{reported:10}"
        )


def per_million(count: int, characters: int) -> float:
    return 1e6 * count / max(1, characters)


def documents_of(text: str, length: int) -> Iterator[str]:
    """Cut `text` at line ends into documents of `length` characters or a little more."""
    lines: list[str] = []
    size = 0
    for line in text.splitlines(keepends=True):
        lines.append(line)
        size += len(line)
        if size >= length:
            yield "".join(lines)
            lines, size = [], 0
    if lines:
        yield "".join(lines)


def changes_of(document: str) -> list[Change]:
    """Return what the text steps change in a document, or report as unreadable."""
    annotations: list[tuple[int, int]] = []

    def note(trace: StepTrace) -> None:
        if trace.name == ANNOTATIONS:
            annotations.extend(trace.to_raw(edit.start, edit.end) for edit in trace.edits)

    read = normalise(document, (), note)
    found = [
        (repair.raw_start, repair.raw_end, repair.rule, repair.is_applied, repair.after_text) for repair in read.repairs
    ] + [(start, end, "pinyin", True, "") for start, end in annotations]
    return [
        Change(
            rule,
            is_applied,
            document[start:end],
            after,
            f"{document[max(0, start - CONTEXT) : start]}⟦{document[start:end]}⟧{document[end : end + CONTEXT]}",
            any(character.isdecimal() for character in document[max(0, start - 1) : end + 1] + after),
        )
        for start, end, rule, is_applied, after in sorted(found)
    ]


def read_variants(name: str, text: str, variants: bool) -> Iterator[tuple[str, str]]:
    yield from ((f"{variant}: {name}", form) for variant, form in clean_variants(text)) if variants else [(name, text)]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--variants", action="store_true")
    parser.add_argument("--length", type=int, default=3000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--show", type=int, default=40, help="how many changes of a rule are printed")
    arguments = parser.parse_args()

    begin = time.perf_counter()
    whole = Tally()
    folders: dict[str, Tally] = {}
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for folder in arguments.folders or default_folders():
            named = [
                (name, document)
                for article, text in articles([folder])
                for name, form in read_variants(f"{folder.name}/{article}", text, arguments.variants)
                for document in documents_of(form, arguments.length)
            ]
            found = pool.map(changes_of, [document for _, document in named], chunksize=8)
            for (name, document), changes in zip(named, found, strict=True):
                part = name if len(arguments.folders) and not arguments.variants else name.split("/")[0]
                folders.setdefault(part, Tally()).add(name, document, changes)
                whole.add(name, document, changes)

    print(f"{'text':34}{'characters':>12}{'changed':>9}{'per million':>13}{'digits':>9}{'reported':>10}")
    for name, tally in (*folders.items(), ("all", whole)):
        print(tally.row(name))
    print(f"\n{time.perf_counter() - begin:.0f} s, {whole.documents:,} documents\n")
    rules = Counter((change.is_applied, change.rule) for _, change in whole.changes)
    for (is_applied, rule), count in sorted(rules.items(), reverse=True):
        print(f"{rule} ({'changed' if is_applied else 'reported'}): {count}")
        shown = [(n, c) for n, c in whole.changes if (c.is_applied, c.rule) == (is_applied, rule)]
        for name, change in shown[: arguments.show]:
            digit = " DIGIT" if change.touches_digit else ""
            print(f"  {name}{digit}: {change.around!r} → {change.after!r}")


if __name__ == "__main__":
    main()
