"""Places and organisations by name, as they stand in a normalised text."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import regex

from fugong.lexicon import Lexicon
from fugong.mentions.finder import longest
from fugong.text.aligned import overlaps

_MEDIUM_BEHIND = regex.compile("日报|晚报|晨报|早报|都市报|新闻网|广播电视台|电视台|融媒|市人民政府|县人民政府")
# 主|城区, 锡铁山|矿区: names of districts that are words, too, but beside a place or in a list.
_COMMON_DISTRICTS = frozenset({"城区", "郊区", "矿区"})
# 31个省区市和新疆生产建设兵团: who counts them all speaks of none.
_ALL_PROVINCES_BEFORE = regex.compile(r"(?:省|区|市|直辖市)\)?[和及与]$")
# 据兰州晚报报道: who told it first says nothing of where.
_MEDIUM_TOLD = regex.compile("(?:[日晚晨早时商]报|都市报|新闻网|电视台)(?:社|消息|报道)")
_NOT_A_PLACE_BEFORE = regex.compile(r"[东西南北中]?[路街]|[巷道桥人]|大道|大桥|方言|菜")
_NAME_GOES_ON = regex.compile(r"(?:[—-]|(?![在到从对向于由和与及至市区县省州全我该的、各等为是])\p{Han})$")
# 成都新|区域
_REGION = regex.compile("区[域块间]")
# 射阳河, 汨罗江: waters bear the names of places, 河道 and 江边 of a place are in it.
_WATER = regex.compile("河(?![道长段流水堤畔滩东西南北间津源池曲口坊])|江(?=[、,。和及与的等大上中下干支整治防综流])")
_HAN = regex.compile(r"\p{Han}")
# What these patterns begin with, and that of a byline ends with but for a blank and a character.
_STREETS_BEGIN = frozenset("东西南北中路街巷道桥人大方菜")
_WATERS = frozenset("河江")
_BYLINE_ENDS = frozenset("者员辑编主影((/、")
_BRANCH = regex.compile(r"\p{Han}{2,6}?分公司")
_LEVELS = "省市州盟区旗乡镇级直"
_TRADE = regex.compile("化[工学纤肥]")
_NAME_BEFORE = regex.compile(rf"(?![{_LEVELS}在到从对向于由和与及至的、各等为是])\p{{Han}}")
_BYLINE = regex.compile(r"(?:记者|通讯员|作者|编辑|责编|主编|摄影|[((/、]) ?\p{Han}?$")
_PERSON_SPEAKS = regex.compile(r"\p{Han}?(?:说|表示|介绍|告诉|指出|强调|认为|坦言|透露)")
_COMPANY = regex.compile(
    r"(?:(?:股份|责任|集团)?有限(?:责任)?公司|集团公司|总公司|分公司|子公司|公司|集团|油田|工厂|电厂|钢铁厂|水泥厂|矿业|煤矿|酒店|医院|中心支行|支行|分行|银行(?!业)|证券交易所|大学)"
)
_BOUNDARY = regex.compile(
    r"[^\p{Han}A-Za-z0-9·()]|在|对|向|由|为|从|让|把|被|是|有|的|了|到|与|和|及|于|给|据|该|请|帮助|决定|通过|位于|来到|走进|包括|支持|推动|组织|协调|目前|调研组"
)

_NAME_WITH_NUMBER = regex.compile(r"(?<=、)\p{Han}{2,4}(?=\d)")
_NEAR_ITEM = 24


class PlaceMention(NamedTuple):
    """A name of a place or a word for the article's own place; `name_kind` tells which lists of names it is in."""

    start: int
    end: int
    place_text: str
    name_kind: str


class OrganisationMention(NamedTuple):
    """A name that ends like an organisation's (…有限公司, …油田)."""

    start: int
    end: int
    organisation_text: str


