"""Read a damaged stretch as the bytes it is made of: the likeliest reading under a language model.

Here a stretch of text becomes the arrays that the compiled search (`kernel`) works on, and its result text again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from fugong.text.pinyin import reads, split_tone
from fugong.text.slips import kernel
from fugong.text.slips.arrays import READINGS, SCRIPTS, SETTING, WINDOW, Record, Search
from fugong.text.slips.codes import codes, is_sacred
from fugong.text.slips.model import REACH, EchoedModel
from fugong.text.slips.tables import gbk, kind_of, letters_number
from fugong.text.slips.tokens import Tokens

# Prices in nats.
PRICE_OF_MARK_SLIP: Final = 5.0
PRICE_OF_LIKELY_MARK_SLIP: Final = 1.0
_PRICE_OF_LOST_BRACKET: Final = 3.0

# Tokens that are made at first, beyond the anchor; how many times more where the search needs more.
_TOKENS: Final = 40
_MORE: Final = 3
# The byte 80, which begins no character, as Windows writes it.
_EURO: Final = "€"
_ROLES: Final = {
    "": kernel.REMNANT, "!": kernel.MARK, "！": kernel.MARK, "?": kernel.QUESTION, "？": kernel.QUESTION_MARK,
    "\ufffd": kernel.UNREADABLE, _EURO: kernel.EURO,
}  # fmt: skip


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


# Room for readings and for tokens, kept from one search to the next.
_ROOM: Final = np.zeros(1, dtype=READINGS)[0]
_WINDOW: Final = np.zeros(1, dtype=WINDOW)[0]


def read_window(
    text: str,
    start: int,
    anchor: int,
    limit: int,
    line: str,
    before: str,
    model: EchoedModel,
    script: str,
    prices: Mapping[int, float | None],
    effort: Effort = THOROUGH,
) -> Outcome:
    """Return the likeliest reading of `text` from `start` over the `anchor` on, at most up to `limit`.

    `line` is the line up to `start`, as far as it is read already; `before` its end, as the language model knows it.
    `script` is "traditional", "simplified"
    or "mixed": what lost characters are written in. `prices` holds the anchors; for that of a mark, what it costs to
    take it for the begin of a slip.
    """
    tokens = Tokens.of(text, start, limit)
    wanted = anchor - start + _TOKENS
    while True:
        is_whole = not tokens.has(wanted)
        search = Search(
            gbk(), model.tables, model.echoes, _window(tokens, prices), _ROOM,
            _setting(text, start, anchor, line, before, script, is_whole, effort),
        )  # fmt: skip
        state, token, gain, best = kernel.run(search)
        if state != kernel.NEEDS_TOKENS:
            break
        wanted *= _MORE
    end = tokens.starts[token] if token < len(tokens.starts) else tokens.position
    if state != kernel.FOUND:
        return Outcome((), end, 0.0, 0.0, 0.0)
    characters, cuts = kernel.read_off(search.readings, best)
    reading = "".join(map(chr, characters))
    worst = kernel.worst_of(search, np.array([kind_of(character) for character in reading], dtype=np.int64))
    begins, ends = cuts[::2].tolist(), cuts[1::2].tolist()
    stretches = tuple(
        Stretch(tokens.starts[first], tokens.end(last - 1), reading[begin:stop])
        for (first, begin), (last, stop) in zip(begins, ends, strict=False)
    )
    return Outcome(stretches, end, gain, float(search.readings["masses"][best]), worst)


def _window(tokens: Tokens, prices: Mapping[int, float | None]) -> Record:
    starts, characters = tokens.starts, tokens.characters
    readings = [split_tone(reading) if reading else None for reading in tokens.readings]
    text = tokens.text
    is_between_digits = [text[at - 1 : at].isdigit() or text[at + 1 : at + 2].isdigit() for at in starts]
    marks = (prices.get(at) for at in starts)
    size = len(starts)
    columns = {
        "starts": starts,
        "characters": [ord(character or "\0") for character in characters],
        "kinds": [kind_of(character) if character else 0 for character in characters],
        "codes": tokens.codes,
        "roles": list(map(_role_of, characters)),
        "letters": [letters_number(reading[0]) if reading else -1 for reading in readings],
        "tones": [reading[1] if reading else 0 for reading in readings],
        "remnants": [_price_of_remnant(tokens, at) for at in range(size)],
        "is_anchor": [at in prices for at in starts],
        "prices": [-1.0 if price is None else price for price in marks],
        "is_between_digits": is_between_digits,
    }
    _WINDOW["size"] = size
    for name, values in columns.items():
        _WINDOW[name][:size] = values
    _WINDOW["reads_well"][:size] = -1
    return _WINDOW


def _role_of(character: str) -> int:
    role = _ROLES.get(character)
    if role is None:
        role = kernel.SACRED if is_sacred(character) else kernel.PLAIN
    return role


def _price_of_remnant(tokens: Tokens, at: int) -> float:
    """Return what it costs to leave a token as it is, for an annotation that does not fit."""
    letters = tokens.readings[at]
    if not letters or tokens.codes[at]:
        return 0.0
    if not tokens.characters[at] and at and reads(tokens.characters[at - 1] or "?", letters):
        return _PRICE_OF_LOST_BRACKET
    return kernel.PRICE_OF_WRONG_READING


def _setting(
    text: str, start: int, anchor: int, line: str, before: str, script: str, is_whole: bool, effort: Effort
) -> Record:
    last = text[start - 1] if start else ""
    opened = line.rfind("“", -kernel.LONGEST_TERM - 1)
    is_near = opened > 0 and "”" not in line[opened:] and line[opened - 1] not in kernel.BEFORE_SPEECH
    packed = 0
    for character in before[-REACH:]:
        packed = packed << 16 | kind_of(character)
    setting = np.zeros(1, dtype=SETTING)[0]
    setting["script"] = SCRIPTS.index(script)
    setting["before"] = packed
    setting["last_code"] = codes().code_of.get(last, 0)
    setting["last_character"] = ord(line[-1:] or "\0")
    setting["quotes"] = sum(bit for opener, closer, bit in kernel.QUOTES if line.rfind(opener) > line.rfind(closer))
    setting["distance"] = len(line) - 1 - opened if is_near else kernel.FAR
    setting["anchor"] = anchor
    setting["is_whole"] = is_whole
    for field in fields(effort):
        setting[field.name] = getattr(effort, field.name)
    return setting
