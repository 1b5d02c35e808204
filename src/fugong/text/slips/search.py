"""Read a damaged stretch as the bytes it is made of: the likeliest reading under a language model.

The text is read from left to right, in step with the characters or, within a slip, one byte out of step. While out of
step a reading has a *pending* byte: the first half of a character whose second half is still to come. From then on
each further pair of bytes gives exactly one character; a reading branches only where bytes are missing: at its begin,
at its end, and where a pair of bytes vanished. So few readings are alive at a time.

What is lost where follows from the text that is sought, so it costs nothing; only what is left to chance has a price:
that a slip begins at a mark, that one ends unseen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nsmallest
from operator import itemgetter
from typing import Final

from fugong.text.pinyin import is_read_in_tone, readings, reads, split_tone
from fugong.text.slips.codes import codes, is_sacred
from fugong.text.slips.model import REACH, LanguageModel, language_model
from fugong.text.slips.ngrams import RUNS, class_table
from fugong.text.slips.tokens import UNREADABLE, Tokens

# Prices in nats.
PRICE_OF_MARK_SLIP: Final = 5.0
PRICE_OF_LIKELY_MARK_SLIP: Final = 1.0
_PRICE_OF_STRADDLE: Final = 2.0
_PRICE_OF_UNLISTED: Final = 3.0
_PRICE_OF_WRONG_READING: Final = 18.0
_PRICE_OF_WRONG_TONE: Final = 4.0
_PRICE_OF_LOST_BRACKET: Final = 3.0
# A slip that ends although its next pair of bytes could be read; without a sign of the byte that was lost.
_PRICE_OF_UNFORCED_END: Final = 3.0
_PRICE_OF_UNSEEN_END: Final = 4.0
_PRICE_OF_FOLDED_LETTER: Final = 2.0
# A figure of full width that the slip made up.
_PRICE_OF_FIGURE: Final = 2.0
# The longer of two readings is underrated by the language model.
_PRICE_OF_DROP: Final = 0.0
_PRICE_OF_DROP_AT_END: Final = 0.5
_PRICE_OF_SECOND_DROP: Final = 3.0

# How far a reading may lag behind the best.
_WORST_LAG: Final = 13.0
# How many guesses are weighed in full, and how many of them go on, where bytes are missing.
_WEIGHED: Final = 24
_GUESSES: Final = 10
# What undamaged text costs a character at most, on a stretch of some; where it stands a slip may have ended.
_GOOD: Final = 5.5
_AHEAD: Final = 4
_WORST_GUESS: Final = 7.0
_MOST_BEHIND: Final = 60
# A quote or bracket that closes nothing, or opens inside its like; one that closes what stands open.
_PRICE_OF_MISFIT: Final = 5.0
_PRICE_OF_CLOSING: Final = -3.0
# A speech that goes on after its speaker: `，”厂长说`.
_PRICE_OF_CLOSING_A_CLAUSE: Final = -7.0
# A sentence that ends right after a quote has opened: what stands in the quote is a term, and goes on.
_PRICE_OF_SHORT_QUOTE: Final = 8.0
_LONGEST_TERM: Final = 3
_LINE_REACH: Final = 200
_BALANCED: Final = frozenset("”“’‘》《。")
_OPENERS: Final = {"”": "“", "’": "‘", "》": "《"}
_CLOSERS: Final = {opener: closer for closer, opener in _OPENERS.items()}
# A few chance meetings make a rare character look likely; among many guesses one such is found easily.
_PRICE_OF_RARE: Final = 2.5
_RAREST_GUESS: Final = 3e-7
# Tokens that all readings must go on in step before the search ends.
_SETTLED: Final = 4

# The marks whose codes tools replaced, as the two bytes that they cut out.
REPLACED_MARKS: Final = {
    "!": (0xA3, 0xA1), "！": (0xA3, 0xA1), "?": (0xA3, 0xBF), "？": (0xA3, 0xBF),
}  # fmt: skip

_ASCII: Final = 0x80
# The byte 80, which begins no character, as Windows writes it.
_EURO: Final = "€"

# A character to guess: as the bytes have it, as the language model knows it, and the byte that was lost.
_Guess = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard a reading is sought."""

    # How many readings go on at a token, and for how many of them vanished pairs are looked for.
    room: int
    favourites: int
    # Two characters that cost more than this together may be the ruins of three.
    doubtful: float
    # A vanished pair is looked for twice in a row where once explains nothing that costs less.
    desperate: float
    # How many first characters, and how many seconds to each of them, are weighed where a pair vanished.
    firsts: int
    seconds: int


