"""How values, dates and names stand on the pages, and which page each thing has."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from fugong.site.data import Row
from fugong.site.labels import Label, code_label

_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
# What shows nothing, or shows something else than it is: each gets the sign that stands for it, so that offsets hold.
_UNSEEN: Final = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {
    0x7F: 0x2421,
    **dict.fromkeys((0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F), 0xFFFD),
}


def slug(key: str) -> str:
    """Return the file name, without its ending, of the page of a key: the key itself where that is a plain name."""
    return key if _PLAIN_NAME.fullmatch(key) else "x-" + sha256(key.encode()).hexdigest()[:24]


def visible(text: str) -> str:
    """Return a text of the same length in which no character is unseen or turns the direction of reading."""
    return text.replace("\r\n", " \n").translate(_UNSEEN)


def web_address(url: str | None) -> str | None:
    """Return the address if it may be followed: http or https to some host, and nothing that a browser would run."""
    if not url or re.search(r"[\x00-\x20\\]", url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def plain(number: Decimal | float) -> str:
    """Return a number with thousands apart and without zeros that say nothing."""
    shown = f"{number:,f}" if isinstance(number, Decimal) else f"{number:,.4f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def change(points: Decimal) -> str:
    """Return a change in percentage points, with its sign."""
    return f"{'+' if points > 0 else ''}{plain(points)}pp"


def amount(value: Decimal, unit: str) -> Label:
    """Return a value with its unit, as each language writes it: 38.9亿元, ¥3.89 billion."""
    if unit == "percent":
        return Label(f"{plain(value)}%", f"{plain(value)}%")
    if unit == "CNY":
        return Label(f"{_in_steps(value, (('亿', 10**8), ('万', 10**4)))}元", f"¥{_in_steps(value, _ENGLISH_STEPS)}")
    if unit.startswith("other:"):
        word = unit.removeprefix("other:")
        return Label(f"{plain(value)} {word}", f"{plain(value)} {word}")
    name = code_label("unit", unit)
    return Label(f"{plain(value)}{name.zh}", f"{plain(value)} {name.en}")


_ENGLISH_STEPS: Final = ((" billion", 10**9), (" million", 10**6))


def _in_steps(value: Decimal, steps: tuple[tuple[str, int], ...]) -> str:
    for name, size in steps:
        if abs(value) >= size:
            return plain(value / size) + name
    return plain(value)


def as_of(row: Row) -> str:
    """Return the time a figure is true at, no finer than it is known; '' if it is not."""
    day: date | None = row["as_of_date"]
    if day is None:
        return ""
    match row["as_of_precision"]:
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day.year} Q{(day.month + 2) // 3}"
        case "year":
            return f"{day.year}"
        case "ten_days":
            return f"{since(row):%Y-%m-%d}…{day:%d}"
        case _:
            return f"{day:%Y-%m-%d}"


def since(row: Row) -> date | None:
    """Return the first day of the period that a figure is of; None where it is of a day."""
    day: date | None = row["as_of_date"]
    if day is None:
        return None
    match row["as_of_precision"]:
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return day.replace(month=1, day=1)
        case "ten_days":
            last = monthrange(day.year, day.month)[1]
            return day.replace(day=21 if day.day == last else max(1, day.day - 9))
        case _:
            return None


def figure_page(document_key: str, quantity_key: str) -> str:
    """Return where a figure is shown in its text, counted from the root of the site."""
    return f"document/{slug(document_key)}.html#{quantity_key}"
