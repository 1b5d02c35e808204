"""The text steps in their order: from the decoded raw text to the normalised one, with the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter, ne
from typing import Final

from fugong.text import body, html, metadata, mojibake, pinyin, script, slips, width
from fugong.text.aligned import AlignmentChain, Edit, apply_edits, overlaps

_LOST_SIGN: Final = "\ufffd"
_LOST: Final = re.compile(f"{_LOST_SIGN}+")


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of damaged characters, or a damaged stretch that was left as it stood (`is_applied` false).

    `raw_start`/`raw_end` are positions in the decoded raw text; `after_text` is in simplified characters.
    """

    rule: str
    raw_start: int
    raw_end: int
    before_text: str
    after_text: str
    confidence: float
    is_applied: bool


@dataclass(frozen=True, slots=True)
class PageFact:
    """What a page says about itself: `field` is title, publisher, published, url or dateline_place."""

    field: str
    value: str
    found_in: str


@dataclass(frozen=True, slots=True)
class NormalisedText:
    """A document's text after all steps, and how it came about."""

    raw_text: str
    text: str
    alignment: AlignmentChain
    repairs: tuple[Repair, ...]
    page_facts: tuple[PageFact, ...]
    script: str
    damage: str
    annotation_count: int


@dataclass(frozen=True, slots=True)
class StepTrace:
    """One step that changed a text: the text before it, its edits, and the way from there to the raw text."""

    name: str
    text: str
    edits: tuple[Edit, ...]
    to_raw: Callable[[int, int], tuple[int, int]]


def normalise(
    raw_text: str,
    cues: tuple[body.BoilerplateCue, ...],
    on_step: Callable[[StepTrace], None] | None = None,
) -> NormalisedText:
    """Take a decoded text through all steps: page, mojibake, slips, annotations, script, width, body.

    `on_step` is told of every step that changes something; without it nothing is traced.
    """
    chain = AlignmentChain()
    text = raw_text
    facts: list[PageFact] = []

    def trace(name: str, edits: Iterable[Edit]) -> None:
        if on_step and (made := tuple(edits)):
            on_step(StepTrace(name, text, made, AlignmentChain(list(chain.steps)).to_raw))

    def step(name: str, edits: Sequence[Edit]) -> None:
        nonlocal text
        if edits:
            trace(name, edits)
            text, alignment = apply_edits(text, edits)
            chain.append(alignment)

    is_page = html.looks_like_html(text)
    if is_page:
        page = html.find_page_text(text)
        step("page", page.edits)
        facts.extend(_page_facts(page))

    entities = mojibake.find_entities(text)
    repairs: list[Repair] = []
    if entities:
        repairs += _repairs(chain, text, entities)
        step("mojibake", entities)
        if html.looks_like_html(text):
            # A page that was stored as text, its tags and all encoded once more.
            is_page = True
            page = html.find_page_text(text)
            step("page", page.edits)
            facts.extend(_page_facts(page))

    garbled = mojibake.find_mojibake(text)
    if garbled.edits or garbled.unreadable:
        repairs += _repairs(chain, text, garbled.edits) + [
            _repair(chain, text, stretch.start, stretch.end, f"mojibake.unreadable.{stretch.reason}", "", 0.0, False)
            for stretch in garbled.unreadable
        ]
        step("mojibake", garbled.edits)

    report = slips.find_slips(text)
    if report.edits or report.unrepaired:
        repairs += [
            _repair(chain, text, edit.start, edit.end, edit.rule, edit.replacement, edit.confidence, True)
            for edit in report.edits
        ] + [
            _repair(chain, text, stretch.start, stretch.end, f"slip.unreadable.{stretch.reason}", "", 0.0, False)
            for stretch in report.unrepaired
        ]
        step("slips", report.edits)
    if _LOST_SIGN in text:
        repairs += _lost(chain, text, repairs)

    annotation_count = 0
    if stripped := pinyin.strip_annotations(text):
        if on_step:
            trace("pinyin", pinyin.find_annotations(text))
        text, alignment, annotation_count = stripped
        chain.append(alignment)

    if on_step is None and (converted := script.to_simplified_narrow(text)):
        # What the two steps below make of it. Character for character: every position stays what it was.
        kind = script.script_of(text, converted[1])
        text = converted[0]
    else:
        simplified = script.to_simplified(text)
        if len(simplified) == len(text):
            kind = script.script_of(text, sum(map(ne, text, simplified)))
            trace("script", _replaced(text, simplified, "script.simplify"))
            text = simplified
        else:
            traditional = script.find_traditional(text)
            kind = script.script_of(text, len(traditional))
            step("script", traditional)
        folded = width.fold(text)
        trace("width", _replaced(text, folded, "width.fold"))
        text = folded

    facts.extend(PageFact(item.field, item.value, item.source) for item in metadata.find_dateline(text))
    step("body", body.find_boilerplate(text, cues, is_page=is_page))

    return NormalisedText(
        raw_text=raw_text,
        text=text,
        alignment=chain,
        repairs=tuple(sorted(repairs, key=attrgetter("raw_start", "raw_end", "rule"))),
        page_facts=tuple(dict.fromkeys(facts)),
        script=kind,
        damage=_damage(repairs, annotation_count),
        annotation_count=annotation_count,
    )


