"""Read a damaged stretch as the bytes it is made of: the cheapest reading under a language model.

The text is read from left to right, in step with the characters or, within a slip, one byte out of step. While out of
step a reading has a *pending* byte: the first half of a character whose second half is still to come. From then on
each further pair of bytes gives exactly one character; a reading branches only where bytes are missing: at its begin,
at its end, and where a pair of bytes vanished. So few readings are alive at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from itertools import pairwise
from operator import itemgetter
from typing import Final

from fugong.text.pinyin import readings, reads, split_tone
from fugong.text.slips.codes import LEADS, codes, is_sacred, read_so
from fugong.text.slips.model import LONGEST, State, WordModel, word_model
from fugong.text.slips.tokens import UNREADABLE, Tokens

# Prices in nats. A slip is rare; what its bytes then look like follows almost without chance.
PRICE_OF_MARK_SLIP: Final = 5.0
PRICE_OF_LIKELY_MARK_SLIP: Final = 1.0
_PRICE_OF_PINYIN_SLIP: Final = 3.0
_PRICE_OF_LOST_BYTE: Final = 1.0
# A byte that was lost although the next one could have made a character of it, seen or unseen.
_PRICE_OF_UNFORCED_LOSS: Final = 4.0
_PRICE_OF_UNSEEN_LOSS: Final = 6.0
_PRICE_OF_UNFORCED_START: Final = 6.0
# Less than nothing: words drawn one by one underrate the longer of two readings.
_PRICE_OF_DROPPED_PAIR: Final = -1.0
_PRICE_OF_FOLDED_MARK: Final = 1.0
_PRICE_OF_FOLDED_LETTER: Final = 2.0
_PRICE_OF_WRONG_READING: Final = 12.0
_PRICE_OF_LOST_BRACKET: Final = 3.0
_PRICE_OF_UNLISTED: Final = 3.0
# A sentence that ends right after a quote has opened: what stands in the quote is a term, and goes on.
_PRICE_OF_SHORT_QUOTE: Final = 8.0
_LONGEST_TERM: Final = 3
_PRICE_OF_MISFIT: Final = 5.0
_PRICE_OF_OTHER_SCRIPT: Final = 6.0

# How many readings go on, in step and out of it, and how far they may lag.
_ROOM_IN: Final = 4
_ROOM_OUT: Final = 4
_LOOK_AHEAD: Final = 3
_WORST_LAG: Final = 14.0
# Only where one lost pair explains nothing so likely, two are thought of.
_UNLIKELY: Final = 1e-6
# How many guesses are weighed in full where bytes are missing.
_GUESSES: Final = 6
_BEGIN_GUESSES: Final = 12
_DROP_GUESSES: Final = 4
_AFTER_DROP: Final = 10
_AFTER_BLIND_DROP: Final = 60
_BLIND_GUESSES: Final = 3
_WEIGHED_BLIND: Final = 80
# A guess that ends a word of three characters or more is that much likelier.
_BONUS_OF_WORD: Final = 1000.0
_UNKNOWN: Final = 1e8
_BEFORE_DROP: Final = 6
_SHARE_OF_OTHER_SCRIPT: Final = 0.002
_RAREST_GUESS: Final = 1e-6
# What stands between its neighbours less likely than this may be chance.
_DOUBTFUL: Final = 3e-5
# Tokens that a reading must go on in step before the search ends.
_SETTLED: Final = 5
# Tokens between two looks at the anchors ahead.
_T: Final = 1.5

# A lost byte stands for every byte: these are the marks whose codes the tool replaced.
REPLACED_MARKS: Final = {"!": (0xA3, 0xA1), "！": (0xA3, 0xA1), "?": (0xA3, 0xBF), "？": (0xA3, 0xBF)}
# The one second byte of GBK, from 0x40 on, that can begin neither a character nor stand for an ASCII sign.
_NO_LEAD: Final = 0x80
_LEAD_OF_MARKS: Final = 0xA1
_OPENERS: Final = {"》": "《", "”": "“", "’": "‘", "】": "【", "」": "「", "』": "『"}
_CLOSERS: Final = {opener: closer for closer, opener in _OPENERS.items()}
_BRACKET_REACH: Final = 120

# A character to guess: as the bytes have it, its simplified form, how often it is met, and what it costs extra.
_Guess = tuple[str, str, float, float]


@dataclass(slots=True)
class _Node:
    """A step of a reading: what it added, and where in the text and in which step it then was."""

    before: _Node | None
    added: str
    index: int
    pending: int


@dataclass(slots=True)
class _Reading:
    """A reading up to some token; `pending` is 0 in step."""

    total: float
    state: State
    extra: float
    pending: int
    node: _Node
    # What had to be guessed, to tell readings apart; how many guesses; and the weight of the readings given up for it.
    guessed: str
    doubts: int
    rivals: float


def _total(reading: _Reading) -> float:
    return reading.total


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text, and what it reads as."""

    start: int
    end: int
    reading: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The cheapest reading of a window."""

    stretches: tuple[Stretch, ...]
    # Where the search ended.
    end: int
    # How much likelier the reading is than the text as it stands.
    gain: float
    # The weight of the other readings, that of the best being 1; the number of guesses in it.
    rivals: float
    doubts: int


def read_window(
    text: str,
    start: int,
    anchor: int,
    limit: int,
    before: str,
    model: WordModel,
    script: str,
    price_of_mark: Callable[[int], float | None],
    is_anchor: Callable[[int], bool],
) -> Outcome:
    """Return the cheapest reading of `text` from `start` over the `anchor` on, at most up to `limit`.

    `before` is the plain, simplified text that leads to `start`. `script` is "traditional", "simplified" or "mixed":
    what lost characters are written in. `price_of_mark` tells, for the position of a mark, what it costs to take it
    for the begin of a slip; None: it is none. `is_anchor` tells whether a slip may begin at a position.
    """
    return _Search(text, start, anchor, limit, before, model, script, price_of_mark, is_anchor).run()


class _Search:
    def __init__(
        self,
        text: str,
        start: int,
        anchor: int,
        limit: int,
        before: str,
        model: WordModel,
        script: str,
        price_of_mark: Callable[[int], float | None],
        is_anchor: Callable[[int], bool],
    ):
        self.text, self.start, self.model, self.script = text, start, model, script
        self.before, self.anchor = before, anchor
        self.tokens = Tokens.of(text, start, limit)
        self.price_of_mark, self.is_anchor = price_of_mark, is_anchor
        table = codes()
        self.characters, self.simple = table.characters, table.simple
        self.foreign = _foreign(script)
        self.ahead: list[dict[tuple[str, int], _Reading]] = [{}, {}]

    def run(self) -> Outcome:
        state = self.model.start(self.before)
        first = _Reading(state[1][-1], state, 0.0, 0, _Node(None, "", 0, 0), "", 0, 0.0)
        raw = state
        self.ahead[0][state[0], 0] = first
        tokens = self.tokens
        index = settled = last_anchor = 0
        of_remnants = 0.0
        while tokens.has(index):
            tokens.has(index + 5)
            if index >= len(self.ahead) or not self.ahead[index]:
                # Every reading led nowhere.
                return Outcome((), tokens.starts[index], 0.0, 0.0, 0)
            readings = self._kept(self.ahead[index], index)
            if self.is_anchor(tokens.starts[index]):
                last_anchor = index
            is_out = False
            for reading in readings:
                if reading.pending:
                    is_out = True
                    self._go_on_out_of_step(reading, index)
            # A slip may just have ended here.
            for reading in self._kept(self.ahead[index], index) if is_out else readings:
                if not reading.pending:
                    self._go_on_in_step(reading, index)
            self.ahead[index] = {}
            raw = self.model.step(raw, tokens.simple[index]) if tokens.characters[index] else raw
            of_remnants += self._price_of_remnant(index)
            is_before = tokens.starts[index] <= self.anchor
            settled = 0 if is_before or is_out or index <= last_anchor + 1 else settled + 1
            index += 1
            if settled >= _SETTLED:
                break
        is_at_end = not tokens.has(index)
        finals = self.ahead[index] if index < len(self.ahead) else {}
        if is_at_end:
            for reading in [reading for reading in self._kept(finals, index) if reading.pending]:
                self._lose_byte(reading, index, 0.0)
        ended = sorted((r for r in finals.values() if not r.pending), key=lambda reading: reading.total)
        end = tokens.starts[index] if index < len(tokens.starts) else tokens.position
        if not ended:
            return Outcome((), end, 0.0, 0.0, 0)
        best = ended[0]
        rivals = best.rivals + sum(
            math.exp((best.total - other.total) / _T) * (1 + other.rivals)
            for other in ended[1:]
            if other.guessed != best.guessed
        )
        stretches = tuple(self._stretches(best.node))
        return Outcome(stretches, end, raw[1][-1] + of_remnants - best.total, rivals, best.doubts)

    # Keeping the readings

    def _kept(self, readings: dict[tuple[str, int], _Reading], index: int) -> list[_Reading]:
        """Return the readings worth going on with at token `index`, cheapest first."""
        ordered = sorted(readings.values(), key=_total)
        if not ordered:
            return ordered
        limit = ordered[0].total + _WORST_LAG
        inside = [reading for reading in ordered if not reading.pending and reading.total <= limit]
        outside = [reading for reading in ordered if reading.pending and reading.total <= limit]
        if len(inside) > _ROOM_IN:
            inside = self._best_of(inside, index, _ROOM_IN)
        if len(outside) > _ROOM_OUT:
            outside = self._best_of(outside, index, _ROOM_OUT)
        return inside + outside

    def _best_of(self, readings: list[_Reading], index: int, room: int) -> list[_Reading]:
        """Return the readings that do best with what comes next: a word's begin alone says little."""
        step = self.model.step
        ahead: dict[int, str] = {}
        ranked: list[tuple[float, _Reading]] = []
        for reading in readings:
            text = ahead.get(reading.pending)
            if text is None:
                text = ahead[reading.pending] = self._text_ahead(reading.pending, index)
            state = reading.state
            for character in text:
                state = step(state, character)
            ranked.append((state[1][-1] + reading.extra, reading))
        ranked.sort(key=itemgetter(0))
        return [reading for _, reading in ranked[:room]]

    def _text_ahead(self, pending: int, index: int) -> str:
        """Return the next characters, in simplified form, as they read with `pending`."""
        tokens, text = self.tokens, ""
        for at in range(index, index + _LOOK_AHEAD):
            if not tokens.has(at):
                break
            if pending:
                read = self.simple[pending << 8 | self._first_byte(at)]
                if not read:
                    break
                text += read
                pending = tokens.codes[at] & 0xFF
            else:
                text += tokens.simple[at]
        return text

    def _put(
        self,
        parent: _Reading,
        character: str,
        simple: str,
        price: float,
        index: int,
        pending: int,
        guessed: str = "",
        second: str = "",
        second_simple: str = "",
    ) -> None:
        """Add what `parent` becomes by reading `character` (and a `second` one), so as to go on at token `index`."""
        state = self.model.step(parent.state, simple) if simple else parent.state
        for further in second_simple:
            state = self.model.step(state, further)
        extra = parent.extra + price
        total = state[1][-1] + extra
        ahead = self.ahead
        while len(ahead) <= index:
            ahead.append({})
        key = (state[0], pending)
        known = ahead[index].get(key)
        rivals = parent.rivals
        sign = parent.guessed
        if guessed:
            sign = f"{sign}{index}{guessed}"
        if known is not None:
            if known.total <= total:
                if known.guessed != sign:
                    known.rivals += math.exp((known.total - total) / _T) * (1 + rivals)
                return
            if known.guessed != sign:
                rivals += math.exp((total - known.total) / _T) * (1 + known.rivals)
        node = _Node(parent.node, character + second, index, pending)
        ahead[index][key] = _Reading(
            total, state, extra, pending, node, sign, parent.doubts + (1 if guessed else 0), rivals
        )

    # Moves

    def _go_on_in_step(self, reading: _Reading, index: int) -> None:
        tokens = self.tokens
        character = tokens.characters[index]
        simple = tokens.simple[index]
        if not character:
            # An annotation that does not belong to the character before it.
            self._put(reading, "", "", self._price_of_remnant(index), index + 1, 0)
            self._begin_at_straddle(reading, index, index + 1, _PRICE_OF_LOST_BYTE)
            return
        if character in UNREADABLE and tokens.readings[index]:
            self._put(reading, character, simple, self._price_of_remnant(index), index + 1, 0)
            self._begin_at_straddle(reading, index, index + 1, 0.0)
            return
        self._put(reading, character, simple, self._price_of_remnant(index), index + 1, 0)
        if tokens.readings[index] and tokens.codes[index] and self.is_anchor(tokens.starts[index]):
            aside = self._step_aside(reading, character, simple, 0, index)
            self._begin_at_straddle(aside, index, index + 1, _PRICE_OF_LOST_BYTE)
        if character in REPLACED_MARKS:
            self._begin_at_mark(reading, index, _PRICE_OF_LOST_BYTE)
        if character in UNREADABLE and tokens.has(index + 1) and tokens.characters[index + 1] in REPLACED_MARKS:
            self._begin_at_mark(reading, index + 1, 0.0)

    def _price_of_remnant(self, index: int) -> float:
        """Return what it costs to leave token `index` as it is, for an annotation that does not fit."""
        tokens = self.tokens
        letters = tokens.readings[index]
        if not letters or tokens.codes[index]:
            return 0.0
        if not tokens.characters[index] and index and reads(tokens.characters[index - 1] or "?", letters):
            return _PRICE_OF_LOST_BRACKET
        return _PRICE_OF_WRONG_READING

    def _begin_at_mark(self, reading: _Reading, index: int, price: float) -> None:
        """Begin a slip at a mark whose bytes were the end of one character and the begin of the next."""
        price_of_slip = self.price_of_mark(self.tokens.starts[index])
        if price_of_slip is None:
            return
        trail, lead = REPLACED_MARKS[self.tokens.characters[index]]
        price_of_end = _PRICE_OF_SHORT_QUOTE if _just_quoted(reading.node) else 0.0
        following = self._out_of_step_ahead(lead, index + 1)
        for character, simple, _, extra in self._best(
            _by_trail(self.script, trail), reading.state[0][-1:], following, _BEGIN_GUESSES
        ):
            extra += price_of_end if character == "。" else 0.0
            self._put(reading, character, simple, price + price_of_slip + extra, index + 1, lead, character)

    def _out_of_step_ahead(self, pending: int, index: int) -> str:
        """Return the character that `pending` and the first byte of token `index` make, in simplified form."""
        if not self.tokens.has(index):
            return ""
        return self.simple[pending << 8 | self._first_byte(index)]

    def _first_byte(self, index: int) -> int:
        """Return the byte of token `index` that would complete a pending one; 0 if there is none."""
        code = self.tokens.codes[index]
        if code:
            return code >> 8
        character = self.tokens.characters[index]
        return ord(character) if "@" <= character <= "~" else 0

    def _begin_at_straddle(self, reading: _Reading, index: int, after: int, price: float) -> None:
        """Begin a slip at `?zé)`: the last byte read and the unreadable one were annotated as if a character."""
        last = reading.node.added[-1:]
        if not last:
            before = self.tokens.starts[index] - 1
            last = self.text[before] if before >= 0 else ""
        code = codes().code_of.get(last, 0)
        if code & 0xFF < 0x81:
            return
        listed = codes().only_traditional
        for lead, character, _ in read_so(code & 0xFF, split_tone(self.tokens.readings[index])[0]):
            if lead >= 0x81:
                # Tables of annotated characters list those that conversion changed.
                extra = price + _PRICE_OF_PINYIN_SLIP + (0.0 if character in listed else _PRICE_OF_UNLISTED)
                self._put(reading, "", "", extra, after, lead)

    def _go_on_out_of_step(self, reading: _Reading, index: int) -> None:
        tokens = self.tokens
        code = tokens.codes[index]
        character = tokens.characters[index]
        pending = reading.pending
        if not character:
            self._lose_byte(reading, index, 0.0)
            return
        if character in UNREADABLE:
            self._read_unknown_byte(reading, index)
            return
        if code and not is_sacred(character):
            self._shift(reading, index, code)
        elif character.isascii() and not is_sacred(character):
            byte = ord(character)
            if byte >= 0x40:
                read = self.characters[pending << 8 | byte]
                if read:
                    price = self._price_of_reading(read, index)
                    self._put(reading, read, self.simple[pending << 8 | byte], price, index + 1, 0)
                last, simple = reading.state[0][-1:], self.simple[pending << 8 | byte]
                if not read or self._fit(last, simple, self._in_step_ahead(index + 1)) < _DOUBTFUL:
                    self._drop_pair(reading, index, byte, 0)
            else:
                self._lose_byte(reading, index, 0.0)
            if 0x21 <= byte <= 0x7E and not (character == "." and self._is_between_digits(index)):
                read = self.characters[pending << 8 | 0xA3]
                if read:
                    price = _PRICE_OF_FOLDED_LETTER if character.isalpha() else _PRICE_OF_FOLDED_MARK
                    self._put(reading, read, self.simple[pending << 8 | 0xA3], price, index + 1, byte + 0x80)
        else:
            self._lose_byte(reading, index, 0.0)

    def _shift(self, reading: _Reading, index: int, code: int) -> None:
        """Complete the pending byte by the first byte of the token; its second byte is then pending."""
        tokens, model = self.tokens, self.model
        first, second = code >> 8, code & 0xFF
        completed = reading.pending << 8 | first
        read, simple = self.characters[completed], self.simple[completed]
        following = self._out_of_step_ahead(second, index + 1)
        last = reading.state[0][-1:]
        if read:
            if second >= 0x81:
                self._put(reading, read, simple, 0.0, index + 1, second)
                if tokens.readings[index]:
                    # What looks like the annotation of this token may be that of the character that ends here.
                    self._complete_by_any(
                        self._step_aside(reading, read, simple, second, index), index + 1, 1.0, tokens.readings[index]
                    )
            elif second != _NO_LEAD:
                # An ASCII letter that stood there by itself.
                letter = chr(second)
                self._put(reading, read, simple, _PRICE_OF_FOLDED_LETTER, index + 1, 0, "", letter, letter)
        is_doubtful = not read or self._fit(last, simple, following) < _DOUBTFUL
        if is_doubtful:
            if second >= 0x81:
                self._drop_pair(reading, index, first, second)
            if tokens.has(index + 1) and model.is_pair(tokens.simple[index], tokens.simple[index + 1]):
                self._lose_byte(reading, index, _PRICE_OF_UNSEEN_LOSS)

    def _fit(self, left: str, character: str, right: str) -> float:
        """Return roughly how well a character stands between two others."""
        follow = self.model.follow
        return follow(left or "，", character) * (follow(character, right) if right else 1.0)

    def _step_aside(self, reading: _Reading, read: str, simple: str, pending: int, index: int) -> _Reading:
        state = self.model.step(reading.state, simple)
        node = _Node(reading.node, read, index + 1, pending)
        return _Reading(
            state[1][-1] + reading.extra, state, reading.extra, pending, node, reading.guessed, reading.doubts,
            reading.rivals,
        )  # fmt: skip

    def _price_of_reading(self, character: str, index: int) -> float:
        """Return what it costs to take `character` for the one that the annotation of token `index` belongs to."""
        letters = self.tokens.readings[index]
        return 0.0 if not letters or reads(character, letters) else _PRICE_OF_WRONG_READING

    def _drop_pair(self, reading: _Reading, index: int, first: int, second: int) -> None:
        """Before this token a pair of bytes that stands for nothing may have vanished."""
        follow = self.model.follow
        following = self._out_of_step_ahead(second, index + 1) if second else self._in_step_ahead(index + 1)
        found: list[tuple[float, _Guess, _Guess]] = []
        for begin, one in self._before_drop(reading):
            pairs = _after_drop(self.script, one[0], first)
            found.extend((begin * likelihood, one, two) for likelihood, two in pairs)
        best = nlargest(2 * _DROP_GUESSES, found, key=itemgetter(0))
        if not best or best[0][0] < _UNLIKELY:
            self._drop_two_pairs(reading, index, first, second, following)
        if following:
            best = [(likelihood * follow(two[1], following), one, two) for likelihood, one, two in best]
            best = nlargest(_DROP_GUESSES, best, key=itemgetter(0))
        for _, one, two in best[:_DROP_GUESSES]:
            price = _PRICE_OF_DROPPED_PAIR + one[3] + two[3]
            if not second:
                price += self._price_of_reading(two[0], index)
            self._put(reading, one[0], one[1], price, index + 1, second, one[0] + two[0], two[0], two[1])

    def _drop_two_pairs(self, reading: _Reading, index: int, first: int, second: int, following: str) -> None:
        """Before this token two pairs of bytes that stand for nothing may have vanished."""
        follow, undefined = self.model.follow, codes().undefined
        found: list[tuple[float, _Guess, _Guess, _Guess]] = []
        for begin, one in self._before_drop(reading):
            for likelihood, two in _after_drop_unknown(self.script, one[0], ""):
                if codes().code_of[two[0]] & 0xFF in undefined:
                    found.extend(
                        (begin * likelihood * last, one, two, three)
                        for last, three in _after_drop(self.script, two[0], first)[:4]
                    )
        if following:
            found = [(fit * follow(three[1], following), one, two, three) for fit, one, two, three in found]
        for _, one, two, three in nlargest(_BLIND_GUESSES, found, key=itemgetter(0)):
            price = 2 * _PRICE_OF_DROPPED_PAIR + one[3] + two[3] + three[3]
            if not second:
                price += self._price_of_reading(three[0], index)
            self._put(
                reading, one[0], one[1], price, index + 1, second,
                one[0] + two[0] + three[0], two[0] + three[0], two[1] + three[1],
            )  # fmt: skip

    def _before_drop(self, reading: _Reading) -> list[tuple[float, _Guess]]:
        """Return the likeliest characters whose second byte may have vanished, with how likely they follow."""
        follow, last = self.model.follow, reading.state[0][-1:] or "，"
        found = [
            (follow(last, one[1]) * (_SHARE_OF_OTHER_SCRIPT if one[3] else 1.0), one)
            for one in _droppable(self.script, reading.pending)
        ]
        return nlargest(_BEFORE_DROP, found, key=itemgetter(0))

    def _is_between_digits(self, index: int) -> bool:
        position = self.tokens.starts[index]
        return self.text[position - 1 : position].isdigit() or self.text[position + 1 : position + 2].isdigit()

    def _read_unknown_byte(self, reading: _Reading, index: int) -> None:
        tokens = self.tokens
        letters = tokens.readings[index]
        price = 0.0
        if not letters and tokens.has(index + 1) and self._can_follow_lead(index + 1):
            price = _PRICE_OF_UNFORCED_LOSS
            self._complete_by_no_lead(reading, index + 1)
        self._complete_by_any(reading, index + 1, price + _PRICE_OF_LOST_BYTE, letters)
        if tokens.characters[index] == "?":
            completed = reading.pending << 8 | 0xA3
            if self.characters[completed]:
                self._put(
                    reading, self.characters[completed], self.simple[completed], _PRICE_OF_FOLDED_MARK, index + 1, 0xBF
                )

    def _can_follow_lead(self, index: int) -> bool:
        character = self.tokens.characters[index]
        if not character or is_sacred(character):
            return False
        return ord(character) >= 0x40 if character.isascii() else self.tokens.codes[index] != 0

    def _complete_by_no_lead(self, reading: _Reading, index: int) -> None:
        """Complete the pending byte by the one that a decoder loses whatever comes after it."""
        completed = reading.pending << 8 | _NO_LEAD
        read, simple = self.characters[completed], self.simple[completed]
        if read and self.model.share(simple) > _RAREST_GUESS:
            price = _PRICE_OF_OTHER_SCRIPT if read in self.foreign else 0.0
            self._put(reading, read, simple, price + _PRICE_OF_LOST_BYTE, index, 0, read)

    def _lose_byte(self, reading: _Reading, index: int, price: float) -> None:
        """End the slip: the second half of the pending character is gone without a trace."""
        letters = ""
        after = index
        if self.tokens.has(index) and not self.tokens.characters[index]:
            letters, after = self.tokens.readings[index], index + 1
        elif price:
            self._complete_by_no_lead(reading, index)
        self._complete_by_any(reading, after, _PRICE_OF_LOST_BYTE + price, letters)

    def _complete_by_any(self, reading: _Reading, after: int, price: float, syllable: str) -> None:
        pending = reading.pending
        if syllable:
            guesses = _read_so_in(self.script, pending, split_tone(syllable)[0])
        else:
            guesses = _by_lead(self.script, pending)
        following = self._in_step_ahead(after)
        self._complete_blindly(reading, after, price, syllable, following)
        opened = self._opened_before(reading) if pending == _LEAD_OF_MARKS else ""
        is_last = not self.tokens.has(after) or self.tokens.characters[after] in (" ", "\u3000")
        for character, simple, _, extra in self._best(guesses, reading.state[0][-1:], following, _GUESSES):
            if pending == _LEAD_OF_MARKS and _is_misfit(character, opened, is_last):
                extra += _PRICE_OF_MISFIT
            self._put(reading, character, simple, price + extra, after, 0, character)

    def _complete_blindly(self, reading: _Reading, after: int, price: float, syllable: str, following: str) -> None:
        """End the slip where a pair of bytes vanished before the byte that was lost: two guesses."""
        follow = self.model.follow
        letters = split_tone(syllable)[0] if syllable else ""
        found: list[tuple[float, _Guess, _Guess]] = []
        for begin, one in self._before_drop(reading):
            pairs = _after_drop_unknown(self.script, one[0], letters)
            found.extend((begin * likelihood, one, two) for likelihood, two in pairs)
        if following:
            found = [(likelihood * follow(two[1], following), one, two) for likelihood, one, two in found]
        known, tail = self.model.costs, reading.state[0]
        likely = [
            (likelihood * (_BONUS_OF_WORD if _ends_a_word(known, tail + one[1] + two[1]) else 1.0), one, two)
            for likelihood, one, two in nlargest(_WEIGHED_BLIND, found, key=itemgetter(0))
        ]
        for _, one, two in nlargest(_BLIND_GUESSES, likely, key=itemgetter(0)):
            extra = price + _PRICE_OF_DROPPED_PAIR + two[3]
            self._put(reading, one[0], one[1], extra, after, 0, one[0] + two[0], two[0], two[1])

    def _in_step_ahead(self, index: int) -> str:
        return self.tokens.simple[index] if self.tokens.has(index) else ""

    def _best(self, guesses: tuple[_Guess, ...], left: str, right: str, count: int) -> list[_Guess]:
        """Return the guesses that fit best between two characters."""
        if len(guesses) <= count:
            return list(guesses)
        follow = self.model.follow
        left = left or "，"

        def fit(guess: _Guess) -> float:
            likelihood = follow(left, guess[1]) * (1.0 if not guess[3] else _SHARE_OF_OTHER_SCRIPT)
            return likelihood * follow(guess[1], right) if right else likelihood

        return nlargest(count, guesses, key=fit)

    def _opened_before(self, reading: _Reading) -> str:
        """Return the innermost bracket or quote that stands open where a reading has come to; "" if none does."""
        closed: dict[str, int] = {}
        for character in self._characters_before(reading.node):
            if character in _OPENERS:
                closed[_OPENERS[character]] = closed.get(_OPENERS[character], 0) + 1
            elif character in _CLOSERS:
                if not closed.get(character):
                    return character
                closed[character] -= 1
        return ""

    def _characters_before(self, node: _Node | None) -> Iterator[str]:
        """Yield what a reading has read, last character first, then the line before the window."""
        while node is not None:
            yield from reversed(node.added)
            node = node.before
        for index in range(self.start - 1, max(-1, self.start - _BRACKET_REACH), -1):
            if self.text[index] == "\n":
                return
            yield self.text[index]

    # Reading off the result

    def _stretches(self, node: _Node | None) -> Iterator[Stretch]:
        path: list[_Node] = []
        while node is not None:
            path.append(node)
            node = node.before
        path.reverse()
        begin: int | None = None
        reading = ""
        for before, after in pairwise(path):
            if before.pending or after.pending:
                if begin is None:
                    begin = before.index
                reading += after.added
                if not after.pending:
                    yield Stretch(self._at(begin), self._end(after.index), reading)
                    begin, reading = None, ""

    def _at(self, index: int) -> int:
        return self.tokens.starts[index] if index < len(self.tokens.starts) else self.tokens.position

    def _end(self, index: int) -> int:
        return self.tokens.end(index - 1)


