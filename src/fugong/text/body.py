"""Cut page boilerplate (navigation, date lines, teasers, disclaimers, link lists) out of a text that was a web page.

What boilerplate says is data: the rows of `seeds/boilerplate_cues.csv`. This module only knows what it looks like and
where it stands. A doubtful line stays: a line too much does less harm than a sentence too few.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fugong.text.aligned import Edit

# The longest line that can be a headline, a menu or a label; longer ones are paragraphs.
_MAX_LABEL = 160
# Lines this long are whole documents whose line breaks were lost.
_FLATTENED = 400
# A shorter line with a question or a shout in it is a headline, unless it holds a full stop.
_MIN_PROSE = 30
# A word of the menu this short may be a heading inside the article, so it goes only above and below the paragraphs.
_MAX_HEADING_WORD = 3
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

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_SENTENCE_END = re.compile(r"[。;]|[!?…](?!\s*$)")
_FULL_STOP = re.compile(r"[。;“”]")
_NOT_A_WORD = re.compile(r"[\W_]+")
_TRAIL_SEPARATOR = re.compile(r"\s*(?:[»›→]|>+|-{2,}>)\s*")
_BUTTON = re.compile(r"[\[【][^\[\]【】]{0,20}[\]】]")
_BUTTON_COUNT = re.compile(r"\(\d+\)")
_MENU_SEPARATOR = re.compile(r"[\s|·/>»,、.:()\[\]【】•+-]+")
_EDITORS = re.compile(r"(?:责任?编辑|责编|编审|[一初]审)\s*[:/|]")
_PHOTO = re.compile(r"[摄图]")
_DAY = re.compile(r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
# Five short names or more: no headline is made like that.
_MENU = re.compile(r"[^\W\d_]{2,6}(?:\s+[^\W\d_]{2,6}){4,20}$")
_LOCATION = re.compile(r"位置\s*:")
_DECORATION = " \t\u3000\xa0■◆●▲★☆□◇○►▶·•>»:|-—[]【】"


# Compared by identity: hundreds of cues are looked up as one key for each document.
@dataclass(frozen=True, slots=True, eq=False)
class BoilerplateCue:
    """How boilerplate reads: `cue` against a line, stripped of white space.

    `match` is exact (the decoration of headings is ignored; exact words to be dropped are also the words of menus, and
    the shortest count only above and below the paragraphs), prefix, contains, or regex (searched). `action` is
    drop_line, drop_rest (this line and all that follow) or drop_prefix (in the first lines, the matched part only; what
    is left of the line goes too if the text below repeats it).
    """

    cue: str
    match: str
    action: str


@dataclass(frozen=True, slots=True)
class _Line:
    """`[start, end)` takes in the line break; `text` is without surrounding white space and starts at `text_start`."""

    start: int
    end: int
    text_start: int
    text: str
    is_prose: bool


def find_boilerplate(text: str, cues: Sequence[BoilerplateCue], *, is_page: bool = False) -> list[Edit]:
    """Find what is page boilerplate in a simplified, width-folded text; return the deletions, in order.

    A text that was a page (`is_page`), or that holds several of a page's own lines, loses also what stands around the
    article without a mark of its own.

    Raises:
        ValueError: if a cue's match or action is not one of those known, or its pattern is not one.
    """
    lines = [_line(match) for match in _LINE.finditer(text) if not match[0].isspace()]
    matcher = _matcher(tuple(cues))
    edits: list[Edit] = []
    rules = [""] * len(lines)
    cut_from = _start_of_rest(lines, matcher)
    prose_lines = [number for number, line in enumerate(lines[:cut_from]) if line.is_prose]
    first_prose, last_prose = (prose_lines[0], prose_lines[-1]) if prose_lines else (0, len(lines))
    repeats = _repeated_headlines(lines[: min(_TOP_LINES, cut_from)])
    head_end = _end_of_navigation(lines[:first_prose], matcher)
    cues_in_tail = 0
    is_tail_cut = False
    for number, line in enumerate(lines):
        rule = ""
        is_edge = not first_prose <= number <= last_prose
        if number >= cut_from:
            rule = "body_rest"
        elif number < head_end:
            rule = "body_navigation"
        elif len(line.text) >= _FLATTENED and line.is_prose:
            edits.extend(_flattened_rest(line, matcher))
        elif number < _TOP_LINES and (label := matcher.prefix_length(line.text)):
            edits.append(_teaser_edit(line, label, lines[number + 1 : number + 1 + _TOP_LINES]))
        elif not line.is_prose:
            if matcher.drops(line.text, is_edge):
                rule = "body_cue"
            elif _is_breadcrumb(line.text):
                rule = "body_breadcrumb"
            elif _is_link_row(line.text):
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
    marked = sum(map(bool, rules[:cut_from]))
    if is_page or marked >= _MARKS_OF_A_PAGE:
        if not is_page:
            _cut_above_headline(lines, rules)
        _cut_below_article(lines, rules)
    edits.extend(Edit(line.start, line.end, "", rule) for line, rule in zip(lines, rules, strict=True) if rule)
    taken: list[Edit] = []
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if not taken or edit.start >= taken[-1].end:
            taken.append(edit)
    return taken


def _solid(lines: Sequence[_Line], rules: Sequence[str]) -> list[int]:
    """Numbers of the lines that are paragraphs which no comment or notice on a page is long enough for."""
    lengths = {number: len(line.text) for number, line in enumerate(lines) if line.is_prose and not rules[number]}
    least = _SOLID if max(lengths.values(), default=0) >= _SOLID else _SOLID_IF_ALL_ARE_SHORT
    return [number for number, length in lengths.items() if length >= least]


def _cut_above_headline(lines: Sequence[_Line], rules: list[str]) -> None:
    """Cut what stands above the headline: the last label above the line that dates the article."""
    top = next(iter(_solid(lines, rules)), 0)
    dated = next((number for number in range(top) if _DAY.search(lines[number].text)), 0)
    labels = (number for number in range(dated - 1, -1, -1) if not rules[number] and not lines[number].is_prose)
    # A line that begins with a dash is the second line of a headline.
    headline = next(
        (
            number
            for number in labels
            if len(_words(lines[number].text)) >= _MIN_HEADLINE and not lines[number].text.startswith("—")
        ),
        0,
    )
    rules[:headline] = [rule or "body_navigation" for rule in rules[:headline]]


def _cut_below_article(lines: Sequence[_Line], rules: list[str]) -> None:
    """Cut what follows the first of the page's own lines below the last paragraph: labels, and notices after those."""
    bottom = max(_solid(lines, rules), default=-1)
    if bottom < 0:
        return
    cut = 0
    for number in range(bottom + 1, len(lines)):
        line = lines[number]
        if rules[number]:
            # The line under a picture says nothing about where the article ends.
            cut += 0 if _PHOTO.search(line.text) and not cut else 1
        elif cut and not line.is_prose and (cut >= _CUES_OF_TAIL or not _is_signature(line.text)):
            rules[number] = "body_tail"
            cut += 1
        elif cut >= _CUES_OF_TAIL and line.is_prose:
            rules[number] = "body_tail"
        elif line.is_prose:
            cut = 0


