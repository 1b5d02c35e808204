"""Stands for dbt's macros where sqlfluff renders models without a database: `dbt.x(a, b)` becomes `x(a, b)`."""

from __future__ import annotations

from collections.abc import Callable


def type_string() -> str:
    """Return the name of the text type, which is no function."""
    return "varchar"


def __getattr__(macro_name: str) -> Callable[..., str]:
    if macro_name.startswith("__"):
        raise AttributeError(macro_name)
    return lambda *arguments: f"{macro_name}({', '.join(map(str, arguments))})"