def _ends_a_word(costs: Mapping[str, float], text: str) -> bool:
    return any(costs[text[-length:]] < _UNKNOWN for length in range(3, min(LONGEST, len(text)) + 1))


def _is_misfit(mark: str, opened: str, is_last: bool) -> bool:
    if mark in _OPENERS:
        return _OPENERS[mark] != opened
    if mark in _CLOSERS:
        return is_last or mark == opened
    return (is_last or opened == "《") and mark in "，、；："


def _just_quoted(node: _Node | None) -> bool:
    length = 0
    while node is not None and length <= _LONGEST_TERM:
        if node.added:
            if node.added[-1] in "“‘":
                return length > 0
            length += len(node.added)
        node = node.before
    return False


@cache
def _foreign(script: str) -> frozenset[str]:
    """Return the characters that texts in `script` do not hold."""
    table = codes()
    return {"traditional": table.only_simplified, "simplified": table.only_traditional}.get(script, frozenset())


@cache
def _guess(script: str, code: int) -> _Guess | None:
    table = codes()
    character, simple = table.characters[code], table.simple[code]
    share = word_model().share(simple) if character else 0.0
    if share < _RAREST_GUESS:
        return None
    return character, simple, share, _PRICE_OF_OTHER_SCRIPT if character in _foreign(script) else 0.0


