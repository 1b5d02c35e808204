"""Measure what Fugong reads out of articles beside other systems, on labelled articles, all in one run.

    python benchmarks/meaning/compare.py --others PYTHON [--articles FOLDER] [--labels FILE] [--rounds N] [--misses]

PYTHON is the interpreter of an environment with the packages of `requirements.txt` beside this file; `make compare`
sets one up. FOLDER and FILE are ../shared/seeds and ../shared/gold/seeds.jsonl if not given.

Everybody gets each article twice: as it came (decoded), and as Fugong normalises it (repaired, simplified, width
folded, the body only). A quantity is found if a number of its value is, wherever that stands: pairs are made one to
one, those with the right unit first, then those at the most similar place in the text. A number that is said of each
item of a list has a label for each; one find counts for all of them. A find that no label says is false; optional
labels are neither missed nor found. Units of things that are counted need only be some counting unit, since careful
readers name things differently. A quantity is bound if indicator, place and day are right as far as its label has them.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
sys.path.insert(0, str(ROOT / "src"))

import duckdb  # noqa: E402

from fugong import __version__  # noqa: E402
from fugong.lexicon import load_lexicon  # noqa: E402
from fugong.mentions.scan import Scanner  # noqa: E402
from fugong.text.pipeline import normalise  # noqa: E402

Row = dict[str, Any]
EXACT_UNITS = frozenset({"percent", "percentage_point", "CNY", "tonne", "kWh"})
MARTS = frozenset({"rate", "fund", "project_count"})
OWN = "**Fugong**"
FACTS = """
    select
        documents.source_name as doc,
        facts.raw_start as start,
        facts.value_text as text,
        facts.value::double as value,
        facts.unit,
        facts.kind,
        facts.indicator,
        coalesce(cities.city_name, '') as place,
        coalesce(facts.as_of_date::varchar, '') as as_of
    from fct_quantities as facts
    inner join dim_document as documents on facts.document_key = documents.document_key
    left join dim_city as cities on facts.city_key = cities.city_key
    where not facts.is_superseded
    order by doc, start
"""


@dataclass(slots=True)
class Score:
    """What a system came to. Counts are of labels, but `false`, which is of finds."""

    found: int = 0
    percentages: int = 0
    money: int = 0
    counts: int = 0
    unit_right: int = 0
    bound: int = 0
    right_finds: int = 0
    false: int = 0

    def row(self, name: str, speed: float | None) -> str:
        """Return the system's line of the table."""
        finds = self.right_finds + self.false
        precision = f"{self.right_finds / finds:.2f}" if finds else "–"
        cells = (
            self.found,
            self.percentages,
            self.money,
            self.counts,
            self.unit_right,
            self.bound,
            self.false,
            precision,
        )
        return f"| {name} | {' | '.join(map(str, cells))} | {'–' if speed is None else f'{speed:,.0f}'} |"


def is_unit_right(label: Row, find: Row) -> bool:
    """Tell whether a find says the label's unit; for things that are counted any counting unit will do."""
    if label["unit"] in EXACT_UNITS or find["unit"] in EXACT_UNITS:
        return bool(label["unit"] == find["unit"])
    return bool(find["unit"])


def is_bound(label: Row, find: Row) -> bool:
    """Tell whether a find says what is measured, where and as of when, as far as the label does."""
    return (
        find.get("kind") == label["kind"]
        and (label["kind"] not in MARTS or find["indicator"] == label["indicator"])
        and (not label.get("place") or find["place"] in label["place"].split("、"))
        and (not label.get("as_of") or find["as_of"] == label["as_of"])
    )