def _damage(repairs: Sequence[Repair], annotation_count: int) -> str:
    """Return the kinds of damage that a text had, joined by plus signs, or `none`."""
    kinds = ["ruby"] if annotation_count else []
    if repairs:
        rules = [repair.rule for repair in repairs if repair.is_applied]
        kinds += [name for name in ("mojibake", "slip") if any(rule.startswith(f"{name}.") for rule in rules)]
        kinds += ["unreadable"] if len(rules) < len(repairs) else []
    return "+".join(kinds) or "none"


def _replaced(before: str, after: str, rule: str) -> Iterator[Edit]:
    """Yield the edits between two texts of one length, a row of changed characters each."""
    start: int | None = None
    for position in range(len(before) + 1):
        changed = position < len(before) and before[position] != after[position]
        if changed and start is None:
            start = position
        elif not changed and start is not None:
            yield Edit(start, position, after[start:position], rule)
            start = None


def _repairs(chain: AlignmentChain, text: str, edits: Sequence[Edit]) -> list[Repair]:
    """One repair for each unbroken row of edits of one rule; layout spaces (`&nbsp;`) are no damage."""
    rows: list[list[Edit]] = []
    for edit in edits:
        if edit.replacement.isspace():
            continue
        if rows and rows[-1][-1].end == edit.start and rows[-1][-1].rule == edit.rule:
            rows[-1].append(edit)
        else:
            rows.append([edit])
    return [
        _repair(
            chain,
            text,
            row[0].start,
            row[-1].end,
            row[0].rule,
            "".join(edit.replacement for edit in row),
            min(edit.confidence for edit in row),
            True,
        )
        for row in rows
    ]


def _repair(
    chain: AlignmentChain, text: str, start: int, end: int, rule: str, after: str, confidence: float, applied: bool
) -> Repair:
    raw_start, raw_end = chain.to_raw(start, end)
    return Repair(
        rule, raw_start, raw_end, text[start:end], width.fold(script.to_simplified(after)), confidence, applied
    )


def _lost(chain: AlignmentChain, text: str, known: Sequence[Repair]) -> list[Repair]:
    """Return rows for the U+FFFD that none of the `known` rows tells of: damage that is left."""
    spans = sorted((repair.raw_start, repair.raw_end) for repair in known if not repair.is_applied)
    left = (
        _repair(chain, text, found.start(), found.end(), "mojibake.unreadable.lost_in_conversion", "", 0.0, False)
        for found in _LOST.finditer(text)
    )
    return [repair for repair in left if not overlaps(spans, repair.raw_start, repair.raw_end)]


def _page_facts(page: html.PageText) -> list[PageFact]:
    found = [
        ("title", page.title, page.title_source),
        ("publisher", page.publisher, page.publisher_source),
        ("published", page.published, page.published_source),
        ("url", page.url, page.url_source),
    ]
    return [PageFact(field, _ungarbled(value), source or "page") for field, value, source in found if value]


def _ungarbled(value: str) -> str:
    value, _ = apply_edits(value, mojibake.find_entities(value))
    return apply_edits(value, mojibake.find_mojibake(value).edits)[0]