def find_places(
    text: str, lexicon: Lexicon, names: Iterable[tuple[int, int, str, tuple[str, ...]]] | None = None
) -> list[PlaceMention]:
    """Return the places in `text`, the longest name at each position, without names of persons and streets.

    `names` is what the lexicon's finder of places finds in it, if that is known.
    """
    mentions: list[PlaceMention] = []
    names = list(lexicon.places.find(text) if names is None else names)
    name_starts = {name[0] for name in names}
    reached = 0
    for start, end, name, kinds in longest(names):
        if start < reached:
            continue
        # 广西—东盟经济技术开发区 is another zone than the 经济技术开发区 of its city.
        if kinds == ("zone_tail",) and _NAME_GOES_ON.search(text, max(0, start - 2), start):
            continue
        if (
            name.startswith("新疆")
            and _ALL_PROVINCES_BEFORE.search(text, max(0, start - 5), start)
            and ("兵团" in text[end : end + 8] or name.endswith("兵团"))
        ):
            continue
        kind = _kind(kinds)
        # 各级人社部门 is no ministry.
        if kind == "deictic" and text.startswith("部门", end - 1):
            continue
        behind = text[end : end + 1]
        if name in lexicon.place_neighbours and _is_inside_words(text, start, behind, *lexicon.place_neighbours[name]):
            continue
        # 金山规上企业, 阿里开复工率 at the beginning of a clause: only a place stands before such a class or rate.
        if kind == "word" and text.startswith(lexicon.class_words, end) and _begins_clause(text, start):
            kind = "short"
        # 安康新闻网: nothing but a place has a paper, a station or a news site of its own.
        if kind == "word" and _MEDIUM_BEHIND.match(text, end):
            kind = "short"
        zone_kind = "" if kind == "deictic" or behind not in lexicon.zone_kinds else _zone_kind(text, end, lexicon)
        if kind == "word" and not zone_kind:
            continue
        if name in lexicon.name_classes and _REGION.match(text, end - 1):
            continue
        is_in_place = bool(mentions) and reached == start
        if kind in ("short", "alias") and _is_part_of_another_name(
            text, start, end, name, behind, is_in_place, name_starts
        ):
            continue
        # 乡镇和县直部门: a conjunction and a word for a level; 马鞍山市和县 is a county.
        if name[0] == "和" and not is_in_place and text[max(0, start - 1) : start] in {*_LEVELS}:
            continue
        # 淮南经济技术开发区: a zone by the name of its place, whether or not the list of zones has it.
        if zone_kind and kind in ("short", "official", "alias", "word"):
            zone_end = end + len(zone_kind)
            if not _REGION.match(text, zone_end - 1):
                mentions.append(PlaceMention(start, zone_end, text[start:zone_end], "named_zone"))
                reached = zone_end
                continue
            if kind == "word":
                continue
        mentions.append(PlaceMention(start, end, name, kind))
        reached = end
    return _with_listed_words(text, mentions, lexicon.place_words)


def _is_part_of_another_name(
    text: str, start: int, end: int, name: str, behind: str, is_in_place: bool, name_starts: Container[int]
) -> bool:
    """Tell whether a short name is part of that of a street, a person, a trade, a medium or a river.

    `name_starts` is where names of places begin; a look at the neighbours alone turns most patterns away.
    """
    if behind in _STREETS_BEGIN and _NOT_A_PLACE_BEFORE.match(text, end):
        return True
    if text[end - 1] == "化" and _is_inside_a_trade(text, start, end, is_in_place):
        return True
    if start and text[start - 1] > "\u2000":
        before = text[max(0, start - 6) : start]
        if not _BYLINE_ENDS.isdisjoint(before[-4:-1]) and _HAN.match(before[-1]) and _BYLINE.search(before[:-1]):
            return True
        if end - start == 2 and _is_speaker(text, start, end):
            return True
        if before[-1] == "据" and _MEDIUM_TOLD.match(text, end):
            return True
    if name in _COMMON_DISTRICTS and not _stands_as_a_district(text, start, end, is_in_place):
        return True
    # 南京|江宁 are two places.
    return behind in _WATERS and _WATER.match(text, end) is not None and end not in name_starts


@cache
def _kind(kinds: tuple[str, ...]) -> str:
    """Return which of the lists of names counts that a name is in."""
    names = [kind for kind in kinds if kind != "word"] or ["word"]
    return "official" if "official" in names else names[0].removesuffix("_tail")


def _zone_kind(text: str, start: int, lexicon: Lexicon) -> str:
    """Return the word for a kind of zone that stands at `start`, the longest; none is the usual answer."""
    for name in lexicon.zone_kinds.get(text[start : start + 1], ()):
        if text.startswith(name, start):
            return name
    return ""