def paired(labels: Sequence[Row], finds: Sequence[Row], length: int) -> dict[int, int]:
    """Return which label (by its index) is said by which find."""
    possible = sorted(
        (
            not is_unit_right(label, find),
            not is_bound(label, find),
            abs(number / len(labels) - find["start"] / max(1, length)),
            number,
            position,
        )
        for number, label in enumerate(labels)
        for position, find in enumerate(finds)
        if math.isclose(label["value"], find["value"], rel_tol=1e-6, abs_tol=1e-6)
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, number, position in possible:
        if number not in pairs and position not in taken:
            pairs[number] = position
            taken.add(position)
    said_of_each = {_said(labels[number]): position for number, position in pairs.items()}
    for number, label in enumerate(labels):
        position = said_of_each.get(_said(label))
        if number not in pairs and position is not None:
            pairs[number] = position
    return pairs


def _said(label: Row) -> tuple[str, str]:
    """Return what the labels of one number have in common: their quotes name an item each, then … and the number."""
    return label["quote"].rpartition("…")[2], label["raw_number"]


def scored(labels: dict[str, list[Row]], finds: dict[str, list[Row]], lengths: dict[str, int], misses: bool) -> Score:
    """Score the finds in all documents."""
    score = Score()
    for name, wanted in labels.items():
        there = finds.get(name, [])
        pairs = paired(wanted, there, lengths[name])
        right: set[int] = set()
        for number, label in enumerate(wanted):
            if label.get("optional"):
                continue
            if number not in pairs:
                if misses:
                    print(f"  missed {name} {label['raw_number']}  {label['quote']}", file=sys.stderr)
                continue
            find = there[pairs[number]]
            right.add(pairs[number])
            score.found += 1
            score.percentages += label["unit"] in ("percent", "percentage_point")
            score.money += label["unit"] == "CNY"
            score.counts += label["unit"] not in ("percent", "percentage_point", "CNY")
            score.unit_right += is_unit_right(label, find)
            score.bound += is_bound(label, find)
        score.right_finds += len(right)
        for position, find in enumerate(there):
            if position not in pairs.values():
                score.false += 1
                if misses:
                    print(f"  false  {name} {find['text']} = {find['value']:g} {find['unit']}", file=sys.stderr)
    return score


def built(articles: Path, warehouse: Path, work: Path) -> float:
    """Load and build the articles into a new warehouse; return the CPU seconds that took."""
    environment = os.environ | {
        "FUGONG_WAREHOUSE": str(warehouse),
        "FUGONG_PROJECT_DIR": str(ROOT),
        "PYTHONPATH": str(ROOT / "src"),
    }
    begin = resource.getrusage(resource.RUSAGE_CHILDREN)
    load = [sys.executable, "-m", "fugong", "load", "--quiet", str(articles)]
    build = [
        *(sys.executable, "-m", "dbt.cli.main", "--quiet", "--log-path", str(work / "logs"), "build"),
        *("--exclude-resource-types", "test", "unit_test"),
        *("--profiles-dir", str(ROOT / "profiles"), "--target-path", str(work / "dbt")),
    ]
    for command in (load, build):
        subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - begin.ru_utime - begin.ru_stime


def rows(warehouse: Path, query: str) -> list[Row]:
    """Return the rows of a query by column name."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def by_document(found: Sequence[Row]) -> dict[str, list[Row]]:
    """Return rows by the name of their document."""
    documents: dict[str, list[Row]] = {}
    for row in found:
        documents.setdefault(row["doc"], []).append(row)
    return documents


def written_normalised(texts: dict[str, str], articles: Path, folder: Path) -> Path:
    """Write the normalised texts as articles of the same names, with what the manifest says of them."""
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    manifest = articles / "manifest.csv"
    if manifest.is_file():
        with manifest.open(encoding="utf-8-sig", newline="") as file:
            described = list(csv.DictReader(file))
        with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(described[0]))
            writer.writeheader()
            writer.writerows(row | {"path": f"{Path(row['path']).stem}.txt"} for row in described)
    return folder


def fastest(work: Callable[[], object], rounds: int) -> float:
    """Return the CPU seconds of the fastest round, after one that is not counted."""
    work()
    best = math.inf
    for _ in range(rounds):
        begin = time.process_time()
        work()
        best = min(best, time.process_time() - begin)
    return best


def compared(given: argparse.Namespace, work: Path) -> list[str]:
    """Return the lines of the report."""
    labels = by_document([json.loads(line) for line in given.labels.read_text("utf-8").splitlines() if line.strip()])
    seconds = {"raw": built(given.articles, work / "of_raw.duckdb", work)}
    stored = rows(
        work / "of_raw.duckdb",
        "select source_name as doc, raw_text as raw, normalised_text as normalised "
        "from dim_document join document_text using (document_key) order by doc",
    )
    texts = {
        kind: {row["doc"]: str(row[kind]) for row in stored if row["doc"] in labels} for kind in ("raw", "normalised")
    }
    folder = written_normalised(texts["normalised"], given.articles, work / "normalised")
    seconds["normalised"] = built(folder, work / "of_normalised.duckdb", work)

    lexicon = load_lexicon(ROOT / "seeds")
    scanner = Scanner(lexicon)
    stages: dict[str, Callable[[str], object]] = {
        "raw": lambda text: scanner.scan(normalise(text, lexicon.boilerplate).text),
        "normalised": scanner.scan,
    }
    titles = {"raw": "Texts as they came", "normalised": "Texts as Fugong normalises them"}
    wanted = [label for its in labels.values() for label in its if not label.get("optional")]
    units = [label["unit"] for label in wanted]
    percentages, money = sum(unit.startswith("percent") for unit in units), units.count("CNY")
    lines = [
        f"{date.today()}, Python {sys.version.split()[0]}, Fugong {__version__}; {len(wanted)} labelled quantities."
    ]
    versions: dict[str, str] = {}
    for kind, title in titles.items():
        characters = sum(map(len, texts[kind].values()))
        lengths = {name: len(text) for name, text in texts[kind].items()}
        lines += [
            "",
            f"{title} ({characters:,} characters):",
            "",
            f"| system | found of {len(wanted)} | percentages of {percentages} | money of {money} "
            f"| counts and others of {len(wanted) - percentages - money} | unit right | bound right | false finds "
            "| precision | characters per CPU second |",
            "|---|---|---|---|---|---|---|---|---|---|",
        ]
        own = by_document(rows(work / f"of_{kind}.duckdb", FACTS))
        finding = fastest(lambda: [stages[kind](text) for text in texts[kind].values()], given.rounds)  # noqa: B023
        lines.append(scored(labels, own, lengths, given.misses).row(OWN, characters / finding))
        done = subprocess.run(  # noqa: S603
            [str(given.others), str(Path(__file__).parent / "others.py")],
            input=json.dumps({"texts": texts[kind], "rounds": given.rounds}),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        for name, result in json.loads(done.stdout).items():
            if "version" in result:
                versions[name.split(",")[0]] = result["version"]
            if "error" in result:
                lines.append(f"| {name} | could not be run: {result['error']} |" + " |" * 8)
                continue
            finds = {
                document: [dict(zip(("start", "text", "value", "unit"), find, strict=True)) for find in found]
                for document, found in result["finds"].items()
            }
            if given.misses:
                print(f"{name}, {kind}", file=sys.stderr)
            lines.append(scored(labels, finds, lengths, given.misses).row(name, characters / result["seconds"]))
        lines += [
            "",
            "Fugong's speed is that of finding numbers, dates, places and terms in memory. From files to a built "
            f"warehouse the {len(texts[kind])} articles took {seconds[kind]:.0f} CPU seconds, most of it start-up.",
        ]
    lines[0] += "".join(f" {name} {said}." for name, said in sorted(versions.items()))
    return lines


def main() -> int:
    """Print the tables, in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--others", type=Path, required=True, metavar="PYTHON")
    parser.add_argument("--articles", type=Path, default=SHARED / "seeds")
    parser.add_argument("--labels", type=Path, default=SHARED / "gold" / "seeds.jsonl")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--misses", action="store_true", help="print what each system missed and what it found wrongly")
    given = parser.parse_args()
    for path in (given.articles, given.labels, given.others):
        if not path.exists():
            print(f"compare.py: {path} is not there", file=sys.stderr)
            return 2
    with tempfile.TemporaryDirectory(prefix="fugong-compare-") as folder:
        print("\n".join(compared(given, Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
