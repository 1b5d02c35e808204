"""The boilerplate cues, compiled: how a line of a page is told by its words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import ahocorasick

from fugong.text.codepoints import BEYOND

# The longest word of a menu that may be a heading inside the article: it goes only above and below the paragraphs.
_MAX_HEADING_WORD = 3
_MENU_SEPARATORS = "|·/>»,、.:()[]【】•+-"
_MENU_SEPARATOR = re.compile(rf"[\s{re.escape(_MENU_SEPARATORS)}]+")
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_DECORATION = " \t\u3000\xa0■◆●▲★☆□◇○►▶·•>»:|-—[]【】"
# What sites set before and after a line of words to draw the eye, and list marks that a scraper leaves.
_ORNAMENT = " \t\u3000\xa0■◆●▲▼△▽★☆□◇○►▶·•>»*#↑↓→←丨_~"
_BRACKETS = {"[": "]", "【": "】"}
_ADORNING = frozenset(_DECORATION + _ORNAMENT)
# What a regular expression holds inside groups, classes and escapes.
_ESCAPE_OR_CLASS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]")
_GROUP = re.compile(r"\([^()]*\)")


# Compared by identity: hundreds of cues are looked up as one key for each document.
@dataclass(frozen=True, slots=True, eq=False)
class BoilerplateCue:
    """How boilerplate reads: `cue` against a line, stripped of white space.

    `match` is exact (the decoration of headings is ignored; exact words to be dropped are also the words of menus, and
    the shortest count only above and below the paragraphs), prefix, contains, or regex (searched). `action` is
    drop_line, drop_rest (this line and all that follow), drop_prefix (in the first lines, the matched part only; what
    is left of the line goes too if the text below repeats it) or drop_notice (on pages, this line if no paragraph of
    the article stands above it, or none below).
    """

    cue: str
    match: str
    action: str


class Matcher:
    """The cues, compiled so that a line is looked at once for each kind of match.

    Raises:
        ValueError: if a cue's match or action is not one of those known, or its pattern is not one.
    """

    def __init__(self, cues: Sequence[BoilerplateCue]) -> None:
        """Compile `cues`."""
        for cue in cues:
            if cue.match not in ("exact", "prefix", "contains", "regex"):
                raise ValueError(f"boilerplate cue {cue.cue!r}: unknown match {cue.match!r}")
            if cue.action not in ("drop_line", "drop_rest", "drop_prefix", "drop_notice"):
                raise ValueError(f"boilerplate cue {cue.cue!r}: unknown action {cue.action!r}")
        self._drops = _sifted([cue for cue in cues if cue.action == "drop_line" and not _is_short_word(cue)])
        self._menu = frozenset(cue.cue for cue in cues if cue.action == "drop_line" and cue.match == "exact")
        self._menu_characters = frozenset("".join(self._menu))
        self._menu_line_characters = self._menu_characters.union(_SPACES, _MENU_SEPARATORS)
        self._longest = max(map(len, self._menu), default=0)
        self.is_heading = _compiled(
            [cue for cue in cues if cue.action == "drop_line" and cue.match == "exact" and not _is_short_word(cue)]
        )
        rest = [cue for cue in cues if cue.action == "drop_rest"]
        self.drops_rest = _compiled(rest)
        self.is_notice = _compiled([cue for cue in cues if cue.action == "drop_notice"])
        teasers = [cue for cue in cues if cue.action == "drop_prefix"]
        self._teaser = _search(teasers)
        openings = [*map(_as_prefix, rest), *teasers]
        literal_openings = [cue for cue in openings if cue.match == "prefix" and cue.cue]
        self._openings = frozenset(cue.cue[0] for cue in literal_openings).union(_ADORNING)
        others = [cue for cue in openings if cue not in literal_openings]
        self._may_open = _search(others)
        begins = [beginnings(cue.cue) if cue.match == "regex" else None for cue in others]
        # What a paragraph begins or ends with that takes the rest with it or is a teaser; None if that is not known.
        self.begins_opening = None if None in begins else self._openings.union(*filter(None, begins))
        self.ends_opening = _ADORNING
        literal = [cue.cue for cue in rest if cue.match == "prefix"]
        firsts = {cue[:1] for cue in literal}
        # Of the marks before it there are few; spaces written out are found twice as fast.
        begins_rest = "" if firsts & {"", ":"} else f"(?=[{re.escape(''.join(sorted(firsts)))}])"
        self._rest_in_line = (
            re.compile(rf"[。!?)\]{_SPACES}]{begins_rest}(?:{_alternatives(literal)})") if literal else None
        )

    def drops(self, line: str, is_edge: bool) -> bool:
        """Tell whether a line is the page's own; `is_edge`: it stands above or below all paragraphs."""
        return self._drops(line) or self._menu_words(line) >= (1 if is_edge else 3)

    def opens(self, line: str) -> bool:
        """Tell whether a paragraph takes the rest with it, or is a teaser."""
        # Hardly a paragraph begins like any of them.
        may_open = line[0] in self._openings or line[-1] in _ADORNING or (self._may_open and self._may_open(line))
        return bool(may_open and (self.drops_rest(line) or self.prefix_length(line)))

    def prefix_length(self, line: str) -> int:
        """Length of the teaser's label at the start of `line`, 0 if there is none."""
        found = self._teaser(line) if self._teaser else None
        return found.end() if found and not found.start() else 0

    def rest_in_line(self, line: str, start: int) -> int | None:
        """Where, from `start` on, words begin that take the rest of a flattened page with them, None if nowhere.

        A flattened page has lost its line breaks; what began a line follows a space or the end of a sentence.
        """
        found = self._rest_in_line.search(line, max(0, start - 1)) if self._rest_in_line else None
        return found.start() + 1 if found else None

    def _menu_words(self, line: str) -> int:
        """Count the words of a line that is a menu, set apart or run together; 0 if it is none."""
        bare = line.strip(_ORNAMENT)
        if not self._menu_line_characters.issuperset(bare):
            return 0
        count = 0
        for part in _MENU_SEPARATOR.split(bare):
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


