"""Coordinated lists (装备、农产品加工、建材) that numbers may line up with."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

import regex

_TAIL = regex.compile(
    r"(?:这|等|共|共计|合计|\d|均|都|分别|全部|各|的|[两三四五六七八九十]大[行产领]|次之|紧随|紧跟|居前|居后|位居|位列|领先|靠前|垫底)"
)
_HEAD = regex.compile(r"(?:其中|目前|同时|此外|包括|以及|截至目前|全面|截止目前|在(?![建岗线册手校职园厂]))[,:]?")
# 复工的是汽车、石化: what leads in to the first item, however long.
_LEAD = regex.compile(r"(?:的是|涉及|涵盖|包括|(?<=[的县市区旗州省盟])有)")
_PREDICATE = regex.compile(r"(?:在|为|达到?|是)$")
# Some sites set a comma before every mark: 食品,、化工.
_SIGN = regex.compile(r",*、")
_RESPECTIVELY_SPLIT = regex.compile(r",*、|[和与及]")
# What says that the last of two names joined by 和 is one of a list: 江西和云南省复工率均超过50%.
_EACH = regex.compile(r"[均都]")


class ListItem(NamedTuple):
    """One item of a coordinated list: `list_number` counts lists of the text, `item_number` starts at 1."""

    list_number: int
    item_number: int
    item_count: int
    start: int
    end: int
    item_text: str


def find_lists(
    text: str,
    clauses: Sequence[tuple[int, int]],
    fixed: Sequence[tuple[int, int]],
    names: Sequence[tuple[int, int]],
    wholes: Container[tuple[int, int]] = (),
    signs: Sequence[tuple[int, int]] = (),
    asked: Iterable[int] | None = None,
) -> list[ListItem]:
    """Return the items of every list of two or more items in the `clauses` of `text`.

    With `asked` only in those with these numbers. Items are separated by 、; before 分别, and between two of `wholes`
    (places, sectors, groups) of which 均 or 都 says something, also by 和, 与 and 及: `signs` are those that stand
    between two of them. `fixed` are spans that belong to no item and end one on either side (numbers, deictic places,
    times); `names` are spans of indicator terms, which end the last item. Both are in order.
    """
    found: list[ListItem] = []
    list_number = 0
    fixed_near, names_near = _Near(fixed), _Near(names)
    for clause_number in range(len(clauses)) if asked is None else asked:
        start, end = clauses[clause_number]
        respectively = text.find("分别", start, end)
        stop = respectively if respectively >= 0 else end
        number_count = announced = 0
        if respectively >= 0:
            near = fixed_near.within(stop, end)
            number_count = sum(stop <= span_start and span_end <= end for span_start, span_end in near)
        elif clause_number + 1 < len(clauses):
            # 居前的有东县、西县和南县,分别为97%、89%和88%: the numbers of the next clause tell that 和 is a sign.
            following, following_end = clauses[clause_number + 1]
            if (sign := text.find("分别", following, following_end)) >= 0:
                near = fixed_near.within(sign, following_end)
                announced = sum(sign <= span_start and span_end <= following_end for span_start, span_end in near)
        if stop == start:
            stop = end
        near = fixed_near.within(start, stop)
        inside = names_near.within(start, stop)
        for items in _runs(text, start, stop, near, inside, respectively >= 0, number_count):
            if respectively < 0:
                if announced > 1 and len(items) == announced - 1:
                    last = _split(text, *items[-1], _RESPECTIVELY_SPLIT)
                    if len(last) == 2 and all(item_end > item_start for item_start, item_end in last):
                        items = [*items[:-1], *last]
                items = _parted(items, signs, wholes)
            if len(items) < 2:
                continue
            list_number += 1
            found.extend(
                ListItem(list_number, number, len(items), item_start, item_end, text[item_start:item_end])
                for number, (item_start, item_end) in enumerate(items, 1)
            )
    return found


class _Near:
    """Spans in order, of which those near a clause are wanted."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans = spans
        # How far the spans reach up to each of them.
        self._reach = list(accumulate((end for _, end in spans), max))

    def within(self, start: int, end: int) -> Sequence[tuple[int, int]]:
        """Return the spans that begin before `end`, without those at the beginning that end at `start` or before."""
        return self._spans[bisect_right(self._reach, start) : bisect_left(self._spans, (end,))]


def _runs(
    text: str,
    start: int,
    end: int,
    fixed: Sequence[tuple[int, int]],
    names: Sequence[tuple[int, int]],
    is_respectively: bool,
    number_count: int,
) -> list[list[tuple[int, int]]]:
    runs: list[list[tuple[int, int]]] = []
    head = _HEAD.match(text, start, end)
    position = head.end() if head else start
    for fixed_start, fixed_end in [*fixed, (end, end)]:
        if fixed_end <= position and fixed_end < end:
            continue
        if fixed_start > position:
            runs.append(_items(text, position, fixed_start, names, is_respectively, number_count))
        position = max(position, fixed_end)
        if position >= end:
            break
    return runs


def _items(
    text: str,
    start: int,
    end: int,
    names: Sequence[tuple[int, int]],
    is_respectively: bool,
    number_count: int,
) -> list[tuple[int, int]]:
    """Split `text[start:end]` at the list signs; the last item ends at an indicator term or a tail word."""
    for sign in (_SIGN, _RESPECTIVELY_SPLIT) if is_respectively else (_SIGN,):
        pieces = _split(text, start, end, sign)
        if len(pieces) >= 2:
            break
    if len(pieces) < 2 and (is_respectively or _EACH.search(text, start, end) is None):
        return []
    if is_respectively and len(pieces) == number_count - 1:
        # 工业、商业和农业: the numbers that follow tell that the last sign is 和.
        last = _split(text, *pieces[-1], _RESPECTIVELY_SPLIT)
        if len(last) == 2:
            pieces[-1:] = last
    first_start, first_end = pieces[0]
    leads = list(_LEAD.finditer(text, first_start, first_end))
    if leads and leads[-1].end() < first_end:
        pieces[0] = (leads[-1].end(), first_end)
    last_start, last_end = pieces[-1]
    is_all_names = len(pieces) > 1 and all(
        any(s < piece_end and e > piece_start for s, e in names) for piece_start, piece_end in pieces
    )
    if not is_all_names:
        for name_start, _ in names:
            if last_start < name_start < last_end:
                last_end = name_start
                break
    tail = _TAIL.search(text, last_start + 1, last_end)
    if tail:
        last_end = tail.start()
    predicate = _PREDICATE.search(text, last_start + 1, last_end)
    if predicate:
        last_end = predicate.start()
    pieces[-1] = (last_start, last_end)
    return [piece for piece in pieces if piece[1] > piece[0]]


def _parted(
    items: list[tuple[int, int]], pairs: Sequence[tuple[int, int]], wholes: Container[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return `items` with the last one parted at one of `pairs`, the signs between two names, where it is these two."""
    if not items:
        return items
    start, end = items[-1]
    for sign_start, sign_end in pairs:
        if (start, sign_start) in wholes and sign_end < end:
            return [*items[:-1], (start, sign_start), (sign_end, end)]
    return items


def _split(text: str, start: int, end: int, sign: regex.Pattern[str]) -> list[tuple[int, int]]:
    pieces: list[tuple[int, int]] = []
    position = start
    for match in sign.finditer(text, start, end):
        pieces.append((position, match.start()))
        position = match.end()
    pieces.append((position, end))
    return pieces
