"""The signature of a text: a few numbers, of which texts that are mostly the same share some.

A MinHash in one pass. The text is cut into overlapping shingles of five characters; marks and white space do not count.
Every shingle that holds a digit is taken, and a quarter of the others, chosen by their own hash: what tells two daily
bulletins apart is their figures. The hashes fall into slots, each slot keeps its smallest one, and three slots
together are a band. Of two texts that share a part J of their shingles, a band is the same with probability J³: of 32
bands, at least one in 98 of 100 pairs that share half, and in hardly any pair that does not copy.

The bands depend on the text alone, and on nothing that differs between machines or versions of Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

BANDS: Final = 32
"""Bands of a text that is no shorter than a shingle."""

_ROWS: Final = 3
_SLOTS: Final = BANDS * _ROWS
_SHINGLE: Final = 5
# Of the shingles without a digit, those whose hash has none of these bits.
_PASSED_OVER: Final = np.uint64(0b11)
_EMPTY: Final = np.uint64(2**64 - 1)
# So many shingles are hashed at a time: a text of any size takes the same memory, and little of it.
_STRIDE: Final = 1 << 16
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
# How SplitMix64 spreads every bit of a number over all others: shift, multiply, shift …
_SPREAD: Final = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1))

_Hashes = npt.NDArray[np.uint64]


def bands(texts: Sequence[str]) -> list[list[int]]:
    """Return the bands of each normalised text, as signed numbers of 64 bits, in order; none of one too short for any.

    Together is faster than one by one; what comes out is the same.
    """
    units, owners = _characters(texts)
    slots = np.full(len(texts) * _SLOTS, _EMPTY, np.uint64)
    for start in range(0, len(units) - _SHINGLE + 1, _STRIDE):
        end = start + _STRIDE + _SHINGLE - 1
        hashes, owner = _shingles(units[start:end], owners[start:end])
        slot = (((hashes >> np.uint64(32)) * np.uint64(_SLOTS)) >> np.uint64(32)).astype(np.int64)
        np.minimum.at(slots, owner.astype(np.int64) * _SLOTS + slot, hashes)
    table = slots.reshape(len(texts), _SLOTS)
    has_any = (table != _EMPTY).any(axis=1).tolist()
    banded = _banded(_filled(table)).view(np.int64).tolist()
    return [row if has else [] for has, row in zip(has_any, banded, strict=True)]


def _characters(texts: Sequence[str]) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int32]]:
    """Return the characters of all texts that count, and for each the text it is from."""
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    units = np.frombuffer(b"".join(encoded), "<u2").astype(np.uint16, copy=False)
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) // 2 for text in encoded])
    counted = _counted().take(units).nonzero()[0]
    return units.take(counted), owners.take(counted)


@cache
def _counted() -> npt.NDArray[np.bool_]:
    """Tell of each unit of UTF-16 whether it counts: Chinese characters, Latin letters, digits, and `.` and `%`.

    Written out, for what Python holds for a letter differs between its versions.
    """
    counted = np.zeros(0x10000, np.bool_)
    for first, last in (("0", "9"), ("A", "Z"), ("a", "z"), (".", "."), ("%", "%"), ("\u3400", "\u9fff")):
        counted[ord(first) : ord(last) + 1] = True
    # Rare Chinese characters: pairs of surrogates, and compatibility forms.
    counted[0xD800:0xE000] = True
    counted[0xF900:0xFB00] = True
    return counted


def _shingles(units: npt.NDArray[np.uint16], owners: npt.NDArray[np.int32]) -> tuple[_Hashes, npt.NDArray[np.int32]]:
    """Return the hashes of the shingles that are taken, and for each the text it is from."""
    count = len(units) - _SHINGLE + 1
    wide = units.astype(np.uint64)
    is_digit = (units >= ord("0")) & (units <= ord("9"))
    hashes = wide[:count].copy()
    has_digit = is_digit[:count].copy()
    for offset in range(1, _SHINGLE):
        hashes *= _STEP
        hashes += wide[offset : offset + count]
        has_digit |= is_digit[offset : offset + count]
    _spread(hashes)
    is_taken = has_digit | (hashes & _PASSED_OVER == 0)
    # No shingle reaches from one text into the next.
    is_taken &= owners[:count] == owners[_SHINGLE - 1 :]
    taken = is_taken.nonzero()[0]
    return hashes.take(taken), owners.take(taken)


def _spread(hashes: _Hashes) -> None:
    for shift, factor in _SPREAD:
        hashes ^= hashes >> np.uint64(shift)
        hashes *= np.uint64(factor)


def _filled(table: _Hashes) -> _Hashes:
    """Give each empty slot of a text what the next one that is not empty holds, marked by how far off that is."""
    place = np.arange(_SLOTS)
    # Twice round, so that the last slots find the first ones.
    full = np.where(table != _EMPTY, place, 2 * _SLOTS)
    nearest = np.minimum.accumulate(np.concatenate([full, full + _SLOTS], axis=1)[:, ::-1], axis=1)[:, ::-1]
    distance = nearest[:, :_SLOTS] - place
    return np.take_along_axis(table, nearest[:, :_SLOTS] % _SLOTS, axis=1) + distance.astype(np.uint64) * _STEP


def _banded(table: _Hashes) -> _Hashes:
    """Put slots together that lie far apart: neighbours that were empty hold the same."""
    banded = np.zeros((len(table), BANDS), np.uint64)
    for row in range(_ROWS):
        banded *= _STEP
        banded += table[:, row * BANDS : (row + 1) * BANDS]
    _spread(banded.reshape(-1))
    return banded
