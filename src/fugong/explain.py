"""What was done to a text, step by step, and why: for people at a terminal, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from fugong.text.body import BoilerplateCue
from fugong.text.pipeline import NormalisedText, StepTrace, normalise

_CONTEXT = 8
_RED, _GREEN, _DIM, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[1m", "\x1b[0m"
_STEP_TITLES = {
    "page": "page: markup taken away, the body kept",
    "mojibake": "mojibake: text that was decoded wrongly before it came here",
    "slips": "slips: bytes put back in step",
    "pinyin": "pinyin: annotations taken out",
    "script": "script: traditional characters written in simplified ones",
    "width": "width: full-width signs folded",
    "body": "body: page boilerplate cut",
    "unreadable": "unreadable: damaged, and left as it stands",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one step. `raw_start`/`raw_end` are positions in the decoded raw text."""

    step: str
    rule: str
    raw_start: int
    raw_end: int
    before: str
    after: str
    confidence: float
    is_applied: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """All changes of a text in the order they were made, and what came out."""

    encoding: str
    script: str
    damage: str
    changes: tuple[Change, ...]
    raw_text: str
    normalised_text: str


def explain(
    raw_text: str,
    encoding: str,
    cues: tuple[BoilerplateCue, ...],
    start: int = 0,
    end: int | None = None,
) -> Explanation:
    """Replay all steps on `raw_text`; report the changes that touch `raw_text[start:end]`."""
    traces: list[StepTrace] = []
    normalised = normalise(raw_text, cues, traces.append)
    end = len(raw_text) if end is None else min(end, len(raw_text))
    changes = tuple(
        change for change in _changes(traces, normalised) if change.raw_start < end and change.raw_end > start
    )
    return Explanation(
        encoding=encoding,
        script=normalised.script,
        damage=normalised.damage,
        changes=changes,
        raw_text=raw_text[start:end],
        normalised_text=_normalised_part(normalised, start, end),
    )


def _changes(traces: Sequence[StepTrace], normalised: NormalisedText) -> Iterator[Change]:
    for trace in traces:
        for edit in trace.edits:
            raw_start, raw_end = trace.to_raw(edit.start, edit.end)
            yield Change(
                trace.name,
                edit.rule,
                raw_start,
                raw_end,
                trace.text[edit.start : edit.end],
                edit.replacement,
                edit.confidence,
                True,
            )
    for repair in normalised.repairs:
        if not repair.is_applied:
            yield Change(
                "unreadable",
                repair.rule,
                repair.raw_start,
                repair.raw_end,
                repair.before_text,
                "",
                repair.confidence,
                False,
            )


def _normalised_part(normalised: NormalisedText, start: int, end: int) -> str:
    """Return the part of the normalised text that comes from `raw_text[start:end]`."""
    length = len(normalised.text)

    def first_from(raw_position: int) -> int:
        low, high = 0, length
        while low < high:
            middle = (low + high) // 2
            if normalised.alignment.to_raw(middle, middle + 1)[1] <= raw_position:
                low = middle + 1
            else:
                high = middle
        return low

    return normalised.text[first_from(start) : first_from(end - 1) + 1 if end > start else first_from(start)]


def as_json(explanation: Explanation) -> str:
    """Return the explanation as one JSON object."""
    return json.dumps(asdict(explanation), ensure_ascii=False, indent=2)


def as_text(explanation: Explanation, is_coloured: bool = False) -> str:
    """Return the explanation for a terminal; control characters of the text are shown, never sent."""

    def paint(text: str, colour: str) -> str:
        return f"{colour}{text}{_PLAIN}" if is_coloured else text

    lines = [
        f"encoding {explanation.encoding}, script {explanation.script}, damage {explanation.damage}",
    ]
    step = ""
    for change in explanation.changes:
        if change.step != step:
            step = change.step
            count = sum(other.step == step for other in explanation.changes)
            lines.append(paint(f"\n{_STEP_TITLES.get(step, step)} ({count})", _BOLD))
        where = paint(f"{change.raw_start:>6}-{change.raw_end:<6}", _DIM)
        before = paint(visible(change.before), _RED)
        if change.is_applied:
            outcome = paint(visible(change.after), _GREEN) if change.after else paint("(taken out)", _DIM)
        else:
            outcome = paint("(left as it is)", _DIM)
        sure = "" if change.confidence >= 1 else f"  {change.confidence:.2f}"
        lines.append(f"  {where} {before} -> {outcome}  {paint(change.rule, _DIM)}{sure}")
    lines.append(paint("\nnormalised text", _BOLD))
    lines.append(visible(explanation.normalised_text, keep_newlines=True))
    return "\n".join(lines)


def visible(text: str, keep_newlines: bool = False) -> str:
    """Return `text` with control characters written out, so that no terminal acts on them."""
    return "".join(
        character
        if character.isprintable() or (keep_newlines and character == "\n")
        else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
