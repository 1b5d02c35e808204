"""What a news text says about itself: its headline, who published it, when, and where it was filed.

Works on the normalised text before the body is cut, for much of this stands in lines the cut takes away. Traditional
forms of the labels are understood too, so that a page's visible text can be read before it is simplified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

# Labels stand in the first lines or the last ones; a date in the middle of a report belongs to what it tells.
_HEAD_CHARACTERS = 2000
_TAIL_CHARACTERS = 600
_MAX_TITLE = 60
# Shorter ones may be a site's name or a word of its menu.
_MIN_TITLE = 8
_MAX_HEAD_LINES = 40
_TRUST = {
    "label": 0,
    "original_title": 0,
    "date_line": 1,
    "dateline": 2,
    "press_conference": 3,
    "first_line": 4,
    "copyright": 5,
}
_CHINA = timezone(timedelta(hours=8))

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_DAY = r"(?:(?P<{p}y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<{p}m>\d{{1,2}})\s*[-/.月]\s*(?P<{p}d>\d{{1,2}})(?!\d)日?)"
_CLOCK = r"(?:[\sT]{0,3}\d{1,2}[:时]\d{2}(?::\d{2})?)"

_ISO_DAY = re.compile(_DAY.format(p=""))
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})")
_COMPACT_DAY = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(?:\d{6})?(?!\d)")

_LABELLED_DATE = re.compile(
    r"(?:(?:[发發][布佈表稿文][日时時][期间間]|更新[日时時][期间間]|(?<!["
    + _HAN
    + r"])(?:日\s?期|[时時]\s?[间間]))\s?:\s?|(?<!["
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

# The date under a headline, alone in its line or beside who wrote it.
_NAMES_AFTER = (
    r"(?:[ \t]{1,4}(?:[^\s,。;:\d]{1,10}|[^\s,。;:\d]{1,5}:[^\s,。;]{0,12}|\d{1,7}次?[^\s,。;:\d]{0,3})(?![^\s])){0,8}"
)
_BYLINE_DATE = re.compile(
    r"(?m)^[ \t]*(?:[^\s,。;:\d]{1,12}[ \t]{1,4}){0,4}(?P<value>"
    + _DAY.format(p="")
    + rf")(?:{_CLOCK})?[ \t]*(?:(?:星期|周|週)[一二三四五六日天])?{_NAMES_AFTER}[ \t]*$"
)
_MEDIUM = rf"[{_HAN}A-Za-z]{{2,10}}?(?:[网網]|[日晚早时時商周]?[报報]|[电電][视視][台臺]|通[讯訊]社|[发發][布佈]|周刊)"
_WORD = re.compile(r"\S+")
_MEDIUM_LINE = re.compile(_MEDIUM)
_COPYRIGHT_WORDS = ("权所有", "權所有", "主办", "主辦")
_COPYRIGHT = re.compile(
    rf"(?m)(?:^[ \t]*|(?<=\s))(?:(?P<before>{_MEDIUM})\s?版[权權]所有|(?:版[权權]所有|主[办辦](?:[单單]位)?)\s?:?\s?"
    rf"(?P<after>{_MEDIUM})(?!(?!社)[{_HAN}]))"
)
_SOURCE = re.compile(
    r"(?<!["
    + _HAN
    + r"])(?:(?:新闻|新聞|文章|信息|稿件|内容)?[来來]\s?源|稿源|[转轉]自|[发發][布佈](?:机构|機構|单位|單位))"
    + r"\s?:\s{0,4}(?P<value>[^\s,;。!?()\[\]【】|:]{2,24})"
)
_NEXT_LABEL = re.compile(
    r"(?:[责責]任)?(?:[记記]者|作者|[编編][辑輯]|[责責][编編]|通[讯訊][员員]|校[对對]|[审審]核|(?:[发發][布佈])?(?:[时時][间間]|日期)"
    r"|(?:[点點][击擊]|[浏瀏][览覽]|[阅閱][读讀])(?:量|次?[数數])?|字[号號体體])$"
)
_URL = re.compile(
    r"(?:原文(?:[链鏈]接|地址|[网網]址)?|本文(?:[链鏈]接|地址|[网網]址)|文章(?:[链鏈]接|地址)|[链鏈]接)\s?:\s?(?P<value>https?://[!-~]{4,400})"
)
_ORIGINAL_TITLE = re.compile(r"(?m)^[ \t\xa0]*原[标標][题題]\s?:\s?(?P<value>[^\r\n。]{2,120})")

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

_SENTENCE_MARK = re.compile(r"[。;]|[!?](?=.*[,。!?])")
_LABEL_LINE = re.compile(
    r"位置\s?:|^第?\s?[A-Z]?\d{1,3}\s?版\s?:|^(?:[网網]站)?首[页頁]|[发發][布佈表稿][日时時][期间間]|(?:[来來]源|作者|[编編][辑輯]|[责責][编編]|核心提示|原[标標][题題])\s?:"
    r"|(?:放大|[缩縮]小)字[体體]|字[号號]|[扫掃]一[扫掃]|https?:|\[[^\]]*\]"
)
_NOT_A_WORD = re.compile(r"[\W_]+")
_LINE = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A statement of the text about itself.

    `field` is one of title, publisher, published, url, dateline_place. `value` is what it says; a date is ISO, or
    `--MM-DD` if the year is not given. `[start, end)` is where the value stands. `source` tells how it was found:
    `label` (发布日期:), `dateline` (an agency's opening), `date_line` (without a label, under the headline),
    `press_conference`, `original_title` (原标题:), `first_line` (the headline) or `copyright` (who runs the site).
    """

    field: str
    value: str
    start: int
    end: int
    source: str


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
    found: list[Found] = []
    for start, end in _windows(text):
        found.extend(_labelled(text, start, end))
        found.extend(_agency_lines(text, start, end))
    found.extend(_titles(text))
    unique = {(item.field, item.start, item.end): item for item in reversed(found)}
    ranked = sorted(unique.values(), key=lambda item: (item.field, _TRUST[item.source], item.start))
    return _demote_foreign_original_title(ranked)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    head = min(len(text), _HEAD_CHARACTERS)
    yield 0, head
    if len(text) > head:
        yield max(head, len(text) - _TAIL_CHARACTERS), len(text)


