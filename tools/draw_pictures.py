"""Draws the pictures of docs/repair.md and docs/resolution.md from what the code itself makes of two examples.

    .venv/bin/python tools/draw_pictures.py            # all of them, into docs/pictures
    .venv/bin/python tools/draw_pictures.py --check    # say which ones are not as they would be drawn

The slip and the alignment are drawn from the text steps; the candidates from `fugong why` on the sample warehouse.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from fugong import config
from fugong.lexicon import load_lexicon
from fugong.text.pipeline import normalise
from fugong.why.reasons import FactReasons, built_warehouse, why_fact

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
CELL = 22
INK, PALE, GOOD, BAD, ACCENT = "#1f2328", "#8c959f", "#1a7f37", "#cf222e", "#0969da"
FILLS = {GOOD: "#dafbe1", BAD: "#ffebe9", ACCENT: "#ddf4ff", PALE: "#f6f8fa", INK: "#ffffff"}

# 百强镇, as a site with traditional characters in GBK holds it. Its tool knows readings for 購 and 強, and finds
# the code of 購 where the second half of 百 meets the first half of 強.
WHOLE = "百強鎮"
FOUND = "購"
READINGS = {"購": "(gòu)", "強": "(qiáng)"}
ANNOTATED = "截至3月10日,漢中市規(guī)模以上工業(yè)企業(yè)復(fù)工率為91.7%"
FACT = "5376bbd1"
QUESTIONS = {"indicator": "What is measured?", "place": "Where?", "as_of": "As of when?", "scope": "Whose?"}


@dataclass
class Picture:
    """An SVG picture that grows with what is drawn on it."""

    title: str
    width: float = 0
    height: float = 0
    parts: list[Element] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, colour: str = INK, *, size: int = 14, anchor: str = "start") -> None:
        """Write a text whose baseline is at `y`."""
        attributes = {"x": f"{x:g}", "y": f"{y:g}", "fill": colour, "font-size": str(size), "text-anchor": anchor}
        part = Element("text", attributes)
        part.text = text
        self._add(part, x + (0 if anchor == "middle" else width_of(text, size)), y)

    def cell(self, x: float, y: float, text: str, colour: str = PALE, *, width: float = CELL, size: int = 14) -> None:
        """Draw a box with a text in its middle; `y` is its upper edge."""
        box = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{width:g}", "height": f"{CELL:g}", "rx": "3"}
        self._add(Element("rect", box | {"fill": FILLS[colour], "stroke": colour}), x + width, y + CELL)
        self.text(x + width / 2, y + CELL - 6, text, INK, size=size, anchor="middle")

    def line(self, points: Sequence[tuple[float, float]], colour: str = PALE, *, is_curve: bool = False) -> None:
        """Draw a line from point to point, or a curve through two ends whose height is that of the middle point."""
        if is_curve:
            (x1, y1), (x2, y2), (x3, y3) = points
            path = f"M {x1:g} {y1:g} Q {x2:g} {y2:g} {x3:g} {y3:g}"
        else:
            path = "M " + " L ".join(f"{x:g} {y:g}" for x, y in points)
        self.parts.append(Element("path", {"d": path, "fill": "none", "stroke": colour, "stroke-width": "1.5"}))

    def _add(self, part: Element, right: float, bottom: float) -> None:
        self.parts.append(part)
        self.width, self.height = max(self.width, right), max(self.height, bottom)

    def as_svg(self) -> str:
        """Return the picture as a file's text."""
        width, height = round(self.width + 16), round(self.height + 16)
        svg = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {width} {height}",
                "width": str(width),
                "height": str(height),
                "font-family": "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
                "role": "img",
            },
        )
        SubElement(svg, "title").text = self.title
        SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
        svg.extend(self.parts)
        indent(svg, " ")
        return tostring(svg, encoding="unicode") + "\n"


def width_of(text: str, size: int) -> float:
    """Return about how wide a text is."""
    return sum(size if ord(character) > 0x2E80 else size * 0.56 for character in text)


def slip() -> Picture:
    """Draw how a reading comes to stand between the halves of two characters, and what is read then."""
    picture = Picture("How a byte-level search and replace damages 百強鎮")
    left = 250
    codes = [character.encode("gbk") for character in WHOLE]
    held = b"".join(codes)
    cut = held.index(FOUND.encode("gbk")) + 2
    # The tool puts each reading behind its code: that of 購 first, then that of 強, whose code is parted now.
    damaged = [
        *((byte, INK) for byte in held[:cut]),
        *((byte, BAD) for byte in READINGS[FOUND].encode("gbk")),
        *((byte, INK) for byte in held[cut : len(codes[0]) + len(codes[1])]),
        *((byte, BAD) for byte in READINGS["強"].encode("gbk")),
        *((byte, INK) for byte in codes[2]),
    ]
    rows = [
        "what was written",
        "its bytes in GBK",
        "what the tool finds",
        "with its readings",
        "read as pairs",
        "undone",
    ]
    tops = [20 + 52 * number for number in range(len(rows))]
    for name, top in zip(rows, tops, strict=True):
        picture.text(16, top + CELL - 6, name, PALE)
    for number, character in enumerate(WHOLE):
        picture.cell(left + 2 * CELL * number, tops[0], character, ACCENT, width=2 * CELL)
    for number, byte in enumerate(held):
        picture.cell(left + CELL * number, tops[1], f"{byte:02X}", size=11)
        if cut - 2 <= number < cut:
            picture.cell(left + CELL * number, tops[2], f"{byte:02X}", BAD, size=11)
    picture.text(
        left + CELL * (cut + 0.5), tops[2] + CELL - 6, f"is the code of {FOUND}: {READINGS[FOUND]} goes behind it", BAD
    )
    for number, (byte, colour) in enumerate(damaged):
        picture.cell(left + CELL * number, tops[3], f"{byte:02X}", BAD if colour == BAD else PALE, size=11)
    shown = list(in_pairs(bytes(byte for byte, _ in damaged)))
    for start, length, character in shown:
        colour = BAD if character == "?" else PALE
        picture.cell(left + CELL * start, tops[4], character, colour, width=length * CELL)
    page = "".join(character for *_, character in shown)
    read = normalise(page, ()).text
    picture.text(left, tops[5] + CELL - 6, f"{page}  →  {read}", GOOD, size=16)
    return picture


