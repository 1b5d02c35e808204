"""What the pages say, in Chinese and English: the rows of labels.csv, by their key."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from markupsafe import Markup, escape

_FILE: Final = "labels.csv"


class UnknownLabelError(KeyError):
    """A page asks for a label that labels.csv does not have."""


@dataclass(frozen=True, slots=True)
class Label:
    """One label in both languages."""

    zh: str
    en: str

    def __html__(self) -> str:
        """Return both languages as markup, once where they are the same; the switch of the page shows one or both."""
        return _markup(self.zh, self.en)

    @property
    def plain(self) -> str:
        """Both languages in one line, for attributes, which know no markup."""
        return f"{self.zh} {self.en}" if self.zh != self.en else self.zh


@lru_cache(maxsize=4096)
def _markup(zh: str, en: str) -> Markup:
    if zh == en:
        return escape(zh)
    return Markup('<span class="t"><span class="zh">{}</span> <span class="en" lang="en">{}</span></span>').format(
        zh, en
    )


@cache
def labels() -> dict[str, Label]:
    """Return all labels by their key."""
    text = (files(__package__) / _FILE).read_text(encoding="utf-8")
    return {row["key"]: Label(row["zh"], row["en"]) for row in csv.DictReader(text.splitlines())}


def label(key: str) -> Label:
    """Return the label of a key.

    Raises:
        UnknownLabelError: if there is none.
    """
    try:
        return labels()[key]
    except KeyError:
        raise UnknownLabelError(key) from None


def code_label(group: str, code: str | None) -> Label:
    """Return the label of a code of the warehouse (`comparator`, `ge`); the code itself where no label knows it."""
    if code is None or code == "":
        return Label("—", "—")
    return labels().get(f"{group}.{code}", Label(code, code))
