"""Texts that a spreadsheet would take for a formula. They come from the open web, and none may ever act."""

from __future__ import annotations

import re
from typing import Final

# How formulas begin, also in full width; a tab or line break before one is passed over by some spreadsheets.
_START: Final = r"^[=+\-@\t\r\n＝＋－＠]"
_NUMBER: Final = r"^[+\-]?[0-9]+([.][0-9]+)?%?$"
_IS_START: Final = re.compile(_START)
_IS_NUMBER: Final = re.compile(_NUMBER.removesuffix("$") + r"\Z")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet may take `text` for a formula. A signed number (-3.2%) is none."""
    return _IS_START.match(text) is not None and _IS_NUMBER.match(text) is None


def is_formula_sql(column: str) -> str:
    """Return the same in SQL of DuckDB, for a column whose name is quoted."""
    return f"(regexp_matches({column}, '{_START}') and not regexp_full_match({column}, '{_NUMBER}'))"


def neutralised_sql(column: str) -> str:
    """Return SQL for the texts of a column, with an apostrophe before those that may be formulas."""
    return f"case when {is_formula_sql(column)} then '''' || {column} else {column} end"
