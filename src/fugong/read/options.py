"""What the user says about how the input is to be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from fugong.read.fields import FieldNames
from fugong.read.kinds import Kind


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How fields of records are called, and what the files given by name, or the pipe, hold for sure."""

    fields: FieldNames = field(default_factory=FieldNames)
    kind: Kind | None = None


DEFAULT_OPTIONS = ReadOptions()
