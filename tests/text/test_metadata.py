"""What a text says about itself is found where it says so, and nowhere else."""

from __future__ import annotations

import time

import pytest

from fugong.text.metadata import find_dateline, iso_date


def values(text: str, field: str) -> list[str]:
    found = find_dateline(text)
    for item in found:
        written = text[item.start : item.end]
        assert written
        assert written.strip() == written
    return [item.value for item in found if item.field == field]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("放大字体 缩小字体 发布日期:2020-04-02 来源:清源日报\n正文", "2020-04-02"),
        ("刊发日期:2020-03-13 阅读次数: 作者:\n正文", "2020-03-13"),
        ("【信息来源:【信息时间:2021-07-08  阅读次数: 】\n正文", "2021-07-08"),
        ("发布时间: 2020年4月2日 08:30", "2020-04-02"),
        ("某题\n2020年04月02日 08:30 来源:清源网\n正文", "2020-04-02"),
        ("某题\n\n28.04.2014  12:57\n\n正文", "2014-04-28"),
        ("某题\n来源:清源网 作者:佚名时间:2024-03-31\n正文", "2024-03-31"),
        ("某题\n2020-04-02\n正文", "2020-04-02"),
        ("某题\n2020/4/2 8:05:33 清源网", "2020-04-02"),
        ("發佈日期:2020-04-02", "2020-04-02"),
        ("新华社清源4月2日电(记者 王五)各地复工。", "--04-02"),
        ("某题 新华社清源2020年4月2日电 各地复工。", "2020-04-02"),
        ("人民网清源2月29日消息 各地复工。", "--02-29"),
        ("某题在此\n王五  2020年4月2日\n正文在此。", "2020-04-02"),
        ("某题在此\n2020年4月2日 星期四 出版\n正文在此。", "2020-04-02"),
        ("某题在此\n2020年4月2日  清源日报  作者:王五  字体:大 中 小  123次阅读\n正文在此。", "2020-04-02"),
        ("发布于 2020年4月2日 由 王五\n正文在此。", "2020-04-02"),
        ("发布机构: 清源市工信局 发文日期: 2020年4月2日", "2020-04-02"),
    ],
)
def test_the_day_of_publication_is_read(text: str, day: str) -> None:
    assert values(text, "published") == [day]


@pytest.mark.parametrize(
    "text",
    [
        "截至2020年4月2日,全市复工率为九成。",
        "清源市人民政府\n2020年4月2日",
        "发布时间:2020-13-40",
        "据新华社清源4月31日电,各地复工。",
        "他说4月2日电话不断。",
        "开篇已有一句。\n清源市人民政府 2020-04-02",
        "开篇已有一句。\n清源市人民政府 2020年4月2日 起施行",
        "开篇已有一句。\n2020年4月2日\n2020年4月9日",
    ],
)
def test_other_days_are_no_day_of_publication(text: str) -> None:
    assert values(text, "published") == []


@pytest.mark.parametrize(
    "text",
    [
        "开篇已有一句。\n清源市人民政府 2020年4月2日",
        "开篇已有一句。\n清源市财政局 清源市人社局\n2020年4月2日\n【打印】 【关闭】",
        "关于复工的通知 各县区: 请抓紧报送。 清源市人社局 清源市税务局 2020年4月2日(此件公开发布)",
    ],
)
def test_the_day_below_a_document_is_the_last_resort(text: str) -> None:
    assert [(item.value, item.source) for item in find_dateline(text) if item.field == "published"] == [
        ("2020-04-02", "signature")
    ]
    assert values("发布日期:2020-04-09\n" + text, "published") == ["2020-04-09", "2020-04-02"]


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("2020-04-02 来源: 清源日报 作者:王五\n正文", "清源日报"),
        ("正文结束。(来源:清源晚报)", "清源晚报"),
        ("新华社清源4月2日电 各地复工。", "新华社"),
        ("中国清源网清源4月2日讯 各地复工。", "中国清源网"),
        ("央视网消息(新闻联播):各地复工。", "央视网"),
        ("某题\n清源生活网讯(记者 王五)各地复工。", "清源生活网"),
        ("某题在此\n清源日报 2020-04-02 18:20\n正文在此。", "清源日报"),
        ("某题在此\n清源日报\n2020-04-02 18:20\n正文在此。", "清源日报"),
        ("某题在此\n原创 王五 清源晚报 2020-04-02 19:36 发表于某省\n正文在此。", "清源晚报"),
        ("发布机构: 清源市工信局 发文日期: 2020年4月2日", "清源市工信局"),
        ("2020-04-02 稿源:清源日报记者:王五\n正文在此。", "清源日报"),
        ("正文在此。\n版权所有 清源新闻网\n", "清源新闻网"),
    ],
)
def test_the_publisher_is_read(text: str, publisher: str) -> None:
    assert values(text, "publisher") == [publisher]


