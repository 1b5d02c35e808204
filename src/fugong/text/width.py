"""Width: full-width ASCII, small forms and ideographic spaces to their ordinary forms."""

from __future__ import annotations

import re
from functools import cache

from fugong.text.codepoints import CharacterTable

# Small forms stand for ordinary marks on pages that were once in Big5 (大連66.84%﹔鐵嶺).
_SMALL = dict(zip("﹐﹑﹒﹔﹕﹖﹗﹙﹚﹛﹜﹝﹞﹟﹠﹡﹢﹣﹤﹥﹦﹨﹩﹪﹫", ",、.;:?!(){}〔〕#&*+-<>=\\$%@", strict=True))
# What becomes of each character that is folded.
NARROW = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | _SMALL | {"\u3000": " ", "\xa0": " "}
_WIDE = re.compile("[\uff01-\uff5e\ufe50-\ufe6b\u3000\xa0]")


def fold(text: str) -> str:
    """Return `text` with full-width ASCII and small forms as ordinary marks, and every wide space as a plain one.

    It goes character for character, so every position in the text stays what it was.
    """
    return table().translate(text) if _WIDE.search(text) else text


@cache
def table() -> CharacterTable:
    """Return the look-up table that folding goes by."""
    return CharacterTable(NARROW)