@cache
def _by_lead(script: str, lead: int) -> tuple[_Guess, ...]:
    found = (_guess(script, lead << 8 | trail) for trail in range(0x40, 0xFF))
    return tuple(guess for guess in found if guess)


@cache
def _by_trail(script: str, trail: int) -> tuple[_Guess, ...]:
    found = (_guess(script, lead << 8 | trail) for lead in range(0x81, 0xFF))
    return tuple(guess for guess in found if guess)


@cache
def _read_so_in(script: str, lead: int, letters: str) -> tuple[_Guess, ...]:
    foreign = _foreign(script)
    return tuple(
        (character, simple, word_model().share(simple), _PRICE_OF_OTHER_SCRIPT if character in foreign else 0.0)
        for _, character, simple in read_so(lead, letters)
    )


@cache
def _droppable(script: str, pending: int) -> tuple[_Guess, ...]:
    """Return the characters that begin with `pending` and whose second byte can begin a pair that vanishes."""
    undefined = codes().undefined
    found = (_guess(script, pending << 8 | trail) for trail in undefined)
    return tuple(guess for guess in found if guess)


@cache
def _after_drop(script: str, one: str, trail: int) -> tuple[tuple[float, _Guess], ...]:
    """Return the characters that end with `trail` and whose first byte vanished with the last of `one`.

    With each comes how likely it is to follow `one`; the likeliest come first.
    """
    table, follow = codes(), word_model().follow
    code = table.code_of[one]
    simple = table.simple[code]
    dropped = table.undefined[code & 0xFF]
    found = [
        (follow(simple, guess[1]) * (_SHARE_OF_OTHER_SCRIPT if guess[3] else 1.0), guess)
        for guess in _by_trail(script, trail)
        if table.code_of[guess[0]] >> 8 in dropped
    ]
    return tuple(nlargest(_AFTER_DROP, found, key=itemgetter(0)))


@cache
def _after_drop_unknown(script: str, one: str, letters: str) -> tuple[tuple[float, _Guess], ...]:
    """Return, likeliest first, the characters whose first byte vanished with the last of `one`, the other being lost.

    `letters`, if given, says how they are read.
    """
    table, model = codes(), word_model()
    code = table.code_of[one]
    simple = table.simple[code]
    dropped = table.undefined[code & 0xFF]
    known = _guesses_by_simple(script)
    found = [
        (model.follow(simple, second), guess)
        for second in model.successors(simple)
        for guess in known.get(second, ())
        if table.code_of[guess[0]] >> 8 in dropped and (not letters or letters in readings(guess[0]))
    ]
    return tuple(nlargest(_AFTER_BLIND_DROP, found, key=itemgetter(0)))


@cache
def _guesses_by_simple(script: str) -> dict[str, list[_Guess]]:
    found: dict[str, list[_Guess]] = {}
    for lead in LEADS:
        for guess in _by_lead(script, lead):
            if not guess[3]:
                found.setdefault(guess[1], []).append(guess)
    return found
