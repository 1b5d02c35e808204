"""The search for the likeliest reading, compiled: the same moves for each token, a few readings at a time.

The text is read from left to right, in step with the characters or, within a slip, one byte out of step. While out of
step a reading has a *pending* byte: the first half of a character whose second half is still to come. From then on
each further pair of bytes gives exactly one character; a reading branches only where bytes are missing: at its begin,
at its end, and where a pair of bytes vanished. So few readings are alive at a time.

What is lost where follows from the text that is sought, so it costs nothing; only what is left to chance has a price:
that a slip begins at a mark, that one ends unseen.

Compiled code takes arrays and numbers only (`arrays` says what stands in them); `tables` and `search` prepare them.

All compiled code stands in this one file: what numba compiled before is kept on disk, and made anew when the file that
a function stands in has changed, but not when a function that it calls has, elsewhere. For the same reason the names of
the types in `arrays` must not change without need. The lists of arguments are long, as are their types: each is spelled
out, so that every function is compiled once, for these types; compiling takes half a minute, and variants would add.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from functools import cache
from time import perf_counter
from typing import Any, Final, TypeVar

import numpy as np
from numba import from_dtype, njit, types

from fugong.text.annotated import FIRST_HALF, FIRST_HAN, LAST_HALF, LAST_HAN, MOST_LETTERS, ODD_HAN
from fugong.text.slips.arrays import (
    BEHIND,
    ECHOES,
    FOUND,
    FRONT_ROOM,
    FRONTS,
    GBK,
    IS_DIGIT,
    IS_LETTER_OF_READING,
    IS_SIMPLIFIED,
    IS_TRADITIONAL,
    KNOWN,
    MOST_CUTS,
    MOST_FOLLOWERS,
    MOST_LIKELY,
    MOST_READ,
    MOST_READINGS,
    MOST_ROOM,
    MOST_SAID,
    MOST_SYLLABLES,
    MOST_TOKENS,
    MOST_WINDOWS,
    PLACES,
    READ,
    READING_ROOM,
    READINGS,
    REMEMBERED_CONTEXTS,
    REMEMBERED_COSTS,
    REMEMBERED_FOLLOWERS,
    ROLE,
    ROOM_OF_SAID,
    SETTING,
    WINDOW,
    Array,
    Record,
    Search,
)  # fmt: skip

log = logging.getLogger("fugong.slips")

# Prices in nats.
PRICE_OF_MARK_SLIP: Final = 5.0
_PRICE_OF_STRADDLE: Final = 2.0
_PRICE_OF_UNLISTED: Final = 3.0
PRICE_OF_WRONG_READING: Final = 18.0
_PRICE_OF_WRONG_TONE: Final = 4.0
# A slip that ends although its next pair of bytes could be read; without a sign of the byte that was lost.
_PRICE_OF_UNFORCED_END: Final = 3.0
_PRICE_OF_UNSEEN_END: Final = 4.0
_PRICE_OF_FOLDED_LETTER: Final = 2.0
# What speaks for two figures of full width rather than two commas behind which a pair vanished.
_WEIGHT_OF_FIGURES: Final = 50.0
# A figure of full width that the slip made up.
_PRICE_OF_FIGURE: Final = 2.0
# A character in step that is two halves: what it must cost at least, and how many tokens ago a slip may have ended.
_PRICE_OF_PARTING: Final = 3.0
_ODD: Final = 9.0
_SOON: Final = 12
# The longer of two readings is underrated by the language model.
_PRICE_OF_DROP: Final = 0.0
_PRICE_OF_DROP_AT_END: Final = -0.5
_PRICE_OF_SECOND_DROP: Final = 1.5
# A few chance meetings make a rare character look likely; among many guesses one such is found easily.
_PRICE_OF_RARE: Final = 2.5
# A quote or bracket that closes nothing, or opens inside its like; one that closes what stands open.
_PRICE_OF_MISFIT: Final = 5.0
_PRICE_OF_CLOSING: Final = -3.0
# A speech that goes on after its speaker: `，”厂长说`.
_PRICE_OF_CLOSING_A_CLAUSE: Final = -7.0
# A sentence that ends right after a quote has opened within a clause: what stands in the quote is a term, and goes on.
_PRICE_OF_SHORT_QUOTE: Final = 8.0
LONGEST_TERM: Final = 3
# A second full stop: texts that write rows of them make it look likely.
_PRICE_OF_SECOND_STOP: Final = 10.0

# How many guesses are weighed in full, and how many of them go on, where bytes are missing.
_WEIGHED: Final = 24
_GUESSES: Final = 10
_MOST_PAIRS: Final = 5
# What undamaged text costs a character at most, on a stretch of some; where it stands a slip may have ended.
_GOOD: Final = 5.5
_AHEAD: Final = 4
_WORST_GUESS: Final = 7.0
# Tokens that all readings must go on in step before the search ends.
_SETTLED: Final = 4
# The longest stretch that the search follows a slip; tokens that are made at first, beyond the anchor; how many times
# more where the search needs more.
_LONGEST_WINDOW: Final = 1200
_TOKENS: Final = 22
_MORE: Final = 3
# Characters before an anchor that the search reads along.
LEAD_IN: Final = 12
# How far back a quote may have opened.
LINE_REACH: Final = 400
# How much of the line is read before a window.
_CONTEXT: Final = 32
_PRICE_OF_LOST_BRACKET: Final = 3.0
# A quick reading with no more rivals than this and no worse three characters in a row, or as great a gain a character,
# needs no second look; with hardly any, they may be worse. Of 1,110 readings of simulated damage that the last two let
# pass, a second look changed none.
_FEW_RIVALS: Final = 0.3
_WORST_OF_GOOD: Final = 14.0
_GREAT_GAIN: Final = 15.0
_NO_RIVALS: Final = 0.005
_WORST_OF_LONE: Final = 20.0
# A reading must be this much likelier than the text (nats).
LEAST_GAIN: Final = 6.0
# A reading must be as sure as this.
_LEAST_CONFIDENCE: Final = 0.05
# A long stretch is hardly ever right to the last character, but may well be right on the whole: whether it is worth
# reading is judged as if it were no longer than this.
_ORDINARY_LENGTH: Final = 8
# What speaks for a reading, in logits: no rivals, a great gain a character, good Chinese all through; a long one has
# more that may be wrong. Fitted on simulated damage of articles that the language model has not seen.
_BASE_OF_CONFIDENCE: Final = 2.3
_WORTH_OF_RIVALS: Final = 0.72
_WORTH_OF_GAIN: Final = 0.05
_MOST_GAIN: Final = 12.0
_WORTH_OF_WORST: Final = -0.09
_WORTH_OF_LENGTH: Final = -0.57
# Where a reading is short, no pair of bytes can have vanished that a second look would find: of 1,600 such readings of
# simulated damage it changed none.
_SHORT: Final = 4
_HARDLY_ANY_RIVALS: Final = 0.1

# What a document that repeats itself says: how far it is believed, and what each count loses to shorter contexts.
_SHARE_OF_ECHOES: Final = 0.35
_LEFT_OF_PAIR: Final = 0.5
_LEFT_OF_LONGER: Final = 0.35

# What a token is.
PLAIN: Final = 0
MARK: Final = 1
QUESTION: Final = 2
QUESTION_MARK: Final = 3
UNREADABLE: Final = 4
EURO: Final = 5
REMNANT: Final = 6
SACRED: Final = 7

# How a search ended.
_FOUND: Final = 0
_DEAD: Final = 1
_NEEDS_TOKENS: Final = 2
_FULL: Final = 3

_LINE_END: Final = ord("¶")
_OPENING: Final = (ord("("), ord("（"))
_CLOSING: Final = (ord(")"), ord("）"))
_LONGEST_READING: Final = 9
_DIAERESIS: Final = 0x0308
_LETTER: Final = ord("A")
_STOP: Final = ord("。")
# Signs of full width: their codes begin with A3, as those of figures do.
_FIRST_WIDE: Final = 0xFF01
_LAST_WIDE: Final = 0xFF5E
_COMMAS: Final = (ord("，"), ord(","))
# A quote behind one of these, or at the begin of a line, is of what somebody says: it may be as short as `“好。”`.
BEFORE_SPEECH: Final = "：:，,。！!？?”…—;；"
_BEFORE_SPEECH: Final = (0, *map(ord, BEFORE_SPEECH))
_NOTHING: Final = np.uint64(0)
_ONE: Final = np.uint64(1)
_BITS: Final = np.uint64(16)
_LAST: Final = np.uint64(0xFFFF)
_REACH: Final = np.uint64(0xFFFFFFFFFFFF)
# What a sequence is multiplied by to spread it over a table.
_SPREAD: Final = np.uint64(0x9E3779B97F4A7C15)
# What a hash of two kinds is cut to in the shortest documents.
_LEAST_MASK: Final = np.uint64(255)
# Where no quote is open, an open one is far behind.
FAR: Final = 1000


def letters_number(letters: str) -> int:
    """Return the number that stands for the letters of a syllable: five bits a letter."""
    number = 0
    for letter in letters:
        number = number << 5 | (ord(letter) - ord("a") + 1 if "a" <= letter <= "z" else 27)
    return number


_V: Final = letters_number("v")
_U_OF_READING: Final = letters_number("u")
_LUE: Final = letters_number("lue")
_NUE: Final = letters_number("nue")

# The types of arguments and results.
_I, _F, _U, _B, _NONE = types.int64, types.float64, types.uint64, types.boolean, types.none
_THREE: Final = types.UniTuple(_I, 3)
_SAID: Final = types.Tuple((_U, _F))
_QUOTE: Final = types.Tuple((_I, _B))
_ENDED: Final = types.Tuple((_I, _I, _F, _I))
_NEXT_CHANGE: Final = types.Tuple((_I, _I, _I, _I, _B))
_PASSED, _LIMITS = types.UniTuple(_I, 5), types.UniTuple(_I, 6)
_SPELT: Final = types.Tuple((_I, _I, _B))
# Texts come from Python as bytes that cannot be written to.
_TEXT: Final = types.Array(types.uint32, 1, "C", readonly=True)
_UNITS: Final = types.Array(types.uint16, 1, "C", readonly=True)
_BYTES, _HALF_WORDS, _WORDS = types.uint8[::1], types.uint16[::1], types.uint32[::1]
_GBK: Final = from_dtype(GBK)
_READINGS: Final = from_dtype(READINGS)
_MODEL: Final = from_dtype(KNOWN)
_BEHIND: Final = from_dtype(BEHIND)
_ECHOES: Final = from_dtype(ECHOES)
_RESULT: Final = from_dtype(FOUND)
_READ: Final = from_dtype(READ)
_SEARCH: Final = types.NamedTuple(
    (_GBK, _MODEL, _ECHOES, from_dtype(WINDOW), _READINGS, from_dtype(SETTING), _RESULT), Search
)  # fmt: skip
# The same as Python hands them over: records in arrays of one.
_GIVEN: Final = types.NamedTuple(
    (
        _GBK[::1], _MODEL[::1], _ECHOES[::1], from_dtype(WINDOW)[::1], _READINGS[::1], from_dtype(SETTING)[::1],
        _RESULT[::1],
    ),
    Search,
)  # fmt: skip
_Function = TypeVar("_Function", bound=Callable[..., object])
# The functions to compile, in the order in which they call each other, with their types, if they have only those.
_FUNCTIONS: Final[list[tuple[Callable[..., object], Any, bool]]] = []
_LONG: Final = 2.0


def _compiled(signature: Any = None, *, is_called: bool = False) -> Callable[[_Function], _Function]:
    """Have a function compiled by `prepare`, for `signature` or for what it is called with.

    `is_called` says whether Python calls it itself.
    """

    def register(function: _Function) -> _Function:
        _FUNCTIONS.append((function, signature, is_called))
        return function

    return register


def compile_for(dispatcher: Any, signature: Any) -> None:
    """Compile a function for `signature`, or load what was compiled before.

    What another version of this package left behind may tell of types that are no more: it is compiled anew.
    """
    try:
        dispatcher.compile(signature)
    except (AttributeError, ImportError):
        dispatcher._cache.flush()
        dispatcher.compile(signature)


@cache
def prepare() -> None:
    """Compile all functions, or load what was compiled before: to be called before the first of them is.

    It puts the compiled functions in the place of those that stand here; to do so when this module is imported would
    write to disk then. Compiled code is kept beside this file, or in the user's cache folder where that cannot be
    written.
    """
    begun, is_told = perf_counter(), False
    for function, signature, is_called in _FUNCTIONS:
        dispatcher = njit(cache=True, no_cpython_wrapper=not is_called)(function)
        globals()[function.__name__] = dispatcher
        if signature is not None:
            compile_for(dispatcher, signature)
            dispatcher.disable_compile()
        if not is_told and perf_counter() - begun > _LONG:
            is_told = True
            log.info("compiling the repair of slips for this machine: about a minute, and only once")


@_compiled()
def _slot_of(table: Array, sequence: int) -> int:
    """Return where `sequence` stands in a table of records, or the empty place where it would."""
    mask = np.uint64(len(table) - 1)
    at = (np.uint64(sequence) * _SPREAD) >> np.uint64(24) & mask
    while table[at].sequence != sequence and table[at].sequence != np.uint64(0):
        at = (at + np.uint64(1)) & mask
    return np.int64(at)


@_compiled(_I(_MODEL, _I, _I))
def _pair_of(model: Record, row: int, second: int) -> int:
    """Return the number of a pair, given where the row of its first kind begins; -1 if it was never seen."""
    word = row + (second >> 6)
    bits, at = model.rows[word], np.uint64(second & 63)
    if not bits >> at & _ONE:
        return -1
    below = bits & ((_ONE << at) - _ONE)
    # The number of bits that are set.
    below -= below >> _ONE & np.uint64(0x5555555555555555)
    below = (below & np.uint64(0x3333333333333333)) + (below >> np.uint64(2) & np.uint64(0x3333333333333333))
    below = below + (below >> np.uint64(4)) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return model.pairs + model.ranks[word] + np.int64(below * np.uint64(0x0101010101010101) >> np.uint64(56))


@_compiled(_I(_MODEL, _I, _I, _I))
def _longer(model: Record, number: int, others: int, last: int) -> int:
    """Return the cell of the sequence that the one in cell `number` becomes by one more kind; -1 if it was never seen.

    `others` is where the cells of such sequences begin.
    """
    begin, stop = others + model.cells[number].begin, others + model.cells[number + 1].begin
    end = stop
    while begin < stop:
        middle = (begin + stop) >> 1
        if np.int64(model.lasts[middle]) < last:
            begin = middle + 1
        else:
            stop = middle
    return begin if begin < end and np.int64(model.lasts[begin]) == last else -1


@_compiled(_NONE(_MODEL, _BEHIND, _I, _I, _I, _I))
def _weigh_words(model: Record, behind: Record, first: int, begin: int, last: int, pair: int) -> None:
    """Note where words may end in a context of three kinds (0: none); its first two are pair number `pair`."""
    share, weights = model.share_of_words, behind.weights
    weights[0] = weights[1] = weights[2] = weights[3] = 0.0
    if share == 0.0:
        return
    facts, cells = model.facts, model.cells
    last_whole, last_begun = np.float64(facts[last].whole), np.float64(facts[last].begun)
    two_whole = two_begun = three_whole = three_begun = 0.0
    if behind.pair >= 0:
        two_whole, two_begun = np.float64(cells[behind.pair].whole), np.float64(cells[behind.pair].begun)
    if behind.triple >= 0:
        three_whole, three_begun = np.float64(cells[behind.triple].whole), np.float64(cells[behind.triple].begun)
    # How likely the words are that end before each kind, and behind the last one.
    one = two = 0.0
    if not begin:
        end = last_whole
        total = last_begun - last_whole
        weights[1] = 1.0
    elif not first:
        one = np.float64(facts[begin].whole)
        end = two_whole + one * last_whole
        total = (two_begun - two_whole) + one * (last_begun - last_whole)
        weights[1], weights[2] = one, 1.0
    else:
        one = np.float64(facts[first].whole)
        two = one * np.float64(facts[begin].whole)
        if pair >= 0:
            two += np.float64(cells[pair].whole)
        end = three_whole + one * two_whole + two * last_whole
        total = (three_begun - three_whole) + one * (two_begun - two_whole) + two * (last_begun - last_whole)
        weights[1], weights[2], weights[3] = two, one, 1.0
    weights[0] = end
    total += end
    if total <= 0.0:
        weights[0], weights[1], weights[2], weights[3] = share, 0.0, 0.0, 0.0
        return
    for at in range(4):
        weights[at] *= share / total


@_compiled(_NONE(_MODEL, _BEHIND, _U))
def _look_behind(model: Record, known: Record, context: int) -> None:
    """Note in `known` what there is to know of a context."""
    last, begin, first = context & _LAST, context >> _BITS & _LAST, context >> np.uint64(32)
    facts = model.facts
    id_ = np.int64(facts[last].id)
    known.context = context
    known.row = id_ * model.width
    known.pair = known.triple = -1
    one = facts[last].left
    two = three = 1.0
    known.of_surname = facts[last].behind
    known.is_given = known.is_second = 0
    first_pair = -1
    if begin:
        known.pair = _pair_of(model, np.int64(facts[begin].id) * model.width, id_)
        if known.pair >= 0:
            two = np.float64(model.cells[known.pair].left)
        known.is_given = facts[begin].behind > 0.0 and facts[last].surname > 0.0
    if first:
        first_pair = _pair_of(model, np.int64(facts[first].id) * model.width, np.int64(facts[begin].id))
        if known.pair >= 0 and first_pair >= 0:
            known.triple = _longer(model, first_pair, model.triples, id_)
            if known.triple >= 0:
                three = np.float64(model.cells[known.triple].left)
        known.is_second = facts[first].behind > 0.0 and facts[begin].surname > 0.0 and facts[last].first > 0.0
    known.left[0], known.left[1], known.left[2] = one, two, three
    known.left_of_all = (1.0 - model.share_of_words) * (one if one >= 0.0 else 1.0) * two * three
    _weigh_words(model, known, np.int64(first), np.int64(begin), np.int64(last), first_pair)
    known.is_asked = known.of_surname > 0.0 or known.is_given or known.is_second or facts[last].is_mark


@_compiled(_F(_MODEL, _BEHIND, _U, _I))
def _probability(model: Record, behind: Record, sequence: int, pair: int) -> float:
    """Return how likely the last kind of a sequence is; its last two kinds are pair number `pair` (-1: never seen)."""
    last, context = sequence & _LAST, sequence >> _BITS
    fact = model.facts[last]
    id_ = np.int64(fact.id)
    likely = np.float64(fact.single)
    of_counts = 1.0 - model.share_of_words
    by_words = behind.weights[0] * np.float64(fact.begun)
    if pair >= 0:
        by_words += behind.weights[1] * np.float64(model.cells[pair].begun)
    if behind.left[0] >= 0.0:
        share = np.float64(model.cells[pair].share) if pair >= 0 else 0.0
        likely = share + behind.left[0] * likely
        if share == 0.0 and model.facts[context & _LAST].is_mark and fact.is_mark:
            likely *= model.share_of_odd_marks
            by_words = -np.inf
    if behind.of_surname > 0.0 and fact.surname > 0.0:
        likely = (1 - behind.of_surname) * likely + behind.of_surname * fact.surname
    if context <= _LAST:
        return of_counts * likely + max(0.0, by_words)
    triple = _longer(model, behind.pair, model.triples, id_) if pair >= 0 and behind.pair >= 0 else -1
    likely = (np.float64(model.cells[triple].share) if triple >= 0 else 0.0) + behind.left[1] * likely
    if behind.is_given and fact.first > 0.0:
        likely = (1 - model.share_of_given) * likely + model.share_of_given * fact.first
    if triple >= 0:
        by_words += behind.weights[2] * np.float64(model.cells[triple].begun)
    if context <= np.uint64(0xFFFFFFFF):
        return of_counts * likely + max(0.0, by_words)
    if triple >= 0 and behind.triple >= 0:
        fourth = _longer(model, behind.triple, model.quads, id_)
        likely = (np.float64(model.cells[fourth].share) if fourth >= 0 else 0.0) + behind.left[2] * likely
        if fourth >= 0:
            by_words += behind.weights[3] * np.float64(model.cells[fourth].begun)
    else:
        likely *= behind.left[2]
    if behind.is_given and fact.first > 0.0:
        likely = (1 - model.share_of_given) * likely + model.share_of_given * fact.first
    elif behind.is_second and not behind.is_given and fact.second > 0.0:
        likely = (1 - model.share_of_second) * likely + model.share_of_second * fact.second
    return of_counts * likely + max(0.0, by_words)


@_compiled(_I(_MODEL, _U))
def _behind(model: Record, context: int) -> int:
    """Return where it stands what there is to know of a context: it is looked up if it is not remembered."""
    place = np.int64(context * _SPREAD >> np.uint64(64 - REMEMBERED_CONTEXTS))
    if model.behind[place].context != context:
        _look_behind(model, model.behind[place], context)
    return place


@_compiled(_F(_MODEL, _U))
def _base_cost(model: Record, sequence: int) -> float:
    """Return what the last kind of a sequence costs behind the others, whatever the document says.

    Readings differ by a few characters and are sought more than once: many sequences are asked about again.
    """
    last, context = sequence & _LAST, sequence >> _BITS
    if not context:
        return model.facts[last].cost
    asked = model.asked[np.int64(sequence * _SPREAD >> np.uint64(64 - REMEMBERED_COSTS))]
    if asked.sequence == sequence:
        return asked.cost
    behind, fact = model.behind[_behind(model, context)], model.facts[last]
    pair = _pair_of(model, behind.row, np.int64(fact.id))
    if pair < 0 and not (behind.is_asked and fact.is_special):
        # What was not counted behind one character was not counted behind more.
        likely = behind.left_of_all * np.float64(fact.single) + behind.weights[0] * np.float64(fact.begun)
    else:
        likely = _probability(model, behind, sequence, pair)
    asked.sequence = sequence
    asked.cost = -math.log(likely)
    return asked.cost


@_compiled(_F(_MODEL, _I, _I))
def _cost_of_new_pair(model: Record, first: int, second: int) -> float:
    """Return what a kind costs behind one other that it was never seen behind."""
    before, after = model.facts[first], model.facts[second]
    if after.is_special and (before.behind > 0.0 or before.is_mark):
        return _base_cost(model, np.uint64(first) << _BITS | np.uint64(second))
    likely = np.float64(before.left_of_counts) * np.float64(after.single)
    return -math.log(likely + np.float64(before.ends) * np.float64(after.begun))


@_compiled(_F(_MODEL, _I, _I))
def _base_cost_of_pair(model: Record, first: int, second: int) -> float:
    """Return what a kind costs behind one other, whatever the document says."""
    before, after = model.facts[first], model.facts[second]
    pair = _pair_of(model, np.int64(before.id) * model.width, np.int64(after.id))
    return np.float64(model.cells[pair].cost) if pair >= 0 else _cost_of_new_pair(model, first, second)


@_compiled(_F(_MODEL, _I, _I))
def _base_cost_before(model: Record, first: int, second: int) -> float:
    """Return the same, where many kinds are weighed before the same `second` one."""
    before, after = np.int64(model.facts[first].id), np.int64(model.facts[second].id)
    if not model.columns[after * model.width + (before >> 6)] >> np.uint64(before & 63) & _ONE:
        return _cost_of_new_pair(model, first, second)
    return np.float64(model.cells[_pair_of(model, before * model.width, after)].cost)


@_compiled(_I(_ECHOES, _U, _U))
def _place_of(echoes: Record, first: int, second: int) -> int:
    """Return where the heads of a document keep its pairs of two kinds, or of others with the same hash."""
    return np.int64((first << _BITS | second) * _SPREAD >> np.uint64(32) & echoes.mask)


@_compiled(_F(_F, _ECHOES, _U))
def _with_echoes(cost: float, echoes: Record, sequence: int) -> float:
    """Return the cost of a sequence, given what it costs anywhere, in a document."""
    last, one = sequence & _LAST, sequence >> _BITS & _LAST
    if not one:
        return cost
    place = np.int64(echoes.heads[_place_of(echoes, one, last)])
    if not place:
        return cost
    two, three = sequence >> np.uint64(32) & _LAST, sequence >> np.uint64(48)
    said = echoes.said
    pairs = triples = quads = 0
    while place:
        at = place - 1
        if said[at] == last and said[at - 1] == one:
            pairs += 1
            if at > 1 and said[at - 2] == two:
                triples += 1
                quads += at > 2 and said[at - 3] == three
        place = np.int64(echoes.chain[at])
    if not pairs:
        return cost
    share = (pairs - _LEFT_OF_PAIR) / echoes.counts[one]
    if two:
        behind_two = behind_three = 0
        place = np.int64(echoes.heads[_place_of(echoes, two, one)])
        while place:
            at = place - 1
            if said[at] == one and said[at - 1] == two:
                behind_two += 1
                behind_three += at > 1 and said[at - 2] == three
            place = np.int64(echoes.chain[at])
        if behind_two:
            share = max(0.0, triples - _LEFT_OF_LONGER) / behind_two + _LEFT_OF_LONGER * share
            if three and behind_three:
                share = max(0.0, quads - _LEFT_OF_LONGER) / behind_three + _LEFT_OF_LONGER * share
    return -math.log((1 - _SHARE_OF_ECHOES) * math.exp(-cost) + _SHARE_OF_ECHOES * share)


@_compiled(_F(_MODEL, _ECHOES, _U))
def _cost(model: Record, echoes: Record, sequence: int) -> float:
    """Return what the last kind of a sequence costs behind the others, in this document."""
    return _with_echoes(_base_cost(model, sequence), echoes, sequence)


@_compiled(_F(_SEARCH, _I, _I))
def _cost_of_pair(s: Search, first: int, second: int) -> float:
    """Return what a kind costs behind one other, in this document."""
    cost = _base_cost_of_pair(s.model, first, second)
    return _with_echoes(cost, s.echoes, np.uint64(first) << _BITS | np.uint64(second)) if first else cost


@_compiled(_F(_SEARCH, _I, _I))
def _cost_before(s: Search, first: int, second: int) -> float:
    """Return the same, where many kinds are weighed before the same `second` one."""
    cost = _base_cost_before(s.model, first, second)
    return _with_echoes(cost, s.echoes, np.uint64(first) << _BITS | np.uint64(second)) if first else cost


@_compiled(_F(_MODEL[::1], _ECHOES[::1], _U[::1]), is_called=True)
def cost_of(given: Array, echoes: Array, kinds: Array) -> float:
    """Return what a text costs, given as kinds, as it would stand within a line."""
    model = given[0]
    tail, total = np.uint64(0), 0.0
    for kind in kinds:
        sequence = tail << _BITS | kind
        total += _cost(model, echoes[0], sequence)
        tail = sequence & _REACH
    return total


@_compiled(_NONE(_READINGS, _I))
def _clear(readings: Record, token: int) -> None:
    front = token % FRONTS
    for at in range(readings.sizes[front]):
        readings.places[front, readings.taken[front, at]] = 0
    readings.sizes[front] = 0
    readings.best[front] = readings.least[token + FRONTS]
    readings.nearest[front, :] = np.inf


@_compiled(_I(_READINGS, _I, _I, _F, _I[::1]))
def _kept(readings: Record, token: int, room: int, lag: float, kept: Array) -> int:
    """Write the readings worth going on with to `kept`, likeliest first; return their number."""
    front = token % FRONTS
    limit = readings.best[front] + lag
    number = 0
    for at in range(readings.sizes[front]):
        reading = readings.fronts[front, at]
        cost = readings.all[reading].cost
        if cost > limit or (number == room and cost >= readings.all[kept[number - 1]].cost):
            continue
        place = number if number < room else room - 1
        while place and readings.all[kept[place - 1]].cost > cost:
            kept[place] = kept[place - 1]
            place -= 1
        kept[place] = reading
        number = min(number + 1, room)
    return number


@_compiled(_B(_I))
def _is_quote(character: int) -> bool:
    return 0x2018 <= character <= 0x2019 or 0x201C <= character <= 0x201D or 0x300A <= character <= 0x300B


@_compiled(_QUOTE(_I))
def _quote_of(character: int) -> tuple[int, bool]:
    """Return the bit that stands for a kind of quotes, and whether this one opens."""
    if character == 0x201C or character == 0x201D:
        return 1, character == 0x201C
    if character == 0x2018 or character == 0x2019:
        return 2, character == 0x2018
    return 4, character == 0x300A


@_compiled(_NONE(_READINGS, _I, _I))
def _copy(readings: Record, parent: int, number: int) -> None:
    old, new = readings.all[parent], readings.all[number]
    new.cost, new.tail, new.hash, new.mass = old.cost, old.tail, old.hash, old.mass
    new.parent, new.pending, new.cut_token, new.length = parent, old.pending, -1, old.length
    new.added[0] = new.added[1] = new.added[2] = 0
    new.distance, new.quotes = old.distance, old.quotes
    new.last_character, new.last_code = old.last_character, old.last_code


@_compiled(_I(_READINGS, _I))
def _new(readings: Record, parent: int) -> int:
    """Return a reading that goes on from `parent` and adds nothing yet; -1 if there is no room."""
    number = readings.used
    if number >= READING_ROOM:
        readings.is_full = 1
        return -1
    readings.used = number + 1
    _copy(readings, parent, number)
    return number


@_compiled(_NONE(_READINGS, _I, _I, _I, _I))
def _append(readings: Record, number: int, at: int, character: int, code: int) -> None:
    """Write one more character to what a reading adds."""
    reading = readings.all[number]
    before = np.int64(reading.last_character)
    reading.added[at] = character
    reading.length += 1
    reading.hash = (reading.hash + np.uint64(character)) * _SPREAD
    reading.last_code = code
    reading.last_character = character
    reading.distance += 1
    if _is_quote(character):
        bit, opens = _quote_of(character)
        reading.quotes = reading.quotes | bit if opens else reading.quotes & ~bit
        if bit == 1:
            reading.distance = 0 if opens and before not in _BEFORE_SPEECH else FAR


@_compiled(_F(_READINGS, _I, _I))
def _price_of_mark(readings: Record, number: int, mark: int) -> float:
    """Return what speaks against a guessed quote or end of a sentence behind a reading, or for it."""
    reading = readings.all[number]
    if mark == _STOP:
        if reading.last_character == _STOP:
            return _PRICE_OF_SECOND_STOP
        is_short = 0 < reading.distance <= LONGEST_TERM
        return _PRICE_OF_SHORT_QUOTE if is_short else 0.0
    bit, opens = _quote_of(mark)
    is_open = reading.quotes & bit
    if opens:
        return _PRICE_OF_MISFIT if is_open else 0.0
    if not is_open:
        return _PRICE_OF_MISFIT
    last = reading.last_character
    return _PRICE_OF_CLOSING_A_CLAUSE if last == _COMMAS[0] or last == _COMMAS[1] else _PRICE_OF_CLOSING


@_compiled(_SAID(_SEARCH, _U, _I))
def _said(s: Search, tail: int, kind: int) -> tuple[int, float]:
    """Return what was read last after one more character, and what that character costs."""
    known = np.uint64(kind)
    if not kind or (s.gbk.is_run[kind] and tail & _LAST == known):
        return tail, 0.0
    sequence = tail << _BITS | known
    return sequence & _REACH, _cost(s.model, s.echoes, sequence)


@_compiled(_NONE(_READINGS, _I, _F, _F))
def _note_cost(readings: Record, front: int, cost: float, instead: float) -> None:
    """Note the cost of a reading that waits at a front, `instead` of that of another one (infinite: of none)."""
    nearest = readings.nearest[front]
    place = MOST_ROOM - 1
    if cost >= nearest[place]:
        return
    while nearest[place] > instead:
        place -= 1
    while place and nearest[place - 1] > cost:
        nearest[place] = nearest[place - 1]
        place -= 1
    nearest[place] = cost


@_compiled(_F(_SEARCH, _I))
def _bound(s: Search, token: int) -> float:
    """Return what a reading that is to go on at a token may cost at most."""
    front = token % FRONTS
    return min(s.readings.best[front] + s.setting.lag, s.readings.nearest[front, s.setting.room - 1])


@_compiled(_B(_READINGS, _I, _I))
def _enter(readings: Record, front: int, number: int) -> bool:
    """Let a reading wait at a front, unless a likelier one with the same end does; tell whether its room is needed."""
    new = readings.all[number]
    cost, tail, pending = new.cost, new.tail, new.pending
    place = np.int64((tail ^ np.uint64(pending) << np.uint64(50)) * _SPREAD >> np.uint64(52))
    while readings.places[front, place]:
        known = readings.all[readings.fronts[front, readings.places[front, place] - 1]]
        if known.tail == tail and known.pending == pending:
            is_other = known.hash != new.hash
            if known.cost <= cost:
                if is_other:
                    known.mass += math.exp(known.cost - cost) * (1 + new.mass)
                return False
            if is_other:
                new.mass += math.exp(cost - known.cost) * (1 + known.mass)
            readings.fronts[front, readings.places[front, place] - 1] = number
            readings.best[front] = min(readings.best[front], cost)
            _note_cost(readings, front, cost, known.cost)
            return True
        place = (place + 1) % PLACES
    size = readings.sizes[front]
    if size >= FRONT_ROOM:
        return False
    readings.fronts[front, size] = number
    readings.sizes[front] = size + 1
    readings.places[front, place] = size + 1
    readings.taken[front, size] = place
    readings.best[front] = min(readings.best[front], cost)
    _note_cost(readings, front, cost, np.inf)
    return True


@_compiled(_NONE(_SEARCH, _I, _THREE, _I, _I, _I, _F, _I, _I, _I, _I))
def _put(
    s: Search, parent: int, codes: tuple[int, int, int],
    character: int, kind: int, last_code: int, price: float, token: int, pending: int, cut_token: int, cut_length: int,
) -> None:  # fmt: skip
    """Add what `parent` becomes by reading more, so as to go on at `token`.

    `codes` are the characters that it reads (0: none) as codes; behind them stands `character`, known as `kind`, with
    `last_code` if it has one.
    """
    gbk, readings = s.gbk, s.readings
    cost = readings.all[parent].cost + price
    tail = readings.all[parent].tail
    for code in codes:
        if code:
            tail, more = _said(s, tail, np.int64(gbk.kinds[code]))
            cost += more
    if kind:
        tail, more = _said(s, tail, kind)
        cost += more
    front = token % FRONTS
    if cost > readings.best[front] + s.setting.lag + 8.0:
        return
    number = _new(readings, parent)
    if number < 0:
        return
    at = 0
    is_guessed = pending != 0 or cut_token >= 0
    for code in codes:
        if code:
            added = np.int64(gbk.characters[code])
            if is_guessed and (_is_quote(added) or added == _STOP):
                cost += _price_of_mark(readings, number, added)
            _append(readings, number, at, added, code)
            at += 1
    if character:
        if is_guessed and (_is_quote(kind) or kind == _STOP):
            cost += _price_of_mark(readings, number, kind)
        _append(readings, number, at, character, last_code)
    new = readings.all[number]
    new.cost, new.tail, new.pending = cost, tail, pending
    if cut_token >= 0:
        new.cut_token = cut_token
        new.cut_length = cut_length if cut_length >= 0 else np.int64(new.length)
    if not _enter(readings, front, number):
        # It was the last one made.
        readings.used -= 1


@_compiled(_I(_F[::1], _I[::1], _I, _I, _F, _I))
def _keep_least(scores: Array, items: Array, number: int, most: int, score: float, item: int) -> int:
    """Insert an item into the `number` best so far, of at most `most`; return how many there are now."""
    if number == most and score >= scores[number - 1]:
        return number
    place = number if number < most else most - 1
    while place and scores[place - 1] > score:
        scores[place], items[place] = scores[place - 1], items[place - 1]
        place -= 1
    scores[place], items[place] = score, item
    return min(number + 1, most)


@_compiled(_B(_GBK, _I, _I))
def _is_read(gbk: Record, code: int, letters: int) -> bool:
    for at in range(MOST_READINGS):
        if gbk.letters[code, at] == letters:
            return True
        if gbk.letters[code, at] < 0:
            break
    return False


@_compiled(_F(_GBK, _I, _I, _I))
def _price_of_tone(gbk: Record, code: int, letters: int, tone: int) -> float:
    if letters < 0 or tone <= 0 or gbk.is_any_tone[code]:
        return 0.0
    for at in range(MOST_READINGS):
        if gbk.letters[code, at] == letters and gbk.tones[code, at] == tone:
            return 0.0
    return _PRICE_OF_WRONG_TONE


@_compiled(_F(_SEARCH, _U, _I, _I, _F, _F, _F))
def _behind_both(
    s: Search, tail: int, code: int, following: int, cost: float, worst: float, limit: float
) -> float:  # fmt: skip
    """Add to `cost` what a guess costs behind `tail`, and what follows (0: nothing known) behind the guess.

    A cost that is beyond `worst` already needs not be known in full; beyond `limit` without what follows, it is none.
    """
    read, more = _said(s, tail, np.int64(s.gbk.kinds[code]))
    cost += more
    if cost > limit:
        return np.inf
    if following and cost < worst:
        cost += _cost(s.model, s.echoes, read << _BITS | np.uint64(following))
    return cost


@_compiled(_F(_SEARCH, _I, _I, _F))
def _limit(s: Search, number: int, token: int, price: float) -> float:
    """Return what a guess behind a reading may cost at such a price for what becomes of it to be kept."""
    return _bound(s, token) - s.readings.all[number].cost - price


@_compiled(_F(_GBK, _I))
def _bonus(gbk: Record, code: int) -> float:
    """Return how much cheaper than the language model says a guess may turn out to be."""
    kind = np.int64(gbk.kinds[code])
    return -_PRICE_OF_CLOSING_A_CLAUSE if _is_quote(kind) else 0.0


@_compiled(_I(_SEARCH, _I[::1], _I, _U, _I, _F))
def _best(s: Search, guesses: Array, number: int, tail: int, following: int, limit: float) -> int:
    """Bring the guesses that fit best behind `tail` and before `following` to the front; return their number.

    One that costs more than `limit` behind `tail` is none.
    """
    near, scores = np.empty(_WEIGHED, np.int64), np.empty(_WEIGHED)
    found = 0
    last = np.int64(tail & _LAST)
    most = _WEIGHED if following else _GUESSES
    for at in range(number):
        kind = np.int64(s.gbk.kinds[guesses[at]])
        if following:
            score = _cost_of_pair(s, last, kind)
            is_worse = found == most and score >= scores[found - 1]
            if is_worse or score - s.setting.slack > limit + _bonus(s.gbk, guesses[at]):
                continue
            score += _cost_before(s, kind, following)
        else:
            score = _cost(s.model, s.echoes, tail << _BITS | np.uint64(kind))
            if score > limit + _bonus(s.gbk, guesses[at]):
                continue
        found = _keep_least(scores, near, found, most, score, guesses[at])
    if not following or found <= _GUESSES:
        guesses[:found] = near[:found]
        return found
    kept = 0
    for at in range(found):
        worst = scores[kept - 1] if kept == _GUESSES else np.inf
        score = _behind_both(s, tail, near[at], following, 0.0, worst, limit + _bonus(s.gbk, near[at]))
        if score == np.inf:
            continue
        kept = _keep_least(scores, guesses, kept, _GUESSES, score, near[at])
    return kept


@_compiled(_I(_GBK, _I))
def _syllable(gbk: Record, letters: int) -> int:
    """Return the number of a syllable; that of one that nothing is read as is the last."""
    begin, end = 0, MOST_SYLLABLES - 1
    while begin < end:
        middle = (begin + end) >> 1
        if gbk.syllables[middle] < letters:
            begin = middle + 1
        else:
            end = middle
    return begin if gbk.syllables[begin] == letters else MOST_SYLLABLES - 1


@_compiled(_I(_SEARCH, _I[::1], _I, _I))
def _fill_by_lead(s: Search, guesses: Array, lead: int, letters: int) -> int:
    """List the characters that begin with `lead`, end with a byte that a decoder loses and are read so (-1: any)."""
    may_be = s.model.may_be[s.setting.script]
    number = 0
    if letters >= 0:
        syllable = _syllable(s.gbk, letters)
        for at in range(s.gbk.begin_of_syllable[syllable], s.gbk.begin_of_syllable[syllable + 1]):
            code = np.int64(s.gbk.read_so[at])
            if code >> 8 == lead and code & 0x80 and may_be[code] and number < len(guesses):
                guesses[number] = code
                number += 1
        return number
    for code in range(lead << 8 | 0x80, lead << 8 | 0xFF):
        if may_be[code]:
            guesses[number] = code
            number += 1
    return number


@_compiled(_I(_SEARCH, _I[::1], _F[::1], _I, _F))
def _droppable(s: Search, ones: Array, scores: Array, number: int, limit: float) -> int:
    """List the likeliest characters that end the pending one with a byte that may begin a pair that vanishes."""
    may_be, pending = s.model.may_be[s.setting.script], np.int64(s.readings.all[number].pending)
    tail = s.readings.all[number].tail
    found = 0
    for trail in range(0x81, 0xFF):
        code = pending << 8 | trail
        if s.gbk.begins_undefined[trail] and may_be[code]:
            score = _cost(s.model, s.echoes, tail << _BITS | np.uint64(s.gbk.kinds[code]))
            if score <= limit + _bonus(s.gbk, code):
                found = _keep_least(scores, ones, found, s.setting.firsts, score, code)
    while found and scores[found - 1] > scores[0] + _WORST_GUESS:
        found -= 1
    return found


@_compiled(_I(_SEARCH, _I[::1], _I, _I, _I))
def _after_unknown(s: Search, guesses: Array, number: int, lost: int, kind: int) -> int:
    """Add the characters known as `kind` whose first byte may have vanished with the byte `lost` before it."""
    may_be = s.model.may_be[s.setting.script]
    for at in range(s.gbk.begins[kind], s.gbk.begins[kind + 1]):
        code = np.int64(s.gbk.codes_of[at])
        if number < len(guesses) and may_be[code] and s.gbk.is_undefined[lost, code >> 8]:
            guesses[number] = code
            number += 1
    return number


@_compiled(_I(_SEARCH, _I))
def _likely(s: Search, one: int) -> int:
    """Work out the characters that stand behind `one` in some text and whose first byte may vanish with its last.

    Returns their number; they are listed in the model.
    """
    model, script = s.model, s.setting.script
    known = model.likely[script, one]
    if known.number:
        return np.int64(known.number) - 1
    most = MOST_LIKELY
    found, scores, guesses = np.empty(most, np.int64), np.empty(most), np.empty(8, np.int64)
    number = 0
    kind = np.uint64(s.gbk.kinds[one])
    row = np.int64(model.facts[kind].id) * model.width
    for second in range(64 * model.width if row else 0):
        if not model.rows[row + (second >> 6)] >> np.uint64(second & 63) & _ONE:
            continue
        following = np.int64(model.kinds[second])
        for offset in range(_after_unknown(s, guesses, 0, one & 0xFF, following)):
            score = _base_cost_of_pair(model, np.int64(kind), following)
            number = _keep_least(scores, found, number, most, score, guesses[offset])
    for at in range(number):
        known.all[at].code, known.all[at].cost = found[at], scores[at]
    known.number = number + 1
    return number


@_compiled(_I(_SEARCH, _I, _I))
def _followers(s: Search, one: int, trail: int) -> int:
    """Find the likeliest characters behind `one` that end with `trail`, their first byte vanished.

    Returns where they are listed in the model; up to the first 0.
    """
    script, model = s.setting.script, s.model
    key = np.uint64((script << 16 | one) << 8 | trail) + _ONE
    place = np.int64(key * _SPREAD >> np.uint64(64 - REMEMBERED_FOLLOWERS))
    known = model.followed[place]
    if known.key == key:
        return place
    twos, scores = np.empty(MOST_FOLLOWERS, np.int64), np.empty(MOST_FOLLOWERS)
    kind = np.uint64(s.gbk.kinds[one])
    found = 0
    for lead in range(0x81, 0xFF):
        code = lead << 8 | trail
        if s.gbk.is_undefined[one & 0xFF, lead] and model.may_be[script, code]:
            score = _base_cost_of_pair(s.model, np.int64(kind), np.int64(s.gbk.kinds[code]))
            found = _keep_least(scores, twos, found, MOST_FOLLOWERS, score, code)
    known.key = key
    for at in range(MOST_FOLLOWERS):
        known.all[at].code, known.all[at].cost = (twos[at], scores[at]) if at < found else (0, 0.0)
    return place


@_compiled(_B(_SEARCH, _I))
def _has(s: Search, token: int) -> bool:
    return token < s.window.size


@_compiled(_I(_SEARCH, _I))
def _in_step_ahead(s: Search, token: int) -> int:
    return np.int64(s.window.kinds[token]) if _has(s, token) else _LINE_END


@_compiled(_I(_SEARCH, _I, _I))
def _kind_ahead(s: Search, pending: int, token: int) -> int:
    """Return the character that `pending` and the first byte of a token make; 0 if none."""
    if not _has(s, token):
        return 0
    code = s.window.codes[token]
    if code:
        return np.int64(s.gbk.kinds[pending << 8 | code >> 8])
    character = s.window.characters[token]
    return np.int64(s.gbk.kinds[pending << 8 | character]) if 0x40 <= character <= 0x7E else 0


@_compiled(_B(_SEARCH, _I))
def _is_forced(s: Search, token: int) -> bool:
    """Tell whether a lead byte before a token must be lost: no character begins with it and goes on there."""
    return not _has(s, token) or s.window.characters[token] < 0x40


@_compiled(_B(_SEARCH, _I))
def _reads_well(s: Search, token: int) -> bool:
    """Tell whether the text from a token on looks undamaged."""
    known = s.window.reads_well
    if known[token] < 0:
        total, length = 0.0, 0
        sequence = first = np.uint64(0)
        for at in range(token, min(token + _AHEAD, s.window.size)):
            kind = np.uint64(s.window.kinds[at])
            if kind:
                sequence = sequence << _BITS | kind
                length += 1
                if length > 1:
                    total += _cost(s.model, s.echoes, sequence)
                first = sequence
        if length == 1:
            total = _cost(s.model, s.echoes, first)
        known[token] = not _has(s, token + 1) or total <= _GOOD * (length - 1)
    return known[token] > 0


@_compiled(_I(_SEARCH, _I, _I, _I, _I))
def _aside(s: Search, parent: int, character: int, kind: int, code: int) -> int:
    """Return a reading that goes on from `parent` by one character and waits nowhere; -1 if there is no room."""
    readings = s.readings
    number = _new(readings, parent)
    if number >= 0:
        tail, cost = _said(s, readings.all[parent].tail, kind)
        _append(readings, number, 0, character, code)
        readings.all[number].tail = tail
        readings.all[number].cost += cost
    return number


@_compiled(_NONE(_SEARCH, _I, _I, _I))
def _begin_at_mark(s: Search, number: int, first: int, token: int) -> None:
    """Begin a slip at a mark whose bytes were the end of one character and the begin of the next."""
    price = s.window.prices[token]
    if price < 0:
        return
    readings = s.readings
    pending = 0xA1 if s.window.roles[token] == MARK else 0xBF
    may_be = s.model.may_be[s.setting.script]
    guesses = np.empty(128, np.int64)
    found = 0
    for lead in range(0x81, 0xFF):
        if may_be[lead << 8 | 0xA3]:
            guesses[found] = lead << 8 | 0xA3
            found += 1
    following, limit = _kind_ahead(s, pending, token + 1), _limit(s, number, token + 1, price)
    found = _best(s, guesses, found, readings.all[number].tail, following, limit)
    length = np.int64(readings.all[number].length)
    for at in range(found):
        code = guesses[at]
        extra = _PRICE_OF_RARE if s.gbk.is_rare[code] else 0.0
        _put(s, number, (code, 0, 0), 0, 0, 0, price + extra, token + 1, pending, first, length)


@_compiled(_NONE(_SEARCH, _I, _I, _I, _F))
def _begin_at_straddle(s: Search, number: int, token: int, first: int, price: float) -> None:
    """Begin a slip at `?zé)`: the last byte read and the unreadable one were annotated as if a character."""
    readings, letters = s.readings, s.window.letters[token]
    trail = np.int64(readings.all[number].last_code) & 0xFF
    if trail < 0x81 or letters < 0:
        return
    length = np.int64(readings.all[number].length)
    for lead in range(0x81, 0xFF):
        code = trail << 8 | lead
        if _is_read(s.gbk, code, letters):
            # Tables of annotated characters list those that conversion changed.
            extra = price + _PRICE_OF_STRADDLE + (0.0 if s.gbk.is_traditional[code] else _PRICE_OF_UNLISTED)
            _put(s, number, (0, 0, 0), 0, 0, 0, extra, token + 1, lead, first, length)


@_compiled(_B(_SEARCH, _I, _I, _F))
def _is_hopeless(s: Search, number: int, token: int, price: float) -> bool:
    """Tell whether no reading that goes on from this one at such a price will be among those kept."""
    return s.readings.all[number].cost + price > _bound(s, token)


@_compiled(_NONE(_SEARCH, _I, _I, _I, _I, _F, _I))
def _end_after_drop(
    s: Search, number: int, after: int, letters: int, tone: int, price: float, following: int
) -> None:  # fmt: skip
    """End the slip where a pair of bytes vanished right before the byte that was lost: two characters to guess."""
    model, tail = s.model, s.readings.all[number].tail
    ones, costs = np.empty(s.setting.firsts, np.int64), np.empty(s.setting.firsts)
    pairs, scores = np.empty(_MOST_PAIRS, np.int64), np.empty(_MOST_PAIRS)
    twos = np.empty(1024, np.int64)
    found = 0
    limit = _limit(s, number, after, price + _PRICE_OF_DROP_AT_END)
    for first in range(_droppable(s, ones, costs, number, limit)):
        if found == _MOST_PAIRS and costs[first] >= scores[found - 1]:
            break
        one = ones[first]
        allowed = limit + _bonus(s.gbk, one)
        read = (tail << _BITS | np.uint64(s.gbk.kinds[one])) & _REACH
        size = 0
        if letters >= 0:
            syllable, may_be = _syllable(s.gbk, letters), model.may_be[s.setting.script]
            for at in range(s.gbk.begin_of_syllable[syllable], s.gbk.begin_of_syllable[syllable + 1]):
                two = np.int64(s.gbk.read_so[at])
                if two & 0x80 and may_be[two] and s.gbk.is_undefined[one & 0xFF, two >> 8] and size < len(twos):
                    twos[size] = two
                    size += 1
        else:
            listed = model.likely[s.setting.script, one]
            for at in range(min(_likely(s, one), 3 * s.setting.seconds)):
                # They are listed by what they cost behind one character.
                least = costs[first] + listed.all[at].cost - 2.0 * s.setting.slack
                is_worse = found == _MOST_PAIRS and least >= scores[found - 1]
                if is_worse or least > allowed - _PRICE_OF_CLOSING_A_CLAUSE:
                    break
                two = np.int64(listed.all[at].code)
                if least <= allowed + _bonus(s.gbk, two):
                    twos[size] = two
                    size += 1
            triple = model.behind[_behind(model, read)].triple
            if triple >= 0:
                for place in range(model.cells[triple].begin, model.cells[triple + 1].begin):
                    following_two = np.int64(model.kinds[model.lasts[model.quads + place]])
                    size = _after_unknown(s, twos, size, one & 0xFF, following_two)
        for at in range(size):
            two = twos[at]
            kind = np.uint64(s.gbk.kinds[two])
            score = costs[first] + _cost(s.model, s.echoes, read << _BITS | kind)
            score += _price_of_tone(s.gbk, two, letters, tone)
            if (found == _MOST_PAIRS and score >= scores[found - 1]) or score > allowed + _bonus(s.gbk, two):
                continue
            score += _cost_before(s, np.int64(kind), following) if following else model.facts[kind].cost
            found = _keep_least(scores, pairs, found, _MOST_PAIRS, score, one << 16 | two)
    for at in range(found):
        codes = (pairs[at] >> 16, pairs[at] & 0xFFFF, 0)
        _put(s, number, codes, 0, 0, 0, price + _PRICE_OF_DROP_AT_END, after, 0, after, -1)


@_compiled(_NONE(_SEARCH, _I, _I, _I, _I, _F))
def _end(s: Search, number: int, after: int, letters: int, tone: int, price: float) -> None:
    """End the slip: the second byte of the pending character is lost; go on in step at token `after`.

    `letters` and `tone` are how that character is read, where it was annotated.
    """
    if _is_hopeless(s, number, after, price):
        return
    following = _in_step_ahead(s, after)
    guesses = np.empty(128, np.int64)
    found = _fill_by_lead(s, guesses, np.int64(s.readings.all[number].pending), letters)
    found = _best(s, guesses, found, s.readings.all[number].tail, following, _limit(s, number, after, price))
    for at in range(found):
        code = guesses[at]
        if letters >= 0:
            extra = _price_of_tone(s.gbk, code, letters, tone)
        else:
            extra = _PRICE_OF_RARE if s.gbk.is_rare[code] else 0.0
        _put(s, number, (code, 0, 0), 0, 0, 0, price + extra, after, 0, after, -1)
    if s.readings.rank <= s.setting.favourites:
        _end_after_drop(s, number, after, letters, tone, price, following)


@_compiled(_NONE(_SEARCH, _I, _I, _I))
def _pass_figure(s: Search, number: int, token: int, code: int) -> None:
    """Go on behind a figure of full width: out of step, two halves make one up, but it stays where it stands."""
    completed = np.int64(s.readings.all[number].pending) << 8 | code >> 8
    # Nothing may come between the digits of a number.
    if s.gbk.kinds[completed] and not s.window.is_between_digits[token]:
        character = np.int64(s.window.characters[token])
        _put(
            s, number, (completed, 0, 0), character, 0, code, _PRICE_OF_FIGURE, token + 1, code & 0xFF, -1, 0,
        )  # fmt: skip
    _end(s, number, token, -1, 0, 0.0)


@_compiled(_B(_I))
def _is_letter(character: int) -> bool:
    return 0x41 <= character <= 0x5A or 0x61 <= character <= 0x7A


@_compiled(_F(_SEARCH, _I, _I))
def _cost_ahead(s: Search, code: int, following: int) -> float:
    """Return what `following` (0: nothing known) costs behind a guess alone.

    Guesses at a token end alike, so one array remembers what was worked out for all of them.
    """
    if not following:
        return 0.0
    readings, ahead_of = s.readings, following << 8 | code & 0xFF
    if readings.ahead_of != ahead_of:
        readings.ahead_of = ahead_of
        readings.ahead[:] = -1.0
    cost = readings.ahead[code >> 8]
    if cost < 0.0:
        cost = _cost_before(s, np.int64(s.gbk.kinds[code]), following)
        readings.ahead[code >> 8] = cost
    return cost


@_compiled(_I(_SEARCH, _I[::1], _F[::1], _I, _I, _I, _F, _I, _I, _I, _F))
def _list_followers(
    s: Search, near: Array, estimates: Array, number: int, begun: int, place: int, cost: float, trail: int,
    following: int, most: int, limit: float,
) -> int:  # fmt: skip
    """Add to the guesses worth weighing those that go on behind `begun` and end with `trail`; return their number.

    What they cost behind one character, and what follows behind them alone, tells well enough which these are.
    """
    listed = s.model.followed[_followers(s, begun & 0xFFFF, trail)]
    for at in range(most):
        code = np.int64(listed.all[at].code)
        estimate = cost + listed.all[at].cost
        is_worse = number == _WEIGHED and estimate >= estimates[number - 1]
        least = estimate - s.setting.slack
        if not code or is_worse or least > limit - _PRICE_OF_CLOSING_A_CLAUSE:
            break
        if least > limit + _bonus(s.gbk, code):
            continue
        estimate += _cost_ahead(s, code, following)
        number = _keep_least(estimates, near, number, _WEIGHED, estimate, place << 48 | begun << 16 | code)
    return number


@_compiled(_NONE(_SEARCH, _I, _I, _I, _I, _I, _I[::1], _F[::1], _I, _F))
def _drop_two_pairs(
    s: Search, number: int, token: int, first: int, second: int, following: int, ones: Array, costs: Array, most: int,
    limit: float,
) -> None:  # fmt: skip
    """Before this token two pairs of bytes that stand for nothing may have vanished."""
    model, tail = s.model, s.readings.all[number].tail
    begun, scores = np.empty(s.setting.seconds, np.int64), np.empty(s.setting.seconds)
    size = 0
    for place in range(most):
        one = ones[place]
        read = (tail << _BITS | np.uint64(s.gbk.kinds[one])) & _REACH
        allowed = limit + _bonus(s.gbk, one)
        if costs[place] > allowed or (size == s.setting.seconds and costs[place] >= scores[size - 1]):
            continue
        listed = model.likely[s.setting.script, one]
        for at in range(_likely(s, one)):
            two = np.int64(listed.all[at].code)
            # They are listed by what they cost behind one character.
            least = costs[place] + listed.all[at].cost - s.setting.slack
            is_worse = size == s.setting.seconds and least >= scores[size - 1]
            if is_worse or least > allowed - _PRICE_OF_CLOSING_A_CLAUSE:
                break
            if s.gbk.begins_undefined[two & 0xFF] and least <= allowed + _bonus(s.gbk, two):
                score = costs[place] + _cost(s.model, s.echoes, read << _BITS | np.uint64(s.gbk.kinds[two]))
                if score <= allowed + _bonus(s.gbk, two):
                    size = _keep_least(scores, begun, size, s.setting.seconds, score, one << 16 | two)
    near, estimates = np.empty(_WEIGHED, np.int64), np.empty(_WEIGHED)
    weighed = 0
    for place in range(size):
        if weighed == _WEIGHED and scores[place] >= estimates[weighed - 1]:
            break
        allowed = limit + _bonus(s.gbk, begun[place] >> 16) + _bonus(s.gbk, begun[place] & 0xFFFF)
        weighed = _list_followers(
            s, near, estimates, weighed, begun[place], place, scores[place], first, following, MOST_FOLLOWERS, allowed,
        )  # fmt: skip
    triples, totals = np.empty(_MOST_PAIRS, np.int64), np.empty(_MOST_PAIRS)
    found = 0
    for at in range(weighed):
        worst = totals[found - 1] if found == _MOST_PAIRS else np.inf
        if estimates[at] - s.setting.slack >= worst:
            break
        place, three = near[at] >> 48, near[at] & 0xFFFF
        one, two = begun[place] >> 16, begun[place] & 0xFFFF
        read = ((tail << _BITS | np.uint64(s.gbk.kinds[one])) << _BITS | np.uint64(s.gbk.kinds[two])) & _REACH
        allowed = limit + _bonus(s.gbk, one) + _bonus(s.gbk, two) + _bonus(s.gbk, three)
        score = _behind_both(s, read, three, following, scores[place], worst, allowed)
        if score < worst:
            found = _keep_least(totals, triples, found, _MOST_PAIRS, score, begun[place] << 16 | three)
    cut = -1 if second else token + 1
    for at in range(found):
        codes = (triples[at] >> 32, triples[at] >> 16 & 0xFFFF, triples[at] & 0xFFFF)
        _put(s, number, codes, 0, 0, 0, _PRICE_OF_SECOND_DROP, token + 1, second, cut, -1)


@_compiled(_NONE(_SEARCH, _I, _I, _I, _I, _I))
def _drop_pair(s: Search, number: int, token: int, first: int, second: int, kind: int) -> None:
    """Before this token a pair of bytes that stands for nothing may have vanished.

    `first` ends the character after it; `second` is pending then (0: the slip ends). `kind` is what is read if nothing
    vanished.
    """
    tail = s.readings.all[number].tail
    following = _kind_ahead(s, second, token + 1) if second else _in_step_ahead(s, token + 1)
    if kind:
        sequence = tail << _BITS | np.uint64(kind)
        cost = _cost(s.model, s.echoes, sequence)
        if following:
            cost += _cost(s.model, s.echoes, (sequence & _REACH) << _BITS | np.uint64(following))
        if cost < s.setting.doubtful:
            return
    if s.readings.rank > s.setting.favourites or _is_hopeless(s, number, token + 1, 0.0):
        return
    before = np.int64(s.readings.all[number].added[0])
    if (
        s.readings.all[number].pending == 0xA3
        and _FIRST_WIDE <= before <= _LAST_WIDE
        and s.readings.all[number].added[1]
    ):
        # A comma and what vanished behind it, twice: two figures of full width look so, and no repair may make any.
        s.readings.all[number].mass += _WEIGHT_OF_FIGURES
    ones, costs = np.empty(s.setting.firsts, np.int64), np.empty(s.setting.firsts)
    near, estimates = np.empty(_WEIGHED, np.int64), np.empty(_WEIGHED)
    pairs, scores = np.empty(_GUESSES, np.int64), np.empty(_GUESSES)
    limit = _limit(s, number, token + 1, _PRICE_OF_DROP)
    droppable = _droppable(s, ones, costs, number, limit)
    size = found = 0
    for place in range(droppable):
        if size == _WEIGHED and costs[place] >= estimates[size - 1]:
            break
        size = _list_followers(
            s, near, estimates, size, ones[place], place, costs[place], first, following, s.setting.seconds,
            limit + _bonus(s.gbk, ones[place]),
        )  # fmt: skip
    for at in range(size):
        worst = scores[found - 1] if found == _GUESSES else np.inf
        if estimates[at] - s.setting.slack >= worst:
            break
        place, two = near[at] >> 48, near[at] & 0xFFFF
        one = ones[place]
        read = (tail << _BITS | np.uint64(s.gbk.kinds[one])) & _REACH
        allowed = limit + _bonus(s.gbk, one) + _bonus(s.gbk, two)
        score = _behind_both(s, read, two, following, costs[place], worst, allowed)
        if score < worst:
            found = _keep_least(scores, pairs, found, _GUESSES, score, one << 16 | two)
    letters = -1 if second else s.window.letters[token]
    cut = -1 if second else token + 1
    for at in range(found):
        one, two = pairs[at] >> 16, pairs[at] & 0xFFFF
        is_wrong = letters >= 0 and not _is_read(s.gbk, two, letters)
        price = _PRICE_OF_DROP + (PRICE_OF_WRONG_READING if is_wrong else 0.0)
        _put(s, number, (one, two, 0), 0, 0, 0, price, token + 1, second, cut, -1)
    if not found or scores[0] > s.setting.desperate:
        limit -= _PRICE_OF_SECOND_DROP
        _drop_two_pairs(s, number, token, first, second, following, ones, costs, droppable, limit)


@_compiled(_B(_READINGS, _I))
def _has_just_slipped(readings: Record, number: int) -> bool:
    """Tell whether a slip ended a few tokens ago."""
    for _ in range(_SOON):
        if number < 0:
            break
        if readings.all[number].cut_token >= 0:
            return True
        number = np.int64(readings.all[number].parent)
    return False


@_compiled(_NONE(_SEARCH, _I, _I))
def _part_in_step(s: Search, number: int, token: int) -> None:
    """Read a character that fits badly as two, between whose outer bytes a pair vanished.

    So it is where the marks were cut first: readings put the rest of the slip in step again, but not what vanished.
    """
    readings, code = s.readings, np.int64(s.window.codes[token])
    kind = np.uint64(s.window.kinds[token])
    if _cost(s.model, s.echoes, readings.all[number].tail << _BITS | kind) < _ODD or not _has_just_slipped(
        readings, number
    ):
        return
    aside = _new(readings, number)
    if aside >= 0:
        readings.all[aside].pending = code >> 8
        readings.all[aside].cost += _PRICE_OF_PARTING
        readings.all[aside].cut_token = token
        readings.all[aside].cut_length = np.int64(readings.all[number].length)
        readings.rank = 0
        _drop_pair(s, aside, token, code & 0xFF, 0, 0)


@_compiled(_NONE(_SEARCH, _I, _I))
def _go_on_in_step(s: Search, number: int, token: int) -> None:
    window = s.window
    character, code = np.int64(window.characters[token]), np.int64(window.codes[token])
    kind = np.int64(window.kinds[token])
    _put(s, number, (0, 0, 0), character, kind, code, window.remnants[token], token + 1, 0, -1, 0)
    role = window.roles[token]
    if character == 0 or (window.letters[token] >= 0 and role in (QUESTION, UNREADABLE)):
        # An annotation that does not belong to the character before it, or that of an unreadable one.
        _begin_at_straddle(s, number, token, token, 0.0)
    elif window.letters[token] >= 0 and code and window.is_anchor[token]:
        aside = _aside(s, number, character, kind, code)
        if aside >= 0:
            _begin_at_straddle(s, aside, token, token + 1, 1.0)
    if role in (MARK, QUESTION, QUESTION_MARK):
        _begin_at_mark(s, number, token, token)
    if role in (QUESTION, UNREADABLE) and _has(s, token + 1):
        following = window.roles[token + 1]
        if following in (MARK, QUESTION, QUESTION_MARK):
            _begin_at_mark(s, number, token, token + 1)
    if code and role == PLAIN:
        _part_in_step(s, number, token)


@_compiled(_NONE(_SEARCH, _I, _I, _I))
def _fold(s: Search, number: int, token: int, byte: int) -> None:
    """Read a mark of half width as the two bytes of its full-width form."""
    completed = np.int64(s.readings.all[number].pending) << 8 | 0xA3
    kind = np.int64(s.gbk.kinds[completed])
    if kind:
        price = _PRICE_OF_FOLDED_LETTER if _is_letter(s.window.characters[token]) else 0.0
        _put(s, number, (completed, 0, 0), 0, 0, 0, price, token + 1, byte, -1, 0)
    _drop_pair(s, number, token, 0xA3, byte, kind)


@_compiled(_NONE(_SEARCH, _I, _I, _I))
def _complete_in_step(s: Search, number: int, token: int, byte: int) -> None:
    """End the slip with a letter that is the second half of the pending character."""
    completed = np.int64(s.readings.all[number].pending) << 8 | byte
    kind = np.int64(s.gbk.kinds[completed])
    letters = s.window.letters[token]
    if kind:
        price = 0.0 if letters < 0 or _is_read(s.gbk, completed, letters) else PRICE_OF_WRONG_READING
        _put(s, number, (completed, 0, 0), 0, 0, 0, price, token + 1, 0, token + 1, -1)
    _drop_pair(s, number, token, byte, 0, kind)


@_compiled(_NONE(_SEARCH, _I, _I, _I))
def _shift(s: Search, number: int, token: int, code: int) -> None:
    """Complete the pending byte by the first byte of the token; its second byte is then pending."""
    first, second = code >> 8, code & 0xFF
    completed = np.int64(s.readings.all[number].pending) << 8 | first
    kind = np.int64(s.gbk.kinds[completed])
    letters = s.window.letters[token]
    if second < 0x80:
        # A letter that stood there by itself.
        if kind and _is_letter(second):
            _put(
                s, number, (completed, 0, 0), second, _LETTER, 0, _PRICE_OF_FOLDED_LETTER, token + 1, 0, token + 1, -1,
            )  # fmt: skip
    elif second > 0x80:
        if kind:
            _put(s, number, (completed, 0, 0), 0, 0, 0, 0.0, token + 1, second, -1, 0)
            if letters >= 0:
                # What looks like the annotation of this token may be that of the character that ends here.
                aside = _aside(s, number, np.int64(s.gbk.characters[completed]), kind, completed)
                if aside >= 0:
                    s.readings.all[aside].pending = second
                    _end(s, aside, token + 1, letters, s.window.tones[token], 1.0)
        _drop_pair(s, number, token, first, second, kind)
    if _reads_well(s, token):
        _end(s, number, token, -1, 0, _PRICE_OF_UNSEEN_END)


@_compiled(_NONE(_SEARCH, _I, _I))
def _go_on_out_of_step(s: Search, number: int, token: int) -> None:
    window = s.window
    character, code, role = np.int64(window.characters[token]), np.int64(window.codes[token]), window.roles[token]
    pending = np.int64(s.readings.all[number].pending)
    if role == REMNANT:
        # `(zé)` behind a byte that was lost unseen.
        _end(s, number, token + 1, window.letters[token], window.tones[token], 0.0)
    elif role in (QUESTION, UNREADABLE):
        if window.letters[token] >= 0:
            _end(s, number, token + 1, window.letters[token], window.tones[token], 0.0)
        else:
            _end(s, number, token + 1, -1, 0, 0.0 if _is_forced(s, token + 1) else _PRICE_OF_UNFORCED_END)
        if character == 0x3F:
            _fold(s, number, token, 0xBF)
    elif role == EURO:
        completed = pending << 8 | 0x80
        if s.gbk.kinds[completed]:
            _put(s, number, (completed, 0, 0), 0, 0, 0, 0.0, token + 1, 0, token + 1, -1)
    elif code and role != SACRED:
        _shift(s, number, token, code)
    elif code > 0x80:
        _pass_figure(s, number, token, code)
    elif character < 0x80 and role != SACRED:
        if character >= 0x40:
            _complete_in_step(s, number, token, character)
        else:
            _end(s, number, token, -1, 0, 0.0)
        if 0x21 <= character <= 0x7E and not (character == 0x2E and window.is_between_digits[token]):
            _fold(s, number, token, character + 0x80)
    else:
        _end(s, number, token, -1, 0, 0.0)


@_compiled(_NONE(_SEARCH))
def _set_out(s: Search) -> None:
    """Make the reading that has read nothing yet, and let it wait at the first token."""
    readings, setting = s.readings, s.setting
    readings.used = 1
    first = readings.all[0]
    first.cost, first.tail, first.hash, first.mass = 0.0, np.uint64(setting.before), 0, 0.0
    first.parent, first.pending, first.cut_token, first.length = -1, 0, -1, 0
    first.added[0] = first.added[1] = first.added[2] = 0
    first.distance, first.quotes = setting.distance, setting.quotes
    first.last_character, first.last_code = setting.last_character, setting.last_code
    _enter(readings, 0, 0)


@_compiled(_ENDED(_SEARCH))
def _run(s: Search) -> tuple[int, int, float, int]:
    window, readings, setting = s.window, s.readings, s.setting
    readings.is_full = 0
    for token in range(-FRONTS, 0):
        _clear(readings, token)
    _set_out(s)
    kept = np.empty(setting.room, np.int64)
    size = window.size
    raw_tail, raw = np.uint64(setting.before), 0.0
    token = settled = last_anchor = 0
    while token < size:
        if token + _AHEAD + 2 >= size and not setting.is_whole:
            return _NEEDS_TOKENS, token, 0.0, 0
        if not readings.sizes[token % FRONTS]:
            return _DEAD, token, 0.0, 0
        if window.is_anchor[token]:
            last_anchor = token
        raw_tail, cost = _said(s, raw_tail, np.int64(window.kinds[token]))
        raw += cost + window.remnants[token]
        # The text as it stands is a reading, too: known beforehand, it tells which guesses are not worth weighing.
        readings.best[(token + 1) % FRONTS] = min(readings.best[(token + 1) % FRONTS], raw)
        readings.least[token] = readings.best[token % FRONTS]
        readings.rank = 0
        number = _kept(readings, token, setting.room, setting.lag, kept)
        for at in range(number):
            if readings.all[kept[at]].pending:
                readings.rank += 1
                _go_on_out_of_step(s, kept[at], token)
        is_out = readings.rank > 0
        if is_out:
            # A slip may just have ended here.
            number = _kept(readings, token, setting.room, setting.lag, kept)
        for at in range(number):
            if not readings.all[kept[at]].pending:
                _go_on_in_step(s, kept[at], token)
        if readings.is_full:
            return _FULL, token, 0.0, 0
        _clear(readings, token)
        is_settled = not (window.starts[token] <= setting.anchor or is_out or token <= last_anchor + 1)
        settled = settled + 1 if is_settled else 0
        token += 1
        if settled >= _SETTLED:
            break
    if token == size:
        readings.rank = 0
        number = _kept(readings, token, setting.room, setting.lag, kept)
        for at in range(number):
            if readings.all[kept[at]].pending:
                readings.rank += 1
                _end(s, kept[at], token, -1, 0, 0.0)
        if readings.is_full:
            return _FULL, token, 0.0, 0
    best, front = -1, token % FRONTS
    for at in range(readings.sizes[front]):
        number = readings.fronts[front, at]
        if not readings.all[number].pending and (best < 0 or readings.all[number].cost < readings.all[best].cost):
            best = number
    if best < 0:
        return _DEAD, token, 0.0, 0
    rivals = readings.all[best].mass
    for at in range(readings.sizes[front]):
        number = readings.fronts[front, at]
        if not readings.all[number].pending and number != best:
            rivals += math.exp(readings.all[best].cost - readings.all[number].cost) * (1 + readings.all[number].mass)
    readings.all[best].mass = rivals
    return _FOUND, token, raw - readings.all[best].cost, best


@_compiled(_F(_SEARCH, _I))
def _worst_of(s: Search, length: int) -> float:
    """Return what the worst three characters in a row of a reading cost."""
    tail = np.uint64(s.setting.before)
    worst = one = two = 0.0
    for at in range(length):
        before = tail
        tail, cost = _said(s, tail, np.int64(s.gbk.known_as[min(s.found.reading[at], np.uint32(0xFFFF))]))
        if tail != before or cost != 0.0:
            worst = max(worst, one + two + cost)
            one, two = two, cost
    return worst


@_compiled(_NONE(_SEARCH, _I, _I, _F, _I))
def _read_off(s: Search, state: int, token: int, gain: float, best: int) -> None:
    """Write down what was found."""
    window, readings, found = s.window, s.readings, s.found
    found.end = window.starts[token] if token < window.size else window.position
    found.gain = found.rivals = found.worst = 0.0
    found.number = found.length = 0
    if state != _FOUND:
        return
    found.gain, found.rivals = gain, readings.all[best].mass
    length, cuts = np.int64(readings.all[best].length), 0
    number = best
    while number >= 0:
        cuts += readings.all[number].cut_token >= 0
        number = np.int64(readings.all[number].parent)
    if not cuts or cuts > 2 * MOST_CUTS or length > len(found.reading):
        return
    found.length, found.number = length, cuts // 2
    number = best
    while number >= 0:
        if readings.all[number].cut_token >= 0:
            cuts -= 1
            token, place = np.int64(readings.all[number].cut_token), cuts // 2
            if cuts % 2:
                found.stretches[place, 1] = window.starts[token] if token < window.size else window.position
            else:
                found.stretches[place, 0] = window.starts[token]
            found.stretches[place, 2 + cuts % 2] = readings.all[number].cut_length
        parent = np.int64(readings.all[number].parent)
        begin = np.int64(readings.all[parent].length) if parent >= 0 else 0
        for at in range(readings.all[number].length - begin):
            found.reading[begin + at] = readings.all[number].added[at]
        number = parent
    found.worst = _worst_of(s, length)


@_compiled(_B(_SEARCH))
def _is_beyond_doubt(s: Search) -> bool:
    """Tell whether a quick reading needs no second look."""
    found = s.found
    if found.rivals > _FEW_RIVALS:
        return False
    if not found.number:
        # The text as it stands reads best: but where no reading came to an end, there are no rivals either.
        return found.rivals > 0.0
    longest = 0
    for at in range(found.number):
        longest = max(longest, found.stretches[at, 3] - found.stretches[at, 2])
    if found.worst <= _WORST_OF_GOOD or found.gain >= _GREAT_GAIN * longest:
        return True
    if found.rivals <= _NO_RIVALS and found.worst <= _WORST_OF_LONE:
        return True
    return found.gain >= LEAST_GAIN and longest <= _SHORT and found.rivals <= _HARDLY_ANY_RIVALS


@_compiled(_B(_I))
def _opens(character: int) -> bool:
    return character == _OPENING[0] or character == _OPENING[1]


@_compiled(_I(_GBK, _TEXT, _I, _I))
def _closing(gbk: Record, text: Array, at: int, limit: int) -> int:
    """Return where the bracket stands that closes a reading which begins at `at`; -1 if none does."""
    begin = at
    while at < limit and at - begin <= _LONGEST_READING:
        character = np.int64(text[at])
        if character == _CLOSING[0] or character == _CLOSING[1]:
            return at if at > begin else -1
        if not gbk.traits[character] & IS_LETTER_OF_READING:
            return -1
        at += 1
    return -1


@_compiled(_SPELT(_GBK, _TEXT, _I, _I))
def _spelt(gbk: Record, text: Array, begin: int, end: int) -> tuple[int, int, bool]:
    """Return the letters of a reading as a number, its tone, and whether it carries no sign at all."""
    letters = tone = 0
    is_ascii = True
    for at in range(begin, end):
        character = np.int64(text[at])
        is_ascii &= character < 0x80
        if character == _DIAERESIS:
            letters = letters & ~31 | _V
        else:
            letters = letters << 5 * np.int64(gbk.units[character]) | np.int64(gbk.spelled[character])
        if gbk.tone_of[character]:
            tone = np.int64(gbk.tone_of[character])
    if letters in (_LUE, _NUE):
        letters += (_V - _U_OF_READING) << 5
    return letters, tone, is_ascii


@_compiled(_NONE(_SEARCH, _TEXT, _I, _I, _I, _I[::1], _F[::1]))
def _make_tokens(
    s: Search, text: Array, start: int, limit: int, wanted: int, anchors: Array, prices: Array
) -> None:  # fmt: skip
    """Make the tokens of `text[start:limit]` up to number `wanted`.

    A token is a character with the annotation that belongs to it; or an unreadable sign with what is left of an
    annotation behind it; or an annotation that belongs to nothing before it (its character is 0).
    """
    window, gbk = s.window, s.gbk
    size, position, anchor = 0, start, 0
    # The token before.
    last, last_code = -1, 0
    while size <= wanted and size < MOST_TOKENS and position < limit:
        point = np.int64(text[position])
        character, code = point, np.int64(gbk.codes[point]) if point < 0x10000 else 0
        role = np.int64(gbk.traits[point] & ROLE)
        end, closing, begin = position + 1, -1, position + 1
        letters, tone, is_ascii = -1, 0, False
        has_bracket = end < limit and _opens(np.int64(text[end]))
        if _opens(point):
            if last_code or last == 0:
                closing = _closing(gbk, text, begin, limit)
                if closing >= 0:
                    letters, tone, is_ascii = _spelt(gbk, text, begin, closing)
                    if is_ascii:
                        letters = -1
                    else:
                        character = code = 0
        elif role in (QUESTION, EURO) or point == 0xFFFD:
            begin += has_bracket
            closing = _closing(gbk, text, begin, limit)
            if closing >= 0:
                letters, tone, is_ascii = _spelt(gbk, text, begin, closing)
                if not (not has_bracket and closing - begin > 1 if is_ascii else has_bracket or closing - begin > 1):
                    letters = -1
        elif code:
            if has_bracket:
                begin += 1
                closing = _closing(gbk, text, begin, limit)
                if closing >= 0:
                    letters, tone, is_ascii = _spelt(gbk, text, begin, closing)
                    if not _is_read(gbk, code, letters):
                        letters = -1
        elif size and (last_code or last == 0 or last == 0x21 or last == 0xFF01 or last == 0x3F or last == 0xFFFD):
            closing = _closing(gbk, text, position, limit)
            if closing >= 0:
                letters, tone, is_ascii = _spelt(gbk, text, position, closing)
            if letters >= 0 and tone and not is_ascii:
                # A reading that lost its bracket.
                character = code = 0
            else:
                letters = -1
                if 0x40 <= point <= 0x7E and has_bracket:
                    # The second half of a character, annotated as the character was.
                    begin += 1
                    closing = _closing(gbk, text, begin, limit)
                    if closing >= 0:
                        letters, tone, is_ascii = _spelt(gbk, text, begin, closing)
                        if is_ascii or not tone:
                            letters = -1
        if letters >= 0:
            end = closing + 1
        else:
            tone = 0
        window.starts[size] = position
        window.characters[size] = character
        window.codes[size] = code
        window.kinds[size] = np.int64(gbk.known_as[min(character, 0xFFFF)]) if character else 0
        window.roles[size] = role if character else REMNANT
        window.letters[size], window.tones[size] = letters, tone
        window.remnants[size] = 0.0
        if letters >= 0 and not code:
            is_bare = character == 0 and size > 0 and _is_read(gbk, last_code, letters)
            window.remnants[size] = _PRICE_OF_LOST_BRACKET if is_bare else PRICE_OF_WRONG_READING
        while anchor < len(anchors) and anchors[anchor] < position:
            anchor += 1
        is_anchor = anchor < len(anchors) and anchors[anchor] == position
        window.is_anchor[size] = is_anchor
        window.prices[size] = prices[anchor] if is_anchor else -1.0
        window.is_between_digits[size] = False
        if role == SACRED or point == 0x2E:
            before = gbk.traits[text[position - 1]] if position else np.uint8(0)
            behind = gbk.traits[text[position + 1]] if position + 1 < len(text) else np.uint8(0)
            window.is_between_digits[size] = (before | behind) & IS_DIGIT != 0
        window.reads_well[size] = -1
        size += 1
        last, last_code = character, code
        position = end
    window.size, window.position = size, position
    s.setting.is_whole = size <= wanted


@_compiled(_NONE(_SEARCH, _TEXT, _I, _TEXT))
def _look_at_line(s: Search, text: Array, start: int, line: Array) -> None:
    """Note what precedes a window: `line` is the line up to there, as far as it is read already."""
    setting, gbk = s.setting, s.gbk
    size = len(line)
    before = np.int64(text[start - 1]) if start else 0
    setting.last_code = np.int64(gbk.codes[before]) if before < 0x10000 else 0
    setting.last_character = np.int64(line[size - 1]) if size else 0
    setting.quotes, setting.distance = 0, FAR
    for at in range(size):
        if not _is_quote(np.int64(line[at])):
            continue
        bit, opens = _quote_of(np.int64(line[at]))
        setting.quotes = setting.quotes | bit if opens else setting.quotes & ~bit
        if bit == 1:
            setting.distance = FAR
            if opens and at and at >= size - LONGEST_TERM - 1 and np.int64(line[at - 1]) not in _BEFORE_SPEECH:
                setting.distance = size - 1 - at
    tail, code = np.uint64(_LINE_END), 0
    at = max(0, size - _CONTEXT)
    while at < size:
        character = np.int64(line[at])
        if code and _opens(character):
            closing = _closing(gbk, line, at + 1, size)
            if closing >= 0 and _is_read(gbk, code, _spelt(gbk, line, at + 1, closing)[0]):
                at = closing + 1
                continue
        kind = np.uint64(gbk.known_as[min(character, 0xFFFF)])
        if not (gbk.is_run[kind] and tail & _LAST == kind):
            tail = (tail << _BITS | kind) & _REACH
        code = np.int64(gbk.codes[character]) if character < 0x10000 else 0
        at += 1
    setting.before = tail


@_compiled(_NONE(_SEARCH, _TEXT, _TEXT, _I[::1], _F[::1], _I, _I, _B, _I, _I))
def _read(
    s: Search, text: Array, line: Array, anchors: Array, prices: Array, start: int, anchor: int, is_faint: bool,
    least: int, most: int,
) -> None:  # fmt: skip
    """Seek the likeliest reading of `text` from `start` over an anchor on, up to the end of the line.

    `line` is the line up to `start`, as far as it is read already; `anchors` are where slips may begin, `prices` what
    that costs at marks (less than 0: no mark). It is sought with effort number `least`, and with more, up to `most`,
    where that leaves doubts; of a faint anchor no doubts are left if nothing is found.
    """
    setting = s.setting
    setting.anchor = anchor
    s.readings.ahead_of = -1
    limit = anchor
    while limit < min(len(text), anchor + _LONGEST_WINDOW) and text[limit] != 0x0A and text[limit] != 0x0D:
        limit += 1
    wanted = anchor - start + _TOKENS
    _make_tokens(s, text, start, limit, wanted, anchors, prices)
    _look_at_line(s, text, start, line)
    s.readings.least[:] = np.inf
    for effort in range(least, most + 1):
        given_effort = setting.efforts[effort]
        setting.room, setting.favourites = np.int64(given_effort[0]), np.int64(given_effort[1])
        setting.doubtful, setting.desperate = given_effort[2], given_effort[3]
        setting.firsts, setting.seconds = np.int64(given_effort[4]), np.int64(given_effort[5])
        setting.lag, setting.slack = given_effort[6], given_effort[7]
        while True:
            state, token, gain, best = _run(s)
            if state != _NEEDS_TOKENS:
                break
            wanted *= _MORE
            _make_tokens(s, text, start, limit, wanted, anchors, prices)
        _read_off(s, state, token, gain, best)
        if _is_beyond_doubt(s) or (is_faint and not s.found.number):
            break


@_compiled(_F(_RESULT, _I))
def _confidence(found: Record, length: int) -> float:
    """Return how likely a stretch of `length` characters was read exactly right; fitted on simulated damage."""
    evidence = (
        _BASE_OF_CONFIDENCE
        - _WORTH_OF_RIVALS * math.log(found.rivals + 1e-3)
        + _WORTH_OF_GAIN * min(found.gain / max(1, length), _MOST_GAIN)
        + _WORTH_OF_WORST * found.worst
        + _WORTH_OF_LENGTH * math.log(1 + length)
    )
    return 1.0 / (1.0 + math.exp(-evidence))


@_compiled(_B(_GBK, _TEXT, _I, _I, _READ, _I, _I))
def _has_same_figures(gbk: Record, text: Array, start: int, end: int, made: Record, begin: int, stop: int) -> bool:
    """Tell whether a stretch of a text holds the digits and signs of figures that its reading holds, in their order."""
    while True:
        while start < end and gbk.traits[text[start]] & ROLE != SACRED:
            start += 1
        while begin < stop and gbk.traits[made.said[begin]] & ROLE != SACRED:
            begin += 1
        if start == end or begin == stop:
            return start == end and begin == stop
        if text[start] != made.said[begin]:
            return False
        start += 1
        begin += 1


@_compiled(_NONE(_SEARCH, _READ, _TEXT, _I))
def _note(s: Search, made: Record, text: Array, anchor: int) -> None:
    """Note what was found in a window, and which stretches are good enough to be changed."""
    found = s.found
    opinion = made.opinions[made.windows]
    made.windows += 1
    opinion.anchor, opinion.end, opinion.gain, opinion.number = anchor, found.end, found.gain, found.number
    for at in range(found.number):
        start, end = found.stretches[at, 0], found.stretches[at, 1]
        begin, length = found.stretches[at, 2], found.stretches[at, 3] - found.stretches[at, 2]
        change = made.changes[made.number]
        made.number += 1
        change.start, change.end = start, end
        change.begin, change.stop = made.size, made.size + length
        for place in range(length):
            made.said[made.size + place] = found.reading[begin + place]
        made.size += length
        change.confidence, change.is_taken = 0.0, False
        if found.gain >= LEAST_GAIN and _has_same_figures(s.gbk, text, start, end, made, change.begin, change.stop):
            change.confidence = _confidence(found, length)
            change.is_taken = _confidence(found, min(length, _ORDINARY_LENGTH)) >= _LEAST_CONFIDENCE


@_compiled(_NEXT_CHANGE(_READ, _I[:, ::1], _I, _I))
def _next_change(made: Record, known: Array, position: int, end: int) -> tuple[int, int, int, int, bool]:
    """Return the first change within `[position, end)`, as `known` has them, and whether it is known (start -1: none).

    Of two of the same stretch, one that was sure before comes last.
    """
    first, last, begin, stop, is_sure, is_known = -1, -1, 0, 0, False, False
    for at in range(made.number):
        change = made.changes[at]
        if not change.is_taken or change.start < position or change.end > end:
            continue
        if first < 0 or change.start < first or (change.start == first and change.end < last):
            first, last, begin, stop = change.start, change.end, change.begin, change.stop
    for at in range(len(known)):
        if known[at, 0] < position or known[at, 1] > end:
            continue
        is_same = known[at, 0] == first and known[at, 1] == last
        if (
            first < 0
            or known[at, 0] < first
            or (known[at, 0] == first and known[at, 1] < last)
            or (is_same and is_sure and not known[at, 4])
        ):
            first, last, begin, stop = known[at, 0], known[at, 1], known[at, 2], known[at, 3]
            is_sure, is_known = known[at, 4] > 0, True
    return first, last, begin, stop, is_known


@_compiled(_I(_READ, _TEXT, _I[:, ::1], _TEXT, _I, _I, _WORDS))
def _repaired_line(
    made: Record, text: Array, known: Array, words: Array, begin: int, end: int, line: Array
) -> int:  # fmt: skip
    """Write `text[begin:end]` with the changes within it, none of which reaches into another; return its length."""
    size, position = 0, begin
    while True:
        start, finish, first, stop, is_known = _next_change(made, known, position, end)
        for at in range(position, start if start >= 0 else end):
            line[size] = text[at]
            size += 1
        if start < 0:
            return size
        for at in range(first, stop):
            line[size] = words[at] if is_known else made.said[at]
            size += 1
        position = finish


@_compiled(_PASSED(_GIVEN, _READ[::1], _TEXT, _I[::1], _F[::1], _I[:, ::1], _TEXT, _LIMITS), is_called=True)
def read_on(
    given: Search, room: Array, text: Array, anchors: Array, prices: Array, known: Array, words: Array,
    limits: tuple[int, int, int, int, int, int],
) -> tuple[int, int, int, int, int]:  # fmt: skip
    """Read `text` from anchor to anchor, each window as far as it is of use; `room` takes what is found.

    `anchors` are where slips may begin, `prices` what that costs at marks (less than 0: no mark). `known` are changes
    made before, in rows: start and end in the text, begin and end among `words`, and whether nothing is to be read
    before its end. `limits` are the first anchor and the one to stop at, up to where all is read and up to where it is
    seen, and the least and the most effort (see `_read`).

    Returns the anchor to go on with, up to where all is read, up to where it is seen, and how many windows there were
    and stretches in them, which takes longer to ask the record for.
    """
    # Records cannot be handed back by a compiled function: so they are taken out of their arrays here.
    s = Search(
        given.gbk[0], given.model[0], given.echoes[0], given.window[0], given.readings[0],
        given.setting[0], given.found[0],
    )  # fmt: skip
    made = room[0]
    made.windows = made.number = made.size = 0
    at, stop, done, seen, least, most = limits
    while at < stop:
        position = anchors[at]
        if position < seen:
            at += 1
            continue
        if made.windows == MOST_WINDOWS or made.size + MOST_READ > ROOM_OF_SAID:
            break
        line_start = position
        while line_start and text[line_start - 1] != 0x0A:
            line_start -= 1
        for number in range(len(known)):
            if known[number, 4] and known[number, 1] <= position:
                done = max(done, known[number, 1])
        start = max(done, position - LEAD_IN, line_start)
        # A window must not begin within an annotation.
        bracket = start
        while bracket < position and text[bracket] != 0x28 and text[bracket] != 0x29:
            bracket += 1
        if bracket < position and text[bracket] == 0x29:
            start = bracket + 1
        begin = max(line_start, start - LINE_REACH)
        is_faint = prices[at] == PRICE_OF_MARK_SLIP
        if _next_change(made, known, begin, start)[0] >= 0:
            line = np.empty(start - begin + made.size + len(words), np.uint32)
            size = _repaired_line(made, text, known, words, begin, start, line)
            _read(s, text, line[:size], anchors, prices, start, position, is_faint, least, most)
        else:
            _read(s, text, text[begin:start], anchors, prices, start, position, is_faint, least, most)
        _note(s, made, text, at)
        seen = max(s.found.end, position + 1)
        if s.found.number:
            done = s.found.stretches[s.found.number - 1, 1]
        at += 1
    return at, done, seen, made.windows, made.number


@_compiled(types.UniTuple(_I, 2)(_GBK[::1], _TEXT), is_called=True)
def count_scripts(given: Array, text: Array) -> tuple[int, int]:
    """Return how many characters only traditional texts use, and how many only simplified ones."""
    gbk = given[0]
    traditional = simplified = 0
    for character in text:
        traits = gbk.traits[character]
        traditional += traits & IS_TRADITIONAL != 0
        simplified += traits & IS_SIMPLIFIED != 0
    return traditional, simplified


@_compiled(_NONE(_GBK[::1], _ECHOES[::1], _TEXT, _I[:, ::1]), is_called=True)
def hear(given: Array, room: Array, text: Array, pieces: Array) -> None:
    """Note what the pieces of a text say, without what may be annotations, in place of what was said before."""
    gbk, echoes = given[0], room[0]
    for at in range(echoes.size):
        echoes.counts[echoes.said[at]] = 0
    echoes.heads[: np.int64(echoes.mask) + 1] = 0
    # Of a place that may be less than 0 it would be asked whether it is, each time.
    size, last, length = _NOTHING, np.uint16(0), np.uint64(len(text))
    most, longest = np.uint64(MOST_SAID), np.uint64(_LONGEST_READING)
    for piece in range(len(pieces)):
        # A line end parts it from the one before.
        if piece and size < most and last != _LINE_END:
            last = np.uint16(_LINE_END)
            echoes.said[size] = last
            size += _ONE
        at, end = np.uint64(max(pieces[piece, 0], 0)), np.uint64(max(pieces[piece, 1], 0))
        while at < end and at < length:
            point = text[at]
            at += _ONE
            if point == _OPENING[0] or point == _OPENING[1]:
                # As `_closing` does; to hand the text over takes longer than to look.
                begin = closing = at
                while (
                    closing < end and closing - begin <= longest and (gbk.traits[text[closing]] & IS_LETTER_OF_READING)
                ):
                    closing += _ONE
                if (
                    begin < closing < end
                    and closing - begin <= longest
                    and (text[closing] == _CLOSING[0] or text[closing] == _CLOSING[1])
                ):
                    at = closing + _ONE
                    continue
            kind = gbk.known_as[min(point, np.uint32(0xFFFF))]
            if size < most and not (kind == last and gbk.is_run[kind]):
                echoes.said[size] = kind
                size += _ONE
                last = kind
    echoes.size = size
    mask = _LEAST_MASK
    while mask < size + size:
        mask = mask + mask + _ONE
    echoes.mask = mask
    at, before = _NOTHING, _NOTHING
    while at < size:
        kind = np.uint64(echoes.said[at])
        echoes.counts[kind] += np.uint16(1)
        if at:
            place = (before << _BITS | kind) * _SPREAD >> np.uint64(32) & mask
            echoes.chain[at] = echoes.heads[place]
            echoes.heads[place] = at + _ONE
        before = kind
        at += _ONE


@_compiled(
    types.UniTuple(_I, 4)(
        _UNITS, _BYTES, _I[::1], _I[:, ::1], _HALF_WORDS, _U[::1], _WORDS, types.int32[:, ::1], _I[:, ::1]
    ),
    is_called=True,
)
def find_annotated(
    units: Array, numbers: Array, texts: Array, spans: Array, characters: Array, letters: Array, kept: Array,
    places: Array, of_each: Array,
) -> tuple[int, int, int, int]:  # fmt: skip
    """Find the annotated characters of several texts, as `annotated` wants them, at one look.

    `numbers` are those of the letters of readings, `texts` where each text begins. Written are start and end of each
    bracket found, the character before it and its letters; the units outside of them; the places of closing brackets,
    and number and place within its text of each bracket behind what may be half of a character; and of each text how
    many brackets were found before it, how many open, close, are wide, and are of another form. Returns how many were
    found, how many units are outside of them, how many brackets close, and how many stand behind halves.
    """
    # Of a place that may be less than 0 it would be asked whether it is, each time.
    found = left = closed = halves = at = _NOTHING
    size, eight, most = np.uint64(len(units)), np.uint64(8), np.uint64(MOST_LETTERS)
    last = np.uint16(0)
    for text in range(len(texts)):
        begin, stop = at, np.uint64(texts[text + 1]) if text + 1 < len(texts) else size
        of_each[0, text] = found
        opened, closed_before, wide, odd = 0, closed, 0, 0
        while at < stop:
            unit = units[at]
            if unit != _OPENING[0]:
                if unit == _CLOSING[0]:
                    places[0, closed] = at
                    closed += _ONE
                elif unit == _OPENING[1] or unit == _CLOSING[1]:
                    wide += 1
                kept[left] = unit
                left += _ONE
                at += _ONE
                last = unit
                continue
            opened += 1
            count, written = _NOTHING, _NOTHING
            if FIRST_HAN <= last <= LAST_HAN or last == ODD_HAN[0] or last == ODD_HAN[1]:
                behind = at + _ONE
                while count < eight and behind < size:
                    letter = numbers[units[behind]]
                    if not letter:
                        break
                    written |= np.uint64(letter) << (count << np.uint64(3))
                    count += _ONE
                    behind += _ONE
            end = at + _ONE + min(count, most)
            is_whole = count > _NOTHING and end < size and units[end] == _CLOSING[0]
            is_odd = count > most or (is_whole and last < FIRST_HAN)
            if is_whole or is_odd:
                spans[0, found], spans[1, found] = at, end + _ONE
                characters[found], letters[found] = last, written
                found += _ONE
                odd += is_odd
                if is_whole:
                    places[0, closed] = end
                    closed += _ONE
                # No other bracket stands among the letters.
                at = end + _ONE
                last = units[end] if end < size else np.uint16(0)
                continue
            if FIRST_HALF <= last <= LAST_HALF:
                places[1, halves], places[2, halves] = text, at - begin
                halves += _ONE
            kept[left] = unit
            left += _ONE
            at += _ONE
            last = unit
        of_each[1, text], of_each[2, text] = opened, closed - closed_before
        of_each[3, text], of_each[4, text] = wide, odd
    return np.int64(found), np.int64(left), np.int64(closed), np.int64(halves)


@_compiled(_NONE(_BYTES, _UNITS, _BYTES), is_called=True)
def look_up_kinds(table: Array, units: Array, found: Array) -> None:
    """Write what `table` holds for each unit to `found`."""
    for at in range(np.uint64(len(units))):
        found[at] = table[units[at]]


@_compiled(_NONE(_HALF_WORDS, _UNITS, _HALF_WORDS), is_called=True)
def look_up_units(table: Array, units: Array, found: Array) -> None:
    """Do the same with a table of units."""
    for at in range(np.uint64(len(units))):
        found[at] = table[units[at]]


@_compiled(_I(_HALF_WORDS, _U[::1], _U[:, ::1], _I[::1]), is_called=True)
def unlike(characters: Array, letters: Array, known: Array, found: Array) -> int:
    """List which annotated characters have letters that are none of the two that are known; return how many."""
    size = 0
    for at in range(len(characters)):
        character = characters[at]
        if known[0, character] != letters[at] and known[1, character] != letters[at]:
            found[size] = at
            size += 1
    return size


@_compiled(is_called=True)
def add_up(
    keys: Array, totals: Array, lengths: Array, seen: Array, counts: Array, weight: float, contexts: Array,
    sequences: Array,
) -> None:  # fmt: skip
    """Add counts to the tables: totals as what is left of contexts, counts as shares of sequences."""
    at = 0
    for number in range(len(keys)):
        key = keys[number]
        slot = _slot_of(contexts, key)
        contexts[slot].sequence = key
        contexts[slot].left += weight * totals[number]
        for _ in range(lengths[number]):
            sequence = key << np.uint64(16) | seen[at]
            slot = _slot_of(sequences, sequence)
            sequences[slot].sequence = sequence
            sequences[slot].share += weight * counts[at]
            at += 1


@_compiled(is_called=True)
def share_out(discounts: Array, least_left: float, contexts: Array, sequences: Array) -> None:
    """Turn counts into discounted shares."""
    shared = np.zeros(len(contexts))
    for slot in range(len(sequences)):
        if sequences[slot].sequence:
            context = sequences[slot].sequence >> np.uint64(16)
            at = _slot_of(contexts, context)
            length = 1 if context < 0x10000 else 2 if context < 0x100000000 else 3
            if sequences[slot].share > discounts[length]:
                sequences[slot].share = (sequences[slot].share - discounts[length]) / contexts[at].left
                shared[at] += sequences[slot].share
            else:
                sequences[slot].share = 0.0
    for slot in range(len(contexts)):
        if contexts[slot].sequence:
            contexts[slot].left = max(least_left, 1.0 - shared[slot])