@pytest.mark.parametrize(
    "text",
    [
        "本报讯(记者 王五)各地复工。",
        "本报清源4月2日电 各地复工。",
        "资金来源:清源银行",
        "来源:2020",
        "各地网讯息不通。",
        "本网清源4月2日讯 各地复工。",
        "本台消息:各地复工。",
        "本网讯(记者 王五)各地复工。",
    ],
)
def test_what_names_no_publisher_yields_none(text: str) -> None:
    assert values(text, "publisher") == []


def test_a_label_is_trusted_before_an_agency_line() -> None:
    text = "某题\n发布日期:2020-04-03 来源:清源网\n新华社北京4月2日电 各地复工。"
    assert values(text, "publisher") == ["清源网", "新华社"]
    assert values(text, "published") == ["2020-04-03", "--04-02"]
    assert values(text, "dateline_place") == ["北京"]


def test_the_place_of_a_dateline_is_marked_where_it_stands() -> None:
    text = "某题 新华社清源4月2日电"
    place = next(item for item in find_dateline(text) if item.field == "dateline_place")
    assert (place.value, text[place.start : place.end], place.source) == ("清源", "清源", "dateline")


def test_the_address_is_read_only_behind_its_label() -> None:
    assert values("正文见http://b.cn/2。\n原文链接:https://a.cn/1.html。", "url") == ["https://a.cn/1.html"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("清源跑出复工加速度\n一大早,工人们就到了厂里。", "清源跑出复工加速度"),
        ("当前位置: 首页 » 资讯\n\n清源跑出复工加速度\n正文在此。", "清源跑出复工加速度"),
        ("央视网消息(新闻联播):\n各地春耕忙起来了\n正文在此。", "各地春耕忙起来了"),
        ("复工之后,还缺什么?\n正文在此。", "复工之后,还缺什么?"),
        (
            "清源跑出复工加速度 新华社清源4月2日电 一大早,工人们就到了厂里。" + "后面还有很长的正文。" * 9,
            "清源跑出复工加速度",
        ),
    ],
)
def test_the_first_short_line_without_a_sentence_is_the_title(text: str, title: str) -> None:
    assert [item.value for item in find_dateline(text) if item.source == "first_line"] == [title]


@pytest.mark.parametrize("text", ["", "\n\n", "一大早,工人们就到了。随后开工。", "新华社清源4月2日电 开工了", "12345"])
def test_a_text_that_begins_with_its_body_has_no_title(text: str) -> None:
    assert values(text, "title") == []


@pytest.mark.parametrize(
    "above",
    [
        "跳到正文\n",
        "首页 新闻 财经 体育\n",
        "清源新闻网\n",
        "邻市规上企业复工率达到88%\n又一地开工67个项目\n",
        "第02版:要闻\n",
    ],
)
def test_the_line_above_the_date_is_the_title_whatever_stands_above_it(above: str) -> None:
    text = f"{above}清源跑出复工加速度\n——一线见闻\n2020-04-02 08:30 来源:清源日报\n正文在此。"
    assert [item.value for item in find_dateline(text) if item.source == "first_line"] == ["清源跑出复工加速度"]


def test_an_original_title_that_the_first_line_repeats_comes_first() -> None:
    text = "地方频道:王五 精准施策 推动复工\n原标题:精准施策\xa0推动复工\n正文在此。"
    assert values(text, "title") == ["精准施策 推动复工", "地方频道:王五 精准施策 推动复工"]


