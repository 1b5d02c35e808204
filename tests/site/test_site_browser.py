"""The site in a real browser, opened from the disk: what is drawn, shown, asked of the network, and heard.

Skipped where there is no Chromium; `make browser` installs what is missing and runs these for real.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from awkward_rows import HOSTILE, HOSTILE_ADDRESS

from fugong.site.dbt_docs import write as write_dbt_docs
from fugong.site.wording import visible

# Set by `make browser`: then nothing is skipped.
REQUIRED = bool(os.environ.get("FUGONG_BROWSER_TESTS"))
AXE = Path(__file__).parents[2] / ".tools" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
# Without these a Chromium as root, or without a network, does not start or asks for the hosts of its maker.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TYPES = {
    "overview": "index.html",
    "places": "cities.html",
    "place": "city/370800-1983.html",
    "sectors": "sectors.html",
    "sector": "sector/grouping-industry.html",
    "indicators": "indicators.html",
    "indicator": "indicator/work_resumption_rate.html",
    "rates": "rates.html",
    "funds": "funds.html",
    "projects": "projects.html",
    "contradictions": "contradictions.html",
    "documents": "documents.html",
    "health": "health.html",
    "data": "data.html",
}
WITH_CHARTS = ("overview", "place", "sector", "indicator", "rates", "funds", "projects", "health")


def missing(what: str) -> None:
    if REQUIRED:
        pytest.fail(f"{what}; `make browser` should have installed it")
    pytest.skip(f"{what}; `make browser` installs it and runs this")


@dataclass
class Opened:
    """A page, with what it asked for and complained about."""

    page: Any
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        missing("no Chromium here")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(params=SIZES)
def opened(request: pytest.FixtureRequest, browser: Any) -> Iterator[Opened]:
    yield from _open(browser, request.param)


@pytest.fixture
def on_desktop(browser: Any) -> Iterator[Opened]:
    yield from _open(browser, "desktop")


def _open(browser: Any, size: str) -> Iterator[Opened]:
    context = browser.new_context(viewport=SIZES[size], permissions=["clipboard-read", "clipboard-write"])
    opened = Opened(context.new_page())
    opened.page.on("console", lambda message: opened.complaints.append(message.text))
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on("request", lambda request: opened.requests.append(request.url))
    yield opened
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith("file:///")] == []
    context.close()


def address(site: Path, name: str) -> str:
    return (site / name).as_uri()


def key_of(public: Path, query: str) -> str:
    with duckdb.connect(str(public), read_only=True) as connection:
        ((key,),) = connection.execute(query).fetchall()
    return str(key)


@pytest.fixture(scope="module")
def paths(site: Path, public: Path) -> dict[str, str]:
    """A page of each type."""
    damaged = key_of(public, "select document_key from dim_document where source_name = 'slip-anyang-2022-11'")
    struck = key_of(public, f"select document_key from dim_document where url = '{HOSTILE_ADDRESS}'")
    found = TYPES | {"document": f"document/{damaged}.html", "hostile document": f"document/{struck}.html"}
    assert [path for path in found.values() if not (site / path).is_file()] == []
    return found


def test_every_type_of_page_opens_draws_its_charts_and_fits_its_screen(
    opened: Opened, site: Path, paths: dict[str, str]
) -> None:
    page = opened.page
    for name, path in paths.items():
        page.goto(address(site, path))
        charts = page.locator("figure.chart svg:visible").evaluate_all(
            """all => all
                .filter(svg => svg.getBoundingClientRect().height > 150)
                .map(svg => svg.querySelectorAll('path').length)"""
        )
        assert bool(charts) == (name in WITH_CHARTS), name
        assert all(marks > 10 for marks in charts), name
        wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= room, f"{name} is {wide} wide on a screen of {room}"
        assert page.locator("h1").inner_text().strip(), name


def test_the_picture_of_the_tables_scrolls_by_itself_and_leads_to_them(opened: Opened, site: Path) -> None:
    page = opened.page
    page.goto(address(site, "data.html"))
    figure = page.locator("figure.schema")
    wide, room = figure.evaluate("figure => [figure.scrollWidth, figure.clientWidth]")
    assert (wide > room) == (page.viewport_size["width"] < 500)
    cut = figure.locator("a").evaluate_all(
        """all => all.filter(box => {
            const right = box.querySelector('rect').getBoundingClientRect().right;
            return [...box.querySelectorAll('text')].some(text => text.getBoundingClientRect().right > right);
        }).length"""
    )
    assert cut == 0
    figure.locator("a[href='#dim_city']").click()
    page.wait_for_url("**/data.html#dim_city")


def test_the_page_of_dbt_shows_a_table_asks_for_nothing_and_leads_back(
    on_desktop: Opened, site: Path, public: Path, tmp_path: Path
) -> None:
    project = Path(__file__).parents[2]
    parsed = [sys.executable, "-W", "ignore", "-m", "dbt.cli.main", "--quiet", "parse", "--profiles-dir", "profiles"]
    places = ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    subprocess.run([*parsed, *places], cwd=project, check=True, env=os.environ | {"FUGONG_WAREHOUSE": str(public)})
    made = tmp_path / "site"
    made.mkdir()
    write_dbt_docs(tmp_path / "target", made)
    shutil.copyfile(site / "data.html", made / "data.html")
    shutil.copytree(site / "assets", made / "assets")
    page = on_desktop.page
    page.goto(address(made, "dbt-docs.html") + "#!/model/model.fugong.fct_funds")
    page.get_by_text("amount_cny", exact=True).first.wait_for()
    assert page.get_by_text("decimal(38, 2)").count() > 0
    assert on_desktop.requests == [address(made, "dbt-docs.html")]
    page.get_by_role("link", name="Data and downloads").click()
    page.wait_for_url("**/data.html")


def test_chinese_is_shown_in_glyphs_and_not_in_boxes(on_desktop: Opened, site: Path) -> None:
    page = on_desktop.page
    page.goto(address(site, "index.html"))
    # A font without the character draws the same box for each of them.
    drawn = page.evaluate(
        """() => [...'复工率资金项目'].map(character => {
            const canvas = document.createElement('canvas');
            canvas.width = canvas.height = 48;
            const pen = canvas.getContext('2d');
            pen.font = `40px ${getComputedStyle(document.body).fontFamily}`;
            pen.fillText(character, 4, 40);
            return pen.getImageData(0, 0, 48, 48).data.join();
        })"""
    )
    assert len(set(drawn)) == 6 + 1


def test_a_figure_of_a_chart_and_of_a_table_leads_to_its_highlighted_sentence(
    opened: Opened, site: Path, paths: dict[str, str]
) -> None:
    page = opened.page
    for link in ("figure.chart svg:visible a", "td.figure a"):
        page.goto(address(site, paths["place"]))
        first = page.locator(link).last
        target = first.get_attribute("href")
        first.click()
        key = target.split("#")[1]
        page.wait_for_url(f"**/document/*.html#{key}")
        mark = page.locator("a.fact:target, a.fact:has(:target)")
        assert mark.count() == 1
        box, room = mark.bounding_box(), page.viewport_size
        assert 0 <= box["y"] < room["height"]
        assert mark.evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(255, 212, 59)"
        assert page.locator(".text .lit").count() > 0


def test_focusing_or_hovering_a_figure_tells_what_it_is_and_escape_closes_it(
    opened: Opened, site: Path, paths: dict[str, str]
) -> None:
    page = opened.page
    page.goto(address(site, paths["document"]))
    fact = page.locator(".text a.fact").filter(has_text="71.3%").last
    pop = page.locator("#pop")
    fact.focus()
    for word in ("复工率", "安阳市", "2022-11-01", "0.", "同一"):
        assert word in pop.inner_text()
    assert fact.get_attribute("aria-describedby") == "pop"
    page.keyboard.press("Escape")
    assert pop.is_hidden()
    fact.hover()
    assert pop.is_visible()
    box = pop.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]


def test_the_button_copies_a_row_for_the_corrections(on_desktop: Opened, site: Path, paths: dict[str, str]) -> None:
    page = on_desktop.page
    page.goto(address(site, paths["hostile document"]))
    card = page.locator(".fact-card").first
    key = card.get_attribute("id").removeprefix("card-")
    card.locator("select").select_option("scope_text")
    card.locator("button").click()
    row = page.evaluate("navigator.clipboard.readText()")
    assert row == card.locator("output").inner_text()
    (cells,) = csv.reader([row])
    assert cells[:4] == [key, "scope_text", HOSTILE, ""]
    assert date.fromisoformat(cells[4])
    assert cells[5:] == [""]


def test_nothing_that_an_article_says_runs(opened: Opened, site: Path, paths: dict[str, str]) -> None:
    page = opened.page
    for name in ("hostile document", "documents", "contradictions", "health", "rates", "projects", "overview"):
        page.goto(address(site, paths[name]))
        assert page.evaluate("window.struck") is None, name
        assert page.locator("img").count() == 0, name
    page.goto(address(site, paths["hostile document"]))
    assert page.locator("h1").inner_text() == visible(HOSTILE)
    for fact in page.locator(".text a.fact").all()[:6]:
        fact.hover()
    assert page.evaluate("window.struck") is None
    assert page.locator("#pop script, #pop img").count() == 0


def test_the_language_is_switched_and_kept(on_desktop: Opened, site: Path) -> None:
    page = on_desktop.page
    page.goto(address(site, "index.html"))
    heading = page.locator("h1")
    assert heading.inner_text().split() == ["总览", "Overview"]
    page.get_by_role("button", name="English").click()
    assert heading.inner_text().strip() == "Overview"
    page.goto(address(site, "funds.html"))
    assert heading.inner_text().strip() == "Funds"
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("button", name="中文").click()
    assert heading.inner_text().strip() == "资金"


def test_a_list_is_filtered_by_what_is_typed(on_desktop: Opened, site: Path) -> None:
    page = on_desktop.page
    page.goto(address(site, "cities.html"))
    before = page.locator("#list tbody tr:visible").count()
    page.get_by_label("筛选").fill("岳阳")
    shown = page.locator("#list tbody tr:visible")
    assert 0 < shown.count() < before
    assert "岳阳市" in shown.first.inner_text()


def test_the_keyboard_reaches_the_text_first_and_every_figure(
    on_desktop: Opened, site: Path, paths: dict[str, str]
) -> None:
    page = on_desktop.page
    page.goto(address(site, paths["place"]))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.closest('td.figure') ? document.activeElement.href : ''"))
    assert len(reached - {""}) > 5


def test_pages_say_everything_without_scripts(browser: Any, site: Path, paths: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(site, paths["place"]))
    assert page.locator("figure.chart svg:visible").count() > 0
    page.goto(address(site, paths["document"]))
    page.locator(".text a.fact").last.click()
    assert page.locator(".fact-card:target").count() == 1
    context.close()


def test_printed_pages_show_the_whole_text(on_desktop: Opened, site: Path, paths: dict[str, str]) -> None:
    page = on_desktop.page
    page.goto(address(site, paths["document"]))
    page.emulate_media(media="print")
    cut = page.locator(".scroll").evaluate_all(
        "all => all.filter(each => each.scrollHeight > each.clientHeight + 1).length"
    )
    assert cut == 0
    assert page.locator(".masthead nav").is_hidden()


def test_no_type_of_page_has_a_serious_violation_of_accessibility(
    opened: Opened, site: Path, paths: dict[str, str]
) -> None:
    if not AXE.is_file():
        missing("axe-core is not in .tools/browser")
    script = AXE.read_text(encoding="utf-8")
    found = {}
    for name, path in paths.items():
        opened.page.goto(address(site, path))
        opened.page.evaluate(script)
        # Not to be asked for the style sheet once more: the pages let nothing be fetched.
        result = opened.page.evaluate("axe.run(document, {resultTypes: ['violations'], preload: false})")
        assert result["passes"], name
        serious = [
            (each["id"], each["nodes"][0]["target"], each["nodes"][0]["failureSummary"])
            for each in result["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        if serious:
            found[name] = serious
    assert found == {}