def _end_of_navigation(head: Sequence[_Line], matcher: _Matcher) -> int:
    """Number of lines above the trail of names that says where on the site the article stands, and with it.

    A menu and lists of links stand there; the headline follows. Without such a trail, a headline that stands a second
    time below a list shows where the article begins. 0 if neither is found above the first paragraph.
    """
    trails = [
        number for number, line in enumerate(head) if _is_breadcrumb(line.text) or _LOCATION.search(line.text[:8])
    ]
    if trails:
        follows = head[trails[-1] + 1 :]
        if any(len(_words(line.text)) >= 4 and not matcher.drops(line.text, True) for line in follows):
            return trails[-1] + 1
    return _start_of_second_headline(head, matcher)


def _start_of_second_headline(head: Sequence[_Line], matcher: _Matcher) -> int:
    """Number of the line that repeats a headline below a list of others, 0 if there is none."""
    first_at: dict[str, int] = {}
    for number, line in enumerate(head):
        words = _words(line.text)
        if len(words) < _MIN_HEADLINE or line.is_prose:
            continue
        first = first_at.setdefault(words, number)
        between = [other for other in head[first + 1 : number] if not matcher.drops(other.text, True)]
        if len(between) >= _LINES_OF_A_LIST:
            return number
    return 0


def _line(match: re.Match[str]) -> _Line:
    stripped = match[0].strip()
    is_prose = len(stripped) > _MAX_LABEL or (
        bool(_SENTENCE_END.search(stripped)) and (len(stripped) >= _MIN_PROSE or bool(_FULL_STOP.search(stripped)))
    )
    is_prose = is_prose and not _is_link_row(stripped)
    return _Line(match.start(), match.end(), match.start() + match[0].find(stripped), stripped, is_prose)


