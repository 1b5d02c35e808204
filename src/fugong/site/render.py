"""Templates into pages. Everything is escaped that no template wrote itself, and a name that is missing is an error."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from fugong import __version__
from fugong.site import charts, wording
from fugong.site.labels import code_label, label

SECTIONS: Final = (
    ("overview", "index.html"),
    ("cities", "cities.html"),
    ("sectors", "sectors.html"),
    ("indicators", "indicators.html"),
    ("rates", "rates.html"),
    ("funds", "funds.html"),
    ("projects", "projects.html"),
    ("contradictions", "contradictions.html"),
    ("documents", "documents.html"),
    ("health", "health.html"),
    ("data", "data.html"),
)


@cache
def environment() -> Environment:
    """Return the templates with all that they call."""
    made = Environment(
        loader=PackageLoader("fugong.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # What can be corrected stands in the order in which people look for it.
    made.policies["json.dumps_kwargs"] = {"sort_keys": False}
    made.globals |= {
        "t": label,
        "code": code_label,
        "sections": SECTIONS,
        "version": __version__,
        "colours": charts.COLOURS,
        "swatch": charts.swatch,
    }
    made.filters |= {
        "slug": wording.slug,
        "visible": wording.visible,
        "web_address": wording.web_address,
        "plain": wording.plain,
        "day": _day,
        "told": _told,
        "percent": _percent,
    }
    return made


def write(root: Path, path: str, template: str, **told: Any) -> None:
    """Write one page; `path` counts from the root of the site, and so does `root` inside of the templates."""
    up = "../" * path.count("/")
    text = environment().get_template(template).render(root=up, here=path, **told)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8", newline="\n")


def _day(moment: date | datetime | None) -> str:
    if moment is None:
        return "—"
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment:%Y-%m-%d}"


def _told(comment: str | None) -> Markup:
    """Return a comment of the database, with what stands in backticks as code."""
    words = (comment or "").split("`")
    if len(words) % 2 == 0:
        return escape(comment)
    return Markup("").join(
        Markup("<code>{}</code>").format(word) if place % 2 else word for place, word in enumerate(words)
    )


def _percent(share: float) -> str:
    return f"{share:.2f}"
