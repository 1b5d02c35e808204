"""The damaged articles of the sample corpus are what the simulator makes of their clean sources."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from .simulator import damage
from .sites import SITES

SOURCES = Path(__file__).parent / "sources"
CORPUS = Path(__file__).parents[2] / "corpus"


def recorded() -> list[dict[str, str]]:
    with (SOURCES / "recorded.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", recorded(), ids=lambda row: row["file"])
def test_the_simulator_makes_the_corpus_file_again_from_its_source_and_seed(row: dict[str, str]) -> None:
    clean = (SOURCES / row["file"]).read_text(encoding="utf-8")
    damaged = damage(clean, seed=int(row["seed"]), site=SITES[row["site"]])
    assert (CORPUS / row["file"]).read_bytes() == damaged.text.encode(row["encoding"])


def test_every_clean_source_is_recorded() -> None:
    assert {path.name for path in SOURCES.glob("*.txt")} == {row["file"] for row in recorded()}


def test_the_articles_called_slip_have_slips_and_the_others_none() -> None:
    for row in recorded():
        clean = (SOURCES / row["file"]).read_text(encoding="utf-8")
        slips = damage(clean, seed=int(row["seed"]), site=SITES[row["site"]]).slips
        assert bool(slips) == row["file"].startswith("slip-"), row["file"]
