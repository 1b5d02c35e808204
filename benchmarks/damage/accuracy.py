"""Measure what damage costs: labelled articles read clean, and read as re-posting sites would have left them.

    python benchmarks/damage/accuracy.py [--variants a,b] [--seed N] [--work FOLDER] [--misses]
        [--articles FOLDER --labels FILE]

Our labelled articles (or those of FOLDER, whose labels in FILE hold offsets) are brought into their clean form, then
damaged in every way of VARIANTS. Each variant is written into a folder (articles, manifest, labels with offsets in the
damaged raw text), loaded and built in a warehouse of its own (in one with the originals it would count as a copy of
them) and scored as the gold gate does. A label whose digits the damage destroyed is left out, in the clean articles it
is compared with, too. The same seed gives the same files. `--work` keeps them; `--misses` prints what is read right in
the clean articles and wrong in the damaged ones.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "tests" / "gold"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "gate"), str(Path(__file__).resolve().parent)]

from articles import (  # noqa: E402
    Labelled,
    Row,
    Traced,
    as_published,
    carried,
    damaged_by,
    dump,
    entities,
    fit,
    layouts,
    located,
    page,
    quoted,
)
from score import Report, score  # noqa: E402

from damage.score import has_code  # noqa: E402
from damage.sites import (  # noqa: E402
    ASCII_MARKS,
    KEPT_MARKS,
    MARKS_THEN_PINYIN,
    PINYIN_ONLY,
    PLAIN_TRADITIONAL,
    SHORT_PINYIN,
    SIMPLIFIED_MARKS,
    TAKES_ALONG,
    VANISHING_BYTES,
    Site,
)
from fugong import config  # noqa: E402
from fugong.text.decode import salvage  # noqa: E402

FIGURES = ("quantities_f1", "marts_f1", "kind", "indicator", "comparator", "place", "as_of")
# Articles that are pages already stay out of other pages, and so do those whose day is not known: pages tell it.
PAGES = ("page-", "scraped-")


@dataclass(frozen=True, slots=True)
class Variant:
    """One way of damage: the site that does it, what the text is set into, its encoding, how characters are written.

    `is_quoted`: every second sentence is set in quotation marks before; `control`: the variant it is compared with.
    """

    site: Site | None = None
    dress: str = "text"
    encoding: str = "utf-8"
    writing: tuple[str, ...] = ("plain",)
    is_quoted: bool = False
    control: str = "clean"


VARIANTS = {
    "clean": Variant(),
    "traditional": Variant(PLAIN_TRADITIONAL),
    "readings": Variant(PINYIN_ONLY),
    "slips-readings": Variant(SHORT_PINYIN),
    "slips-kept": Variant(KEPT_MARKS),
    "slips-ascii": Variant(ASCII_MARKS),
    "slips-two": Variant(MARKS_THEN_PINYIN),
    "slips-vanish": Variant(VANISHING_BYTES),
    "slips-simplified": Variant(SIMPLIFIED_MARKS),
    "slips-along": Variant(TAKES_ALONG),
    "quoted": Variant(is_quoted=True),
    "quoted-kept": Variant(KEPT_MARKS, is_quoted=True, control="quoted"),
    "quoted-ascii": Variant(ASCII_MARKS, is_quoted=True, control="quoted"),
    "quoted-simplified": Variant(SIMPLIFIED_MARKS, is_quoted=True, control="quoted"),
    "quoted-along": Variant(TAKES_ALONG, is_quoted=True, control="quoted"),
    "page": Variant(dress="page"),
    "page-gbk": Variant(dress="page", encoding="gbk"),
    "page-big5": Variant(PLAIN_TRADITIONAL, dress="page", encoding="big5"),
    "page-entities": Variant(dress="page", writing=("named", "decimal", "hex")),
    "page-slips": Variant(KEPT_MARKS, dress="page", control="page"),
    "dump": Variant(dress="dump"),
    "dump-slips": Variant(ASCII_MARKS, dress="dump", control="dump"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a variant: which labels (document, line) it asks for and how many the damage destroyed."""

    folder: Path
    labels: Path
    kept: frozenset[tuple[str, int]]
    destroyed: int


def own_articles() -> list[Labelled]:
    """Return the sample articles, from their clean sources, and the retold ones."""
    corpus = read_articles(ROOT / "corpus", GOLD / "corpus.jsonl", ROOT / "tests" / "damage" / "sources")
    return corpus + read_articles(GOLD / "retold", GOLD / "retold.jsonl")


