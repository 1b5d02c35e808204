"""The page of each document: its texts side by side, with every figure where it stands, and why it was read so."""

from __future__ import annotations

import shlex
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final

from fugong.site import queries, review, wording
from fugong.site.data import Row
from fugong.site.labels import Label, code_label, label
from fugong.site.pages import Site, shown
from fugong.site.review import Anchor, Span

# Texts are fetched for so many documents at a time, so that memory does not grow with the warehouse.
_AT_A_TIME: Final = 200
# Of a longer raw text (the code of a page, with its menus) the part around what was found is shown.
_MOST_CHARACTERS: Final = 20_000
_MARGIN: Final = 300
_AROUND: Final = 12


def reviews(site: Site, documents: Sequence[Row]) -> None:
    """Write the pages of all documents."""
    for chunk in _chunks(documents):
        keys = [row["document_key"] for row in chunk]
        fetched = {
            "text": queries.TEXTS,
            "numbers": queries.NUMBERS,
            "mentions": queries.MENTIONS,
            "repairs": queries.REPAIRS,
            "facts": queries.FIGURES_OF_DOCUMENTS,
        }
        found = {name: _by_document(site.published.rows(query, keys=keys)) for name, query in fetched.items()}
        copies = _by_document(site.published.rows(queries.COPIES, keys=keys), "of_key")
        for document in chunk:
            key = document["document_key"]
            _review(site, document, copies[key], **{name: rows[key] for name, rows in found.items()})


def _review(
    site: Site,
    document: Row,
    copies: list[Row],
    text: list[Row],
    numbers: list[Row],
    mentions: list[Row],
    repairs: list[Row],
    facts: list[Row],
) -> None:
    raw: str = text[0]["raw_text"] if text else ""
    normalised: str = text[0]["normalised_text"] if text else ""
    keys_at: dict[tuple[int, int], list[str]] = defaultdict(list)
    for fact in facts:
        keys_at[fact["raw_start"], fact["raw_end"]].append(fact["quantity_key"])
    touched = {(fact["raw_start"], fact["raw_end"]) for fact in facts if fact["is_number_repaired"]}
    anchors = [_anchor(row, row["start_position"], row["end_position"], keys_at, touched) for row in numbers]
    raw_anchors = [_anchor(row, row["raw_start"], row["raw_end"], keys_at, touched) for row in numbers]
    clauses = {fact["quantity_key"]: _clause(fact, normalised) for fact in facts}
    spans = [_span(row) for row in mentions]
    spans += [Span(*bounds, f"clause-{bounds[0]}") for bounds in sorted(set(filter(None, clauses.values())))]
    raw_spans = [Span(row["raw_start"], row["raw_end"], "repair", _repair_title(row)) for row in repairs]
    seen = [(each.start, each.end) for each in raw_anchors] + [(each.start, each.end) for each in raw_spans]
    raw_window = review.window(len(raw), seen, _MOST_CHARACTERS, _MARGIN)
    window = review.window(len(normalised), [(each.start, each.end) for each in anchors], _MOST_CHARACTERS * 2, _MARGIN)
    pieces = review.pieces(normalised, anchors, spans, window)
    raw_pieces = review.pieces(raw, raw_anchors, raw_spans, raw_window)
    in_text = {key for piece in pieces if piece.anchor for key in piece.anchor.keys}
    in_raw = {piece.anchor.keys[0] for piece in raw_pieces if piece.anchor and piece.anchor.keys}
    site.page(
        f"document/{wording.slug(document['document_key'])}.html",
        "document.html",
        name=wording.visible(document["title"] or document["source_name"]),
        document=document,
        copies=copies,
        pieces=pieces,
        window=window,
        raw_pieces=raw_pieces,
        raw_window=raw_window,
        facts=[_card(site, fact, clauses[fact["quantity_key"]], in_text, in_raw) for fact in facts],
        unbound=[_unbound(row, normalised) for row in numbers if not keys_at[row["raw_start"], row["raw_end"]]],
        repairs=repairs,
        file_argument=wording.visible(shlex.quote(site.file_name)),
    )


