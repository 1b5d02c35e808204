"""What the tests of the load begin with: a small folder of articles, an empty warehouse, and a load into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from loading import ARTICLES, Loader, write

from fugong.land.warehouse import Warehouse
from fugong.lexicon import Lexicon
from fugong.load import LoadSummary, Prune, load


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "house" / "w.duckdb") as opened:
        yield opened


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write(tmp_path / "corpus", ARTICLES)


@pytest.fixture
def run(warehouse: Warehouse, lexicon: Lexicon) -> Loader:
    def loader(
        *paths: Path, into: Warehouse = warehouse, by: Lexicon = lexicon, prune: Prune = Prune.NOTHING
    ) -> LoadSummary:
        return load(paths, into, by, prune=prune)

    return loader
