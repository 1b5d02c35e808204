"""Read a damaged stretch as the bytes it is made of: the likeliest reading under a language model.

Here a document becomes the arrays that the compiled search (`kernel`) works on, and what it finds text again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final

import numpy as np

from fugong.text.slips import kernel, tables
from fugong.text.slips.arrays import FOUND, READINGS, SCRIPTS, SETTING, WINDOW, Search
from fugong.text.slips.model import LanguageModel

# Prices in nats.
PRICE_OF_MARK_SLIP: Final = 5.0
PRICE_OF_LIKELY_MARK_SLIP: Final = 1.0
PRICE_OF_FAINT_MARK_SLIP: Final = 3.0
_NO_MARK: Final = -1.0


@dataclass(frozen=True)
class Effort:
    """How hard a reading is sought."""

    # How many readings go on at a token (MOST_ROOM at most), and for how many of them vanished pairs are looked for.
    room: int
    favourites: int
    # Two characters that cost more than this together may be the ruins of three.
    doubtful: float
    # A vanished pair is looked for twice in a row where once explains nothing that costs less.
    desperate: float
    # How many first characters, and how many seconds to each of them, are weighed where a pair vanished.
    firsts: int
    seconds: int
    # How far a reading may lag behind the best, in nats.
    lag: float
    # How much likelier than behind one character a guess is thought to be behind more.
    slack: float


# Their numbers, and what they are.
QUICK: Final = 0
THOROUGH: Final = 1
_EFFORTS: Final = (Effort(6, 1, 8.0, 1e9, 6, 12, 14.0, 1.0), Effort(20, 3, 6.0, 9.0, 10, 24, 10.0, 1.5))


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


# Room for what is heard, for tokens, readings, what is asked for and found, kept from one document to the next.
_ECHOES: Final = tables.no_echoes()
_SHARED: Final = tuple(np.zeros(1, dtype=kind) for kind in (WINDOW, READINGS, SETTING, FOUND))
_SETTING: Final = _SHARED[2][0]
_SETTING["efforts"] = [astuple(effort) for effort in _EFFORTS]
_RESULT: Final = _SHARED[3][0]
# To ask a record for one of its arrays takes longer than to read it.
_STRETCHES: Final = _RESULT["stretches"]
_READING: Final = _RESULT["reading"]
# As many code points tell the script of a text.
_SCRIPT_REACH: Final = 20_000


class Document:
    """A text, ready to be read.

    All documents share the room they are written to: one must be done with before the next begins. It must be said what
    is heard and expected before anything is read.
    """

    def __init__(self, text: str, model: LanguageModel):
        """Set out to read `text` by `model`."""
        given = model.tables()
        self._points = tables.points_of(text)
        self._search = Search(tables.gbk(), given, _ECHOES, *_SHARED)
        traditional, simple = kernel.count_scripts(tables.gbk(), self._points[:_SCRIPT_REACH])
        # What lost characters are written in.
        self.script = "mixed"
        if traditional > 4 * simple:
            self.script = "traditional"
        elif simple > 4 * traditional:
            self.script = "simplified"
        _SETTING["script"] = SCRIPTS.index(self.script)

    def hear(self, pieces: Sequence[tuple[int, int]]) -> None:
        """Let the language model know what pieces of the document say, and nothing else of it."""
        tables.hear(_ECHOES, self._points, pieces)

    def hear_instead(self, text: str) -> None:
        """Let the language model know what `text` says."""
        tables.hear(_ECHOES, tables.points_of(text), [(0, len(text))])

    def expect(self, prices: Mapping[int, float | None]) -> None:
        """Expect slips at these anchors; for that of a mark, what it costs to take it for the begin of a slip."""
        self._prices = {position: prices[position] for position in sorted(prices)}
        self._anchors = np.array(list(self._prices), dtype=np.int64)
        self._costs = np.array([_NO_MARK if price is None else price for price in self._prices.values()], np.float64)

    def read(self, start: int, anchor: int, line: int | str, least: int = QUICK, most: int = THOROUGH) -> Outcome:
        """Read the document from `start` over the anchor on.

        `line` is the line up to `start`, as far as it is read already; or where it begins, if nothing of it is changed.
        The reading is sought with effort `least`, and where that leaves doubts with more, up to `most`.
        """
        before = self._points[line:start] if isinstance(line, int) else tables.points_of(line)
        # A mark by itself proves nothing.
        is_faint = self._prices.get(anchor) == PRICE_OF_MARK_SLIP
        number, end, gain, rivals, worst = kernel.read(
            self._search, self._points, before, self._anchors, self._costs, start, anchor, is_faint, least, most
        )
        if not number:
            return Outcome((), end, gain, rivals, worst)
        stretches = tuple(
            Stretch(first, last, _READING[begin:stop].tobytes().decode("utf-32-le"))
            for first, last, begin, stop in _STRETCHES[:number].tolist()
        )
        return Outcome(stretches, end, gain, rivals, worst)
