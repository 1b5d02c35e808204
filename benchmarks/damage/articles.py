"""Labelled articles, damaged and set into pages, with their labels carried over to the damaged raw text.

An article is taken in its clean form: simplified, with marks of full width, as it stood before anyone copied it. What
is done to it is done to the text in memory; each character of the outcome knows which clean one it was made of, so a
label's number (with its hedge and unit) is found again wherever it went. A label whose digits the damage destroyed is
dropped, for nobody can be asked to read it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from string import Template
from typing import Any

TESTS = Path(__file__).resolve().parents[2] / "tests"
sys.path[:0] = [str(TESTS), str(TESTS / "text")]

from pages import further, making  # noqa: E402

from damage.score import simplified  # noqa: E402
from damage.simulator import damage  # noqa: E402
from damage.sites import FULL_WIDTH_ASCII, Site  # noqa: E402

Row = dict[str, Any]
Span = tuple[int, int]

# Text that no article contributed.
FURNITURE: Span = (-1, -1)
_WIDE = {narrow: wide for wide, narrow in FULL_WIDTH_ASCII.items() if narrow in ",:;?!()"}
_HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uff60]")
# Stand-ins for the characters of an article while a page is made around them.
_STAND_INS = 0xF0000
# A site's names say nothing about places.
_NAMES = {
    "site": "今日要闻网",
    "editor": "林一舟",
    "reader": "清风",
    "channel": "要闻",
    "date_md": "",
    "url": "/a/1.html",
}
_NAMED_ENTITIES = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "…": "&hellip;", "·": "&middot;", " ": "&nbsp;"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A clean article: its lines, its labels with `raw_start` and `raw_end` in it, and what the manifest says."""

    name: str
    text: str
    labels: tuple[Row, ...]
    described: dict[str, str]

    @property
    def has_day(self) -> bool:
        """Whether the day of publication is known."""
        return len(self.described.get("published_at", "")) == len("2020-02-20")

    def is_in_title(self, line: int) -> bool:
        """Tell whether the number of the label of that line stands in the first line of the text."""
        return any(label["line"] == line and "\n" not in self.text[: label["raw_start"]] for label in self.labels)


@dataclass(frozen=True, slots=True)
class Traced:
    """A text, and for each of its characters the span of the clean article that it was made of."""

    text: str
    origins: tuple[Span, ...]

    @classmethod
    def whole(cls, text: str) -> Traced:
        return cls(text, tuple((index, index + 1) for index in range(len(text))))

    def then(self, later: Traced) -> Traced:
        """Return `later`, whose origins are in this text, with origins in the clean article."""
        return Traced(later.text, tuple(self._over(span) for span in later.origins))

    def _over(self, span: Span) -> Span:
        spans = [origin for origin in self.origins[slice(*span)] if origin != FURNITURE] if span != FURNITURE else []
        return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else FURNITURE

    def find(self, start: int, end: int) -> Span | None:
        """Return where the last copy of the clean span stands, or nothing if none of it is left."""
        touching = [at for at, (first, last) in enumerate(self.origins) if first < end and last > start]
        if not touching:
            return None
        # Titles are repeated, in the head of a page and in its body; a copy is what stands together.
        begin = len(touching) - 1
        while begin and touching[begin] - touching[begin - 1] <= 12:
            begin -= 1
        return touching[begin], touching[-1] + 1


def as_published(text: str) -> str:
    """Return the text simplified character by character, with marks between Han characters in full width.

    Each character becomes one character, so offsets stay.
    """
    plain = "".join(character if character in FULL_WIDTH_ASCII else simplified(character) for character in text)
    return "".join(
        _WIDE[character] if character in _WIDE and _is_beside_han(plain, index) else character
        for index, character in enumerate(plain)
    )


def _is_beside_han(text: str, index: int) -> bool:
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if before.isdigit() and after.isdigit():
        return False
    return bool(_HAN.match(before) or _HAN.match(after))


def fit(text: str, has_code: Callable[[str], bool]) -> str:
    """Return the text with a space or dot for every character that cannot be encoded, so that offsets stay."""
    return "".join(character if has_code(character) else " " if character.isspace() else "·" for character in text)


def located(text: str, labels: Iterable[Row]) -> Iterator[Row]:
    """Yield the labels with offsets in `text`; those that have none are looked for by their quotes, in order.

    A number whose quote is written in pieces (`…`) is looked for after the first piece. A label whose number does not
    stand in its quote's place is left out.
    """
    reached = 0
    for label in labels:
        if "raw_start" in label:
            yield label
            continue
        found = _number_at(text, label, reached)
        if found is not None:
            reached = found if "…" not in label["quote"] else reached
            yield label | {"raw_start": found, "raw_end": found + len(label["raw_number"])}


def _number_at(text: str, label: Row, reached: int) -> int | None:
    pieces = [piece for piece in label["quote"].split("…") if piece]
    for begin in (reached, 0):
        at = begin
        for piece in pieces:
            at = text.find(piece, at)
            if at < 0:
                break
            if piece is pieces[-1] and label["raw_number"] in piece:
                return at + piece.index(label["raw_number"])
    at = text.find(label["raw_number"], reached)
    return at if at >= 0 else None