_Search = Callable[[str], "re.Match[str] | None"]


def _is_short_word(cue: BoilerplateCue) -> bool:
    return cue.match == "exact" and len(cue.cue) <= _MAX_HEADING_WORD


def _as_prefix(cue: BoilerplateCue) -> BoilerplateCue:
    return BoilerplateCue(cue.cue, "prefix", cue.action) if cue.match == "exact" else cue


def _compiled(cues: Sequence[BoilerplateCue]) -> Callable[[str], bool]:
    exact = frozenset(cue.cue for cue in cues if cue.match == "exact")
    begins = _begins([cue.cue for cue in cues if cue.match == "prefix"])
    search = _search([cue for cue in cues if cue.match not in ("exact", "prefix")])

    def matches(line: str) -> bool:
        if not line:
            return "" in exact or (search is not None and bool(search(line)))
        begin = begins.get(line[0])
        if line in exact or (begin and begin(line)) or (search is not None and search(line)):
            return True
        if line[0] not in _ADORNING and line[-1] not in _ADORNING:
            return False
        if line.strip(_DECORATION) in exact:
            return True
        bare = _unadorned(line)
        if len(bare) == len(line):
            return False
        begin = begins.get(bare[:1])
        return bool((begin and begin(bare)) or (search is not None and search(bare)))

    return matches


def _unadorned(line: str) -> str:
    """Return a line without what draws the eye to it, be it brackets around it."""
    bare = line.strip(_ORNAMENT)
    return bare[1:-1] if bare[:1] in _BRACKETS and bare[-1:] == _BRACKETS[bare[0]] else bare


def _begins(prefixes: Sequence[str]) -> dict[str, _Search]:
    """Return what looks for `prefixes`, by the character that a line begins with: few lines begin so."""
    by_first: dict[str, list[str]] = {}
    for prefix in prefixes:
        by_first.setdefault(prefix[0], []).append(prefix)
    return {first: re.compile(_alternatives(some)).match for first, some in by_first.items()}


def _sifted(cues: Sequence[BoilerplateCue]) -> Callable[[str], bool]:
    """Like `_compiled`, for hundreds of cues and lines that mostly match none.

    Most regular expressions cannot match without one of a few words, others without a digit. One pass over the line
    finds which words stand in it; only their expressions are tried.
    """
    seek = _by_words([cue for cue in cues if cue.match not in ("exact", "prefix")])
    matches_literally = _compiled([cue for cue in cues if cue.match in ("exact", "prefix")])

    def matches(line: str) -> bool:
        if matches_literally(line) or seek(line):
            return True
        if not line or (line[0] not in _ADORNING and line[-1] not in _ADORNING):
            return False
        bare = _unadorned(line)
        return len(bare) < len(line) and seek(bare)

    return matches