def _with_listed_words(text: str, mentions: list[PlaceMention], words: frozenset[str]) -> list[PlaceMention]:
    """Return `mentions` with the short names that are words of the language, too, where a list says that they are none.

    思明、湖里、同安: 湖里 alone could be "in the lake"; in a row with 同安 it is a district.
    """
    if not mentions or "、" not in text:
        return mentions
    starts = {mention.start for mention in mentions}
    found = [*_words_with_numbers(text, mentions, words, starts)]
    for mention in mentions:
        if mention.name_kind not in ("short", "official"):
            continue
        found += _words_beside(text, mention.start, -1, words, starts)
        found += _words_beside(text, mention.end, 1, words, starts)
    return sorted({mention.start: mention for mention in [*found, *mentions]}.values(), key=lambda one: one.start)


def _words_with_numbers(
    text: str, mentions: Sequence[PlaceMention], words: frozenset[str], taken: set[int]
) -> Iterator[PlaceMention]:
    """Yield the words that stand as places do in a list whose items have each a number (运城45%、长治43%、吕梁37%)."""
    ends = {mention.end for mention in mentions if text[mention.end : mention.end + 1].isdigit()}
    if len(ends) < 2:
        return
    for match in _NAME_WITH_NUMBER.finditer(text):
        start, end = match.span()
        if match[0] not in words or start in taken:
            continue
        # Items of the list before and behind have places.
        nearest = min(ends, key=lambda one: abs(one - end))
        if abs(nearest - end) <= _NEAR_ITEM:
            taken.add(start)
            yield PlaceMention(start, end, match[0], "short")


def _words_beside(text: str, position: int, step: int, words: frozenset[str], taken: set[int]) -> list[PlaceMention]:
    """Return the words in the list that goes on from `position` to the left (-1) or right (1) of a place."""
    found: list[PlaceMention] = []
    while True:
        sign = position - 1 if step < 0 else position
        if not 0 <= sign < len(text) or text[sign] != "、":
            return found
        edge = sign if step < 0 else sign + 1
        for length in (4, 3, 2):
            start, end = (edge - length, edge) if step < 0 else (edge, edge + length)
            if start >= 0 and end <= len(text) and text[start:end] in words and start not in taken:
                taken.add(start)
                found.append(PlaceMention(start, end, text[start:end], "short"))
                position = start if step < 0 else end
                break
        else:
            return found


def _is_inside_words(text: str, start: int, behind: str, not_after: str, not_before: str) -> bool:
    """Tell whether a place is made of parts of other words (成|本省|下, 园|区内, 全市|场, 省内|外, 复|合肥)."""
    return (start > 0 and text[start - 1] in not_after) or (behind != "" and behind in not_before)


def _begins_clause(text: str, start: int) -> bool:
    return not start or _HAN.match(text[start - 1]) is None


def _is_inside_a_trade(text: str, start: int, end: int, is_in_place: bool) -> bool:
    """Tell whether a short name is made of the end of a company's name and the beginning of its trade (瑞|通化|工)."""
    is_joined = start > 0 and _NAME_BEFORE.match(text[start - 1]) is not None
    return is_joined and not is_in_place and _TRADE.match(text, end - 1) is not None


def _stands_as_a_district(text: str, start: int, end: int, is_in_place: bool) -> bool:
    """Tell whether a word that is the name of a district, too, stands behind its city or in a list."""
    return is_in_place or text[max(0, start - 1) : start] in {*"、和及"} or text[end : end + 1] in {*"、和及"}


def _is_speaker(text: str, start: int, end: int) -> bool:
    """Tell whether a short name with one character before it stands where a speaker is named (于海东说)."""
    return bool(start and _HAN.match(text[start - 1]) and _PERSON_SPEAKS.match(text, end) and end - start == 2)


def find_organisations(text: str, taken: Sequence[tuple[int, int]] = ()) -> list[OrganisationMention]:
    """Return the organisations named in `text`; none overlaps the sorted spans `taken` (dates, numbers)."""
    mentions: list[OrganisationMention] = []
    floor = 0
    for match in _COMPANY.finditer(text):
        if match.start() < floor:
            continue
        window = max(floor, match.start() - 24)
        start = window
        for boundary in _BOUNDARY.finditer(text, window, match.start()):
            start = boundary.end()
        end = match.end()
        longer = _COMPANY.match(text, end)
        while longer:
            end = longer.end()
            longer = _COMPANY.match(text, end)
        branch = _BRANCH.match(text, end)
        if branch:
            end = branch.end()
        if match.start() - start < 2 or overlaps(taken, start, end):
            continue
        mentions.append(OrganisationMention(start, end, text[start:end]))
        floor = end
    return mentions
