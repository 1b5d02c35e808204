"""Text that went through the wrong decoder is read back; what was lost is reported; clean text is never touched."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fugong.lexicon import read_rows
from fugong.text.aligned import apply_edits
from fugong.text.body import BoilerplateCue
from fugong.text.mojibake import find_entities, find_mojibake
from fugong.text.pipeline import normalise

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
CUES = tuple(
    BoilerplateCue(row["cue"], row["match"], row["action"])
    for row in read_rows(ROOT / "seeds" / "boilerplate_cues.csv")
)
TEXT = "清源市318家规上企业，301家恢复生产，复工率达94.7%。“订单不愁，就怕人手不够。”厂长说·全部……——重新（4月）"
SENTENCES = [
    TEXT,
    "返岗职工1.2万人，到岗率87.6%，产能恢复到八成以上。",
    "縣裡派出58名駐企幹部，幫助企業解決用工、原料、運輸等問題。",
    "1-2月全社会用电量12.4亿千瓦时，同比增长2.15%；工业占68%。",
]


def as_windows_1252(text: str) -> str:
    """Read the UTF-8 bytes of `text` as browsers read Windows-1252."""
    return "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in text.encode())


def as_latin_1(text: str) -> str:
    return text.encode().decode("latin-1")


def mended(text: str) -> str:
    return apply_edits(text, find_mojibake(text).edits)[0]


def signs(text: str) -> list[str]:
    return re.findall(r"[0-9%.]", text)


@pytest.mark.parametrize("text", SENTENCES)
@pytest.mark.parametrize("first", [as_windows_1252, as_latin_1])
@pytest.mark.parametrize("second", [as_windows_1252, as_latin_1, str])
def test_utf8_read_in_a_western_encoding_once_or_twice_is_read_back(text, first, second) -> None:
    garbled = second(first(text))
    assert garbled != text
    report = find_mojibake(garbled)
    assert apply_edits(garbled, report.edits)[0] == text
    assert {edit.rule for edit in report.edits} == {"mojibake.utf8"}
    assert report.unreadable == ()


@pytest.mark.parametrize(
    ("garbled", "text"),
    [
        ("å¤§åº†", "大庆"),
        ("Ã¥Â¤Â§Ã¥ÂºÂ†", "大庆"),
        ("å¤§94.7%åº†", "大94.7%庆"),
        ("前面完好，å¤§åº†也", "前面完好，大庆也"),
        ("JosÃ©在大庆", "José在大庆"),
        ("爱新觉罗Â·玄烨", "爱新觉罗·玄烨"),
        ("25Â°C", "25°C"),
    ],
)
def test_short_stretches_are_read_back_where_they_stand(garbled: str, text: str) -> None:
    assert mended(garbled) == text


def test_a_no_break_space_that_became_a_space_is_still_a_byte() -> None:
    garbled = as_windows_1252("堆得满满当当的全新堆场").replace("\xa0", " ")
    assert " " in garbled
    assert mended(garbled) == "堆得满满当当的全新堆场"


def test_gbk_read_as_latin_1_is_read_back() -> None:
    for text in (SENTENCES[0], SENTENCES[1], SENTENCES[3]):
        assert mended(text.encode("gbk").decode("latin-1")) == text


@pytest.mark.parametrize("text", [*SENTENCES, "全縣復工企業186家，產能恢復。", "縣裡的工廠都開了，訂單有的增加。"])
def test_gbk_read_in_a_western_encoding_is_read_back_in_either_script(text: str) -> None:
    text = text.replace("裡", "裏")
    for read in ("latin-1", "cp1252"):
        garbled = "".join(bytes((byte,)).decode(read, "ignore") or chr(byte) for byte in text.encode("gbk"))
        assert mended(garbled) == text


@pytest.mark.parametrize("text", [SENTENCES[0], SENTENCES[1], "目前位置：首页。全县21家企业按时开工，复工率达87.5%。"])
def test_gbk_read_as_utf8_where_it_happens_to_be_that_is_read_back(text: str) -> None:
    garbled = re.sub(
        rb"[\xc2-\xdf][\x80-\xbf]|[\x80-\xff]",
        lambda found: found[0] if len(found[0]) == 2 else found[0].decode("latin-1").encode(),
        text.encode("gbk"),
    ).decode()
    assert any(mark > "\xff" for mark in garbled)
    report = find_mojibake(garbled)
    assert apply_edits(garbled, report.edits)[0] == text
    assert {edit.rule for edit in report.edits} == {"mojibake.gbk"}
    assert signs(garbled) == signs(text)


@pytest.mark.parametrize("title", ["大庆复工率九成", "石家庄市工信局通报会", "企業陸續復工", "全市返岗率过八成"])
def test_a_title_without_marks_is_read_back(title: str) -> None:
    assert mended(title.encode("gbk").decode("latin-1")) == title
    assert mended(as_windows_1252(title)) == title


@pytest.mark.parametrize(
    "text",
    [
        "Ærøskøbing, Ñuñoa und Übergrößenträger",
        "«ÉTÉ» à Évian… «ÀÉÈÊËÎÏÔÙÛÜŸ»",
        "°±²³´µ¶·¸¹º»¼½¾¿",
        "Τιμή: 300£·±5%, Москва·Київ",
        "£¬£¬£¬ ¡£¡£ µÄ",
        "第三节：ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏ 是字母，½ 是一半。",
    ],
)
def test_letters_and_signs_of_the_west_in_a_row_are_no_gbk(text: str) -> None:
    assert find_mojibake(text).edits == ()


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("一、减税。x0dx0a二、稳岗。", "一、减税。\n二、稳岗。"),
        ("一、减税。x0dx0ax0dx0a二、稳岗。", "一、减税。\n二、稳岗。"),
        ("一、减税。_x000D_\n二、稳岗。", "一、减税。\n二、稳岗。"),
        ("型号Mx0dx0a3", "型号Mx0dx0a3"),
        ("地址0x0d和x0a", "地址0x0d和x0a"),
    ],
)
def test_line_ends_that_were_escaped_are_line_ends(escaped: str, text: str) -> None:
    assert apply_edits(escaped, find_entities(escaped))[0] == text


def test_utf8_read_as_gbk_is_read_back_as_far_as_its_bytes_go() -> None:
    # An even number of characters between ASCII ones loses nothing.
    text = "全市复工企业达到186家，开工率达94.1%。，返岗率达八成"
    garbled = text.encode().decode("gbk", "replace")
    report = find_mojibake(garbled)
    assert signs(apply_edits(garbled, report.edits)[0]) == signs(text)
    assert "全市复工企业达到186" in mended(garbled)
    assert report.unreadable


def test_a_character_whose_bytes_have_gone_is_reported_and_its_neighbours_are_read() -> None:
    garbled = "".join(bytes((byte,)).decode("cp1252", "ignore") for byte in "大家的企业逐步重新开工了".encode())
    report = find_mojibake(garbled)
    mended_text = apply_edits(garbled, report.edits)[0]
    assert mended_text.startswith("大家的")
    assert mended_text.endswith("开工了")
    assert {stretch.reason for stretch in report.unreadable} == {"bytes_missing"}
    assert all(garbled[stretch.start : stretch.end] in mended_text for stretch in report.unreadable)


@pytest.mark.parametrize(
    "lost",
    ["锟斤拷", "锟斤拷锟斤拷锟斤拷", "錕斤拷錕斤拷", "锟斤拷锟斤", "\ufffd\ufffd\ufffd\ufffd", "ï¿½ï¿½"],
)
def test_what_is_lost_is_reported_and_not_guessed(lost: str) -> None:
    text = f"全市{lost}复工率达94.7%。"
    report = find_mojibake(text)
    assert report.edits == ()
    assert [(text[item.start : item.end], item.reason) for item in report.unreadable] == [(lost, "lost_in_conversion")]


def test_the_conversion_that_makes_such_rows_is_the_one_meant() -> None:
    assert "\ufffd\ufffd".encode().decode("gbk") == "锟斤拷"


@settings(deadline=None, max_examples=60)
@given(
    text=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map("\n".join),
    mill=st.sampled_from([as_windows_1252, as_latin_1, lambda text: text.encode().decode("gbk", "replace")]),
    cuts=st.lists(st.integers(0, 400), max_size=4),
)
def test_no_digit_percent_sign_or_point_is_invented_lost_or_changed(text, mill, cuts) -> None:
    garbled = mill(text)
    for cut in sorted(cuts, reverse=True):
        if cut < len(garbled) and garbled[cut] not in "0123456789%.":
            garbled = garbled[:cut] + garbled[cut + 1 :]
    report = find_mojibake(garbled)
    assert signs(apply_edits(garbled, report.edits)[0]) == signs(garbled)
    for edit in report.edits:
        assert signs(garbled[edit.start : edit.end]) == signs(edit.replacement) == []


@settings(deadline=None)
@given(st.text(alphabet="éüñàçøÄÖÅÂÃ”“‘’…—–·°±×«»©® ,。Joéa中在市的1.%", max_size=60))
def test_names_with_accents_between_chinese_marks_are_nearly_never_mojibake(text: str) -> None:
    # Only Â or Ã before a sign that no language writes there, or bytes that are a Chinese character, may be read.
    for edit in find_mojibake(text).edits:
        assert text[edit.start] in "ÂÃéàçÄÖÅ"
        assert not text[edit.start : edit.end].isascii()


@pytest.mark.parametrize(
    "text",
    [
        *SENTENCES,
        "法国（Besançon）、德国（Zürich、München）、西班牙（Málaga、España）的客商来了。",
        "José……他说。René”，André“好”，café—复工，Beyoncé’s，naïve…",
        "São Paulo、MAÇÃ”…、Ångström、Ørsted、Łódź、Škoda",
        "復(fù)工復(fù)產(chǎn)、企業(yè)、協(xié)調(diào)",
        "······ ××××××  °°±± «»«» ¥¥ §§ ½¼",
        "ÀÁÂÃÄÅÆÇÈÉ àáâãäåæçèé ÄÖÜäöüß",
        "供应鏈上的涓涓细流；鍥、瀹",
        "李锟、张斤、拷问",
        "Ä”…" * 3,
    ],
)
def test_clean_text_is_left_alone(text: str) -> None:
    report = find_mojibake(text)
    assert (report.edits, report.unreadable) == ((), ())


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("&#22823;&#24198;", "大庆"),
        ("&#x5927;&#X5E86;", "大庆"),
        ("&amp;#22823;", "大"),
        ("&amp;amp;#22823;", "大"),
        ("复工率&nbsp;94.7%", "复工率 94.7%"),
        ("复工率&nbsp94.7%", "复工率&nbsp94.7%"),
        ("复工&nbsp&nbsp;&amp;nbsp;开工", "复工   开工"),
        ("&ldquo;复工&rdquo;&hellip;&mdash;", "“复工”…—"),
        ("A&amp;B", "A&B"),
        ("&#22823全市", "大全市"),
        ("94.7&#37;", "94.7%"),
    ],
)
def test_entities_in_a_plain_text_are_decoded_once_or_twice(written: str, text: str) -> None:
    assert apply_edits(written, find_entities(written))[0] == text


@pytest.mark.parametrize(
    "text",
    ["R&D;", "P&G", "?a=1&copy=2&lang=3", "&foo;", "&#0;", "&#55296;", "&#7;", "&#1234567;", "& nbsp;", "&;", "&#"],
)
def test_what_is_no_entity_stays(text: str) -> None:
    assert find_entities(text) == []


@pytest.mark.parametrize(
    "unit",
    ["é", "éé…", "é ", "Ã", "ï¿½", "锟", "锛", "&amp;", "&#", "Ã¥Â¤Â§", "\xb4\xf3", "£¬", "ð", "â€", "\ufffd", "澶"],
)
def test_hostile_texts_take_linear_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    started = time.process_time()
    find_mojibake(text)
    find_entities(text)
    assert time.process_time() - started < 10


# --- in the pipeline -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mill", [as_windows_1252, lambda text: as_latin_1(as_windows_1252(text))])
def test_the_pipeline_reads_mojibake_first_and_every_figure_leads_back(mill) -> None:
    raw = mill("\n".join(SENTENCES[:2]))
    normalised = normalise(raw, CUES)
    assert "复工率达94.7%。“订单不愁" in normalised.text
    assert normalised.damage == "mojibake"
    for figure in ("94.7%", "1.2", "87.6%"):
        at = normalised.text.index(figure)
        start, end = normalised.alignment.to_raw(at, at + len(figure))
        assert raw[start:end] == figure
    assert normalised.repairs
    for repair in normalised.repairs:
        assert raw[repair.raw_start : repair.raw_end] == repair.before_text
        assert signs(repair.before_text) == signs(repair.after_text) == []
    # One row a stretch, not one a character.
    assert len(normalised.repairs) < 20


def test_the_pipeline_reports_what_is_lost_and_leaves_it() -> None:
    normalised = normalise("全市复工率达94.7%。另有锟斤拷锟斤拷家企业。", CUES)
    assert normalised.text == "全市复工率达94.7%。另有锟斤拷锟斤拷家企业。"
    (repair,) = normalised.repairs
    assert (repair.before_text, repair.is_applied) == ("锟斤拷锟斤拷", False)
    assert repair.rule == "mojibake.unreadable.lost_in_conversion"
    assert normalised.damage == "unreadable"


def test_a_page_whose_entities_were_encoded_twice_reads_like_any_other() -> None:
    raw = (
        "<html><head><title>&amp;#22823;&amp;#24198;复工记</title></head>"
        "<body><p>&amp;#22823;&amp;#24198;市复工率&amp;nbsp;达94.7%，各家企业都已恢复生产。</p></body></html>"
    )
    normalised = normalise(raw, CUES)
    assert normalised.text.strip() == "大庆市复工率 达94.7%,各家企业都已恢复生产。"
    assert ("title", "大庆复工记") in {(fact.field, fact.value) for fact in normalised.page_facts}


def test_a_page_that_was_stored_as_text_is_read_as_a_page() -> None:
    raw = "&lt;p&gt;清源市复工率达94.7%。&lt;/p&gt;&lt;p&gt;开工&lt;b&gt;318&lt;/b&gt;家。&lt;/p&gt;"
    assert normalise(raw, CUES).text == "清源市复工率达94.7%。\n开工318家。\n"


def test_a_double_encoded_page_keeps_its_body_and_tells_its_title() -> None:
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:2] * 2)
    page = f"<html><head><title>清源复工忙</title></head><body><div>首页</div><article>{body}</article></body></html>"
    normalised = normalise(as_windows_1252(page), CUES)
    assert normalised.text.count("94.7%") == 2
    assert "产能恢复到八成以上。" in normalised.text
    assert ("title", "清源复工忙") in {(fact.field, fact.value) for fact in normalised.page_facts}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared articles are not beside this checkout")
def test_no_real_or_seed_article_holds_mojibake() -> None:
    paths = sorted((SHARED / "real").glob("*.txt")) + sorted((SHARED / "seeds").glob("*.txt"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        report = find_mojibake(text)
        assert (report.edits, report.unreadable) == ((), ()), path.name
        assert all(edit.replacement == " " for edit in find_entities(text)), path.name
