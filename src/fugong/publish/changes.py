"""What a build changes: its facts beside those of the one that is public."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from fugong.publish.builds import Changes

# Beside what dbt's connection holds in the same process. What does not fit goes to the disk.
MEMORY: Final = "512MB"
_FACTS: Final = "fct_quantities"
_KEY: Final = "quantity_key"
# What a person's correction replaced is kept beside the fact that counts, and is no fact of its own.
_REPLACED_BY: Final = "superseded_by_key"
# The key holds the document and the place in it, so the words there are the same.
_NOT_COMPARED: Final = (_KEY, "evidence_text", "value_text")


def changes(old: Path, new: Path, built: str | None = None, since: int | None = None) -> Changes | None:
    """Return what the facts of `new` are against those of `old`, or None where one of them has none, or cannot be read.

    `built` names a table of `new` with the number of the run of the models that built each document last: facts may
    differ where that is above `since`. Where either is None all are compared, a second or two for a million facts.
    Columns that only one of the files has are not compared.
    """
    try:
        with duckdb.connect(
            config={"memory_limit": MEMORY, "temp_directory": str(new.parent / "spilled")}
        ) as connection:
            for name, file in (("old", old), ("new", new)):
                quoted = str(file).replace("'", "''")
                connection.execute(f"attach '{quoted}' as {name} (read_only)")
            columns = [
                column
                for (column,) in connection.execute(
                    "select column_name from duckdb_columns() where schema_name = 'main' and table_name = ? "
                    "and database_name in ('old', 'new') group by column_name, data_type having count(*) = 2 "
                    "order by column_name",
                    [_FACTS],
                ).fetchall()
            ]
            if _KEY not in columns:
                return None
            compared = ", ".join(f'"{column}"' for column in columns if column not in _NOT_COMPARED) or "0"
            # Of millions of facts: 64 bits stand for a key and for what is said of it, a fifth of the memory of texts.
            side = f"select hash({_KEY}) as id, hash({compared}) as content from {{}}.main.{_FACTS}"  # noqa: S608
            if built is not None and since is not None:
                since_then = f"select document_key from new.{built} where run_number > {since}"  # noqa: S608
                side += f" inner join ({since_then}) using (document_key)"
            if _REPLACED_BY in columns:
                side += f" where {_REPLACED_BY} is null"
            old_side, new_side = side.format("old"), side.format("new")
            ((added, changed, gone),) = connection.execute(
                "select count(*) filter (where old_facts.id is null), "  # noqa: S608
                "count(*) filter (where old_facts.content <> new_facts.content), "
                "count(*) filter (where new_facts.id is null) "
                f"from ({old_side}) as old_facts full outer join ({new_side}) as new_facts using (id)"
            ).fetchall()
    except duckdb.Error:
        return None
    return Changes(int(added), int(changed), int(gone))
