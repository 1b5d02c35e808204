"""Lines of a text and what their shape says: paragraph, trail of names, row of links, rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

# The longest line that can be a headline, a menu or a label; longer ones are paragraphs.
_MAX_LABEL = 160
# Lines this long are whole documents whose line breaks were lost.
FLATTENED = 400
# A shorter line with a question or a shout in it is a headline, unless it holds a full stop.
_MIN_PROSE = 30
# A list of names set apart by spaces or bars has so many at least; none is longer than this.
_NAMES = 8
_MAX_NAME = 14

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
# Alternatives that each begin with a set would be tried at every character: the search jumps to those of one set.
_SENTENCE_END = re.compile(r"[。;!?…](?:(?<=[。;])|(?!\s*$))")
FULL_STOP = re.compile(r"[。;“”]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_TRAIL_SEPARATOR = re.compile(r"\s*(?:[»›→]|>+|-{2,}>)\s*")
_ARROW = re.compile(r"[»›→>]")
_BUTTON = re.compile(r"[\[【][^\[\]【】]{0,20}[\]】]")
_BUTTON_COUNT = re.compile(r"\(\d+\)")
_IN_A_ROW = re.compile(r"[|┊丨\[【]")
_LINK = re.compile(r"!?\[[^\]]{0,200}\]\([^()\s]{0,400}\)")
_BAR = re.compile(r"[|┊丨]")
_NAME_SEPARATOR = re.compile(r"[\s|┊丨·_]+")
_NO_NAME = re.compile(r"[。;!?,、\d%]")
_PLACE = re.compile(r"[^\W\d_a-zA-Z]{1,8}[县市区旗州省镇乡]\Z")
_RULE = re.compile(r"[-=_*~·.#+—–─━\s]{3,}\Z")
# The breaks of a document that became one line are spaces now. A trail, a row of links and a label with its value hold
# together; so do a day and its time.
# Spaces written out are found several times as fast.
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_LOST_BREAK = re.compile(rf"[{_SPACES}](?<=[^\s>»›|:/·]\s)\s*(?![\s>»›|:/·]|\d{{1,2}}:\d\d)")

_TAGS = r"(?:a|b|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|section|span|strong|table|tbody|td|tr|u|ul)"
_REMNANT = re.compile(
    rf"</?{_TAGS}(?:\s[^<>\n]{{0,300}})?/?>|(?<![<a-z0-9])/{_TAGS}>|^(?:p|br\s?/?|div|span|td|tr|li)>|</?{_TAGS}?$",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True)
class Line:
    """`[start, end)` takes in the line break; `text` is without surrounding white space and starts at `text_start`."""

    start: int
    end: int
    text_start: int
    text: str
    is_prose: bool

    def words(self) -> str:
        """Return the line's letters and digits."""
        return words_of(self.text)

    def as_label(self) -> Line:
        """Return the line, taken for no paragraph."""
        return replace(self, is_prose=False)


def words_of(text: str) -> str:
    """Return the letters and digits of `text`."""
    return text if text.isalnum() else _NOT_A_WORD.sub("", text)


def lines_of(text: str) -> list[Line]:
    """Return the lines of `text` that are not empty; remnants of tags are not part of a line's `text`."""
    has_tags = ">" in text or "<" in text
    return [_line(found[0], found.start(), has_tags) for found in _LINE.finditer(text) if not found[0].isspace()]


def count_lost_breaks(text: str) -> int:
    """Return how many line breaks a document that became one line may have had in `text`."""
    return len(_LOST_BREAK.findall(text))


def segment_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what were the lines of a document that became one line."""
    start = 0
    for found in _LOST_BREAK.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


def segments_of(line: Line) -> list[Line]:
    """Return what were the lines of a document that became one line."""
    spans = list(segment_spans(line.text))
    # The spaces behind a segment are its line break.
    ends = [line.text_start + start for start, _ in spans[1:]] + [line.end]
    return [
        replace(_line(line.text[start:end], line.text_start + start, False), end=whole_end)
        for (start, end), whole_end in zip(spans, ends, strict=True)
    ]


def remnants(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of tags, whole or broken, that a scraper left in `text`."""
    if ">" in text or "<" in text:
        for found in _REMNANT.finditer(text):
            yield found.span()


def _line(written: str, start: int, has_tags: bool) -> Line:
    stripped = text = written.strip()
    if has_tags and len(stripped) < FLATTENED:
        text = _REMNANT.sub("", stripped).strip() or stripped
    offset = written.find(text)
    return Line(start, start + len(written), start + max(offset, written.find(stripped), 0), text, is_prose(text))


def is_prose(text: str) -> bool:
    """Tell whether a line is a paragraph, to be kept if in doubt, and not a label, a headline or a row of links."""
    if len(text) > _MAX_LABEL:
        return not is_link_row(text) and not is_name_row(text)
    has_sentence = bool(_SENTENCE_END.search(text)) and (len(text) >= _MIN_PROSE or bool(FULL_STOP.search(text)))
    return has_sentence and not is_link_row(text)


def is_breadcrumb(line: str) -> bool:
    """Tell whether a line is a trail of short names: 首页 > 新闻 > 地方."""
    if not _ARROW.search(line):
        return False
    parts = [part for part in _TRAIL_SEPARATOR.split(line) if part]
    if len(parts) < 2 or any(len(part) > 30 for part in parts):
        return False
    return "首页" in parts[0] or (len(parts) >= 3 and not re.search(r"\d[%％]?|,", line))


def is_link_row(line: str) -> bool:
    """Tell whether a line is a row of links (关于我们 | 网站地图 | …) or of buttons ([打印] [关闭])."""
    if not _IN_A_ROW.search(line):
        return False
    if "](" in line:
        # As scrapers write links: [首页](https://…).
        return not re.search(r"\w{3}", _LINK.sub("", line))
    buttons = _BUTTON.findall(line)
    if len(buttons) >= 2 and len("".join(buttons)) >= 0.8 * len(re.sub(r"\s+", "", line)):
        return not re.search(r"\d", _BUTTON_COUNT.sub("", line))
    parts = [part.strip() for part in _BAR.split(line) if part.strip()]
    # A table's row has figures; a row of links has none.
    return len(parts) >= 4 and not re.search(r"\d", line) and sum(len(part) <= 12 for part in parts) >= 0.8 * len(parts)


def is_name_row(line: str) -> bool:
    """Tell whether a line is a list of names without a word between them."""
    if len(line) < 2 * _NAMES - 1 or _NO_NAME.search(line):
        return False
    names = [name for name in _NAME_SEPARATOR.split(line) if name]
    return len(names) >= _NAMES and max(map(len, names)) <= _MAX_NAME


def is_place_row(line: str) -> bool:
    """Tell whether a line is a list of counties and towns, as sites that link to each other set below their pages."""
    if not is_name_row(line.rpartition(":")[2]):
        return False
    names = [name for name in _NAME_SEPARATOR.split(line.rpartition(":")[2]) if name]
    return sum(bool(_PLACE.match(name)) for name in names) >= 0.7 * len(names)


def is_rule(line: str) -> bool:
    """Tell whether a line is drawn, not written."""
    return bool(_RULE.match(line))
