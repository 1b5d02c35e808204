"""Sentences and clauses: where they end, and that nothing is lost between them."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.text.sentences import Sentence, clauses, split


def sentences_of(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in split(text)]


def clauses_of(text: str) -> list[str]:
    return [text[clause.start : clause.end] for clause in clauses(text, Sentence(0, len(text), 0))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工厂开了。商店也开了!", ["工厂开了。", "商店也开了!"]),
        ("开工7家;停工2家", ["开工7家;", "停工2家"]),
        ("她说:“都回来了。”说完就走了。", ["她说:“都回来了。”", "说完就走了。"]),
        ("“够不够?”“还差多少?”厂长逐一问过。", ["“够不够?”", "“还差多少?”", "厂长逐一问过。"]),
        ("他问“开得了工吗?”的时候,没人答话。", ["他问“开得了工吗?”的时候,没人答话。"]),
        ("复工率为93.5%。", ["复工率为93.5%。"]),
        ("该区(注:不含镇。下同)已开工。", ["该区(注:不含镇。下同)已开工。"]),
        ("这句话引号“没有闭合。下一句照样断开。", ["这句话引号“没有闭合。", "下一句照样断开。"]),
        ("多出一个括号)。下一句。", ["多出一个括号)。", "下一句。"]),
        ('完了。"新的引文"在此。', ["完了。", '"新的引文"在此。']),
        ("  前后有空白。  \n\n 次段 ", ["前后有空白。", "次段"]),
        ("煤炭、电力……5个行业复工率均为100%。", ["煤炭、电力……5个行业复工率均为100%。"]),
        ("大家都来了……工地又热闹了。", ["大家都来了……", "工地又热闹了。"]),
        ("详见http://a.cn/?id=3的公告。", ["详见http://a.cn/?id=3的公告。"]),
        ("真的?!当然。", ["真的?!", "当然。"]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


def test_a_long_quotation_is_split_inside() -> None:
    text = "厂长说:“" + "我们每天安排三十班车接送工人上下班。" * 8 + "”说完他笑了。"
    assert len(split(text)) == 9
    assert sentences_of(text)[-2].endswith("。”")


def test_paragraphs_count_lines_that_are_not_blank() -> None:
    assert [sentence.paragraph for sentence in split("\n甲。乙。\n\n \n丙。\r\n丁")] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("目前,全市开工41家,复工率达95%。", ["目前", "全市开工41家", "复工率达95%"]),
        ("发放1,000万元,惠及30户", ["发放1,000万元", "惠及30户"]),
        ("早上8:30开会:部署复工", ["早上8:30开会", "部署复工"]),
        ("煤炭、电力、化工均已开工", ["煤炭、电力、化工均已开工"]),
        ("落实“稳岗位,稳工资”办法,见效快", ["落实“稳岗位,稳工资”办法", "见效快"]),
        ("该县(含两镇,下同)开工,速度快", ["该县(含两镇,下同)开工", "速度快"]),
        ("复工率88%,95家达产", ["复工率88%", "95家达产"]),
        ("他说:“行。”", ["他说", "“行"]),
        ("。。。", ["。。。"]),
    ],
)
def test_a_clause_ends_at_commas_colons_and_sentence_marks(text: str, expected: list[str]) -> None:
    assert clauses_of(text) == expected


def test_commas_inside_a_long_quotation_do_split() -> None:
    text = "“我们从初五起就着手准备开工,如今九条线全部满负荷运转,订单排到了秋天”,她说"
    assert len(clauses_of(text)) == 4


@given(st.text(alphabet='开工。,:;!?…“”‘’()"《》 \n\r\u3000\u20282.5%a=的、', max_size=60))
def test_nothing_but_white_space_falls_between_sentences(text: str) -> None:
    found = split(text)
    position = 0
    for sentence in found:
        assert text[position : sentence.start].strip() == ""
        assert position <= sentence.start < sentence.end
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        inside = clauses(text, sentence)
        assert inside
        assert sentence.start <= inside[0].start
        assert inside[-1].end <= sentence.end
        assert all(one.end <= other.start for one, other in pairwise(inside))
        kept = "".join(text[clause.start : clause.end] for clause in inside)
        whole = text[sentence.start : sentence.end]
        assert re.sub(r"[^开工的5a2%]", "", kept) == re.sub(r"[^开工的5a2%]", "", whole)
        position = sentence.end
    assert text[position:].strip() == ""


@pytest.mark.parametrize("unit", ["复工率达到95%,", "“(", "((]", "。”", '"', "……", "开工。", "?a", "   "])
def test_one_endless_line_takes_linear_time(unit: str) -> None:
    text = unit * (600_000 // len(unit))
    started = time.process_time()
    for sentence in split(text):
        clauses(text, sentence)
    assert time.process_time() - started < 10
