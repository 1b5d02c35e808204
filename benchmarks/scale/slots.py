"""What may stand in the braces of a template.

Slots that write no figure: `{P}` the article's own place, `{P2}` its name, `{X}` the same in full; `{S}` and `{T}` two
places in it; `{A}` as of when, with a comma, or nothing, `{A2}` the same without a comma, `{B}` a word for now, `{W}`
in which time, `{F}` an earlier time, for one figure, `{L}` a later one; `{G}` whose figures they are, `{i}` an industry
(another one each time), `{n}` a person, `{f}` a firm, `{d}` an office, `{role}`, `{prod}`, `{slogan}`, `{t:family}` a
term for a rate.

Slots that write figures: `{r}` a rate, of the last term (`{r:S}`: of the place S); `{total:家}`, `{part:家}` and
`{share}`, its percentage, `{full}` if it is all; `{ptotal}`, `{ppart}`, `{pshare}`, the same of projects; `{least}`
what a rate must reach; `{c:家}` a count; `{m:indicator}` money of a place, `{m:indicator:firm}` of a firm;
`{p:indicator}` projects; `{g}` a growth; `{pp}` percentage points. With `:year` it is a plan for the whole year. `=`
is a bare number, `~` one that a hedge may stand before, `<` is less than the next `>`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from benchmarks.scale import words
from benchmarks.scale.teller import Teller, month_before, month_end
from benchmarks.scale.templates import Slot

_TERMS = {
    "work": ("work_resumption_rate", ("复工率", "复工复产率", "开复工率", "开工率")),
    "business": ("business_reopening_rate", ("复业率", "营业率", "开业率", "恢复营业率")),
    "staff": ("staff_return_rate", ("返岗率", "到岗率", "上岗率", "员工返岗率", "员工到岗率")),
    "capacity": ("capacity_rate", ("产能利用率", "产能释放率", "产能恢复率", "达产率")),
    "case": ("case_resolution_rate", ("办结率", "解决率", "按时办结率")),
    "invest": ("investment_completion_rate", ("投资完成率", "年度投资完成率")),
}
_UNITS = {
    **dict.fromkeys(("家", "户"), "enterprise"),
    **dict.fromkeys(("人", "名"), "person"),
    **dict.fromkeys(("个", "件", "条", "张", "只"), "item"),
    "吨": "tonne",
    "千瓦时": "kWh",
}
# How many there usually are of what each word counts.
_USUAL = {
    "家": 300,
    "户": 900,
    "人": 9_000,
    "名": 80,
    "吨": 30_000,
    "千瓦时": 90_000_000,
    "个": 120,
    "件": 5_000,
    "人次": 60_000,
    "亩": 70_000,
    "只": 50_000,
    "平方米": 800_000,
    "套": 4_000,
    "头": 40_000,
    "份": 3_000,
}
_OTHERWISE_USUAL = 60
_BEFORE = (("超过", "gt"), ("逾", "gt"), ("近", "approx"), ("约", "approx"), ("接近", "approx"), ("超", "gt"))
_AFTER = (("以上", "ge"), ("左右", "approx"))
_INSIDE = (("余", "gt"), ("多", "gt"))
_WAN, _YI = 10_000, 100_000_000


def _own_place(teller: Teller) -> None:
    chance = teller.rand()
    if chance < 0.7:
        teller.about_own_place(teller.one_of(teller.place.own_words))
    else:
        teller.about_own_place(teller.place.name if chance < 0.9 else teller.place.full_name)


def _since(comma: str) -> Slot:
    def write(teller: Teller) -> None:
        chance = teller.rand()
        published = teller.published
        if chance < 0.3:
            teller.now(teller.one_of(("目前", "眼下", "截至目前", "目前")) + comma)
        elif chance < 0.8:
            day = published - timedelta(days=int(teller.rand() * 9))
            year = f"{day.year}年" if teller.rand() < 0.15 or day.year != published.year else ""
            word = teller.one_of(("截至", "截至", "截止", "到")) if comma else "截至"
            teller.at(f"{word}{year}{day.month}月{day.day}日{comma}", day, "explicit")
        elif chance < 0.9 and comma:
            day = month_before(published)
            year = f"{day.year}年" if day.year != published.year else ""
            teller.at(f"截至{year}{day.month}月底{comma}", day, "relative")
        elif not comma:
            teller.now("目前")

    return write


def _within(teller: Teller) -> None:
    last = month_before(teller.published)
    chance = teller.rand()
    quarters = (teller.published.month - 1) // 3
    if last.year != teller.published.year or chance < 0.25:
        teller.write(teller.one_of(("今年以来，", "连日来，", "")))
    elif chance < 0.6 and last.month > 1:
        dash, tail = teller.one_of(("至", "—", "-")), teller.one_of(("份，", "，", "份"))
        teller.at(f"1{dash}{last.month}月{tail}", last, "relative")
    elif chance < 0.75 and quarters:
        end = month_end(teller.published.replace(month=3 * quarters, day=1))
        word = ("一季度", "上半年", "前三季度")[quarters - 1]
        teller.at(word + teller.one_of(("，", "")), end, "relative")
    else:
        teller.at(f"{last.month}月份" + teller.one_of(("，", "")), last, "relative")


def _earlier(teller: Teller) -> None:
    day = month_before(teller.published)
    year = f"{day.year}年" if day.year != teller.published.year else ""
    if teller.rand() < 0.5:
        teller.at(f"{year}{day.month}月底", day, "relative")
    else:
        teller.at(f"{year}{day.month}月上旬", day.replace(day=10), "relative")


def _later(teller: Teller) -> None:
    day = month_end(month_end(teller.published) + timedelta(days=1))
    year = f"{day.year}年" if day.year != teller.published.year else ""
    month = f"{year}{day.month}月底"
    teller.at(f"{month}前" if teller.rand() < 0.7 else f"到{month}", day, "relative")


def _group(teller: Teller) -> None:
    teller.scope = teller.one_of(words.GROUPS)
    teller.write(teller.scope)


def _industry(teller: Teller) -> None:
    teller.industry += 1
    teller.scope = words.INDUSTRIES[teller.industry % len(words.INDUSTRIES)]
    teller.write(teller.scope)


def person(teller: Teller) -> str:
    """Return a person's name."""
    second = teller.one_of(words.GIVEN) if teller.rand() < 0.6 else ""
    return teller.one_of(words.SURNAMES) + teller.one_of(words.GIVEN) + second


