"""The one point where dbt meets the loader: landed tables that are there and agree with the seed tables.

dbt-duckdb calls this when it opens the warehouse. Where nothing was ever loaded the sample corpus is, so that plain
`dbt build` works on a fresh clone; where a seed table that the loader reads has changed since, the stored documents are
read again, so that a new term or unit needs no more than `dbt build`.
"""

from __future__ import annotations

import logging
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from duckdb import DuckDBPyConnection

from fugong import __version__, config
from fugong.land.warehouse import Warehouse
from fugong.lexicon import load_lexicon
from fugong.load import load

log = logging.getLogger("fugong.dbt_plugin")


class Plugin(BasePlugin):
    """Lands the sample corpus in an empty warehouse, and reads stored documents again by changed seed tables."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Take no configuration; everything stands in `fugong.config`."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Bring the landed tables that `conn` sees up to date.

        Raises:
            WarehouseError: if documents are to be read again and the language model they were read by is not there.
        """
        warehouse = Warehouse.of_connection(conn)
        lexicon = load_lexicon(config.project_dir() / "seeds")
        if not warehouse.has_loads():
            summary = load([config.corpus_dir()], warehouse, lexicon)
            log.info("landed the sample corpus: %d documents", summary.landed)
        elif warehouse.stale_documents(__version__, lexicon.fingerprint, warehouse.language_model()[0]):
            summary = load([], warehouse, lexicon)
            log.info("read %d documents again by the changed seed tables", summary.rescanned)
