"""The published sample warehouse, under a name and in a folder of its own, as a client finds it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

# What `make test` has built already from corpus/.
BUILT_VARIABLE = "FUGONG_TEST_WAREHOUSE"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    built = os.environ.get(BUILT_VARIABLE)
    if not built:
        pytest.skip(f"{BUILT_VARIABLE} names no built warehouse (make test-clients builds one)")
    file = tmp_path_factory.mktemp("published") / Path(built).name
    shutil.copyfile(built, file)
    file.chmod(0o444)
    return file