def _firm(teller: Teller) -> None:
    teller.write(teller.one_of(words.FIRM_HEADS) + teller.one_of(words.FIRM_TAILS))
    teller.write(teller.one_of(words.FIRM_TRADES) + teller.one_of(words.FIRM_KINDS))


def _office(teller: Teller) -> None:
    last = teller.place.name[-1]
    teller.write((last if last in "省市州县区旗" else "") + teller.one_of(words.OFFICES))


def _term(family: str) -> Slot:
    indicator, terms = _TERMS[family]

    def write(teller: Teller) -> None:
        teller.indicator = indicator
        teller.write(teller.one_of(terms))

    return write


def _rate(sign: str, place: str) -> Slot:
    def write(teller: Teller) -> None:
        low, high = (200, 600) if sign == "<" else (max(350, teller.lower + 20), 1000)
        tenths = low + int(teller.rand() * (high - low + 1))
        if teller.rand() < 0.4 and tenths - tenths % 10 > teller.lower:
            tenths -= tenths % 10
        if place:
            teller.subject = teller.children["ST".index(place)]
        before = after = ""
        comparator = "eq"
        if sign != "=" and tenths < 1000 and teller.rand() < 0.4:
            if sign == "~" and teller.rand() < 0.6:
                before, comparator = teller.one_of(_BEFORE)
            else:
                after, comparator = teller.one_of(_AFTER)
        written = f"{before}{tenths / 10:g}%{after}"
        teller.figure(written, "rate", teller.indicator, tenths / 10, "percent", comparator)
        if sign == "<":
            # The time before it was its own.
            teller.lower, teller.as_of, teller.basis = tenths, "", ""

    return write


def _least(teller: Teller) -> None:
    percent = 50 + int(teller.rand() * 49)
    teller.figure(f"不低于{percent}%", "rate", teller.indicator, percent, "percent", "ge")


def _number(value: int) -> str:
    """Write a whole number the way papers do; from 10,000 on it must have four digits that count, no more."""
    if value >= _YI:
        return f"{value / _YI:.10g}亿"
    if value >= _WAN:
        return f"{value / _WAN:.10g}万"
    return str(value)


