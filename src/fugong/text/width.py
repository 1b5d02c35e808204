"""Width: full-width ASCII and ideographic spaces to their ordinary forms."""

from __future__ import annotations

import re

from fugong.text.aligned import Edit

_WIDE = re.compile("[\uff01-\uff5e\u3000\xa0]")


def fold(text: str) -> str:
    """Return `text` with full-width ASCII folded to ASCII and ideographic or non-breaking spaces to spaces."""
    return _WIDE.sub(lambda match: _narrow(match[0]), text)


def find_wide(text: str) -> list[Edit]:
    """Return the edits that fold full-width ASCII to ASCII and ideographic or non-breaking spaces to spaces."""
    return [Edit(m.start(), m.end(), _narrow(m[0]), "width.fold") for m in _WIDE.finditer(text)]


def _narrow(character: str) -> str:
    return " " if character in "\u3000\xa0" else chr(ord(character) - 0xFEE0)
