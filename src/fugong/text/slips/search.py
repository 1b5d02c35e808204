"""Read a damaged stretch as the bytes it is made of: the likeliest reading under a language model.

Here a document becomes the arrays that the compiled search (`kernel`) works on, and what it finds text again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Final, NamedTuple

import numpy as np

from fugong.text.aligned import Edit
from fugong.text.slips import kernel, tables
from fugong.text.slips.arrays import FOUND, READ, READINGS, SCRIPTS, SETTING, WINDOW, Array, Search
from fugong.text.slips.model import LanguageModel

# Prices in nats; that of an ordinary mark, which by itself proves nothing, has the search.
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


class Change(NamedTuple):
    """A stretch of the text, what it reads as, and how likely that is exactly right.

    `is_taken`: the reading is much likelier than the text, likely enough, and holds the same figures.
    """

    start: int
    end: int
    reading: str
    confidence: float
    is_taken: bool


class Outcome(NamedTuple):
    """The likeliest reading of a window."""

    # The number of the anchor that it begins at.
    anchor: int
    # Where the search ended.
    end: int
    # How much likelier the reading is than the text as it stands, in nats.
    gain: float
    changes: list[Change]


# Room for what is heard, for tokens, readings, what is asked for and found, kept from one document to the next.
_ECHOES: Final = tables.no_echoes()
_SHARED: Final = tuple(np.zeros(1, dtype=kind) for kind in (WINDOW, READINGS, SETTING, FOUND))
_SETTING: Final = _SHARED[2][0]
_SETTING["efforts"] = [astuple(effort) for effort in _EFFORTS]
_MADE: Final = np.zeros(1, dtype=READ)
# To ask a record for one of its arrays takes longer than to read it.
_OPINIONS: Final = _MADE[0]["opinions"]
_CHANGES: Final = _MADE[0]["changes"]
_SAID: Final = _MADE[0]["said"]
_NO_CHANGES: Final = np.zeros((0, 5), np.int64)
_NO_WORDS: Final = tables.points_of("")
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
        gbk = tables.gbk()
        self._search = Search(gbk, given, _ECHOES, *_SHARED)
        traditional, simple = kernel.count_scripts(gbk, self._points[:_SCRIPT_REACH])
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
        """Expect slips at these anchors, in order; for that of a mark, what it costs to take it for a slip's begin."""
        self._anchors = np.array(list(prices), dtype=np.int64)
        self._costs = np.array([_NO_MARK if price is None else price for price in prices.values()], np.float64)
        # Up to where all is read, and up to where it is seen.
        self._done = self._seen = 0

    def read(
        self,
        first: int,
        stop: int,
        sure: Sequence[Edit],
        made: Sequence[Edit],
        least: int = QUICK,
        most: int = THOROUGH,
    ) -> tuple[int, list[Outcome]]:
        """Read the document from anchors number `first` to `stop` on; return the one to go on with, and what was found.

        `sure` are repairs that nothing before is to be read again for, `made` those of the anchors before. The reading
        is sought with effort `least`, and where that leaves doubts with more, up to `most`.
        """
        known, words = _known(sure, made) if sure or made else (_NO_CHANGES, _NO_WORDS)
        following, self._done, self._seen, windows, number = kernel.read_on(
            self._search, _MADE, self._points, self._anchors, self._costs, known, words,
            (first, stop, self._done, self._seen, least, most),
        )  # fmt: skip
        outcomes: list[Outcome] = []
        changes: list[Change] = []
        if number:
            rows = _CHANGES[:number].tolist()
            said = _SAID[: rows[-1][3]].tobytes().decode("utf-32-le")
            changes = [
                Change(start, end, said[begin:stop], confidence, bool(is_taken))
                for start, end, begin, stop, confidence, is_taken in rows
            ]
        done = 0
        for anchor, end, gain, count in _OPINIONS[:windows].tolist():
            outcomes.append(Outcome(anchor, end, gain, changes[done : done + count]))
            done += count
        return following, outcomes


def _known(sure: Sequence[Edit], made: Sequence[Edit]) -> tuple[Array, Array]:
    """Return changes as the search knows them."""
    rows: list[tuple[int, int, int, int, bool]] = []
    size = 0
    for edits, is_sure in ((sure, True), (made, False)):
        for edit in edits:
            rows.append((edit.start, edit.end, size, size + len(edit.replacement), is_sure))
            size += len(edit.replacement)
    words = "".join(edit.replacement for edits in (sure, made) for edit in edits)
    return np.array(rows, dtype=np.int64), tables.points_of(words)
