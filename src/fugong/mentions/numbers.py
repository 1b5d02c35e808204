"""Numbers with their unit and hedge, as they stand in a normalised text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import regex

from fugong.lexicon import Hedge, Lexicon, Unit
from fugong.mentions.alternatives import alternatives, by_first
from fugong.mentions.number_starts import number_starts
from fugong.mentions.numerals import CHARACTERS, chinese_value
from fugong.mentions.row import Row
from fugong.text.aligned import overlaps

_ARABIC = r"(?:\d{1,3}(?:[,\u2009\u202f]\d{3})++(?!\d)|\d++)(?:\.\d++)?"
# A hyphen after digits stands in a range (300-500人), but not in a telephone number.
# The first group of a numeral: what matches nothing else is digits alone.
_ARABIC_GROUP = 1
_SEPARATORS = str.maketrans("", "", ",\u2009\u202f")
_NOT_INSIDE = r"(?<![A-Za-z_×*/第\d])(?<!\d[.,:。])(?<!(?<!\d)0\d\d-)(?<!(?<!\d)0\d\d\d-)(?<!\d-\d\d\d-)"
# Which numerals these are; a text has few kinds, an archive some thousands.
_MOST_REMEMBERED = 8192
# Ends of dates that no numeral goes on from.
_DATE_ENDS = frozenset("年月日号季度初底末")
_ONE = Decimal(1)
_RANGE_DASHES = "-~—–～"
_RANGE_SIGNS = _RANGE_DASHES + "至到"
_LIST_SIGNS = "、和或及与"
_SIGNS = frozenset(_RANGE_SIGNS + _LIST_SIGNS)
_AFTER_HAN = regex.compile(r"\p{Han} ?$")
# 其中, 77 个: no heading has so high a number.
_AFTER_COMMA = regex.compile(r"\p{Han}, $")
_CLAUSE_MARKS = ",。;:!?、 \n\r()”"
_TEN_THOUSAND = 10_000
_HUNDRED_MILLION = 100_000_000
_PEOPLE_BEFORE = regex.compile(r"(?:人数|人口|人次|人流量|客流量)\P{N}{0,4}$")
_TENTHS_OTHER_WORDS = "为立果功就绩本交都套分型长因熟效"


class NumberMention(NamedTuple):
    """A number that has a unit.

    `start`/`end` span everything that belongs to it (`近200名`, `85%以上`), `number_start`/`number_end` the numeral
    with its multiplier. `value` is expanded by multiplier and unit. `range_role` is `low` or `high` in a range, else
    ''. `unit_source` is `own`, `elided` (the unit of the next number holds for it), or `noun` (a counted noun stands
    in the place of a unit).
    """

    start: int
    end: int
    number_start: int
    number_end: int
    value_text: str
    number_text: str
    unit_text: str
    unit: str
    unit_class: str
    currency_code: str
    value: Decimal
    comparator: str
    numeral: str
    unit_source: str
    range_role: str


class _Core(NamedTuple):
    """A numeral without unit and outer hedges."""

    start: int
    end: int
    value: Decimal
    multiplier: Decimal
    numeral: str
    infix_comparator: str


# Units that are left out: 3家 before a noun that is counted, 亿 and 万 where money or people are meant.
_ITEMS = Unit("", "item", _ONE, "count", "", Decimal(2))
_YUAN = Unit("", "CNY", _ONE, "money", "CNY", Decimal(2))
_PEOPLE = Unit("", "person", _ONE, "count", "", Decimal(2))
_LARGE = {"": _ONE, "万": Decimal(10_000), "亿": Decimal(100_000_000), "万亿": Decimal(1_000_000_000_000)}


class NumberFinder:
    """Finds numbers with units by the rows of the units, multipliers and hedges seeds."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Compile the grammar from `lexicon`; its nouns and fund terms may stand in the place of a unit."""
        self._units = lexicon.units
        self._multipliers = lexicon.multipliers
        self._suffixes = {h.hedge_text: h.comparator for h in lexicon.hedges if h.position == "suffix"}
        self._infixes = {h.hedge_text: h.comparator for h in lexicon.hedges if h.position == "infix"}
        # By their last characters, the longest first.
        self._prefixes: dict[str, list[Hedge]] = {}
        for hedge in sorted(lexicon.hedges, key=lambda hedge: -len(hedge.hedge_text)):
            if hedge.position in ("prefix", "bare_prefix"):
                self._prefixes.setdefault(hedge.hedge_text[-1], []).append(hedge)
        infix = alternatives(self._infixes)
        multiplier = alternatives(self._multipliers)
        self._core = re.compile(
            rf"{_NOT_INSIDE}(?:"
            rf"(?P<arabic>{_ARABIC})(?P<in1>{infix})?(?: ?(?!百分点)(?P<mult>{multiplier})(?P<in2>{infix})?)?"
            rf"|百分之(?P<percent>[{CHARACTERS}点]++|{_ARABIC})"
            rf"|千分之(?P<permille>[{CHARACTERS}点]++|{_ARABIC})"
            rf"|(?P<tenths>[一二两三四五六七八九])成(?P<half>[一二三四五六七八九](?![家户个名项])|半)?"
            rf"(?![{_TENTHS_OTHER_WORDS}]|员(?!工)|不变)"
            # 三十余万, 两点五亿: what stands between keeps the multiplier out of the numeral.
            rf"|(?<![{CHARACTERS}])(?P<chinese>[{CHARACTERS}]++(?:点[零一二三四五六七八九]++)?)(?P<in3>{infix})?(?P<mult3>万亿|[万亿])?"
            rf")"
        )
        # The same numerals come again and again.
        self._read = lru_cache(_MOST_REMEMBERED)(self._read_numeral)
        self._date_ends = _DATE_ENDS.difference(*self._infixes, *self._multipliers)
        # By their first characters, the longest first: most characters begin none or one.
        self._units_by_first = by_first(self._units)
        self._suffixes_by_first = by_first(self._suffixes)
        # Units that mean the same behind every number; of 3成 the unit is a part of the numeral.
        self._plain_units = {
            text: ((unit.unit_text, unit.unit, unit.unit_class, unit.currency_code), unit)
            for text, unit in self._units.items()
            if unit.unit_class != "not_quantity" and not unit.large_text and not unit.decimal_text and text != "成"
        }
        self._noun = re.compile(alternatives(lexicon.nouns)) if lexicon.nouns else None
        # 近8000万低收入人口: whom the people are may stand between.
        self._people = regex.compile(rf"\p{{Han}}{{0,6}}?(?:{alternatives(lexicon.person_nouns)})")
        # 务工人员已有近800万: a hedge may stand before the number, as may that they are there.
        self._people_before = regex.compile(
            rf"(?:{_PEOPLE_BEFORE.pattern})|(?:{alternatives(lexicon.person_nouns)})"
            rf"(?:总数|总量)?(?:[已共]?有|[已约近逾超达为是]|超过|达到|突破)*$"
        )
        money = alternatives(lexicon.money_terms)
        self._money = re.compile(money)
        # 贷款500万, 补贴金额超过2500万
        self._amount_before = re.compile(
            rf"(?:{money})(?:金额|总额|额度|资金|共|共计|累计|达到?|超过?|近|约|逾|为|是)*$"
        )
        self._money_before = regex.compile(rf"(?:{money})\P{{N}}{{0,4}}$")
        self._bare = re.compile(rf"(?=\d){_NOT_INSIDE}(?P<arabic>{_ARABIC})(?: ?(?P<mult>{multiplier}))?$")

    def find(self, text: str, taken: Sequence[tuple[int, int]] = ()) -> list[NumberMention]:
        """Return the numbers in `text` that have a unit, in order; none overlaps the sorted spans `taken` (dates)."""
        return self.find_in_each(Row([text]), [taken])[0]

    def find_in_each(self, row: Row, taken: Iterable[Sequence[tuple[int, int]]]) -> list[list[NumberMention]]:
        """Return what `find` returns for each text of `row`."""
        return list(map(self._find, row.texts, number_starts(row), taken))

    def _find(self, text: str, starts: Iterable[int], taken: Sequence[tuple[int, int]]) -> list[NumberMention]:
        mentions: list[NumberMention] = []
        position = passed = floor = 0
        match_at, units = self._core.match, self._units_by_first
        for start in starts:
            if start < position or (match := match_at(text, start)) is None:
                continue
            position = match.end()
            while passed < len(taken) and taken[passed][1] <= start:
                passed += 1
            if passed < len(taken) and taken[passed][0] < position:
                # The other numerals of a date need no look.
                if text[(end := taken[passed][1]) - 1] in self._date_ends:
                    position = max(position, end)
                continue
            # Nearly all are plain numbers with their unit right behind.
            for unit_text in units.get(text[position : position + 1], ()):
                if text.startswith(unit_text, position):
                    mention = self._plain(text, start, position, match, unit_text)
                    break
            else:
                unit_text, mention = "", None
            if mention is None and (mention := self._any(text, match, unit_text)) is None:
                continue
            if mentions and mention.unit == "percentage_point" and _shares_points(text, mentions[-1], mention):
                # 5.1个和12.3个百分点
                mentions[-1] = mentions[-1]._replace(
                    unit_text=mention.unit_text, unit=mention.unit, unit_class=mention.unit_class, unit_source="elided"
                )
            start = mention.start
            if start - floor == 1 and mentions and _is_range(text, mentions[-1], mention):
                mentions[-1] = mentions[-1]._replace(comparator="ge", range_role="low")
                mentions.append(_as_high(mention))
            elif start - 1 > floor and text[start - 1] in _SIGNS:
                mentions += self._elided(text, mention, floor, taken)
            else:
                mentions.append(mention)
            floor = mention.end
            position = max(position, floor)
        return mentions

    @staticmethod
    def _first_of(words: dict[str, tuple[str, ...]], text: str, position: int) -> str:
        """Return the longest of `words` that stands at `position`, or none."""
        for word in words.get(text[position : position + 1], ()):
            if text.startswith(word, position):
                return word
        return ""

    def _plain(
        self, text: str, start: int, number_end: int, match: re.Match[str], unit_text: str
    ) -> NumberMention | None:
        """Return a number that has its unit right behind it, and whose meaning what else is around has no say in.

        None if it is none: then it may be another number.
        """
        if unit_text not in self._plain_units:
            return None
        fields, unit = self._plain_units[unit_text]
        if match.lastindex == _ARABIC_GROUP:
            # Digits alone.
            value, numeral, comparator = _arabic_value(match[0]), "arabic", ""
        else:
            read = self._read(match.groups(), is_counted_by=False)
            if read is None:
                return None
            value, multiplier, numeral, comparator = read
            value *= multiplier
            if numeral != "arabic" and (numeral != "chinese" or value < unit.min_chinese_value):
                return None
        end = number_end + len(unit_text)
        number_start, prefix = start, ""
        if start:
            before = text[start - 1]
            # 数十家 says less than 十家.
            if before in "几数":
                return None
            if before == " " or before in self._prefixes:
                start, prefix = self._prefix(text, start, numeral)
        if text[end : end + 1] in self._suffixes_by_first:
            suffix = self._first_of(self._suffixes_by_first, text, end)
            comparator = comparator or self._suffixes.get(suffix, "")
            end += len(suffix)
        return tuple.__new__(
            NumberMention,
            (
                start,
                end,
                number_start,
                number_end,
                text[start:end],
                match[0],
                *fields,
                value * unit.multiplier,
                comparator or prefix or "eq",
                numeral,
                "own",
                "",
            ),
        )

    def _any(self, text: str, match: re.Match[str], unit_text: str) -> NumberMention | None:
        """Return the number whose numeral is matched, or None if it is none; `unit_text` stands right behind it."""
        end = match.end()
        if unit_text:
            end += len(unit_text)
        elif text.startswith(" ", end) and (unit_text := self._first_of(self._units_by_first, text, end + 1)):
            end += 1 + len(unit_text)
        elif match["chinese"]:
            # No numeral in characters has a meaning without a unit.
            return None
        core = self._read_core(match)
        return None if core is None else self._with_unit(text, core, unit_text, end)

    def _read_core(self, match: re.Match[str]) -> _Core | None:
        start, end = match.span()
        # 几十 says nothing at all.
        is_counted_by = start > 0 and match.string[start - 1] in "几数"
        read = self._read(match.groups(), is_counted_by)
        return None if read is None else tuple.__new__(_Core, (start, end, *read))

    def _read_numeral(self, groups: tuple[str | None, ...], is_counted_by: bool) -> tuple[Any, ...] | None:
        """Return the fields of a core behind its span, given the groups of its match; None if it is no numeral."""
        arabic, first_infix, multiplier, last_infix, percent, permille, tenths, half, chinese, infix, large = groups
        if arabic:
            return (
                _arabic_value(arabic),
                self._multipliers.get(multiplier or "", _ONE),
                "arabic",
                self._infixes.get(first_infix or last_infix or "", ""),
            )
        if share := percent or permille:
            value = chinese_value("一百" if share == "百" else share)
            if value is None and share[0].isdigit():
                value = _arabic_value(share)
            return None if value is None else (value, _ONE if percent else Decimal("0.1"), "percent", "")
        if tenths:
            value = chinese_value(tenths)
            rest = 5 if half == "半" else chinese_value(half or "零")
            return None if value is None or rest is None else (value * 10 + rest, _ONE, "percent", "")
        value = chinese_value(chinese or "")
        if value is None:
            return None
        # 十 and 十万 are numbers; 百 and 千万 alone only say how many about.
        is_bare = chinese in self._multipliers and (chinese[0] != "十" or is_counted_by)
        numeral = "multiplier" if is_bare else "chinese"
        return value, _LARGE[large or ""], numeral, self._infixes.get(infix or "", "")

    def _with_unit(self, text: str, core: _Core, found: str, found_end: int) -> NumberMention | None:
        """Return the number with what belongs to it; `found` is the unit right behind it, if there is one."""
        source, end = "own", core.end
        if core.numeral == "percent":
            unit = self._units["%"]
        else:
            has_space = found and text[core.end] == " " and not found.startswith(" ")
            if has_space and not _continues(text, core):
                # After a sentence mark, 2 人民银行 is a heading's number.
                found = ""
            if found and self._units[found].unit_class == "not_quantity" and self._is_money(text, core):
                found = ""
            # 3成 is three tenths; 一成不变 is not, nor 三成果: tenths in characters are found as such.
            if found == "成" and core.numeral != "arabic":
                found = ""
            if found:
                unit, end = self._meant(found, text, core), found_end
            elif core.numeral == "arabic" and self._noun is not None and self._noun.match(text, core.end):
                if 1900 <= core.value < 2100 and core.end - core.start == 4:
                    return None
                unit, source = _ITEMS, "noun"
            elif self._is_money(text, core):
                unit, source = _YUAN, "noun"
            elif self._is_people(text, core):
                unit, source = _PEOPLE, "noun"
            else:
                return None
        if unit.unit_class == "not_quantity":
            return None
        is_chinese = core.numeral in ("chinese", "multiplier")
        # 一个 is an article and 十个 often a way of speaking, but 十余个 is a count.
        if is_chinese and not core.infix_comparator and core.value * core.multiplier < unit.min_chinese_value:
            return None
        start, prefix = self._prefix(text, core.start, core.numeral)
        if core.numeral == "multiplier" and not prefix and not core.infix_comparator:
            return None
        if text[end - 1] == "成" and text[end : end + 1] in self._infixes:
            # 九成多: tenths are a unit and the numeral's last character at once.
            return self._mention(text, core, unit, start, end + 1, self._infixes[text[end]], source, "")
        suffix = self._first_of(self._suffixes_by_first, text, end)
        comparator = core.infix_comparator or (self._suffixes[suffix] if suffix else "") or prefix or "eq"
        return self._mention(text, core, unit, start, end + len(suffix), comparator, source, "")

    def _meant(self, unit_text: str, text: str, core: _Core) -> Unit:
        """Return the unit that `unit_text` is after a number of this size and form."""
        unit = self._units[unit_text]
        if unit.large_text and core.multiplier >= _TEN_THOUSAND:
            return self._units[unit.large_text]
        if unit.decimal_text and "." in text[core.start : core.end]:
            return self._units[unit.decimal_text]
        return unit

    def _is_people(self, text: str, core: _Core) -> bool:
        """Tell whether a number of 万 or 亿 counts people and leaves 人 out: 参保人数达13.34亿, 近8000万低收入人口."""
        if core.numeral != "arabic" or core.multiplier < _TEN_THOUSAND:
            return False
        if self._people.match(text, core.end):
            return True
        after = text[core.end : core.end + 1]
        return (not after or after in _CLAUSE_MARKS) and bool(
            self._people_before.search(text, max(0, core.start - 16), core.start)
        )

    def _is_money(self, text: str, core: _Core) -> bool:
        """Tell whether a number is an amount of yuan that leaves 元 out: 1万亿国债, 签约额超1500亿, 贷款500万."""
        if core.numeral != "arabic" or core.multiplier < _TEN_THOUSAND:
            return False
        is_large = core.multiplier >= _HUNDRED_MILLION
        if is_large and self._money.match(text, core.end):
            return True
        after = text[core.end : core.end + 1]
        before = self._money_before if is_large else self._amount_before
        return (not after or after in _CLAUSE_MARKS) and bool(before.search(text, max(0, core.start - 16), core.start))

    def _prefix(self, text: str, number_start: int, numeral: str) -> tuple[int, str]:
        """Return where the number begins with the hedge before its numeral, and what that means; there may be none."""
        start = number_start
        if start and text[start - 1] == " " and numeral == "arabic":
            start -= 1
        for hedge in self._prefixes.get(text[start - 1 : start], ()):
            if not text.endswith(hedge.hedge_text, 0, start):
                continue
            if hedge.position == "bare_prefix" and numeral != "multiplier":
                continue
            before = start - len(hedge.hedge_text)
            if before and hedge.not_after and text[before - 1] in hedge.not_after:
                continue
            return before, hedge.comparator
        return number_start, ""

    def _elided(
        self, text: str, mention: NumberMention, floor: int, taken: Sequence[tuple[int, int]]
    ) -> list[NumberMention]:
        """Return `mention` after the numbers to its left that share its unit (11.2和8.3个百分点, 80-90%)."""
        unit = self._units.get(mention.unit_text)
        if unit is None or mention.start != mention.number_start:
            return [mention]
        chain = [mention]
        while chain[0].start - 1 > floor:
            sign = text[chain[0].start - 1]
            if sign not in _SIGNS:
                break
            found = self._bare.search(text, max(floor, chain[0].start - 20), chain[0].start - 1)
            if found is None or overlaps(taken, found.start(), found.end()):
                break
            multiplier = self._multipliers.get(found["mult"] or "", _ONE)
            is_range = sign in _RANGE_SIGNS
            if not found["mult"]:
                multiplier = _shared_multiplier(found["arabic"], chain[0], unit, is_range)
            core = _Core(found.start(), found.end(), _arabic_value(found["arabic"]), multiplier, "arabic", "")
            role = "low" if is_range else ""
            low = self._mention(text, core, unit, core.start, core.end, "ge" if is_range else "eq", "elided", role)
            if is_range:
                chain[0] = _as_high(chain[0])
            chain.insert(0, low)
            if is_range:
                break
        return chain

    def _mention(
        self,
        text: str,
        core: _Core,
        unit: Unit,
        start: int,
        end: int,
        comparator: str,
        source: str,
        range_role: str,
    ) -> NumberMention:
        # By position: names would take three times as long.
        return NumberMention(
            start,
            end,
            core.start,
            core.end,
            text[start:end],
            text[core.start : core.end],
            unit.unit_text,
            unit.unit,
            unit.unit_class,
            unit.currency_code,
            core.value * core.multiplier * unit.multiplier,
            comparator,
            core.numeral,
            source,
            range_role,
        )


