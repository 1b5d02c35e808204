"""Cut page boilerplate (navigation, date lines, teasers, disclaimers, link lists) out of a text that was a web page.

What boilerplate says is data: the rows of `seeds/boilerplate_cues.csv`. This module only knows what it looks like and
where it stands. A doubtful line stays: a line too much does less harm than a sentence too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from fugong.text import lines as shapes
from fugong.text.aligned import Edit
from fugong.text.codepoints import EvenRow, KindTable, bits, trimmed
from fugong.text.cues import BoilerplateCue, Matcher
from fugong.text.lines import FLATTENED, Line, words_of

__all__ = ["BoilerplateCue", "find_boilerplate"]

# A headline is repeated, and a teaser stands, within the first lines of a page, if at all.
_TOP_LINES = 12
_SHINGLE = 8
_CUES_OF_TAIL = 2
_MIN_HEADLINE = 6
# A text with so many lines that are the page's own was a page.
_MARKS_OF_A_PAGE = 3
_SOLID = 50
_SOLID_IF_ALL_ARE_SHORT = 30
_LINES_OF_A_LIST = 2
# A teaser repeats the beginning of the body, so this many characters below it are looked at.
_TEASER_REACH = 3000
# The headline stands so near above the date, if there is one.
_MAX_LINES_BESIDE_DATE = 8
# What stands beside the date and is longer is no name.
_MAX_NAME_BESIDE_DATE = 16

# The kinds of characters by which ordinary paragraphs are told.
_BREAK = 1 << 0
_SPACE = 1 << 1
_STOP = 1 << 2
_ROW = 1 << 3
_TAG = 1 << 4
_BEGINS = 1 << 5
_ENDS = 1 << 6

_EDITORS = re.compile(r"(?:责任?编辑|责编|编审|[一初]审)\s*[:/|]")
# Lines that may stand inside an article.
_INSERTED = re.compile(r"[摄图]|^广告$")
_DAY = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
# Five short names or more: no headline is made like that.
_MENU = re.compile(r"[^\W\d_]{2,6}(?:\s+[^\W\d_]{2,6}){4,20}$")
_SHORT_WORDS = re.compile(r"\S{1,6}(?:\s+\S{1,6}){2,}$")
_LATIN = re.compile(r"[a-zA-Z_]+")
_LOCATION = re.compile(r"位置\s*:")
_COMMENT = re.compile(r"(?:发表|回复|评论|留言)于|只看该作者|沙发|板凳|^\d+\s?[楼F](?:\s|$)|\d+条(?:评论|跟帖|回复)")
# No trail, row or menu without something between its names.
_MAY_HAVE_A_SHAPE = re.compile(r"[\s»›→>|┊丨\[【·_位](?:(?<!位)|置)")
_BYLINE = re.compile(r"来源|作者|记者|时间|日期|[转摘]自|转载|出处|发表")


def find_boilerplate(text: str, cues: Sequence[BoilerplateCue], *, is_page: bool = False) -> list[Edit]:
    """Find what is page boilerplate in a simplified, width-folded text; return the deletions, in order.

    A text that was a page (`is_page`), or that holds several of a page's own lines, loses also what stands around the
    article without a mark of its own. Where a remnant of a tag stood between two pieces of a line, a line break stands
    now.

    Raises:
        ValueError: if a cue's match or action is not one of those known, or its pattern is not one.
    """
    return next(find_boilerplate_in_each(EvenRow([text]), cues, [is_page]))


def find_boilerplate_in_each(
    texts: EvenRow, cues: Sequence[BoilerplateCue], are_pages: Sequence[bool]
) -> Iterator[list[Edit]]:
    """Yield what `find_boilerplate` returns of each text; of many at once it takes less time."""
    matcher = _MATCHERS.of(cues)
    lines = _doubtful_lines(texts, matcher)
    for text, is_page, doubtful in zip(texts.texts, are_pages, lines, strict=True):
        is_plain = not is_page and doubtful is not None and _is_plain(doubtful, matcher)
        yield [] if is_plain else _deletions(text, matcher, is_page=is_page)


def _deletions(text: str, matcher: Matcher, *, is_page: bool) -> list[Edit]:
    edits = _judged(shapes.lines_of(text), matcher, is_page=is_page)
    edits.extend(
        Edit(
            start,
            end,
            "\n" if text[start - 1 : start] not in ("", "\n") and text[end : end + 1] not in ("", "\n") else "",
            "body_tag",
        )
        for start, end in shapes.remnants(text)
    )
    taken: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not taken or edit.start >= taken[-1].end:
            taken.append(edit)
    return taken


# A line, without white space around it, that may be no paragraph of an article. Then: whether it has a full stop and no
# sign of a row of links; whether it begins or ends like what takes the rest with it.
_Doubtful = tuple[str, bool, bool]


def _doubtful_lines(texts: EvenRow, matcher: Matcher) -> list[list[_Doubtful] | None]:
    """Return the doubtful lines of each text; None of one in which tags may stand.

    Nearly all lines are paragraphs, and few of these begin like a notice: they are told from what they begin and end
    with and what is in them, all at once. Of those with a full stop, only how they begin, and if they are long their
    edges, are in doubt.
    """
    kinds = np.append(texts.kinds(_kinds(matcher)), np.uint8(0))
    breaks = (kinds & _BREAK != 0).nonzero()[0]
    starts, ends = np.append(0, breaks + 1), np.append(breaks, len(kinds) - 1)
    inside = np.bitwise_or.reduceat(kinds, starts)
    starts, ends = trimmed(kinds & _SPACE != 0, starts, ends)
    is_written = inside & (_STOP | _ROW) == _STOP
    may_open = (kinds[starts] & _BEGINS != 0) | (kinds[ends - 1] & _ENDS != 0)
    is_doubtful = (starts < ends) & ~(is_written & (ends - starts < FLATTENED) & ~may_open)
    lines: list[list[_Doubtful] | None] = [[] for _ in texts.texts]
    for number, _, _ in texts.within((kinds & _TAG != 0).nonzero()[0]):
        lines[number] = None
    fields = (field[is_doubtful].tolist() for field in (ends - starts, is_written, may_open))
    for (number, _, start), length, is_it, may in zip(texts.within(starts[is_doubtful]), *fields, strict=True):
        if (found := lines[number]) is not None:
            found.append((texts.texts[number][start : start + length], is_it, may))
    return lines


def _is_plain(lines: Sequence[_Doubtful], matcher: Matcher) -> bool:
    """Tell quickly whether there is nothing to cut, given the doubtful lines; False if it takes a closer look to know.

    Of paragraphs it is only asked how they begin. The few other lines are asked everything.
    """
    headlines: set[str] = set()
    for line, is_written, may_open in lines:
        if may_open and matcher.opens(line):
            return False
        if is_written:
            if len(line) >= FLATTENED and not _is_plain_flattened(line, matcher):
                return False
        elif len(line) >= FLATTENED:
            if "。" not in line or shapes.is_link_row(line) or not _is_plain_flattened(line, matcher):
                return False
        elif not shapes.is_prose(line) or not shapes.FULL_STOP.search(line):
            words = words_of(line)
            if words in headlines or _is_marked(line, matcher):
                return False
            headlines.add(words)
    return True


def _may_be_row(line: str) -> bool:
    return "|" in line or "[" in line or "【" in line or "┊" in line or "丨" in line


def _is_marked(line: str, matcher: Matcher) -> bool:
    """Tell whether a line that is no paragraph has a mark of its own anywhere on a page."""
    return matcher.drops(line, True) or bool(
        _MAY_HAVE_A_SHAPE.search(line)
        and (
            shapes.is_breadcrumb(line)
            or shapes.is_link_row(line)
            or shapes.is_place_row(line)
            or _MENU.match(line)
            or _LOCATION.search(line[:8])
        )
    )


def _is_plain_flattened(line: str, matcher: Matcher) -> bool:
    """Tell quickly whether a long line with full stops loses neither its edges nor a disclaimer."""
    first, last = line.find("。"), line.rfind("。")
    edges = line[:first], line[last + 1 :]
    if not any(map(_may_be_row, edges)) and sum(map(shapes.count_lost_breaks, edges)) < _MARKS_OF_A_PAGE:
        # Too few pieces to be marks of a page.
        return _rest_in_line(line, matcher) is None
    # The piece that ends here belongs to the first paragraph, the piece that begins here to the last.
    *head, opening = (line[start:end] for start, end in shapes.segment_spans(line[:first]))
    closing, *tail = (line[last + 1 + start : last + 1 + end] for start, end in shapes.segment_spans(line[last + 1 :]))
    if _may_be_row(opening) or _may_be_row(closing):
        return False
    if len(head) + len(tail) >= _MARKS_OF_A_PAGE:
        if any(_is_marked(edge, matcher) or matcher.drops_rest(edge) for edge in tail if edge):
            return False
        wanted = _MARKS_OF_A_PAGE - (len(head) - len(set(map(words_of, head))))
        if wanted <= 0 or _has_marked(head, wanted, matcher):
            return False
    return _rest_in_line(line, matcher) is None


def _has_marked(pieces: Sequence[str], count: int, matcher: Matcher) -> bool:
    """Tell whether so many of `pieces` have a mark; it asks no more of them than it takes to know."""
    for number, piece in enumerate(pieces):
        if len(pieces) - number < count:
            return False
        count -= _is_marked(piece, matcher)
        if not count:
            return True
    return False


def _rest_in_line(line: str, matcher: Matcher) -> int | None:
    """Where a disclaimer at the end of a long line begins, None if nowhere."""
    return matcher.rest_in_line(line, max((len(line) + 1) // 2, len(line) - 2 * FLATTENED))


def _judged(lines: list[Line], matcher: Matcher, *, is_page: bool, is_flat: bool = False) -> list[Edit]:
    """Judge the lines of a document; return the deletions, in no order.

    If it is one long line (`is_flat`), what were its lines is uncertain: then nothing goes without marks of a page.
    """
    lines = [line.as_label() if _is_label(line, matcher) else line for line in lines]
    edits: list[Edit] = []
    rules = [""] * len(lines)
    cut_from = _start_of_rest(lines, matcher)
    prose_lines = [number for number, line in enumerate(lines[:cut_from]) if line.is_prose]
    first_prose, last_prose = (prose_lines[0], prose_lines[-1]) if prose_lines else (0, len(lines))
    repeats = _repeated_headlines(lines[: min(_TOP_LINES, cut_from)])
    head_end = _end_of_navigation(lines[:first_prose], matcher, is_flat=is_flat)
    cues_in_tail = 0
    is_tail_cut = False
    for number, line in enumerate(lines):
        rule = ""
        is_edge = not first_prose <= number <= last_prose
        if number >= cut_from:
            rule = "body_rest"
        elif number < head_end:
            rule = "body_navigation"
        elif len(line.text) >= FLATTENED and line.is_prose:
            edits.extend(_flattened(line, matcher))
        elif number < _TOP_LINES and (label := matcher.prefix_length(line.text)):
            edits.append(_teaser_edit(line, label, lines[number + 1 : number + 1 + _TOP_LINES]))
        elif not line.is_prose:
            if matcher.drops(line.text, is_edge):
                rule = "body_cue"
            elif shapes.is_breadcrumb(line.text):
                rule = "body_breadcrumb"
            elif shapes.is_link_row(line.text) or (number > last_prose and shapes.is_place_row(line.text)):
                rule = "body_links"
            elif number < first_prose and _MENU.match(line.text):
                rule = "body_menu"
            elif number in repeats and number != head_end:
                rule = "body_repeated_headline"
            elif is_tail_cut and not _is_signature(line.text):
                rule = "body_tail"
            # Below the last paragraph, a heading of links, a row of them, the editors or two of the page's own lines
            # are followed by nothing else.
            cues_in_tail += number > last_prose and rule == "body_cue"
            opens_links = rule == "body_links" or (
                rule == "body_cue" and (matcher.is_heading(line.text) or bool(_EDITORS.search(line.text)))
            )
            is_tail_cut = is_tail_cut or (number > last_prose and (opens_links or cues_in_tail >= _CUES_OF_TAIL))
        rules[number] = rule
    marked = sum(map(bool, rules[:cut_from])) + (cut_from < len(lines))
    if is_flat:
        rules[first_prose : last_prose + 1] = [""] * (last_prose + 1 - first_prose)
        marked = sum(rule not in ("", "body_navigation") for rule in rules)
        if marked < _MARKS_OF_A_PAGE:
            return []
    if is_page or marked >= _MARKS_OF_A_PAGE:
        _cut_around(lines, rules, matcher)
    edits.extend(Edit(line.start, line.end, "", rule) for line, rule in zip(lines, rules, strict=True) if rule)
    return edits


def _is_label(line: Line, matcher: Matcher) -> bool:
    """Tell whether a line that asks or shouts is no paragraph but a link: 下一篇:谁来修?怎么修?."""
    return line.is_prose and not shapes.FULL_STOP.search(line.text) and matcher.drops(line.text, False)


# --- around the article ----------------------------------------------------------------------------------------------


def _cut_around(lines: Sequence[Line], rules: list[str], matcher: Matcher) -> None:
    """Cut what has no mark of its own on what was a page: notices, what is above the headline, what is below."""
    for number, line in enumerate(lines):
        if not rules[number] and shapes.is_rule(line.text):
            rules[number] = "body_rule"
    notices = {number for number, line in enumerate(lines) if not rules[number] and matcher.is_notice(line.text)}
    solid = _solid(lines, rules, notices)
    for number in notices if solid else ():
        if not solid[0] < number < solid[-1]:
            rules[number] = "body_notice"
    top = solid[0] if solid else 0
    headline = _headline(lines[:top], rules)
    rules[:headline] = [rule or "body_navigation" for rule in rules[:headline]]
    _cut_names_beside_date(lines[:top], rules, headline)
    _cut_below_article(lines, rules, solid)


def _solid(lines: Sequence[Line], rules: Sequence[str], notices: set[int]) -> list[int]:
    """Numbers of the lines that are paragraphs which no comment on a page is long enough for."""
    lengths = {
        number: len(line.text)
        for number, line in enumerate(lines)
        if line.is_prose and not rules[number] and number not in notices and shapes.FULL_STOP.search(line.text)
    }
    least = _SOLID if max(lengths.values(), default=0) >= _SOLID else _SOLID_IF_ALL_ARE_SHORT
    return [number for number, length in lengths.items() if length >= least]


def _headline(head: Sequence[Line], rules: Sequence[str]) -> int:
    """Number of the headline: above the line that says when, or who wrote; 0 if it cannot be told."""
    bylines = [
        number
        for number, line in enumerate(head)
        if _DAY.search(line.text) or (rules[number] and _BYLINE.search(line.text))
    ]
    for number in reversed(bylines):
        # A line that begins with a dash is the second line of a headline; names and labels may stand between.
        for above in range(number - 1, max(-1, number - 1 - _MAX_LINES_BESIDE_DATE), -1):
            if not rules[above] and _may_be_headline(head[above]):
                return above
    return 0


def _may_be_headline(line: Line) -> bool:
    return (
        not line.is_prose
        and len(_LATIN.sub("", line.words())) >= _MIN_HEADLINE
        and not line.text.startswith("—")
        and not _DAY.search(line.text)
        and not _SHORT_WORDS.match(line.text)
        and not _is_counter(line.text)
    )


def _is_counter(text: str) -> bool:
    """Tell whether a line is short words with their numbers: 11 主题 3 帖子 250 积分."""
    parts = text.split()
    return max(map(len, parts)) <= 8 and sum(any(map(str.isdigit, part)) for part in parts) >= 2


def _cut_names_beside_date(head: Sequence[Line], rules: list[str], headline: int) -> None:
    """Cut short names (who published, who wrote) and counters that stand between the headline and the date."""
    marked = [
        number
        for number in range(headline + 1, len(head))
        if rules[number] and (_DAY.search(head[number].text) or _BYLINE.search(head[number].text))
    ]
    for number in range(headline + 1, max(marked, default=0)):
        line = head[number]
        is_name = len(line.text) <= _MAX_NAME_BESIDE_DATE and line.text[0] != "—"
        if not rules[number] and not line.is_prose and (is_name or _is_counter(line.text)):
            rules[number] = "body_byline"


def _cut_below_article(lines: Sequence[Line], rules: list[str], solid: Sequence[int]) -> None:
    """Cut what follows the first of the page's own lines below the last paragraph: labels, and notices after those."""
    bottom = max(solid, default=-1)
    if bottom < 0:
        return
    cut = 0
    for number in range(bottom + 1, len(lines)):
        line = lines[number]
        if not rules[number] and shapes.is_name_row(line.text):
            rules[number] = "body_links"
        if rules[number]:
            # The line under a picture says nothing about where the article ends.
            cut += 0 if _INSERTED.search(line.text) and not cut else 1
            # Below the line that says who wrote a comment stands the comment.
            cut += _CUES_OF_TAIL if _COMMENT.search(line.text) else 0
        elif cut and not line.is_prose and (cut >= _CUES_OF_TAIL or not _is_signature(line.text)):
            rules[number] = "body_tail"
            cut += 1
        elif cut >= _CUES_OF_TAIL and line.is_prose:
            rules[number] = "body_tail"
        elif line.is_prose:
            cut = 0


