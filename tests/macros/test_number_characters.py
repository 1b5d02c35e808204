"""The table by which SQL writes traditional and full-width characters of numbers as the normalised text has them."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

import duckdb
import opencc
import pytest
from rendering import PROJECT, macros

from fugong.mentions.numerals import CHARACTERS
from fugong.text import pinyin, width

_SEEDS = {"units.csv": "unit_text", "hedges.csv": "hedge_text", "multipliers.csv": "multiplier_text"}
_NUMERALS = CHARACTERS + "点分之成" + "0123456789.,%"


def _known_variants() -> dict[str, str]:
    written, normalised = macros().written_number_characters(), macros().normalised_number_characters()
    return dict(zip(written, normalised, strict=True))


def _characters() -> dict[str, str]:
    """Every character that a number may be written with in a normalised text, with where it comes from."""
    found = dict.fromkeys(_NUMERALS, "the numerals")
    for seed, column in _SEEDS.items():
        with (PROJECT / "seeds" / seed).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for character in row[column]:
                    found.setdefault(character, f"{row[column]} of {seed}")
    return found


def _is_in_use(character: str) -> bool:
    for encoding in ("gbk", "big5"):
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            continue
        return True
    return False


def _variants(characters: dict[str, str]) -> Iterator[tuple[str, str]]:
    to_simplified = opencc.OpenCC("t2s")
    for code in range(0x3400, 0xA000):
        simplified = to_simplified.convert(chr(code))
        if simplified != chr(code) and simplified in characters and _is_in_use(chr(code)):
            yield chr(code), simplified
    for profile in ("s2t", "s2tw", "s2hk"):
        to_traditional = opencc.OpenCC(profile)
        for character in characters:
            traditional = to_traditional.convert(character)
            if traditional != character and to_simplified.convert(traditional) == character:
                yield traditional, character
    for code in range(0xFF01, 0xFF5F):
        if width.fold(chr(code)) in characters:
            yield chr(code), width.fold(chr(code))


def _missing(characters: dict[str, str], known: dict[str, str]) -> list[str]:
    return [
        f"add {variant} → {normal} (for {characters[normal]})"
        for variant, normal in sorted(set(_variants(characters)))
        if known.get(variant) != normal
    ]


def test_every_form_of_a_character_of_a_number_is_in_the_table() -> None:
    missing = _missing(_characters(), _known_variants())
    assert not missing, "macros/normalised_number.sql, both lists of characters: " + "; ".join(missing)


def test_a_new_unit_without_its_traditional_form_is_named() -> None:
    characters = _characters() | {"岛": "座岛 of units.csv"}
    assert "add 島 → 岛 (for 座岛 of units.csv)" in _missing(characters, _known_variants())


def test_the_table_changes_nothing_that_normalising_keeps() -> None:
    to_simplified = opencc.OpenCC("t2s")
    changed = {
        variant: normal
        for variant, normal in _known_variants().items()
        if width.fold(to_simplified.convert(variant)) != normal
    }
    assert not changed


def test_the_table_has_every_character_once() -> None:
    written = macros().written_number_characters()
    assert len(written) == len(set(written))


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("約３２萬(wàn)個", "约32万个"),
        ("0.6個（gè）百分點", "0.6个百分点"),
        # the opening bracket is lost
        ("1.8萬wàn)戶", "1.8万户"),
        # a bracket that belongs to the unit
        ("５臺（套）", "5台(套)"),
        ("85<b class='a>b'>%</b>以上", "85%以上"),
        ('3<span title="5>4">.5</span>&nbsp;億\n元', "3.5亿元"),
        ("7<!-- 8> --><br/>項", "7项"),
        ("９　６&#160;％", "96%"),
        # not decoded
        ("12&#20803;", "12&#20803;"),
    ],
)
def test_a_raw_number_is_normalised(raw: str, normal: str) -> None:
    assert _values("normalised_number", [raw]) == [normal]


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("增长9.5%，其中１２．３％", "9.5%12.3%"),
        # points that are none between digits
        ("1.工业.2 3..4 5. .6 .7", "1234567"),
        ("8.%.9", "8%9"),
        ("1.2.3", "1.2.3"),
        ("復(fu4)工2萬(wàn)", "2"),
        ("无", ""),
        ("", ""),
    ],
)
def test_the_signs_of_a_number_are_its_digits_percent_signs_and_decimal_points(text: str, signs: str) -> None:
    assert _values("number_signs", [text]) == [signs]


def test_every_letter_of_a_reading_is_one_to_the_macro() -> None:
    letters = [character for character in map(chr, range(0x20, 0x2000)) if _is_letter(character)]
    assert len(letters) > 100
    stripped = _values("without_annotations", [f"復(f{letter})" for letter in letters])
    assert [letter for letter, text in zip(letters, stripped, strict=True) if text != "復"] == []


def _is_letter(character: str) -> bool:
    return re.fullmatch(f"[{pinyin.PINYIN_LETTERS}]", character) is not None


def _values(macro: str, texts: list[str]) -> list[str]:
    expression = getattr(macros(), macro)("texts.written")
    with duckdb.connect() as connection:
        return [
            value
            for text in texts
            for (value,) in connection.execute(
                f"select {expression} from (select ? as written) as texts", [text]
            ).fetchall()
        ]
