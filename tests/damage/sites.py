"""The habits of re-posting sites that the simulator knows: characters, tables, marks and decoders.

Two behaviours were seen at cut marks. One kind of site keeps the mark as it is and writes `?` for the byte left over
before it (`?！`, folded later or not); the other writes the mark in ASCII in a second pass of its own, whose decoder
drops what it cannot read (`!`). Both write `?` for a byte left over before an annotation, and swallow its bracket.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

FULL_WIDTH_ASCII = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}

# OpenCC's standard forms that news sites do not use.
COMMON_VARIANTS = dict(zip("爲衆裏峯牀於佔羣遊喫傑籤衝餘", "為眾里峰床于占群游吃杰簽沖余", strict=True))


@dataclass(frozen=True, slots=True)
class Pass:
    """One search-and-replace over the bytes, and the decoding that follows it.

    `annotated` maps the characters of the table to the pinyin appended to their codes; `marks` are the full-width marks
    whose codes are replaced by `written_marks` (one character each). `take_rate` is the share of the matches across two
    characters that are replaced; `resync_rate` the chance, at each misread pair, that its first byte is dropped and
    reading is in step again; `lost` what is written for a byte that forms no character; `swallow_rate` the chance that
    a `(` right after such a byte goes with it; with `takes_along` any ASCII sign does, a digit too. With the `encoding`
    gb18030 characters beyond GBK have four bytes, and byte pairs without a character are read as private characters
    instead of vanishing.
    """

    annotated: Mapping[str, str] = field(default_factory=dict)
    marks: str = ""
    written_marks: str = ""
    take_rate: float = 1.0
    resync_rate: float = 0.0
    lost: str = "?"
    swallow_rate: float = 1.0
    takes_along: bool = False
    encoding: str = "gbk"

    def __post_init__(self) -> None:
        """Check that every mark has its written form."""
        if len(self.marks) != len(self.written_marks):
            raise ValueError(f"{len(self.marks)} marks cannot be written as {len(self.written_marks)} characters")


@dataclass(frozen=True, slots=True)
class Site:
    """A re-posting site: whether it converts to traditional, with which variants, its passes, and what it folds."""

    name: str
    is_traditional: bool
    passes: tuple[Pass, ...]
    variants: Mapping[str, str] = field(default_factory=lambda: COMMON_VARIANTS)
    folded: str = "".join(FULL_WIDTH_ASCII)

    def character(self, simplified: str) -> str:
        """Return the form in which the site writes the simplified character."""
        if not self.is_traditional:
            return simplified
        traditional = _standard_traditional(simplified)
        return self.variants.get(traditional, traditional)

    def width(self, character: str) -> str:
        """Return the half-width form of the character if the site folds it, else the character."""
        return FULL_WIDTH_ASCII[character] if character in self.folded else character


@cache
def _standard_traditional(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def table(characters: str) -> dict[str, str]:
    """Return a site's table: each of the traditional `characters` with its most usual toned reading."""
    return {character: pinyin(character, style=Style.TONE)[0][0] for character in characters}


SHORT_TABLE = table(
    "創務區協團導強復應揚擔業構標機準濟現環產當發監穩絡統經網續習聯藍補規訓設調護負費貿質農進運達醫關預領點"
    "優嚴學態戰據擴數礎節細認責轉"
)
LONG_TABLE = table(
    "來個儲內動務勢區協嚴國團執報場實對導庫復應數時會業標機準無現環產當發監穩結網臺萬規計說誰調負責進過達長隊項領風點"
    "優堅強態戰濟簡紀級細經統續聯設認請識費質轉鄉錯關冊獎"
)

SHORT_PINYIN = Site("short-pinyin", is_traditional=True, passes=(Pass(annotated=SHORT_TABLE),))
PLAIN_TRADITIONAL = Site(
    "plain-traditional",
    is_traditional=True,
    passes=(),
    variants={"爲": "為", "衆": "眾", "着": "著", "裏": "裡"},
    folded="",
)
PINYIN_ONLY = Site(
    "pinyin-only", is_traditional=True, passes=(Pass(annotated=SHORT_TABLE | LONG_TABLE, take_rate=0.0),)
)
KEPT_MARKS = Site(
    "kept-marks",
    is_traditional=True,
    passes=(Pass(annotated=SHORT_TABLE, marks="！？", written_marks="！？", resync_rate=0.05),),
)
ASCII_MARKS = Site(
    "ascii-marks",
    is_traditional=True,
    passes=(
        Pass(annotated=LONG_TABLE),
        Pass(marks="！？", written_marks="!?", take_rate=0.9, resync_rate=0.02, lost="", swallow_rate=0.0),
    ),
)
SIMPLIFIED_MARKS = Site(
    "simplified-marks",
    is_traditional=False,
    passes=(Pass(marks="！？", written_marks="！？", resync_rate=0.08),),
    folded="",
)

WIDE_MARKS = Site(
    "wide-marks",
    is_traditional=True,
    passes=(Pass(annotated=LONG_TABLE, marks="！？", written_marks="！？", resync_rate=0.02),),
    folded="",
)
REPLACEMENT_CHARACTER = Site(
    "replacement-character",
    is_traditional=True,
    passes=(Pass(annotated=SHORT_TABLE, marks="！？", written_marks="!?", lost="\ufffd", swallow_rate=0.0),),
)
VANISHING_BYTES = Site(
    "vanishing-bytes",
    is_traditional=True,
    passes=(Pass(annotated=LONG_TABLE, marks="！？", written_marks="！？", lost="", swallow_rate=0.5),),
)
MARKS_THEN_PINYIN = Site(
    "marks-then-pinyin",
    is_traditional=True,
    passes=(Pass(marks="！？", written_marks="！？"), Pass(annotated=LONG_TABLE)),
)
GB18030_MARKS = Site(
    "gb18030-marks",
    is_traditional=True,
    passes=(Pass(annotated=SHORT_TABLE, marks="！？", written_marks="！？", encoding="gb18030"),),
)
# Its damage destroys figures, which no repair may be asked for, so it is not among the sites below.
TAKES_ALONG = Site(
    "takes-along",
    is_traditional=True,
    passes=(Pass(annotated=LONG_TABLE, marks="！？", written_marks="！？", takes_along=True),),
)

SITES = {
    site.name: site
    for site in (
        PLAIN_TRADITIONAL,
        SHORT_PINYIN,
        PINYIN_ONLY,
        KEPT_MARKS,
        ASCII_MARKS,
        SIMPLIFIED_MARKS,
        WIDE_MARKS,
        REPLACEMENT_CHARACTER,
        VANISHING_BYTES,
        MARKS_THEN_PINYIN,
        GB18030_MARKS,
    )
}
