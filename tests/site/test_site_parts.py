"""The parts of the site by themselves: pieces of texts, charts, words."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fugong.site import charts, wording
from fugong.site.drawn import drawing
from fugong.site.labels import Label, UnknownLabelError, code_label, label, labels
from fugong.site.render import environment
from fugong.site.review import Anchor, Span, pieces, window

SOURCES = Path(__file__).parents[2] / "src" / "fugong" / "site"
MODELS = Path(__file__).parents[2] / "models" / "marts"
TEXT = "截至3月19日,全市复工率达96%,高于全省。"

positions = st.tuples(st.integers(0, 30), st.integers(0, 30))


@given(
    st.text(alphabet="复工\n<&😀x", max_size=25),
    st.lists(positions, max_size=6),
    st.lists(st.tuples(positions, st.sampled_from(["place", "date", "term"])), max_size=8),
)
@example("复工", [(0, 2), (0, 1), (1, 2)], [((0, 1), "date"), ((0, 9), "place")])
def test_pieces_one_after_the_other_are_the_text(
    text: str, anchors: list[tuple[int, int]], spans: list[tuple[tuple[int, int], str]]
) -> None:
    found = pieces(
        text,
        [Anchor(start, end, (f"{start}-{end}",)) for start, end in anchors],
        [Span(start, end, layer) for (start, end), layer in spans],
    )
    assert "".join(part.text for piece in found for part in piece.parts) == wording.visible(text)
    place = 0
    for piece in found:
        for part in piece.parts:
            holding = {layer for (start, end), layer in spans if start <= place < min(end, len(text))}
            assert set(part.layers.split()) == holding
            place += len(part.text)
    inside = {f"{start}-{end}" for start, end in anchors if start < end <= len(text)}
    assert {key for piece in found if piece.anchor for key in piece.anchor.keys} == inside


def test_a_number_keeps_what_overlaps_it_apart() -> None:
    start = TEXT.index("96%")
    found = pieces(TEXT, [Anchor(start, start + 3, ("k",))], [Span(start - 1, start + 1, "term")])
    (number,) = [piece for piece in found if piece.anchor]
    assert [(part.text, part.layers) for part in number.parts] == [("9", "term"), ("6%", "")]


def test_of_a_long_text_the_part_around_what_was_found_is_shown() -> None:
    assert window(100, [(5, 9)], 100, 10) == window(100, [], 100, 10)
    around = window(1000, [(500, 510), (520, 530)], 200, 20)
    assert (around.start, around.end, around.cut_before, around.cut_after) == (480, 550, 480, 450)
    assert window(1000, [(0, 1000)], 200, 20).end == 200


def figure(**changed: Any) -> dict[str, Any]:
    return {
        "quantity_key": "k1",
        "document_key": "d1",
        "indicator": "work_resumption_rate",
        "indicator_name_zh": "复工率",
        "indicator_name_en": "Work resumption rate",
        "city_name": "大庆市",
        "city_level": "prefecture",
        "scope_text": "",
        "value_text": "96%",
        "value": Decimal(96),
        "unit": "percent",
        "comparator": "eq",
        "as_of_date": date(2020, 3, 19),
        "as_of_precision": "day",
        "is_target": False,
        "implied_rate_percent": None,
        "range_high_value": None,
    } | changed


def drawn(*rows: dict[str, Any], unit: str = "percent") -> str:
    made = drawing(label("rates"), rows, "../", unit)
    assert made
    return str(made.chart.wide)


def test_figures_without_a_date_are_counted_and_not_drawn() -> None:
    made = drawing(label("rates"), [figure(), figure(), figure(as_of_date=None), figure(unit="CNY")], "", "percent")
    assert made
    assert made.chart.mark_count == 2
    assert [(count, note) for count, note in made.notes] == [(1, label("undated")), (1, label("other_units"))]


def test_amounts_of_nothing_are_not_drawn_on_a_logarithmic_scale() -> None:
    amounts = [figure(unit="CNY", value=Decimal(value)) for value in (0, 10**8, 3 * 10**9)]
    made = drawing(label("funds"), amounts, "", "CNY")
    assert made
    assert made.notes == ((1, label("undrawable")),)
    assert "1亿" in made.chart.wide
    assert "100M" in made.chart.wide


def test_one_figure_is_no_chart() -> None:
    assert drawing(label("rates"), [figure()], "", "percent") is None
    assert drawing(label("rates"), [], "", "percent") is None


def bars_of(svg: str, width: int) -> list[tuple[float, float]]:
    found = re.findall(rf'<line [^>]*x2="([^"]*)" y2="([^"]*)" stroke="#0b5c8a" stroke-width="{width}"', svg)
    return [(float(across), float(up)) for across, up in found]


def test_a_range_is_a_bar_up_and_a_period_is_a_bar_across() -> None:
    assert bars_of(drawn(figure(), figure()), 7) == bars_of(drawn(figure(), figure()), 2) == []
    ((across, up),) = bars_of(drawn(figure(), figure(value=Decimal(80), range_high_value=Decimal(90))), 7)
    assert (across, up < -10) == (0, True)
    ((across, up),) = bars_of(drawn(figure(), figure(as_of_precision="month", as_of_date=date(2020, 3, 31))), 2)
    assert (across < -100, up) == (True, 0)


def test_a_rate_that_counts_imply_is_drawn_beside_the_reported_one() -> None:
    crosses = [
        drawn(figure(), figure(implied_rate_percent=implied)).count("#1f2328") for implied in (None, Decimal(93))
    ]
    assert crosses == [0, 1]


@pytest.mark.parametrize("comparator", ["ge", "gt", "le", "lt", "approx"])
def test_a_hedged_figure_is_no_full_mark(comparator: str) -> None:
    full = 'fill="#0b5c8a"'
    assert drawn(figure(), figure()).count(full) == 2
    assert drawn(figure(), figure(comparator=comparator)).count(full) == 1
    assert drawn(figure(), figure(is_target=True)).count(full) == 1


def test_bounds_point_to_where_the_truth_may_be() -> None:
    up, down, about = (str(charts.swatch("#000", comparator)) for comparator in ("ge", "le", "approx"))
    assert "V-2.3" in up
    assert "V2.3" in down
    assert "V" not in about


def test_the_latest_marks_are_drawn_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "MOST_MARKS", 2)
    many = [figure(quantity_key=f"k{day}", as_of_date=date(2020, 3, day)) for day in (1, 2, 3)]
    made = drawing(label("rates"), many, "", "percent")
    assert made
    assert made.notes == ((1, label("capped")),)
    assert "#k1" not in made.chart.wide
    assert "#k3" in made.chart.wide


def test_a_mark_leads_to_its_figure_and_says_its_words_as_text() -> None:
    svg = drawn(figure(scope_text="<script>&"), figure(quantity_key='"k2'))
    assert 'href="../document/d1.html#k1"' in svg
    assert "&lt;script&gt;&amp;" in svg
    assert "<script" not in svg
    assert 'href="../document/d1.html#&#34;k2"' in svg
    assert "style=" not in svg


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        ("96.300000", "percent", "96.3%", "96.3%"),
        ("3890000000", "CNY", "38.9亿元", "¥3.89 billion"),
        ("45000", "CNY", "4.5万元", "¥45,000"),
        ("1200", "project", "1,200个项目", "1,200 projects"),
        ("3", "other:<b>", "3 <b>", "3 <b>"),
    ],
)
def test_values_are_written_as_each_language_writes_them(value: str, unit: str, zh: str, en: str) -> None:
    assert wording.amount(Decimal(value), unit) == Label(zh, en)


@pytest.mark.parametrize(
    ("precision", "day", "shown", "since"),
    [
        ("day", date(2020, 3, 19), "2020-03-19", None),
        ("ten_days", date(2020, 2, 29), "2020-02-21…29", date(2020, 2, 21)),
        ("ten_days", date(2020, 3, 10), "2020-03-01…10", date(2020, 3, 1)),
        ("month", date(2020, 3, 31), "2020-03", date(2020, 3, 1)),
        ("quarter", date(2020, 6, 30), "2020 Q2", date(2020, 4, 1)),
        ("year", date(2020, 12, 31), "2020", date(2020, 1, 1)),
        ("unknown", None, "", None),
    ],
)
def test_a_date_is_said_no_finer_than_it_is_known(
    precision: str, day: date | None, shown: str, since: date | None
) -> None:
    row = figure(as_of_date=day, as_of_precision=precision)
    assert wording.as_of(row) == shown
    assert wording.since(row) == since


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>1</script>",
        "//elsewhere.example",
        "file:///etc/passwd",
        "http:///nowhere",
        "http://[",
        "https:\\\\host",
        "",
        None,
    ],
)
def test_an_address_that_is_none_of_the_web_is_not_followed(address: str | None) -> None:
    assert wording.web_address(address) is None


def test_an_address_of_the_web_is_followed() -> None:
    assert wording.web_address("https://news.example.org/a?b=1&c=复工") == "https://news.example.org/a?b=1&c=复工"


def test_a_key_that_is_no_plain_name_gives_a_file_name_of_its_own() -> None:
    odd = ["../../etc/passwd", "a/b", "", ".", "<script>", "复工", "a" * 200, "CON:"]
    names = [wording.slug(key) for key in odd]
    assert len(set(names)) == len(odd)
    assert all(re.fullmatch(r"x-[0-9a-f]{24}", name) for name in names)
    assert wording.slug("230600-1983") == "230600-1983"


def test_unseen_characters_are_shown_and_nothing_moves() -> None:
    assert wording.visible("a\x00\u202eb\r\nc") == "a␀\ufffdb \nc"
    assert len(wording.visible("a\x00\u202eb\r\nc")) == 7


def test_every_label_has_both_languages_and_stands_once() -> None:
    with (SOURCES / "labels.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [row for row in told if not row["zh"] or not row["en"]] == []
    assert len({row["key"] for row in told}) == len(told)


def test_every_label_that_a_template_names_is_there() -> None:
    templates = "\n".join(file.read_text(encoding="utf-8") for file in (SOURCES / "templates").glob("*.html"))
    named = set(re.findall(r'\bt\(["\']([a-z_]+)["\']\)', templates))
    assert len(named) > 60
    assert named - set(labels()) == set()
    with pytest.raises(UnknownLabelError):
        label("nothing of ours")


def test_every_reason_that_the_warehouse_gives_has_a_label() -> None:
    text = (MODELS / "fct_quantities.yml").read_text(encoding="utf-8")
    for column in ("indicator_basis", "place_basis"):
        (description,) = re.findall(rf"- name: {column}\n.*\n\s+description: '([^\n]*)'", text)
        codes = re.findall(r"`([a-z_]+)`", description)
        assert len(codes) > 8
        assert [code for code in codes if f"{column}.{code}" not in labels()] == []
    assert code_label("indicator_basis", "of a later version") == Label("of a later version", "of a later version")


def test_comments_of_the_database_are_text_with_code_in_it() -> None:
    told = environment().filters["told"]
    assert told("Of `dim_<b>`, & `more`.") == "Of <code>dim_&lt;b&gt;</code>, &amp; <code>more</code>."
    assert told("An odd ` sign") == "An odd ` sign"
    assert told(None) == ""
