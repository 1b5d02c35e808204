"""From figures to charts: what is drawn, what each colour is, and what is left to the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fugong.site import charts, wording
from fugong.site.data import Row
from fugong.site.labels import Label, code_label, label

_MOST_SERIES: Final = len(charts.COLOURS)
# One figure is no course of anything: the table says it better.
_FEWEST: Final = 2
_OTHERS: Final = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart with its title, its legend of colours, and how many figures are not in it, and why."""

    title: Label
    chart: charts.Chart
    legend: tuple[tuple[str, Label], ...]
    notes: tuple[tuple[int, Label], ...]


def by_indicator(row: Row) -> tuple[str, Label]:
    """Tell figures apart by what they measure."""
    return row["indicator"], Label(row["indicator_name_zh"], row["indicator_name_en"])


def by_level(row: Row) -> tuple[str, Label]:
    """Tell figures apart by the level of the place they are about."""
    level = row["city_level"]
    return level or "none", code_label("level", level) if level else label("no_place")


def drawing(
    title: Label,
    rows: Sequence[Row],
    root: str,
    unit: str,
    series_of: Callable[[Row], tuple[str, Label]] = by_indicator,
) -> Drawing | None:
    """Draw figures over time; None where they are too few for a chart. The latest ones where they are too many.

    Only figures in `unit` are drawn, with a date, and above 0 where the scale is logarithmic.
    """
    is_percent = unit in ("percent", "percentage_point")
    of_unit = [row for row in rows if row["unit"] == unit]
    dated = [row for row in of_unit if row["as_of_date"]]
    fit = [row for row in dated if is_percent or row["value"] > 0]
    used = sorted(fit, key=lambda row: (row["as_of_date"], row["quantity_key"]))[-charts.MOST_MARKS :]
    if len(used) < _FEWEST:
        return None
    names = dict(map(series_of, used))
    counted = Counter(series_of(row)[0] for row in used)
    ordered = sorted(counted, key=lambda key: (-counted[key], key))
    if len(ordered) > _MOST_SERIES:
        ordered = [*ordered[: _MOST_SERIES - 1], _OTHERS]
        names[_OTHERS] = label("kind.other")
    number = {key: place for place, key in enumerate(ordered)}
    last = len(ordered) - 1
    marks = [_mark(row, number.get(series_of(row)[0], last), root, is_percent) for row in used]
    counts = (
        (len(of_unit) - len(dated), "undated"),
        (len(dated) - len(fit), "undrawable"),
        (len(fit) - len(used), "capped"),
        (len(rows) - len(of_unit), "other_units"),
    )
    return Drawing(
        title=title,
        chart=charts.scatter(marks, is_percent=is_percent),
        legend=tuple((charts.COLOURS[place], names[key]) for key, place in number.items()),
        notes=tuple((count, label(key)) for count, key in counts if count),
    )


def _mark(row: Row, series: int, root: str, is_percent: bool) -> charts.Mark:
    implied, high = row["implied_rate_percent"], row["range_high_value"]
    told = (row["value_text"], row["indicator_name_zh"], row["city_name"], row["scope_text"], wording.as_of(row))
    return charts.Mark(
        series=series,
        on=row["as_of_date"],
        since=wording.since(row),
        value=float(row["value"]),
        range_high=float(high) if high is not None and (is_percent or high > 0) else None,
        implied=float(implied) if implied is not None and is_percent else None,
        comparator=row["comparator"],
        is_target=row["is_target"],
        title=wording.visible(" · ".join(filter(None, told))),
        href=root + wording.figure_page(row["document_key"], row["quantity_key"]),
    )
