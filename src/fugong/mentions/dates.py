"""Dates, periods and words for times, as they stand in a normalised text: components only, resolved in SQL."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import regex

from fugong.lexicon import Lexicon
from fugong.mentions.date_starts import date_starts
from fugong.mentions.finder import TermFinder
from fugong.mentions.numerals import DATE_NUMERALS, chinese_value
from fugong.mentions.row import Row

_CN = DATE_NUMERALS
_RELATIVE_YEARS = {
    "今年": 0,
    "年内": 0,
    "本年": 0,
    "去年": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
    "后年": 2,
}
_SAID_YEARS = {"当年", "同年", "全年", "年度"}
# 投产后|年产值, 5亿元以上|年产值, 以前|年度, 合同|年限, 应当|年内: words behind which these are no words.
_NO_YEAR_AFTER = {
    "后年": "产成工营用业建之以",
    "上年": "以",
    "前年": "以之提",
    "同年": "合",
    "本年": "成资基",
    "当年": "应",
    "明年": "说证声",
}
# 为年计划1000亿元的43.84%: the plan of a year.
_YEAR_OF_PLAN = "(?:(?<=[为占达])|(?<=完成))年(?=计划)"
_YEAR_WORDS = "|".join(
    f"(?<![{_NO_YEAR_AFTER[word]}]){word}" if word in _NO_YEAR_AFTER else word
    for word in [*_RELATIVE_YEARS, *_SAID_YEARS]
)
_RELATIVE_MONTHS = {"月": 0, "本月": 0, "当月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1, "次月": 1}
_MONTH_WORDS = "|".join(word for word in _RELATIVE_MONTHS if len(word) > 1)
_PARTS = {
    "上旬": "early",
    "中旬": "middle",
    "下旬": "late",
    "初": "early",
    "中": "middle",
    "底": "end",
    "末": "end",
    "年初": "year_early",
    "年底": "end",
    "年末": "end",
}
_HALVES = {"上半年": 1, "下半年": 2}

_DATE = re.compile(
    rf"""
    # A cheap look first: nearly every place in a text is no date, and is turned away here.
    (?=(?:截止到|截至到|截至|截止|早在|自从|相比|[到至自从由比较])?(?:\d\d?日|(?:19|20)\d\d[-./]|[^,。;\n]{{0,12}}[年月季]))
    (?P<before>截止到|截至到|截至|截止|早在|自从|相比|到|至|自|从|由|比|较)?(?:[ ](?=\d))?
    (?:
      (?P<iso>(?<![\d-])(?P<iy>(?:19|20)\d\d)[-./](?P<im>0?[1-9]|1[0-2])[-./](?P<id>3[01]|[12]\d|0?[1-9])(?![\d.]))
    |
      # Before the dates whose every part may be absent: they would match the word before alone (截至13日).
      (?P<bare_day>(?<![\d年月日.])(?<!近)(?<!连续)(?<!过去)(?<!最近)(?:3[01]|[12]\d|[1-9]))日(?![元本均常前内期产报龄处游])
    |
      (?:
        (?P<year>(?<!\d)(?:19|20)\d\d|[一二][零〇○九0][零〇○0一二三四五六七八九]{{2}})
          [ ]?年(?:全年)?(?!代|级|期|龄|货|版|均)
        |(?P<relative_year>(?<![\d{_CN}两几数](?=年))(?:{_YEAR_WORDS}|{_YEAR_OF_PLAN}))(?:全年)?(?!同期|同比|(?<!全年|年度)(?:目标|任务))
      )?(?:[ ](?=\d{{1,2}}[ ]?月))?
      (?:
        (?P<first_months>(?<!提)前(?P<fm>\d{{1,2}}|[{_CN}两]{{1,2}})个月)
        |(?<![目此情节期之提以病])前(?P<fm_short>1[0-2]|[1-9]|[{_CN}]{{1,2}})月(?!\d\d?[日号]|[底初末中上下旬])
        |(?P<first_quarters>(?<!提)前(?P<fq>[一二三两123])个?季度)
        |(?:第)?(?:(?P<quarter>(?<!\d)[一二三四1-4首])季度|(?P<first_quarter>首季(?!度)))(?P<quarter_part>末)?
        |(?P<half>上半年|下半年)
        |(?:
            (?:(?P<m1>(?<![\d.])1[0-2]|(?<![\d.])0?[1-9]|(?<![{_CN}])十[一二]?|(?<![{_CN}])[一二三四五六七八九])月?份?
               (?:-|~|—|–|～|至|到)(?:(?:同|本)年)?)?
            (?P<month>(?<![\d.])1[0-2]|(?<![\d.])0?[1-9]|(?<![{_CN}])十[一二]?|(?<![{_CN}])[一二三四五六七八九])[ ]?月
            (?!\d*[个余])
            |(?P<relative_month>{_MONTH_WORDS}|(?<![\d个上下本当次{_CN}])月(?=[初底末]))
         )
         (?:份)?(?:[ ](?=\d{{1,2}}[ ]?[日号至—~-]|[上中下]旬|[初底末]))?
         (?:
            (?:(?P<d1>3[01]|[12]\d|0?[1-9]|[{_CN}]{{1,3}})(?:日|号)?(?:-|~|—|–|～|至|到))?
            (?P<day>3[01]|[12]\d|0?[1-9]|[{_CN}]{{1,3}})[ ]?(?:日|号)
            |(?P<part>上旬|中旬|下旬|初|底|末|中(?=[,,的])))?
        |(?P<year_part>年底|年末|年初|底|末|初)(?![级学次])
      )?
    )
    (?P<clock>[上下]午|\d{{1,2}}时(?:\d{{1,2}}分)?|当[天日])?
    (?P<after>以来|算起|起|以前|之前|以后|之后|期间|前|后)?
    """,
    re.VERBOSE,
)
_GROUPS = tuple(sorted(_DATE.groupindex, key=_DATE.groupindex.__getitem__))
# Dates that are written alike have the same parts; a text has few kinds, an archive some thousands.
_MOST_REMEMBERED = 8192


class DateMention(NamedTuple):
    """A date, period or time word.

    `date_class` is `calendar` (has parts of a date), `now` (目前), `comparison` (a time that no figure is of: 去年同期,
    占去年的), `year_before` (the time named before, a year earlier: 去年同期为88.78%), `same_period` (the time named
    before: 同期,全省…), `relative_day` (今日), `holiday` (春节假期) or `lunar` (正月初十: month and day of the lunar
    calendar).
    `year` as written, `relative_year` an offset to the document's year, `is_said_year` a year named before (当年);
    `month`/`day` are the last ones of a range, `first_month`/`first_day` its first; `part` is `early`, `middle`,
    `late`, `end`, `year_early` or `years` (a plan of five years, by its last); `cue_before` and `cue_after` the words
    that say how it is meant (截至, 以来), 计划 where the year is only that of a plan (年度计划), or 讯 or 电 where the
    report is dated (新华社北京2月3日电). `aside_end` is where the bracket closes in which the date stands beside other
    words: 26个(2011年签约的也算在内),开工率…
    """

    start: int
    end: int
    date_text: str
    date_class: str
    year: int | None = None
    relative_year: int | None = None
    is_said_year: bool = False
    first_month: int | None = None
    month: int | None = None
    relative_month: int | None = None
    first_day: int | None = None
    day: int | None = None
    relative_day: int | None = None
    quarter: int | None = None
    half: int | None = None
    part: str = ""
    cue_before: str = ""
    cue_after: str = ""
    aside_end: int | None = None


_EVENT = regex.compile("举行|召开|举办")
# Plans that run for five years: the 十四五 is the one to the end of 2025. 十四五规划 names a paper.
_FIVE_YEARS = {"十一五": 2010, "十二五": 2015, "十三五": 2020, "十四五": 2025, "十五五": 2030}
_PLAN = regex.compile(rf"[“‘]?({'|'.join(_FIVE_YEARS)})[”’]?(?:(?:时期)?以来|时期|期间|期?末)")
_MAY_BE_PLAN = re.compile("十[一二三四五]五")
_COMING_YEARS = regex.compile(rf"(?:未来|今后)(?P<years>\d|[{_CN}两])年")
# 农历正月初八, 大年初三, 腊月廿六; 除夕 and 元宵节 by their days. The last day of the year is the 30th, or in a short
# month the 29th.
_LUNAR = regex.compile(
    r"(?P<before>截止到|截至到|截至|截止|到|至|自|从|由|比|较)?(?:农历)?(?:(?P<month>正月|腊月|大年)(?P<day>初[一二三四五六七八九十]|(?:廿|二?十)[一二三四五六七八九]|[二三]?十|廿)|(?P<feast>除夕|元宵节?))"
    r"(?P<after>以来|起|以前|之前|以后|之后|前|后)?"
)
# 正月初七、初十: the days of a list share their month.
_NEXT_LUNAR_DAY = regex.compile(r"[、和及与](?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)")
# 除夕至初五: of a range its last day counts, which is of the new year where it begins in the old one.
_LAST_LUNAR_DAY = regex.compile(
    r"[至到~—～–-](?:农历)?(?:(?P<month>正月|大年)?(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)|(?P<feast>元宵节?))"
)
_FEASTS = {"除夕": (12, 30), "元宵": (1, 15), "元宵节": (1, 15)}
_MAY_BE_LUNAR = re.compile("正月|腊月|大年|除夕|元宵")
_COUNTING = frozenset(f"0123456789{_CN}两几数")
_SHARE_BEHIND = regex.compile(r"\p{Han}{0,6}的(?:近|约|超过?|逾)?[\d.]+(?:%|倍)")
_MORE_THAN_THEN = regex.compile(r"(?!的)\p{Han}{2,8}[\d.]+%")
_NEVER = regex.compile(r"(?!)")
# What follows a time that others are held against, by the word before it.
_YARDSTICK = {
    "以": regex.compile(r"\p{Han}{0,6}(?:作比|为基[数期准])"),
    **dict.fromkeys(("与", "同", "跟", "和"), regex.compile("比(?!例|重|率|值)|持平|相当(?![一部于多大程])")),
}
_HELD_AGAINST = regex.compile(r"\p{Han}{1,10}相[比较]")
_FIGURE_BEHIND = regex.compile(r"的\d")
# 上年同期为88.78%, 去年同期这一比重是93.84%: a figure of that time, where 比去年同期增长 only compares with it.
_SAID_OF_IT = regex.compile(r"(?:的|(?:(?:这一|该)\p{Han}{1,4})?(?:则|仅|只)?(?:为|是|有|达到?))(?:近|约|超过?|逾)?\d")
# 同期,全省…: the time told of before; 比同期 and 与去年同期 compare with one.
_BEGINS_CLAUSE = regex.compile(r"(?:^|[。;!?\n,、(])[ \u3000]*$")
_BRACKETED = regex.compile(r"\((?P<inside>[^()\n]{2,60})\)")
_COMPARED_BEFORE = frozenset("比较于与和同上到近至达过足")
_SHARED_BEFORE = frozenset("至到于为是达成")
_SINCE_BEHIND = re.compile(r"\([^()\n]{1,8}\)起")
_PLAN_BEHIND = regex.compile(r"(?:[\d.,]+[万亿]*元的?)?(?:投资|建设|工作)?(?:计划|任务|目标)")
_DATELINES = frozenset("讯电")
_DATELINE_BEHIND = regex.compile(r"[讯电](?:[ (:]|$)")
_GLOSSED = regex.compile(r"[比较]\p{Han}{1,8}\($")
_BATCH_BEGINS = frozenset("度第首")
_BATCH = regex.compile(rf"度?(?:第[{_CN}\d]+|首)批")
# 2023年度全国国土变更调查: the year is part of a name.
_NAMED_YEAR = regex.compile(r"度[^\P{Han}的]{0,12}?(?:调查|督查|考核|检查|审计|评估|评选|巡查|普查)")
_UNTIL = regex.compile("(?:截止到|截至到|截至|截止)$")
# Only beside one of these a date is perhaps held against, or the day of a report.
_TELLING_BEFORE = frozenset("与同跟和较比以过为是到成了")
_TELLING_BEHIND = frozenset("()讯电") | _BATCH_BEGINS
_CLASSES = ("now", "comparison", "relative_day", "holiday")
_RELATIVE_DAYS = {
    "今天": 0,
    "今日": 0,
    "今晨": 0,
    "今晚": 0,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "昨夜": -1,
    "明天": 1,
    "前天": -2,
}


class DateFinder:
    """Finds dates by grammar and time words by the rows of the date cues seed."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the time words of `lexicon`."""
        self._classes = {cue: kind for cue, kind in lexicon.date_cues.items() if kind in _CLASSES}
        self._addressed = frozenset(cue for cue, kind in lexicon.date_cues.items() if kind == "addressed")
        self._compared = tuple(cue for cue, kind in lexicon.date_cues.items() if kind == "compared")
        self._telling_before = _TELLING_BEFORE.union(
            *(cue[-1:] for cue, kind in lexicon.date_cues.items() if kind == "aside")
        )
        self._telling_behind = _TELLING_BEHIND.union(cue[0] for cue in self._compared if cue)
        self._aside = tuple(cue for cue, kind in lexicon.date_cues.items() if kind == "aside")
        self._words = TermFinder({cue: [kind] for cue, kind in self._classes.items()})

    def find(self, text: str) -> list[DateMention]:
        """Return the dates and time words in `text` in order, not overlapping."""
        return self.find_in_each(Row([text]))[0]

    def find_in_each(self, row: Row) -> list[list[DateMention]]:
        """Return what `find` returns for each text of `row`."""
        return list(map(self._find, row.texts, date_starts(row), self._words.longest_in_each(row)))

    def _find(self, text: str, starts: Iterable[int], words: Iterable[tuple[int, str]]) -> list[DateMention]:
        found: list[DateMention] = []
        position = 0
        for start in starts:
            if start >= position and (match := _DATE.match(text, start)):
                position = max(start + 1, match.end())
                if (mention := _calendar(match)) is not None:
                    found.append(mention)
        others = [*_plans(text), *_lunar(text), *self._time_words(text, words)]
        if others:
            found = _apart([*found, *others])
        return _with_asides(text, self._with_compared(text, found))

    def _time_words(self, text: str, words: Iterable[tuple[int, str]]) -> Iterator[DateMention]:
        """Yield words for times: 目前, 去年同期, 春节假期; `words` are such words, and where they begin."""
        for start, word in words:
            end = start + len(word)
            before = text[start - 1 : start]
            if word[0] == "日" and before in _COUNTING:
                continue  # 10日前
            kind = self._classes[word]
            cue = ""
            if kind == "holiday" and before in self._addressed:
                cue = before
            elif kind == "relative_day" and (until := _UNTIL.search(text, max(0, start - 3), start)):
                cue, start = until[0], until.start()
            elif word[0] in "去上" and before not in _COMPARED_BEFORE and _SAID_OF_IT.match(text, end):
                kind = "year_before"
            elif word == "同期" and _BEGINS_CLAUSE.search(text, max(0, start - 3), start):
                kind = "same_period"
            yield DateMention(start, end, text[start:end], kind, relative_day=_RELATIVE_DAYS.get(word), cue_before=cue)

    def _with_compared(self, text: str, mentions: list[DateMention]) -> list[DateMention]:
        """Return the mentions with those that stand right before a word for a comparison being part of it.

        至2019年|春节同期的近九成, 与2023年|春节假期|相比; but 比2019年|同期的41.9%提高 names a figure of that time.
        """
        whole = list(mentions)
        following: DateMention | None = None
        for at in range(len(whole) - 1, -1, -1):
            mention = whole[at]
            start, end = mention.start, mention.end
            before, behind = text[start - 1 : start], text[end : end + 1]
            if (
                before not in self._telling_before
                and behind not in self._telling_behind
                and (following is None or following.date_class != "comparison")
                and not (mention.cue_before or mention.is_said_year or mention.part == "years")
            ):
                # What most are: nothing beside them says that they are more than dates.
                following = mention
                continue
            is_before_one = (
                following is not None
                and (end, following.date_class) == (following.start, "comparison")
                and (not _FIGURE_BEHIND.match(text, following.end) or _is_share_of(text, mention, following.end))
            )
            if mention.cue_after:
                pass
            elif mention.is_said_year and _PLAN_BEHIND.match(text, end):
                # 年度计划新开176个,实际开工150个: the year is that of the plan alone.
                whole[at] = mention = mention._replace(cue_after="计划")
            elif behind == "(" and _SINCE_BEHIND.match(text, end):
                # 自2月10日(正月十七)起
                whole[at] = mention = mention._replace(cue_after="起")
                if following is not None and following.start == end + 1:
                    whole[at + 1] = following._replace(date_class="comparison")
            elif behind in _DATELINES and mention.day is not None and _DATELINE_BEHIND.match(text, end):
                # 经济日报长春5月6日讯: the day it was written, on which nothing need have happened.
                whole[at] = mention = mention._replace(cue_after=behind)
            # 与2月10日、2月27日相比: both days are held against.
            is_beside_one = (
                following is not None
                and following.date_class == "comparison"
                and text[end : following.start] in ("、", "和", "及")
                and text[start - 1 : start] in ("与", "同", "跟", "较", "比")
            )
            # 以2019年3月日均值作比, 和2019年3月比用电恢复
            is_yardstick = _YARDSTICK.get(text[max(0, start - 1) : start], _NEVER).match(text, end) is not None
            if is_yardstick:
                whole[at] = mention = mention._replace(cue_before="比")
            if (
                is_before_one
                or is_yardstick
                or is_beside_one
                or text.startswith(self._compared, end)
                or text.endswith(self._aside, 0, start + len(mention.cue_before))
                or _is_compared_with(text, mention)
                # 比复工首日(2月9日)提高29.5%
                or (
                    behind == ")"
                    # 同复工首日(2月10日)相比
                    and (_GLOSSED.search(text, max(0, start - 12), start) or text.startswith("相比", end + 1))
                )
            ):
                whole[at] = mention = mention._replace(date_class="comparison")
            following = mention
        return whole


