"""Broken and hostile inputs, made by `tools/fuzz_inputs.py`: nothing is raised, all is on record, nothing hangs."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

from fugong.read import SetAside, Source, read_paths

TOOL = Path(__file__).parents[2] / "tools" / "fuzz_inputs.py"


@pytest.fixture(scope="module")
def fuzzer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_inputs", TOOL)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_inputs"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("first", range(0, 400, 50))
def test_whatever_is_given_is_read_or_set_aside(fuzzer: ModuleType, tmp_path: Path, first: int) -> None:
    for number in range(first, first + 50):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = fuzzer.make(7, number, folder)
        began = time.process_time()
        items = list(read_paths([path if number % 2 else folder]))
        assert time.process_time() - began < 10, number
        assert items, number
        sources = [item for item in items if isinstance(item, Source)]
        assert len({source.source_path for source in sources}) == len(sources), number
        for source in sources:
            assert source.source_name.encode() and source.decoded.text.encode(), number
            assert not any("\0" in str(value) for value in (source.title, source.publisher, source.url)), number
        for row in items:
            if isinstance(row, SetAside):
                assert row.detail.isprintable() or "\u3000" in row.detail, number
        shutil.rmtree(folder)
