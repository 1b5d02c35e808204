"""How an article reaches the reader: as it was written, in traditional characters, annotated, slipped, in any encoding.

The project's own simulator does the damage. Where a site only converts and annotates, character by character, a table
of what the simulator makes of each character does the same a hundred times faster.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from damage.score import fit_for, has_code
from damage.simulator import damage
from damage.sites import ASCII_MARKS, KEPT_MARKS, PINYIN_ONLY, PLAIN_TRADITIONAL, SIMPLIFIED_MARKS, Site

_SLIPPING = (KEPT_MARKS, ASCII_MARKS, SIMPLIFIED_MARKS)
# Up to which draw an article is of each kind; the rest is plain simplified text.
_SHARES = {"annotated": 0.22, "traditional": 0.32, "slipped": 0.335}
FORMS = (*_SHARES, "plain")


@dataclass(frozen=True, slots=True)
class Published:
    """A text as a site carries it; `encoding` is that of its file. `spans` follow the spans that were asked for.

    A span is None where the damage touched what stands there.
    """

    text: str
    form: str
    encoding: str
    spans: tuple[tuple[int, int] | None, ...]


def published(text: str, spans: Sequence[tuple[int, int]], seed: int, form: str | None = None) -> Published:
    """Return `text` as the site that `seed` draws carries it, or one of `form`."""
    random = Random(seed)
    chance = random.random()
    form = form or next((name for name, limit in _SHARES.items() if chance < limit), "plain")
    chance = random.random()
    if form == "plain":
        return Published(text, form, _encoding(text, ("gbk", "gb18030"), chance), tuple(spans))
    if form in ("annotated", "traditional"):
        table = _TABLES[form]
        written = text.translate(table)
        encodings = ("gb18030",) if form == "annotated" else ("big5",)
        # A span that a document does not have costs nothing.
        moved = tuple((len(text[:start].translate(table)), len(text[:end].translate(table))) for start, end in spans)
        return Published(written, form, _encoding(written, encodings, chance), moved)
    return _slipped(text, spans, random)


def _encoding(text: str, others: Sequence[str], chance: float) -> str:
    """Return one of the `others` for a fifth of the texts, if it has all their characters, else UTF-8."""
    encoding = others[int(chance * 1000) % len(others)]
    if chance >= 0.2:
        return "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "utf-8"
    return encoding


def _slipped(text: str, spans: Sequence[tuple[int, int]], random: Random) -> Published:
    if fit_for(text) != text:
        return Published(text, "plain", "utf-8", tuple(spans))
    site = random.choice(_SLIPPING)
    made = damage(text, seed=random.randrange(1 << 30), site=site)
    starts = [origin[0] for origin in made.origins]
    moved = []
    for start, end in spans:
        # An annotation to the left of a number counts as well: the slip may have swallowed what stood between.
        is_hit = any(slip.clean_start < end and start - 1 < slip.clean_end for slip in made.slips)
        moved.append(None if is_hit else (bisect_left(starts, start), bisect_left(starts, end)))
    return Published(made.text, "slipped", "utf-8", tuple(moved))


class _Table(dict[int, str]):
    """What a site without slips makes of each character, for `str.translate`."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self._site = site

    def __missing__(self, code: int) -> str:
        character = chr(code)
        is_codeless = bool(self._site.passes) and not has_code(character, "gbk")
        made = self._site.character(character) if is_codeless else damage(character, seed=0, site=self._site).text
        self[code] = made
        return made


_TABLES = {"annotated": _Table(PINYIN_ONLY), "traditional": _Table(PLAIN_TRADITIONAL)}
