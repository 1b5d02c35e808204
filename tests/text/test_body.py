"""Page boilerplate goes; no sentence of an article ever does."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pages.further import further_pages
from pages.making import dumped, pages

from fugong.text import body, width
from fugong.text.aligned import apply_edits
from fugong.text.body import BoilerplateCue, find_boilerplate
from fugong.text.codepoints import BEYOND, EvenRow
from fugong.text.cues import _compiled, _sifted, beginnings, required_words, requires_digit

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}

BODY = (
    "记者昨天到清源市采访时看到,各条生产线都已开动,工人们正忙着赶制订单。\n"
    "截至4月2日,全市318家规上企业中有301家恢复生产,复工率达到94.7%。\n"
)


@pytest.fixture(scope="module")
def cues() -> list[BoilerplateCue]:
    with (ROOT / "seeds" / "boilerplate_cues.csv").open(encoding="utf-8", newline="") as file:
        return [BoilerplateCue(row["cue"], row["match"], row["action"]) for row in csv.DictReader(file)]


def cut(text: str, cues: list[BoilerplateCue]) -> str:
    return apply_edits(text, find_boilerplate(text, cues))[0]


@pytest.mark.parametrize(
    "line",
    [
        "当前位置: 首页 » 资讯 » 地方 » 正文",
        "首页 > 新闻中心 > 本地要闻",
        "要闻 > 地方 > 清源",
        "首页 新闻 财经 体育 娱乐 汽车",
        "放大字体\xa0缩小字体 发布日期:2020-04-02 来源:清源日报",
        "发布时间:2020-04-02 08:30来源:清源日报 作者:王五",
        "2020-04-02 08:30:11 来源: 清源日报 字号:大 中 小",
        "2020年4月2日 来源:清源日报",
        "来源:清源日报",
        "字号:[大 中 小]",
        "原标题:清源企业跑出加速度",
        "阅读:1234次",
        "分享到: 微信 微博",
        "标签:复工 企业",
    ],
)
def test_lines_that_belong_to_the_page_go_above_the_body(line: str, cues: list[BoilerplateCue]) -> None:
    assert cut(f"{line}\n\n清源复工忙\n{BODY}", cues) == f"\n清源复工忙\n{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "(责编:王五、赵六)",
        "[责任编辑: 王五]",
        "编辑:王五 校对:赵六",
        "(记者 王五 通讯员 赵六)",
        "本报记者 王五 赵六",
        "记者 王五 摄",
        "扫一扫,关注清源发布",
        "打印本文 关闭窗口",
        "[ 告诉好友 ]  [ 打印本文 ]  [ 关闭窗口 ]",
        "0条 [查看全部]  相关评论",
        "上一篇:邻市复工率达到88%",
        "关于我们 | 网站地图 | 广告服务 | 联系方式",
        "Copyright © 2020 清源网 清ICP备12345678号",
        "[1] [2] [3] 下一页",
    ],
)
def test_lines_that_belong_to_the_page_go_below_the_body(line: str, cues: list[BoilerplateCue]) -> None:
    assert cut(f"{BODY}{line}\n", cues) == BODY
    assert cut(f"{BODY}{line}", cues) == BODY


def test_a_disclaimer_takes_all_that_follows_with_it(cues: list[BoilerplateCue]) -> None:
    tail = "免责声明:本文只代表作者的看法,与本网站无关。\n请读者自行核实。\n热门\n某市复工率99%\n"
    assert cut(BODY + tail, cues) == BODY


def test_a_disclaimer_on_top_takes_only_itself_at_most(cues: list[BoilerplateCue]) -> None:
    tail = "免责声明:本文只代表作者的看法,与本网站无关。\n"
    assert BODY in cut(tail + BODY, cues)
    assert BODY in cut("编者的话。\n" + tail + BODY, cues)


def test_below_the_page_own_lines_only_link_lists_follow(cues: list[BoilerplateCue]) -> None:
    text = f"{BODY}相关阅读\n邻市复工率达到88%\n又一地开工67个项目\n"
    assert cut(text, cues) == BODY


def test_an_article_that_goes_on_below_a_link_keeps_its_sentences(cues: list[BoilerplateCue]) -> None:
    text = f"{BODY}相关阅读:邻市复工记\n一、资金支持\n{BODY}"
    assert cut(text, cues) == f"{BODY}一、资金支持\n{BODY}"


def test_a_list_below_a_photo_credit_stays(cues: list[BoilerplateCue]) -> None:
    assert cut(f"{BODY}记者 王五 摄\n首批复工企业名单\n清源化工厂\n", cues) == f"{BODY}首批复工企业名单\n清源化工厂\n"


def test_the_signature_of_a_document_stays(cues: list[BoilerplateCue]) -> None:
    text = f"{BODY}清源市人民政府\n2020年4月2日\n"
    assert cut(text, cues) == text


def test_a_teaser_that_the_body_repeats_goes(cues: list[BoilerplateCue]) -> None:
    teaser = "核心提示:原标题:清源复工忙记者昨天到清源市采访时看到,各条生产线都已开动,工人们正忙着\n"
    assert cut(f"{teaser}清源复工忙\n{BODY}", cues) == f"清源复工忙\n{BODY}"


def test_a_teaser_that_says_something_of_its_own_loses_only_its_label(cues: list[BoilerplateCue]) -> None:
    teaser = "核心提示:清源市已为67家企业发放补贴2.6亿元,帮助企业渡过难关。\n"
    assert cut(teaser + BODY, cues) == teaser.removeprefix("核心提示:") + BODY


def test_a_headline_repeated_at_the_top_counts_once(cues: list[BoilerplateCue]) -> None:
    text = f"清源复工率达94.7%\n来源:清源网\n清源复工率 达94.7%\n{BODY}"
    assert cut(text, cues) == f"清源复工率达94.7%\n{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "新华社清源4月2日电(记者 王五)全市复工率已达94.7%。",
        "清源大桥的工地上,塔吊林立。清源日报记者 王五 摄",
        "居民出门扫一扫健康码,全市已发放20万个。",
        "来源:全市67个项目的资金来自三个方面,合计2.6亿元。",
        "二、推进67个项目建设",
        "4月全市复工率达94.7%",
        "复工率 | 94.7% | 返岗率 | 88.1%",
        "2020年4月2日 全市复工率达到94.7%",
        "“免责声明”写进了合同,67家企业已签。",
        "记者王五在清源市工业园里看到了一幅忙碌的景象,工人都回来了",
        "导读写得好,全市67家企业读了。",
        "…………",
    ],
)
def test_lines_of_the_article_stay(line: str, cues: list[BoilerplateCue]) -> None:
    text = f"{BODY}{line}\n{BODY}"
    assert cut(text, cues) == text


def test_a_flattened_document_keeps_its_text(cues: list[BoilerplateCue]) -> None:
    text = "清源复工忙 来源:清源日报 " + BODY.replace("\n", " ") * 9 + "(责编:王五)"
    assert cut(text, cues) == text


def test_a_flattened_document_loses_the_disclaimer_at_its_end(cues: list[BoilerplateCue]) -> None:
    body = "清源复工忙 " + BODY.replace("\n", " ") * 9
    assert cut(body + "免责声明:本文只代表作者的看法。", cues) == body


MENU = "首页 新闻 财经 体育\n登录 | 注册\n"
OTHERS = "邻市复工率达到88%\n又一地开工67个项目\n"


def test_a_trail_of_names_ends_the_menu_and_the_lists_above_the_headline(cues: list[BoilerplateCue]) -> None:
    text = f"{MENU}热点新闻\n{OTHERS}您的位置:首页 > 新闻 > 正文\n清源复工忙\n{BODY}"
    assert cut(text, cues) == f"清源复工忙\n{BODY}"


def test_a_headline_above_the_trail_of_names_stays(cues: list[BoilerplateCue]) -> None:
    assert cut(f"清源复工忙\n首页 > 新闻 > 正文\n{BODY}", cues) == f"清源复工忙\n{BODY}"


def test_a_headline_that_stands_again_below_a_list_begins_the_article(cues: list[BoilerplateCue]) -> None:
    text = f"清源企业复工忙\n{OTHERS}清源企业复工忙\n{BODY}"
    assert cut(text, cues) == f"清源企业复工忙\n{BODY}"


def test_a_dump_of_a_page_loses_the_lists_above_the_dated_headline(cues: list[BoilerplateCue]) -> None:
    text = f"{MENU}{OTHERS}清源复工忙起来\n2020-04-02 08:30 来源:清源日报\n{BODY}"
    assert cut(text, cues) == f"清源复工忙起来\n{BODY}"


def test_below_a_page_comments_and_notices_go_with_the_labels(cues: list[BoilerplateCue]) -> None:
    text = f"{BODY}(责任编辑:王五)\n阅读 1234\n{OTHERS}热心读者\n说得真好。\n未成年人请在监护下使用。\n"
    assert apply_edits(text, find_boilerplate(text, cues, is_page=True))[0] == BODY


def test_short_last_sentences_of_a_page_stay(cues: list[BoilerplateCue]) -> None:
    text = f"{BODY}下一步,服务不停。\n记者 王五 摄\n大家都盼着好消息。\n"
    expected = f"{BODY}下一步,服务不停。\n大家都盼着好消息。\n"
    assert apply_edits(text, find_boilerplate(text, cues, is_page=True))[0] == expected


def test_a_list_right_below_the_last_paragraph_of_a_page_stays(cues: list[BoilerplateCue]) -> None:
    text = f"{BODY}首批复工企业名单\n清源化工厂\n清源市人民政府\n2020年4月2日\n"
    assert apply_edits(text, find_boilerplate(text, cues, is_page=True))[0] == text


@pytest.mark.parametrize("word", ["教育", "财经", "民生", "正文"])
def test_a_word_of_the_menu_may_head_a_section_inside_the_article(word: str, cues: list[BoilerplateCue]) -> None:
    assert cut(f"{BODY}{word}\n{BODY}", cues) == f"{BODY}{word}\n{BODY}"
    assert cut(f"{word}\n{BODY}{word}\n", cues) == BODY


@pytest.mark.parametrize("line", ["推荐本地财经科技", "首页|国内|地方", "【打印本页】【关闭窗口】", "分享 收藏 举报"])
def test_menus_go_however_their_words_are_set(line: str, cues: list[BoilerplateCue]) -> None:
    assert cut(f"{line}\n{BODY}{line}\n", cues) == BODY


def test_edits_are_in_order_and_name_their_rule(cues: list[BoilerplateCue]) -> None:
    edits = find_boilerplate(f"当前位置: 首页 » 资讯\n{BODY}(责编:王五)\n", cues)
    assert [edit.rule for edit in edits] == ["body_cue", "body_cue"]
    assert edits[0].end <= edits[1].start


@pytest.mark.parametrize(
    "cue",
    [
        BoilerplateCue("x", "suffix", "drop_line"),
        BoilerplateCue("x", "exact", "drop_all"),
        BoilerplateCue("(", "regex", "drop_line"),
    ],
)
def test_a_cue_that_makes_no_sense_is_refused(cue: BoilerplateCue) -> None:
    with pytest.raises(ValueError, match="boilerplate cue"):
        find_boilerplate("正文", [cue])


def test_without_cues_nothing_but_shapes_is_cut() -> None:
    assert cut(f"来源:清源日报\n首页 > 新闻\n{BODY}", []) == f"来源:清源日报\n{BODY}"


@pytest.mark.parametrize(
    "unit",
    [
        "复工",
        "[1]",
        "| a ",
        "首页 > ",
        "核心提示:复工率达到九成五\n",
        "2020-04-02 08:30 a:a:a",
        "免责声明:\n",
        "1",
        "\n",
        "首页",
        "首页\n",
        "首页新闻财经体育登录注册\n",
        "清源复工忙\n邻市\n",
        "2020-04-02 清源\n",
        "王五 赵六 2020年4月2日 08:30 清源 日报\n",
        "#复工#",
        "复工 返岗 ",
        "责编:\n说得好。\n",
    ],
)
def test_hostile_texts_take_linear_time(unit: str, cues: list[BoilerplateCue]) -> None:
    started = time.process_time()
    find_boilerplate(unit * (300_000 // len(unit)), cues)
    find_boilerplate((unit * 20)[:150] + "\n" + BODY, cues)
    assert time.process_time() - started < 10


@pytest.mark.skipif(not SHARED.exists(), reason="the shared articles are not beside this checkout")
def test_real_articles_without_page_furniture_are_left_alone(cues: list[BoilerplateCue]) -> None:
    paths = sorted((SHARED / "real").glob("*.txt"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8").translate(TO_HALF_WIDTH)
        assert find_boilerplate(text, cues) == [], path.name


# --- lists of other sites, remnants of tags, pages in one line --------------------------------------------------------

PAGE_ABOVE = "首页 新闻 财经 体育\n您的位置:首页 > 新闻\n清源复工忙起来\n发布时间:2020-04-02 来源:清源日报 点击:123\n"


def test_lists_of_counties_below_the_body_go(cues: list[BoilerplateCue]) -> None:
    names = "青州市| 夏津县| 平乐县| 太仆寺旗| 博白县| 怀宁县| 和静县| 江城| 泾阳县|"
    assert cut(f"{BODY}主站模板: {names}\n", cues) == BODY
    assert cut(f"{BODY}{names.replace('|', '')}\n", cues) == BODY


def test_counties_that_the_article_names_stay(cues: list[BoilerplateCue]) -> None:
    line = "首批复工的有青州市、夏津县、平乐县、太仆寺旗、博白县、怀宁县、和静县、泾阳县、宜阳县\n"
    assert cut(BODY + line, cues) == BODY + line
    table = "清源县 318 301 94.7% 北岭县 120 99 82.5% 东岭县 88 80 90.9% 南湖县 76 70 92.1%\n"
    assert cut(BODY + table, cues) == BODY + table


def test_rows_of_search_bait_go_and_a_headline_about_goods_stays(cues: list[BoilerplateCue]) -> None:
    bait = "国产精品一区二区|久久综合精品|亚洲成人在线\n"
    assert cut(bait + BODY + bait, cues) == BODY
    assert cut(f"国产精品牌卖到欧美日韩\n{BODY}", cues) == f"国产精品牌卖到欧美日韩\n{BODY}"


@pytest.mark.parametrize("remnant", ["/p>", "</p>", "<br/>", "</span", '<a href="/x.html">', "/div>"])
def test_remnants_of_tags_go_and_nothing_beside_them(remnant: str, cues: list[BoilerplateCue]) -> None:
    first, second = BODY.splitlines()
    assert cut(f"{first}{remnant}\n{second}\n", cues) == BODY


def test_a_remnant_inside_a_line_was_a_line_break(cues: list[BoilerplateCue]) -> None:
    first, second = BODY.splitlines()
    assert cut(f"{first}/p>{second}\n", cues) == BODY


@pytest.mark.parametrize("line", ["增速3<5,占比7>2。", "利润率p>5%。", "km/h>60的路段有3条。"])
def test_comparisons_are_no_remnants_of_tags(line: str, cues: list[BoilerplateCue]) -> None:
    assert cut(f"{BODY}{line}\n", cues) == f"{BODY}{line}\n"


FLAT_BODY = BODY.replace("\n", " ") * 9


def test_a_page_in_one_line_loses_its_edges(cues: list[BoilerplateCue]) -> None:
    above = "您的位置: 首页 > 地方 > 正文 清源企业复工忙 2020-04-02 08:30 来源:清源日报 字号:大 中 小 "
    below = "(责任编辑:王五) 相关阅读 邻市复工率达到88% 又一地开工67个项目"
    assert cut(above + FLAT_BODY + below, cues).strip() == f"清源企业复工忙 {FLAT_BODY}".strip()


def test_an_article_in_one_line_with_short_paragraphs_stays(cues: list[BoilerplateCue]) -> None:
    text = f"关于清源复工的通知 各县区: 一、总体要求 (一)目标 {FLAT_BODY}清源市人民政府 2020年4月2日"
    assert cut(text, cues) == text


def test_notices_of_the_site_go_from_pages_and_stay_in_articles(cues: list[BoilerplateCue]) -> None:
    notice = (
        "【提示】本站重视版权,如发现文章存在版权问题,请发邮件至hi@example.org,我们将在核实之后及时处理并且告知结果。\n"
    )
    assert cut(PAGE_ABOVE + BODY + notice, cues) == f"清源复工忙起来\n{BODY}"
    assert cut(BODY + notice + BODY, cues) == BODY + notice + BODY
    quoted = "“侵犯著作权的行为,发现一起处理一起。”市场监管局负责人说,这样的案件今年已办结67起,涉案金额2.6亿元。\n"
    assert cut(PAGE_ABOVE + BODY + quoted, cues) == f"清源复工忙起来\n{BODY}{quoted}"


def test_below_the_head_of_a_comment_stands_the_comment(cues: list[BoilerplateCue]) -> None:
    comments = "1楼 2020-04-02 18:05\n路人甲\n沙发。我们厂也开了。\n"
    assert apply_edits(BODY + comments, find_boilerplate(BODY + comments, cues, is_page=True))[0] == BODY


def test_a_dialogue_in_short_lines_stays_on_a_page(cues: list[BoilerplateCue]) -> None:
    lines = f"“今天两块五!”\n{BODY}问:难不难?\n答:难。\n广告\n怕不怕没人来?\n天亮了,货车开进了大门。\n"
    kept = lines.replace("广告\n", "")
    assert cut(PAGE_ABOVE + lines + "(责任编辑:王五)\n", cues) == f"清源复工忙起来\n{kept}"


@pytest.mark.parametrize("text", ["", "\n\n", BODY, f"清源复工忙\n{BODY}", FLAT_BODY, f"清源复工忙 起来了 {FLAT_BODY}"])
def test_the_quick_look_and_the_close_look_agree_on_plain_texts(
    text: str, cues: list[BoilerplateCue], monkeypatch: pytest.MonkeyPatch
) -> None:
    matcher = body._MATCHERS.of(cues)
    (doubtful,) = body._doubtful_lines(EvenRow([text]), matcher)
    assert doubtful is not None
    assert body._is_plain(doubtful, matcher)
    monkeypatch.setattr(body, "_is_plain", lambda *_: False)
    assert find_boilerplate(text, cues) == []


@pytest.mark.parametrize("name", ["second", "third"])
def test_the_quick_look_never_hides_what_the_close_look_finds(
    name: str, cues: list[BoilerplateCue], monkeypatch: pytest.MonkeyPatch
) -> None:
    for page in further_pages(name):
        for text in (width.fold(dumped(page)), *width.fold(dumped(page)).split("\n\n")):
            quick = find_boilerplate(text, cues)
            with monkeypatch.context() as patched:
                patched.setattr(body, "_is_plain", lambda *_: False)
                assert find_boilerplate(text, cues) == quick, page.name


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("^(?:主编|责编)[:|]", ("主编", "责编")),
        ("^x(?:甲|乙)?(?:丙丁)+$", ("丙丁",)),
        ("^今天是.{0,40}$", ("今天是",)),
        ("^甲乙?丙丁*(?:戊|己庚)", ("戊", "己庚")),
        ("^(?:甲){0,2}$", ()),
        ("^(?:甲|乙(?:丙)?)$", ("甲", "乙")),
        ("^(?:甲|(?:丙)?)$", ()),
        ("^(?:甲(?:丙丁|戊己)|[乙丙]庚辛)$", ("丙丁", "戊己", "庚辛")),
        ("^(?=.*(?:甲|乙))丙$", ("丙",)),
        ("^(?=.*(?:甲|乙))$", ()),
        ("^(?!甲)[乙丙]$", ()),
        ("^(?:甲乙)|丙丁", ("甲乙", "丙丁")),
        ("^甲乙|[丙丁]", ()),
        ("(?i)ab|甲", ()),
        ("(?<!甲)[乙丙]", ()),
        (r"^[(](?:甲|乙)\)[^)]", ("甲", "乙")),
        (r"^\((?:[甲乙])$", ()),
    ],
)
def test_the_words_that_an_expression_needs_are_seen(pattern: str, words: tuple[str, ...]) -> None:
    assert required_words(pattern) == words


def test_sifting_the_expressions_changes_no_verdict(cues: list[BoilerplateCue]) -> None:
    regular = [cue for cue in cues if cue.match == "regex" and cue.action == "drop_line"]
    assert sum(bool(required_words(cue.cue)) for cue in regular) >= len(regular) // 2
    one_by_one = [_compiled([cue]) for cue in regular]
    sifted = _sifted(regular)
    made = [*pages(), *further_pages("second"), *further_pages("third")]
    for line in {width.fold(line.strip()) for page in made for line in dumped(page).split("\n")}:
        assert sifted(line) == any(matches(line) for matches in one_by_one), line


@pytest.mark.parametrize(
    "unit", ["/p>", "<br ", "青州市| ", "国产精品", "编辑 ", "[a](b) ", "|", "来源:2020-04-02 ", "# "]
)
def test_more_hostile_texts_take_linear_time(unit: str, cues: list[BoilerplateCue]) -> None:
    started = time.process_time()
    find_boilerplate(unit * (300_000 // len(unit)), cues, is_page=True)
    find_boilerplate((unit * 40)[:150] + "\n" + BODY, cues)
    find_boilerplate(BODY.replace("\n", " ") + unit * (30_000 // len(unit)), cues)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("pattern", "is_required"),
    [
        (r"^\d+条", True),
        (r"^(?:\d+|共\d+)条", True),
        (r"^(?=.*(?:19|20)\d\d年).*$", True),
        (r"a{0,3}\d", True),
        (r"\d|条", False),
        (r"(?:\d|共)条", False),
        (r"(?:\d+)?条", False),
        (r"1{0,2}条", False),
        (r"(?!\d)条", False),
        (r"(?<=\d)条", False),
        (r"[\d]条", False),
    ],
)
def test_a_pattern_requires_a_digit_only_if_every_way_through_it_does(pattern: str, is_required: bool) -> None:
    assert requires_digit(pattern) is is_required


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        ("^甲乙", "甲"),
        ("^甲?乙", "甲乙"),
        ("^(?:甲丙|乙)?(?:丁|戊)己", "甲乙丁戊"),
        ("^(?:甲|(?:乙)?丙)", "甲乙丙"),
        ("^(?=丁)甲", "甲"),
        (r"^\|甲", "|"),
        ("^甲*", None),
        ("^(?:甲|乙*)", None),
        ("^[甲乙]", None),
        ("^.甲", None),
        ("甲", None),
        ("^(?P<甲>乙)", None),
    ],
)
def test_what_a_pattern_begins_with_is_told_from_it(pattern: str, characters: str | None) -> None:
    found = beginnings(pattern)
    assert found == (None if characters is None else frozenset(characters))


def test_a_pattern_that_begins_with_a_digit_begins_with_any() -> None:
    found = beginnings(r"^\d+条")
    assert found is not None
    assert {"1", "٣", BEYOND} <= found
    assert "条" not in found


def test_the_openings_of_the_seed_are_all_known(cues: list[BoilerplateCue]) -> None:
    assert body._MATCHERS.of(cues).begins_opening is not None


@settings(deadline=None, max_examples=300)
@given(
    texts=st.lists(
        st.lists(
            st.sampled_from(
                [
                    "全市企业复工。",
                    "甲" * 400 + "。",
                    " ",
                    "\u3000",
                    "\n",
                    "免责声明",
                    "热门评论12",
                    "【",
                    "|",
                    "<p>",
                    "最新",
                    "𠀾",
                ]
            ),
            max_size=8,
        ).map("".join),
        max_size=4,
    )
)
def test_only_paragraphs_of_an_article_are_beyond_doubt(texts: list[str], cues: list[BoilerplateCue]) -> None:
    matcher = body._MATCHERS.of(cues)
    for text, doubtful in zip(texts, body._doubtful_lines(EvenRow(texts), matcher), strict=True):
        if doubtful is None:
            assert "<" in text
            continue
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        for line, is_written, may_open in doubtful:
            assert line in lines
            assert may_open or not matcher.opens(line)
            assert is_written == ("。" in line and not body._may_be_row(line))
        for line in set(lines).difference(line for line, *_ in doubtful):
            assert "。" in line
            assert not body._may_be_row(line)
            assert len(line) < 400
            assert not matcher.opens(line)