# --- above the article -----------------------------------------------------------------------------------------------


def _end_of_navigation(head: Sequence[Line], matcher: Matcher, *, is_flat: bool) -> int:
    """Number of lines above the trail of names that says where on the site the article stands, and with it.

    A menu and lists of links stand there; the headline follows. Without such a trail, a headline that stands a second
    time below a list shows where the article begins. 0 if neither is found above the first paragraph.
    """
    trails = [
        number for number, line in enumerate(head) if shapes.is_breadcrumb(line.text) or _LOCATION.search(line.text[:8])
    ]
    if trails:
        follows = head[trails[-1] + 1 :]
        if any(len(line.words()) >= 4 and not matcher.drops(line.text, True) for line in follows):
            return trails[-1] + 1
    return 0 if is_flat else _start_of_second_headline(head, matcher)


def _start_of_second_headline(head: Sequence[Line], matcher: Matcher) -> int:
    """Number of the line that repeats a headline below a list of others, 0 if there is none."""
    first_at: dict[str, int] = {}
    for number, line in enumerate(head):
        words = line.words()
        if len(words) < _MIN_HEADLINE or line.is_prose:
            continue
        first = first_at.setdefault(words, number)
        between = [other for other in head[first + 1 : number] if not matcher.drops(other.text, True)]
        if len(between) >= _LINES_OF_A_LIST:
            return number
    return 0


