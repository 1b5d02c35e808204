"""How what was published is opened: read-only, with an answer for people where that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from fugong import config
from fugong.land.warehouse import WarehouseError


@contextmanager
def opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the public file at `path` for reading; whatever is published meanwhile, the connection sees this one.

    Raises:
        WarehouseError: if there is none at `path`, another process writes to it, or it is no DuckDB file.
    """
    if not path.is_file() and config.work_path(path).is_file():
        raise WarehouseError(f"{path}: its models are not built yet: build them with `fugong build`")
    if not path.is_file():
        raise WarehouseError(f"{path}: no such warehouse; `fugong build` makes one")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"{path}: cannot be opened as a warehouse ({str(error).splitlines()[0]})") from error
    with connection:
        yield connection