def _by_words(cues: Sequence[BoilerplateCue]) -> Callable[[str], bool]:
    """Return what looks for `cues` anywhere in a line, each only where a word that it needs is, or a digit."""
    numbered = [cue for cue in cues if cue.match == "regex" and requires_digit(cue.cue)]
    # By the word, what looks for the cues that need no digit, and for those that do.
    searches: dict[str, tuple[list[_Search], list[_Search]]] = {}
    wordless: tuple[list[BoilerplateCue], list[BoilerplateCue]] = ([], [])
    for cue in cues:
        words, search, kind = _needed(cue), _search([cue]), cue in numbered
        if search is not None:
            for word in words:
                searches.setdefault(word, ([], []))[kind].append(search)
        if not words:
            wordless[kind].append(cue)
    search_wordless, search_wordless_numbered = map(_search, wordless)
    found = ahocorasick.Automaton()
    for word, some in searches.items():
        found.add_word(word, some)
    found.make_automaton()
    iterate = found.iter if searches else lambda _: ()

    def seek(line: str) -> bool:
        has_digit = _DIGIT.search(line) is not None
        for _, (others, with_digit) in iterate(line):
            for search in others:
                if search(line):
                    return True
            for search in with_digit if has_digit else ():
                if search(line):
                    return True
        return (search_wordless is not None and search_wordless(line) is not None) or (
            has_digit and search_wordless_numbered is not None and search_wordless_numbered(line) is not None
        )

    return seek


def _needed(cue: BoilerplateCue) -> tuple[str, ...]:
    """Return words one of which is in every line that the cue matches anywhere; () if it is not looked for there."""
    if cue.match == "regex":
        return required_words(cue.cue)
    # White space is allowed before a colon.
    return tuple(filter(None, [max(cue.cue.split(":"), key=len)])) if cue.match == "contains" else ()


_DIGIT = re.compile(r"\d")


# An escape, a class, a plain character, a group's bracket; then what repeats it.
_PIECE = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[:=!]|[()|^$.]|[^\\\[()|^$.?*+{}])((?:[?*+]|\{[\d,]+\})?)")
# A group of another kind than these, which may mean anything.
_SPECIAL_GROUP = re.compile(r"\(\?[^:=!]")
_GROUPS_TO_READ = ("(", "(?:")


def required_words(pattern: str) -> tuple[str, ...]:
    """Return words one of which is in everything that `pattern` matches; () if no such words are easily seen.

    Two kinds are: plain characters in a row, and a group whose alternatives all require words themselves. Neither
    counts if it is optional.
    """
    if _SPECIAL_GROUP.search(pattern):
        return ()
    return _words_of_group(piece.groups() for piece in _PIECE.finditer(pattern))[0]


def _words_of_group(pieces: Iterator[tuple[str, ...]]) -> tuple[tuple[str, ...], str]:
    """Take the pieces up to the bracket that closes a group; return the words it requires and what repeats it."""
    alternatives: list[tuple[str, ...]] = []
    found: list[tuple[str, ...]] = []
    row = closing = ""
    for mark, repeated in pieces:
        if len(mark) == 1 and mark not in "()|^$." and not repeated:
            row += mark
            continue
        if row:
            found.append((row,))
            row = ""
        if mark.startswith("("):
            words, repeats = _words_of_group(pieces)
            is_optional = repeats[:1] in ("?", "*") or repeats.startswith(("{0", "{,"))
            if words and mark in _GROUPS_TO_READ and not is_optional:
                found.append(words)
        elif mark == "|":
            alternatives.append(_rarest(found))
            found = []
        elif mark == ")":
            closing = repeated
            break
    if row:
        found.append((row,))
    alternatives.append(_rarest(found))
    return (tuple(word for words in alternatives for word in words) if all(alternatives) else ()), closing


