"""The one point where dbt meets the loader: landed tables for a `dbt build` on a file that never saw a load.

dbt-duckdb calls this when it opens the warehouse. If the landed tables are there, nothing happens; if not, the sample
corpus is loaded, so that plain `dbt build` works on a fresh clone.
"""

from __future__ import annotations

import logging
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from fugong import config
from fugong.land.warehouse import Warehouse
from fugong.lexicon import load_lexicon
from fugong.load import load

log = logging.getLogger("fugong.dbt_plugin")


class Plugin(BasePlugin):
    """Lands the sample corpus in a warehouse that has no landed tables yet."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Take no configuration; everything stands in `fugong.config`."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Land the sample corpus if nothing was ever loaded through `conn`."""
        warehouse = Warehouse.of_connection(conn)
        if warehouse.has_loads():
            return
        lexicon = load_lexicon(config.project_dir() / "seeds")
        summary = load([config.corpus_dir()], warehouse, lexicon)
        log.info("landed the sample corpus: %d documents", summary.landed)
