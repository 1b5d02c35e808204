"""The annotations that `fugong.text.pinyin` deletes, and the brackets that it must leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.text.aligned import apply_edits
from fugong.text.pinyin import find_annotations, is_toned, readings, reads


def stripped(text: str) -> str:
    return apply_edits(text, find_annotations(text))[0]


@pytest.mark.parametrize(
    ("annotated", "plain"),
    [
        ("工廠復(fù)工", "工廠復工"),
        ("廠里的機(jī)器運(yùn)轉(zhuǎn)", "廠里的機器運轉"),
        ("（雙層）產（chǎn）線", "（雙層）產線"),
        ("行(xíng)人與行(háng)業", "行人與行業"),
        ("綠(lǜ)地與呂(lv)氏", "綠地與呂氏"),
        ("復(fu4)工", "復工"),
        ("復(fu)工", "復工"),
        ("一(yí)定不(bú)會", "一定不會"),
        ("復(fu\u0300)工", "復工"),
        ("港(ɡǎnɡ)口", "港口"),
        ("復(Fù)工", "復工"),
    ],
)
def test_a_reading_in_brackets_after_its_character_is_deleted(annotated: str, plain: str) -> None:
    assert stripped(annotated) == plain


@pytest.mark.parametrize(
    "text",
    [
        "國內生產總值(GDP)增長",
        "距離三千米(km)",
        "面積五頃(ha)",
        "其他門類(lèi別)",
        "門窗(lèi)",
        "復(see fù)工",
        "他說(OK)",
        "see (fù) there",
        "(fù)",
        "報名(biao)",
        "古人蘧(qu2)伯玉",
        "復()工",
        "復(f)工",
    ],
)
def test_a_bracket_that_is_no_reading_of_the_character_before_it_stays(text: str) -> None:
    assert find_annotations(text) == []


def test_a_toned_reading_that_lost_its_opening_bracket_is_deleted() -> None:
    assert stripped("工廠復fù)工了") == "工廠復工了"


def test_a_reading_without_opening_bracket_stays_where_a_bracket_stands_open() -> None:
    assert find_annotations("復工(讀作復fù)了") == []


def test_a_reading_without_opening_bracket_and_tone_stays() -> None:
    assert find_annotations("有港gang)口") == []


def test_a_remnant_behind_an_unreadable_byte_is_left_to_the_slip_repair() -> None:
    assert find_annotations("要?jiǎng)點") == []


@pytest.mark.parametrize(
    ("annotated", "plain"),
    [
        ("會(huì )議", "會議"),
        ("會( huì)議", "會議"),
        ("會（huì\u3000）議", "會議"),
        ("會(hui\xa0)議", "會議"),
        ("会huì )议", "会议"),
    ],
)
def test_a_space_within_the_bracket_goes_with_it(annotated: str, plain: str) -> None:
    assert stripped(annotated) == plain


@pytest.mark.parametrize(
    ("annotated", "plain"),
    [
        ("企(qi)(qi)(qi)業(ye)(ye)", "企業"),
        ("企(qǐ)(qi)業（yè）（ye4）", "企業"),
        ("行(xíng)(háng)業", "行業"),
        ("行(háng)( xing )業", "行業"),
        ("業(yè)(GDP)和業(yè)(see ye)", "業(GDP)和業(see ye)"),
        ("業(yè)(lèi)", "業(lèi)"),
    ],
)
def test_further_readings_of_a_character_go_with_its_first(annotated: str, plain: str) -> None:
    assert stripped(annotated) == plain


@pytest.mark.parametrize(
    ("annotated", "plain"),
    [
        ("工廠復(fù工了", "工廠復工了"),
        ("復(fù工復(fù)產(chǎn)", "復工復產"),
        ("復（fù工（見附件）", "復工（見附件）"),
    ],
)
def test_a_toned_reading_that_lost_its_closing_bracket_is_deleted(annotated: str, plain: str) -> None:
    edits = find_annotations(annotated)
    assert apply_edits(annotated, edits)[0] == plain
    assert edits[0].rule == "pinyin.lost_bracket"
    assert edits[0].confidence < 1


@pytest.mark.parametrize("text", ["行(háng是另一讀)業", "復(fu工", "復(fù", "復(fù 工", "門(lèi工", "（見表\n復(GDP工"])
def test_a_bracket_that_is_closed_farther_on_or_holds_no_toned_reading_is_not_taken_for_one_that_is_lost(
    text: str,
) -> None:
    assert find_annotations(text) == []


@pytest.mark.parametrize(
    ("annotated", "plain"),
    [
        ("綿陽(mián yáng)市復(fù)工,企業(yè)開門", "綿陽市復工,企業開門"),
        ("綿陽(miányáng)市復(fù)工,企業(yè)開門", "綿陽市復工,企業開門"),
        ("綿陽（mián’yáng）市復(fù)工,企業(yè)開門", "綿陽市復工,企業開門"),
        ("綿陽(mián yáng)企業(qǐ yè)復工(fù gōng)", "綿陽企業復工"),
        ("西安(xī’ān)、綿陽(miányáng)、綠地(lǜ dì)", "西安、綿陽、綠地"),
    ],
)
def test_the_readings_of_a_word_in_one_bracket_are_deleted_where_they_are_a_habit(annotated: str, plain: str) -> None:
    edits = find_annotations(annotated)
    assert apply_edits(annotated, edits)[0] == plain
    assert "pinyin.word" in {edit.rule for edit in edits}


@pytest.mark.parametrize(
    "text",
    [
        "一碗饸饹(hé le)",
        "綿陽(mián yáng)企業(qǐ yè)",
        "復(fù)工企業(yè)在綦江(Qíjiāng)",
        "復(fù)工企業(yè)喝咖啡(café au lait)",
        "復(fù)工企業(yè)在綿陽(mián yān)",
        "復(fù)工企業(yè)在綿陽(yáng shì)",
    ],
)
def test_a_reading_for_the_reader_a_name_and_other_words_in_brackets_stay(text: str) -> None:
    assert "pinyin.word" not in {edit.rule for edit in find_annotations(text)}


@pytest.mark.parametrize(
    "text",
    ["李(Li)先生", "王(WANG)女士", "鋰(Li)電池", "壓力的單位帕(Pa)", "馬(Ma)赫", "阿(A)股", "復(Fu)工，企(Qi)業(Ye)"],
)
def test_a_reading_with_a_capital_and_without_a_tone_is_a_name_or_a_symbol(text: str) -> None:
    assert find_annotations(text) == []


def test_a_reading_that_may_be_a_unit_is_deleted_only_where_others_leave_no_doubt() -> None:
    assert find_annotations("全長五里(li)，佔地六畝(mu)") == []
    assert find_annotations("全長五里(li)，復(fu)工") != []
    assert stripped("全長五里(li)，復(fu)工") == "全長五里(li)，復工"
    assert stripped("全長五里(li)，企(qi)業(ye)復工") == "全長五里，企業復工"
    assert stripped("全長五里(li)，企業(yè)復(fù)工，種地九公頃(ha)") == "全長五里，企業復工，種地九公頃(ha)"


@pytest.mark.parametrize("reading", ["lüè", "lve4", "lue", "luè"])
def test_the_dots_of_a_reading_may_be_left_out_before_e(reading: str) -> None:
    assert stripped(f"戰略({reading})") == "戰略"


def test_every_edit_names_its_rule_and_covers_the_brackets_only() -> None:
    text = "企業(yè)復(fù)工"
    edits = find_annotations(text)
    assert [text[edit.start : edit.end] for edit in edits] == ["(yè)", "(fù)"]
    assert {edit.rule for edit in edits} == {"pinyin.annotation"}


@given(st.text(alphabet="复工产企业0123456789.%()（）fùchǎn?， ab", max_size=60))
def test_deleting_annotations_never_loses_a_figure_but_a_tone(text: str) -> None:
    for edit in find_annotations(text):
        assert not any(character in "0123456789.%" for character in text[edit.start : edit.end - 2])


def test_all_readings_of_a_character_are_known_without_their_tones() -> None:
    assert {"xing", "hang"} <= readings("行")
    assert reads("行", "háng")
    assert not reads("行", "lèi")
    assert readings("A") == frozenset()


def test_a_tone_mark_tells_a_reading_from_a_word() -> None:
    assert is_toned("fù")
    assert not is_toned("fu")
    assert not is_toned("fü")