def _repeated_headlines(lines: Sequence[Line]) -> set[int]:
    seen: set[str] = set()
    repeated: set[int] = set()
    for number, line in enumerate(lines):
        words = line.words()
        if not line.is_prose and len(words) >= 4:
            if words in seen:
                repeated.add(number)
            seen.add(words)
    return repeated


class _Matchers:
    """The matcher of the cues that were used last: to look up hundreds of cues as a key would cost more than a page."""

    def __init__(self) -> None:
        self._latest: tuple[tuple[BoilerplateCue, ...], Matcher] | None = None

    def of(self, cues: Sequence[BoilerplateCue]) -> Matcher:
        """Return the matcher of `cues`."""
        latest = self._latest
        if latest is None or (latest[0] is not cues and latest[0] != tuple(cues)):
            self._latest = latest = (tuple(cues), Matcher(cues))
        return latest[1]


_MATCHERS: Final = _Matchers()


@lru_cache(maxsize=4)
def _kinds(matcher: Matcher) -> KindTable:
    begins = map(chr, range(0x10000)) if matcher.begins_opening is None else matcher.begins_opening
    return KindTable(
        bits(
            [
                (_BREAK, "\n"),
                (_SPACE, filter(str.isspace, map(chr, range(0x3001)))),
                (_STOP, "。"),
                (_ROW, "|[【┊丨"),
                (_TAG, "<>"),
                (_BEGINS, begins),
                (_ENDS, matcher.ends_opening),
            ]
        )
    )


