"""The sample warehouse with everything that can be awkward, and its site, made once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb
import pytest
from awkward_rows import AWKWARD_DOCUMENT, HOSTILE, HOSTILE_ADDRESS, STATEMENTS

from fugong.site.build import build_site

BUILT_VARIABLE = "FUGONG_TEST_WAREHOUSE"
DEFAULT = Path(__file__).parents[2] / "warehouse" / "fugong.duckdb"


def _built() -> Path:
    named = os.environ.get(BUILT_VARIABLE)
    warehouse = Path(named) if named else DEFAULT
    if not warehouse.is_file():
        pytest.skip(f"no built warehouse: set {BUILT_VARIABLE}, or run `make warehouse`")
    return warehouse


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file that has everything that can be awkward."""
    file = tmp_path_factory.mktemp("published") / "fugong.duckdb"
    shutil.copyfile(_built(), file)
    given = {"hostile": HOSTILE, "address": HOSTILE_ADDRESS, "document": AWKWARD_DOCUMENT}
    with duckdb.connect(str(file)) as connection:
        for statement in STATEMENTS:
            named = {name: value for name, value in given.items() if f"${name}" in statement}
            connection.execute(statement, named or None)
    return file


@pytest.fixture(scope="session")
def site(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of that file."""
    folder = tmp_path_factory.mktemp("made") / "site"
    build_site(public, folder, lambda _: None)
    return folder
