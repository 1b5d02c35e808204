"""Where dbt meets the loader and the publication, for `fugong build` and for plain `dbt build` alike.

dbt-duckdb calls this before and when it opens the work file. The lock is taken, until the process ends. Where nothing
was ever loaded the sample corpus is, so that plain `dbt build` works on a fresh clone; where a seed table that the
loader reads has changed since, the stored documents are read again, so that a new term or unit needs no more than
`dbt build`. At the end of a whole build the macro `publish` calls `store`.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError
from duckdb import DuckDBPyConnection

from fugong import config
from fugong.fingerprints import fingerprints_of
from fugong.land.warehouse import Warehouse, WarehouseError
from fugong.lexicon import load_lexicon
from fugong.load import load
from fugong.project import code_fingerprint
from fugong.publish import work
from fugong.publish.swap import publish

log = logging.getLogger("fugong.dbt_plugin")


class Plugin(BasePlugin):
    """Lands the sample corpus in an empty warehouse, reads stored documents again by changed seed tables, publishes."""

    _connection: DuckDBPyConnection
    _public: Path | None = None

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        """Take no configuration; everything stands in `fugong.config`."""

    def update_connection_config(self, creds: Any, config_options: dict[str, Any]) -> None:
        """Before the file that `creds` names is opened: take its lock, and see to it if it is a work file.

        Raises:
            LockedError: if another process writes.
            WarehouseError: if there can be no such warehouse.
        """
        self._public = config.public_path(Path(creds.path).absolute())
        if self._public:
            work.begin(self._public, " ".join(["dbt", *sys.argv[1:]]))

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Bring the landed tables that `conn` sees up to date.

        Raises:
            WarehouseError: if documents are to be read again and the language model they were read by is not there.
        """
        self._connection = conn
        warehouse = Warehouse.of_connection(conn)
        project = config.project_dir()
        warehouse.describe_project(code_fingerprint(project), config.documents_per_build())
        lexicon = load_lexicon(project / "seeds")
        if not warehouse.has_loads():
            summary = load([config.corpus_dir()], warehouse, lexicon)
            log.info("landed the sample corpus: %d documents", summary.landed)
        elif warehouse.is_stale(fingerprints_of(lexicon), warehouse.language_model()[0]):
            summary = load([], warehouse, lexicon)
            log.info("read %d documents again by the changed seed tables", summary.rescanned)

    def store(self, target_config: Any) -> None:
        """Publish what was built; `target_config.config` has what the macro `publish` knows of it.

        It is dbt-duckdb's way for a macro to call a plugin (`adapter.store_relation`). Nothing runs on the connection
        meanwhile, and an error of it ends dbt with a code that is not 0.

        Raises:
            DbtRuntimeError: if it cannot be published; the public file is what it was.
        """
        if self._public is None:
            log.info("not published: the profile opens no work file")
            return
        try:
            publish(
                self._connection,
                self._public,
                keep=config.keep_builds(),
                tests_passed=target_config.config["tests_passed"],
                project=config.project_dir(),
                built_documents=target_config.config["built_documents"],
            )
        except (WarehouseError, config.SettingError) as error:
            raise DbtRuntimeError(str(error)) from error