def test_an_original_title_of_other_words_comes_second() -> None:
    text = "清源跑出加速度\n原标题:两高 企业开得快 三稳 工人回得齐\n清源跑出加速度\n正文在此。"
    assert values(text, "title") == ["清源跑出加速度", "两高 企业开得快 三稳 工人回得齐"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-04-02", "2020-04-02"),
        ("2020年4月2日 08:30", "2020-04-02"),
        ("2020-04-02T23:30:00+08:00", "2020-04-02"),
        ("2020-04-02T16:30:00Z", "2020-04-03"),
        ("20200402083000", "2020-04-02"),
        ("2020-02-30", None),
        ("四月二日", None),
        ("9999-12-31T23:59:59Z", None),
    ],
)
def test_written_days_become_iso_days(written: str, day: str | None) -> None:
    assert iso_date(written) == day


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("某题在此\n2020-04-02 08:30 · 清源融媒 · 清源融媒官方账号\n正文在此。", "清源融媒"),
        ("某题在此\n公众号名称: 清源发布\n发布时间: 2020-04-02\n正文在此。", "清源发布"),
        ("某题在此\n清源市工业和信息化局\n2020年4月2日 星期四\n正文在此。", "清源市工业和信息化局"),
        ("某题在此\n清源新闻客户端 04-02 08:30 关注\n正文在此。", "清源新闻客户端"),
        ("正文在此。\n(本文转自:清源晚报)\n", "清源晚报"),
        ("某题在此\n出处:清源晚报 2020-04-02\n正文在此。", "清源晚报"),
        ("来源: [清源晚报](https://a.cn/) | 2020-04-02 08:30\n正文在此。", "清源晚报"),
    ],
)
def test_publishers_are_read_on_sites_of_many_kinds(text: str, publisher: str) -> None:
    assert values(text, "publisher") == [publisher]


@pytest.mark.parametrize(
    "text",
    [
        "首页\n清源市人民政府\n2020年4月2日 星期四\n第A03版 综合\n清源跑出复工加速度\n■本报记者 王五\n正文在此。",
        "清源网\n本页为快照,原页面可能已改。\n清源跑出复工加速度\n公众号名称: 清源发布\n发布时间:2020-04-02\n文。",
        "清源网 -- 打印页面\n打印时间:2022-12-01 09:15\n标题:清源跑出复工加速度\n作者:王五 时间:2020-04-02\n正文在此。",
        "# 清源跑出复工加速度\n来源: [清源晚报](https://a.cn/) | 2020-04-02 08:30\n正文在此。",
        "[转帖] 清源跑出复工加速度\n发表于 2020-04-02 08:30\n正文在此。",
        "看更多好内容 体验更流畅\n清源跑出复工加速度\n清源新闻客户端 04-02 08:30 关注\n正文在此。",
        "您的位置: 首页 > 地方 > 正文 清源跑出复工加速度 2020-04-02 08:30 来源:清源日报 " + "后面还有很长的正文。" * 30,
    ],
)
def test_the_headline_is_told_from_what_stands_around_it(text: str) -> None:
    assert values(text, "title")[0] == "清源跑出复工加速度"


def test_a_headline_in_two_parts_stays_whole_in_a_page_of_one_line() -> None:
    text = "首页 > 正文 清源跑出复工加速度 一线工人忙不停 2020-04-02 08:30 来源:清源日报 " + "后面还有很长的正文。" * 30
    assert values(text, "title") == ["清源跑出复工加速度 一线工人忙不停"]
    text = "多措并举 清源跑出复工加速度 新华社清源4月2日电 " + "后面还有很长的正文。" * 30
    assert values(text, "title") == ["多措并举 清源跑出复工加速度"]


def test_the_signature_below_short_sentences_makes_no_headline() -> None:
    text = "关于复工的通知\n各县区:\n请抓紧报送。\n联系方式见附表\n清源市人社局\n2020年4月2日"
    assert values(text, "title") == ["关于复工的通知"]


@pytest.mark.parametrize(
    "unit", ["2020-04-02 ", "来源:", "a ", "清源网讯(", "日电", "标题:", "清源 2020年4月2日 ", "-1 1:"]
)
def test_hostile_texts_are_read_in_linear_time(unit: str) -> None:
    started = time.process_time()
    find_dateline(unit * (300_000 // len(unit)))
    find_dateline("\n".join([unit * 20] * 5000))
    assert time.process_time() - started < 10