QUICK: Final = Effort(6, 1, 11.0, 1e9, 6, 12)
THOROUGH: Final = Effort(14, 4, 5.0, 12.0, 10, 24)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text, and what it reads as."""

    start: int
    end: int
    reading: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The likeliest reading of a window."""

    stretches: tuple[Stretch, ...]
    # Where the search ended.
    end: int
    # How much likelier the reading is than the text as it stands, in nats.
    gain: float
    # The weight of the other readings, that of the best being 1.
    rivals: float
    # What its worst three characters in a row cost.
    worst: float


# Cost, what was read last (classed), pending byte, what was read since the start, where slips began and ended in it
# (token, length of what was read), the weight of the readings given up for this one.
_Reading = tuple[float, str, int, str, tuple[tuple[int, int], ...], float]
_Front = dict[tuple[int, str], _Reading]


def read_window(
    text: str,
    start: int,
    anchor: int,
    limit: int,
    before: str,
    model: LanguageModel,
    script: str,
    prices: Mapping[int, float | None],
    effort: Effort = THOROUGH,
) -> Outcome:
    """Return the likeliest reading of `text` from `start` over the `anchor` on, at most up to `limit`.

    `before` is the text that leads to `start`, as the language model knows it. `script` is "traditional", "simplified"
    or "mixed": what lost characters are written in. `prices` holds the anchors; for that of a mark, what it costs to
    take it for the begin of a slip.
    """
    return _Search(text, start, anchor, limit, before, model, script, prices, effort).run()