class _Matcher:
    """The cues, compiled so that a line is looked at once for each kind of match."""

    def __init__(self, cues: Sequence[BoilerplateCue]) -> None:
        for cue in cues:
            if cue.match not in ("exact", "prefix", "contains", "regex"):
                raise ValueError(f"boilerplate cue {cue.cue!r}: unknown match {cue.match!r}")
            if cue.action not in ("drop_line", "drop_rest", "drop_prefix"):
                raise ValueError(f"boilerplate cue {cue.cue!r}: unknown action {cue.action!r}")
        self._drops = _compiled([cue for cue in cues if cue.action == "drop_line" and not _is_short_word(cue)])
        self._menu = frozenset(cue.cue for cue in cues if cue.action == "drop_line" and cue.match == "exact")
        self._menu_characters = frozenset("".join(self._menu))
        self._longest = max(map(len, self._menu), default=0)
        self.is_heading = _compiled(
            [cue for cue in cues if cue.action == "drop_line" and cue.match == "exact" and not _is_short_word(cue)]
        )
        self.drops_rest = _compiled([cue for cue in cues if cue.action == "drop_rest"])
        self._teaser = _pattern([cue for cue in cues if cue.action == "drop_prefix"])
        literal = [cue.cue for cue in cues if cue.action == "drop_rest" and cue.match == "prefix"]
        # A flattened page has lost its line breaks; what began a line follows a space or the end of a sentence.
        self.rest_in_line = re.compile(rf"(?<=[\s。!?)\]])(?:{_alternatives(literal)})") if literal else None

    def drops(self, line: str, is_edge: bool) -> bool:
        """Tell whether a line is the page's own; `is_edge`: it stands above or below all paragraphs."""
        return self._drops(line) or self._menu_words(line) >= (1 if is_edge else 3)

    def _menu_words(self, line: str) -> int:
        """Count the words of a line that is a menu, set apart or run together; 0 if it is none."""
        count = 0
        for part in _MENU_SEPARATOR.split(line):
            if not self._menu_characters.issuperset(part):
                return 0
            # The fewest words that make up each beginning of the part.
            best: list[int | None] = [0]
            for end in range(1, len(part) + 1):
                lengths = range(1, min(self._longest, end) + 1)
                known = [best[end - length] for length in lengths if part[end - length : end] in self._menu]
                best.append(min((words + 1 for words in known if words is not None), default=None))
            words = best[-1]
            if words is None:
                return 0
            count += words
        return count

    def prefix_length(self, line: str) -> int:
        """Length of the teaser's label at the start of `line`, 0 if there is none."""
        found = self._teaser.match(line) if self._teaser else None
        return found.end() if found else 0


def _is_short_word(cue: BoilerplateCue) -> bool:
    return cue.match == "exact" and len(cue.cue) <= _MAX_HEADING_WORD


@lru_cache(maxsize=4)
def _matcher(cues: tuple[BoilerplateCue, ...]) -> _Matcher:
    return _Matcher(cues)


def _compiled(cues: Sequence[BoilerplateCue]) -> Callable[[str], bool]:
    exact = {cue.cue for cue in cues if cue.match == "exact"}
    pattern = _pattern([cue for cue in cues if cue.match != "exact"])

    def matches(line: str) -> bool:
        return line in exact or line.strip(_DECORATION) in exact or bool(pattern and pattern.search(line))

    return matches


