"""A second and a third set of layouts, made before anyone saw what the extractor does on them.

The rules were tuned on the second set. The third was measured when they stood: 37% of its furniture was left (22% in
dumps of its pages), 62% of titles and 81% of publishers were right, no sentence was lost. Then the rules learned from
it too, so neither set is unseen any more. Names in the sets differ, so that no rule can know them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from string import Template
from typing import NamedTuple

from pages.making import HERE, LAYOUTS, Article, Page, articles


class Layout(NamedTuple):
    """How a paragraph is wrapped, what stands between two, the file's encoding, and what is set below the second."""

    wrapping: str
    joint: str
    encoding: str
    insert: str = ""


class Names(NamedTuple):
    sites: tuple[str, ...]
    publishers: tuple[str, ...]
    editors: tuple[str, ...]
    readers: tuple[str, ...]
    channels: tuple[str, ...]
    links: tuple[str, ...]


SECOND = {
    "province.html": Layout('<p style="text-indent: 2em;">{}</p>', "\n", "utf-8"),
    "toutiao.html": Layout('<p data-track="1">{}</p>', "", "utf-8"),
    "mirror.html": Layout("<p><span>{}</span></p>", "\n", "utf-8"),
    "spider.html": Layout("<p>　　{}</p>", "\r\n", "gb18030"),
    "pool.txt": Layout("{}", "/p>\n", "utf-8"),
    "paper.txt": Layout("　　{}", "\n", "utf-8"),
    "oneline.txt": Layout("{}", " ", "utf-8"),
    "listdump.txt": Layout("{}", "\n\n", "utf-8", "文章插图"),
}
THIRD = {
    "thread.html": Layout("{}", "<br><br>", "utf-8"),
    "bureau.html": Layout("&nbsp;&nbsp;&nbsp;&nbsp;{}", "<BR><BR>\r\n", "gb18030"),
    "mobile.html": Layout("<p>{}</p>", "", "utf-8", "<div>广告</div>"),
    "wordpress.html": Layout("<p>{}</p>", "\n", "utf-8"),
    "printed.txt": Layout("    {}", "\n", "gb18030"),
    "markdown.txt": Layout("{}", "\n\n", "utf-8"),
    "junk.txt": Layout("　　{}", "\n", "utf-8"),
    "flat.txt": Layout("{}", "  ", "utf-8"),
}
NAMES = {
    "second": Names(
        ("大江资讯", "清源县人民政府", "城市头条", "百姓之声"),
        ("云岭日报", "沙洲发布", "清源市工业和信息化局", "西关融媒", "中部经济网", "澜江新闻客户端"),
        ("白露", "欧阳明", "祁连"),
        ("秋水长天", "老实人", "77号技师"),
        ("政务动态", "产业观察", "本地"),
        (
            "多地银行下调首套房利率",
            "全县春播面积完成92.4%",
            "东岸产业园签约项目31个，揽金85亿元",
            "一图看懂：今年的民生实事",
            "老旧小区加装电梯，谁出钱？",
            "周末去哪儿？这五个公园免费",
            "外卖骑手复工率超九成",
            "气象台发布大风蓝色预警",
        ),
    ),
    "third": Names(
        ("海晏之窗", "万象新闻", "老街社区", "工信在线"),
        ("河套晚报", "松岭发布", "滨城观察", "新东部网", "东岭县融媒体中心", "产经前沿"),
        ("顾小北", "令狐一", "葛春"),
        ("一棵白菜", "夜航船", "user_5521"),
        ("时事", "县区", "经济纵横"),
        (
            "清明假期全省高速车流量回升至86%",
            "养猪场补贴怎么领？一次说清",
            "城南水厂二期投资4.3亿元",
            "他在车间里住了37天",
            "全市中小学分批开学时间定了！",
            "五一前夕客运班线恢复率达95%",
            "新能源车企招工3000人，月薪可达8000元",
            "博物馆重新开放 须提前预约",
        ),
    ),
}
SETS = {"second": SECOND, "third": THIRD}


def own_articles() -> list[Article]:
    """Articles with headings, lists, dialogues and signatures: bodies that look like furniture."""
    found = []
    for path in sorted((HERE / "articles").glob("*.txt")):
        title, *paragraphs = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        found.append(Article(path.stem, title, tuple(paragraphs)))
    return found


def further_pages(name: str, per_layout: int = 4) -> Iterator[Page]:
    """Fill each layout of a set with two articles of either kind; the same on every machine."""
    plain, own = articles(), own_articles()
    for number, layout in enumerate(SETS[name]):
        for turn in range(per_layout):
            texts = own if turn % 2 else plain
            yield _page(name, layout, texts[(3 * number + turn // 2) % len(texts)], seed=100 * number + turn)


def _page(name: str, layout: str, article: Article, seed: int) -> Page:
    names, how = NAMES[name], SETS[name][layout]
    choose = random.Random(f"{layout} {seed}")
    year, month, day = choose.choice((2020, 2021, 2022)), choose.randint(1, 12), choose.randint(1, 28)
    template = (LAYOUTS / name / layout).read_text(encoding="utf-8")
    publisher = choose.choice(names.publishers)
    paragraphs = [how.wrapping.format(paragraph) for paragraph in article.paragraphs]
    if how.insert:
        paragraphs.insert(2, how.insert)
    url = f"https://www.example.com/{year}/{month:02}/{choose.randint(1000, 9999)}.html"
    fields = {
        "title": article.title,
        "body": how.joint.join(paragraphs),
        "site": choose.choice(names.sites),
        "publisher": publisher,
        "date": f"{year}-{month:02}-{day:02}",
        "date_cn": f"{year}年{month}月{day}日",
        "date_md": f"{month:02}-{day:02}",
        "time": f"{choose.randint(6, 22):02}:{choose.randint(0, 59):02}",
        "url": url,
        "views": str(choose.randint(100, 9999)),
        "likes": str(choose.randint(1, 99)),
        "editor": choose.choice(names.editors),
        "reader": choose.choice(names.readers),
        "channel": choose.choice(names.channels),
        **{f"link{number}": link for number, link in enumerate(choose.sample(names.links, 5), 1)},
    }
    return Page(
        f"{layout}-{article.name}",
        Template(template).substitute(fields),
        how.encoding,
        article.title,
        article.paragraphs,
        publisher,
        fields["date"],
        url if "$url" in template else "",
        layout.endswith(".txt"),
    )
