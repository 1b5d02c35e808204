"""The pages about places, sectors, indicators and kinds of figures, and those that list them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from fugong.publish.builds import Build
from fugong.site import charts, dbt_docs, downloads, queries, render, wording
from fugong.site.data import Published, Row
from fugong.site.dictionary import dictionary
from fugong.site.drawn import Drawing, by_indicator, by_level, drawing
from fugong.site.labels import Label, code_label, label
from fugong.site.schema import picture

_ROWS_OF_A_PAGE: Final = 250
_ROWS_OF_A_LIST: Final = 500
# Of more figures the latest ones are listed; all are in the download, and each is in the page of its document.
_MOST_ROWS: Final = 1000
_MOST_TOLD: Final = 200
_MOST_SOURCES: Final = 200
_KINDS: Final = ("rate", "fund", "project_count", "other")
# Texts as long as all others together: who needs them asks the file.
_LARGE_TABLES: Final = ("document_text", "document_mentions", "document_numbers")


@dataclass(slots=True)
class Site:
    """What all pages need: the published file and its name, where the site is made, and what there is to link to."""

    published: Published
    root: Path
    cities: list[Row]
    sectors: list[Row]
    indicators: list[Row]
    file_name: str
    on_page: Callable[[str], object]
    page_count: int = 0
    _linked: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Know the pages to link to."""
        self._linked = {
            "city": {row["city_key"] for row in self.cities},
            "sector": {row["sector_key"] for row in self.sectors},
            "indicator": {row["indicator"] for row in self.indicators},
        }

    def page(self, path: str, template: str, **told: Any) -> None:
        """Write a page."""
        render.write(self.root, path, template, **told)
        self.page_count += 1
        self.on_page(path)

    def link(self, kind: str, key: str | None) -> str:
        """Return where the page of a place, sector or indicator is; '' if it has none."""
        return f"{kind}/{wording.slug(key)}.html" if key and key in self._linked[kind] else ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Which of several pages this is, and what they are called."""

    number: int
    count: int
    pages: tuple[tuple[int, str], ...]


def paged(name: str, rows: Sequence[Any], size: int) -> Iterator[tuple[str, Sequence[Any], Pager]]:
    """Divide rows over pages: the first one is NAME.html, the second NAME.2.html; there is always one."""
    count = max(1, -(-len(rows) // size))
    names = [f"{name}.html", *(f"{name}.{number}.html" for number in range(2, count + 1))]
    links = tuple((number, path.rsplit("/", 1)[-1]) for number, path in enumerate(names, 1))
    for number, path in enumerate(names, 1):
        yield path, rows[(number - 1) * size : number * size], Pager(number, count, links)


def shown(site: Site, row: Row) -> dict[str, Any]:
    """Return a figure as the tables show it."""
    implied, change = row["implied_rate_percent"], row["change_percentage_points"]
    return {
        "key": row["quantity_key"],
        "href": wording.figure_page(row["document_key"], row["quantity_key"]),
        "text": wording.visible(row["value_text"]),
        "value": wording.amount(row["value"], row["unit"]),
        "flags": flags(row),
        "implied": f"{wording.plain(implied)}%" if implied is not None else "",
        "change": wording.change(change) if change is not None else "",
        "indicator": Label(row["indicator_name_zh"], row["indicator_name_en"]),
        "indicator_href": site.link("indicator", row["indicator"]),
        "city": row["city_name"] or label("no_place"),
        "city_href": site.link("city", row["city_key"]),
        "scope": wording.visible(row["scope_text"]),
        "sector": row["sector_name"] or "",
        "sector_href": site.link("sector", row["sector_key"]),
        "as_of": wording.as_of(row),
        "confidence": row["confidence"],
        "document": wording.visible(row["title"] or row["source_name"]),
        "document_href": f"document/{wording.slug(row['document_key'])}.html",
        "publisher": wording.visible(row["publisher"] or ""),
    }


def flags(row: Row) -> list[Label]:
    """Return what a reader must know of a figure before using it."""
    found = []
    if row["comparator"] != "eq":
        found.append(code_label("comparator", row["comparator"]))
    if row["range_role"]:
        found.append(label("range_low" if row["range_role"] == "low" else "range_high"))
    if row["is_target"]:
        found.append(label("target"))
    if row["is_number_repaired"]:
        found.append(label("repaired"))
    if row["correction_status"] != "none":
        found.append(code_label("correction_status", row["correction_status"]))
    if row["is_superseded"]:
        found.append(label("superseded"))
    return found


def _drawings(rows: Sequence[Row], up: str) -> list[Drawing]:
    of_kind = {kind: [row for row in rows if row["kind"] == kind] for kind in _KINDS}
    made = (
        drawing(label("rates_over_time"), of_kind["rate"], up, "percent"),
        drawing(label("funds_over_time"), of_kind["fund"], up, "CNY"),
        drawing(label("projects_over_time"), of_kind["project_count"], up, "project"),
    )
    return [each for each in made if each]


def _entity(
    site: Site,
    name: str,
    condition: str,
    parameters: dict[str, Any],
    heading: Label,
    *,
    draw: Callable[[Sequence[Row], str], list[Drawing]] = _drawings,
    **told: Any,
) -> None:
    """Write the pages of all counted figures that fit a condition, with their charts, download and sources."""
    condition = f"{queries.COUNTED} and {condition}"
    rows = site.published.figures(condition, **parameters)
    download = downloads.write_figures(site.published, site.root, name, condition, **parameters) if rows else None
    documents = site.published.rows(queries.DOCUMENTS_OF.format(condition=condition), **parameters)
    ordered = sorted(rows[:_MOST_ROWS], key=lambda row: _KINDS.index(row["kind"]))
    for path, part, pager in paged(name, ordered, _ROWS_OF_A_PAGE):
        is_first = pager.number == 1
        site.page(
            path,
            "entity.html",
            heading=heading,
            pager=pager,
            groups=[
                (code_label("kind", kind), [shown(site, row) for row in figures])
                for kind, figures in groupby(part, key=lambda row: row["kind"])
            ],
            drawings=draw(rows, "../" * path.count("/")) if is_first else [],
            download=download,
            left_out=len(rows) - len(ordered),
            documents=documents[:_MOST_SOURCES] if is_first else [],
            **{"kicker": "", "kicker_href": "", "about": [], "related": [], "skip": ()} | told,
        )


def cities(site: Site) -> None:
    """Write a page for each place that figures are about, and their list."""
    by_parent: dict[str | None, list[Row]] = {}
    for city in site.cities:
        by_parent.setdefault(city["parent_city_key"], []).append(city)
    names = {city["city_key"]: city["city_name"] for city in site.cities}
    for city in site.cities:
        key = city["city_key"]
        about: list[tuple[Any, Any, str]] = [
            (label("level"), code_label("level", city["level"]), ""),
            (label("province"), city["province_name"] or "—", ""),
        ]
        if parent := names.get(city["parent_city_key"]):
            about.append((label("lies_in"), parent, site.link("city", city["parent_city_key"])))
        within = [(row["city_name"], site.link("city", row["city_key"])) for row in by_parent.get(key, [])]
        _entity(
            site,
            f"city/{wording.slug(key)}",
            "city_key = $key",
            {"key": key},
            Label(city["city_name"], city["city_name"]),
            kicker=label("city"),
            kicker_href="cities.html",
            about=about,
            related=[(label("within"), within)] if within else [],
            skip=("city",),
        )
    _list(
        site,
        "cities",
        ("name", "level", "province", "rates", "funds", "projects", "others", "as_of"),
        [
            (
                site.link("city", row["city_key"]),
                (
                    row["city_name"],
                    code_label("level", row["level"]),
                    row["province_name"] or "—",
                    *_counts(row),
                    f"{row['latest_date'] or '—'}",
                ),
            )
            for row in site.cities
        ],
    )


def sectors(site: Site) -> None:
    """Write a page for each sector that figures are about, and their list."""
    members: dict[str, list[tuple[str, str]]] = {}
    for row in site.published.rows(queries.SECTOR_MEMBERS):
        text = " ".join(filter(None, (row["sector_code"], row["sector_name"])))
        members.setdefault(row["grouping_sector_key"], []).append((text, site.link("sector", row["sector_key"])))
    for sector in site.sectors:
        key = sector["sector_key"]
        about = [
            (label("level"), code_label("sector_level", sector["level"]), ""),
            ("GB/T 4754-2017", sector["sector_code"] or "—", ""),
            (label("definition"), sector["definition"] or sector["section_name"] or "—", ""),
        ]
        _entity(
            site,
            f"sector/{wording.slug(key)}",
            "sector_key = $key",
            {"key": key},
            Label(sector["sector_name"], sector["sector_name"]),
            kicker=label("sector"),
            kicker_href="sectors.html",
            about=about,
            related=[(label("consists_of"), members[key])] if key in members else [],
        )
    _list(
        site,
        "sectors",
        ("name", "level", "rates", "funds", "projects", "others", "as_of"),
        [
            (
                site.link("sector", row["sector_key"]),
                (
                    row["sector_name"],
                    code_label("sector_level", row["level"]),
                    *_counts(row),
                    f"{row['latest_date'] or '—'}",
                ),
            )
            for row in site.sectors
        ],
    )


def indicators(site: Site) -> None:
    """Write a page for each indicator that has figures, and their list."""
    for indicator in site.indicators:
        code = indicator["indicator"]

        def draw(rows: Sequence[Row], up: str) -> list[Drawing]:
            units = [row["unit"] for row in rows]
            usual = max(sorted(set(units)), key=units.count)
            made = drawing(label("values_over_time"), rows, up, usual, by_level)
            return [made] if made else []

        _entity(
            site,
            f"indicator/{wording.slug(code)}",
            "indicator = $code",
            {"code": code},
            Label(indicator["indicator_name_zh"], indicator["indicator_name_en"]),
            draw=draw,
            kicker=label("indicator"),
            kicker_href="indicators.html",
            about=[
                (label("kind"), code_label("kind", indicator["kind"]), ""),
                (label("definition"), indicator["definition"], ""),
                (label("words"), indicator["terms"] or "—", ""),
            ],
            skip=("indicator",),
        )
    _list(
        site,
        "indicators",
        ("name", "kind", "definition", "facts", "cities"),
        [
            (
                site.link("indicator", row["indicator"]),
                (
                    Label(row["indicator_name_zh"], row["indicator_name_en"]),
                    code_label("kind", row["kind"]),
                    row["definition"],
                    row["facts"],
                    row["cities"],
                ),
            )
            for row in site.indicators
        ],
    )


def kinds(site: Site) -> None:
    """Write the pages of all rates, funds and project counts."""
    for kind, name in (("rate", "rates"), ("fund", "funds"), ("project_count", "projects")):
        _entity(site, name, "kind = $kind", {"kind": kind}, label(name))


def overview(site: Site) -> None:
    """Write the page that everything begins with."""
    counts = site.published.row(queries.COUNTS)
    rates = site.published.figures(f"{queries.COUNTED} and kind = 'rate'")
    pages = dict(render.SECTIONS)
    names = ("documents", "rates", "funds", "projects", "cities", "sectors", "contradictions")
    site.page(
        "index.html",
        "index.html",
        tiles=[(counts[name], label(name), pages[name]) for name in names],
        drawing=drawing(label("rates_over_time"), rates, "", "percent", by_indicator),
        figures=[shown(site, row) for row in rates[:12]],
        cities=site.cities[:30],
    )


def contradictions(site: Site) -> None:
    """Write the page of figures that contradict each other, side by side."""
    rows = site.published.rows(queries.CONTRADICTIONS)
    download = downloads.write_table(site.published, site.root, "fct_contradictions")
    for path, part, pager in paged("contradictions", rows[:_MOST_ROWS], _ROWS_OF_A_PAGE):
        site.page(path, "contradictions.html", pairs=[_pair(row) for row in part], pager=pager, download=download)


def _pair(row: Row) -> dict[str, Any]:
    place = " · ".join(filter(None, (row["city_name"], row["sector_name"])))
    return {
        "indicator": Label(row["indicator_name_zh"], row["indicator_name_en"]),
        "city": place or label("no_place"),
        "scope": wording.visible(row["scope_text"]),
        "as_of": wording.as_of(row),
        "difference": wording.amount(
            row["value_difference"], "percentage_point" if row["unit"] == "percent" else row["unit"]
        ),
        "is_within_document": row["is_within_document"],
        "confidence": row["confidence"],
        "sides": [
            {
                "href": wording.figure_page(row[f"{side}_document_key"], row[f"{side}_quantity_key"]),
                "text": wording.visible(row[f"{side}_value_text"]),
                "evidence": wording.visible(row[f"{side}_evidence_text"]),
                "document": wording.visible(row[f"{side}_title"] or row[f"{side}_source_name"]),
                "document_href": f"document/{wording.slug(row[f'{side}_document_key'])}.html",
                "publisher": wording.visible(row[f"{side}_publisher"] or ""),
            }
            for side in ("first", "second")
        ],
    }


def _corrected_figure(row: Row) -> dict[str, str] | str:
    """Return the figure that a correction is of, as a link; its key, if this warehouse does not have it."""
    if not row["document_key"]:
        return str(row["quantity_key"])
    href = f"document/{wording.slug(row['document_key'])}.html#{row['quantity_key']}"
    return {"text": wording.visible(row["value_text"]), "href": href}


def health(site: Site, build: Build | None) -> None:
    """Write the page about the state of the data; `build` is what is known of the published file, if anything."""
    published = site.published
    told = published.row(queries.OPEN_QUESTIONS)
    tenths = {row["tenth"]: row["facts"] for row in published.rows(queries.BY_CONFIDENCE)}
    by_confidence = [(f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}", tenths.get(tenth, 0)) for tenth in range(10)]
    by_month = [(row["month"], row["documents"]) for row in published.rows(queries.BY_MONTH)]
    site.page(
        "health.html",
        "health.html",
        freshness=published.row(queries.FRESHNESS),
        build=build,
        questions=[
            (told["without_date"], label("facts_without_date")),
            (told["without_place"], label("facts_without_place")),
            (told["repaired"], label("facts_repaired")),
            (told["superseded"], label("facts_superseded")),
        ],
        unbound=[(_why_unbound(row["rejection_reason"]), row["numbers"]) for row in published.rows(queries.UNBOUND)],
        charts=[
            (
                label("confidence_dist"),
                charts.bars(by_confidence),
                (("confidence", False), ("facts", True)),
                by_confidence,
            ),
            (
                label("published_dist"),
                charts.bars(by_month) if by_month else None,
                (("published", False), ("documents", True)),
                by_month,
            ),
        ],
        tables=[
            (
                label("documents_by_damage"),
                (("damage", False), ("documents", True)),
                [(_damage(row["damage"]), row["documents"]) for row in published.rows(queries.BY_DAMAGE)],
            ),
            (
                label("script"),
                (("script", False), ("documents", True)),
                [(code_label("script", row["script"]), row["documents"]) for row in published.rows(queries.BY_SCRIPT)],
            ),
            (
                label("encoding"),
                (("encoding", False), ("documents", True)),
                [(row["detected_encoding"], row["documents"]) for row in published.rows(queries.BY_ENCODING)],
            ),
        ],
        rules=[
            (row["rule"], row["applied"], row["left_alone"], f"{row['confidence'] or 0:.2f}")
            for row in published.rows(queries.BY_RULE)
        ],
        set_aside_reasons=[
            (row["reason"], row["items"], row["lost"]) for row in published.rows(queries.SET_ASIDE_BY_REASON)
        ],
        set_aside=[
            (
                row["load_id"],
                wording.visible(row["source_path"] or ""),
                row["reason"],
                wording.visible(row["detail"] or ""),
                label("lost" if row["is_document_lost"] else "partly"),
            )
            for row in published.rows(queries.SET_ASIDE, at_most=_MOST_TOLD)
        ],
        corrections=[
            (
                _corrected_figure(row),
                row["field"],
                row["new_value"],
                row["corrected_by"],
                code_label("correction", row["status"]),
                row["problem"] or row["reason"],
            )
            for row in published.rows(queries.CORRECTIONS, at_most=_MOST_TOLD)
        ],
        loads=[
            (
                row["load_id"],
                f"{row['started_at']:%Y-%m-%d %H:%M}",
                row["items_in"],
                row["items_landed"],
                row["items_unchanged"],
                row["items_set_aside"],
                row["items_withdrawn"],
            )
            for row in published.rows(queries.LOADS)
        ],
    )


def _damage(kinds_found: str) -> str:
    return " + ".join(code_label("damage", kind).plain for kind in kinds_found.split("+"))


def _why_unbound(reason: str) -> Label:
    return code_label("rejection", reason) if reason else label("unbound_unknown")


def documents(site: Site, rows: Sequence[Row]) -> None:
    """Write the list of all documents."""
    _list(
        site,
        "documents",
        ("title", "publisher", "published", "damage", "facts"),
        [
            (
                f"document/{wording.slug(row['document_key'])}.html",
                (
                    wording.visible(row["title"] or row["source_name"]),
                    wording.visible(row["publisher"] or "—"),
                    f"{row['published_date'] or '—'}",
                    _damage(row["damage"]),
                    row["facts"],
                ),
            )
            for row in rows
        ],
    )


def data(site: Site, told_by_dbt: Mapping[str, str]) -> None:
    """Write the page of the published tables: their relations, columns, tests and lineage, and files to take away.

    `told_by_dbt` has the place in dbt's own documentation for each table, where that is part of the site.
    """
    columns: dict[str, list[Row]] = {}
    all_columns = site.published.rows(queries.COLUMNS)
    for column in all_columns:
        columns.setdefault(column["table_name"], []).append(column)
    known = dictionary(site.published, all_columns)
    tables = [
        row
        | {
            "columns": [
                column | {"guards": known.guards.get((column["table_name"], column["column_name"]), ())}
                for column in columns[row["table_name"]]
            ],
            "guards": known.guards.get((row["table_name"], ""), ()),
            "lineage": known.lineage[row["table_name"]],
            "dbt_docs": told_by_dbt.get(row["table_name"], ""),
            "download": None
            if row["table_name"] in _LARGE_TABLES
            else downloads.write_table(site.published, site.root, row["table_name"]),
        }
        for row in site.published.rows(queries.TABLES)
    ]
    names = {table: [column["column_name"] for column in found] for table, found in columns.items()}
    related = {name for each in known.relations for name in (each.table, each.to_table)}
    site.page(
        "data.html",
        "data.html",
        tables=tables,
        is_known=known.is_known,
        dbt_docs=dbt_docs.PAGE if told_by_dbt else "",
        relations=known.relations,
        picture=picture(known.relations, names) if known.relations else None,
        alone=sorted(set(names) - related) if known.relations else [],
    )


_NUMBERS: Final = frozenset({"rates", "funds", "projects", "others", "facts", "cities"})


def _list(site: Site, name: str, columns: Sequence[str], rows: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
    for path, part, pager in paged(name, rows, _ROWS_OF_A_LIST):
        site.page(
            path,
            "list.html",
            heading=label(name),
            columns=[(column, column in _NUMBERS) for column in columns],
            rows=part,
            pager=pager,
            total=len(rows),
        )


def _counts(row: Row) -> tuple[int, int, int, int]:
    return row["rates"], row["funds"], row["projects"], row["others"]
