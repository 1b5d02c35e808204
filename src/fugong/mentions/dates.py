"""Dates, periods and words for times, as they stand in a normalised text: components only, resolved in SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from fugong.lexicon import Lexicon
from fugong.mentions.numerals import chinese_value

_CN = "零〇一二三四五六七八九十"
_RELATIVE_YEARS = {
    "今年": 0,
    "年度": 0,
    "年内": 0,
    "本年": 0,
    "去年": -1,
    "上年": -1,
    "前年": -2,
    "明年": 1,
    "来年": 1,
    "后年": 2,
}
_SAID_YEARS = {"当年", "同年", "全年"}
_YEAR_WORDS = "|".join([*_RELATIVE_YEARS, *_SAID_YEARS])
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

_DATE = regex.compile(
    rf"""
    # A cheap look first: nearly every place in a text is no date, and is turned away here.
    (?=[0-9{_CN}今本去上前明来后当同全年月第截到至自从由比较早相下])
    (?=(?:截止到|截至到|截至|截止|早在|自从|相比|[到至自从由比较])?(?:\d\d?日|(?:19|20)\d\d[-./]|[^,。;\n]{{0,12}}[年月季]))
    (?P<before>截止到|截至到|截至|截止|早在|自从|相比|到|至|自|从|由|比|较)?
    (?:
      (?P<iso>(?<![\d-])(?P<iy>(?:19|20)\d\d)[-./](?P<im>0?[1-9]|1[0-2])[-./](?P<id>3[01]|[12]\d|0?[1-9])(?![\d.]))
    |
      # Before the dates whose every part may be absent: they would match the word before alone (截至13日).
      (?P<bare_day>(?<![\d年月日.])(?:3[01]|[12]\d|[1-9]))日(?![元本均常前内期产报龄处游])
    |
      (?:
        (?P<year>(?<!\d)(?:19|20)\d\d|[一二][零〇九][零〇一二三四五六七八九]{{2}})年(?:全年)?(?!代|级|期|龄|货|版|均)
        |(?P<relative_year>(?<![\d{_CN}两几数](?=年))(?:{_YEAR_WORDS}))(?!同期|同比|目标|任务)
      )?
      (?:
        (?P<first_months>前(?P<fm>\d{{1,2}}|[{_CN}两]{{1,2}})个月)
        |(?P<first_quarters>前(?P<fq>[一二三两123])季度)
        |(?:第)?(?P<quarter>(?<!\d)[一二三四1-4])季度(?P<quarter_part>末)?
        |(?P<half>上半年|下半年)
        |(?:
            (?:(?P<m1>(?<![\d.])1[0-2]|(?<![\d.])0?[1-9]|(?<![{_CN}])十[一二]?|(?<![{_CN}])[一二三四五六七八九])月?份?
               (?:-|~|—|–|～|至|到)(?:(?:同|本)年)?)?
            (?P<month>(?<![\d.])1[0-2]|(?<![\d.])0?[1-9]|(?<![{_CN}])十[一二]?|(?<![{_CN}])[一二三四五六七八九])月
            (?!\d*[个余])
            |(?P<relative_month>{_MONTH_WORDS}|(?<![\d个上下本当次{_CN}])月(?=[初底末]))
         )
         (?:份)?
         (?:
            (?:(?P<d1>3[01]|[12]\d|0?[1-9]|[{_CN}]{{1,3}})(?:日|号)?(?:-|~|—|–|～|至|到))?
            (?P<day>3[01]|[12]\d|0?[1-9]|[{_CN}]{{1,3}})(?:日|号)
            |(?P<part>上旬|中旬|下旬|初|底|末|中(?=[,,的])))?
        |(?P<year_part>年底|年末|年初|底|末|初)(?![级学次])
      )?
    )
    (?P<clock>[上下]午|\d{{1,2}}时(?:\d{{1,2}}分)?)?
    (?P<after>以来|起|以前|之前|以后|之后|期间|前|后)?
    """,
    regex.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, period or time word.

    `date_class` is `calendar` (has parts of a date), `now` (目前), `comparison` (去年同期), `relative_day` (今日)
    or `holiday` (春节假期).
    `year` as written, `relative_year` an offset to the document's year, `is_said_year` a year named before (当年);
    `month`/`day` are the last ones of a range, `first_month`/`first_day` its first; `part` is `early`, `middle`,
    `late`, `end` or `year_early`; `cue_before` and `cue_after` the words that say how it is meant (截至, 以来).
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
    quarter: int | None = None
    half: int | None = None
    part: str = ""
    cue_before: str = ""
    cue_after: str = ""
    relative_day: int | None = None


_EVENT = regex.compile("举行|召开|举办")
_COUNTING = frozenset(f"0123456789{_CN}两几数")
_FIGURE_BEHIND = regex.compile(r"的\d")
_CLASSES = ("now", "comparison", "relative_day", "holiday")
_RELATIVE_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "明天": 1, "前天": -2}


class DateFinder:
    """Finds dates by grammar and time words by the rows of the date cues seed."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the time words of `lexicon`."""
        self._classes = {cue: kind for cue, kind in lexicon.date_cues.items() if kind in _CLASSES}
        self._addressed = frozenset(cue for cue, kind in lexicon.date_cues.items() if kind == "addressed")
        self._compared = tuple(cue for cue, kind in lexicon.date_cues.items() if kind == "compared")
        words = sorted(self._classes, key=lambda word: (-len(word), word))
        self._words = regex.compile("|".join(map(regex.escape, words)))

    def find(self, text: str) -> list[DateMention]:
        """Return the dates and time words in `text` in order, not overlapping."""
        found = [mention for match in _DATE.finditer(text) if (mention := _calendar(match)) is not None]
        for match in self._words.finditer(text):
            word = match[0]
            if word[0] == "日" and text[max(0, match.start() - 1) : match.start()] in _COUNTING:
                continue  # 10日前
            kind = self._classes[word]
            before = text[max(0, match.start() - 1) : match.start()]
            found.append(
                DateMention(
                    match.start(),
                    match.end(),
                    word,
                    kind,
                    relative_day=_RELATIVE_DAYS.get(word),
                    cue_before=before if kind == "holiday" and before in self._addressed else "",
                )
            )
        kept: list[DateMention] = []
        for mention in sorted(found, key=lambda item: (item.start, -item.end)):
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
            elif mention.end > kept[-1].end:
                kept[-1] = mention
        return self._with_compared(text, kept)

    def _with_compared(self, text: str, mentions: list[DateMention]) -> list[DateMention]:
        """Return the mentions with those that stand right before a word for a comparison being part of it.

        至2019年|春节同期的近九成, 与2023年|春节假期|相比; but 比2019年|同期的41.9%提高 names a figure of that time.
        """
        whole = list(mentions)
        following: DateMention | None = None
        for at in range(len(whole) - 1, -1, -1):
            end = whole[at].end
            is_before_one = (
                following is not None
                and (end, following.date_class) == (following.start, "comparison")
                and not _FIGURE_BEHIND.match(text, following.end)
            )
            if is_before_one or text.startswith(self._compared, end):
                whole[at] = replace(whole[at], date_class="comparison")
            following = whole[at]
        return whole


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    value = chinese_value(text)
    return None if value is None else int(value)


def _calendar(match: regex.Match[str]) -> DateMention | None:
    group = match.groupdict()
    before, after = group["before"] or "", group["after"] or ""
    start, end = match.span()
    if before == "从" and _EVENT.match(match.string, end):
        # 记者从13日召开的发布会获悉: the word belongs to the event, not to its day.
        start, before = start + len(before), ""
    text = match.string[start:end]
    if group["iso"]:
        return DateMention(
            start,
            end,
            text,
            "calendar",
            year=_number(group["iy"]),
            month=_number(group["im"]),
            day=_number(group["id"]),
            cue_before=before,
            cue_after=after,
        )
    year = _number(group["year"])
    relative_word = group["relative_year"]
    first_month, month = _number(group["m1"]), _number(group["month"])
    first_day, day = _number(group["d1"]), _number(group["day"]) or _number(group["bare_day"])
    quarter = _number(group["quarter"])
    if group["fq"]:
        quarter = _number(group["fq"])
    if group["fm"]:
        first_month, month = 1, _number(group["fm"])
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
        start,
        end,
        text,
        "calendar",
        year=year,
        relative_year=_RELATIVE_YEARS.get(relative_word or ""),
        is_said_year=relative_word in _SAID_YEARS,
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
    )