def _rarest(found: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    # The longer the shortest word, the rarer; a group rather than a single character before it.
    return max(reversed(found), key=lambda words: min(map(len, words)), default=())


def beginnings(pattern: str) -> frozenset[str] | None:
    """Return characters with one of which everything begins that `pattern` matches; None if they are not easily seen.

    A character beyond U+FFFF is `BEYOND` there.
    """
    if _SPECIAL_GROUP.search(pattern) or not _is_anchored(pattern):
        return None
    characters, may_be_empty, _ = _beginnings_of_group(piece.groups() for piece in _PIECE.finditer(pattern))
    return None if characters is None or may_be_empty else frozenset(characters)


def _beginnings_of_group(pieces: Iterator[tuple[str, ...]]) -> tuple[set[str] | None, bool, str]:
    """Take the pieces up to the bracket that closes a group; return what it may begin with (None: unknown).

    And whether it may match nothing, and what repeats it.
    """
    found: set[str] | None = set()
    may_be_empty, is_beginning, closing = False, True, ""
    for mark, repeated in pieces:
        if mark == "|":
            may_be_empty, is_beginning = may_be_empty or is_beginning, True
            continue
        if mark == ")":
            closing = repeated
            break
        inner, is_optional = _characters(mark), False
        if mark.startswith("("):
            inner, is_optional, repeated = _beginnings_of_group(pieces)
        if mark in ("^", "$") or (mark.startswith("(") and mark not in _GROUPS_TO_READ) or not is_beginning:
            continue
        found = None if found is None or inner is None else found | inner
        is_beginning = is_optional or repeated[:1] in ("?", "*") or repeated.startswith(("{0", "{,"))
    return found, may_be_empty or is_beginning, closing


def _characters(mark: str) -> set[str] | None:
    """Return what a piece of a pattern that is no group stands for, None if that is not easily seen."""
    if mark == r"\d":
        return {*filter(str.isdecimal, map(chr, range(0x10000))), BEYOND}
    if len(mark) == 1 and mark != ".":
        return {mark if mark <= "\uffff" else BEYOND}
    return {mark[1]} if mark[0] == "\\" and not mark[1].isalnum() else None


def requires_digit(pattern: str) -> bool:
    """Tell whether everything that `pattern` matches has a digit in it; False if that is not easily seen."""
    if _SPECIAL_GROUP.search(pattern):
        return False
    return _digit_in_group(piece.groups() for piece in _PIECE.finditer(pattern))[0]


def _digit_in_group(pieces: Iterator[tuple[str, ...]]) -> tuple[bool, str]:
    """Take the pieces up to the bracket that closes a group; tell whether it requires a digit, and what repeats it."""
    alternatives: list[bool] = []
    is_required = False
    closing = ""
    for mark, repeated in pieces:
        if mark.startswith("("):
            is_found, repeated = _digit_in_group(pieces)
            is_found = is_found and mark != "(?!"
        else:
            is_found = mark == r"\d" or mark.isdecimal()
        if mark == "|":
            alternatives.append(is_required)
            is_required = False
        elif mark == ")":
            closing = repeated
            break
        is_optional = repeated[:1] in ("?", "*") or repeated.startswith(("{0", "{,"))
        is_required = is_required or (is_found and not is_optional)
    return all((*alternatives, is_required)), closing


def _search(cues: Sequence[BoilerplateCue]) -> _Search | None:
    """Search for any of `cues`; what can only stand at the beginning is not looked for anywhere else."""
    first: list[str] = []
    anywhere: list[str] = []
    for kind, parts, ending in (("exact", first, r"\Z"), ("prefix", first, ""), ("contains", anywhere, "")):
        if literals := [cue.cue for cue in cues if cue.match == kind]:
            parts.append(f"(?:{_alternatives(literals)}){ending}")
    for cue in cues:
        if cue.match == "regex":
            try:
                re.compile(cue.cue)
            except re.error as error:
                raise ValueError(f"boilerplate cue {cue.cue!r} is no regular expression: {error}") from error
            (first if _is_anchored(cue.cue) else anywhere).append(f"(?:{cue.cue})")
    match = re.compile("|".join(first)).match if first else None
    search = re.compile("|".join(anywhere)).search if anywhere else None
    if match is None or search is None:
        return match or search
    return lambda line: match(line) or search(line)


def _is_anchored(pattern: str) -> bool:
    """Tell whether `pattern` can only match at the beginning; False if in doubt."""
    outside, count = _ESCAPE_OR_CLASS.sub("", pattern), 1
    while count:
        outside, count = _GROUP.subn("", outside)
    return outside.startswith("^") and not set("|()") & set(outside)


def _alternatives(literals: Sequence[str]) -> str:
    """Match any of `literals`, longest first, with white space allowed before a colon."""
    return "|".join(re.escape(literal).replace(":", r"\s*:") for literal in sorted(literals, key=len, reverse=True))
