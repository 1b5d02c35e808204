"""The repair of byte slips: what it must read, and what it must never touch."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from random import Random

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.text.aligned import apply_edits
from fugong.text.pinyin import find_annotations
from fugong.text.slips import SlipReport, find_slips
from fugong.text.slips.codes import code_of, codes
from fugong.text.slips.gate import find_anchors
from fugong.text.slips.model import language_model

SHARED = Path(__file__).parents[2].parent / "shared"
WIDTHS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@cache
def converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


def traditional(text: str) -> str:
    return "".join(converter("s2t").convert(character) for character in text)


def clean(raw: str) -> str:
    repaired = apply_edits(raw, find_slips(raw).edits)[0]
    plain = apply_edits(repaired, find_annotations(repaired))[0]
    return fold(converter("t2s").convert(plain))


def fold(text: str) -> str:
    return text.translate(WIDTHS)


def read_leniently(data: bytes, lost: str = "?") -> str:
    """Decode as the sites did: a byte that forms no character becomes `lost`, an unassigned pair vanishes."""
    text = ""
    index = 0
    while index < len(data):
        if data[index] < 0x80:
            text += chr(data[index])
            index += 1
        elif data[index] > 0x80 and index + 1 < len(data) and data[index + 1] >= 0x40:
            text += data[index : index + 2].decode("gbk", "ignore")
            index += 2
        else:
            text += lost
            index += 1
    return text


def cut_mark(text: str, lost: str = "?") -> str:
    """Damage `text` by a tool that takes the bytes of `！` for that mark wherever they stand."""
    return read_leniently(traditional(text).encode("gbk").replace(b"\xa3\xa1", b"!"), lost)


MARK_SENTENCES = [
    "负责人说：“车间里的工人都回来了。”市长和企业负责人看了新的生产线，目前产能利用率达到87.5%。",
    "“原料供应没有问题。”经理告诉记者，企业将在月底前恢复全部订单。",
    "这家企业需要一份清单。“我们已经准备好了全部材料，”厂长说。",
    "全市要确保“一手抓防控、一手抓生产”，力争3月底前全面复工。",
    "会议研究了物流运输问题。《关于支持中小企业的通知》随后印发。",
    "“原料供应没有问题。”厂长说，企业将在月底前恢复全部订单。",
    "负责人说。“要抓好安全生产，企业才能全面复工。",
]


@pytest.mark.parametrize("sentence", MARK_SENTENCES)
@pytest.mark.parametrize("lost", ["?", ""])
def test_a_sentence_cut_by_a_mark_reads_as_it_was_written(sentence: str, lost: str) -> None:
    raw = cut_mark(sentence, lost)
    assert raw != traditional(sentence), "the sentence holds no code to cut"
    assert clean(raw) == fold(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        # 還帶: a dropped pair and a lone 0x80 leave `彼?帶`, for which 他帶 is as good a reading.
        pytest.param(
            "“工人都回来了。”他还带我们看了生产线。", marks=pytest.mark.xfail(reason="there is a likelier reading")
        ),
    ],
)
def test_a_known_failure_still_fails(sentence: str) -> None:
    assert clean(cut_mark(sentence)) == fold(sentence)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("產品的運輸?shù)葐栴}都解決了", "产品的运输等问题都解决了"),
        ("工廠因設備故障管控?zé)o法開工", "工厂因设备故障管控无法开工"),
        ("每日?qǐng)?bào)告生產情況", "每日报告生产情况"),
    ],
)
def test_a_slip_begun_by_an_inserted_reading_is_undone(raw: str, sentence: str) -> None:
    assert clean(raw) == sentence


def test_an_annotation_outside_the_slip_stays_and_one_inside_goes() -> None:
    raw = "企業(yè)說得很清楚。各部門每日?qǐng)?bào)告情況(kuàng)"
    (edit,) = find_slips(raw).edits
    assert raw[edit.start : edit.end] == "?qǐng)?bào)"
    assert edit.replacement == "報"


def test_a_repair_says_by_which_rule_and_how_sure_it_is() -> None:
    for sentence in MARK_SENTENCES:
        for edit in find_slips(cut_mark(sentence)).edits:
            assert edit.rule == "slip.mark"
            assert 0.0 < edit.confidence <= 1.0


def test_a_lost_byte_is_written_in_the_script_of_the_document() -> None:
    raw = cut_mark("这家企业需要一份清单。“我们将列出9家企业的订单，”厂长说。")
    repaired = apply_edits(raw, find_slips(raw).edits)[0]
    table = codes()
    assert not any(character in table.only_simplified for character in repaired)


def test_a_mark_at_the_end_of_a_line_is_read_only_where_a_quote_stands_open_in_a_damaged_document() -> None:
    damaged = cut_mark("“原料供应没有问题。”经理告诉记者。", "")
    line = "他說：“訂單同比增長20%!"
    assert clean(f"{damaged}\n{line}").endswith("同比增长20%。”")
    assert find_slips(line).edits == ()
    assert clean(f"{damaged}\n加油，訂單增長20%!").endswith("增长20%!")


def test_a_mark_at_the_end_of_a_line_with_both_halves_lost_is_read_in_an_open_quote_of_any_document() -> None:
    assert clean("班長說：“大伙都到齊了?!?\n機器開了。") == "班长说:“大伙都到齐了。”\n机器开了。"
    for line in ("班長說：“大伙都到齊了?!", "班長說：“大伙都到齊了?”"):
        assert find_slips(line).edits == ()


@pytest.mark.parametrize(
    "text",
    [
        # Which quote is open is told by what an earlier slip of the line was read as.
        "厂长介绍情况。“订单排到了五月。”记者看到，车间里灯火通明。",
        "县里作出说明。“这十条不是锦上添花，而是雪中送炭。”\n大家都说好。",
    ],
)
def test_quotes_that_a_mark_has_cut_are_read_as_they_open_and_close(text: str) -> None:
    assert clean(cut_mark(text)) == fold(text)


@pytest.mark.parametrize(
    "text",
    [
        "全市规模以上工业企业已全部复工复产。",
        "总经理王建国说：“订单增长20%。”",
        "。，。、魑魅𠀾A3",
        "记者：欧阳雪峰",
        "",
    ],
)
def test_the_gate_and_the_compiled_search_hold_the_same_text_for_as_likely(text: str) -> None:
    model = language_model()
    assert model.with_echoes("").cost(text) == pytest.approx(model.cost(text))


UNTOUCHED = [
    "",
    "加油!把生产抓起来!百姓放心!我们一定能赢!吧台也开门了。",
    "真的吗?可是工厂已经复工了?开工率是多少?况且订单也不少。",
    "真的嗎？可是工廠已經復(fù)工了！報(bào)告說開工率96%。",
    "什么?!他说工厂?!我们不信!!!",
    "Привет! Как дела? Завод работает.",
    "工場は再開しました!百貨店も開きました。本当ですか?可能です。",
    "Is it open?Yes!We are back (fù) at work?",
    "面积按S=πr²计算，当x>3时y=2x+1，约占A类企业的12.5%。",
    "使用T恤生产线!T恤订单增长20%!U盘也有。",
    "網(wǎng)址是http://example.org/?a=1&b=2!詳情請看。",
    "“加油！”他说。“为什么？”她问。",
    "他高喊：“冲啊！\n“别停！”",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_clean_text_is_never_touched(text: str) -> None:
    report = find_slips(text)
    assert report.edits == ()
    assert report.unrepaired == ()


def test_damage_that_cannot_be_read_is_reported_and_left_alone() -> None:
    raw = "這里寫著鱻?biāng)龘龘龘龘，后面沒有了。"
    report = find_slips(raw)
    assert report.edits == ()
    assert report.unrepaired
    assert all(0 <= damage.start < damage.end <= len(raw) and damage.reason for damage in report.unrepaired)


def figures(text: str) -> list[str]:
    return [
        character
        for index, character in enumerate(text)
        if character.isdecimal()
        or character in "%％"
        or (character == "." and text[index - 1 : index].isdecimal() and text[index + 1 : index + 2].isdecimal())
    ]


PIECES = ["企业", "复工率", "达到", "有限公司", "。”", "。“", "，", "说", "我们", "全市", "确保“", "开工", "96.5%",
          "30亿元", "3月", "7", "！", "？", "!", "?", "(shù)", "無", "葐栴}", "皟墒侄", "敝袊", "３", "T",
          "."]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.booleans())
def test_no_repair_adds_drops_or_changes_a_figure(pieces: list[str], is_cut: bool) -> None:
    text = "".join(pieces)
    raw = cut_mark(text) if is_cut else text
    assert figures(apply_edits(raw, find_slips(raw).edits)[0]) == figures(raw)


def test_the_same_text_always_gives_the_same_repair() -> None:
    raw = "\n".join(cut_mark(sentence) for sentence in MARK_SENTENCES)
    assert find_slips(raw) == find_slips(raw)


def test_several_slips_of_one_line_are_all_undone_in_any_order() -> None:
    sentences = [sentence for sentence in MARK_SENTENCES if sentence.endswith("。")]
    Random(3).shuffle(sentences)
    raw = "".join(cut_mark(sentence) for sentence in sentences)
    assert clean(raw) == fold("".join(sentences))


def test_clean_text_without_marks_passes_the_gate_unseen() -> None:
    assert list(find_anchors("全市企业复工率达到96%，产能释放率达到63%。" * 20)) == []


@pytest.mark.parametrize("answer", ["她害羞地笑了，把盤子端走。", "郭燕青說她來。"])
def test_a_pair_of_bytes_that_stands_for_nothing_makes_no_question_suspicious(answer: str) -> None:
    assert find_anchors(f"這道菜叫什麼，明天由誰來講？{answer}") == []


def test_good_chinese_costs_less_than_the_same_bytes_out_of_step() -> None:
    model = language_model()
    assert model.cost("我们的企业已经复工") < model.cost(read_leniently("我们的企业已经复工".encode("gbk")[1:-1]))


def test_a_second_look_at_a_window_sees_what_a_first_one_would_see() -> None:
    from fugong.text.slips.search import QUICK, THOROUGH, Document

    document = Document("我們!绷私獾竭@一情況", language_model())
    document.hear([])
    document.expect({2: 5.0})
    seen = document.read(0, 1, [], [], THOROUGH, THOROUGH)
    document.expect({2: 5.0})
    document.read(0, 1, [], [], QUICK, QUICK)
    document.expect({2: 5.0})
    assert document.read(0, 1, [], [], THOROUGH, THOROUGH) == seen
    assert [change.reading for _, outcomes in [seen] for one in outcomes for change in one.changes] == ["。”了解到這"]


def test_what_one_document_says_is_not_heard_in_the_next() -> None:
    slip = cut_mark("“原料供应没有问题。”厂长说，企业将在月底前恢复全部订单。")
    alone = find_slips(slip)
    told = find_slips("没有问题。”厂长说，原料够了。" * 20 + "\n" + slip)
    assert [edit.confidence for edit in told.edits] != [edit.confidence for edit in alone.edits] != []
    assert find_slips(slip) == alone


def test_what_another_version_compiled_with_types_that_are_no_more_is_compiled_anew() -> None:
    from fugong.text.slips.kernel import compile_for

    class Dispatcher:
        def __init__(self) -> None:
            self._cache, self.is_stale, self.compiled = self, True, list[str]()

        def flush(self) -> None:
            self.is_stale = False

        def compile(self, signature: str) -> None:
            if self.is_stale:
                raise AttributeError("Can't get attribute 'Model'")
            self.compiled.append(signature)

    dispatcher = Dispatcher()
    compile_for(dispatcher, "f8(f8)")
    assert dispatcher.compiled == ["f8(f8)"]


def test_a_document_teaches_the_model_its_names() -> None:
    name = "谌钰霏"
    assert language_model().with_echoes(f"{name}说，{name}认为").cost(name) < language_model().cost(name)


def test_the_code_of_a_character_is_its_two_gbk_bytes() -> None:
    assert code_of("復") == (0x8F, 0xCD)
    assert code_of("!") is None
    assert code_of("𠮷") is None


def damaged_stretches() -> list[dict[str, object]]:
    path = SHARED / "gold" / "damaged.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@cache
def seed_text(doc: str) -> str:
    return (SHARED / "seeds" / f"{doc}.txt").read_text("utf-8-sig")


@cache
def repair_of_seed(doc: str) -> SlipReport:
    return find_slips(seed_text(doc))


@pytest.mark.skipif(not damaged_stretches(), reason="the labelled stretches are not at hand")
@pytest.mark.parametrize("number", range(len(damaged_stretches())))
def test_a_labelled_stretch_of_the_seed_articles_reads_exactly_right(number: int) -> None:
    stretch = damaged_stretches()[number]
    raw = seed_text(str(stretch["doc"]))
    start, end = int(str(stretch["raw_start"])), int(str(stretch["raw_end"]))
    assert raw[start:end] == stretch["raw"]
    repaired, alignment = apply_edits(raw, repair_of_seed(str(stretch["doc"])).edits)
    plain, second = apply_edits(repaired, find_annotations(repaired))
    read = "".join(
        character
        for index, character in enumerate(plain)
        if start <= alignment.to_old(*second.to_old(index, index + 1))[0] < end
    )
    assert fold(converter("t2s").convert(read)) == fold(str(stretch["clean"]))


@pytest.mark.skipif(not (SHARED / "real").exists(), reason="the real articles are not at hand")
@pytest.mark.parametrize("change", ["as it is", "folded", "traditional"])
def test_no_real_article_is_touched(change: str) -> None:
    for path in sorted((SHARED / "real").glob("*.txt")):
        text = path.read_text("utf-8")
        text = {"folded": fold, "traditional": converter("s2t").convert}.get(change, str)(text)
        assert find_slips(text).edits == (), path.name
        assert find_annotations(text) == [], path.name