# --- the rest, teasers -----------------------------------------------------------------------------------------------


def _start_of_rest(lines: Sequence[Line], matcher: Matcher) -> int:
    """Number of the first line of what is to be dropped to the end; `len(lines)` if nothing is.

    There must be a body before it, and less prose after it than before: a site may put its disclaimer on top.
    """
    total = sum(len(line.text) for line in lines if line.is_prose)
    before = 0
    for number, line in enumerate(lines):
        if before and len(line.text) < FLATTENED and matcher.drops_rest(line.text):
            after = total - before - (len(line.text) if line.is_prose else 0)
            if after <= before:
                return number
        before += len(line.text) if line.is_prose else 0
    return len(lines)


def _flattened(line: Line, matcher: Matcher) -> Iterator[Edit]:
    """Cut the edges of a page that is one long line, or a disclaimer at its end."""
    segments = [
        segment.as_label() if matcher.is_notice(segment.text) or matcher.drops(segment.text, False) else segment
        for segment in shapes.segments_of(line)
    ]
    prose = [number for number, segment in enumerate(segments) if segment.is_prose]
    at_edges = len(segments) - 1 - (prose[-1] - prose[0]) if prose else 0
    if at_edges >= _MARKS_OF_A_PAGE and (edits := _judged(segments, matcher, is_page=False, is_flat=True)):
        yield from edits
        return
    start = _rest_in_line(line.text, matcher)
    if start is not None:
        yield Edit(line.text_start + start, line.end, "", "body_rest", 0.9)


