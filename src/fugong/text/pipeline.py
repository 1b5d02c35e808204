"""The text steps in their order: from the decoded raw text to the normalised one, with the way back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter, ne
from typing import Final, NamedTuple

from fugong.text import body, html, metadata, mojibake, pinyin, script, slips, width
from fugong.text.aligned import Alignment, AlignmentChain, Edit, apply_edits, overlaps
from fugong.text.annotated import find_in_each
from fugong.text.codepoints import EvenRow, Row
from fugong.text.looks import ACCENT, GARBLED, LETTER, ODD, SUSPECT, look_at_each, looks_of

_LOST_SIGN: Final = "\ufffd"
_LOST: Final = re.compile(f"{_LOST_SIGN}+")
# So many texts, or characters, are on their way at once at most: as many as a load reads at a time. What a step needs
# is fetched once for all of them, above all the language model: half as many characters take a twentieth more time.
_AT_A_TIME: Final = 128
_MOST_AT_A_TIME: Final = 400_000
# What makes a title or name more than characters to be simplified.
_UNUSUAL: Final = ODD | GARBLED | SUSPECT | ACCENT | LETTER
_PLACE: Final = attrgetter("raw_start", "raw_end", "rule")


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


class PageFact(NamedTuple):
    """What a page says about itself: `field` is title, publisher, published, url or dateline_place."""

    field: str
    value: str
    found_in: str


class NormalisedText(NamedTuple):
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
    work = _Work(raw_text, on_step)
    work.restore()
    work.undo_slips()
    work.strip_annotations()
    work.simplify(None if on_step else script.to_simplified_narrow([work.text])[0])
    work.tell(metadata.find_dateline(work.text))
    work.cut(body.find_boilerplate(work.text, cues, is_page=work.is_page))
    return work.result()


def normalise_all(raw_texts: Iterable[str], cues: tuple[body.BoilerplateCue, ...]) -> Iterator[NormalisedText]:
    """Do to each of `raw_texts` what `normalise` does, in their order, in less time.

    Each step is done for several of them before the next, so that what it needs stays in the processor's cache.
    """
    works: list[_Work] = []
    size = 0
    for raw_text in raw_texts:
        works.append(_Work(raw_text))
        size += len(raw_text)
        if len(works) >= _AT_A_TIME or size >= _MOST_AT_A_TIME:
            yield from _finished(works, cues)
            works, size = [], 0
    if works:
        yield from _finished(works, cues)


def _finished(works: Sequence[_Work], cues: tuple[body.BoilerplateCue, ...]) -> Iterator[NormalisedText]:
    # What is looked up for each character is looked up for all texts at once.
    texts = Row([work.text for work in works])
    suspected = mojibake.suspected(texts)
    for work, is_suspected, _, _ in zip(works, suspected, look_at_each(texts), find_in_each(texts), strict=True):
        work.restore(is_suspected=is_suspected)
        if not work.may_slip:
            work.undo_slips()
        if not work.may_slip and work.is_as_it_came:
            work.strip_annotations()
    # With nothing between, what it takes to read slips stays in the processor's cache, too.
    left = [work for work in works if not work.is_stripped]
    for work in left:
        if work.may_slip:
            work.undo_slips()
    _strip(left)
    for work, converted in zip(works, script.to_simplified_narrow([work.text for work in works]), strict=True):
        work.simplify(converted)
    plain = EvenRow([work.text for work in works])
    for work, found in zip(works, metadata.find_dateline_in_each(plain), strict=True):
        work.tell(found)
    cuts = body.find_boilerplate_in_each(plain, cues, [work.is_page for work in works])
    for work, cut in zip(works, cuts, strict=True):
        work.cut(cut)
        yield work.result()


def _strip(works: Sequence[_Work]) -> None:
    """Take the annotations out of texts that other steps have changed since all were looked at."""
    for work, stripped in zip(works, pinyin.strip_each([work.text for work in works]), strict=True):
        work.take_stripped(stripped)


class _Work:
    """A text on its way through the steps."""

    __slots__ = (
        "_annotation_count",
        "_chain",
        "_facts",
        "_on_step",
        "_raw_text",
        "_repairs",
        "_script",
        "_suspected",
        "is_page",
        "is_stripped",
        "text",
    )

    def __init__(self, raw_text: str, on_step: Callable[[StepTrace], None] | None = None) -> None:
        self._raw_text = self.text = raw_text
        self._on_step = on_step
        self._chain = AlignmentChain()
        self._facts: list[PageFact] = []
        self._repairs: list[Repair] = []
        self.is_page = False
        self.is_stripped = False
        self._suspected: slips.Suspected | None = None
        self._annotation_count = 0
        self._script = "none"

    def restore(self, *, is_suspected: bool | None = None) -> None:
        """Take a page's visible text, undo mojibake, and look where slips may be.

        `is_suspected`: whether there may be mojibake in the raw text, if that is known.
        """
        self._take_page()
        if entities := mojibake.find_entities(self.text):
            self._repairs += _repairs(self._chain, self.text, entities)
            self._step("mojibake", entities)
            # A page that was stored as text, its tags and all encoded once more.
            self._take_page()
        if is_suspected is None or self.text is not self._raw_text:
            self._undo_mojibake(mojibake.find_mojibake(self.text))
        elif is_suspected:
            self._undo_mojibake(mojibake.read_mojibake(self.text))
        self._suspected = slips.suspect_slips(self.text)

    def tell(self, found: Sequence[metadata.Found]) -> None:
        """Take what the text says about itself, also in lines that are cut then."""
        self._facts += [PageFact(item.field, item.value, item.source) for item in found]

    def cut(self, boilerplate: Sequence[Edit]) -> None:
        """Cut what is not the article."""
        self._step("body", boilerplate)

    def result(self) -> NormalisedText:
        """Return the text as it is now, with all that was found."""
        repairs, facts = self._repairs, self._facts
        return NormalisedText(
            raw_text=self._raw_text,
            text=self.text,
            alignment=self._chain,
            repairs=tuple(sorted(repairs, key=_PLACE)) if repairs else (),
            page_facts=tuple(dict.fromkeys(facts)) if facts else (),
            script=self._script,
            damage=_damage(repairs, self._annotation_count),
            annotation_count=self._annotation_count,
        )

    def _trace(self, name: str, edits: Iterable[Edit]) -> None:
        if self._on_step and (made := tuple(edits)):
            self._on_step(StepTrace(name, self.text, made, AlignmentChain(list(self._chain.steps)).to_raw))

    def _step(self, name: str, edits: Sequence[Edit]) -> None:
        if edits:
            self._trace(name, edits)
            self.text, alignment = apply_edits(self.text, edits)
            self._chain.append(alignment)

    def _take_page(self) -> None:
        if html.looks_like_html(self.text):
            self.is_page = True
            page = html.find_page_text(self.text)
            self._step("page", page.edits)
            self._facts += _page_facts(page)

    def _undo_mojibake(self, garbled: mojibake.MojibakeReport) -> None:
        text = self.text
        if garbled.edits or garbled.unreadable:
            self._repairs += _repairs(self._chain, text, garbled.edits) + [
                _repair(
                    self._chain,
                    text,
                    stretch.start,
                    stretch.end,
                    f"mojibake.unreadable.{stretch.reason}",
                    "",
                    0.0,
                    False,
                )
                for stretch in garbled.unreadable
            ]
            self._step("mojibake", garbled.edits)

    @property
    def is_as_it_came(self) -> bool:
        """Whether no step has changed the text yet."""
        return self.text is self._raw_text

    @property
    def may_slip(self) -> bool:
        """Whether there may be slips to undo."""
        return self._suspected is not None

    def undo_slips(self) -> None:
        """Undo the slips."""
        text = self.text
        report = slips.read_slips(self._suspected) if self._suspected else None
        if report and (report.edits or report.unrepaired):
            self._repairs += [
                _repair(self._chain, text, edit.start, edit.end, edit.rule, edit.replacement, edit.confidence, True)
                for edit in report.edits
            ] + [
                _repair(
                    self._chain, text, stretch.start, stretch.end, f"slip.unreadable.{stretch.reason}", "", 0.0, False
                )
                for stretch in report.unrepaired
            ]
            self._step("slips", report.edits)
        if _LOST_SIGN in self.text:
            self._repairs += _lost(self._chain, self.text, self._repairs)

    def strip_annotations(self) -> None:
        """Take the annotations out."""
        self.take_stripped(pinyin.strip_annotations(self.text))

    def take_stripped(self, stripped: tuple[str, Callable[[], Alignment], int] | None) -> None:
        """Go on with what `pinyin.strip_annotations` makes of the text."""
        self.is_stripped = True
        if stripped:
            if self._on_step:
                self._trace("pinyin", pinyin.find_annotations(self.text))
            self.text, alignment, self._annotation_count = stripped
            self._chain.append(alignment)

    def simplify(self, converted: tuple[str, int] | None = None) -> None:
        """Write the text in simple and narrow characters; `converted` is what both steps make of it, if known."""
        text = self.text
        if converted:
            # Character for character: every position stays what it was.
            self._script = script.script_of(text, converted[1])
            self.text = converted[0]
            return
        simplified = script.to_simplified(text)
        if len(simplified) == len(text):
            self._script = script.script_of(text, sum(map(ne, text, simplified)))
            self._trace("script", _replaced(text, simplified, "script.simplify"))
            self.text = simplified
        else:
            traditional = script.find_traditional(text)
            self._script = script.script_of(text, len(traditional))
            self._step("script", traditional)
        folded = width.fold(self.text)
        self._trace("width", _replaced(self.text, folded, "width.fold"))
        self.text = folded


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
    after = width.fold(script.to_simplified(after)) if after else after
    return Repair(rule, raw_start, raw_end, text[start:end], after, confidence, applied)


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
        ("title", page.title, page.title_source, normalise_line),
        ("publisher", page.publisher, page.publisher_source, normalise_line),
        ("published", page.published, page.published_source, _ungarbled),
        ("url", page.url, page.url_source, _ungarbled),
    ]
    return [PageFact(field, read(value), source or "page") for field, value, source, read in found if value]


def normalise_line(value: str) -> str:
    """Return a title or name that stands apart from its text as the text would say it, but for the width of marks."""
    value = _ungarbled(value)
    value, _ = apply_edits(value, slips.find_slips(value).edits)
    value, _ = apply_edits(value, pinyin.find_annotations(value))
    return script.to_simplified(value)


def normalise_lines(values: Sequence[str]) -> list[str]:
    """Return what `normalise_line` makes of each of `values`, in a fraction of the time."""
    # Most hold nothing that a step before the last would look at.
    is_plain = [
        not look.found & _UNUSUAL and "&" not in value
        for value, look in zip(values, looks_of(Row(values)) if values else (), strict=True)
    ]
    plain = iter(script.to_simplified_each([value for value, is_it in zip(values, is_plain, strict=True) if is_it]))
    return [next(plain) if is_it else normalise_line(value) for value, is_it in zip(values, is_plain, strict=True)]


def _ungarbled(value: str) -> str:
    value, _ = apply_edits(value, mojibake.find_entities(value))
    return apply_edits(value, mojibake.find_mojibake(value).edits)[0]
