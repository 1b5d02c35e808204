"""What a news text says about itself: its headline, who published it, when, and where it was filed.

Works on the normalised text before the body is cut, for much of this stands in lines the cut takes away. Traditional
forms of the labels are understood too, so that a page's visible text can be read before it is simplified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from fugong.text.codepoints import BEYOND, EvenRow, KindTable, PairTable, bits
from fugong.text.lines import segment_spans, words_of

# Labels stand in the first lines or the last ones; a date in the middle of a report belongs to what it tells.
_HEAD_CHARACTERS = 2000
_TAIL_CHARACTERS = 600
_MAX_TITLE = 60
# Shorter ones may be a site's name or a word of its menu.
_MIN_TITLE = 8
# The two parts of a headline have so many characters each, at least.
_MIN_PART = 5
_MAX_HEAD_LINES = 40
# A site's notice above the headline is no longer than this; the article's paragraphs are.
_MAX_NOTICE = 50
# A longer line is a paragraph, whatever labels stand in it.
_MAX_LABEL_LINE = 300
# A document of one line is longer than this.
_MAX_FLAT_TITLE = 200
_TRUST = {
    "label": 0,
    "original_title": 0,
    "date_line": 1,
    "dateline": 2,
    "press_conference": 3,
    "first_line": 4,
    "copyright": 5,
    "signature": 6,
}
_CHINA = timezone(timedelta(hours=8))

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_DAY = r"(?:(?P<{p}y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<{p}m>\d{{1,2}})\s*[-/.月]\s*(?P<{p}d>\d{{1,2}})(?!\d)日?)"
_CLOCK = r"(?:[\sT]{0,3}\d{1,2}[:时]\d{2}(?::\d{2})?)"

_ISO_DAY = re.compile(_DAY.format(p=""))
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_COMPACT_DAY = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?:\d{6})?(?!\d)")

_LABELLED_DATE = re.compile(
    r"(?:(?:(?:[发發][布佈表稿文]|刊[发發登]|[录錄]入|上[传傳]|添加|[见見][报報]|出版|信息|公[开開])[日时時][期间間]|更新[日时時][期间間]|(?<!["
    + _HAN
    + r"])(?:日\s?期|[时時]\s?[间間])|作者\s?:\s?["
    + _HAN
    + r"]{1,4}[时時][间間])\s?:\s?|(?<!["
    + _HAN
    + r"])[发發][布佈表][于於]\s?:?\s?)(?P<value>"
    + _DAY.format(p="")
    + ")"
)
# Without a label, a date says when the page appeared only beside a time of day or a source, or as the whole line.
_BARE_DATE = re.compile(
    r"(?P<value>" + _DAY.format(p="") + r")(?:" + _CLOCK + r"|\s{1,8}(?=(?:文章|信息|稿件)?[来來]\s?源\s?:))"
)
_BARE_DATE_LINE = re.compile(r"(?m)^[ \t]*(?P<value>(?:19|20)\d\d(?P<s>[-/.])\d{1,2}(?P=s)\d{1,2})[ \t]*$")

# 28.04.2014  12:57, alone in a line: day before month, as pages made in Europe have it.
_DAY_FIRST = re.compile(
    r"(?m)^[ \t]*(?P<value>(?P<d>\d\d)\.(?P<m>\d\d)\.(?P<y>(?:19|20)\d\d))(?:[ \t]+\d\d?:\d\d)?[ \t\r]*$"
)
_DAY_FIRST_WITHIN = 400

# The date under a headline, alone in its line or beside who wrote it.
_NAMES_AFTER = (
    r"(?:[ \t]{1,9}(?:[^\s,。;:\d]{1,16}|[^\s,。;:\d]{1,5}:[^\s,。;]{0,12}|\d{1,7}次?[^\s,。;:\d]{0,3})(?![^\s])){0,8}"
)
# 某某市人民政府 2020年2月4日 (此件公开发布): below the last sentence, when a document was signed.
_SIGNATURE = re.compile(
    rf"(?:^|[\n。!?;)])\s{{0,9}}(?:[{_HAN}()、·]{{2,40}}\s{{1,9}}){{0,8}}"
    r"(?P<value>20\d\d年\s?\d{1,2}月\s?\d{1,2}日)\s{0,9}(?:\([^()\n]{2,12}\)\s{0,9})?(?=\n|$)"
)
_MAX_SIGNATURE = 160
_BYLINE_DATE = re.compile(
    r"(?m)^[ \t]*(?:[^\s,。;:\d]{1,12}[ \t]{1,4}){0,4}(?P<value>"
    + _DAY.format(p="")
    + rf")(?:{_CLOCK})?[ \t]*(?:(?:星期|周|週)[一二三四五六日天])?{_NAMES_AFTER}[ \t]*$"
)
_MEDIUM = rf"[{_HAN}A-Za-z]{{2,10}}?(?:[网網]|[日晚早时時商周]?[报報]|[电電][视視][台臺]|通[讯訊]社|[发發][布佈]|周刊)"
_WORD = re.compile(r"\S+")
# Who publishes, as a whole line or a word beside the date: papers, stations, accounts, offices.
_MEDIUM_LINE = re.compile(
    rf"{_MEDIUM}|[{_HAN}A-Za-z\d]{{2,16}}?(?:[网網]|[报報刊]|[电電][视視]?[台臺]|[发發][布佈]|融媒[体體]?(?:中心)?|客[户戶]端|新[闻聞]|[资資][讯訊]|在[线線]"
    rf"|热线|熱線|[频頻]道|[传傳]媒|[观觀]察|之[声聲]|[杂雜]志|[视視][点點]|[头頭][条條]|[财財][经經]|政[务務]|[广廣][电電播]|官微|[厅廳局委办辦]|政府|[协協商][会會]|中心)"
)
_MAX_MEDIUM = 24
# What the names of media end in.
_MEDIUM_ENDS = frozenset(
    "网網报報刊台臺社布佈媒体體心端闻聞讯訊线線道察声聲志点點条條经經务務电電播微厅廳局委办辦府会會"
)
# These set names apart beside the date; a space does the same.
_MARKS_APART = "·•|丨┃"
# No line has a full date without this.
_MAY_BE_DATED = re.compile(r"[12][09]\d\dS*[-/.年]S*\d{1,2}S*[-/.月]S*\d".replace("S", rf"[\s{_MARKS_APART}]"))
_COPYRIGHT = re.compile(
    rf"(?m)(?:^[ \t]*|(?<=\s))(?:(?P<before>{_MEDIUM})\s?版[权權]所有|(?:版[权權]所有|主[办辦](?:[单單]位)?)\s?:?\s?"
    rf"(?P<after>{_MEDIUM})(?!(?!社)[{_HAN}]))"
)
_SOURCE = re.compile(
    r"(?<!["
    + _HAN
    + r"])(?:(?:新闻|新聞|文章|信息|稿件|内容|消息)?[来來]\s?源|稿源|出[处處]"
    + r"|(?:本文|文章|原文)?(?:[转轉][载載]?自|摘自)"
    + r"|[发發][布佈](?:机构|機構|单位|單位)|供稿[单單]位|(?:微信)?公[众眾][号號](?:名[称稱])?)"
    + r"\s?:\s{0,4}\[?(?P<value>[^\s,;。!?()\[\]【】|:]{2,24})"
)
_NEXT_LABEL = re.compile(
    r"(?:[责責]任)?(?:[记記]者|作者|[编編][辑輯]|[责責][编編]|通[讯訊][员員]|校[对對]|[审審]核|(?:[发發][布佈])?(?:[时時][间間]|日期)"
    r"|(?:[点點][击擊]|[浏瀏][览覽]|[阅閱][读讀])(?:量|次?[数數])?|字[号號体體])$"
)
_URL = re.compile(
    r"(?m)(?:原文(?:[链鏈]接|地址|[网網]址)?|本文(?:[链鏈]接|地址|[网網]址)|文章(?:[链鏈]接|地址)|[链鏈]接|^[网網]址)\s?:\s?(?P<value>https?://[!-~]{4,400})"
)
_ORIGINAL_TITLE = re.compile(r"(?m)^[ \t\xa0]*原[标標][题題]\s?:\s?(?P<value>[^\r\n。]{2,120})")

_LABELLED_TITLE = re.compile(r"(?m)^[ \t]*[标標][题題]\s?:\s?(?P<value>[^\r\n。]{2,120})$")
# On pages for telephones the year is left out.
_DAY_WITHOUT_YEAR = re.compile(
    r"(?m)^[ \t]*(?P<name>[^\s,。;:\d]{2,16})[ \t]{0,9}\d{1,2}-\d{1,2}[ \t]{1,4}\d{1,2}:\d{2}(?!\d)"
)

_SHORT_CLOCK = re.compile(r"-\d{1,2}[ \t]{1,4}\d{1,2}:")

_PAPER = r"(?:[网網]|[日晚早时時][报報]|[电電][视視][台臺]|通[讯訊]社)"
_AGENCY = rf"(?:新[华華]社|中新社|法新社|路透社|[{_HAN}]{{1,8}}?{_PAPER})"
# 本网讯 does not say which.
_OWN_NAMES = frozenset({"本网", "本網", "本报", "本報", "本台", "本臺", "本社"})
_START = r"(?:(?<=[\s。!?)\]】”])|^)"
_DATELINE = re.compile(
    _START
    + rf"(?:(?P<agency>{_AGENCY})|本[报報])(?P<place>[{_HAN}]{{2,8}}?)?"
    + r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:[电電讯訊]|消息)"
)
# A full date beside the press conference that a report is made of is the report's own.
_PRESS_CONFERENCE = re.compile(
    r"(?P<value>" + _DAY.format(p="") + r")[^。!?;\n]{0,24}?(?:召开|举行|举办)[^。!?;\n]{0,40}?(?:发布会|發布會)"
)
_DATELESS = re.compile(_START + rf"(?P<agency>{_AGENCY})(?:[讯訊]|消息)(?=[\s(:,])")

# Alternatives that each begin with a set would be tried at every character: the search jumps to those of one set.
_SENTENCE_MARK = re.compile(r"[。;!?](?:(?<=[。;])|(?=.*[,。!?]))")
_LABEL_LINE = re.compile(
    r"位置\s?:|^第?\s?[A-Z]?\d{1,3}\s?版(?:\s|:|$)|^(?:[网網]站)?首[页頁]|[发發][布佈表稿][日时時][期间間]|(?:[来來]源|作者|[编編][辑輯]|[责責][编編]|核心提示|原[标標][题題])\s?:"
    rf"|^[{_HAN}]{{2,6}}\s?:\s?(?:19|20)\d\d|^[网網]址\s?:"
    r"|^(?:微信)?公[众眾][号號](?:名[称稱])?\s?:|(?:放大|[缩縮]小)字[体體]|字[号號]|[扫掃]一[扫掃]|https?:|\[[^\]]*\]"
)
# Who wrote, alone below the headline.
_AUTHOR_LINE = re.compile(
    rf"^\W{{0,3}}(?:本[报報网網台臺]|[{_HAN}]{{2,8}})?(?:首席|[见見][习習]|[实實][习習]|特[约約]|全媒[体體])?(?:[记記]者|通[讯訊][员員])"
    rf"\s?:?\s{{0,4}}[{_HAN}]{{2,4}}(?:[\s、]{{1,4}}[{_HAN}]{{2,6}}){{0,5}}\W{{0,2}}$"
)
_KIND = re.compile(
    r"(?:[\[【][^\[\]【】\d]{2,4}[\]】]\s{0,4}|#{1,6}\s|(?:[标標][题題]|名[称稱])\s?:\s{0,4})(?=[^\s\[【])"
)
_KIND_BEGINS = frozenset("[【#标標名")


class Found(NamedTuple):
    """A statement of the text about itself.

    `field` is one of title, publisher, published, url, dateline_place. `value` is what it says; a date is ISO, or
    `--MM-DD` if the year is not given. `[start, end)` is where the value stands. `source` tells how it was found:
    `label` (发布日期:), `dateline` (an agency's opening), `date_line` (without a label, under the headline),
    `press_conference`, `original_title` (原标题:), `first_line` (the headline), `copyright` (who runs the site) or
    `signature` (the day below a document).
    """

    field: str
    value: str
    start: int
    end: int
    source: str


_FIELD = attrgetter("field")


def iso_date(written: str) -> str | None:
    """Return the first full date in `written` as YYYY-MM-DD, or None; an instant with a time zone is read in China's.

    Page metadata often is in universal time, where an evening's news bears the day before.
    """
    instant = _ISO_INSTANT.search(written)
    if instant:
        try:
            return datetime.fromisoformat(instant[0]).astimezone(_CHINA).date().isoformat()
        except (ValueError, OverflowError):
            return None
    for found in _ISO_DAY.finditer(written):
        if day := _iso(found["y"], found["m"], found["d"]):
            return day
    for compact in _COMPACT_DAY.finditer(written):
        if day := _iso(*compact.groups()):
            return day
    return None


def find_dateline(text: str) -> list[Found]:
    """Find what `text` says about itself; within a field the most trustworthy statement comes first.

    本报讯 and 本报北京2月13日电 do not name the paper, so they yield no publisher.
    """
    return next(find_dateline_in_each(EvenRow([text])))


def find_dateline_in_each(texts: EvenRow) -> Iterator[list[Found]]:
    """Yield what `find_dateline` returns of each text; of many at once it takes half of the time."""
    for text, signs in zip(texts.texts, _signs_in_each(texts), strict=True):
        found = [item for window in signs for item in _told(text, window)]
        if first := _first_line(text):
            found.append(first)
        found += _days_first(text)
        if len(found) > 1 and len({item.field for item in found}) == len(found):
            found.sort(key=_FIELD)
        elif len(found) > 1:
            unique = {(item.field, item.start, item.end): item for item in reversed(found)}
            ranked = sorted(unique.values(), key=lambda item: (item.field, _TRUST[item.source], item.start))
            found = _demote_foreign_original_title(ranked)
        yield found


def _days_first(text: str) -> Iterator[Found]:
    # A cheap look first: next to no text has such a date.
    if text.find(".20", 0, _DAY_FIRST_WITHIN) < 0 and text.find(".19", 0, _DAY_FIRST_WITHIN) < 0:
        return
    match = _DAY_FIRST.search(text, 0, _DAY_FIRST_WITHIN)
    if match and (day := _iso(match["y"], match["m"], match["d"])):
        yield Found("published", day, *match.span("value"), "date_line")


def _told(text: str, signs: _Signs) -> Iterator[Found]:
    """Yield what is said where there are `signs` of it."""
    start, end = signs.start, signs.end
    if signs.days:
        yield from _days(text, signs.days, start, end)
    if signs.labels or signs.is_owned:
        yield from _publishers(text, start, end, signs)
    if signs.has_clock and not start:
        yield from _accounts(text, end)
    if "链接" in signs.labels:
        yield from _addresses(text, start, end)
    if signs.sent or signs.named:
        yield from _agency_lines(text, start, end, signs)
    if "题" in signs.labels and not start:
        yield from _labelled_titles(text, signs.labels["题"], end)


# Most texts hold next to nothing of all this. Each pattern has two characters side by side that are looked for in all
# texts at once; the pattern itself is tried only there.
_LABEL_ENDS = {
    **dict.fromkeys("源自处處构構位号號称稱", "来源"),
    **dict.fromkeys("接址", "链接"),
    **dict.fromkeys("题題", "题"),
}
_SENT = re.compile(r"日(?:[电電讯訊]|消息)")
_NAMED = re.compile(r"(?:讯|訊|消息)[\s(:,]")
_FULL_DAY = re.compile(r"(?:20|19)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d")
_OWNER = re.compile(r"[权權]所有|主[办辦]")
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_DIGITS = "".join(filter(str.isdecimal, map(chr, range(0x10000)))) + BEYOND
_DAY_BEGINS = 1 << 0
_SENDING_DAY = 1 << 1
_MESSAGE = 1 << 2
_LABEL = 1 << 3
_OWNS = 1 << 4
_CLOCK_BEGINS = 1 << 5
# What dates are made of.
_DIGIT = 1 << 0
_BETWEEN = 1 << 1
_SPACE = 1 << 2
# No opening line or label with its date is longer, no label that names a source, nor the longest name behind its colon.
_MAX_DATELINE = 60
_MAX_DATE = 40
_MAX_LABEL = 16
_MAX_NAME = 31


@cache
def _pairs() -> PairTable:
    return PairTable(
        {
            _DAY_BEGINS: [("2", "0"), ("1", "9")],
            _SENDING_DAY: [("日", "电電讯訊消")],
            _MESSAGE: [("讯訊息", _SPACES + "(:,")],
            _LABEL: [(_LABEL_ENDS, _SPACES + ":")],
            _OWNS: [("权權", "所"), ("主", "办辦")],
            _CLOCK_BEGINS: [("-", _DIGITS)],
        }
    )


@cache
def _day_kinds() -> KindTable:
    return KindTable(bits([(_DIGIT, _DIGITS), (_BETWEEN, "-/.年"), (_SPACE, _SPACES)]))


def _signs_in_each(texts: EvenRow) -> list[list[_Signs]]:
    """Return the signs in the head and in the tail of each text, where there are any."""
    signs: list[list[_Signs]] = [[] for _ in texts.texts]
    places, kinds = texts.pairs(_pairs())
    if len(places):
        is_likely = (kinds != _DAY_BEGINS) | _may_begin_day(texts, places)
        places, kinds = places[is_likely], kinds[is_likely]
    for (number, _, at), kind in zip(texts.within(places), kinds.tolist(), strict=True):
        text, found = texts.texts[number], signs[number]
        length = len(text)
        if kind == _LABEL:
            at += 1 if text.startswith(":", at + 1) else 2
            if not text.startswith(":", at):
                continue
        if at < _HEAD_CHARACTERS:
            if not found:
                found.append(_Signs(text, 0, min(length, _HEAD_CHARACTERS)))
        elif at < length - _TAIL_CHARACTERS:
            continue
        elif not found or not found[-1].start:
            found.append(_Signs(text, max(_HEAD_CHARACTERS, length - _TAIL_CHARACTERS), length))
        found[-1].add(kind, at)
    return signs


def _may_begin_day(texts: EvenRow, places: Any) -> Any:
    """Tell of each of `places` whether a year stands there and a month may follow."""
    table = _day_kinds()
    third, fourth, behind, month = (texts.behind(places, distance, table) for distance in (2, 3, 4, 5))
    has_month = (behind & _SPACE) | ((behind & _BETWEEN != 0) & (month & (_DIGIT | _SPACE)))
    return (third & fourth & _DIGIT != 0) & (has_month != 0)


class _Signs:
    """Where full dates begin, where opening lines end, which kinds of labels there are, in `text[start:end]`."""

    __slots__ = ("_reached", "days", "end", "has_clock", "is_owned", "labels", "named", "sent", "start", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.days: list[int] = []
        self._reached = start
        self.sent: list[int] = []
        self.named: list[int] = []
        # By the kind of label, the places of their colons.
        self.labels: dict[str, list[int]] = {}
        self.is_owned = self.has_clock = False

    def add(self, kind: int, at: int) -> None:
        """Add what may begin at a place, or the label whose colon stands there."""
        text, end = self.text, self.end
        if kind == _DAY_BEGINS:
            # One that begins within another is none.
            if at >= self._reached and (match := _FULL_DAY.match(text, at, end)):
                self.days.append(at)
                self._reached = match.end()
        elif kind == _LABEL:
            label = _LABEL_ENDS[text[at - 1] if text[at - 1] in _LABEL_ENDS else text[at - 2]]
            self.labels.setdefault(label, []).append(at)
        elif kind == _SENDING_DAY:
            if match := _SENT.match(text, at, end):
                self.sent.append(match.end())
        elif kind == _MESSAGE:
            begin = at - (text[at] == "息")
            if begin >= self.start and (match := _NAMED.match(text, begin, end)):
                self.named.append(match.end())
        elif kind == _CLOCK_BEGINS:
            self.has_clock = self.has_clock or _SHORT_CLOCK.match(text, at, end) is not None
        elif _OWNER.match(text, at, end):
            # 主办 is a word for who runs the site only at the beginning of a line or word.
            self.is_owned = self.is_owned or text[at] != "主" or not at or text[at - 1].isspace()


def _days(text: str, days: list[int], start: int, end: int) -> Iterator[Found]:
    for at in days:
        labelled = _LABELLED_DATE.search(text, max(start, at - 12), min(end, at + _MAX_DATE))
        matches = [(labelled if labelled and labelled.start("value") == at else None, "label")]
        if not start:  # a bare date at the end is when a document was signed (_signatures)
            line = text.rfind("\n", 0, at) + 1
            matches.append((_BARE_DATE.match(text, at, end), "date_line"))
            matches.append((_BARE_DATE_LINE.match(text, line, end), "date_line"))
            matches.append((_PRESS_CONFERENCE.match(text, at, end), "press_conference"))
        for match, source in matches:
            if match and (day := iso_date(match["value"])):
                yield Found("published", day, *match.span("value"), source)
    if not start:
        yield from _bylines(text, days, end)
    if end == len(text):
        yield from _signatures(text, days, start)


def _signatures(text: str, days: list[int], start: int) -> Iterator[Found]:
    """Read the day that stands alone or with names below the last sentence, if there is but one."""
    signed: dict[str, Found] = {}
    # 七是项目资金调整5万元; ends a list, and what is signed may hold nothing else.
    last_stop = max(text.rfind("。", start), text.rfind(";", start), text.rfind(";", start))
    for at in days:
        if at < last_stop or last_stop < 0:
            continue
        reach = max(last_stop, at - _MAX_SIGNATURE)
        begin = max(reach, text.rfind("\n", reach, at))
        match = _SIGNATURE.match(text, begin)
        if match and match.start("value") == at and (day := iso_date(match["value"])):
            signed.setdefault(day, Found("published", day, *match.span("value"), "signature"))
    if len(signed) == 1:
        yield from signed.values()


def _bylines(text: str, days: list[int], end: int) -> Iterator[Found]:
    """Read the unlabelled date and name under a headline, which stand above the first sentence."""
    first_stop = max(0, text.find("。", 0, end))
    head = _set_apart(text[: first_stop + 1])
    for line in sorted({text.rfind("\n", 0, at) + 1 for at in days if at < first_stop}):
        match = _BYLINE_DATE.match(head, line, first_stop)
        day = iso_date(match["value"]) if match else None
        if match is None or day is None:
            continue
        yield Found("published", day, *match.span("value"), "date_line")
        # Who published stands beside the date, or alone in the line above it.
        line_above = text.rfind("\n", 0, max(0, line - 1)) + 1
        yield from _named_beside(head, (match.span(), (line_above, line)))
    if len(text) > _MAX_FLAT_TITLE and "\n" not in head:
        # A flattened document: the name stands before or behind the date and its time.
        for at in days:
            bare = _BARE_DATE.match(head, at)
            if bare:
                before = head.rfind(" ", 0, max(0, at - 1)) + 1
                after = _WORD.search(head, bare.end())
                yield from _named_beside(head, ((before, at), after.span() if after else (at, at)))


def _set_apart(text: str) -> str:
    """Return `text` with spaces for the marks that set names apart."""
    for mark in _MARKS_APART:
        text = text.replace(mark, " ")
    return text


def _named_beside(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[Found]:
    for span in spans:
        for word in _WORD.finditer(text, *span):
            if _is_medium(word[0]) and word[0] not in _OWN_NAMES:
                yield Found("publisher", word[0], *word.span(), "date_line")
                return


def _publishers(text: str, start: int, end: int, signs: _Signs) -> Iterator[Found]:
    for match in _sources(text, signs.labels.get("来源", ()), start, end):
        value = match["value"]
        if text.startswith(":", match.end()):
            # Labels that stood apart on the page have run together.
            value = _NEXT_LABEL.sub("", value)
        if re.search(rf"[{_HAN}A-Za-z]", value) and not re.match(r"https?$", value):
            start_of_value = match.start("value")
            yield Found("publisher", value, start_of_value, start_of_value + len(value), "label")
    for match in _COPYRIGHT.finditer(text, start, end) if signs.is_owned else ():
        group = "before" if match["before"] else "after"
        if match[group] not in _OWN_NAMES:
            yield Found("publisher", match[group], *match.span(group), "copyright")


def _accounts(text: str, end: int) -> Iterator[Found]:
    """Read who published on a page for telephones, whose dates lack the year."""
    if _SHORT_CLOCK.search(text, 0, end):
        head = text[: max(0, text.find("。", 0, end))]
        for match in _DAY_WITHOUT_YEAR.finditer(head):
            if _is_medium(match["name"]):
                yield Found("publisher", match["name"], *match.span("name"), "date_line")


def _addresses(text: str, start: int, end: int) -> Iterator[Found]:
    for match in _URL.finditer(text, start, end):
        yield Found("url", match["value"].rstrip(").,;'\""), match.start("value"), match.end("value"), "label")


def _sources(text: str, colons: Sequence[int], start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the labels that name a source, given the `colons` of all that may."""
    reached = start
    for at in colons:
        match = _SOURCE.search(text, max(reached, at - _MAX_LABEL), min(end, at + _MAX_NAME))
        # What begins behind this colon has one of its own.
        if match and match.start() < at:
            yield match
            reached = match.end()


def _agency_lines(text: str, start: int, end: int, signs: _Signs) -> Iterator[Found]:
    for match in _around(_DATELINE, text, signs.sent, start, end):
        if match["agency"] and match["agency"] not in _OWN_NAMES:
            yield Found("publisher", match["agency"], *match.span("agency"), "dateline")
        if match["place"]:
            yield Found("dateline_place", match["place"], *match.span("place"), "dateline")
        # Checked against a leap year, for the year may be missing.
        day = _iso(match["year"] or "2000", match["month"], match["day"])
        if day:
            value = day if match["year"] else "-" + day[4:]
            date_start = match.start("year") if match["year"] else match.start("month")
            yield Found("published", value, date_start, match.end("day") + 1, "dateline")
    for match in _around(_DATELESS, text, signs.named, start, end):
        if match["agency"] not in _OWN_NAMES:
            yield Found("publisher", match["agency"], *match.span("agency"), "dateline")


def _around(pattern: re.Pattern[str], text: str, ends: list[int], start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the matches that reach one of `ends`, each once."""
    reached = start
    for at in ends:
        for match in pattern.finditer(text, max(reached, at - _MAX_DATELINE), min(end, at + 3)):
            yield match
            reached = match.end()


def _labelled_titles(text: str, colons: Sequence[int], end: int) -> Iterator[Found]:
    """Read the titles that have a label, given the `colons` of all labels that may be one."""
    # The colon may stand in a line below its label.
    lines = sorted({text.rfind("\n", 0, max(0, at - 1)) + 1 for at in colons})
    for line in lines:
        match = _ORIGINAL_TITLE.match(text, line, end)
        # A flattened page goes on after the title without any sign; where the title ends there is anybody's guess.
        if match and (match.end() == len(text) or text[match.end()] in "\r\n"):
            written = match["value"].rstrip()
            start = match.start("value")
            yield Found("title", " ".join(written.split()), start, start + len(written), "original_title")
    for line in lines:
        if match := _LABELLED_TITLE.match(text, line, end):
            written, start = match["value"].strip(), match.start("value")
            yield Found("title", written, start, start + len(written), "label")


def _first_line(text: str) -> Found | None:
    """Return the headline: the line above the date or source, else the first that can be one."""
    if _is_all_body(text):
        return None
    lines = _head_lines(text)
    named = [line for line in lines if not _is_medium(line.text) and not line.text.startswith("——")]
    found = _above_byline(named)
    if found is None:
        telling = (line for line in named if line.is_segment or _words(line) >= _MIN_TITLE)
        found = next(filter(_is_first_headline, telling), None) or next(filter(_is_first_headline, lines), None)
        if found and found.is_segment and _words(found) < _MIN_TITLE:
            behind = (line for line in named if line.start == found.end + 1)
            rest = next(filter(_is_first_headline, behind), None)
            found = _HeadLine(f"{found.text} {rest.text}", found.start, rest.end, False, True) if rest else found
    if found is None:
        return None
    return Found("title", text[found.start : found.end], found.start, found.end, "first_line")


def _above_byline(lines: Sequence[_HeadLine]) -> _HeadLine | None:
    bylines = [number for number, line in enumerate(lines) if number and _is_byline(line)]
    if not bylines:
        return None
    for number, line in enumerate(lines):
        if not _has_byline_below(lines, number, bylines) or not _is_headline(line):
            continue
        above = lines[number - 1] if number else line
        if line.is_segment and number and _is_headline(above) and _words(above) >= _MIN_PART:
            # The two parts of a headline, which a space sets apart, became two segments.
            return _HeadLine(f"{above.text} {line.text}", above.start, line.end, False, True)
        return line
    return None


def _has_byline_below(lines: Sequence[_HeadLine], number: int, bylines: Sequence[int]) -> bool:
    """Tell whether one of `bylines` stands shortly below a line, with nothing but labels between."""
    for below in range(number + 1, min(number + 4, len(lines))):
        if below in bylines:
            return True
        if not _is_label(lines[below].text):
            return False
    return False


def _is_first_headline(line: _HeadLine) -> bool:
    return not line.is_below_prose and _is_headline(line)


def _is_medium(name: str) -> bool:
    return len(name) <= _MAX_MEDIUM and name[-1:] in _MEDIUM_ENDS and bool(_MEDIUM_LINE.fullmatch(name))


def _words(line: _HeadLine) -> int:
    return len(words_of(line.text))


class _HeadLine(NamedTuple):
    """A short line of the head.

    `is_below_prose`: a sentence stands above it. `is_segment`: it is a piece of a document that became one line.
    """

    text: str
    start: int
    end: int
    is_below_prose: bool
    is_segment: bool


def _is_all_body(text: str) -> bool:
    """Tell quickly whether the first line of a text is a paragraph, so that no headline stands above it."""
    line = text[:_HEAD_CHARACTERS].partition("\n")[0].rstrip()
    if len(line) <= _MAX_TITLE or line[0].isspace() or line[0] in _KIND_BEGINS:
        return False
    # Of one with a space, the headline may be a piece.
    return "。" in line and " " not in line[:_MAX_TITLE] and "\r" not in line


def _head_lines(text: str) -> list[_HeadLine]:
    """The short lines above the first paragraph."""
    lines: list[_HeadLine] = []
    is_below_prose = False
    for number, (line, start, is_segment) in enumerate(_written_lines(text)):
        if number > _MAX_HEAD_LINES or (len(line) > _MAX_NOTICE and "。" in line):
            break
        is_opening = _is_opening(line)
        is_body = is_opening or len(line) > _MAX_TITLE or _SENTENCE_MARK.search(line) is not None
        if is_body and (is_opening or not _is_short(line)) and (len(line) > _MAX_LABEL_LINE or not _is_label(line)):
            # Above the headline there may be a notice of the site; a paragraph, never.
            if is_opening or len(line) > _MAX_NOTICE:
                break
            is_below_prose = True
            continue
        lines.append(_HeadLine(line, start, start + len(line), is_below_prose, is_segment))
    return lines


def _written_lines(text: str) -> Iterator[tuple[str, int, bool]]:
    """Yield the lines of the head with their positions, and those that a document had before it became one line."""
    start, is_first = 0, True
    for written in text[:_HEAD_CHARACTERS].replace("\r", "\n").split("\n"):
        if line := written.strip():
            at = start + written.find(line)
            if is_first and len(line) > _MAX_TITLE and " " in line[:_MAX_TITLE]:
                for segment_start, segment_end in _head_segments(line):
                    yield line[segment_start:segment_end], at + segment_start, True
            else:
                # [转帖] says nothing about the headline behind it.
                kind = _KIND.match(line) if line[0] in _KIND_BEGINS else None
                yield line[kind.end() :] if kind else line, at + (kind.end() if kind else 0), False
        is_first = is_first and not written
        start += len(written) + 1


def _head_segments(line: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what were the lines of a head that became one line, up to the first paragraph.

    Of that, nothing more is asked than what it begins with.
    """
    stop = line.find("。") + 1
    spans = list(segment_spans(line[:stop])) if stop else []
    yield from spans if spans and stop - spans[-1][0] > _MAX_NOTICE else segment_spans(line)


def _is_label(line: str) -> bool:
    if line.endswith(":") or (_LABEL_SIGN.search(line) and _LABEL_LINE.search(line)):
        return True
    return _is_dated(line)


def _is_dated(line: str) -> bool:
    return bool(_MAY_BE_DATED.search(line) and _BYLINE_DATE.match(_set_apart(line)))


# No label line without one of these.
_LABEL_SIGN = re.compile(r"[:版页頁字扫掃\[]")
_DATED_LABEL_SIGN = re.compile(r"[:版页頁字扫掃\[发發]")
# No line that tells when or who, or is no headline for what it says, without one of these.
_BYLINE_SIGN = re.compile(r"[12者员員-]")
_TELLING_SIGN = re.compile(r"[12者员員:版页頁字扫掃\[»›>|]")


def _is_short(line: str) -> bool:
    """Tell whether a line with the marks of a sentence is a headline for all that."""
    return len(line) <= 30 and not _FULL_STOP.search(line)


def _is_opening(line: str) -> bool:
    return bool(_SENDING.search(line, 0, _MAX_DATELINE) and (_DATELINE.match(line) or _DATELESS.match(line)))


# No opening line of an agency without one of these.
_SENDING = re.compile(r"[日讯訊息](?:(?<=日)[电電讯訊消]|(?<=[讯訊息])[\s(:,])")


def _is_headline(line: _HeadLine) -> bool:
    text = line.text
    if text.endswith(":") or (
        _TELLING_SIGN.search(text) and (_is_label(text) or _is_author(text) or _NO_HEADLINE.search(text))
    ):
        return False
    words = text.split()
    is_menu = len(words) >= 3 and max(map(len, words)) <= 6
    return not is_menu and len(words_of(text)) >= 4 and bool(_HAN_CHARACTER.search(text))


def _is_byline(line: _HeadLine) -> bool:
    text = line.text
    if not _BYLINE_SIGN.search(text):
        return False
    is_year_given = "20" in text or "19" in text
    if is_year_given and _DATED_LABEL_SIGN.search(text) and _LABEL_LINE.search(text) and iso_date(text):
        return True
    if line.is_below_prose:
        return False  # a bare date below a sentence is when a document was signed
    if _SHORT_CLOCK.search(text) and _DAY_WITHOUT_YEAR.match(text):
        return True
    return _is_dated(text) or (is_year_given and len(text) <= 80 and bool(_BARE_DATE.match(text))) or _is_author(text)


def _is_author(text: str) -> bool:
    return ("者" in text or "员" in text or "員" in text) and bool(_AUTHOR_LINE.match(text))


_NO_HEADLINE = re.compile(r"[»›>|]")
_FULL_STOP = re.compile("[。;“]")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")


def _demote_foreign_original_title(found: list[Found]) -> list[Found]:
    """Put the first line before an original title that shares nothing with it or is a summary of several lines."""
    titles = [item for item in found if item.field == "title"]
    if len(titles) < 2 or titles[0].source != "original_title":
        return found
    first = next((item for item in titles if item.source == "first_line"), None)
    if first is None:
        return found
    original = words_of(titles[0].value)
    if len(original) <= 40 and original in words_of(first.value):
        return found
    at = found.index(titles[0])
    return [*found[:at], first, *(item for item in found[at:] if item is not first)]


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
