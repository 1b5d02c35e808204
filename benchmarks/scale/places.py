"""The places that articles are about: divisions that kept their name through all years of the corpora."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2009, 2025

# How an article speaks of its own place, by the last character of the place's name.
_OWN_WORDS = {
    "省": ("全省", "我省"),
    "市": ("全市", "我市"),
    "州": ("全州", "我州"),
    "盟": ("全盟", "我盟"),
    "县": ("全县", "我县"),
    "旗": ("全旗", "我旗"),
    "区": ("全区", "我区"),
    "国": ("全国",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A division: `full_name` names a county after its prefecture; `children` are official names."""

    name: str
    short_name: str
    full_name: str
    level: str
    own_words: tuple[str, ...]
    children: tuple[str, ...]


def read_places(divisions: Path) -> list[Place]:
    """Return the places of `divisions` (the seed) that an article of any year can be about, in that order."""
    with divisions.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if _is_lasting(row)]
    children: dict[str, list[str]] = {}
    for row in rows:
        children.setdefault(row["parent_adcode"], []).append(row["city_name"])
    return [
        Place(
            row["city_name"],
            row["short_name"],
            _full_name(row),
            row["level"],
            _OWN_WORDS[row["city_name"][-1]],
            tuple(children.get(row["adcode"], ())),
        )
        for row in rows
        if row["city_name"][-1] in _OWN_WORDS
    ]


def _is_lasting(row: dict[str, str]) -> bool:
    return int(row["valid_from_year"]) <= FIRST_YEAR and (
        not row["valid_to_year"] or int(row["valid_to_year"]) > LAST_YEAR
    )


def _full_name(row: dict[str, str]) -> str:
    above = row["prefecture_name"] or row["province_name"]
    return above + row["city_name"] if row["level"] == "county" and above != row["city_name"] else row["city_name"]
