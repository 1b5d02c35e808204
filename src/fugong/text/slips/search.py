"""Read a damaged stretch as the bytes it is made of: the likeliest reading under a language model.

Here a stretch of text becomes the arrays that the compiled search (`kernel`) works on, and its result text again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Final

import numpy as np

from fugong.text.pinyin import reads, split_tone
from fugong.text.slips import kernel
from fugong.text.slips.arrays import READINGS, SCRIPTS, SETTING, WINDOW, Search
from fugong.text.slips.codes import codes, is_sacred
from fugong.text.slips.model import REACH, EchoedModel
from fugong.text.slips.tables import gbk, kind_of, letters_number
from fugong.text.slips.tokens import Tokens

# Prices in nats.
PRICE_OF_MARK_SLIP: Final = 5.0
PRICE_OF_LIKELY_MARK_SLIP: Final = 1.0
_PRICE_OF_LOST_BRACKET: Final = 3.0

# Tokens that are made at first, beyond the anchor; how many times more where the search needs more.
_TOKENS: Final = 22
_MORE: Final = 3
# The byte 80, which begins no character, as Windows writes it.
_EURO: Final = "€"
_ROLES: Final = {
    "": kernel.REMNANT, "!": kernel.MARK, "！": kernel.MARK, "?": kernel.QUESTION, "？": kernel.QUESTION_MARK,
    "\ufffd": kernel.UNREADABLE, _EURO: kernel.EURO,
}  # fmt: skip


@dataclass(frozen=True)
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

    @cached_property
    def fields(self) -> tuple[tuple[str, float], ...]:
        """Names and values."""
        return tuple(asdict(self).items())


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


# Room for tokens, readings and what is asked for, kept from one search to the next.
_SHARED: Final = (np.zeros(1, dtype=WINDOW), np.zeros(1, dtype=READINGS), np.zeros(1, dtype=SETTING))
_WINDOW, _ROOM, _SETTING = (shared[0] for shared in _SHARED)
# To ask a record for one of its arrays takes longer than to write to it.
_MASSES: Final = _ROOM["masses"]
_COLUMNS: Final = {name: _WINDOW[name] for name in WINDOW.names or () if name != "size"}
# What holds for nearly all tokens.
_USUAL: Final = (
    ("letters", -1), ("tones", 0), ("remnants", 0.0), ("is_anchor", 0), ("prices", -1.0), ("is_between_digits", 0),
    ("reads_well", -1),
)  # fmt: skip
_POINT: Final = ord(".")


class Window:
    """A stretch of a text, ready to be read, with more or less effort.

    All windows share the room they are written to: one must be done with before the next is made.
    """

    def __init__(
        self,
        text: str,
        start: int,
        anchor: int,
        limit: int,
        line: str,
        before: str,
        model: EchoedModel,
        script: str,
        prices: Mapping[int, float | None],
    ):
        """Set out to read `text` from `start` over the `anchor` on, at most up to `limit`.

        `line` is the line up to `start`, as far as it is read already; `before` its end, as the language model knows
        it. `script` is "traditional", "simplified" or "mixed": what lost characters are written in. `prices` holds the
        anchors; for that of a mark, what it costs to take it for the begin of a slip.
        """
        self._prices, self._model = prices, model
        self._tokens = Tokens.of(text, start, limit)
        self._wanted = anchor - start + _TOKENS
        self._fill()
        _set(text, start, anchor, line, before, script)
        self._search = Search(gbk(), model.tables, model.echoes, *_SHARED)
        self._state, self._token, self._gain, self._best = kernel.DEAD, 0, 0.0, 0

    def _fill(self) -> None:
        _SETTING["is_whole"] = not self._tokens.has(self._wanted)
        _fill_window(self._tokens, self._prices)

    def seek(self, effort: Effort) -> None:
        """Seek the likeliest reading."""
        for name, value in effort.fields:
            _SETTING[name] = value
        while True:
            self._state, self._token, self._gain, self._best = kernel.run(self._search)
            if self._state != kernel.NEEDS_TOKENS:
                break
            self._wanted *= _MORE
            self._fill()

    @property
    def rivals(self) -> float:
        """The weight of the other readings, that of the likeliest being 1."""
        return float(_MASSES[self._best]) if self._state == kernel.FOUND else 0.0

    def outcome(self) -> Outcome:
        """Return the likeliest reading."""
        tokens = self._tokens
        end = tokens.starts[self._token] if self._token < len(tokens.starts) else tokens.position
        if self._state != kernel.FOUND:
            return Outcome((), end, 0.0, 0.0, 0.0)
        characters, cuts, worst = kernel.read_off(self._search, self._best)
        if not len(cuts):
            return Outcome((), end, self._gain, self.rivals, 0.0)
        reading = characters.tobytes().decode("utf-32-le")
        begins, ends = cuts[::2].tolist(), cuts[1::2].tolist()
        stretches = tuple(
            Stretch(tokens.starts[first], tokens.end(last - 1), reading[begin:stop])
            for (first, begin), (last, stop) in zip(begins, ends, strict=False)
        )
        return Outcome(stretches, end, self._gain, self.rivals, worst)


def _fill_window(tokens: Tokens, prices: Mapping[int, float | None]) -> None:
    starts, characters, text = tokens.starts, tokens.characters, tokens.text
    size = len(starts)
    _WINDOW["size"] = size
    known = np.array(list(map(_FACTS.__getitem__, characters)), dtype=np.int64).reshape(size, 3)
    for column, name in enumerate(("characters", "kinds", "roles")):
        _COLUMNS[name][:size] = known[:, column]
    _COLUMNS["starts"][:size] = starts
    _COLUMNS["codes"][:size] = tokens.codes
    for name, usual in _USUAL:
        _COLUMNS[name][:size] = usual
    for at, reading in enumerate(tokens.readings):
        if reading:
            letters, tone = split_tone(reading)
            _COLUMNS["letters"][at], _COLUMNS["tones"][at] = letters_number(letters), tone
            _COLUMNS["remnants"][at] = _price_of_remnant(tokens, at)
    for at in [at for at, position in enumerate(starts) if position in prices]:
        _COLUMNS["is_anchor"][at] = True
        if (price := prices[starts[at]]) is not None:
            _COLUMNS["prices"][at] = price
    for at in np.flatnonzero((known[:, 2] == kernel.SACRED) | (known[:, 0] == _POINT)).tolist():
        beside = text[starts[at] - 1 : starts[at]], text[starts[at] + 1 : starts[at] + 2]
        _COLUMNS["is_between_digits"][at] = any(map(str.isdigit, beside))


class _Facts(dict[str, tuple[int, int, int]]):
    """The number of each character, of what the language model knows it as, and its role; remembers what it saw."""

    def __missing__(self, character: str) -> tuple[int, int, int]:
        facts = (ord(character or "\0"), kind_of(character) if character else 0, _role_of(character))
        self[character] = facts
        return facts


_FACTS: Final = _Facts()


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


def _set(text: str, start: int, anchor: int, line: str, before: str, script: str) -> None:
    last = text[start - 1] if start else ""
    opened = line.rfind("“", -kernel.LONGEST_TERM - 1)
    is_near = opened > 0 and "”" not in line[opened:] and line[opened - 1] not in kernel.BEFORE_SPEECH
    packed = 0
    for character in before[-REACH:]:
        packed = packed << 16 | kind_of(character)
    setting = _SETTING
    setting["script"] = SCRIPTS.index(script)
    setting["before"] = packed
    setting["last_code"] = codes().code_of.get(last, 0)
    setting["last_character"] = ord(line[-1:] or "\0")
    setting["quotes"] = sum(bit for opener, closer, bit in kernel.QUOTES if line.rfind(opener) > line.rfind(closer))
    setting["distance"] = len(line) - 1 - opened if is_near else kernel.FAR
    setting["anchor"] = anchor