def _labelled(text: str, start: int, end: int) -> Iterator[Found]:
    for pattern, source in ((_LABELLED_DATE, "label"), (_BARE_DATE, "date_line"), (_BARE_DATE_LINE, "date_line")):
        if pattern is not _LABELLED_DATE and start:
            continue  # a bare date at the end is when a document was signed
        for match in pattern.finditer(text, start, end):
            if day := iso_date(match["value"]):
                yield Found("published", day, *match.span("value"), source)
    if not start:
        yield from _bylines(text, end)
        for match in _PRESS_CONFERENCE.finditer(text, start, end):
            if day := iso_date(match["value"]):
                yield Found("published", day, *match.span("value"), "press_conference")
    for match in _SOURCE.finditer(text, start, end):
        value = match["value"]
        if text.startswith(":", match.end()):
            # Labels that stood apart on the page have run together.
            value = _NEXT_LABEL.sub("", value)
        if re.search(rf"[{_HAN}A-Za-z]", value) and not re.match(r"https?$", value):
            start_of_value = match.start("value")
            yield Found("publisher", value, start_of_value, start_of_value + len(value), "label")
    says_who = any(word in text for word in _COPYRIGHT_WORDS)
    for match in _COPYRIGHT.finditer(text, start, end) if says_who else ():
        group = "before" if match["before"] else "after"
        if match[group] not in _OWN_NAMES:
            yield Found("publisher", match[group], *match.span(group), "copyright")
    for match in _URL.finditer(text, start, end):
        yield Found("url", match["value"].rstrip(").,;'\""), match.start("value"), match.end("value"), "label")


def _bylines(text: str, end: int) -> Iterator[Found]:
    """Read the unlabelled date and name under a headline, which stand above the first sentence."""
    first_stop = text.find("。", 0, end)
    for match in _BYLINE_DATE.finditer(text, 0, max(0, first_stop)):
        day = iso_date(match["value"])
        if day is None:
            continue
        yield Found("published", day, *match.span("value"), "date_line")
        # Who published stands beside the date, or alone in the line above it.
        line_above = text.rfind("\n", 0, max(0, match.start() - 1)) + 1
        for word in (*_WORD.finditer(text, *match.span()), *_WORD.finditer(text, line_above, match.start())):
            if _MEDIUM_LINE.fullmatch(word[0]) and word[0] not in _OWN_NAMES:
                yield Found("publisher", word[0], *word.span(), "date_line")
                break