def _pattern(cues: Sequence[BoilerplateCue]) -> re.Pattern[str] | None:
    parts = []
    for kind, opening in (("exact", r"\A(?:{})\Z"), ("prefix", r"\A(?:{})"), ("contains", r"(?:{})")):
        if literals := [cue.cue for cue in cues if cue.match == kind]:
            parts.append(opening.format(_alternatives(literals)))
    for cue in cues:
        if cue.match == "regex":
            try:
                re.compile(cue.cue)
            except re.error as error:
                raise ValueError(f"boilerplate cue {cue.cue!r} is no regular expression: {error}") from error
            parts.append(f"(?:{cue.cue})")
    return re.compile("|".join(parts)) if parts else None


def _alternatives(literals: Sequence[str]) -> str:
    """Match any of `literals`, longest first, with white space allowed before a colon."""
    return "|".join(re.escape(literal).replace(":", r"\s*:") for literal in sorted(literals, key=len, reverse=True))


def _start_of_rest(lines: Sequence[_Line], matcher: _Matcher) -> int:
    """Number of the first line of what is to be dropped to the end; `len(lines)` if nothing is.

    There must be a body before it, and less prose after it than before: a site may put its disclaimer on top.
    """
    total = sum(len(line.text) for line in lines if line.is_prose)
    before = 0
    for number, line in enumerate(lines):
        if before and len(line.text) < _FLATTENED and matcher.drops_rest(line.text):
            after = total - before - (len(line.text) if line.is_prose else 0)
            if after <= before:
                return number
        before += len(line.text) if line.is_prose else 0
    return len(lines)


def _flattened_rest(line: _Line, matcher: _Matcher) -> Iterator[Edit]:
    """Cut a disclaimer at the end of a document that is one long line."""
    if matcher.rest_in_line is None:
        return
    for found in matcher.rest_in_line.finditer(line.text):
        if found.start() * 2 >= len(line.text) and len(line.text) - found.start() <= 2 * _FLATTENED:
            yield Edit(line.text_start + found.start(), line.end, "", "body_rest", 0.9)
            return


def _teaser_edit(line: _Line, length: int, below: Sequence[_Line]) -> Edit:
    teaser = _words(line.text[length:])
    if not teaser or _is_repeated(teaser, below):
        return Edit(line.start, line.end, "", "body_teaser")
    return Edit(line.start, line.text_start + length, "", "body_teaser_label")


def _is_repeated(teaser: str, below: Sequence[_Line]) -> bool:
    """Tell whether nearly all of `teaser` stands in the lines below, be it in pieces."""
    if len(teaser) > _FLATTENED:
        return False
    known: set[str] = set()
    looked_at = 0
    for line in below:
        words = _words(line.text[:_TEASER_REACH])
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


def _repeated_headlines(lines: Sequence[_Line]) -> set[int]:
    seen: set[str] = set()
    repeated: set[int] = set()
    for number, line in enumerate(lines):
        words = _words(line.text)
        if not line.is_prose and len(words) >= 4:
            if words in seen:
                repeated.add(number)
            seen.add(words)
    return repeated


def _is_breadcrumb(line: str) -> bool:
    """Tell whether a line is a trail of short names: 首页 > 新闻 > 地方."""
    parts = [part for part in _TRAIL_SEPARATOR.split(line) if part]
    if len(parts) < 2 or any(len(part) > 30 for part in parts):
        return False
    return "首页" in parts[0] or (len(parts) >= 3 and not re.search(r"\d[%％]?|,", line))


def _is_link_row(line: str) -> bool:
    """Tell whether a line is a row of links (关于我们 | 网站地图 | …) or of buttons ([打印] [关闭])."""
    buttons = _BUTTON.findall(line)
    if len(buttons) >= 2 and len("".join(buttons)) >= 0.8 * len(re.sub(r"\s+", "", line)):
        return not re.search(r"\d", _BUTTON_COUNT.sub("", line))
    parts = [part.strip() for part in line.split("|") if part.strip()]
    # A table's row has figures; a row of links has none.
    return len(parts) >= 4 and not re.search(r"\d", line) and sum(len(part) <= 12 for part in parts) >= 0.8 * len(parts)


def _is_signature(line: str) -> bool:
    """Tell whether a line may be the end of a document: who signed it, and when."""
    return bool(re.search(r"\d{4}年\d{1,2}月\d{1,2}日$|^[(（].*[)）]$", line))


def _words(text: str) -> str:
    return _NOT_A_WORD.sub("", text)
