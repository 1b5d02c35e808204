"""Stands for dbt's `adapter` where sqlfluff renders models without a database: a dispatched macro is a function."""

from __future__ import annotations

from collections.abc import Callable


def dispatch(macro_name: str, macro_namespace: str | None = None) -> Callable[..., str]:
    """Return a function that renders `macro_name` as a call of a SQL function of that name."""

    def call(*arguments: object) -> str:
        return f"{macro_name}({', '.join(_sql(argument) for argument in arguments)})"

    return call


def _sql(argument: object) -> str:
    return ", ".join(map(str, argument)) if isinstance(argument, list) else str(argument)
