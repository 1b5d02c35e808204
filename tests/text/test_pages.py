"""Pages in many layouts, and text dumps of them, give their body, title, publisher and day; the figures have floors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pages.making import FRESH_WRAPPINGS, WRAPPINGS, dumped, pages
from pages.measure import measured, report, summary

from fugong.lexicon import read_rows
from fugong.text.body import BoilerplateCue

ROOT = Path(__file__).parents[2]
CUES = tuple(
    BoilerplateCue(row["cue"], row["match"], row["action"])
    for row in read_rows(ROOT / "seeds" / "boilerplate_cues.csv")
)
FORMS = {"page": None, "dump": dumped}


def test_there_are_at_least_forty_pages_in_ten_layouts() -> None:
    made = list(pages())
    assert len(made) >= 40
    assert len(WRAPPINGS) >= 10
    assert len({page.text for page in made}) == len(made)


@pytest.mark.parametrize("form", FORMS)
def test_pages_keep_their_body_lose_their_furniture_and_tell_where_they_are_from(form: str) -> None:
    figures = [measured(page, CUES, FORMS[form]) for page in pages()]
    shares = summary(figures)
    told = report(figures)
    assert shares["body kept"] >= 0.99, told
    assert shares["boilerplate left"] <= 0.02, told
    assert shares["titles right"] >= 0.95, told
    assert shares["publishers right"] >= 0.95, told
    assert shares["dates right"] >= 0.95, told


@pytest.mark.parametrize("form", FORMS)
def test_layouts_nobody_looked_at_keep_their_body_and_their_day(form: str) -> None:
    figures = [measured(page, CUES, FORMS[form]) for page in pages(tuple(FRESH_WRAPPINGS), per_layout=5)]
    shares = summary(figures)
    told = report(figures)
    # What is left of their furniture is not held against the rules (38% of it when first seen).
    assert shares["body kept"] >= 0.99, told
    assert shares["publishers right"] >= 0.95, told
    assert shares["dates right"] >= 0.95, told


def test_the_measure_sees_a_lost_paragraph_and_furniture_that_stays() -> None:
    page = next(pages(("print",), per_layout=1))
    text = page.text.replace(page.paragraphs[1], "少了。")
    broken = replace(page, text=text, publisher="别家日报", published="1999-01-01")
    figures = measured(broken, ())
    assert figures.body_kept < figures.body
    assert figures.furniture_left > 0
    assert not figures.is_publisher_right
    assert not figures.is_date_right
    assert "lost: " in report([figures])
