"""Shows why a fact is as it is: for people at a terminal, and as JSON."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict

from fugong.explain import visible
from fugong.why.reasons import Answer, Candidate, FactReasons, NoQuantity, Question, Row, SeveralFacts

_RED, _GREEN, _DIM, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[2m", "\x1b[1m", "\x1b[0m"
_ASKED = {
    "counted": "What is counted?",
    "indicator": "What is measured?",
    "place": "Where?",
    "as_of": "As of when?",
    "scope": "Whose is it?",
    "sector": "In which sector?",
    "target": "Plan or fact?",
    "comparator": "Exact, bounded or rounded?",
}
_SHOWN_CANDIDATES = 5


def as_json(answer: Answer) -> str:
    """Return the answer as one JSON object; `found` says which kind it is."""
    kind = {FactReasons: "fact", SeveralFacts: "facts", NoQuantity: "no_quantity"}[type(answer)]
    return json.dumps({"found": kind} | asdict(answer), ensure_ascii=False, indent=2)


def as_text(answer: Answer, is_coloured: bool = False) -> str:
    """Return the answer for a terminal; control characters of the text are shown, never sent."""
    painter = _Painter(is_coloured)
    if isinstance(answer, FactReasons):
        lines = _fact_lines(answer, painter)
    elif isinstance(answer, SeveralFacts):
        lines = _several_lines(answer, painter)
    else:
        lines = _no_quantity_lines(answer, painter)
    return "\n".join(lines)


class _Painter:
    """Colours what is for people, makes visible what comes from texts."""

    def __init__(self, is_coloured: bool) -> None:
        self._is_coloured = is_coloured

    def __call__(self, text: object, colour: str = "") -> str:
        shown = visible(str(text))
        return f"{colour}{shown}{_PLAIN}" if self._is_coloured and colour else shown


def _fact_lines(reasons: FactReasons, paint: _Painter) -> Iterator[str]:
    fact = reasons.fact
    yield _summary(fact, paint)
    yield paint(f"quantity {fact['quantity_key']}", _DIM)
    yield ""
    yield from _document_lines(reasons.document, paint)
    yield from _where_lines(reasons.where, paint)
    if not reasons.repairs:
        yield _labelled("repairs", paint("none touched the number, its unit or its left neighbour", _DIM), paint)
    for repair in reasons.repairs:
        change = f"{paint(repair['before_text'], _RED)} -> {paint(repair['after_text'], _GREEN)}"
        rest = f"{repair['rule']}, at {repair['raw_start']}-{repair['raw_end']}, confidence {repair['confidence']:.2f}"
        yield _labelled("repair", f"{change}  {paint(rest, _DIM)}", paint)
    if fact["item_text"]:
        yield _labelled(
            "said of", f"{paint(fact['item_text'])} {paint('(list: ' + fact['list_relation'] + ')', _DIM)}", paint
        )
    if counts := _counts(fact):
        yield _labelled("counts", paint(counts), paint)
    if fact["correction_status"] == "withdrawn":
        yield _labelled("counted", paint(f"no: withdrawn by hand: {fact['correction_reason']}", _RED), paint)
    elif fact["is_superseded"]:
        yield _labelled("counted", paint("no: the report is a copy of one that is counted already", _RED), paint)
    if fact["replaced_key"]:
        yield _labelled("corrected", paint(f"by hand: {fact['correction_reason']}", _GREEN), paint)
        yield _labelled("", paint("below stands what was read, which no longer counts", _DIM), paint)
    for question in reasons.questions:
        # 家 and 个 alone ask for a noun; of other units there is nothing to tell.
        if question.name != "counted" or question.candidates:
            yield from _question_lines(question, paint)
    yield ""
    confidence = fact["confidence"]
    if fact["replaced_key"]:
        yield paint(f"Confidence {confidence:g}: a person says so", _BOLD)
        confidence = fact["replaced_confidence"]
    yield paint(f"Confidence {confidence:g} is the product of", _BOLD)
    for factor in reasons.factors:
        basis = _padded(f"{factor['aspect']}: {factor['basis']}", 34)
        meaning = factor["meaning"] + (", against other candidates" if factor["is_contested"] else "")
        yield f"  {factor['factor']:<5g} {paint(basis)} {paint(meaning, _DIM)}"


def _summary(fact: Row, paint: _Painter) -> str:
    parts = [
        fact["indicator"],
        fact["city_name"] or "place unknown",
        f"as of {fact['as_of_date']}" if fact["as_of_date"] else "undated",
        *([fact["scope_text"]] if fact["scope_text"] else []),
        *(["plan"] if fact["is_target"] else []),
    ]
    amount = f"{_number(fact['value'])} {fact['unit']}"
    return f"{paint(fact['value_text'], _BOLD)}  {paint(amount)}  {paint(' · '.join(parts))}"


def _counts(fact: Row) -> str:
    """Return the counts that stand beside a rate, as far as they do; empty without any."""
    part, whole, implied = fact["numerator_count"], fact["denominator_count"], fact["implied_rate_percent"]
    if part is None:
        return "" if whole is None else f"of {_number(whole)}"
    return _number(part) + ("" if whole is None else f" of {_number(whole)} = {_number(implied)}%")


def _number(value: float) -> str:
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _document_lines(document: Row, paint: _Painter) -> Iterator[str]:
    yield _labelled("document", paint(document["name"]) + paint(f"  {document['path']}", _DIM), paint)
    title, publisher = document["title"] or "no title", document["publisher"] or "publisher unknown"
    yield _labelled("", f"{paint(title)} · {paint(publisher)}", paint)
    if document["published_date"]:
        published = (
            f"published {document['published_date']} ({document['published_precision']}, {document['published_basis']})"
        )
    else:
        published = "day of publication unknown"
    yield _labelled("", paint(published), paint)


def _where_lines(where: Row, paint: _Painter) -> Iterator[str]:
    text, start, end = where["sentence_text"], where["start_in_sentence"], where["end_in_sentence"]
    marked = f"{paint(text[:start])}{paint('【' + text[start:end] + '】', _BOLD)}{paint(text[end:])}"
    yield _labelled("sentence", marked, paint)
    yield _labelled("clause", paint(where["clause_text"]), paint)
    before, after = paint(f"…{where['raw_before']}", _DIM), paint(f"{where['raw_after']}…", _DIM)
    span = paint(f"{where['raw_start']}-{where['raw_end']}", _DIM)
    yield _labelled("raw", f"{before}{paint(where['raw_text'], _BOLD)}{after}  {span}", paint)


def _question_lines(question: Question, paint: _Painter) -> Iterator[str]:
    yield ""
    answer = paint(question.answer, _GREEN) if question.answer else paint("nothing says it", _DIM)
    meaning = f": {question.meaning}" if question.meaning else ""
    yield f"{paint(_ASKED[question.name], _BOLD)} {answer}  {paint('(' + question.basis + meaning + ')', _DIM)}"
    shown = question.candidates[:_SHOWN_CANDIDATES]
    widths = [
        max((_width(visible(text)) for text in column), default=0) for column in zip(*map(_cells, shown), strict=True)
    ]
    for candidate in shown:
        cells = (_padded(visible(text), width) for text, width in zip(_cells(candidate), widths, strict=True))
        line = f"{'▶' if candidate.is_winner else ' '} {candidate.rank:>2}  {'  '.join(cells)}".rstrip()
        yield "  " + paint(line, _GREEN if candidate.is_winner else "")
    if len(question.candidates) > len(shown):
        more = len(question.candidates) - len(shown)
        yield paint(f"        and {more} more (--json has all)", _DIM)


def _cells(candidate: Candidate) -> tuple[str, ...]:
    return (
        candidate.words or "(no words)",
        candidate.answer,
        candidate.relation,
        "" if candidate.distance is None else f"distance {candidate.distance}",
        "" if candidate.score is None else f"score {candidate.score:.3f}",
    )


def _several_lines(several: SeveralFacts, paint: _Painter) -> Iterator[str]:
    yield paint(f"The number there is said of each item of a list: {len(several.facts)} facts", _BOLD)
    for fact in several.facts:
        yield f"  {fact['quantity_key']}  {_summary(fact, paint)}"
    yield "`fugong why KEY` tells why each is as it is."


def _no_quantity_lines(answer: NoQuantity, paint: _Painter) -> Iterator[str]:
    yield f"{paint('No quantity', _BOLD)}  {paint(answer.reason, _RED)}: {paint(answer.meaning)}"
    yield ""
    yield from _document_lines(answer.document, paint)
    if answer.where is not None:
        yield from _where_lines(answer.where, paint)
    else:
        if answer.sentence_text is not None:
            yield _labelled("sentence", paint(answer.sentence_text), paint)
        yield _labelled("raw", paint(f"at {answer.position}", _DIM), paint)


def _labelled(label: str, text: str, paint: _Painter) -> str:
    return f"{paint(_padded(label, 10), _DIM)}{text}"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
