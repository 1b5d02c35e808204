"""Read the slips of a document: seek a reading from each anchor on, judge it, and read again what stays in doubt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from fugong.text.aligned import Edit, overlaps
from fugong.text.slips.codes import UNREADABLE
from fugong.text.slips.gate import Anchor, Kind, find_faint_marks, is_between_lost_bytes
from fugong.text.slips.kernel import LEAD_IN, LEAST_GAIN, LINE_REACH, PRICE_OF_MARK_SLIP
from fugong.text.slips.model import LanguageModel
from fugong.text.slips.report import Damage, SlipReport
from fugong.text.slips.search import PRICE_OF_FAINT_MARK_SLIP, PRICE_OF_LIKELY_MARK_SLIP, Change, Document

# A repair as sure as this tells how the document words things.
_SURE: Final = 0.9
# Documents longer than this lend the language model only the part around a slip; a slip seldom reaches farther than
# this.
_BLOCK: Final = 20_000
_DOUBTFUL: Final = 60
_LINE_END: Final = re.compile(r"[\r\n]")
_SPAN: Final = attrgetter("start", "end")


class Repair:
    """The reading of one document."""

    def __init__(self, text: str, anchors: list[Anchor], firm: list[Anchor], base: LanguageModel):
        """Set out to read `text`; `anchors` are where slips may begin, `firm` those that need no other slip for it."""
        self.text, self.anchors, self.firm = text, anchors, firm
        self.document = Document(text, base)
        # The block whose other parts the language model knows.
        self.block = -1
        # After a first reading: the repairs that are sure, and the stretches that are not.
        self.sure: list[Edit] = []
        self.doubtful: list[tuple[int, int]] | None = None

    def run(self) -> SlipReport:
        """Return the edits that undo the slips, and what looks damaged and cannot be read."""
        edits, damages = self._pass(self.firm, is_known_to_slip=False)
        has_lost_marks = any(edit.rule == "slip.mark" for edit in edits)
        if has_lost_marks:
            # The document has lost marks elsewhere: now faint anchors are suspicious too.
            edits.sort(key=lambda edit: edit.start)
            repaired = _spans_of(edits)
            # An annotation right after a stretch belongs to its last character.
            touched = [(start, end + 1) for start, end in repaired]
            found = {anchor.position: anchor for anchor in find_faint_marks(self.text)}
            found |= {anchor.position: anchor for anchor in self.anchors}
            self.anchors = [found[position] for position in sorted(found)]
            firm = {anchor.position for anchor in self.firm}
            faint = [
                anchor
                for anchor in self.anchors
                if (
                    anchor.position in firm
                    or anchor.kind is Kind.FAINT_MARK
                    or is_between_lost_bytes(self.text, anchor.position)
                )
                and not overlaps(touched, anchor.position, anchor.position + 1)
            ]
            if faint:
                more, damages = self._pass(faint, is_known_to_slip=True)
                edits.extend(edit for edit in more if not overlaps(repaired, edit.start, edit.end))
        edits, damages = self._read_again(_disjoint(edits), damages, is_known_to_slip=has_lost_marks)
        edits.extend(self._read_bare_marks(edits, is_known_to_slip=has_lost_marks))
        edits = _disjoint(edits)
        repaired = _spans_of(edits)
        left = (damage for damage in damages if not overlaps(repaired, damage.start, damage.end))
        return SlipReport(tuple(edits), tuple(dict.fromkeys(left)))

    def _read_again(
        self, edits: list[Edit], damages: list[Damage], is_known_to_slip: bool
    ) -> tuple[list[Edit], list[Damage]]:
        """Read what is in doubt once more, now that the sure repairs tell what else the document says.

        Edits are taken and returned in order, none reaching into another.
        """
        sure = [edit for edit in edits if edit.confidence >= _SURE]
        if len(sure) == len(edits) and not damages:
            return edits, damages
        read = _spans_of(edits)
        doubtful = _spans_of([edit for edit in edits if edit.confidence < _SURE])
        doubtful += [(one.start, one.end) for one in damages if not overlaps(read, one.start, one.end)]
        doubtful.sort()
        if not doubtful or not (sure or len(self.anchors) > len(doubtful)):
            return edits, damages
        again = [anchor for anchor in self.anchors if overlaps(doubtful, anchor.position, anchor.position + 1)]
        self.block = -1
        self.sure, self.doubtful = sure, doubtful
        more, left = self._pass(again, is_known_to_slip)
        known = _spans_of(sure)
        return _disjoint([*sure, *(edit for edit in more if not overlaps(known, edit.start, edit.end))]), left

    def _read_bare_marks(self, edits: Sequence[Edit], is_known_to_slip: bool) -> list[Edit]:
        """Read a mark at the end of a line as the `。”` it is left of, in an open quote or if both halves are lost.

        Where text goes on in the line and no quote is open, one begins there.
        In a document that is not known to have lost such marks elsewhere both must speak for it.
        """
        found: list[Edit] = []
        bare = [anchor for anchor in self.anchors if self._is_bare(anchor)]
        repaired = _spans_of(edits) if bare else []
        for anchor in bare:
            is_between = is_between_lost_bytes(self.text, anchor.position)
            if not (is_between or is_known_to_slip) or overlaps(repaired, anchor.position, anchor.position + 1):
                continue
            line = self._line_to(anchor.position, edits)
            is_open = line.rfind("“") > line.rfind("”")
            signs = (is_between, is_open)
            behind = self.text[anchor.position + 1 : anchor.position + 3].lstrip(UNREADABLE)
            following = "" if behind[:1] in ("\r", "\n") else behind.lstrip()
            if (any(signs) if is_known_to_slip else all(signs)) and not following.startswith("“"):
                start = anchor.position - (anchor.position > 0 and self.text[anchor.position - 1] in UNREADABLE)
                end = anchor.position + 1
                end += end < len(self.text) and self.text[end] in UNREADABLE
                reading = "。“" if following and not is_open else "。”"
                found.append(Edit(start, end, reading, "slip.bare_mark", 0.85))
        return found

    def _is_bare(self, anchor: Anchor) -> bool:
        """Tell whether an anchor is a mark with nothing to read behind it."""
        if anchor.kind is not Kind.MARK:
            return anchor.kind is Kind.BARE_MARK
        ending = self.text[anchor.position + 1 : anchor.position + 3]
        return ending[:1] in UNREADABLE and ending[1:2] in ("", "\r", "\n")

    def _line_to(self, position: int, edits: Sequence[Edit]) -> str:
        """Return the line up to `position`, as far as it is read already."""
        begin = max(self.text.rfind("\n", 0, position) + 1, position - LINE_REACH)
        within = [
            Edit(edit.start - begin, edit.end - begin, edit.replacement, edit.rule)
            for edit in (*edits, *self.sure)
            if begin <= edit.start and edit.end <= position
        ]
        return _edited(self.text[begin:position], within)

    def _pass(self, anchors: Sequence[Anchor], is_known_to_slip: bool) -> tuple[list[Edit], list[Damage]]:
        document = self.document
        document.expect({anchor.position: self._price(anchor, is_known_to_slip) for anchor in anchors})
        edits: list[Edit] = []
        damages: list[Damage] = []
        at, count, seen = 0, len(anchors), 0
        while at < count:
            position = anchors[at].position
            if position < seen:
                at += 1
                continue
            self._hear_about(position)
            stop = at + 1
            while stop < count and anchors[stop].position // _BLOCK == self.block:
                stop += 1
            at, outcomes = document.read(at, stop, self.sure, edits)
            for number, end, gain, changes in outcomes:
                for change in changes:
                    if change.is_taken:
                        edits.append(self._edit(change))
                    elif gain >= LEAST_GAIN:
                        damages.append(Damage(change.start, change.end, "no reading is good enough"))
                anchor = anchors[number]
                seen = max(end, anchor.position + 1)
                if anchor.kind is Kind.PINYIN and not _covers(edits, anchor.position):
                    damages.append(Damage(anchor.position, anchor.position + 1, "no reading found"))
        return edits, damages

    def _edit(self, change: Change) -> Edit:
        begin = self.text[change.start : min(change.start + 2, change.end)]
        is_at_mark = "!" in begin or "！" in begin or not begin.strip("?？")
        rule = "slip.mark" if is_at_mark else "slip.pinyin"
        return Edit(change.start, change.end, change.reading, rule, change.confidence)

    def _price(self, anchor: Anchor, is_known_to_slip: bool) -> float | None:
        if anchor.kind is Kind.PINYIN or anchor.kind is Kind.TONE:
            return None
        if anchor.kind is Kind.FAINT_MARK:
            return PRICE_OF_FAINT_MARK_SLIP
        is_after_unreadable = anchor.position > 0 and self.text[anchor.position - 1] in UNREADABLE
        return PRICE_OF_LIKELY_MARK_SLIP if is_known_to_slip or is_after_unreadable else PRICE_OF_MARK_SLIP

    def _hear_about(self, position: int) -> None:
        """Let the language model know what the document says around a place."""
        block = position // _BLOCK
        if block == self.block:
            return
        self.block = block
        begin = max(0, block * _BLOCK - _BLOCK // 2)
        end = min(len(self.text), begin + 2 * _BLOCK)
        if self.doubtful is None:
            self.document.hear(self._undamaged(begin, end))
        else:
            self.document.hear_instead(self._repaired(begin, end))

    def _undamaged(self, begin: int, end: int) -> list[tuple[int, int]]:
        """Return what there is of a block without the windows that are in doubt."""
        pieces: list[tuple[int, int]] = []
        position = begin
        for anchor in self.firm:
            if begin <= anchor.position < end:
                # What stands right before a slip may be half a word: nothing to learn from.
                pieces.append((position, anchor.position - LEAD_IN))
                position = max(position, self._end_of_doubt(anchor.position))
        return [*pieces, (position, end)]

    def _repaired(self, begin: int, end: int) -> str:
        """Return the text of a block with the sure repairs and without what is in doubt."""
        changes = [*self.sure, *(Edit(start, stop, "\n", "") for start, stop in self.doubtful or ())]
        within = [
            Edit(change.start - begin, change.end - begin, change.replacement, change.rule)
            for change in changes
            if begin <= change.start and change.end <= end
        ]
        return _edited(self.text[begin:end], within)

    def _end_of_doubt(self, position: int) -> int:
        end = min(len(self.text), position + _DOUBTFUL)
        line_end = _LINE_END.search(self.text, position, end)
        return line_end.start() if line_end else end


def _covers(edits: Sequence[Edit], position: int) -> bool:
    return any(edit.start <= position <= edit.end for edit in edits)


def _disjoint(edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits in order, without those that reach into the one before."""
    if len(edits) < 2:
        return list(edits)
    kept: list[Edit] = []
    for edit in sorted(edits, key=_SPAN):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _edited(text: str, edits: Sequence[Edit]) -> str:
    """Return `text` with the edits made that do not reach into one before."""
    pieces: list[str] = []
    done = 0
    for edit in _disjoint(edits):
        pieces += text[done : edit.start], edit.replacement
        done = edit.end
    return "".join((*pieces, text[done:]))


def _spans_of(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    return [(edit.start, edit.end) for edit in edits]
