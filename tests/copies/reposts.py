"""What becomes of an article where others post it again, and what only looks like that: the next day's bulletin."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from random import Random

from opencc import OpenCC

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"20[0-3]\d")
_AFTER_SENTENCE = re.compile(r"(?<=[。！？；\n])")
# An article without line breaks has about so many paragraphs.
_PARAGRAPHS = 5


def _paragraphs(text: str) -> list[str]:
    paragraphs = [line for line in text.split("\n") if line.strip()]
    if len(paragraphs) > 2:
        return paragraphs
    sentences = _sentences(text)
    size = max(1, len(sentences) // _PARAGRAPHS)
    return ["".join(sentences[start : start + size]) for start in range(0, len(sentences), size)]


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _AFTER_SENTENCE.split(text) if sentence]


def _other_title(text: str, random: Random) -> str:
    paragraphs = _paragraphs(text)
    return "\n".join(["各地复工最新消息", *(paragraphs[1:] if len(paragraphs[0]) < 40 else paragraphs)])


def _without_first_paragraph(text: str, random: Random) -> str:
    return "\n".join(_paragraphs(text)[1:])


def _with_editors_line(text: str, random: Random) -> str:
    return "\n".join([*_paragraphs(text), "(编辑整理自网络,内容如有出入请联系本站。)"])


def _with_source_line(text: str, random: Random) -> str:
    return "\n".join(["来源:某某日报 记者 王小明", *_paragraphs(text), "(责任编辑:李华)"])


def _without_two_sentences(text: str, random: Random) -> str:
    sentences = _sentences(text)
    cut = set(random.sample(range(len(sentences)), min(2, len(sentences) - 1)))
    return "".join(sentence for number, sentence in enumerate(sentences) if number not in cut)


def _without_a_paragraph(text: str, random: Random) -> str:
    paragraphs = _paragraphs(text)
    del paragraphs[random.randrange(len(paragraphs))]
    return "\n".join(paragraphs)


def _first_half(text: str, random: Random) -> str:
    sentences = _sentences(text)
    return "".join(sentences[: (len(sentences) + 1) // 2])


def _second_half(text: str, random: Random) -> str:
    sentences = _sentences(text)
    return "".join(sentences[(len(sentences) + 1) // 2 :])


def _traditional(text: str, random: Random) -> str:
    converted: str = _converter().convert(text)
    return converted


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


REPOSTS: Mapping[str, Callable[[str, Random], str]] = {
    "other title": _other_title,
    "without first paragraph": _without_first_paragraph,
    "with editor's line": _with_editors_line,
    "with source line": _with_source_line,
    "without two sentences": _without_two_sentences,
    "without a paragraph": _without_a_paragraph,
    "first half": _first_half,
    "second half": _second_half,
    "traditional": _traditional,
}


def next_bulletin(text: str, random: Random, share: float = 1.0) -> str:
    """Return the article with the day after its days, and a `share` of its other figures changed; years stay."""

    def other(found: re.Match[str]) -> str:
        figure, follows = found.group(), text[found.end() : found.end() + 1]
        if _YEAR.fullmatch(figure) or (follows and follows in "年月"):
            return figure
        if follows == "日":
            return str(min(28, int(float(figure)) + 1))
        if random.random() >= share:
            return figure
        if "." in figure:
            places = len(figure.partition(".")[2])
            return f"{float(figure) * random.uniform(0.9, 1.15):.{places}f}"
        return str(int(figure) + random.randint(1, max(2, int(figure) // 8)))

    return _NUMBER.sub(other, text)