def _teaser_edit(line: Line, length: int, below: Sequence[Line]) -> Edit:
    teaser = words_of(line.text[length:])
    if not teaser or _is_repeated(teaser, below):
        return Edit(line.start, line.end, "", "body_teaser")
    return Edit(line.start, line.text_start + length, "", "body_teaser_label")


def _is_repeated(teaser: str, below: Sequence[Line]) -> bool:
    """Tell whether nearly all of `teaser` stands in the lines below, be it in pieces."""
    if len(teaser) > FLATTENED:
        return False
    known: set[str] = set()
    looked_at = 0
    for line in below:
        words = words_of(line.text[:_TEASER_REACH])
        known.update(words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1))
        looked_at += len(words)
        if looked_at > _TEASER_REACH:
            break
    is_known = [False] * len(teaser)
    for at in range(len(teaser) - _SHINGLE + 1):
        if teaser[at : at + _SHINGLE] in known:
            is_known[at : at + _SHINGLE] = [True] * _SHINGLE
    # A short headline glued to the front is too short to be recognised; a figure of its own saves the teaser.
    has_own_figure = any(not is_in and mark.isdigit() for mark, is_in in zip(teaser, is_known, strict=True))
    return sum(is_known) >= 0.75 * len(teaser) and not has_own_figure


def _is_signature(line: str) -> bool:
    """Tell whether a line may be the end of a document: who signed it, and when."""
    return bool(re.search(r"\d{4}年\d{1,2}月\d{1,2}日$|^[(（].*[)）]$", line))
