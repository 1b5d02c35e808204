"""Read a damaged stretch as the noisy bytes it is: the cheapest reading under a language model.

The text is read from left to right, in step with the characters or, within a slip, one byte out of step. While out of
step a reading has a *pending* byte: the first half of a character whose second half is still to come.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from fugong.text.pinyin import is_han, reads, split_tone
from fugong.text.slips.codes import Codes, code_of, codes, is_sacred, read_so
from fugong.text.slips.model import LanguageModel, Option

# Prices in nats. A slip is rare; what its bytes then look like follows almost without chance.
PRICE_OF_MARK_SLIP: Final = 5.0
PRICE_OF_LIKELY_MARK_SLIP: Final = 1.0
PRICE_OF_PINYIN_SLIP: Final = 3.0
_PRICE_OF_LOST_BYTE: Final = 1.0
_PRICE_OF_LOST_BYTE_WITHIN: Final = 2.0
_PRICE_OF_UNKNOWN_BYTE: Final = 1.0
# A byte that was lost although the next one could have made a character of it.
_PRICE_OF_UNFORCED_LOSS: Final = 5.0
_PRICE_OF_DROPPED_PAIR: Final = 0.5
_PRICE_OF_FOLDED_MARK: Final = 1.0
_PRICE_OF_FOLDED_LETTER: Final = 2.0
_PRICE_OF_WRONG_READING: Final = 12.0
# A sentence that ends right after a quote has opened: what stands in the quote is a term, and goes on.
_PRICE_OF_SHORT_QUOTE: Final = 8.0
_LONGEST_TERM: Final = 3
_PRICE_OF_MISFIT: Final = 5.0
_PRICE_OF_OTHER_SCRIPT: Final = 6.0

# How many hypotheses go on at a position: in step, out of step, out of step by a byte unknown.
_ROOM: Final = {0: 16, 1: 24, 2: 20}
# Of the last kind, how many are tried for an end of the slip, where a character is wholly unknown.
_BLIND_ENDS: Final = 6
# Guessed characters cost at most this by themselves; those of which no byte is known, this.
_RAREST_GUESS: Final = 14.0
_RAREST_BLIND_GUESS: Final = 9.5
_WORST_LAG: Final = 40.0

# A lost byte stands for every byte: these are the marks whose codes the tool replaced, with the two bytes of each.
_REPLACED_MARKS: Final = {"!": (0xA3, 0xA1), "！": (0xA3, 0xA1), "?": (0xA3, 0xBF), "？": (0xA3, 0xBF)}
# The one second byte of GBK, from 0x40 on, that can begin neither a character nor stand for an ASCII sign.
_NO_LEAD: Final = 0x80
_LEAD_OF_MARKS: Final = 0xA1
# Closing bracket or quote → its opening one, and back.
_OPENERS: Final = {"》": "《", "”": "“", "’": "‘", "】": "【", "」": "「", "』": "『"}
_CLOSERS: Final = {opener: closer for closer, opener in _OPENERS.items()}
_BRACKET_REACH: Final = 120
_UNREADABLE: Final = "?\ufffd"
_PINYIN_LETTERS: Final = "a-zA-ZɑɡĀāÁáǍǎÀàĒēÉéĚěÈèĪīÍíǏǐÌìŌōÓóǑǒÒòŪūÚúǓǔÙùǕǖǗǘǙǚǛǜÜü\u0300\u0301\u0304\u0308\u030c"
_REMNANT: Final = re.compile(rf"([{_PINYIN_LETTERS}]{{1,9}})[)）]")
_WHOLE_ANNOTATION: Final = re.compile(rf"[(（]([{_PINYIN_LETTERS}]{{1,9}})[)）]")


@dataclass(slots=True)
class _Hypothesis:
    cost: float
    state: str
    # None: in step. 0x81–0xFE: that byte. 0x100 + lead: the unknown second byte of a dropped pair that `lead` began.
    pending: int | None
    # The last character read, as the bytes have it; "" if there is none.
    last: str
    # Where in the text the reading stands, what the last move added, and the move before.
    position: int
    added: str
    before: _Hypothesis | None
    # What the last character was chosen among, if its bytes left a choice.
    rivals: Sequence[Option] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """A character of a reading, at `index`, that was chosen among `rivals` because not all its bytes are known."""

    index: int
    rivals: Sequence[Option]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text, and what it reads as."""

    start: int
    end: int
    reading: str
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The cheapest reading of a window: the stretches that differ from the text, first one first."""

    stretches: tuple[Stretch, ...]
    # True if the reading was still out of step where the window ended.
    is_open: bool


def read_window(
    text: str,
    start: int,
    end: int,
    model: LanguageModel,
    script: str,
    price_of_mark: Callable[[int], float | None],
) -> Reading:
    """Return the cheapest reading of `text[start:end]`.

    `script` is "traditional", "simplified" or "mixed": what lost characters are written in. `price_of_mark` tells, for
    the position of a mark, what it costs to take it for the begin of a slip; None: it is none.
    """
    return _Search(text, start, end, model, script, price_of_mark).run()


class _Search:
    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        model: LanguageModel,
        script: str,
        price_of_mark: Callable[[int], float | None],
    ):
        self.text, self.start, self.end, self.model = text, start, end, model
        self.price_of_mark = price_of_mark
        self.codes: Codes = codes()
        self.foreign: frozenset[str] = {
            "traditional": self.codes.only_simplified,
            "simplified": self.codes.only_traditional,
        }.get(script, frozenset())
        self.completions: dict[tuple[int, int], list[Option]] = {}
        self.guesses: dict[tuple[int, str | None], list[Option]] = {}
        self.best = [math.inf] * (end - start + 1)
        # A window that ends in the middle of a line says nothing about bytes lost at its end.
        self.is_cut = end < len(text) and _can_follow_lead(text[end])
        self.beams: list[dict[tuple[str, int | None, str], _Hypothesis]] = [{} for _ in range(end - start + 1)]

    def run(self) -> Reading:
        first = _Hypothesis(0.0, self.model.start(), None, "", self.start, "", None)
        self.beams[0][first.state, None, ""] = first
        for index in range(self.end - self.start):
            for hypothesis in self._survivors(index):
                self._advance(hypothesis)
            if index:
                self.beams[index - 1] = {}
        # A slip may end by a lost byte just where the window does.
        finals = self._survivors(self.end - self.start)
        if not finals:
            return Reading((), False)
        best = min(finals, key=lambda hypothesis: hypothesis.cost)
        return Reading(tuple(self._stretches(best)), best.pending is not None)

    # Keeping the beam

    def _survivors(self, index: int) -> list[_Hypothesis]:
        """Return the hypotheses worth going on with at `index`, after all moves that consume nothing."""
        beam = self.beams[index]
        kept = _prune(beam.values())
        if any(hypothesis.pending is not None for hypothesis in kept):
            for hypothesis in kept:
                if hypothesis.pending is not None and hypothesis.pending < 0x100:
                    self._drop_pair(hypothesis)
            blind = _BLIND_ENDS
            for hypothesis in _prune(beam.values()):
                if hypothesis.pending is not None and (hypothesis.pending < 0x100 or blind > 0):
                    blind -= hypothesis.pending >= 0x100
                    self._lose_byte(hypothesis)
            kept = _prune(beam.values())
        return kept

    def _put(
        self, parent: _Hypothesis, options: Sequence[Option], price: float, position: int, pending: int | None
    ) -> None:
        """Add to the beam at `position` what `parent` becomes by reading each of the `options`."""
        beam = self.beams[position - self.start]
        best = self.best[position - self.start]
        base = parent.cost + price
        rivals = options if len(options) > 1 else ()
        limit = best + _WORST_LAG
        for option, state, cost in self.model.steps(parent.state, options, limit - base):
            total = base + cost
            if total < best:
                best = total
            character = option[0]
            key = (state, pending, character)
            known = beam.get(key)
            if known is None or total < known.cost:
                beam[key] = _Hypothesis(total, state, pending, character, position, character, parent, rivals)
        self.best[position - self.start] = best

    def _skip(self, parent: _Hypothesis, price: float, position: int) -> None:
        """Consume text that stands for no byte."""
        beam = self.beams[position - self.start]
        key = (parent.state, parent.pending, parent.last)
        known = beam.get(key)
        total = parent.cost + price
        if known is None or total < known.cost:
            beam[key] = _Hypothesis(total, parent.state, parent.pending, parent.last, position, "", parent)

    # Moves

    def _advance(self, hypothesis: _Hypothesis) -> None:
        position = hypothesis.position
        character = self.text[position]
        annotation = self._annotation_at(position)
        if hypothesis.pending is None:
            if annotation and self._skip_annotation(hypothesis, *annotation):
                return
            self._put(hypothesis, ((character, self._simplified(character), 0.0),), 0.0, position + 1, None)
            self._begin_at_mark(hypothesis)
            self._begin_at_pinyin(hypothesis)
            return
        if annotation:
            # Seen from within a slip an annotation belongs to a pair of bytes as they look, not as they are.
            self._skip(hypothesis, 0.0, annotation[0])
            return
        if character in _UNREADABLE:
            self._read_unknown_byte(hypothesis)
        code = code_of(character)
        if code is not None and not is_sacred(character):
            self._shift(hypothesis, code[0], 0.0, position + 1, code[1])
        elif character.isascii():
            self._shift_ascii(hypothesis, character)

    def _simplified(self, character: str) -> str:
        code = code_of(character)
        entry = self.codes.characters.get(code) if code else None
        return entry[1] if entry else character

    def _annotation_at(self, position: int) -> tuple[int, str] | None:
        if self.text[position] not in "(（":
            return None
        match = _WHOLE_ANNOTATION.match(self.text, position, self.end)
        return (match.end(), match.group(1)) if match else None

    def _remnant_at(self, position: int) -> tuple[int, str] | None:
        match = _REMNANT.match(self.text, position, self.end)
        return (match.end(), match.group(1)) if match else None

    def _skip_annotation(self, hypothesis: _Hypothesis, end: int, syllable: str) -> bool:
        """Pass over an annotation in step with the text; a real remark in brackets is left to be read as text."""
        if not hypothesis.last or not is_han(hypothesis.last):
            return False
        if reads(hypothesis.last, syllable):
            self._skip(hypothesis, 0.0, end)
            return True
        if not syllable.isascii():
            self._skip(hypothesis, _PRICE_OF_WRONG_READING, end)
            self._begin_at_straddle(hypothesis, syllable, end, _PRICE_OF_LOST_BYTE)
            return True
        return False

    def _begin_at_mark(self, hypothesis: _Hypothesis) -> None:
        """Begin a slip at a mark whose bytes were the end of one character and the begin of the next."""
        position = hypothesis.position
        price = _PRICE_OF_LOST_BYTE
        if (
            self.text[position] in _UNREADABLE
            and position + 1 < self.end
            and self.text[position + 1] in _REPLACED_MARKS
        ):
            self._begin_at_mark_at(hypothesis, position + 1, 0.0)
        if self.text[position] in _REPLACED_MARKS:
            self._begin_at_mark_at(hypothesis, position, price)

    def _begin_at_mark_at(self, hypothesis: _Hypothesis, position: int, price: float) -> None:
        price_of_slip = self.price_of_mark(position)
        if price_of_slip is None:
            return
        trail, lead = _REPLACED_MARKS[self.text[position]]
        price_of_end = _PRICE_OF_SHORT_QUOTE if _just_quoted(hypothesis) else 0.0
        options = [
            (character, simple, self._price_of_script(character) + price_of_end * (character == "。"))
            for _, character, simple in self.codes.by_trail[trail]
            if self.model.is_common(simple)
        ]
        self._put(hypothesis, options, price + price_of_slip, position + 1, lead)

    def _begin_at_pinyin(self, hypothesis: _Hypothesis) -> None:
        """Begin a slip at `?zé)`: the last byte read and the unreadable one were annotated as if a character."""
        position = hypothesis.position
        if self.text[position] not in _UNREADABLE or position + 1 >= self.end:
            return
        remnant = self._remnant_at(position + 1) or self._annotation_at(position + 1)
        if remnant:
            self._begin_at_straddle(hypothesis, remnant[1], remnant[0], 0.0)

    def _begin_at_straddle(self, hypothesis: _Hypothesis, syllable: str, end: int, price: float) -> None:
        code = code_of(hypothesis.last) if hypothesis.last else None
        if code is None or code[1] < 0x81:
            return
        for lead, character, _ in read_so(code[1], split_tone(syllable)[0]):
            if lead < 0x81:
                continue
            beam = self.beams[end - self.start]
            # Tables of annotated characters list those that conversion changed: readings of others are less likely.
            total = hypothesis.cost + PRICE_OF_PINYIN_SLIP + price + (0.0 if self._is_listed(character) else 3.0)
            key = (hypothesis.state, lead, hypothesis.last)
            known = beam.get(key)
            if known is None or total < known.cost:
                beam[key] = _Hypothesis(total, hypothesis.state, lead, hypothesis.last, end, "", hypothesis)

    def _is_listed(self, character: str) -> bool:
        return character in self.codes.only_traditional

    def _shift(self, hypothesis: _Hypothesis, trail: int, price: float, position: int, pending: int | None) -> None:
        """Complete the pending byte by `trail`."""
        assert hypothesis.pending is not None  # noqa: S101
        if pending is not None and pending < 0x81:
            # The byte left over can begin no character: it must be an ASCII sign that stood there by itself.
            return
        options = self._completions(hypothesis.pending, trail)
        self._put(hypothesis, options, price, position, pending)

    def _pending_bytes(self, pending: int) -> tuple[int, ...]:
        """Return the bytes that a pending byte can be."""
        return (pending,) if pending < 0x100 else self.codes.undefined_leads[pending - 0x100]

    def _completions(self, pending: int, trail: int) -> list[Option]:
        """Return what a pending byte and `trail` can stand for; of an unknown byte only what is common."""
        known = self.completions.get((pending, trail))
        if known is None:
            entries = (self.codes.characters.get((lead, trail)) for lead in self._pending_bytes(pending))
            if pending < 0x100:
                known = [(*entry, 0.0) for entry in entries if entry]
            else:
                known = [
                    (*entry, self._price_of_script(entry[0]))
                    for entry in entries
                    if entry and self.model.is_common(entry[1])
                ]
            self.completions[pending, trail] = known
        return known

    def _shift_ascii(self, hypothesis: _Hypothesis, character: str) -> None:
        byte = ord(character)
        position = hypothesis.position
        if byte >= 0x40:
            self._shift(hypothesis, byte, 0.0, position + 1, None)
        if is_sacred(character) or not 0x21 <= byte <= 0x7E:
            return
        if character == "." and self._is_between_digits(position):
            return
        price = _PRICE_OF_FOLDED_LETTER if character.isalpha() else _PRICE_OF_FOLDED_MARK
        self._shift(hypothesis, 0xA3, price, position + 1, byte + 0x80)

    def _is_between_digits(self, position: int) -> bool:
        after = self.text[position + 1 : position + 2]
        return self.text[position - 1 : position].isdigit() or after.isdigit()

    def _read_unknown_byte(self, hypothesis: _Hypothesis) -> None:
        position = hypothesis.position
        remnant = self._remnant_at(position + 1) if position + 1 < self.end else None
        if remnant and (not remnant[1].isascii() or len(remnant[1]) > 1):
            self._complete_by_any(hypothesis, _PRICE_OF_UNKNOWN_BYTE, remnant[0], remnant[1])
        syllable = self._annotation_at(position + 1) if position + 1 < self.end else None
        price = _PRICE_OF_UNKNOWN_BYTE
        if position + 1 < self.end and not syllable and _can_follow_lead(self.text[position + 1]):
            self._complete_by_no_lead(hypothesis, price, position + 1)
            price += _PRICE_OF_UNFORCED_LOSS
        self._complete_by_any(hypothesis, price, position + 1, syllable[1] if syllable else None)

    def _complete_by_no_lead(self, hypothesis: _Hypothesis, price: float, position: int) -> None:
        """Complete the pending byte by the one that a decoder loses whatever comes after it."""
        assert hypothesis.pending is not None  # noqa: S101
        options = [
            (*entry, self._price_of_script(entry[0]))
            for lead in self._pending_bytes(hypothesis.pending)
            if (entry := self.codes.characters.get((lead, _NO_LEAD))) and self.model.is_common(entry[1])
        ]
        self._put(hypothesis, options, price, position, None)

    def _lose_byte(self, hypothesis: _Hypothesis) -> None:
        """End the slip: the second half of the pending character is gone."""
        position = hypothesis.position
        syllable = None
        if position < self.end:
            annotation = self._annotation_at(position)
            syllable = annotation[1] if annotation else None
            if not annotation and _can_follow_lead(self.text[position]):
                # Only a byte that begins no character can have been dropped here.
                self._complete_by_no_lead(hypothesis, _PRICE_OF_LOST_BYTE_WITHIN, position)
                return
        elif self.is_cut:
            return
        self._complete_by_any(hypothesis, _PRICE_OF_LOST_BYTE, position, syllable)

    def _complete_by_any(self, hypothesis: _Hypothesis, price: float, position: int, syllable: str | None) -> None:
        assert hypothesis.pending is not None  # noqa: S101
        letters = split_tone(syllable)[0] if syllable else None
        options = self._guesses(hypothesis.pending, letters)
        if hypothesis.pending == _LEAD_OF_MARKS:
            options = self._fitting_marks(hypothesis, options, position)
        self._put(hypothesis, options, price, position, None)

    def _fitting_marks(self, hypothesis: _Hypothesis, options: Sequence[Option], position: int) -> list[Option]:
        """Raise the price of guessed marks that close what is not open, open what is, or cannot end a line."""
        opened = self._opened_before(hypothesis)
        is_last = position >= len(self.text) or self.text[position] in " \u3000\r\n"
        return [
            (character, simple, price + _PRICE_OF_MISFIT * _is_misfit(character, opened, is_last))
            for character, simple, price in options
        ]

    def _opened_before(self, hypothesis: _Hypothesis) -> str:
        """Return the innermost bracket or quote that stands open where a hypothesis has come to; "" if none does."""
        closed: dict[str, int] = {}
        for character in self._characters_before(hypothesis):
            if character in _OPENERS:
                closed[_OPENERS[character]] = closed.get(_OPENERS[character], 0) + 1
            elif character in _CLOSERS:
                if not closed.get(character):
                    return character
                closed[character] -= 1
        return ""

    def _characters_before(self, hypothesis: _Hypothesis) -> Iterator[str]:
        """Yield what a hypothesis has read, last character first, then the line before the window."""
        node: _Hypothesis | None = hypothesis
        while node is not None:
            yield from node.added
            node = node.before
        for index in range(self.start - 1, max(-1, self.start - _BRACKET_REACH), -1):
            if self.text[index] == "\n":
                return
            yield self.text[index]

    def _guesses(self, pending: int, letters: str | None) -> list[Option]:
        """Return what a pending byte and an unknown one can stand for, given how it is read where that is known."""
        known = self.guesses.get((pending, letters))
        if known is None:
            limit = _RAREST_GUESS if pending < 0x100 else _RAREST_BLIND_GUESS
            known = [
                (character, simple, self._price_of_script(character))
                for lead in self._pending_bytes(pending)
                for _, character, simple in (read_so(lead, letters) if letters else self.codes.by_lead.get(lead, ()))
                if letters or self.model.is_common(simple, limit)
            ]
            self.guesses[pending, letters] = known
        return known

    def _drop_pair(self, hypothesis: _Hypothesis) -> None:
        """Before the next character a pair of bytes that stands for nothing may have been dropped."""
        assert hypothesis.pending is not None  # noqa: S101
        if hypothesis.position >= self.end or self.text[hypothesis.position] in "\r\n":
            return
        for trail in self.codes.undefined:
            options = [
                (character, simple, price + self._price_of_script(character))
                for character, simple, price in self._completions(hypothesis.pending, trail)
            ]
            self._put(hypothesis, options, _PRICE_OF_DROPPED_PAIR, hypothesis.position, 0x100 + trail)

    def _price_of_script(self, character: str) -> float:
        return _PRICE_OF_OTHER_SCRIPT if character in self.foreign else 0.0

    # Reading off the result

    def _stretches(self, best: _Hypothesis) -> Iterator[Stretch]:
        path: list[_Hypothesis] = []
        node: _Hypothesis | None = best
        while node is not None:
            path.append(node)
            node = node.before
        path.reverse()
        begin: int | None = None
        reading = ""
        doubts: list[Doubt] = []
        for before, after in pairwise(path):
            out_of_step = before.pending is not None or after.pending is not None
            if out_of_step:
                if begin is None:
                    begin = before.position
                if after.added:
                    if after.rivals:
                        doubts.append(Doubt(len(reading), after.rivals))
                    reading += after.added
                if after.pending is None:
                    yield Stretch(begin, after.position, reading, tuple(doubts))
                    begin, reading, doubts = None, "", []
        if begin is not None:
            yield Stretch(begin, best.position, reading, tuple(doubts))


def _can_follow_lead(character: str) -> bool:
    """Tell whether the first byte of `character` would have been read together with a lone byte before it."""
    if is_sacred(character):
        return False
    return ord(character) >= 0x40 if character.isascii() else code_of(character) is not None


def _is_misfit(mark: str, opened: str, is_last: bool) -> bool:
    if mark in _OPENERS:
        return _OPENERS[mark] != opened
    if mark in _CLOSERS:
        return is_last or mark == opened
    return (is_last or opened == "《") and mark in "，、；："


def _just_quoted(hypothesis: _Hypothesis) -> bool:
    node: _Hypothesis | None = hypothesis
    length = 0
    while node is not None and length <= _LONGEST_TERM:
        if node.added:
            if node.added in "“‘":
                return length > 0
            length += 1
        node = node.before
    return False


def _prune(hypotheses: Iterable[_Hypothesis]) -> list[_Hypothesis]:
    """Return the best hypotheses, cheapest first; those in step, out of step and in doubt each keep their share."""
    ordered = sorted(hypotheses, key=lambda hypothesis: hypothesis.cost)
    if not ordered:
        return ordered
    limit = ordered[0].cost + _WORST_LAG
    kept: list[_Hypothesis] = []
    room = dict(_ROOM)
    for hypothesis in ordered:
        if hypothesis.cost > limit:
            break
        group = 0 if hypothesis.pending is None else 1 if hypothesis.pending < 0x100 else 2
        if room[group]:
            room[group] -= 1
            kept.append(hypothesis)
    return kept