def _card(site: Site, fact: Row, clause: tuple[int, int] | None, in_text: set[str], in_raw: set[str]) -> dict[str, Any]:
    key = fact["quantity_key"]
    more: list[tuple[Label, Any]] = []
    if fact["numerator_count"] is not None and fact["denominator_count"] is not None:
        counts = f"{wording.plain(fact['numerator_count'])} / {wording.plain(fact['denominator_count'])}"
        more.append((label("implied"), f"{counts} = {wording.plain(fact['implied_rate_percent'])}%"))
    if fact["change_percentage_points"] is not None:
        basis = code_label("change_basis", fact["change_basis"]).plain
        more.append((label("change"), f"{wording.change(fact['change_percentage_points'])} {basis}"))
    if fact["recipient_count"] is not None:
        more.append((label("recipients"), wording.plain(fact["recipient_count"])))
    if fact["project_class"]:
        more.append((label("project_class"), wording.visible(fact["project_class"])))
    if fact["correction_reason"]:
        more.append((label("reason"), wording.visible(fact["correction_reason"])))
    return shown(site, fact) | {
        "more": more,
        "clause": clause[0] if clause else "",
        "is_in_text": key in in_text,
        "raw_anchor": f"raw-{key}" if key in in_raw else "",
        "indicator_basis": fact["indicator_basis"],
        "place_basis": fact["place_basis"],
        "as_of_basis": fact["as_of_basis"],
        "evidence": wording.visible(fact["evidence_text"]),
        "correct": _as_read(fact),
    }


def _as_read(fact: Row) -> dict[str, str]:
    """Return what a correction may change, as it is now, in the words of seeds/corrections.csv."""
    return {
        "value": wording.plain(fact["value"]).replace(",", ""),
        "unit": fact["unit"],
        "comparator": fact["comparator"],
        "indicator": fact["indicator"],
        "city": fact["city_key"] or "none",
        "sector": fact["sector_key"] or "none",
        "scope_text": fact["scope_text"] or "none",
        "as_of_date": f"{fact['as_of_date'] or 'none'}",
        "as_of_precision": fact["as_of_precision"],
        "as_of_basis": fact["as_of_basis"],
        "is_target": "true" if fact["is_target"] else "false",
        "withdrawn": "true",
    }


def _anchor(
    row: Row, start: int, end: int, keys_at: dict[tuple[int, int], list[str]], touched: set[tuple[int, int]]
) -> Anchor:
    place = (row["raw_start"], row["raw_end"])
    return Anchor(start, end, tuple(keys_at[place]), place in touched)


def _span(row: Row) -> Span:
    kind = row["mention_kind"]
    title = f"{label(f'layer.{kind}').plain} {row['mention_class']}".strip()
    return Span(row["start_position"], row["end_position"], kind, title)


def _repair_title(row: Row) -> str:
    return wording.visible(f"→ {row['after_text']}") if row["is_applied"] else label("left").plain


def _clause(fact: Row, text: str) -> tuple[int, int] | None:
    """Return where the clause that states a figure stands, if that can be told."""
    evidence, start = fact["evidence_text"], fact["start_position"]
    if start is None or not evidence:
        return None
    found = text.rfind(evidence, max(0, start - len(evidence)), start + len(evidence))
    return (found, found + len(evidence)) if 0 <= found <= start < found + len(evidence) else None


def _unbound(row: Row, text: str) -> dict[str, Any]:
    start, end = row["start_position"], row["end_position"]
    return {
        "before": wording.visible(text[max(0, start - _AROUND) : start]),
        "text": wording.visible(text[start:end]),
        "after": wording.visible(text[end : end + _AROUND]),
        "unit": code_label("unit", row["unit"]),
        "why": code_label("rejection", row["rejection_reason"])
        if row["rejection_reason"]
        else label("unbound_unknown"),
    }


def _by_document(rows: Sequence[Row], name: str = "document_key") -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def _chunks(documents: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(documents), _AT_A_TIME):
        yield documents[start : start + _AT_A_TIME]
