"""Zones and towns by names of their own (南港工业区, 临汾路街道), which need not be in any list."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import regex

from fugong.lexicon import Lexicon
from fugong.mentions.places import PlaceMention

# How many characters the name has before the kind: 南港工业区, 中欧先进制造产业园, 三角镇.
_LENGTHS = {"area": (2, 4), "park": (2, 8), "town": (2, 4)}
_HAN = regex.compile(r"\p{Han}+")
# A park in a list of works is a project; one whose firms are told of is a place.
_HAS_FIRMS = regex.compile(
    r"[内里]?(?:\p{N}|(?:已经?|共|现|目前)?(?:有|入驻|实际|企业|规上|员工|复工|开工|复产)|的?\p{N})"
)


class _Name(NamedTuple):
    """A name that was found; `is_behind_place`: right behind that of the place it lies in."""

    mention: PlaceMention
    is_behind_place: bool


def find_own_zones(text: str, places: Sequence[PlaceMention], lexicon: Lexicon) -> list[PlaceMention]:
    """Return `places` with the zones and towns that have a name of their own; these take the place of names in them.

    A town counts where it is one of a list of places, where the text says once in which county it lies, or where it is
    called after a road. Right behind its county it only says where in the county something is.
    """
    names: list[_Name] = []
    sure: set[str] = set()
    # There was a 新区; 菊园新区 is another one.
    whole = [place for place in places if place.place_text not in lexicon.name_classes]
    starts = [place.start for place in whole]
    for match in lexicon.own_zone_kinds.finditer(text):
        index = bisect_right(starts, match.start()) - 1
        before = whole[index] if index >= 0 else None
        is_in_place = before is not None and before.end > match.start()
        if is_in_place or (index + 1 < len(whole) and starts[index + 1] < match.end()):
            continue
        if lexicon.zone_words.after.match(text, match.end()):
            continue
        name_class = lexicon.name_classes[match[0]]
        if name := _name(text, match.start(), match.end(), name_class, before, lexicon):
            names.append(name)
            if name_class != "park" or _HAS_FIRMS.match(text, match.end()):
                sure.add(name.mention.place_text)
    names = [name for name in names if name.mention.place_text in sure]
    if not names:
        return list(places)
    found = _without_doubtful_towns(text, names, places)
    spans = [(one.start, one.end) for one in found]
    kept = [one for one in places if not any(one.start < end and start < one.end for start, end in spans)]
    return sorted([*kept, *found], key=lambda one: one.start)


def _name(
    text: str, kind_start: int, end: int, name_class: str, before: PlaceMention | None, lexicon: Lexicon
) -> _Name | None:
    """Return the name whose kind begins at `kind_start`; `before` is the last place before that."""
    words = lexicon.zone_words
    shortest, longest = _LENGTHS[name_class]
    floor = max(0, kind_start - longest)
    start = -1
    is_behind_place = False
    if before is not None and before.end >= floor:
        gap = text[before.end : kind_start]
        is_town_called_after = name_class == "town" and before.name_kind in ("short", "alias") and gap in ("", "路")
        if gap.startswith("—") or is_town_called_after:
            # 滨海—中关村科技园, 山阳镇: the place is a part of the name.
            start = before.start
        elif before.name_kind != "deictic" and _HAN.fullmatch(gap):
            start, is_behind_place = before.end, True
        floor = before.end
    if start < 0:
        start = next(
            (
                one
                for one in range(kind_start - shortest, floor - 1, -1)
                if words.before.search(text, max(0, one - 2), one)
            ),
            -1,
        )
    name = text[start:kind_start].replace("—", "") if start >= 0 else ""
    if not (len(name) >= shortest and _HAN.fullmatch(name)) or words.not_in_name.search(name):
        return None
    if name_class == "town" and words.not_before_town.search(name):
        return None
    # 生物医药产业园 is a park of its trade, 中欧先进制造产业园 one by its name.
    if any(term.start == 0 for term in lexicon.terms.find(name)):
        return None
    kind = "town" if name_class == "town" else "own_zone"
    return _Name(PlaceMention(start, end, text[start:end], kind), is_behind_place)


def _without_doubtful_towns(text: str, names: Sequence[_Name], places: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Return the mentions of `names` without towns that might be none, or that only say where in a county."""
    towns = {name.mention.place_text for name in names if name.is_behind_place and name.mention.name_kind == "town"}
    ends = {one.end for one in places} | {name.mention.end for name in names}
    starts = {one.start for one in places} | {name.mention.start for name in names}
    kept: list[PlaceMention] = []
    for name in names:
        one = name.mention
        is_listed = (text[one.start - 1 : one.start] == "、" and one.start - 1 in ends) or (
            text[one.end : one.end + 1] == "、" and one.end + 1 in starts
        )
        is_sure = is_listed or one.place_text in towns or one.place_text.endswith("路街道")
        if one.name_kind != "town" or (is_sure and not name.is_behind_place):
            kept.append(one)
    return kept
