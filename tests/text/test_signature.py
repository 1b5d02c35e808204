from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.text import signature
from fugong.text.signature import BANDS, bands

REPORT = (
    "截至3月9日,青山县186家规上工业企业全部开工,开工率达97.3%,比上周提高2.6个百分点。县里派出42名驻厂联络员,"
    "为企业送去口罩3.5万只,帮助解决原料运输、用工返岗和资金周转等困难。县发改局负责人说,全年计划实施重点项目58个,"
    "总投资37.6亿元,眼下已有41个项目的施工队伍返回工地,其余的月底前也将陆续开工。"
)
NEXT_DAY = (
    "截至4月16日,青山县193家规上工业企业全部开工,开工率达99.1%,比上周提高1.8个百分点。县里派出67名驻厂联络员,"
    "为企业送去口罩8.2万只,帮助解决原料运输、用工返岗和资金周转等困难。县发改局负责人说,全年计划实施重点项目74个,"
    "总投资52.9亿元,眼下已有63个项目的施工队伍返回工地,其余的月底前也将陆续开工。"
)
# The same, but in other words; not a figure differs.
RETOLD = (
    "截至3月9日,东湖县186家龙头农业企业恢复种植,达产率达97.3%,较月初上升2.6个百分点。镇里选出42名技术指导员,"
    "给农户送来种子3.5万包,着手缓解春耕备耕、肥料供应和劳力短缺等难题。县农业局工作人员称,今年准备建设高产示范58个,"
    "总支出37.6亿元,目前已有41个合作社的插秧农机开进田间,剩下的清明前会先后进场。"
)
TEXTS = st.lists(st.text(st.characters() | st.sampled_from("复工率达到年月日0123456789.%,。 \n"), max_size=60))


def shared(one: str, other: str) -> int:
    first, second = bands([one, other])
    return sum(a == b for a, b in zip(first, second, strict=True))


@given(TEXTS)
def test_texts_have_the_same_bands_in_any_company(texts: list[str]) -> None:
    assert bands(texts) == [bands([text])[0] for text in texts] == bands(texts[::-1])[::-1]


@given(TEXTS)
def test_a_text_has_all_bands_or_none(texts: list[str]) -> None:
    assert {len(row) for row in bands(texts)} <= {0, BANDS}


def test_the_bands_of_a_text_are_the_same_on_every_machine() -> None:
    # Landed bands are compared with those that another machine or an older version landed.
    assert bands([REPORT])[0][:3] == [-6175058793296082404, -8102523038406883675, 3244639614484672272]


def test_marks_and_white_space_do_not_count() -> None:
    assert bands([REPORT.replace(",", " — ").replace("。", "\n\n")]) == bands([REPORT])


def test_digits_points_and_percent_signs_count() -> None:
    for text in ("复工率达97.3", "复工率达9.73", "复工率达97.3%"):
        assert bands([text]) != bands(["复工率达973"])


def test_characters_beyond_the_first_plane_and_lone_surrogates_are_read() -> None:
    first, second, none = bands(["𠮷野家12家门店", "𠮷田家12家门店", "\ud842"])
    assert first != second
    assert none == []


def test_a_text_shorter_than_a_shingle_has_no_bands() -> None:
    assert bands(["", "复工9%", "。。。。。。。。。。"]) == [[], [], []]
    assert len(bands(["复工率9%"])[0]) == BANDS


def test_no_shingle_reaches_from_one_text_into_the_next() -> None:
    assert bands(["复工率9", "5%以上"]) == [[], []]


@pytest.mark.parametrize("stride", [1, 7, 64, 1000])
def test_a_long_text_is_hashed_in_pieces_without_loss(stride: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bands([REPORT, NEXT_DAY])
    monkeypatch.setattr(signature, "_STRIDE", stride)
    assert bands([REPORT, NEXT_DAY]) == whole


def test_a_copy_of_half_a_text_shares_a_band() -> None:
    assert shared(REPORT, REPORT[: len(REPORT) // 2]) >= 1


def test_a_copy_with_a_line_more_shares_most_bands() -> None:
    assert shared(REPORT, REPORT + "(来源:青山县融媒体中心)") > BANDS / 2


def test_a_text_in_other_words_shares_no_band() -> None:
    assert shared(REPORT, RETOLD) == 0


def test_a_bulletin_with_other_figures_shares_few_bands() -> None:
    assert shared(REPORT, NEXT_DAY) < BANDS / 4