def _rounded(value: float, digits: int) -> int:
    """Round to so many digits that count, so that it can be written with 万 or 亿."""
    whole = int(value)
    step = 10 ** max(0, len(str(whole)) - digits)
    return max(1, whole // step * step)


def _drawn(teller: Teller, usual: int) -> float:
    """Return a number around `usual`: between a fifteenth and seven times of it."""
    return usual * float(10 ** (2 * teller.rand() - 1.17))


def _count(sign: str, argument: str) -> Slot:
    word, _, unit = argument.partition("/")
    unit = unit or _UNITS.get(word, f"other:{word}")
    usual = _USUAL.get(word, _OTHERWISE_USUAL)

    def write(teller: Teller) -> None:
        value = _drawn(teller, usual) + 3
        before = inside = ""
        comparator = "eq"
        if value < 20 or sign == "=" or teller.rand() < 0.7:
            number = _rounded(value, 4 if value < _WAN else 3)
        else:
            number = _rounded(value, 2)
            if teller.rand() < 0.6 and number % 10 == 0:
                inside, comparator = teller.one_of(_INSIDE)
            else:
                before, comparator = teller.one_of(_BEFORE[:5])
        teller.figure(f"{before}{_number(number)}{inside}{word}", "other", "count", number, unit, comparator)

    return write


def _total(kind: str, indicator: str, argument: str) -> Slot:
    word, _, unit = argument.partition("/")
    unit = unit or _UNITS.get(word, f"other:{word}")
    usual = _USUAL.get(word, _OTHERWISE_USUAL)

    def write(teller: Teller) -> None:
        teller.total = _rounded(_drawn(teller, usual) + 8, 4)
        teller.part = max(1, int(teller.total * (0.35 + 0.65 * teller.rand())))
        if teller.total >= _WAN:
            teller.part = _rounded(teller.part, 3)
        teller.figure(f"{_number(teller.total)}{word}", kind, indicator, teller.total, unit)

    return write


def _part(kind: str, indicator: str, argument: str) -> Slot:
    word, _, unit = argument.partition("/")
    unit = unit or _UNITS.get(word, f"other:{word}")

    def write(teller: Teller) -> None:
        teller.figure(f"{_number(teller.part)}{word}", kind, indicator, teller.part, unit)

    return write


def _share(teller: Teller) -> None:
    share = round(100 * teller.part / teller.total, 1 if teller.rand() < 0.7 else 2)
    teller.figure(f"{share:g}%", "rate", teller.indicator, share, "percent")


def _for_the_year(teller: Teller) -> None:
    teller.as_of, teller.basis = f"{teller.published.year}-12-31", "relative"


def _money(argument: str) -> Slot:
    indicator, _, how = argument.partition(":")

    def write(teller: Teller) -> None:
        if how == "year":
            _for_the_year(teller)
        value = _drawn(teller, 3_000_000 if how == "firm" else 800_000_000)
        before = inside = ""
        comparator = "eq"
        number = _rounded(value, 3 if value >= _YI else 2 if value < _WAN * 100 else 4)
        if value < _YI:
            number = max(_WAN, number // _WAN * _WAN)
        if teller.rand() < 0.25:
            if number >= _YI or number % (10 * _WAN) or teller.rand() < 0.5:
                before, comparator = teller.one_of(_BEFORE[:5])
            else:
                inside, comparator = teller.one_of(_INSIDE)
        written = f"{before}{_number(number)}元"
        if inside and number < _YI:
            # 300余万元, never 300万余元: the hedge stands behind the digits.
            written = f"{number // _WAN}{inside}万元"
        teller.figure(written, "fund", indicator, number, "CNY", comparator)

    return write


def _projects(argument: str) -> Slot:
    indicator, _, how = argument.partition(":")

    def write(teller: Teller) -> None:
        if how == "year":
            _for_the_year(teller)
        number = _rounded(_drawn(teller, 60) + 2, 4)
        inside, comparator = "", "eq"
        if number > 20 and number % 10 == 0 and teller.rand() < 0.4:
            inside, comparator = teller.one_of(_INSIDE)
        word = "个" if teller.rand() < 0.8 else "项"
        teller.figure(f"{number}{inside}{word}", "project_count", indicator, number, "project", comparator)

    return write


def _growth(teller: Teller) -> None:
    tenths = 8 + int(teller.rand() * 300)
    teller.figure(f"{tenths / 10:g}%", "other", "growth", tenths / 10, "percent")


def _points(teller: Teller) -> None:
    tenths = 3 + int(teller.rand() * 200)
    teller.figure(f"{tenths / 10:g}个百分点", "other", "change", tenths / 10, "percentage_point")


def _word(options: tuple[str, ...]) -> Slot:
    def write(teller: Teller) -> None:
        teller.write(teller.one_of(options))

    return write


def _always(slot: Slot) -> Callable[[str, str], Slot]:
    return lambda sign, argument: slot


SLOTS: dict[str, Callable[[str, str], Slot]] = {
    "P": _always(_own_place),
    "P2": _always(lambda teller: teller.about_own_place(teller.place.name)),
    "X": _always(lambda teller: teller.about_own_place(teller.place.full_name)),
    "S": _always(lambda teller: teller.about_part(0)),
    "T": _always(lambda teller: teller.about_part(1)),
    "A": _always(_since("，")),
    "A2": _always(_since("")),
    "B": _always(lambda teller: teller.now(teller.one_of(("目前", "眼下", "现在")))),
    "W": _always(_within),
    "F": _always(_earlier),
    "L": _always(_later),
    "G": _always(_group),
    "i": _always(_industry),
    "n": _always(lambda teller: teller.write(person(teller))),
    "f": _always(_firm),
    "d": _always(_office),
    "role": _always(_word(words.ROLES)),
    "prod": _always(_word(words.GOODS)),
    "slogan": _always(_word(words.SLOGANS)),
    "t": lambda sign, argument: _term(argument),
    "r": _rate,
    "total": lambda sign, argument: _total("other", "total", argument),
    "part": lambda sign, argument: _part("other", "part", argument),
    "share": _always(_share),
    "least": _always(_least),
    "full": _always(lambda teller: teller.figure("100%", "rate", teller.indicator, 100, "percent")),
    "ptotal": _always(_total("project_count", "other_project", "个/project")),
    "ppart": _always(_part("project_count", "started", "个/project")),
    "pshare": _always(_share),
    "c": _count,
    "m": lambda sign, argument: _money(argument),
    "p": lambda sign, argument: _projects(argument),
    "g": _always(_growth),
    "pp": _always(_points),
}
