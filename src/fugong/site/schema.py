"""The picture of how the tables belong together: boxes in layers, what refers to others on the left of them.

Drawn here, because what lays out graphs well (Graphviz) is a program that cannot be installed with Fugong. The same
relations give the same picture, whatever their order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from fugong.site.charts import COLOURS

_HEAD: Final = 26
_ROW: Final = 20
_CHARACTER: Final = 7.3
_PADDING: Final = 12
_BETWEEN_LAYERS: Final = 90
_BETWEEN_BOXES: Final = 18
_LANE: Final = 6
_MARGIN: Final = 30
_SWEEPS: Final = 12

# The table and column that lines lead to.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, order=True)
class Relation:
    """A column whose values stand in a column of another table, or of its own."""

    table: str
    column: str
    to_table: str
    to_column: str
    may_be_empty: bool = False
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A table as it is drawn: its name above the columns that relations begin or end at."""

    name: str
    columns: tuple[str, ...]
    x: int
    y: int
    width: int
    height: int

    def row(self, column: str) -> int:
        """Return the height at which the line of a column begins or ends."""
        return self.y + _HEAD + self.columns.index(column) * _ROW + _ROW // 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is; a lane is where lines pass a layer on their way to a column beyond it: left, right, y."""

    boxes: Mapping[str, Box]
    lanes: Mapping[tuple[int, Key], tuple[int, int, int]]
    layer_of: Mapping[str, int]
    targets: Sequence[str]
    width: int
    height: int


def layers(relations: Iterable[Relation]) -> dict[str, int]:
    """Return the layer of each table from the left, 0 first: all that a table refers to is further right.

    Where tables refer to each other in a circle, one of the relations leads back.
    """
    targets: dict[str, set[str]] = {}
    for each in relations:
        targets.setdefault(each.table, set())
        targets.setdefault(each.to_table, set())
        if each.table != each.to_table:
            targets[each.table].add(each.to_table)
    ranks: dict[str, int] = {}

    def rank(table: str, above: frozenset[str]) -> int:
        if table not in ranks:
            below = sorted(targets[table] - above)
            ranks[table] = max((rank(each, above | {each}) + 1 for each in below), default=0)
        return ranks[table]

    for table in sorted(targets):
        rank(table, frozenset({table}))
    last = max(ranks.values(), default=0)
    return {table: last - found for table, found in ranks.items()}


def layout(relations: Sequence[Relation], column_order: Mapping[str, Sequence[str]]) -> Layout:
    """Place the tables of relations, whose columns come in the order of `column_order`."""
    relations = sorted(relations)
    layer_of = layers(relations)
    used: dict[str, set[str]] = {}
    for each in relations:
        used.setdefault(each.table, set()).add(each.column)
        used.setdefault(each.to_table, set()).add(each.to_column)
    columns = {table: tuple(sorted(used[table], key=list(column_order[table]).index)) for table in sorted(used)}
    order = _ordered(relations, layer_of)
    heights = {table: _HEAD + len(found) * _ROW + 4 for table, found in columns.items()}
    totals = [sum(heights.get(str(each), _LANE) + _BETWEEN_BOXES for each in layer) for layer in order]
    height = max(totals, default=0) + 2 * _MARGIN
    boxes: dict[str, Box] = {}
    lanes: dict[tuple[int, Key], tuple[int, int, int]] = {}
    x = _MARGIN
    for number, layer in enumerate(order):
        names = [each for each in layer if isinstance(each, str)]
        width = max(round(len(word) * _CHARACTER) + 2 * _PADDING for name in names for word in (name, *columns[name]))
        y = (height - totals[number] + _BETWEEN_BOXES) // 2
        for item in layer:
            if isinstance(item, str):
                boxes[item] = Box(item, columns[item], x, y, width, heights[item])
                y += heights[item] + _BETWEEN_BOXES
            else:
                lanes[number, item] = (x, x + width, y + _LANE // 2)
                y += _LANE + _BETWEEN_BOXES
        x += width + _BETWEEN_LAYERS
    targets = sorted({item.to_table for item in relations})
    return Layout(boxes, lanes, layer_of, targets, x - _BETWEEN_LAYERS + _MARGIN, height)


def picture(relations: Sequence[Relation], column_order: Mapping[str, Sequence[str]]) -> Markup:
    """Draw the relations; each box is a link to the part of the page about its table, `#TABLE`."""
    placed = layout(relations, column_order)
    drawn = [_line(each, placed) for each in sorted(relations)]
    drawn += [_box(box) for _, box in sorted(placed.boxes.items())]
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false" '
        'viewBox="0 0 {0} {1}" width="{0}" height="{1}">{2}</svg>'
    ).format(placed.width, placed.height, Markup("").join(drawn))