def in_pairs(held: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield where each character stands, how many bytes it takes, and what a lenient program reads there."""
    position = 0
    while position < len(held):
        length = 1 if held[position] < 0x80 else 2
        try:
            character = held[position : position + length].decode("gbk")
        except UnicodeDecodeError:
            character = "?"
        yield position, length, character
        position += length


def alignment(cues: Any) -> Picture:
    """Draw which characters of the page each character of the clean text came from."""
    picture = Picture("Each character of the clean text leads back to the page")
    found = normalise(ANNOTATED, cues)
    top, bottom = 44, 150
    spans = [found.alignment.to_raw(number, number + 1) for number in range(len(found.text))]
    kept = {position for start, end in spans for position in range(start, end)}
    picture.text(16, top - 14, "the page (raw_text)", PALE)
    for number, character in enumerate(ANNOTATED):
        picture.cell(16 + CELL * number, top, character, PALE if number in kept else BAD)
    shift = 16 + CELL * (len(ANNOTATED) - len(found.text)) / 2
    for number, (character, (start, end)) in enumerate(zip(found.text, spans, strict=True)):
        middle = 16 + CELL * (start + end) / 2
        is_changed = ANNOTATED[start:end] != character
        picture.line([(middle, top + CELL), (shift + CELL * (number + 0.5), bottom)], ACCENT if is_changed else PALE)
        picture.cell(shift + CELL * number, bottom, character, ACCENT if is_changed else GOOD)
    picture.text(shift, bottom + CELL + 20, "the clean text (normalised_text)", PALE)
    picture.text(16, bottom + CELL + 46, "red: taken out · blue: traditional, written in simplified characters", PALE)
    return picture


def candidates(reasons: FactReasons) -> Picture:
    """Draw which words competed for a figure, with the winners."""
    where, questions = reasons.where, reasons.questions
    sentence = where["sentence_text"]
    picture = Picture(f"What competed for {where['value_text']}")
    top = 190
    lefts = [16.0]
    for character in sentence:
        lefts.append(lefts[-1] + width_of(character, 17))
    start, end = where["start_in_sentence"], where["end_in_sentence"]
    for number, character in enumerate(sentence):
        colour = ACCENT if start <= number < end else INK
        picture.text(sum(lefts[number : number + 2]) / 2, top, character, colour, size=16, anchor="middle")
    figure = (lefts[start] + lefts[end]) / 2
    below = top + 40
    for question in questions:
        if question.name not in QUESTIONS:
            continue
        picture.text(16, below, f"{QUESTIONS[question.name]}  {question.answer}", INK, size=15)
        below += 22
        for candidate in question.candidates[:4]:
            colour = GOOD if candidate.is_winner else PALE
            mark = "▶" if candidate.is_winner else " "
            score = "" if candidate.score is None else f"{candidate.score:.2f}"
            told = (
                f"{mark} {candidate.words or '(no words)'} → {candidate.answer} · {candidate.relation} · score {score}"
            )
            picture.text(36, below, told, colour, size=13)
            below += 20
            # The words that stand before the figure, and of several the last ones.
            first = sentence.rfind(candidate.words, 0, start) if candidate.words else -1
            if first >= 0:
                left, right = lefts[first], lefts[first + len(candidate.words)]
                middle, high = (left + right) / 2, (figure - (left + right) / 2) * 0.5
                arc = [(middle, top - 20), ((middle + figure) / 2, top - 20 - high), (figure, top - 20)]
                picture.line(arc, colour, is_curve=True)
                # A curve of this kind rises half as high as the point that bends it.
                label = QUESTIONS[question.name]
                picture.text((middle + figure) / 2, top - 24 - high / 2, label, colour, size=11, anchor="middle")
                picture.line([(left, top + 6), (right, top + 6)], colour)
        below += 8
    return picture


def pictures(warehouse: Path | None) -> dict[str, str]:
    """Return the pictures by file name; those that need a warehouse only if there is one."""
    found = {
        "slip.svg": slip().as_svg(),
        "alignment.svg": alignment(load_lexicon(ROOT / "seeds").boilerplate).as_svg(),
    }
    if warehouse:
        with built_warehouse(warehouse) as built:
            found["candidates.svg"] = candidates(why_fact(built, FACT)).as_svg()
    return found


def main() -> int:
    """Draw, or check."""
    parser = argparse.ArgumentParser(description="Draw the pictures of the documentation.")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is not as it would be drawn")
    parser.add_argument("--warehouse", type=Path, help="a warehouse of the sample articles")
    given = parser.parse_args()
    stale = []
    for name, svg in pictures(config.warehouse_path(given.warehouse)).items():
        file = PICTURES / name
        if not file.is_file() or file.read_text(encoding="utf-8") != svg:
            stale.append(name)
            if not given.check:
                file.write_text(svg, encoding="utf-8")
    print(" ".join(stale) or "all pictures are as they would be drawn")
    return bool(stale) and given.check


if __name__ == "__main__":
    sys.exit(main())
