"""How much of a page's body is kept, and how much of what is not body is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from fugong.text import script, width
from fugong.text.body import BoilerplateCue
from fugong.text.decode import decode
from fugong.text.pipeline import normalise
from pages.making import Page, dumped


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts for one page, in characters without spaces; what went wrong, in words."""

    name: str
    body: int
    body_kept: int
    furniture: int
    furniture_left: int
    is_title_right: bool
    is_publisher_right: bool
    is_date_right: bool
    is_url_right: bool
    remarks: tuple[str, ...]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", width.fold(script.to_simplified(text)))


def measured(page: Page, cues: tuple[BoilerplateCue, ...], form: Callable[[Page], str] | None = None) -> Figures:
    """Send a page, or what `form` makes of it, through decoding and all text steps; hold it against its truth."""
    raw = form(page) if form else decode(page.text.encode(page.encoding)).text
    normalised = normalise(raw, cues)
    left = squeezed(normalised.text)
    remarks: list[str] = []
    kept = total = 0
    for paragraph in map(squeezed, page.paragraphs):
        total += len(paragraph)
        if paragraph in left:
            kept += len(paragraph)
            left = left.replace(paragraph, "\0", 1)
        else:
            remarks.append(f"lost: {paragraph[:30]}")
    title = squeezed(page.title)
    visible = squeezed(dumped(page)).replace(title, "", 1)
    left = left.replace(title, "\0", 1).replace("\0", "")
    remarks.extend(
        f"left: {line.strip()}" for line in normalised.text.splitlines() if squeezed(line) in left and line.strip()
    )
    first = {}
    for fact in normalised.page_facts:
        if fact.field != "published" or not fact.value.startswith("--"):
            first.setdefault(fact.field, fact.value)
    found = {
        "title": squeezed(first.get("title", "")) == title,
        "publisher": first.get("publisher") == page.publisher,
        "published": first.get("published") == page.published,
        "url": not page.url or page.url not in raw or first.get("url") == page.url,
    }
    remarks.extend(f"{field}: {first.get(field)!r}" for field, is_right in found.items() if not is_right)
    return Figures(
        page.name, total, kept, len(visible) - total, len(left), found["title"], found["publisher"], found["published"],
        found["url"], tuple(remarks),
    )  # fmt: skip


def report(figures: list[Figures]) -> str:
    """The figures of many pages in words, and what went wrong on each."""
    shares = summary(figures)
    lines = [f"{len(figures)} pages: " + ", ".join(f"{name} {share:.2%}" for name, share in shares.items())]
    lines += [f"  {item.name}: {remark}" for item in figures for remark in item.remarks]
    return "\n".join(lines)


def summary(figures: list[Figures]) -> dict[str, float]:
    return {
        "body kept": sum(item.body_kept for item in figures) / sum(item.body for item in figures),
        "boilerplate left": sum(item.furniture_left for item in figures) / sum(item.furniture for item in figures),
        "titles right": sum(item.is_title_right for item in figures) / len(figures),
        "publishers right": sum(item.is_publisher_right for item in figures) / len(figures),
        "dates right": sum(item.is_date_right for item in figures) / len(figures),
        "addresses right": sum(item.is_url_right for item in figures) / len(figures),
    }
