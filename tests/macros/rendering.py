"""Renders the project's macros, models and data tests for DuckDB without dbt: a model is the table of its own name."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from jinja2.environment import TemplateModule

PROJECT = Path(__file__).parents[2]


class Relation(str):
    """What `ref` returns: the table's name, and its parts."""

    schema = "main"

    @property
    def identifier(self) -> str:
        return str(self)


class _Adapter:
    """Finds DuckDB's version of a dispatched macro."""

    module: TemplateModule

    def dispatch(self, macro_name: str, macro_namespace: str | None = None) -> object:
        return getattr(self.module, f"duckdb__{macro_name}", None) or getattr(self.module, f"default__{macro_name}")


class _Dbt:
    @staticmethod
    def type_string() -> str:
        return "varchar"


def _macro_files() -> str:
    files = sorted((PROJECT / "macros").rglob("*.sql"))
    text = "\n".join(file.read_text(encoding="utf-8") for file in files if file.name != "generate_schema_name.sql")
    # A generic test is a macro with a tag of its own.
    return re.sub(r"{% test (\w+)", r"{% macro test_\1", text).replace("{% endtest %}", "{% endmacro %}")


@cache
def macros() -> TemplateModule:
    """Return the project's macros as functions that give SQL; a generic test `x` is the function `test_x`."""
    adapter = _Adapter()
    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals.update(adapter=adapter, dbt=_Dbt())
    adapter.module = environment.from_string(_macro_files()).module
    return adapter.module


def data_test(name: str) -> str:
    """Return the SQL of the data test of that name."""
    return _rendered(PROJECT / "tests" / "data" / f"{name}.sql")


# What dbt, or the project's macros by what dbt says, answer in a build of all documents.
_STARTED_OVER = {"is_continued": lambda: False, "is_incremental": lambda: False, "documents_per_build": lambda: 0}


def model(name: str) -> str:
    """Return the SQL of the model of that name."""
    (file,) = (PROJECT / "models").rglob(f"{name}.sql")
    return _rendered(file)


def built_for(name: str, given: Collection[str]) -> list[str]:
    """Return the names of the models that `name` is built from, itself the last, each behind those it reads."""
    order: dict[str, None] = {}
    models = {file.stem: file for file in (PROJECT / "models").rglob("*.sql")}

    def build(model_name: str) -> None:
        reads: list[str] = []
        _rendered(models[model_name], reads)
        for read in reads:
            if read in models and read not in given and read not in order:
                build(read)
        order[model_name] = None

    build(name)
    return list(order)


def _rendered(file: Path, reads: list[str] | None = None) -> str:
    """Return the SQL of the file; the names of what it refers to are appended to `reads`."""

    def ref(name: str) -> Relation:
        if reads is not None:
            reads.append(name)
        return Relation(name)

    environment = Environment(undefined=StrictUndefined, extensions=["jinja2.ext.do"])
    environment.globals.update({key: value for key, value in vars(macros()).items() if not key.startswith("_")})
    environment.globals.update(_STARTED_OVER)
    return environment.from_string(file.read_text(encoding="utf-8")).render(ref=ref, config=lambda **_: "")