def _apart(found: Iterable[DateMention]) -> list[DateMention]:
    """Return the mentions in order, of those that overlap the one that reaches farthest."""
    kept: list[DateMention] = []
    for mention in sorted(found, key=lambda item: (item[0], -item[1])):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
        elif mention.end > kept[-1].end:
            kept[-1] = mention
    return kept


def _is_share_of(text: str, mention: DateMention, end: int) -> bool:
    """Tell whether a percentage behind `end` is a share of what was then (恢复至2019年|同期的52%)."""
    before = mention.cue_before or text[max(0, mention.start - 1) : mention.start]
    return before in _SHARED_BEFORE and _SHARE_BEHIND.match(text, end) is not None


def _with_asides(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """Return the mentions, each that stands in brackets beside other words with the end of these brackets.

    昨天(11月25日) and 886家(截至8月24日) say when something was; (2011年签约的也算在内) says so of nothing but itself.
    """
    if "(" not in text or not mentions:
        return mentions
    whole = list(mentions)
    at = 0
    for match in _BRACKETED.finditer(text):
        start, end = match.span("inside")
        while at < len(whole) and whole[at].start < start:
            at += 1
        while at < len(whole) and whole[at].end <= end:
            mention = whole[at]
            if (mention.start, mention.end) != (start, end) and not mention.cue_before.startswith("截"):
                whole[at] = mention._replace(aside_end=end)
            at += 1
    return whole


def _is_compared_with(text: str, mention: DateMention) -> bool:
    """Tell whether `mention` is the 2023年 of 与2023年同比增长, the 去年 of 为去年总数的68.85%, or of 2020年第一批.

    Nor is anything else of a time that it is held against: 与2020年首次汇算相比, 比“十三五”期间增加.
    """
    before, end = text[mention.start - 1 : mention.start], mention.end
    if mention.part == "years" and before in ("比", "较"):
        return True
    if (
        mention.month is None
        and text[end : end + 1] in _BATCH_BEGINS
        and (_BATCH.match(text, end) or _NAMED_YEAR.match(text, end))
    ):
        return True
    # 用电超过2019年12月份日均电量30%
    if before == "过" and _MORE_THAN_THEN.match(text, end):
        return True
    if before in ("与", "同", "跟", "和"):
        return text.startswith("同比", end) or _HELD_AGAINST.match(text, end) is not None
    return (
        before in ("为", "是", "到", "成", "了")
        and _SHARE_BEHIND.match(text, end) is not None
        and not text.startswith("同比", end)
        and not _HELD_AGAINST.match(text, end)
    )


def _plans(text: str) -> Iterator[DateMention]:
    """Yield the periods of several years: “十四五”期间 by its last year, 未来四年 by how far it reaches."""
    for match in _PLAN.finditer(text) if _MAY_BE_PLAN.search(text) else ():
        after = "以来" if match[0].endswith("以来") else ""
        yield DateMention(
            match.start(), match.end(), match[0], "calendar", year=_FIVE_YEARS[match[1]], part="years", cue_after=after
        )
    for match in _COMING_YEARS.finditer(text) if "未来" in text or "今后" in text else ():
        if years := _number(match["years"]):
            yield DateMention(match.start(), match.end(), match[0], "calendar", relative_year=years)


def _lunar(text: str) -> Iterator[DateMention]:
    """Yield the days of the first and the last month of the lunar year, when factories rest."""
    if not _MAY_BE_LUNAR.search(text):
        return
    for match in _LUNAR.finditer(text):
        month, day = _FEASTS.get(match["feast"] or "", (1, _lunar_day(match["day"] or "")))
        if day is None:
            continue
        # 大年三十 is the last day of the old year.
        if match["month"] == "腊月" or (match["month"] == "大年" and day > 15):
            month = 12
        after, before = match["after"] or "", match["before"] or ""
        end = match.end()
        if not after and (last := _LAST_LUNAR_DAY.match(text, end)):
            end = last.end()
            feast_day = _lunar_day(last["day"]) if last["day"] else _FEASTS[last["feast"]][1]
            month, day = (1 if last["month"] or last["feast"] or last["day"][0] == "初" else month), feast_day or day
        yield DateMention(
            match.start(),
            end,
            text[match.start() : end],
            "lunar",
            month=month,
            day=day,
            cue_before=before,
            cue_after=after,
        )
        while following := _NEXT_LUNAR_DAY.match(text, end):
            start, end = following.span("day")
            yield DateMention(start, end, following["day"], "lunar", month=month, day=_lunar_day(following["day"]))


def _lunar_day(text: str) -> int | None:
    number = _number(text.removeprefix("初").replace("廿", "二十").replace("十十", "十"))
    return number if number is not None and 1 <= number <= 30 else None


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    # 二00九 is written so on pages whose 〇 was lost, 二○○九 on those that never had one.
    value = chinese_value(text.replace("0", "〇").replace("○", "〇"))
    return None if value is None else int(value)


def _calendar(match: re.Match[str]) -> DateMention | None:
    start, end = match.span()
    groups = match.groups()
    if groups[0] == "从" and _EVENT.match(match.string, end):
        # 记者从13日召开的发布会获悉: the word belongs to the event, not to its day.
        start, groups = start + 1, (None, *groups[1:])
    parts = _parts(match.string[start:end], groups)
    return None if parts is None else tuple.__new__(DateMention, (start, end, *parts))


@lru_cache(_MOST_REMEMBERED)
def _parts(text: str, groups: tuple[str | None, ...]) -> tuple[object, ...] | None:
    """Return the fields of a date behind its span, given the groups of `_DATE`; None if there is no such date."""
    group = dict(zip(_GROUPS, groups, strict=True))
    # 从2月9日算起
    before, after = group["before"] or "", (group["after"] or "").removeprefix("算")
    if group["iso"]:
        return DateMention(
            0,
            0,
            text,
            "calendar",
            year=_number(group["iy"]),
            month=_number(group["im"]),
            day=_number(group["id"]),
            cue_before=before,
            cue_after=after,
        )[2:]
    year = _number(group["year"])
    relative_word = group["relative_year"]
    first_month, month = _number(group["m1"]), _number(group["month"])
    first_day, day = _number(group["d1"]), _number(group["day"]) or _number(group["bare_day"])
    quarter = _number(group["quarter"])
    if group["fq"]:
        quarter = _number(group["fq"])
    if group["first_quarter"] or group["quarter"] == "首":
        quarter = 1
    if first_months := group["fm"] or group["fm_short"]:
        first_month, month = 1, _number(first_months)
    relative_month = _RELATIVE_MONTHS.get(group["relative_month"] or "")
    half = _HALVES.get(group["half"] or "")
    part = _PARTS.get(group["part"] or group["year_part"] or "", "")
    if part == "early" and group["year_part"]:
        part = "year_early"
    has_year = year is not None or relative_word is not None
    has_rest = any(item is not None for item in (month, relative_month, day, quarter, half))
    if not has_year and not has_rest and (group["year_part"] or "") not in ("年底", "年末", "年初"):
        return None
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    return DateMention(
        0,
        0,
        text,
        "calendar",
        year=year,
        relative_year=_RELATIVE_YEARS.get(relative_word or ""),
        is_said_year=relative_word in _SAID_YEARS or relative_word == "年",
        first_month=first_month,
        month=month,
        relative_month=relative_month,
        first_day=first_day,
        day=day,
        quarter=quarter,
        half=half,
        part=part,
        cue_before=before,
        cue_after=after,
    )[2:]