def quoted(clean: Traced, seed: int) -> Traced:
    """Return the text with every second sentence, as the seed will have it, in quotation marks.

    Most slips begin at what ends a quotation, so these articles have many more of them.
    """
    choose = Random(seed)
    pieces: list[str] = []
    origins: list[Span] = []
    for sentence in re.finditer(r"[^。\n]+。?|[。\n]", clean.text):
        # A bullet or a number before an item is not spoken.
        is_plain = re.fullmatch(r"[\u4e00-\u9fff]{2}[^“”。]*。", sentence[0]) is not None
        is_quoted = choose.random() < 0.5 and is_plain
        pieces.append(f"“{sentence[0]}”" if is_quoted else sentence[0])
        within = clean.origins[sentence.start() : sentence.end()]
        origins.extend((FURNITURE, *within, FURNITURE) if is_quoted else within)
    return Traced("".join(pieces), tuple(origins))


def damaged_by(site: Site, clean: Traced, seed: int) -> Traced:
    """Return what the site makes of a text."""
    done = damage(clean.text, seed=seed, site=site)
    return clean.then(Traced(done.text, done.origins))


def carried(labels: Iterable[Row], clean: str, damaged: Traced, raw: Traced) -> Iterator[Row]:
    """Yield the labels whose digits are left in the `damaged` text, with offsets in `raw` and the `raw_text` there.

    Digits are compared in the damaged text, for a page may write them as entities.
    """
    for label in labels:
        start, end = label["raw_start"], label["raw_end"]
        kept, there = damaged.find(start, end), raw.find(start, end)
        if kept is None or there is None or _figure(clean[start:end]) not in _figure(damaged.text[slice(*kept)]):
            continue
        yield label | {"raw_start": there[0], "raw_end": there[1], "raw_text": raw.text[slice(*there)]}


def _figure(text: str) -> str:
    narrow = "".join(FULL_WIDTH_ASCII.get(character, character) for character in text)
    return "".join(character for character in narrow if character in "0123456789.%")


Escape = Callable[[str], str]


def entities(style: str) -> Escape:
    """Return how a page writes a character of its text: `plain`, `named` for marks, or all in `decimal` or `hex`."""

    def written(character: str) -> str:
        if style == "named" and character in _NAMED_ENTITIES:
            return _NAMED_ENTITIES[character]
        if style in ("decimal", "hex") and ord(character) >= 0x80:
            return f"&#{ord(character)};" if style == "decimal" else f"&#x{ord(character):X};"
        return escape(character, quote=False)

    return written


def layouts() -> list[tuple[str, str, str, str]]:
    """Return path, wrapping of a paragraph, joint and inserted text of every HTML layout that we have."""
    plain = {f"{name}.html": (*how[:2], "") for name, how in (making.WRAPPINGS | making.FRESH_WRAPPINGS).items()}
    more = {
        f"{folder}/{name}": (how.wrapping, how.joint, how.insert)
        for folder, of_folder in further.SETS.items()
        for name, how in of_folder.items()
        if name.endswith(".html")
    }
    return [(path, *how) for path, how in sorted((plain | more).items())]


def page(article: Labelled, text: Traced, layout: tuple[str, str, str, str], charset: str, write: Escape) -> Traced:
    """Set a text into a layout as its title and paragraphs; the day and the publisher are those of the manifest."""
    source = _page_of_stand_ins(article, text, layout)
    source = re.sub(r"(charset=[\"']?)[\w-]+", rf"\g<1>{charset}", source, flags=re.IGNORECASE)
    return text.then(_expanded(source, text.text, write))


def dump(article: Labelled, text: Traced, layout: tuple[str, str, str, str]) -> Traced:
    """Return what a careless scraper leaves of the page: all that is visible, line by line."""
    source = _page_of_stand_ins(article, text, layout)
    shown = making.dumped(making.Page("", source, "utf-8", "", (), "", ""))
    return text.then(_expanded(shown, text.text, lambda character: character))


def _page_of_stand_ins(article: Labelled, text: Traced, layout: tuple[str, str, str, str]) -> str:
    path, wrapping, joint, insert = layout
    choose = Random(f"{path} {article.name}")
    lines = [line for line in re.finditer(r"[^\r\n]+", text.text) if line[0].strip()]
    stand_ins = ["".join(chr(_STAND_INS + index) for index in _inside(line)) for line in lines]
    paragraphs = [wrapping.format(line) for line in stand_ins[1:]]
    if insert:
        paragraphs.insert(2, insert)
    published = article.described["published_at"]
    year, month, day = published.split("-")
    fields = _NAMES | {
        "title": stand_ins[0],
        "body": joint.join(paragraphs),
        "lead": stand_ins[1][:60] if len(stand_ins) > 1 else "",
        "publisher": article.described.get("publisher", ""),
        "date": published,
        "date_cn": f"{year}年{int(month)}月{int(day)}日",
        "time": "10:25",
        "views": str(choose.randint(100, 9999)),
        "likes": str(choose.randint(1, 99)),
        **{f"link{number}": link for number, link in enumerate(choose.sample(making.LINKS, 5), 1)},
    }
    return Template((making.LAYOUTS / path).read_text(encoding="utf-8")).substitute(fields)


def _inside(line: re.Match[str]) -> range:
    lead = len(line[0]) - len(line[0].lstrip())
    return range(line.start() + lead, line.start() + len(line[0].rstrip()))


def _expanded(source: str, text: str, write: Escape) -> Traced:
    """Put the characters of the text where their stand-ins are."""
    pieces: list[str] = []
    origins: list[Span] = []
    for character in source:
        index = ord(character) - _STAND_INS
        piece, origin = (write(text[index]), (index, index + 1)) if index >= 0 else (character, FURNITURE)
        pieces.append(piece)
        origins.extend([origin] * len(piece))
    return Traced("".join(pieces), tuple(origins))