class _Search:
    def __init__(
        self,
        text: str,
        start: int,
        anchor: int,
        limit: int,
        before: str,
        model: LanguageModel,
        script: str,
        prices: Mapping[int, float | None],
        effort: Effort,
    ):
        self.effort = effort
        self.text, self.anchor, self.script, self.prices = text, anchor, script, prices
        self.tokens = Tokens.of(text, start, limit)
        self.costs = model.costs
        self.model = model
        self.before = before[-REACH:]
        self.line_before = text[max(text.rfind("\n", 0, start) + 1, start - _LINE_REACH) : start]
        table = codes()
        self.characters, self.kinds = table.characters, _kinds()
        self.fronts: list[_Front] = [{}]
        # How many readings out of step were followed at this token.
        self.rank = 0

    def run(self) -> Outcome:
        tokens, fronts = self.tokens, self.fronts
        fronts[0][0, self.before] = (0.0, self.before, 0, "", (), 0.0)
        raw_tail, raw = self.before, 0.0
        index = settled = last_anchor = 0
        while tokens.has(index):
            if index >= len(fronts) or not fronts[index]:
                return Outcome((), tokens.starts[index], 0.0, 0.0, 0.0)
            tokens.has(index + _AHEAD + 1)
            position = tokens.starts[index]
            if position in self.prices:
                last_anchor = index
            kept = self._kept(fronts[index])
            self.rank = 0
            for reading in kept:
                if reading[2]:
                    self.rank += 1
                    self._go_on_out_of_step(reading, index)
            is_out = self.rank > 0
            if is_out:
                # A slip may just have ended here.
                kept = self._kept(fronts[index])
            for reading in kept:
                if not reading[2]:
                    self._go_on_in_step(reading, index)
            fronts[index] = {}
            raw_tail, cost = self._said(raw_tail, tokens.kinds[index])
            raw += cost + self._price_of_remnant(index)
            settled = 0 if position <= self.anchor or is_out or index <= last_anchor + 1 else settled + 1
            index += 1
            if settled >= _SETTLED:
                break
        front = fronts[index] if index < len(fronts) else {}
        if not tokens.has(index):
            self.rank = 0
            for reading in self._kept(front):
                if reading[2]:
                    self.rank += 1
                    self._end(reading, index, "", 0.0)
        ended = sorted((reading for reading in front.values() if not reading[2]), key=lambda reading: reading[0])
        end = tokens.starts[index] if index < len(tokens.starts) else tokens.position
        if not ended:
            return Outcome((), end, 0.0, 0.0, 0.0)
        best = ended[0]
        rivals = best[5] + sum(math.exp(best[0] - other[0]) * (1 + other[5]) for other in ended[1:])
        return Outcome(tuple(self._stretches(best)), end, raw - best[0], rivals, self._worst(best[3]))

    def _worst(self, text: str) -> float:
        """Return what the worst three characters in a row of a reading cost."""
        line, table = self.before, class_table()
        each: list[float] = []
        for character in text:
            tail, cost = self._said(line[-REACH:], table.get(ord(character), character))
            if len(tail) < REACH or tail != line[-REACH:] or cost:
                line += tail[-1:]
                each.append(cost)
        return max(sum(each[at : at + 3]) for at in range(max(1, len(each) - 2)))

    # Keeping the readings

    def _kept(self, front: _Front) -> list[_Reading]:
        """Return the readings worth going on with, likeliest first."""
        if len(front) <= 1:
            return list(front.values())
        ordered = sorted(front.values(), key=lambda reading: reading[0])
        limit = ordered[0][0] + _WORST_LAG
        return [reading for reading in ordered[: self.effort.room] if reading[0] <= limit]

    def _said(self, tail: str, kind: str) -> tuple[str, float]:
        """Return what was read last after one more character, and what that character costs."""
        if not kind or (kind in RUNS and tail[-1:] == kind):
            return tail, 0.0
        tail += kind
        return tail[-REACH:], self.costs[tail]

    def _put(
        self,
        parent: _Reading,
        added: str,
        kinds: str,
        price: float,
        index: int,
        pending: int,
        cut: tuple[int, int] | None = None,
    ) -> None:
        """Add what `parent` becomes by reading `added`, so as to go on at token `index`."""
        cost, tail, _, text, cuts, mass = parent
        costs = self.costs
        for kind in kinds:
            if kind not in RUNS or tail[-1:] != kind:
                tail += kind
                cost += costs[tail]
                tail = tail[-REACH:]
        cost += price
        if (pending or cut) and not _BALANCED.isdisjoint(kinds):
            cost += self._price_of_marks(text, kinds)
        fronts = self.fronts
        while len(fronts) <= index:
            fronts.append({})
        front = fronts[index]
        key = (pending, tail)
        text += added
        known = front.get(key)
        if known is not None:
            if known[0] <= cost:
                if known[3] != text:
                    front[key] = (*known[:5], known[5] + math.exp(known[0] - cost) * (1 + mass))
                return
            if known[3] != text:
                mass += math.exp(cost - known[0]) * (1 + known[5])
        if cut:
            cuts = (*cuts, (cut[0], cut[1] if cut[1] >= 0 else len(text)))
        front[key] = (cost, tail, pending, text, cuts, mass)

    def _price_of_marks(self, text: str, guessed: str) -> float:
        """Return what speaks against the quotes and ends of sentences that were guessed behind `text`, or for them."""
        price = 0.0
        for at, mark in enumerate(guessed):
            if mark in _OPENERS:
                said = self.line_before + text + guessed[:at]
                if said.rfind(_OPENERS[mark]) <= said.rfind(mark):
                    price += _PRICE_OF_MISFIT
                else:
                    price += _PRICE_OF_CLOSING_A_CLAUSE if said[-1] in "，," else _PRICE_OF_CLOSING
            elif mark in _CLOSERS:
                said = self.line_before + text + guessed[:at]
                if said.rfind(mark) > said.rfind(_CLOSERS[mark]):
                    price += _PRICE_OF_MISFIT
            elif mark == "。":
                said = self.line_before[-_LONGEST_TERM - 1 :] + text + guessed[:at]
                opened = said.rfind("“")
                if opened >= 0 and 0 < len(said) - 1 - opened <= _LONGEST_TERM and "”" not in said[opened:]:
                    price += _PRICE_OF_SHORT_QUOTE
        return price

    # Moves in step

    def _go_on_in_step(self, reading: _Reading, index: int) -> None:
        tokens = self.tokens
        character = tokens.characters[index]
        remnant = self._price_of_remnant(index)
        self._put(reading, character, tokens.kinds[index], remnant, index + 1, 0)
        position = tokens.starts[index]
        if not character:
            # An annotation that does not belong to the character before it.
            self._begin_at_straddle(reading, index, index, 0.0)
        elif character in UNREADABLE and tokens.readings[index]:
            self._begin_at_straddle(reading, index, index, 0.0)
        elif tokens.readings[index] and tokens.codes[index] and position in self.prices:
            cost, tail, _, text, cuts, mass = reading
            tail, more = self._said(tail, tokens.kinds[index])
            aside = (cost + more, tail, 0, text + character, cuts, mass)
            self._begin_at_straddle(aside, index, index + 1, 1.0)
        if character in REPLACED_MARKS:
            self._begin_at_mark(reading, index, index)
        if character in UNREADABLE and tokens.has(index + 1) and tokens.characters[index + 1] in REPLACED_MARKS:
            self._begin_at_mark(reading, index, index + 1)

    def _price_of_remnant(self, index: int) -> float:
        """Return what it costs to leave token `index` as it is, for an annotation that does not fit."""
        tokens = self.tokens
        letters = tokens.readings[index]
        if not letters or tokens.codes[index]:
            return 0.0
        if not tokens.characters[index] and index and reads(tokens.characters[index - 1] or "?", letters):
            return _PRICE_OF_LOST_BRACKET
        return _PRICE_OF_WRONG_READING

    def _begin_at_mark(self, reading: _Reading, first: int, index: int) -> None:
        """Begin a slip at a mark whose bytes were the end of one character and the begin of the next."""
        price = self.prices.get(self.tokens.starts[index])
        if price is None:
            return
        trail, lead = REPLACED_MARKS[self.tokens.characters[index]]
        cut = (first, len(reading[3]))
        guesses = _by_trail(self.script, trail)
        for character, kind, _ in self._best(guesses, reading[1], self._kind_ahead(lead, index + 1)):
            self._put(reading, character, kind, price + _price_of_rarity(kind), index + 1, lead, cut)

    def _begin_at_straddle(self, reading: _Reading, index: int, first: int, price: float) -> None:
        """Begin a slip at `?zé)`: the last byte read and the unreadable one were annotated as if a character."""
        last = reading[3][-1:]
        if not last:
            before = self.tokens.starts[index] - 1
            last = self.text[before] if before >= 0 else ""
        trail = codes().code_of.get(last, 0) & 0xFF
        if trail < 0x81:
            return
        cut = (first, len(reading[3]))
        for lead, is_listed in _straddling(trail, split_tone(self.tokens.readings[index])[0]):
            # Tables of annotated characters list those that conversion changed.
            extra = price + _PRICE_OF_STRADDLE + (0.0 if is_listed else _PRICE_OF_UNLISTED)
            self._put(reading, "", "", extra, index + 1, lead, cut)

    # Moves out of step

    def _go_on_out_of_step(self, reading: _Reading, index: int) -> None:
        tokens = self.tokens
        code = tokens.codes[index]
        character = tokens.characters[index]
        if not character:
            # `(zé)` behind a byte that was lost unseen.
            self._end(reading, index + 1, tokens.readings[index], 0.0)
        elif character in UNREADABLE:
            if tokens.readings[index]:
                self._end(reading, index + 1, tokens.readings[index], 0.0)
            else:
                self._end(reading, index + 1, "", 0.0 if self._is_forced(index + 1) else _PRICE_OF_UNFORCED_END)
            if character == "?":
                self._fold(reading, index, 0xBF)
        elif character == _EURO:
            completed = reading[2] << 8 | 0x80
            if self.kinds[completed]:
                cut = (index + 1, -1)
                self._put(reading, self.characters[completed], self.kinds[completed], 0.0, index + 1, 0, cut)
        elif code and not is_sacred(character):
            self._shift(reading, index, code)
        elif code > _ASCII:
            self._pass_figure(reading, index, code)
        elif character.isascii() and not is_sacred(character):
            byte = ord(character)
            if byte >= 0x40:
                self._complete_in_step(reading, index, byte)
            else:
                self._end(reading, index, "", 0.0)
            if 0x21 <= byte <= 0x7E and not (character == "." and self._is_between_digits(index)):
                self._fold(reading, index, byte + 0x80)
        else:
            self._end(reading, index, "", 0.0)

    def _pass_figure(self, reading: _Reading, index: int, code: int) -> None:
        """Go on behind a figure of full width: out of step, two halves make one up, but it stays where it stands."""
        completed = reading[2] << 8 | code >> 8
        kind = self.kinds[completed]
        # Nothing may come between the digits of a number.
        if kind and not self._is_between_digits(index):
            read = self.characters[completed] + self.tokens.characters[index]
            self._put(reading, read, kind, _PRICE_OF_FIGURE, index + 1, code & 0xFF)
        self._end(reading, index, "", 0.0)

    def _fold(self, reading: _Reading, index: int, byte: int) -> None:
        """Read a mark of half width as the two bytes of its full-width form."""
        code = reading[2] << 8 | 0xA3
        kind = self.kinds[code]
        if kind:
            is_letter = self.tokens.characters[index].isalpha()
            self._put(reading, self.characters[code], kind, _PRICE_OF_FOLDED_LETTER * is_letter, index + 1, byte)
        self._drop_pair(reading, index, 0xA3, byte, kind)

    def _complete_in_step(self, reading: _Reading, index: int, byte: int) -> None:
        """End the slip with a letter that is the second half of the pending character."""
        code = reading[2] << 8 | byte
        kind = self.kinds[code]
        letters = self.tokens.readings[index]
        read = self.characters[code]
        if kind:
            price = 0.0 if not letters or reads(read, letters) else _PRICE_OF_WRONG_READING
            self._put(reading, read, kind, price, index + 1, 0, (index + 1, -1))
        self._drop_pair(reading, index, byte, 0, kind)

    def _shift(self, reading: _Reading, index: int, code: int) -> None:
        """Complete the pending byte by the first byte of the token; its second byte is then pending."""
        tokens = self.tokens
        first, second = code >> 8, code & 0xFF
        completed = reading[2] << 8 | first
        kind = self.kinds[completed]
        letters = tokens.readings[index]
        if second < 0x80:
            # A letter that stood there by itself.
            if kind and second >= 0x41 and chr(second).isalpha():
                read = self.characters[completed] + chr(second)
                self._put(reading, read, kind + "A", _PRICE_OF_FOLDED_LETTER, index + 1, 0, (index + 1, -1))
        elif second > 0x80:
            if kind:
                self._put(reading, self.characters[completed], kind, 0.0, index + 1, second)
                if letters:
                    # What looks like the annotation of this token may be that of the character that ends here.
                    tail, more = self._said(reading[1], kind)
                    read = reading[3] + self.characters[completed]
                    aside = (reading[0] + more, tail, second, read, reading[4], reading[5])
                    self._end(aside, index + 1, letters, 1.0)
            self._drop_pair(reading, index, first, second, kind)
        if self._reads_well(index):
            self._end(reading, index, "", _PRICE_OF_UNSEEN_END)

    def _is_forced(self, index: int) -> bool:
        """Tell whether a lead byte before token `index` must be lost: no character begins with it and goes on there."""
        tokens = self.tokens
        if not tokens.has(index):
            return True
        character = tokens.characters[index]
        return not character or (character.isascii() and ord(character) < 0x40)

    def _reads_well(self, index: int) -> bool:
        """Tell whether the text from token `index` on looks undamaged."""
        tokens, costs = self.tokens, self.costs
        kinds = "".join(tokens.kinds[index : index + _AHEAD])
        if not tokens.has(index + 1):
            return True
        total = costs[kinds[0]] if len(kinds) == 1 else 0.0
        for at in range(1, len(kinds)):
            total += costs[kinds[max(0, at - REACH) : at + 1]]
        return total <= _GOOD * (len(kinds) - 1)

    def _end(self, reading: _Reading, after: int, syllable: str, price: float) -> None:
        """End the slip: the second byte of the pending character is lost; go on in step at token `after`.

        `syllable` is how that character is read, where it was annotated.
        """
        pending = reading[2]
        following = self.tokens.kinds[after] if self.tokens.has(after) else "¶"
        guesses = _read_so(self.script, pending, syllable) if syllable else _by_lead(self.script, pending)
        cut = (after, -1)
        for character, kind, _ in self._best(guesses, reading[1], following):
            extra = _price_of_tone(character, syllable) if syllable else _price_of_rarity(kind)
            self._put(reading, character, kind, price + extra, after, 0, cut)
        self._end_after_drop(reading, after, syllable, price, following)

    def _end_after_drop(self, reading: _Reading, after: int, syllable: str, price: float, following: str) -> None:
        """End the slip where a pair of bytes vanished right before the byte that was lost: two characters to guess."""
        if self.rank > self.effort.favourites:
            return
        tail, costs = reading[1], self.costs
        found: list[tuple[float, _Guess, _Guess]] = []
        for cost, one in self._droppable(reading):
            read = (tail + one[1])[-REACH:]
            seconds = (
                _so_after_unknown(self.script, one[2], syllable)
                if syllable
                else self._behind(one)[: 3 * self.effort.seconds] + self._seen_behind(read, one)
            )
            for two in seconds:
                total = cost + costs[read + two[1]] + costs[two[1] + following] + _price_of_tone(two[0], syllable)
                found.append((total, one, two))
        for _, one, two in nsmallest(_GUESSES // 2, found, key=itemgetter(0)):
            self._put(reading, one[0] + two[0], one[1] + two[1], price + _PRICE_OF_DROP_AT_END, after, 0, (after, -1))

    # Vanished pairs

    def _droppable(self, reading: _Reading) -> list[tuple[float, _Guess]]:
        """Return the likeliest characters that end the pending one with a byte that may begin a pair that vanishes."""
        tail, costs = reading[1], self.costs
        found = [(costs[tail + guess[1]], guess) for guess in _droppable(self.script, reading[2])]
        if not found:
            return found
        found.sort(key=itemgetter(0))
        worst = found[0][0] + _WORST_GUESS
        return [item for item in found[: self.effort.firsts] if item[0] <= worst]

    def _behind(self, one: _Guess) -> list[_Guess]:
        """Return the characters that stand behind `one` in some text and whose first byte may vanish with its last."""
        known = self.model.notes.get((self.script, one))
        if known is None:
            behind = self.model.known_behind(one[1])
            found = [two for kind in behind for two in _after_unknown(self.script, one[2], kind)]
            costs = self.model.base_costs
            found = nsmallest(_MOST_BEHIND, found, key=lambda two: costs[one[1] + two[1]])
            known = self.model.notes[self.script, one] = found
        return known

    def _droppable_behind(self, one: _Guess) -> list[_Guess]:
        """Return those of `_behind` whose second byte can begin a pair that vanishes."""
        key = (self.script, one, "droppable")
        known: list[_Guess] | None = self.model.notes.get(key)
        if known is None:
            known = self.model.notes[key] = [two for two in self._behind(one) if _is_droppable(two)]
        return known

    def _seen_behind(self, read: str, one: _Guess) -> list[_Guess]:
        """Return the characters counted behind `read`, which ends with `one`, whose first byte may have vanished."""
        kinds = self.model.counted_behind(read)
        return [two for kind in kinds for two in _after_unknown(self.script, one[2], kind)]

    def _followers(self, one: _Guess, trail: int) -> list[_Guess]:
        """Return the likeliest characters behind `one` that end with `trail`, their first byte vanished."""
        known = self.model.notes.get((self.script, one, trail))
        if known is None:
            costs = self.model.base_costs
            found = nsmallest(_WEIGHED, _after(self.script, one[2], trail), key=lambda two: costs[one[1] + two[1]])
            known = self.model.notes[self.script, one, trail] = found
        return known

    def _drop_pair(self, reading: _Reading, index: int, first: int, second: int, kind: str) -> None:
        """Before this token a pair of bytes that stands for nothing may have vanished.

        `first` ends the character after it; `second` is pending then. `kind` is what is read if nothing vanished.
        """
        tail, costs = reading[1], self.costs
        following = self._kind_ahead(second, index + 1) if second else self._in_step_ahead(index + 1)
        if kind:
            read = tail + kind
            cost = costs[read] + (costs[read[-REACH:] + following] if following else 0.0)
            if cost < self.effort.doubtful:
                return
        if self.rank > self.effort.favourites:
            return
        weighed: list[tuple[float, _Guess, _Guess]] = []
        droppable = self._droppable(reading)
        for cost, one in droppable:
            read = (tail + one[1])[-REACH:]
            for two in self._followers(one, first)[: self.effort.seconds]:
                whole = read + two[1]
                total = cost + costs[whole]
                if following:
                    total += costs[whole[-REACH:] + following]
                weighed.append((total, one, two))
        weighed.sort(key=itemgetter(0))
        letters = "" if second else self.tokens.readings[index]
        cut = None if second else (index + 1, -1)
        for _, one, two in weighed[:_GUESSES]:
            price = _PRICE_OF_DROP + (_PRICE_OF_WRONG_READING if letters and not reads(two[0], letters) else 0.0)
            self._put(reading, one[0] + two[0], one[1] + two[1], price, index + 1, second, cut)
        if not weighed or weighed[0][0] > self.effort.desperate:
            self._drop_two_pairs(reading, index, first, second, following, droppable)

    def _drop_two_pairs(
        self,
        reading: _Reading,
        index: int,
        first: int,
        second: int,
        following: str,
        droppable: list[tuple[float, _Guess]],
    ) -> None:
        """Before this token two pairs of bytes that stand for nothing may have vanished."""
        tail, costs = reading[1], self.costs
        begun: list[tuple[float, _Guess, _Guess]] = []
        for cost, one in droppable:
            read = (tail + one[1])[-REACH:]
            begun.extend((cost + costs[read + two[1]], one, two) for two in self._droppable_behind(one))
        found: list[tuple[float, _Guess, _Guess, _Guess]] = []
        for cost, one, two in nsmallest(self.effort.seconds, begun, key=itemgetter(0)):
            read = (tail + one[1] + two[1])[-REACH:]
            for three in self._followers((two[0], two[1], _last_byte(two)), first):
                whole = read + three[1]
                total = cost + costs[whole] + (costs[whole[-REACH:] + following] if following else 0.0)
                found.append((total, one, two, three))
        cut = None if second else (index + 1, -1)
        for _, one, two, three in nsmallest(_GUESSES // 2, found, key=itemgetter(0)):
            self._put(
                reading, one[0] + two[0] + three[0], one[1] + two[1] + three[1], _PRICE_OF_SECOND_DROP, index + 1,
                second, cut,
            )  # fmt: skip

    # Looking around

    def _best(self, guesses: tuple[_Guess, ...], tail: str, following: str) -> list[_Guess]:
        """Return the guesses that fit best behind `tail` and before `following`."""
        costs, last = self.costs, tail[-1:]
        if following:
            near = nsmallest(_WEIGHED, guesses, key=lambda guess: costs[last + guess[1]] + costs[guess[1] + following])
            if len(near) <= _GUESSES:
                return near
            return nsmallest(
                _GUESSES, near, key=lambda g: costs[tail + g[1]] + costs[(tail + g[1])[-REACH:] + following]
            )
        return nsmallest(_GUESSES, guesses, key=lambda guess: costs[tail + guess[1]])

    def _kind_ahead(self, pending: int, index: int) -> str:
        """Return the character that `pending` and the first byte of token `index` make; "" if none."""
        if not self.tokens.has(index):
            return ""
        code = self.tokens.codes[index]
        if code:
            return self.kinds[pending << 8 | code >> 8]
        character = self.tokens.characters[index]
        return self.kinds[pending << 8 | ord(character)] if "@" <= character <= "~" else ""

    def _in_step_ahead(self, index: int) -> str:
        return self.tokens.kinds[index] if self.tokens.has(index) else "¶"

    def _is_between_digits(self, index: int) -> bool:
        """Tell whether a digit stands right before or behind token `index`."""
        position = self.tokens.starts[index]
        return self.text[position - 1 : position].isdigit() or self.text[position + 1 : position + 2].isdigit()

    # Reading off the result

    def _stretches(self, reading: _Reading) -> list[Stretch]:
        cuts, text = reading[4], reading[3]
        return [
            Stretch(self._at(begin[0]), self.tokens.end(end[0] - 1), text[begin[1] : end[1]])
            for begin, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]

    def _at(self, index: int) -> int:
        return self.tokens.starts[index] if index < len(self.tokens.starts) else self.tokens.position


@cache
def _kinds() -> list[str]:
    """Return, by code, what the language model knows the character of a code as; "" where there is none."""
    table = class_table()
    return [table.get(ord(character), character) if character else "" for character in codes().characters]


@cache
def _foreign(script: str) -> frozenset[str]:
    """Return the characters that texts in `script` do not hold."""
    table = codes()
    return {"traditional": table.only_simplified, "simplified": table.only_traditional}.get(script, frozenset())


@cache
def _guess(script: str, code: int) -> tuple[str, str] | None:
    character, kind = codes().characters[code], _kinds()[code]
    if not character or kind in RUNS or character in _foreign(script) or character in "「」『』":
        return None
    return (character, kind) if language_model().probability("", kind) > _RAREST_GUESS else None


@cache
def _by_lead(script: str, lead: int) -> tuple[_Guess, ...]:
    """Return the characters that begin with `lead` and end with a byte that a decoder loses."""
    found = ((_guess(script, lead << 8 | trail), trail) for trail in range(0x80, 0xFF))
    return tuple((*guess, trail) for guess, trail in found if guess)


@cache
def _by_trail(script: str, trail: int) -> tuple[_Guess, ...]:
    """Return the characters that end with `trail`."""
    found = ((_guess(script, lead << 8 | trail), lead) for lead in range(0x81, 0xFF))
    return tuple((*guess, lead) for guess, lead in found if guess)


@cache
def _read_so(script: str, lead: int, syllable: str) -> tuple[_Guess, ...]:
    """Return the characters that begin with `lead` and are read `syllable`, in any tone."""
    letters = split_tone(syllable)[0]
    return tuple(guess for guess in _by_lead(script, lead) if letters in readings(guess[0]))


@cache
def _so_after_unknown(script: str, lost: int, syllable: str) -> tuple[_Guess, ...]:
    """Return the characters read `syllable` whose first byte vanished with the byte `lost` before it."""
    return tuple(guess for lead in codes().undefined[lost] for guess in _read_so(script, lead, syllable))


@cache
def _price_of_rarity(kind: str) -> float:
    """Return what it costs to guess a character that is none of the 3,755 common ones of GB 2312, nor a mark."""
    code = codes().code_of.get(kind, 0)
    is_common = 0xB0 <= code >> 8 <= 0xD7 or code >> 8 <= 0xA3
    return 0.0 if is_common and code & 0xFF >= 0xA1 else _PRICE_OF_RARE


@lru_cache(maxsize=65536)
def _price_of_tone(character: str, syllable: str) -> float:
    if not syllable or is_read_in_tone(character, syllable) or not split_tone(syllable)[1]:
        return 0.0
    return _PRICE_OF_WRONG_TONE


@cache
def _straddling(trail: int, letters: str) -> tuple[tuple[int, bool], ...]:
    """Return the second bytes of the characters that begin with `trail` and are read `letters`."""
    table = codes()
    return tuple(
        (lead, table.characters[trail << 8 | lead] in table.only_traditional)
        for lead in range(0x81, 0xFF)
        if letters in readings(table.characters[trail << 8 | lead] or " ")
    )


def _last_byte(guess: _Guess) -> int:
    return codes().code_of[guess[0]] & 0xFF


def _is_droppable(guess: _Guess) -> bool:
    return _last_byte(guess) in codes().undefined


@cache
def _droppable(script: str, pending: int) -> tuple[_Guess, ...]:
    """Return the characters that begin with `pending` and whose second byte can begin a pair that vanishes."""
    found = ((_guess(script, pending << 8 | trail), trail) for trail in sorted(codes().undefined))
    return tuple((*guess, trail) for guess, trail in found if guess)


@cache
def _after(script: str, lost: int, trail: int) -> tuple[_Guess, ...]:
    """Return the characters that end with `trail` and whose first byte vanished with the byte `lost` before it."""
    vanishing = frozenset(codes().undefined[lost])
    return tuple((character, kind, trail) for character, kind, lead in _by_trail(script, trail) if lead in vanishing)


@cache
def _after_unknown(script: str, lost: int, kind: str) -> tuple[_Guess, ...]:
    """Return the characters known as `kind` whose first byte vanished with the byte `lost` before it."""
    vanishing = codes().undefined[lost]
    return tuple(guess for lead, guess in _by_kind(script).get(kind, ()) if lead in vanishing)


@cache
def _by_kind(script: str) -> dict[str, list[tuple[int, _Guess]]]:
    found: dict[str, list[tuple[int, _Guess]]] = {}
    for lead in range(0x81, 0xFF):
        for guess in _by_lead(script, lead):
            found.setdefault(guess[1], []).append((lead, guess))
    return found