def read_articles(folder: Path, labels: Path, sources: Path | None = None) -> list[Labelled]:
    """Return the labelled articles of a folder, taking the text of those that `sources` holds from there."""
    files = sorted(labels.glob("*.jsonl")) if labels.is_dir() else [labels]
    of_document: dict[str, list[Row]] = {}
    for line in (line for file in files for line in file.read_text("utf-8").splitlines() if line.strip()):
        row = json.loads(line)
        of_document.setdefault(row["doc"], []).append(row)
    described: dict[str, dict[str, str]] = {}
    if (folder / "manifest.csv").is_file():
        with (folder / "manifest.csv").open(encoding="utf-8-sig", newline="") as file:
            described = {Path(row["path"]).stem: row for row in csv.DictReader(file)}
    found = []
    for path in sorted(folder.iterdir()):
        if path.stem not in of_document or path.suffix != ".txt":
            continue
        source = sources / path.name if sources and (sources / path.name).is_file() else path
        text = fit(as_published(salvage(source.read_bytes()).text), lambda character: has_code(character, "gbk"))
        wanted = [label | {"line": line} for line, label in enumerate(of_document[path.stem])]
        labels_there = tuple(_with_narrow_quotes(text, wanted))
        found.append(Labelled(path.stem, text, labels_there, described.get(path.stem, {})))
    return found


def _with_narrow_quotes(text: str, labels: Sequence[Row]) -> Iterator[Row]:
    """Yield the labels with offsets: their quotes are of half width, in which offsets are the same."""
    narrow = "".join(NARROW.get(character, character) for character in text)
    wanted = [label | {key: _narrow(label[key]) for key in ("quote", "raw_number") if key in label} for label in labels]
    originals = {label["line"]: label for label in labels}
    for label in located(narrow, wanted):
        yield originals[label["line"]] | {"raw_start": label["raw_start"], "raw_end": label["raw_end"]}


NARROW = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


def _narrow(text: str) -> str:
    return "".join(NARROW.get(character, character) for character in text)


