from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from loading import ARTICLES, write

from fugong.land.warehouse import Warehouse
from fugong.lexicon import Lexicon
from fugong.load import load
from fugong.text.signature import BANDS

_BANDS = "select document_key, band_number, band_hash from raw.document_bands order by 1, 2"


def test_every_document_lands_its_bands_counted_from_one(corpus: Path, warehouse: Warehouse, lexicon: Lexicon) -> None:
    load([corpus], warehouse, lexicon)
    counts = warehouse.rows(
        "select count(*), min(band_number), max(band_number) from raw.document_bands group by document_key"
    )
    assert counts == [(BANDS, 1, BANDS)] * len(ARTICLES)


def test_a_document_that_says_nothing_lands_no_band(tmp_path: Path, warehouse: Warehouse, lexicon: Lexicon) -> None:
    load([write(tmp_path / "few", {"few.txt": "复工。"})], warehouse, lexicon)
    assert warehouse.rows("select count(*) from raw.documents") == [(1,)]
    assert warehouse.rows(_BANDS) == []


def test_traditional_and_annotated_copies_have_the_bands_of_the_simplified_text(
    tmp_path: Path, warehouse: Warehouse, lexicon: Lexicon
) -> None:
    copies = {
        "simplified.txt": "截至3月9日,青山县186家规上工业企业开工率达97.3%。\n",
        "traditional.txt": "截至3月9日,青山縣186家規上工業企業開工率達97.3%。\n",
        "annotated.txt": "截至3月9日,青山縣186家規上工業企業開(kai)工率達97.3%。\n",
    }
    load([write(tmp_path / "copies", copies)], warehouse, lexicon)
    bands = warehouse.rows(
        "select band_number, count(*), count(distinct band_hash) from raw.document_bands group by band_number"
    )
    assert sorted(bands) == [(number, len(copies), 1) for number in range(1, BANDS + 1)]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_loading_does_not_change_the_bands(
    seed: int, corpus: Path, tmp_path: Path, warehouse: Warehouse, lexicon: Lexicon
) -> None:
    load([corpus], warehouse, lexicon)
    paths = sorted(corpus.glob("*.txt"))
    Random(seed).shuffle(paths)
    with Warehouse(tmp_path / "other.duckdb") as other:
        for path in paths:
            load([path], other, lexicon)
        assert other.rows(_BANDS) == warehouse.rows(_BANDS)
