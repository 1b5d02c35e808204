"""The signs that stand where bytes could not be read."""

from __future__ import annotations

from typing import Final

UNREADABLE: Final = "?\ufffd"
