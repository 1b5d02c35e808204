"""Charts of figures: what is stated, and no more.

Each is drawn to SVG when the site is made, so that it shows without scripts and in print. The drawing knows numbers,
dates and colours only: no text of an article ever gets into it. What a mark is called and where it leads is put around
it afterwards, escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import ceil, floor, log10
from typing import Any, Final

import altair as alt
import vl_convert
from markupsafe import Markup, escape

# Told apart also by those who see few colours, and dark enough on white.
COLOURS: Final = ("#0b5c8a", "#c2410c", "#0f766e", "#7e22ce", "#92600a", "#be185d", "#475569", "#3f6212")
WIDTHS: Final = {"wide": 1000, "narrow": 330}
MOST_MARKS: Final = 600
_HEIGHT: Final = 300
_DAY: Final = 86_400_000
# Up to how many days apart a chart has its days written below it.
_SHORT: Final = 100
# Measuring Chinese words takes eight times as long as drawing all the rest: the drawing has none, and the style sheet
# names the font.
_FONT: Final = "sans-serif"
_NAMED_FONT: Final = f' font-family="{_FONT}"'
# Filled: exactly this. Open: about this. With an arrow: this or more, this or less. Square: not yet true.
_CIRCLE: Final = "M.7,0A.7,.7,0,1,1,-.7,0A.7,.7,0,1,1,.7,0"
_SQUARE: Final = "M-.65,-.65h1.3v1.3h-1.3v-1.3h.1"
_UP: Final = "M0,-.7V-2.3M-.55,-1.7L0,-2.3L.55,-1.7"
_DOWN: Final = "M0,.7V2.3M-.55,1.7L0,2.3L.55,1.7"
_STANDS_FOR: Final = {"Y": "亿", "W": "万", "G": "B"}
_STAND_IN: Final = re.compile(r"([\d,.])([YWG])(?=</)")
# Nobody sees a thousandth of a pixel, and a chart of many marks has thousands of them.
_FINE: Final = re.compile(r"(\d\.\d\d)\d+")
_MOST_DECADES: Final = 7
_LINK: Final = re.compile(r'<a xlink:href="https://figure\.invalid/(\d+)">')
_SPOKEN: Final = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')
_SIZE: Final = re.compile(r'<svg [^>]*viewBox="([^"]*)">')


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure as it is drawn: of which series, what it is called, and the page that it leads to."""

    series: int
    on: date
    since: date | None
    value: float
    range_high: float | None
    implied: float | None
    comparator: str
    is_target: bool
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart in two widths, as markup, with how many marks it has."""

    wide: Markup
    narrow: Markup
    mark_count: int


def scatter(marks: Sequence[Mark], *, is_percent: bool) -> Chart:
    """Draw figures over time: percentages from 0 on, anything else on a logarithmic scale, where it must be above 0."""
    values = [_values(number, mark) for number, mark in enumerate(marks)]
    first = min(mark.since or mark.on for mark in marks)
    last = max(mark.on for mark in marks)
    margin = max(timedelta(days=2), (last - first) * 0.04)
    times = [_milliseconds(first - margin), _milliseconds(last + margin)]
    amounts = [each for mark in marks for each in (mark.value, mark.range_high, mark.implied) if each is not None]
    if is_percent:
        bounds = [min(0.0, *amounts), max(105.0, max(amounts) * 1.05)]
    else:
        decades = floor(log10(min(amounts) * 0.9)), ceil(log10(max(amounts) * 1.1))
        step = 1 if decades[1] - decades[0] <= _MOST_DECADES else 2
        steps = [10.0**power for power in range(decades[0], decades[1] + step, step)]
        bounds = [steps[0], steps[-1]]
    scales: dict[str, list[Any]] = {"x": times, "y": bounds}
    is_short = (last - first).days <= _SHORT
    drawn = {
        name: _drawing(_scatter(width, is_percent, is_short), scales, values, [] if is_percent else steps)
        for name, width in WIDTHS.items()
    }
    return Chart(**{name: _linked(svg, marks, name) for name, svg in drawn.items()}, mark_count=len(marks))


def bars(counts: Sequence[tuple[str, int]]) -> Chart:
    """Draw how many there are of each; the names are short and of our own making (months, 0.9–1.0)."""
    values = [{"name": name, "count": count} for name, count in counts]
    scales = {"x": [name for name, _ in counts]}
    drawn = {name: _linked(_drawing(_bars(width), scales, values), (), name) for name, width in WIDTHS.items()}
    return Chart(**drawn, mark_count=len(counts))


def swatch(colour: str, comparator: str = "eq", is_target: bool = False) -> Markup:
    """Return a mark by itself, for a legend."""
    path, is_filled = _shape(comparator, is_target)
    return Markup(
        '<svg class="swatch" aria-hidden="true" focusable="false" width="20" height="24" viewBox="-2.6 -3.1 5.2 6.2">'
        '<path d="{}" fill="{}" stroke="{}" stroke-width="0.45"/></svg>'
    ).format(path, colour if is_filled else "#fff", colour)


def _shape(comparator: str, is_target: bool) -> tuple[str, bool]:
    arrow = _UP if comparator in ("ge", "gt") else _DOWN if comparator in ("le", "lt") else ""
    return (_SQUARE if is_target else _CIRCLE) + arrow, not arrow and not is_target and comparator == "eq"


def _values(number: int, mark: Mark) -> dict[str, Any]:
    colour = COLOURS[mark.series % len(COLOURS)]
    shape, is_filled = _shape(mark.comparator, mark.is_target)
    return {
        "x": _milliseconds(mark.on),
        "since": _milliseconds(mark.since) if mark.since else None,
        "y": mark.value,
        "high": mark.range_high,
        "implied": mark.implied,
        "shape": shape,
        "colour": colour,
        "fill": colour if is_filled else "#ffffff",
        "href": f"https://figure.invalid/{number}",
    }


def _milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


@cache
def _scatter(width: int, is_percent: bool, is_short: bool) -> str:
    """Return the chart without its data, ready to be drawn, as JSON."""
    scale = alt.Scale(nice=False) if is_percent else alt.Scale(type="log", nice=False)
    # 亿 and 万 as they are written in the articles (by what stands for them here), K, M and B for everyone else.
    amount = (
        "datum.value >= 1e8 ? [format(datum.value / 1e8, ',~f') + 'Y', format(datum.value, '~s')]"
        " : datum.value >= 1e4 ? [format(datum.value / 1e4, ',~f') + 'W', format(datum.value, '~s')]"
        " : format(datum.value, ',~f')"
    )
    x = alt.X(
        "x:T",
        title=None,
        scale=alt.Scale(type="utc", nice=False),
        axis=alt.Axis(
            format="%m-%d" if is_short else "%Y-%m",
            tickCount=4 if width < 400 else 10,
            labelOverlap=True,
            labelFlush=False,
            grid=False,
        ),
    )
    y = alt.Y(
        "y:Q",
        title=None,
        scale=scale,
        axis=alt.Axis(labelExpr="datum.value + '%'", tickCount=6) if is_percent else alt.Axis(labelExpr=amount),
    )
    colour = alt.Stroke("colour:N", scale=None)
    chart = alt.layer(
        alt.Chart()
        .mark_rule(strokeWidth=2, opacity=0.4)
        .transform_filter("datum.since != null")
        .encode(x=x, x2="since:T", y=y, stroke=colour),
        alt.Chart()
        .mark_rule(strokeWidth=7, opacity=0.35)
        .transform_filter("datum.high != null")
        .encode(x=x, y=y, y2="high:Q", stroke=colour),
        alt.Chart()
        .mark_point(shape="cross", size=60, angle=45, filled=True, opacity=0.8)
        .encode(x=x, y=alt.Y("implied:Q", title=None, scale=scale), color=alt.value("#1f2328")),
        alt.Chart()
        .mark_point(size=110, strokeWidth=1.6, opacity=0.9)
        .encode(
            x=x,
            y=y,
            stroke=colour,
            fill=alt.Fill("fill:N", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            href="href:N",
        ),
        data=alt.InlineData(values=[], name="figures"),
    )
    return _compiled(chart.properties(width=width - 70, height=_HEIGHT if width > 400 else 260))


@cache
def _bars(width: int) -> str:
    x = alt.X("name:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=5, format="d"))
    base = alt.Chart(alt.InlineData(values=[], name="figures")).encode(x=x, y=y)
    chart = base.mark_bar(color=COLOURS[0])
    return _compiled(chart.properties(width=width - 70, height=200))


def _compiled(chart: alt.Chart | alt.LayerChart | alt.FacetChart) -> str:
    styled = (
        chart.configure(font=_FONT, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            gridColor="#e5e3dc", domainColor="#6b7280", tickColor="#6b7280", labelColor="#374151", labelFontSize=12
        )
    )
    return json.dumps(vl_convert.vegalite_to_vega(styled.to_dict(validate=False)))


def _drawing(
    compiled: str, domains: dict[str, list[Any]], values: list[dict[str, Any]], steps: Sequence[float] = ()
) -> str:
    chart = json.loads(compiled)
    for scale in chart["scales"]:
        if scale["name"] in domains:
            scale["domain"] = domains[scale["name"]]
    for axis in chart["axes"]:
        if axis["scale"] == "y" and steps:
            axis["values"] = steps
    (source,) = [source for source in chart["data"] if source["name"] == "figures"]
    source["values"] = values
    svg: str = vl_convert.vega_to_svg(chart)
    return _FINE.sub(r"\1", _STAND_IN.sub(lambda found: found[1] + _STANDS_FOR[found[2]], svg))


def _linked(svg: str, marks: Sequence[Mark], name: str) -> Markup:
    """Say where each mark leads. The table beside the chart says the same to those who do not see it."""

    def link(found: re.Match[str]) -> str:
        mark = marks[int(found[1])]
        return f'<a href="{escape(mark.href)}" tabindex="-1"><title>{escape(mark.title)}</title>'

    def size(found: re.Match[str]) -> str:
        view = found[1].split()
        return (
            f'<svg class="chart-{name}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false" '
            f'viewBox="{found[1]}" width="{view[2]}" height="{view[3]}">'
        )

    return Markup(_LINK.sub(link, _SIZE.sub(size, _SPOKEN.sub("", svg.replace(_NAMED_FONT, "")), count=1)))  # noqa: S704
