"""Pages of our own making: our articles in the layouts of `layouts/`, with the truth beside each.

`dumped` turns a page into the text that a careless scraper leaves of it: everything visible, line by line.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from string import Template

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
LAYOUTS = HERE / "layouts"

# Names of sites and papers, reporters and readers are made up.
SITES = ("清源在线", "江北新闻网", "北岭门户", "钢城资讯网", "南湖热线", "海东生活网")
PUBLISHERS = ("清源日报", "江北晚报", "东岭新闻网", "南湖商报", "海东电视台", "北岭时报", "工业经济网")
EDITORS = ("林一舟", "高远", "孟小禾", "陆明")
READERS = ("爱吃面的老周", "清风", "路人甲", "小城故事多")
CHANNELS = ("地方", "要闻", "财经")
# Headlines of other articles: tempting figures that are not this article's.
LINKS = (
    "邻市规上企业复工率达到88%",
    "两条高速公路今日恢复通行",
    "一季度新签约项目67个，总投资210亿元",
    "本周末有小雨，出门记得带伞",
    "农机下田 春耕正忙",
    "免费技能培训开班，5000人报名",
    "老街改造三问：谁来修？怎么修？",
    "银行为小微企业放贷12.5亿元",
    "夜市又热闹起来了",
    "学校食堂这样保障师生安全",
    "地铁3号线复工，年底通车",
    "专家：产能利用率回升至75%需要时间",
)


@dataclass(frozen=True, slots=True)
class Article:
    name: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page with what a reader would take from it; `url` is empty if the page does not state it.

    `is_scraped`: `text` is what a scraper left of the page, not HTML.
    """

    name: str
    text: str
    encoding: str
    title: str
    paragraphs: tuple[str, ...]
    publisher: str
    published: str
    url: str = ""
    is_scraped: bool = False


# How a paragraph is wrapped, what stands between two, and the encoding of the file.
WRAPPINGS = {
    "html5": ("<p>{}</p>", "\n", "utf-8"),
    "table": ("　　{}", "<br><br>\n", "gbk"),
    "divs": ('<div class="p-line"><span>{}</span></div>', "", "utf-8"),
    "breaks": ("&nbsp;&nbsp;&nbsp;&nbsp;{}", "<br />\n<br />\n", "utf-8"),
    "print": ('<p style="text-indent:2em">{}</p>', "\n", "utf-8-sig"),
    "wap": ("{}", "<br/>", "utf-8"),
    "gov": ('<p style="TEXT-INDENT: 2em"><span style="FONT-FAMILY: 仿宋">{}</span></p>', "\n\n", "utf-8"),
    "portal": ("<p>　　{}</p>", "\n", "utf-8"),
    "repost": ("<P>&nbsp; &nbsp; {}</P>", "\r\n", "gbk"),
    "amp": ("<p>{}</p>", "\n", "utf-8"),
    # These were written after the rules, in pairs, and measured at first sight; then the rules learned from them, too.
    "epaper": ("<p>　　{}</p>", "\n", "utf-8"),
    "blog": ("<p>{}</p>", "\n", "utf-8"),
    "station": ("<p>&emsp;&emsp;{}</p>", "\n", "gb18030"),
    "chamber": ("&nbsp;&nbsp;&nbsp; {}<BR>", "", "utf-8"),
    "feed": ('<p class="txt">{}</p>', "", "utf-8"),
    "social": ("<section><p><span>{}</span></p><p><br></p></section>", "", "utf-8"),
}
# The last pair: after the first look at these only rules for titles, dates, publishers and editors' lines were changed.
FRESH_WRAPPINGS = {
    "forum": ("　　{}", "<br />\r\n<br />\r\n", "gb18030"),
    "county": ('<p style="text-indent:2em;">{}</p>', "", "utf-8"),
}


def articles() -> list[Article]:
    paths = [*sorted((ROOT / "tests" / "damage" / "sources").glob("*.txt")), *sorted((ROOT / "corpus").glob("clean-*"))]
    found = []
    for path in paths:
        title, *paragraphs = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found.append(Article(path.stem, title, tuple(paragraphs)))
    return found


def pages(layouts: Sequence[str] = tuple(WRAPPINGS), per_layout: int = 4) -> Iterator[Page]:
    """Fill each layout with articles of its own; the same on every machine."""
    texts = articles()
    for number, layout in enumerate(layouts):
        for turn in range(per_layout):
            yield page_of(layout, texts[(5 * number + turn) % len(texts)], seed=100 * number + turn)


def page_of(layout: str, article: Article, seed: int) -> Page:
    choose = random.Random(f"{layout} {seed}")
    wrapping, joint, encoding = (WRAPPINGS | FRESH_WRAPPINGS)[layout]
    year, month, day = choose.choice((2020, 2021, 2022)), choose.randint(1, 12), choose.randint(1, 28)
    links = choose.sample(LINKS, 5)
    publisher = choose.choice(PUBLISHERS)
    fields = {
        "title": article.title,
        "body": joint.join(wrapping.format(paragraph) for paragraph in article.paragraphs),
        "lead": article.paragraphs[0][:60],
        "site": choose.choice(SITES),
        "publisher": publisher,
        "date": f"{year}-{month:02}-{day:02}",
        "date_cn": f"{year}年{month}月{day}日",
        "views": str(choose.randint(100, 9999)),
        "likes": str(choose.randint(1, 99)),
        "editor": choose.choice(EDITORS),
        "reader": choose.choice(READERS),
        "channel": choose.choice(CHANNELS),
        **{f"link{number}": link for number, link in enumerate(links, 1)},
    }
    template = Template((LAYOUTS / f"{layout}.html").read_text(encoding="utf-8"))
    return Page(
        f"{layout}-{article.name}",
        template.substitute(fields),
        encoding,
        article.title,
        article.paragraphs,
        publisher,
        fields["date"],
    )


_INVISIBLE = re.compile(r"<(script|style|title|button|textarea|select)\b.*?</\1\s*>|<!--.*?-->", re.S | re.I)
_BLOCK = re.compile(
    r"</?(?:p|div|br|tr|table|li|ul|ol|h\d|hr|article|section|header|footer|nav|aside|main|form|figcaption)\b[^>]*>",
    re.I,
)
_TAG = re.compile(r"<[^>]*>")


def dumped(page: Page) -> str:
    """All that is visible on a page, one line a block."""
    if page.is_scraped:
        return page.text
    source = re.sub(r"[\r\n]+[ \t]*", "", _INVISIBLE.sub("", page.text))
    lines = unescape(_TAG.sub(" ", _BLOCK.sub("\n", source))).split("\n")
    return "\n".join(line.strip(" \xa0") for line in lines if line.strip()) + "\n"