def written(articles: Sequence[Labelled], name: str, seed: int, folder: Path) -> Written:
    """Write the variant of that name into a folder, with its manifest and labels, and say what became of the labels."""
    variant = VARIANTS[name]
    files = folder / name
    files.mkdir(parents=True)
    rows: list[Row] = []
    manifest: list[dict[str, str]] = []
    destroyed = 0
    shapes = layouts()
    for number, article in enumerate(articles):
        if variant.dress != "text" and (article.name.startswith(PAGES) or not article.has_day):
            continue
        choose = Random(f"{seed} {name} {article.name}")
        clean = Traced.whole(article.text)
        site_seed = choose.randrange(2**31)
        layout = shapes[(number + seed + list(VARIANTS).index(name)) % len(shapes)]
        writing = variant.writing[(number + seed) % len(variant.writing)]
        damaged = quoted(clean, seed + number) if variant.is_quoted else clean
        if variant.dress == "dump":
            damaged = fitted(dump(article, clean, layout))
        if variant.site:
            damaged = damaged_by(variant.site, damaged, site_seed)
        raw, suffix = damaged, ".txt"
        if variant.dress == "page":
            raw = page(article, damaged, layout, variant.encoding, entities(writing))
            suffix = ".html"
        path = files / f"{article.name}{suffix}"
        path.write_bytes(raw.text.encode(variant.encoding, errors="xmlcharrefreplace"))
        kept = list(carried(article.labels, article.text, damaged, raw))
        if variant.dress == "page":
            kept = without_title(article, kept)
        destroyed += len(article.labels) - len(kept)
        rows.extend(kept)
        if variant.dress != "page":
            told = {key: value for key, value in article.described.items() if key != "path"}
            manifest.append({"path": path.name} | told)
    columns = list(dict.fromkeys(key for row in manifest for key in row)) or ["path"]
    with (files / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(manifest)
    labels = folder / f"{name}.jsonl"
    labels.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return Written(
        files, labels, frozenset((row["doc"], row["line"]) for row in rows if not row.get("optional")), destroyed
    )


def without_title(article: Labelled, labels: Sequence[Row]) -> list[Row]:
    """Return the labels of a page: its title may be no part of its body, so what it states is optional.

    These come last, so that a figure which the body repeats is paired with the label of the body.
    """
    in_title = [label | {"optional": True} for label in labels if article.is_in_title(label["line"])]
    return [label for label in labels if not article.is_in_title(label["line"])] + in_title


def fitted(text: Traced) -> Traced:
    """Return the text without what GBK cannot hold in either script."""
    return replace(text, text=fit(text.text, lambda character: has_code(character, "gbk")))


def built(files: Path, warehouse: Path, work: Path) -> None:
    """Load and build the articles into a new warehouse: the models that the score reads, and what they need."""
    environment = os.environ | {
        "FUGONG_WAREHOUSE": str(warehouse),
        "FUGONG_PROJECT_DIR": str(ROOT),
        "PYTHONPATH": str(ROOT / "src"),
    }
    target = config.work_path(warehouse)
    for old in (warehouse, target):
        old.unlink(missing_ok=True)
    load = [sys.executable, "-m", "fugong", "load", "--quiet", str(files)]
    build = [
        *(sys.executable, "-W", "ignore::RuntimeWarning:runpy", "-m", "dbt.cli.main", "--quiet"),
        *("--log-path", str(work / "logs"), "build", "--select", "+fct_quantities", "+dim_document", "+dim_city"),
        *("--exclude-resource-types", "test", "unit_test"),
        *("--profiles-dir", str(ROOT / "profiles"), "--target-path", str(work / "dbt")),
    ]
    for command in (load, build):
        subprocess.run(command, cwd=ROOT, env=environment, check=True)  # noqa: S603
    # A part of the models is never published.
    target.replace(warehouse)


def scored(labels: Sequence[Row], warehouse: Path, work: Path) -> Report:
    """Score a warehouse against labels."""
    file = work / "scored.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in labels), encoding="utf-8")
    return score(file, warehouse)


def rows_of(file: Path) -> list[Row]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def among(labels: Sequence[Row], kept: frozenset[tuple[str, int]]) -> list[Row]:
    """Return the clean labels of what a variant asks for; the others count neither found nor missed."""
    documents = {document for document, _ in kept}
    return [
        label if (label["doc"], label["line"]) in kept else label | {"optional": True}
        for label in labels
        if label["doc"] in documents
    ]


def lost(clean: Report, damaged: Report) -> list[str]:
    """Return the notes on the damaged articles that the clean ones do not have."""
    of_clean = Counter(map(_gist, clean.notes))
    notes = []
    for note in damaged.notes:
        if of_clean[_gist(note)]:
            of_clean[_gist(note)] -= 1
        else:
            notes.append(note)
    return notes


def _gist(note: str) -> str:
    """Return a note without the text of a false find, which repairs may have changed."""
    return note.rpartition("  ")[0] if "  false " in note else note


def main() -> int:
    """Print the table, in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--variants", default="", help=f"some of {','.join(VARIANTS)}")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=Path, help="a folder of other articles (*.txt)")
    parser.add_argument("--labels", type=Path, help="their labels, with offsets: a file or a folder of files")
    parser.add_argument("--work", type=Path, help="keep the articles, labels and warehouses here")
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    wanted = given.variants.split(",") if given.variants else list(VARIANTS)
    unknown = [name for name in wanted if name not in VARIANTS]
    if unknown or (given.articles is None) != (given.labels is None):
        problem = f"there is no variant {unknown[0]!r}" if unknown else "--articles and --labels belong together"
        print(f"accuracy.py: {problem}", file=sys.stderr)
        return 2
    articles = read_articles(given.articles, given.labels) if given.articles else own_articles()
    # A control comes before what is compared with it.
    names = list(dict.fromkeys(name for each in wanted for name in ("clean", VARIANTS[each].control, each)))
    with tempfile.TemporaryDirectory(prefix="fugong-damage-") as folder:
        measure(articles, names, given.seed, given.work or Path(folder), given.misses)
    return 0


def measure(articles: Sequence[Labelled], names: Sequence[str], seed: int, work: Path, misses: bool) -> None:
    """Print a row for each variant: its figures, and what they lost against the clean articles with the same labels."""
    work.mkdir(parents=True, exist_ok=True)
    print(f"| variant | labels | destroyed | {' | '.join(FIGURES)} |\n|---|---|---|{'---|' * len(FIGURES)}")
    of_control: dict[str, list[Row]] = {}
    for name in names:
        for old in sorted((work / name).glob("*")) if (work / name).is_dir() else []:
            old.unlink()
        if (work / name).is_dir():
            (work / name).rmdir()
        made = written(articles, name, seed, work)
        warehouse = work / f"{name}.duckdb"
        built(made.folder, warehouse, work)
        labels = of_control[name] = rows_of(made.labels)
        report = score(made.labels, warehouse)
        control_name = VARIANTS[name].control
        control = scored(among(of_control[control_name], made.kept), work / f"{control_name}.duckdb", work)
        print(table_row(name, labels, made.destroyed, report, control), flush=True)
        if misses:
            print("\n".join(f"  {name}: {note}" for note in sorted(lost(control, report))), file=sys.stderr, flush=True)


def table_row(name: str, labels: Sequence[Row], destroyed: int, report: Report, clean: Report) -> str:
    """Return one line of the table: each figure, and by how many hundredths it is below or above the clean one."""
    before = clean.figures()
    counted = sum(not label.get("optional") for label in labels)
    cells = [f"{figure:.3f} ({100 * (figure - before[key]):+.1f})" for key, figure in report.figures().items()]
    return f"| {name} | {counted} | {destroyed} | {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
