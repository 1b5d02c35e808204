"""Small articles and looks into the landed tables and what was printed, for the tests of the load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from fugong import config
from fugong.land import tables
from fugong.land.warehouse import Warehouse
from fugong.load import LoadSummary

ARTICLES = {
    "a.txt": "截至3月9日,青山县186家规上工业企业开工率达97.3%。\n",
    "b.txt": "目前,纺织、服装、家具3个行业复工率分别为95%、91.5%和88%。\n",
    "c.txt": "我市新开工项目12个,总投资近37亿元。\n",
}
MANIFEST = "path,title,publisher,url,published_at\na.txt,大庆市开工忙,青山晚报,https://news.example.org/a,2020-03-10\n"
CONTENT_TABLES = (*tables.DOCUMENT_TABLES, tables.DOCUMENT_SOURCES, tables.METADATA_PLACES)
Loader = Callable[..., LoadSummary]
OF_A_LOAD = {"load_id", "loaded_at", "first_load_id", "retired_load_id"}


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files into the folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def content_of(warehouse: Warehouse, *, without: frozenset[str] | set[str] = frozenset()) -> dict[str, list[Any]]:
    """Return the sorted rows of all tables that hold content, leaving out the columns named."""
    content = {}
    for table in CONTENT_TABLES:
        columns = ", ".join(column.name for column in table.columns if column.name not in without)
        content[table.name] = sorted(warehouse.rows(f"select {columns} from {table.qualified_name}"), key=repr)
    return content


def query(path: Path, text: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query on the work file of a warehouse, which nobody holds."""
    with duckdb.connect(str(config.work_path(path)), read_only=True) as connection:
        return connection.execute(text).fetchall()


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the only line that was printed, an error of fugong's own."""
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("fugong: ")
    return line
