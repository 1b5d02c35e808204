"""Names of groups: where they end, how far back they reach, and what they are not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.lexicon import Lexicon
from fugong.mentions.scan import Scanner


def owners(text: str, lexicon: Lexicon) -> list[tuple[str, bool]]:
    return [(owner.owner_text, owner.is_subject) for owner in Scanner(lexicon).scan(text).owners]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("全市亿元以上续建项目复工率为93%。", "亿元以上续建项目"),
        ("其中,电子信息产业复工率为98.5%。", "电子信息产业"),
        ("沙洋县500万元以上项目复工率96%。", "500万元以上项目"),
        ("目前“专精特新”中小企业返岗率63%。", "“专精特新”中小企业"),
        ("数字经济核心产业企业复工45家。", "数字经济核心产业企业"),
        ("新材料产业规模以上工业企业复工率90%。", "新材料产业规模以上工业企业"),
        ("3月底,120个省级重点项目全部开工。", "省级重点项目"),
        ("连锁超市开业率在95%以上。", "连锁超市"),
        ("非房地产项目开复工率12.9%。", "非房地产项目"),
        ("集中开工重大项目183个。", "重大项目"),
        ("各重点商超的开业率95%。", "重点商超"),
        ("住宿业只有46.7%。", "住宿业"),
        ("纺织制衣(86.79%)、轻工用品(87.46%)在后。", "轻工用品"),
        ("国有企业复工率98%。", "国有企业"),
        ("在建项目复工率98%。", "在建项目"),
        ("200人以上企业复工率98%。", "200人以上企业"),
        ("七市州外贸企业复工率98%。", "外贸企业"),
        ("八大类重点工程开工178项。", "重点工程"),
        ("百强企业复工率98%。", "百强企业"),
        ("各市州重点企业复工率98%。", "重点企业"),
        ("各省级重点项目复工率98%。", "省级重点项目"),
    ],
)
def test_a_name_reaches_back_to_what_is_no_part_of_it(text: str, name: str, lexicon: Lexicon) -> None:
    assert name in [owner for owner, _ in owners(text, lexicon)]


@pytest.mark.parametrize(
    "text",
    [
        "全市企业复工率98%。",
        "企业家捐款300万元。",
        "市项目办说,已有12人到岗。",
        "这家农业银行放款12亿元。",
        "95%以上的企业已复工。",
        "集中开工的共12项。",
        "重点项目的事,下回再说。",
    ],
)
def test_a_last_word_alone_other_words_and_sentences_without_figures_name_nobody(text: str, lexicon: Lexicon) -> None:
    assert owners(text, lexicon) == []


def test_what_a_verb_leads_to_is_not_what_its_clause_is_about(lexicon: Lexicon) -> None:
    assert owners("市里推动重点项目建设,完成投资3亿元。", lexicon) == [("重点项目", False)]
    assert owners("其中重点项目建设提速,完成投资3亿元。", lexicon) == [("重点项目", True)]


@given(st.text(alphabet="规上重点续建项目企业产业的在有推动“”(),、。;全市12%家个亿元以", max_size=60))
def test_names_stand_where_they_say_in_order_and_none_in_another(lexicon: Lexicon, text: str) -> None:
    found = Scanner(lexicon).scan(text).owners
    assert all(text[owner.start : owner.end] == owner.owner_text != "" for owner in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
