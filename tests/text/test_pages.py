"""Pages in many layouts, and text dumps of them, give their body, title, publisher and day; the figures have floors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pages.further import SETS, further_pages
from pages.making import FRESH_WRAPPINGS, WRAPPINGS, Page, dumped, pages
from pages.measure import Figures, measured, report, summary

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
    # 38% of their furniture was left when first seen. The second line of a headline stays, and counts as furniture.
    assert shares["body kept"] >= 0.99, told
    assert shares["boilerplate left"] <= 0.04, told
    assert shares["publishers right"] >= 0.95, told
    assert shares["dates right"] >= 0.95, told


def of_our_own_making() -> list[tuple[Page, str]]:
    """Every page with the form it is read in; what a scraper left has one form only."""
    made = [
        *pages(),
        *pages(tuple(FRESH_WRAPPINGS), per_layout=5),
        *(page for name in SETS for page in further_pages(name)),
    ]
    return [(page, form) for page in made for form in FORMS if not (page.is_scraped and form == "dump")]


@pytest.fixture(scope="module")
def all_figures() -> list[Figures]:
    return [measured(page, CUES, FORMS[form]) for page, form in of_our_own_making()]


def test_the_further_layouts_are_many_and_of_both_kinds() -> None:
    made = [page for name in SETS for page in further_pages(name)]
    assert len(made) >= 44
    assert sum(page.is_scraped for page in made) >= 20
    assert len({page.text for page in made}) == len(made)


def test_all_pages_of_our_own_making_meet_the_figures(all_figures: list[Figures]) -> None:
    shares = summary(all_figures)
    told = report(all_figures)
    assert shares["body kept"] >= 0.99, told
    assert shares["boilerplate left"] <= 0.02, told
    assert shares["titles right"] >= 0.95, told
    assert shares["publishers right"] >= 0.95, told
    assert shares["dates right"] >= 0.95, told
    assert shares["addresses right"] >= 0.95, told


def test_no_page_of_our_own_making_loses_a_sentence(all_figures: list[Figures]) -> None:
    assert [(item.name, item.remarks) for item in all_figures if item.body_kept != item.body] == []


@pytest.mark.parametrize("name", SETS)
def test_each_further_set_meets_the_figures_too(name: str) -> None:
    figures = [measured(page, CUES) for page in further_pages(name)]
    shares = summary(figures)
    told = report(figures)
    assert shares["boilerplate left"] <= 0.02, told
    assert shares["titles right"] >= 0.95, told
    assert shares["publishers right"] >= 0.95, told
    assert shares["dates right"] >= 0.95, told
    assert shares["addresses right"] >= 0.95, told


def test_the_measure_sees_a_lost_paragraph_and_furniture_that_stays() -> None:
    page = next(pages(("print",), per_layout=1))
    text = page.text.replace(page.paragraphs[1], "少了。")
    broken = replace(page, text=text, publisher="别家日报", published="1999-01-01")
    figures = measured(broken, ())
    assert figures.body_kept < figures.body
    assert figures.furniture_left > 0
    assert not figures.is_publisher_right
    assert not figures.is_date_right
    assert not measured(
        replace(broken, url="https://www.example.com/1", text=text + "https://www.example.com/1"), ()
    ).is_url_right
    assert "lost: " in report([figures])
