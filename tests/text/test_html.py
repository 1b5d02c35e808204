"""Pages become text whose every character still knows where it stood in the page."""

from __future__ import annotations

import time

import pytest
from pages.further import further_pages

from fugong.text.aligned import apply_edits
from fugong.text.html import find_page_text, looks_like_html

PARAGRAPHS = (
    "清源市工信局昨天公布了最新的复工情况。截至4月2日,全市318家规上企业中已有301家恢复生产,复工率达到94.7%。",
    "记者在清源开发区看到,各家工厂门前车来车往。开发区管委会为企业落实贷款2.6亿元,并为返岗工人安排了专车。",
    "市里还把67个重点项目列入计划,其中25个已经开工。到本月底,预计还会有18个项目陆续动工建设。",
)
PAGE = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>清源市企业有序复工 - 清源新闻网</title>
<meta property="og:title" content="清源市企业有序复工&#33;">
<meta name="PubDate" content="2020年4月3日 08:15">
<meta name="ContentSource" content="清源日报">
<link rel="canonical" href="https://news.example.cn/a/1.html?x=1&amp;y=2">
<style>p {{ color: red }}</style>
<script>var html = "<p>脚本里的假段落,复工率99%。</p>"; if (1 < 2 && 3 > 2) {{}}</script>
</head><body>
<div class="nav"><ul><li><a href="/">首页</a></li>
<li><a href="/n">新闻</a></li><li><a href="/s">体育</a></li></ul></div>
<!-- <p>注释里的句子。</p> -->
<div class="article"><h1>清源市企业有序复工</h1>
<p>{PARAGRAPHS[0]}</p>
<p>{PARAGRAPHS[1].replace("2.6亿元", "<b>2.6</b>亿&#20803;")}</p>
<p>{PARAGRAPHS[2]}</p>
</div>
<div class="related"><ul><li><a href="/2">邻市复工率已达88%</a></li><li><a href="/3">天气预报</a></li></ul></div>
<div class="footer"><a href="/about">关于我们</a> | <a href="/map">网站地图</a></div>
</body></html>"""


def text_of(page: str) -> str:
    text, _ = apply_edits(page, find_page_text(page).edits)
    return text


def test_the_body_is_kept_whole_and_in_order() -> None:
    text = text_of(PAGE)
    positions = [text.index(paragraph) for paragraph in PARAGRAPHS]
    assert positions == sorted(positions)
    assert all(f"{paragraph}\n" in text for paragraph in PARAGRAPHS)


@pytest.mark.parametrize("gone", ["<", "假段落", "注释", "color", "体育", "邻市复工率", "网站地图", "&#"])
def test_what_is_not_the_article_is_gone(gone: str) -> None:
    assert gone not in text_of(PAGE)


def test_a_figure_leads_back_to_its_place_in_the_page() -> None:
    text, alignment = apply_edits(PAGE, find_page_text(PAGE).edits)
    at = text.index("94.7%")
    start, end = alignment.to_old(at, at + 5)
    assert PAGE[start:end] == "94.7%"
    at = text.index("亿元,并")
    start, end = alignment.to_old(at, at + 2)
    assert PAGE[start:end] == "亿&#20803;"


def test_the_head_of_the_page_tells_title_publisher_day_and_address() -> None:
    page = find_page_text(PAGE)
    assert (page.title, page.title_source) == ("清源市企业有序复工!", "meta")
    assert (page.publisher, page.publisher_source) == ("清源日报", "meta")
    assert (page.published, page.published_source) == ("2020-04-03", "meta")
    assert (page.url, page.url_source) == ("https://news.example.cn/a/1.html?x=1&y=2", "meta")


def test_json_ld_comes_before_meta_tags() -> None:
    data = (
        '{"@graph": [{"@type": "Organization", "name": "某公司"}, {"@type": "NewsArticle", "headline": "新的标题",'
        ' "datePublished": "2020-04-02T22:30:00Z", "publisher": {"@type": "Organization", "name": "清源晚报"}}]}'
    )
    page = find_page_text(PAGE.replace("<style>", f'<script type="application/ld+json">{data}</script><style>'))
    assert (page.title, page.title_source) == ("新的标题", "jsonld")
    assert (page.publisher, page.publisher_source) == ("清源晚报", "jsonld")
    # Half past ten in the evening, universal time, is the next morning in China.
    assert (page.published, page.published_source) == ("2020-04-03", "jsonld")


def test_without_other_statements_the_title_element_and_the_visible_lines_speak() -> None:
    page = find_page_text(
        "<html><head><title>企业开工记_清源新闻网</title></head><body><p>发布时间：2020-04-05　来源：清源晚报</p>"
        f"<p>{PARAGRAPHS[0]}</p></body></html>"
    )
    assert (page.title, page.title_source) == ("企业开工记", "title")
    assert (page.publisher, page.publisher_source) == ("清源晚报", "dateline")
    assert (page.published, page.published_source) == ("2020-04-05", "dateline")


def test_a_page_that_says_nothing_about_itself_has_no_metadata() -> None:
    page = find_page_text(f"<html><body><p>{PARAGRAPHS[0]}</p></body></html>")
    assert (page.title, page.publisher, page.published, page.url) == (None, None, None, None)
    assert (page.title_source, page.publisher_source, page.published_source, page.url_source) == (None,) * 4


@pytest.mark.parametrize(
    "title",
    [
        "打印：企业开工又一记",
        "企业开工又一记-地方-清源热线",
        "清源晚报数字报-企业开工又一记",
        "企业开工又一记 - 要闻 - 清源 - Powered",
    ],
)
def test_the_headline_on_the_page_tells_which_part_of_the_title_is_the_title(title: str) -> None:
    page = find_page_text(
        f"<html><head><title>{title}</title></head><body><h1>企业开工又一记</h1><p>{PARAGRAPHS[0]}</p></body></html>"
    )
    assert (page.title, page.title_source) == ("企业开工又一记", "title")


def test_a_time_element_dates_a_page_that_says_no_more() -> None:
    page = find_page_text(
        f'<html><body><time datetime="2020-04-02T20:11:03+08:00">前天</time><p>{PARAGRAPHS[0]}</p></body></html>'
    )
    assert (page.published, page.published_source) == ("2020-04-02", "time")


def test_headlines_of_other_articles_below_the_last_paragraph_go() -> None:
    links = '<ul><li><a href="/2">邻市复工率已达88%</a> (2020-04-01)</li></ul>'
    page = PAGE.replace('<div class="related">', f'{links}<div class="related">').replace("</div>\n<ul>", "<ul>")
    assert "邻市复工率" not in text_of(page)
    assert PARAGRAPHS[2] in text_of(page)


def test_an_unreadable_day_is_kept_as_written_and_a_relative_address_is_not() -> None:
    page = find_page_text(
        '<html><head><meta name="date" content="鼠年三月初十"><meta property="og:url" content="/a.html"></head>'
    )
    assert page.published == "鼠年三月初十"
    assert page.url is None


def test_line_breaks_of_the_source_mean_nothing_between_chinese_characters() -> None:
    assert text_of("<html><body><p>全市\n      已有12家\r\n企业 A B\n C 开工</p></body></html>") == (
        "全市已有12家企业 A B C 开工\n"
    )


def test_table_rows_are_lines_and_their_cells_stand_apart() -> None:
    rows = "<tr><td>复工率</td> <td>91%</td></tr><tr><td>返岗率</td><td> 80%</td></tr>"
    assert text_of(f"<html><body><table>{rows}</table></body></html>") == "复工率 91%\n返岗率 80%\n"


def test_a_less_than_sign_that_opens_no_tag_is_text() -> None:
    assert text_of("<html><body><p>若 3 < 5 则 x<9 家</p></body></html>") == "若 3 < 5 则 x<9 家\n"


def test_a_paragraph_the_judge_overlooks_between_two_of_the_body_stays() -> None:
    odd = '<div class="sidebar share">其间还有8家小企业靠自己渡过了难关,开工面升到七成以上。</div>'
    page = PAGE.replace(f"<p>{PARAGRAPHS[2]}", f"{odd}<p>{PARAGRAPHS[2]}")
    assert "其间还有8家小企业" in text_of(page)


def test_a_short_line_between_two_of_the_body_stays() -> None:
    page = (
        f"<html><body><div>{PARAGRAPHS[0]}<br>另有8家停工。<br>{PARAGRAPHS[1]}<br>{PARAGRAPHS[2]}</div></body></html>"
    )
    assert "另有8家停工。\n" in text_of(page)


def test_the_source_a_text_names_comes_before_the_site_that_re_posts_it() -> None:
    page = find_page_text(
        '<html><head><meta property="og:site_name" content="转载网"></head><body>'
        f"<p>来源:清源晚报</p><p>{PARAGRAPHS[0]}</p></body></html>"
    )
    assert (page.publisher, page.publisher_source) == ("清源晚报", "dateline")


def test_an_unclosed_select_does_not_hide_the_body() -> None:
    assert PARAGRAPHS[0] in text_of(PAGE.replace("<h1>", "<select><option>省份<h1>"))


def test_a_quote_that_is_never_closed_does_not_swallow_the_page() -> None:
    assert PARAGRAPHS[2] in text_of(f'<html><body><p class="x>导语</p><p>{PARAGRAPHS[2]}</p></body></html>')


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 60_000 + f"<p>{PARAGRAPHS[0]}</p>",
        f'<html><body><img src="data:{"A" * 3_000_000}"><p>{PARAGRAPHS[0]}</p>',
        f"<html>\x00<bo\x00dy><p>{PARAGRAPHS[0]}\x00</p>\ud800",
        f"<html><body><p>{PARAGRAPHS[0]}</p>" + "<!--" * 60_000,
        f"<html><body><p>{PARAGRAPHS[0]}</p>" + "<a " * 60_000,
        f"<html><body><p>{PARAGRAPHS[0]}</p>" + "<a =\">'" * 60_000,
        f"<html><body><p>{PARAGRAPHS[0]}</p>" + "<select><svg>" * 60_000,
        f"<html><body><p>{PARAGRAPHS[0]}</p><script>" + "</scrip <script>" * 60_000,
        f'<html><script type="application/ld+json">{"[" * 60_000}</script><p>{PARAGRAPHS[0]}</p>',
        f"<html><body><p>{PARAGRAPHS[0]}</p>" + "&#" * 60_000 + "&amp" * 60_000,
    ],
    ids=["deep", "huge", "null", "comments", "tags", "quotes", "hidden", "script", "json", "entities"],
)
def test_hostile_pages_neither_hang_nor_lose_the_paragraph(page: str) -> None:
    started = time.process_time()
    text = text_of(page)
    assert PARAGRAPHS[0] in text
    assert "\x00" not in text
    assert time.process_time() - started < 10


@pytest.mark.parametrize("page", ["", "<html>", "<html><body></body></html>", "<html><script>x</script>"])
def test_a_page_without_text_becomes_nothing(page: str) -> None:
    assert text_of(page) == ""


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff\n<!doctype HTML>\n<p>",
        "<HTML lang=zh>",
        '<?xml version="1.0"?><html xmlns="x">',
        "<p>一段。</p><p>又一段。</p>",
        '<div class="a">一段。<br/>又一段。',
        "HTTP/1.1 200 OK\nServer: x\n\n<html><body>",
    ],
)
def test_pages_look_like_pages(text: str) -> None:
    assert looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    ["", "清源市企业复工率达到九成。", "<编者按>春耕正忙。", "<<清源>> 记事", "文中提到<html>标签", "<a>", "3 < 5 > 2"],
)
def test_plain_texts_do_not_look_like_pages(text: str) -> None:
    assert not looks_like_html(text)


def test_short_questions_answers_and_the_day_below_stay_beside_the_paragraphs() -> None:
    lines = [
        "“今天两块五！”",
        PARAGRAPHS[0],
        "怕不怕没人来？",
        "怕，当然怕。",
        PARAGRAPHS[1],
        PARAGRAPHS[2],
        "谢谢您。",
        "2020年3月12日",
    ]
    body = "<br>".join(f"　　{line}" for line in lines)
    page = f"<html><body><ul><li><a href='1'>邻市复工</a></li></ul><h1>清源复工忙</h1><div>{body}</div></body></html>"
    text = text_of(page)
    assert [line for line in lines if line not in text] == []


def test_links_between_two_paragraphs_of_the_body_go() -> None:
    page = PAGE.replace(PARAGRAPHS[1], f"{PARAGRAPHS[1]}</p><div><a href='1'>邻市规上企业复工率达到88%</a></div><p>")
    assert "邻市规上企业" not in text_of(page)


def test_a_motto_above_the_headline_goes() -> None:
    for page in further_pages("second"):
        if page.name.startswith("province"):
            assert "务实" in page.text
            assert "务实" not in text_of(page.text)


def test_a_title_element_that_names_the_site_alone_is_no_headline() -> None:
    page = find_page_text(
        "<html><head><title>清源之窗</title></head><body><p>清源企业跑出复工加速度</p>"
        "<p>发表日期：2020年4月2日 出处：清源晚报</p>"
        f"<p>{PARAGRAPHS[0]}</p></body></html>"
    )
    assert (page.title, page.title_source) == ("清源企业跑出复工加速度", "dateline")
    assert (page.publisher, page.published) == ("清源晚报", "2020-04-02")