@lru_cache(_MOST_REMEMBERED)
def _continues(text: str, core: _Core) -> bool:
    """Tell whether a number with a space behind it goes on with the words before it."""
    if _AFTER_HAN.search(text, max(0, core.start - 2), core.start):
        return True
    return core.end - core.start > 1 and _AFTER_COMMA.search(text, max(0, core.start - 3), core.start) is not None


def _arabic_value(text: str) -> Decimal:
    return Decimal(text.translate(_SEPARATORS))


def _as_high(mention: NumberMention) -> NumberMention:
    return mention._replace(comparator="le", range_role="high")


def _shares_points(text: str, left: NumberMention, right: NumberMention) -> bool:
    sign = text[left.end : right.start]
    # 0.5个至0.75个百分点
    is_sign = len(sign) == 1 and (sign in _LIST_SIGNS or sign in "至到")
    return left.unit_text == "个" and is_sign and right.value_text.endswith("个百分点")


def _is_range(text: str, low: NumberMention, high: NumberMention) -> bool:
    """Tell whether two numbers with a unit each are the ends of a range (80%-90%), and not of a rise (从80%至90%)."""
    if high.start - low.end != 1:
        return False
    sign = text[low.end]
    is_sign = sign in _RANGE_DASHES or (sign == "至" and not text.endswith(("从", "由", "自"), 0, low.start))
    return is_sign and low.unit == high.unit and low.value < high.value and low.comparator == high.comparator == "eq"


def _shared_multiplier(arabic: str, right: NumberMention, unit: Unit, is_range: bool) -> Decimal:
    """Return the multiplier of `right` if the number left of it shares it (3-5亿元, 5.1和7.3亿元), else 1.

    A range must rise (8000-1万元), and the numbers of a list are of like size (800和1.2亿元).
    """
    written = re.match(_ARABIC, right.number_text)
    if written is None:
        return _ONE
    left_digits, right_digits = _arabic_value(arabic), _arabic_value(written[0])
    if not right_digits or (left_digits > right_digits if is_range else left_digits >= 100 * right_digits):
        return _ONE
    return right.value / right_digits / unit.multiplier


def touches(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of the sorted spans reaches into `[start, end)` or ends right at its left edge."""
    index = bisect_right(spans, (start, start))
    if index and spans[index - 1][1] >= start:
        return True
    return index < len(spans) and spans[index][0] < end
