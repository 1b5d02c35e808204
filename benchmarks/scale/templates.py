"""The prose's little language: sentences with alternatives and slots, compiled once, told many times.

`(a|b|c)` is one of its alternatives. `{name}`, `{name:argument}` and `{name=}`, `{name~}`, `{name<}`, `{name>}` are
slots; tell.py says what each writes. The kinds of figures are theirs, too: a template knows no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Slot = Callable[[Any], None]
"""Writes into the teller that it is given."""
Part = str | Slot | tuple["Parts", ...]
Parts = tuple[Part, ...]

_TOKEN = re.compile(
    r"\{(?P<name>\w+?)(?P<sign>[=~<>]?)(?::(?P<argument>[^{}]*))?\}|(?P<mark>[(|)])|(?P<text>[^{}(|)]+)"
)


class TemplateError(ValueError):
    """A template that cannot be read; the message holds it."""


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence to tell, and the slots that it names anywhere."""

    source: str
    parts: Parts
    slots: frozenset[str]


def compile_template(source: str, slots: dict[str, Callable[[str, str], Slot]]) -> Template:
    """Return the template that `source` spells; `slots` makes a slot of a sign and an argument.

    Raises:
        TemplateError: if a slot is unknown or brackets do not pair.
    """
    names: set[str] = set()
    stack: list[list[list[Part]]] = [[[]]]
    position = 0
    while position < len(source):
        token = _TOKEN.match(source, position)
        if token is None:
            raise TemplateError(f"{source}: not understood at {source[position:]}")
        position = token.end()
        if name := token["name"]:
            if name not in slots:
                raise TemplateError(f"{source}: no slot is named {name}")
            names.add(name)
            stack[-1][-1].append(slots[name](token["sign"], token["argument"] or ""))
        elif token["mark"] == "(":
            stack.append([[]])
        elif token["mark"]:
            if len(stack) == 1:
                raise TemplateError(f"{source}: {token['mark']} stands outside of brackets")
            if token["mark"] == "|":
                stack[-1].append([])
            else:
                alternatives = tuple(tuple(parts) for parts in stack.pop())
                stack[-1][-1].append(alternatives)
        else:
            stack[-1][-1].append(token["text"])
    if len(stack) > 1:
        raise TemplateError(f"{source}: a bracket is not closed")
    return Template(source, tuple(stack[0][0]), frozenset(names))


def read_templates(path: Path, slots: dict[str, Callable[[str, str], Slot]]) -> list[Template]:
    """Return the templates of a file, one a line; lines that begin with `#` are remarks."""
    return [compile_template(line, slots) for line in _lines(path)]


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line
