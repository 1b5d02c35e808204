"""Undo byte slips: stretches that a careless replacement of bytes has put one byte out of step.

A cheap gate looks for places where a slip may begin; there the text is read as noisy bytes under a language model of
simplified Chinese; a reading that is much likelier than the text as it stands, and good Chinese, becomes an edit.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from fugong.text.slips.gate import Anchor, Kind, find_anchors, is_between_lost_bytes
from fugong.text.slips.model import LanguageModel, language_model
from fugong.text.slips.report import Damage, SlipReport

if TYPE_CHECKING:
    from fugong.text.slips.repair import Repair

__all__ = ["Damage", "SlipReport", "Suspected", "find_slips", "read_slips", "suspect_slips"]

_NOTHING: Final = SlipReport()


class Suspected(NamedTuple):
    """A text in which slips may begin at `anchors`; `firm` are those that need no other slip for it."""

    text: str
    anchors: list[Anchor]
    firm: list[Anchor]


def find_slips(text: str, model: LanguageModel | None = None) -> SlipReport:
    """Return the edits that undo the byte slips in `text`, and the stretches that look damaged but cannot be read.

    `text` is decoded but otherwise raw: pinyin annotations still stand in it. No edit adds, removes or changes a digit,
    a `%` or a decimal point. `model` is the language model to decide by; without one, that of this run.
    """
    suspected = suspect_slips(text)
    return read_slips(suspected, model) if suspected else _NOTHING


def suspect_slips(text: str) -> Suspected | None:
    """Tell whether there may be slips in `text`, and where: the first, quick half of `find_slips`."""
    anchors = find_anchors(text)
    # A mark at the end of a line counts only in a document that has other slips, or where bytes were lost around it.
    firm = [anchor for anchor in anchors if anchor.kind is not Kind.BARE_MARK]
    if not firm and not any(is_between_lost_bytes(text, anchor.position) for anchor in anchors):
        return None
    return Suspected(text, anchors, firm)


def read_slips(suspected: Suspected, model: LanguageModel | None = None) -> SlipReport:
    """Read the slips that are suspected: the other half, faster of one document right after another."""
    return _repair()(*suspected, model or language_model()).run()


@cache
def _repair() -> type[Repair]:
    # Compiled code takes a second to import: only a text with slips pays for it.
    from fugong.text.slips.repair import Repair

    return Repair
