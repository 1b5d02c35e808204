"""Measure how fast the text stage is, from the bytes of a document to its sentences, beside OpenCC on the same text.

    python benchmarks/repair/speed.py [FOLDER ...] [--rounds N] [--megabytes N]

Three kinds of text: clean traditional; annotated with pinyin everywhere; the same with slips in a tenth of the
sentences. For each the whole stage and every step of it are timed in turn, round by round, in CPU time of one process;
the best round of each counts. Steps from the script on are timed for many documents at once, as the stage takes them.
Megabytes are of the UTF-8 that goes in; trust the ratios, not the megabytes. FOLDER as for accuracy.py.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent))

from accuracy import ROOT, articles, default_folders
from opencc import OpenCC

from damage.score import fit_for
from damage.simulator import damage
from damage.sites import LONG_TABLE, PINYIN_ONLY, SHORT_TABLE, Pass, Site
from fugong.lexicon import load_lexicon
from fugong.text import body, html, metadata, mojibake, pinyin, script, sentences, slips
from fugong.text.aligned import apply_edits
from fugong.text.codepoints import EvenRow
from fugong.text.decode import decode
from fugong.text.pipeline import NormalisedText, normalise, normalise_all
from fugong.text.slips.gate import find_anchors

CUES = load_lexicon(ROOT / "seeds").boilerplate
# It annotates what PINYIN_ONLY annotates, but finds it across characters too, and cuts marks.
SLIPPING = Site(
    "slipping",
    is_traditional=True,
    passes=(Pass(annotated=SHORT_TABLE | LONG_TABLE, marks="！？", written_marks="！？", resync_rate=0.05),),
)
SLIPPED_SHARE = 0.1
TASK = 128


def stage(contents: Sequence[bytes]) -> None:
    """Do what the loader does with documents before it looks for mentions."""
    for task in batches(contents):
        normalised = normalise_all((decode(content).text for content in task), CUES)
        sentences.split_each([one.text for one in normalised])


T = TypeVar("T")


def batches(items: Sequence[T]) -> list[Sequence[T]]:
    """Return `items` by as many as a load takes at a time."""
    return [items[start : start + TASK] for start in range(0, len(items), TASK)]


def stage_of_one(content: bytes) -> NormalisedText:
    """Do the same with one document by itself."""
    normalised = normalise(decode(content).text, CUES)
    sentences.split(normalised.text)
    return normalised


def lead_back(case: tuple[NormalisedText, list[sentences.Sentence]]) -> None:
    """Find where each sentence stands in the raw text."""
    normalised, split = case
    for sentence in split:
        normalised.alignment.to_raw(sentence.start, sentence.end)


def narrow(texts: Sequence[str]) -> list[str]:
    """Simplify and fold texts, and tell their scripts."""
    made = []
    for text, converted in zip(texts, script.to_simplified_narrow(texts), strict=True):
        simplified, count = converted or (text, 0)
        script.script_of(text, count)
        made.append(simplified)
    return made


@dataclass(frozen=True, slots=True)
class Job:
    """Something to be timed: `work` on each of `inputs`; `is_part` tells whether the stage consists of such steps."""

    name: str
    work: Callable[..., object]
    inputs: Sequence[object]
    is_part: bool = True


def jobs(texts: Sequence[str]) -> Iterator[Job]:
    """Yield OpenCC, the stage and all its steps, each step with what the steps before it make of `texts`."""
    contents = [text.encode() for text in texts]
    yield Job("OpenCC t2s alone", OpenCC("t2s").convert, texts, is_part=False)
    yield Job("the whole stage", stage, [contents], is_part=False)
    yield Job("  one by one", stage_of_one, contents, is_part=False)
    yield Job("decode", decode, contents)
    yield Job("page or text", html.looks_like_html, texts)
    yield Job("entities", mojibake.find_entities, texts)
    yield Job("mojibake", mojibake.find_mojibake, texts)
    yield Job("slips", slips.find_slips, texts)
    yield Job("  their gate alone", find_anchors, texts, is_part=False)
    repaired = [apply_edits(text, slips.find_slips(text).edits)[0] for text in texts]
    yield Job("annotations", pinyin.strip_annotations, repaired)
    bare = [stripped[0] if (stripped := pinyin.strip_annotations(text)) else text for text in repaired]
    yield Job("script and width", narrow, batches(bare))
    plain = batches([text for task in batches(bare) for text in narrow(task)])
    rows = list(map(EvenRow, plain))
    yield Job("dateline", lambda row: list(metadata.find_dateline_in_each(row)), rows)
    yield Job("body", lambda row: list(body.find_boilerplate_in_each(row, CUES, [False] * len(row.texts))), rows)
    done = [stage_of_one(content) for content in contents]
    yield Job("sentences", sentences.split_each, batches([one.text for one in done]))
    split = [(one, sentences.split(one.text)) for one in done]
    yield Job("sentences led back", lead_back, split, is_part=False)


def seconds(job: Job) -> float:
    """Return the CPU time that a job takes, with no search for reference cycles, as in a load."""
    gc.collect()
    gc.disable()
    begin = time.process_time()
    for item in job.inputs:
        job.work(item)
    spent = time.process_time() - begin
    gc.enable()
    return spent


def report(title: str, texts: Sequence[str], rounds: int) -> None:
    """Time all jobs on `texts` and print the table."""
    size = sum(len(text.encode()) for text in texts) / 1e6
    timed = list(jobs(texts))
    for job in timed:
        seconds(job)  # the tables are read, the usual kinds of annotations met
    best = {job.name: float("inf") for job in timed}
    for _ in range(rounds):
        for job in timed:
            best[job.name] = min(best[job.name], seconds(job))
    opencc, whole = best[timed[0].name], best[timed[1].name]
    print(f"\n{title}: {len(texts)} documents, {size:.1f} MB")
    print(f"  {'':22}{'MB/s':>9}{'ms':>10}{'OpenCCs':>10}{'of stage':>10}")
    for job in timed:
        spent = best[job.name]
        share = f"{spent / whole:10.0%}" if job.is_part else ""
        print(f"  {job.name:22}{size / max(spent, 1e-9):9.1f}{1000 * spent:10.1f}{spent / opencc:10.2f}{share}")
    rest = whole - sum(best[job.name] for job in timed if job.is_part)
    print(f"  {'all that is between':22}{'':9}{1000 * rest:10.1f}{rest / opencc:10.2f}{rest / whole:10.0%}")
    print(f"  speed of the stage ÷ speed of OpenCC: {opencc / whole:.2f}", flush=True)


def shuffled(make: Callable[[int], list[str]], megabytes: float) -> list[str]:
    """Make all documents again and again until there are enough of them, and return them in a fixed disorder."""
    texts: list[str] = []
    size = 0.0
    while size < megabytes:
        made = make(len(texts))
        texts += made
        size += sum(len(text.encode()) for text in made) / 1e6
    Random(0).shuffle(texts)
    return texts


def slipped(text: str, random: Random) -> str:
    """Annotate a text, and damage a tenth of its sentences, of those in which the site makes a slip."""
    starts = [0, *(sentence.start for sentence in sentences.split(text)[1:])]
    pieces = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    written = [damage(piece, seed=1, site=PINYIN_ONLY).text for piece in pieces]
    # Rounded at random, so that short articles have their share.
    wanted = int(SLIPPED_SHARE * len(pieces) + random.random())
    for number in random.sample(range(len(pieces)), len(pieces)):
        if not wanted:
            break
        made = damage(pieces[number], seed=random.randrange(1000), site=SLIPPING)
        if made.slips:
            written[number] = made.text
            wanted -= 1
    return "".join(written)


def main() -> None:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=2.0)
    arguments = parser.parse_args()
    sources = [text for _, text in articles(arguments.folders or default_folders())]

    converter = OpenCC("s2t")
    clean = [converter.convert(text) for text in sources]
    report("clean traditional text", shuffled(lambda _: clean, arguments.megabytes), arguments.rounds)
    fitting = [fit_for(text) for text in sources]
    annotated = [damage(text, seed=1, site=PINYIN_ONLY).text for text in fitting]
    report("annotated text without slips", shuffled(lambda _: annotated, arguments.megabytes), arguments.rounds)
    pages = shuffled(lambda seed: [slipped(text, Random(f"{seed} {text}")) for text in fitting], arguments.megabytes)
    report("annotated text with slips in a tenth of the sentences", pages, arguments.rounds)


if __name__ == "__main__":
    main()
