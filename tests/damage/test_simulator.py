"""The simulator must damage as the sites do, byte for byte, and must know exactly what it did."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .simulator import Damaged, damage
from .sites import ASCII_MARKS, KEPT_MARKS, SHORT_PINYIN, SIMPLIFIED_MARKS, SITES, Pass, Site, table

SHARED = Path(__file__).parents[3] / "shared"
ANNOTATION = re.compile(r"([\u4e00-\u9fff])\(([a-züāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]+)\)")
STRADDLING_ONLY = table("責數獎冊請")


def thorough(site: Site) -> Site:
    """Return the site with every match taken and nothing brought back into step by chance."""
    steps = tuple(replace(step, take_rate=1.0, resync_rate=0.0) for step in site.passes)
    return replace(site, passes=steps)


def damaged_text(text: str, site: Site) -> str:
    return damage(text, seed=1, site=thorough(site)).text


@pytest.mark.parametrize(
    ("clean", "site", "damaged"),
    [
        ("保“两", KEPT_MARKS, "?!皟?"),
        ("保“两", SIMPLIFIED_MARKS, "?！傲?"),
        ("输等问题", SHORT_PINYIN, "輸?shù)葐栴}"),
        ("管控无法", SHORT_PINYIN, "管控?zé)o法"),
        ("要务", ASCII_MARKS, "要?jiǎng)?wù)"),
        ("。”中国", ASCII_MARKS, "!敝袊(guó)"),
        ("。”中国", SIMPLIFIED_MARKS, "?！敝泄?"),
    ],
)
def test_the_patterns_of_the_real_damage_come_out_byte_for_byte(clean: str, site: Site, damaged: str) -> None:
    assert damaged_text(clean, site) == damaged


def test_the_two_kinds_of_site_differ_at_the_same_cut_mark() -> None:
    assert damaged_text("收益好。”他还说", KEPT_MARKS).startswith("收益好?!")
    assert damaged_text("收益好。”他还说", ASCII_MARKS).startswith("收益好!")


def test_a_slip_ends_at_the_next_ascii_character_and_digits_stay() -> None:
    damaged = damage("确保“今年”到3月底", seed=1, site=thorough(KEPT_MARKS))
    assert damaged.text.endswith("3月底")
    assert [slip.clean for slip in damaged.slips] == ["保“今年”到"]


def test_a_slip_ends_where_a_lone_byte_is_dropped() -> None:
    always = replace(KEPT_MARKS, passes=(Pass(marks="！", written_marks="！", resync_rate=1.0),))
    damaged = damage("保“今年稳”", seed=1, site=always)
    assert damaged.text == "?!?今年穩”"
    assert [slip.clean for slip in damaged.slips] == ["保“"]


def test_a_bracket_after_a_lost_byte_stays_when_the_site_does_not_swallow_it() -> None:
    step = replace(SHORT_PINYIN.passes[0], swallow_rate=0.0)
    assert damage("输等问题", seed=1, site=replace(SHORT_PINYIN, passes=(step,))).text == "輸?(shù)葐栴}"


def test_byte_pairs_without_a_character_vanish() -> None:
    # One byte out of step, the boundary of 要 and 抓 gives AAD7, to which no character is assigned.
    assert damaged_text("保“要抓", KEPT_MARKS) == "?!耙?"


def test_an_annotation_where_it_belongs_is_no_slip() -> None:
    damaged = damage("复工", seed=1, site=SHORT_PINYIN)
    assert damaged == Damaged("復(fù)工", ())


def test_full_width_ascii_is_folded_also_inside_a_slip() -> None:
    # One byte out of step, the boundary of 。 and 抓 gives A3D7, a full-width W.
    assert damaged_text("保“。抓", KEPT_MARKS) == "?!啊W?"


def test_a_slip_can_make_a_digit_that_was_never_there() -> None:
    # One byte out of step, the boundary of 。 and 不 is A3B2, a full-width 2, which is folded like any other.
    assert damaged_text("保“。不", KEPT_MARKS) == "?!啊2?"


def test_the_same_seed_gives_the_same_damage_and_another_seed_another() -> None:
    text = "他说：“保“稳”促“进”。”随后，“他”又说。“好”。" * 8
    first = damage(text, seed=7, site=SIMPLIFIED_MARKS)
    assert damage(text, seed=7, site=SIMPLIFIED_MARKS) == first
    assert any(damage(text, seed=seed, site=SIMPLIFIED_MARKS) != first for seed in range(5))


def test_a_character_without_a_gbk_code_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        damage("复工😀", seed=1, site=SHORT_PINYIN)


def test_marks_and_their_written_forms_must_pair_up() -> None:
    with pytest.raises(ValueError, match="2 marks"):
        Pass(marks="！？", written_marks="!")


PIECES = st.sampled_from(
    [*"全市规上企业复工率达到百分之要务保输等问题无法日报告国长“”。、，！？\n%.", "96", "3.5", "(9)"]
)


@given(pieces=st.lists(PIECES, max_size=60), seed=st.integers(0, 99), name=st.sampled_from(sorted(SITES)))
def test_slips_tell_exactly_what_was_damaged_and_digits_are_never_lost(pieces: list[str], seed: int, name: str) -> None:
    site, text = SITES[name], "".join(pieces)
    damaged = damage(text, seed=seed, site=site)
    rebuilt, raw_at, clean_at = [], 0, 0
    for slip in damaged.slips:
        assert damaged.text[slip.start : slip.end] == slip.damaged
        assert text[slip.clean_start : slip.clean_end] == slip.clean
        rebuilt.append((damaged.text[raw_at : slip.start], text[clean_at : slip.clean_start]))
        raw_at, clean_at = slip.end, slip.clean_end
        digits = iter(re.findall(r"[0-9%.]", slip.damaged))
        assert all(digit in digits for digit in re.findall(r"[0-9%.]", slip.clean))
    rebuilt.append((damaged.text[raw_at:], text[clean_at:]))
    for between, original in rebuilt:
        expected = "".join(site.width(site.character(character)) for character in original)
        assert ANNOTATION.sub(r"\1", between) == expected


def site_of_seed(doc: str) -> Site:
    """Return the site of a seed article: its kind, and the table that its own annotations show."""
    raw = next(iter(sorted((SHARED / "seeds").glob(f"{doc}*.txt")))).read_text(encoding="utf-8")
    shown = {character: reading for character, reading in ANNOTATION.findall(raw) if character not in "睂袊"}
    if doc.startswith("001"):
        kind, shown = ASCII_MARKS, {"國": "guó", "對": "duì", **shown}
    else:
        kind = SHORT_PINYIN if doc.startswith("000") else KEPT_MARKS
    first, *others = kind.passes
    return replace(kind, passes=(replace(first, annotated={**STRADDLING_ONLY, **shown}), *others))


@pytest.mark.skipif(not (SHARED / "gold" / "damaged.jsonl").exists(), reason="the labelled seeds are not here")
def test_every_labelled_stretch_of_the_seed_articles_can_be_made() -> None:
    lines = (SHARED / "gold" / "damaged.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    unexplained = []
    for line in map(json.loads, lines):
        site = site_of_seed(line["doc"])
        clean = line["clean"].replace(",", "，")
        made = {damage(clean, seed=1, site=thorough(site)).text}
        if line["raw"] not in made:
            # One stretch comes back into step in its middle: some seed must do that too.
            made = {damage(clean, seed=seed, site=site).text for seed in range(400)}
        if line["raw"] not in made:
            unexplained.append((line["doc"], line["raw_start"]))
    assert unexplained == []