def _ordered(relations: Sequence[Relation], layer_of: Mapping[str, int]) -> list[list[Key | str]]:
    """Return what stands in each layer from above, tables and lanes, in the order that crosses few lines."""
    layer_count = max(layer_of.values(), default=-1) + 1
    order: list[list[Key | str]] = [[] for _ in range(layer_count)]
    for table in sorted(layer_of):
        order[layer_of[table]].append(table)
    lines: dict[int, set[tuple[Key | str, Key | str]]] = {number: set() for number in range(layer_count)}
    for each in relations:
        first, last = layer_of[each.table], layer_of[each.to_table]
        key, before = (each.to_table, each.to_column), each.table
        passed: Key | str = before
        for number in range(first + 1, last):
            if key not in order[number]:
                order[number].append(key)
            lines[number - 1].add((passed, key))
            passed = key
        if last > first:
            lines[last - 1].add((passed, each.to_table))
    best, fewest = [list(layer) for layer in order], _crossings(order, lines)
    for sweep in range(_SWEEPS):
        forward = sweep % 2 == 0
        for number in range(1, layer_count) if forward else range(layer_count - 2, -1, -1):
            beside = number - 1 if forward else number + 1
            place = {each: at for at, each in enumerate(order[beside])}
            pairs = lines[min(number, beside)]
            middle: dict[Key | str, float] = {}
            for at, item in enumerate(order[number]):
                near = [place[a if forward else b] for a, b in pairs if (b if forward else a) == item]
                middle[item] = sum(near) / len(near) if near else float(at)
            order[number].sort(key=lambda item: (middle[item], str(item)))
        if (found := _crossings(order, lines)) < fewest:
            best, fewest = [list(layer) for layer in order], found
    return best


def _crossings(order: Sequence[Sequence[Key | str]], lines: Mapping[int, set[tuple[Key | str, Key | str]]]) -> int:
    count = 0
    for number in range(len(order) - 1):
        left = {each: at for at, each in enumerate(order[number])}
        right = {each: at for at, each in enumerate(order[number + 1])}
        ends = sorted((left[a], right[b]) for a, b in lines[number])
        count += sum(one[0] < other[0] and one[1] > other[1] for at, one in enumerate(ends) for other in ends[at + 1 :])
    return count


def _line(relation: Relation, placed: Layout) -> Markup:
    start, end = placed.boxes[relation.table], placed.boxes[relation.to_table]
    y, to_y = start.row(relation.column), end.row(relation.to_column)
    first, last = placed.layer_of[relation.table], placed.layer_of[relation.to_table]
    if first == last:
        # Of a table to itself: around its right side.
        x = start.x + start.width
        path, tip, way = f"M{x},{y}C{x + 28},{y} {x + 28},{to_y} {x + 6},{to_y}", x, -1
    elif last < first:
        x, tip, way = start.x, end.x + end.width, -1
        path = f"M{x},{y}C{x - 45},{y} {tip + 45},{to_y} {tip + 6},{to_y}"
    else:
        x, tip, way = start.x + start.width, end.x, 1
        path = f"M{x},{y}"
        for number in range(first + 1, last):
            left, right, lane = placed.lanes[number, (relation.to_table, relation.to_column)]
            path += f"C{x + 45},{y} {left - 45},{lane} {left},{lane}H{right}"
            x, y = right, lane
        path += f"C{x + 45},{y} {tip - 45},{to_y} {tip - 6},{to_y}"
    colour = COLOURS[placed.targets.index(relation.to_table) % len(COLOURS)]
    return Markup(
        '<path d="{}" fill="none" stroke="{}" stroke-width="1.4"{}/><path d="M{},{}l{},-4v8z" fill="{}"/>'
    ).format(
        path,
        colour,
        Markup(' stroke-dasharray="5 3"') if relation.may_be_empty else "",
        tip,
        to_y,
        -8 * way,
        colour,
    )


def _box(box: Box) -> Markup:
    rows = Markup("").join(
        Markup('<text x="{}" y="{}">{}</text>').format(box.x + _PADDING, box.row(column) + 4, column)
        for column in box.columns
    )
    return Markup(
        '<a href="#{0}" tabindex="-1"><title>{0}</title>'
        '<rect class="box" x="{1}" y="{2}" width="{3}" height="{4}" rx="3"/>'
        '<path class="rule" d="M{1},{5}h{3}"/><text class="name" x="{6}" y="{7}">{0}</text>{8}</a>'
    ).format(box.name, box.x, box.y, box.width, box.height, box.y + _HEAD - 2, box.x + _PADDING, box.y + 17, rows)
