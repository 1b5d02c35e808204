"""Which field of a record is what: the names that corpora use, and what may stand in them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from fugong.read.items import Reason, SetAside, aside
from fugong.read.manifest import is_valid_date

FIELDS: Final = ("text", "id", "title", "publisher", "url", "published_at")
KNOWN_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": (
        *("text", "content", "raw_content", "raw_text", "body", "article", "article_text", "articlebody", "maintext"),
        *("main_text", "plain_text", "cleaned_text", "full_text", "fulltext", "文章", "正文", "内容", "全文"),
        *("html", "raw_html", "page"),
    ),
    "id": (
        *("id", "_id", "doc_id", "docid", "document_id", "article_id", "news_id", "record_id", "uuid", "guid"),
        *("uniquekey", "warc_record_id", "编号"),
    ),
    "title": ("title", "headline", "标题", "题目"),
    "publisher": (
        *("publisher", "site_name", "sitename", "media", "media_name", "source_name", "source", "site"),
        *("source_domain", "domain", "发布者", "来源", "媒体"),
    ),
    "url": ("url", "link", "source_url", "page_url", "original_url", "uri", "warc_target_uri", "网址", "链接"),
    "published_at": (
        *("published_at", "published", "publish_date", "published_date", "date_published", "date_publish"),
        *("datepublished", "pub_date", "pubdate", "publication_date", "publish_time", "pub_time", "pubtime"),
        *("publishtime", "publishdate", "date", "time", "datetime", "发布时间", "发布日期", "日期", "时间"),
    ),
}
"""Names by what they mean, the likelier first; letter case does not matter. `timestamp` is not among the dates: in the
corpora that have it, it tells when a crawler fetched the page."""

# Of crawls: beside one of these, `date` and `time` tell when the page was fetched.
_SIGNS_OF_A_CRAWL: Final = frozenset({"dump", "warc_headers", "warc_record_id", "warc_target_uri"})
_AMBIGUOUS_DATES: Final = frozenset({"date", "time", "datetime"})
_NESTED: Final = ("meta", "metadata")
_MOST_LAYOUTS: Final = 1000
_LONGEST: Final = {"id": 200, "title": 500, "publisher": 200, "url": 2000}
_SPACES: Final = re.compile(r"\s+")
_DATE: Final = re.compile(
    r"([0-9]{4})(?:\s*[-/.年]\s*([0-9]{1,2})(?:\s*[-/.月]\s*([0-9]{1,2})\s*日?|\s*月)?|\s*年)?"
    r"(?:[T\s,，]\s*([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?\s*(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_COMPACT_DATE: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?:[0-9]{6})?")
# The articles are read where it is later than in Greenwich: a moment becomes the day it was there.
_CHINA: Final = datetime.timezone(datetime.timedelta(hours=8))
_SECONDS: Final = range(100_000_000, 10_000_000_000)


@dataclass(frozen=True, slots=True)
class FieldNames:
    """How a record's fields are called: `given` by the user for some, for the others as in `KNOWN_NAMES`.

    A name with dots leads into objects: `metadata.url`.
    """

    given: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, assignments: Sequence[str]) -> FieldNames:
        """Read `text=content` and the like.

        Raises:
            ValueError: if one names no field of `FIELDS`, or nothing.
        """
        given = {}
        for assignment in assignments:
            ours, _, theirs = assignment.partition("=")
            if ours not in FIELDS or not theirs:
                raise ValueError(f"--field {assignment}: expected one of {', '.join(FIELDS)}, then = and a name")
            given[ours] = theirs
        return cls(given)

    def column(self, wanted: str, columns: Sequence[str]) -> str | None:
        """Return which of a table's columns holds what is wanted, or None."""
        found = self.paths(wanted, columns)
        return found[0][0] if found else None

    def paths(self, wanted: str, names: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the ways to what is wanted in records with these fields, the likeliest first."""
        if theirs := self.given.get(wanted):
            return [(theirs,)] if theirs in names or "." not in theirs else [tuple(theirs.split("."))]
        by_lower: dict[str, str] = {}
        for name in names:
            by_lower.setdefault(name.strip().lower(), name)
        known: Sequence[str] = KNOWN_NAMES[wanted]
        if wanted == "published_at" and not _SIGNS_OF_A_CRAWL.isdisjoint(by_lower):
            known = [name for name in known if name not in _AMBIGUOUS_DATES]
        found: list[tuple[str, ...]] = [(by_lower[name],) for name in known if name in by_lower]
        if wanted != "text":
            found += [(by_lower[outer], inner) for outer in _NESTED if outer in by_lower for inner in known]
        return found


@dataclass(frozen=True, slots=True)
class Described:
    """What a record says about its text, and the rows of what could not be used of that."""

    name: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: str | None = None
    notes: tuple[SetAside, ...] = ()


_Ways = Sequence[tuple[str, ...]]


class Layouts:
    """Finds the fields in records; how they are called is worked out once for all records with the same names."""

    def __init__(self, names: FieldNames) -> None:
        """Start without any layout."""
        self._names = names
        self._ways: dict[tuple[str, ...], dict[str, _Ways]] = {}

    def text(self, record: dict[str, Any]) -> Any:
        """Return the first value that is there of what may be the text, or None."""
        return _value(record, self._layout(record)["text"])

    def describe(self, record: dict[str, Any], path: str) -> Described:
        """Return what the record at `path` says about its text."""
        notes: list[SetAside] = []
        layout = self._layout(record)
        name, title, publisher, url = (
            self._label(wanted, _value(record, layout[wanted]), path, notes)
            for wanted in ("id", "title", "publisher", "url")
        )
        if publisher and "/" in publisher and "publisher" not in self._names.given:
            # `source` names a file or an address as often as a paper.
            publisher = None
        value = _value(record, layout["published_at"])
        date = None if value is None else date_of(value)
        if date is None and value is not None:
            what = f"has the date {shown(value)}, of which no day, month or year can be told; loads undated"
            notes.append(aside(path, Reason.BAD_RECORD_DATE, what, is_fatal=False))
        return Described(name, title, publisher, url, date, tuple(notes))

    def _layout(self, record: dict[str, Any]) -> dict[str, _Ways]:
        names = tuple(record)
        layout = self._ways.get(names)
        if layout is None:
            if len(self._ways) >= _MOST_LAYOUTS:
                self._ways.clear()
            layout = self._ways[names] = {wanted: self._names.paths(wanted, names) for wanted in FIELDS}
        return layout

    def _label(self, wanted: str, value: Any, path: str, notes: list[SetAside]) -> str | None:
        if value is None:
            return None
        if wanted == "id" and type(value) is int:
            try:
                value = str(value)
            except ValueError:
                # It has more digits than Python writes.
                value = None
        if not isinstance(value, str):
            if wanted == "publisher" and "publisher" not in self._names.given:
                # Corpora keep all kinds of things under `source`.
                return None
            what = f"its {wanted} is no text but {shown(value)}; loads without it"
        else:
            label = clean_label(value)
            if len(label) <= _LONGEST[wanted]:
                return label or None
            what = f"its {wanted} has {len(label):,} characters, more than {_LONGEST[wanted]:,}; loads without it"
        notes.append(aside(path, Reason.BAD_RECORD_FIELD, what, is_fatal=False))
        return None


def _value(record: dict[str, Any], ways: _Ways) -> Any:
    for way in ways:
        value = record.get(way[0])
        for name in way[1:]:
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None and value != "" and value != []:
            return value
    return None


def clean_label(text: str) -> str:
    """Return `text` on one line, without control characters; what no table can hold becomes U+FFFD."""
    # A printable text has no other white space than the space and the wide one.
    if not text.isprintable() or "  " in text or "\u3000" in text:
        text = _SPACES.sub(" ", text)
    text = text.strip()
    if text.isprintable():
        return text
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(character for character in whole if character.isprintable() or character not in _NO_LABEL).strip()


_NO_LABEL: Final = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0x2028, 0x2029)))


def shown(value: Any) -> str:
    """Return a value as it may stand in a line for people."""
    try:
        return repr(value[:40] if isinstance(value, str) else value)[:60]
    except (ValueError, RecursionError):
        return f"a {type(value).__name__}"


def date_of(value: Any) -> str | None:
    """Return the date that a record gives, as YYYY-MM-DD, YYYY-MM or YYYY, or None if it is none.

    A moment with a time zone, or counted in seconds or milliseconds from 1970, is the day that it was in China.
    """
    if isinstance(value, datetime.datetime):
        try:
            value = (value.astimezone(_CHINA) if value.tzinfo else value).date()
        except (OverflowError, ValueError):
            return None
    if isinstance(value, datetime.date):
        return _valid(value.isoformat())
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int):
        return _date_of_number(value)
    if not isinstance(value, str) or len(value) > 100:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return _date_of_number(int(text))
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day, time, zone = found.groups()
    date = _valid("-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)]))
    if date is None or not (day and time and zone) or zone == "+08:00" or zone == "+0800":
        return date
    return _in_china(date, time, zone)


def _in_china(date: str, time: str, zone: str) -> str | None:
    offset = "+00:00" if zone[0] not in "+-" else f"{zone[:3]}:{zone[-2:]}"
    try:
        moment = datetime.datetime.fromisoformat(f"{date}T{time[:8].rjust(5, '0')}{offset}")
        return _valid(moment.astimezone(_CHINA).date().isoformat())
    except (ValueError, OverflowError):
        return date


def _date_of_number(number: int) -> str | None:
    if 0 < number < 10_000:
        return _valid(f"{number:04d}")
    if number in _SECONDS:
        return _of_seconds(number)
    if number // 1000 in _SECONDS and number < 10**13:
        return _of_seconds(number // 1000)
    if 0 < number < 10**14 and (found := _COMPACT_DATE.fullmatch(str(number))):
        return _valid("-".join(found.groups()[:3]))
    return None


def _of_seconds(seconds: int) -> str | None:
    return _valid(datetime.datetime.fromtimestamp(seconds, _CHINA).date().isoformat())


def _valid(date: str) -> str | None:
    return date if is_valid_date(date) else None