def _agency_lines(text: str, start: int, end: int) -> Iterator[Found]:
    for match in _DATELINE.finditer(text, start, end):
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
    for match in _DATELESS.finditer(text, start, end):
        if match["agency"] in _OWN_NAMES:
            continue
        yield Found("publisher", match["agency"], *match.span("agency"), "dateline")


def _titles(text: str) -> Iterator[Found]:
    for match in _ORIGINAL_TITLE.finditer(text, 0, min(len(text), _HEAD_CHARACTERS)):
        written = match["value"].rstrip()
        # A flattened page goes on after the title without any sign; where the title ends there is anybody's guess.
        if match.end() == len(text) or text[match.end()] in "\r\n":
            start = match.start("value")
            yield Found("title", " ".join(written.split()), start, start + len(written), "original_title")
    if first := _first_line(text):
        yield first


def _first_line(text: str) -> Found | None:
    """Return the headline: the line above the date or source, else the first that can be one."""
    lines = _head_lines(text)
    if not lines:
        return None
    candidates = [line for line in lines if _is_headline(line)]
    named = [line for line in lines if not _MEDIUM_LINE.fullmatch(line.text) and not line.text.startswith("——")]
    above = (line for line, below in pairwise(named) if _is_headline(line) and _is_byline(below.text))
    telling = (line for line in candidates if line in named and len(_NOT_A_WORD.sub("", line.text)) >= _MIN_TITLE)
    found = next(above, None) or next(telling, None) or next(iter(candidates), None)
    return Found("title", found.text, found.start, found.start + len(found.text), "first_line") if found else None


@dataclass(frozen=True, slots=True)
class _HeadLine:
    text: str
    start: int


def _head_lines(text: str) -> list[_HeadLine]:
    """The short lines above the first sentence."""
    lines: list[_HeadLine] = []
    for number, match in enumerate(_LINE.finditer(text, 0, min(len(text), _HEAD_CHARACTERS))):
        line = match[0].strip()
        start = match.start() + match[0].find(line)
        if number == 0 and len(line) > _MAX_TITLE and " " in line[:_MAX_TITLE]:
            # A flattened document: its headline ends at the first space, where the line break was.
            line = line[: line.index(" ")]
        if not line:
            continue
        is_label = bool(_LABEL_LINE.search(line) or _BYLINE_DATE.match(line)) or line.endswith(":")
        is_body = (
            len(line) > _MAX_TITLE or _SENTENCE_MARK.search(line) or _DATELINE.match(line) or _DATELESS.match(line)
        )
        if (is_body and not is_label and not _is_headline_with_marks(line)) or number > _MAX_HEAD_LINES:
            break
        lines.append(_HeadLine(line, start))
    return lines


def _is_headline_with_marks(line: str) -> bool:
    return len(line) <= 30 and not re.search("[。;“]", line) and not _DATELINE.match(line) and not _DATELESS.match(line)


def _is_headline(line: _HeadLine) -> bool:
    text = line.text
    if _LABEL_LINE.search(text) or text.endswith(":") or re.search(r"[»›>|]", text) or _BYLINE_DATE.match(text):
        return False
    words = text.split()
    is_menu = len(words) >= 3 and max(map(len, words)) <= 6
    return not is_menu and len(_NOT_A_WORD.sub("", text)) >= 4 and bool(re.search(rf"[{_HAN}]", text))


def _is_byline(text: str) -> bool:
    return (
        bool(_LABEL_LINE.search(text) and iso_date(text))
        or bool(_BYLINE_DATE.match(text))
        or (bool(_BARE_DATE.match(text)) and len(text) <= 80)
    )


def _demote_foreign_original_title(found: list[Found]) -> list[Found]:
    """Put the first line before an original title that shares nothing with it or is a summary of several lines."""
    titles = [item for item in found if item.field == "title"]
    if len(titles) < 2 or titles[0].source != "original_title":
        return found
    first = next((item for item in titles if item.source == "first_line"), None)
    if first is None:
        return found
    original = _NOT_A_WORD.sub("", titles[0].value)
    if len(original) <= 40 and original in _NOT_A_WORD.sub("", first.value):
        return found
    at = found.index(titles[0])
    return [*found[:at], first, *(item for item in found[at:] if item is not first)]


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
