"""What the repair of slips must handle, case by case, and floors under its accuracy on simulated damage."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest
from opencc import OpenCC

sys.path.insert(0, str(Path(__file__).parents[1]))

from damage.score import Tally, comparable, figures, fit_for, score_text
from damage.simulator import damage
from damage.sites import SIMPLIFIED_MARKS, SITES, Pass, Site, table
from fugong.text.aligned import apply_edits
from fugong.text.slips import find_slips

SOURCES = Path(__file__).parents[1] / "damage" / "sources"
SLIPPING = [name for name in SITES if name not in ("plain-traditional", "pinyin-only")]


def repaired(raw: str) -> str:
    return comparable(apply_edits(raw, find_slips(raw).edits)[0])


def damaged_by(clean: str, **changes: object) -> str:
    """Damage by a site that cuts every mark, with the given changes of its habits."""
    habits: dict[str, object] = {"marks": "！？", "written_marks": "！？", **changes}
    site = Site("test", is_traditional=True, passes=(Pass(**habits),))  # type: ignore[arg-type]
    return damage(clean, seed=1, site=site).text


def same(clean: str) -> str:
    return comparable("".join(_to_traditional(character) for character in clean))


@cache
def _to_traditional(character: str) -> str:
    converted: str = OpenCC("s2t").convert(character)
    return converted


QUOTED = "“工厂已经全面复工。”有关负责人介绍说，目前生产经营平稳有序。"


@pytest.mark.parametrize("lost", ["?", "\ufffd", ""])
def test_a_slip_that_starts_at_a_cut_mark_is_read_whatever_became_of_its_lost_bytes(lost: str) -> None:
    raw = damaged_by(QUOTED, lost=lost)
    assert comparable(raw) != same(QUOTED)
    assert repaired(raw) == same(QUOTED)


@pytest.mark.parametrize("swallow_rate", [0.0, 1.0])
def test_a_slip_that_starts_at_a_reading_is_read_with_its_bracket_and_without(swallow_rate: float) -> None:
    clean = "原料运输等问题都得到解决。"
    raw = damaged_by(clean, annotated=table("數"), swallow_rate=swallow_rate)
    assert "shù)" in raw
    assert repaired(raw) == same(clean)


def test_a_reading_that_fits_by_chance_but_for_its_tone_still_starts_a_slip() -> None:
    clean = "全市的机械等行业已经复工。"
    raw = "全市的機械(xiè)等行業已經復工。"
    assert repaired(raw) == same(clean)
    assert find_slips(raw).edits == ()


def test_pairs_of_bytes_that_vanished_within_a_slip_are_guessed_again() -> None:
    clean = "“工厂已经全面复工。”他介绍说，生产平稳。"
    raw = damaged_by(clean, lost="")
    assert len(raw) < len(clean)
    assert repaired(raw) == same(clean)


def test_full_width_marks_that_were_folded_within_a_slip_are_read_as_two_bytes() -> None:
    clean = "“我们已经准备好了。”厂长说，工人们都回来了，生产线已经开工。"
    raw = damaged_by(clean)
    assert repaired(raw) == same(clean)


def test_an_annotated_character_within_a_slip_ends_it() -> None:
    clean = "“企业已经复工。”中国石化集团有限公司负责人表示。"
    raw = damaged_by(clean, annotated=table("國負"))
    assert "guó)" in raw
    assert repaired(raw) == same(clean)


def test_several_slips_of_one_line_are_all_read() -> None:
    clean = QUOTED + "“企业员工已经全部到岗。”企业负责人说，订单同比增长。"
    assert repaired(damaged_by(clean)) == same(clean)


def test_a_slip_goes_on_up_to_the_end_of_its_paragraph_and_no_farther() -> None:
    clean = "“工厂已经全面复工。”他介绍说\n第二天，全市企业开始复产。"
    assert repaired(damaged_by(clean)) == same(clean)


def test_a_slip_stops_at_a_digit_and_leaves_it() -> None:
    clean = "他们说。“我们列出9家企业，开工率达到96.5%。"
    raw = damaged_by(clean)
    assert figures(apply_edits(raw, find_slips(raw).edits)[0]) == list("996.5%")
    assert repaired(raw) == same(clean)


def test_a_digit_of_full_width_that_a_slip_made_up_stays_and_the_slip_goes_on_behind_it() -> None:
    # 。对 is A1A3 B6D4; in its middle stands A3B6, a full-width 6.
    clean = "帮助企业减轻负担。对不裁员的参保企业，可返还失业保险费。"
    raw = damage(clean, seed=0, site=SIMPLIFIED_MARKS).text
    got = apply_edits(raw, find_slips(raw).edits)[0]
    assert figures(raw) == figures(got) == ["６"]
    assert "减轻负担。６对不裁员的参保企业，可返还失业保险费" in got


@pytest.mark.parametrize("figure", ["２０２０", "９６％", "１２．５"])
def test_a_number_of_full_width_behind_a_slip_stays_whole(figure: str) -> None:
    clean = f"他们说。“我们列出 {figure}家企业，开工率很高。"
    raw = damage(clean, seed=0, site=SIMPLIFIED_MARKS).text
    assert raw != clean
    assert figure in raw
    assert figure in apply_edits(raw, find_slips(raw).edits)[0]


@pytest.mark.parametrize("figure", ["２０２０", "９６％", "１２．５"])
def test_a_number_of_full_width_within_a_slip_is_not_read_as_words(figure: str) -> None:
    # Its bytes are there, but no repair may make a digit: the stretch has to stay as it is.
    clean = f"他们说。“我们列出企业{figure}家，开工率很高。"
    report = find_slips(damage(clean, seed=0, site=SIMPLIFIED_MARKS).text)
    assert report.edits == ()
    assert report.unrepaired


def test_a_speech_of_a_word_or_two_ends_as_a_longer_one_does() -> None:
    # What stands in a quote within a clause is a term, and seldom ends a sentence; behind a colon somebody speaks.
    clean = "记者问他有没有困难，他说：“没有。”后来我才知道，厂里已经两个月没有订单了。"
    raw = damaged_by(clean)
    assert "”" not in raw
    assert repaired(raw) == same(clean)


def test_a_mark_that_ends_a_paragraph_closes_its_quote_whatever_the_next_paragraph_begins_with() -> None:
    clean = "他说。“我们的工厂已经复工。”\n“订单也回来了。”工人们说。\n县里很高兴。“这是好事。”\n“确实是好事。”\n"
    raw = damage(clean, seed=0, site=SITES["vanishing-bytes"]).text
    assert "!\n“" in raw
    assert apply_edits(raw, find_slips(raw).edits)[0].count("。”\n“") == 2


def test_a_mark_that_ends_a_speech_before_a_date_is_read_in_a_document_that_slips_elsewhere() -> None:
    clean = "他说。“我们的工厂已经复工。”2月20日，全市集中开工。“这是好事。”2月底县里说。“确实是好事。”工人们很高兴。\n"
    raw = damage(clean, seed=0, site=SITES["kept-marks"]).text
    assert "?!?2月" in raw
    repaired_text = apply_edits(raw, find_slips(raw).edits)[0]
    assert repaired_text.count("。”2月") == 2


def test_private_characters_that_stand_for_vanished_pairs_are_read_as_their_bytes() -> None:
    clean = "负责人说。“要抓好安全生产工作，确保企业复工。"
    raw = damaged_by(clean, encoding="gb18030")
    assert any("\ue000" <= character <= "\uf8ff" for character in raw)
    assert repaired(raw) == same(clean)


def test_characters_of_four_bytes_near_a_slip_stay_what_they_are() -> None:
    clean = "记者从𠮷林村了解到。“工厂已经全面复工。”有关负责人介绍说，𠮷林村的企业也已经复工。"
    raw = damaged_by(clean, encoding="gb18030")
    assert raw.count("𠮷") == 2
    assert repaired(raw) == same(clean)


CLEAN = (
    "面積按S=πr²計算，當x>3時y=2x+1。表1：產值（億元）|1,234.5|96%|",
    "工場は再開しました！「本当ですか？」と聞いた。ロシア語：Завод работает!",
    "加油！！！中國！武漢！（GDP）增長6.1%？是的！“你好！”他說：“好嗎？”",
    "聯絡(luò)處(chù)長(zhǎng)說，都(dōu)好！降(jiàng)價！",
)


@pytest.mark.parametrize("text", CLEAN)
def test_other_scripts_formulas_tables_and_exclamations_are_left_alone(text: str) -> None:
    report = find_slips(text)
    assert report.edits == ()
    assert report.unrepaired == ()


@cache
def tally() -> Tally:
    whole = Tally()
    for path in sorted(SOURCES.glob("*.txt")):
        text = fit_for(path.read_text("utf-8"))
        for seed, name in enumerate(SLIPPING):
            one, _, _ = score_text(text, SITES[name], seed, lambda raw: find_slips(raw).edits)
            whole.merge(one)
    return whole


def test_accuracy_on_simulated_damage_does_not_fall_below_its_floor() -> None:
    assert tally().slips > 60
    assert tally().share_exact() >= FLOOR_OF_EXACT_SLIPS
    assert tally().share_of_characters() >= FLOOR_OF_CHARACTERS


def test_repairs_that_claim_to_be_sure_are_right() -> None:
    assert tally().precision_from(0.9) >= 0.95


def test_no_figure_is_ever_changed_on_simulated_damage() -> None:
    assert tally().figures_changed == 0


@pytest.mark.parametrize("name", SLIPPING)
def test_the_same_damage_is_always_repaired_in_the_same_way(name: str) -> None:
    raw = damage(QUOTED, seed=2, site=SITES[name]).text
    assert find_slips(raw) == find_slips(raw)


# Floors may rise and never silently drop.
FLOOR_OF_EXACT_SLIPS = 0.88
FLOOR_OF_CHARACTERS = 0.97
