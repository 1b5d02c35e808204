"""The text of an HTML page, as edits to the page, with what its head says about it.

Nothing is executed and nothing fetched. Pages are hostile: the scanner reads a page once from front to back, whatever
is nested, unclosed or missing. It is not built on `html.parser`, which on the supported Pythons takes quadratic time
on unclosed tags and comments and gives positions as line and column. Which blocks are the article's body is judged
by trafilatura; the text itself is always the page's own, character by character.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any, NamedTuple

from fugong.text.aligned import Edit
from fugong.text.metadata import find_dateline, iso_date

# Beyond this, asking trafilatura costs more than it is worth: it takes about 0.1 ms an element.
_MAX_JUDGED_CHARACTERS = 3_000_000
_MAX_JUDGED_TAGS = 40_000
# libxml2 drops what is nested deeper; a judge who has not seen the text must not decide on it.
_MAX_JUDGED_DEPTH = 250
_MAX_HEAD_VALUE = 20_000
_MAX_JSON_LD = 1_000_000
_SHINGLE = 12
# The headline stands among the first blocks.
_MAX_HEADLINE_BLOCKS = 200
_MIN_HEADLINE = 4
# A shorter title element may be the site's name.
_MIN_TITLE = 8

_BLOCK_TAGS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "br",
            "caption",
            "center",
            "dd",
            "details",
            "dir",
            "div",
        ),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "head", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "p", "pre"),
        *("section", "summary", "table", "tbody", "tfoot", "thead", "title", "tr", "ul"),
    }
)
_CELL_TAGS = frozenset({"td", "th"})
# Their content is no markup, up to their own end tag.
_RAW_TAGS = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
_HIDDEN_TAGS = frozenset(
    {"audio", "button", "canvas", "datalist", "math", "noscript", "object", "select", "svg", "template", "video"}
)

_LOOKS_LIKE_HTML = re.compile(r"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_COMMON_TAG = re.compile(
    r"</?(?:div|p|span|a|br|table|tr|td|ul|li|h[1-6]|article|section|meta|title|img)(?:\s[^<>]*)?/?>", re.I
)
_TAG_NAME = re.compile(r"</?([a-zA-Z][^\s/<>\x00]*+)")
_BEFORE_VALUE = re.compile(r"[^>=]*+")
_SPACE = re.compile(r"\s*+")
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>]++)))?")
_ATOM = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,8};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)|[ \t\r\n\f\v\x00]+")
_NOT_A_WORD = re.compile(r"[\W_]+")
_WIDE = re.compile(r"[\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_TITLE_SEPARATOR = re.compile(r"\s*(?:_+|\|+|\s-+\s|\s[–—]\s|-(?=[^-]*$))\s*")
# How a short line of the body ends: a sentence, a heading in brackets, the day below a signature.
_ENDS_A_BODY = re.compile(r"[。！？!?…；”』」]$|^【[^【】]{1,12}】$|\d年\d{1,2}月\d{1,2}日$")
_ANY_SEPARATOR = re.compile(r"[-_|–—]")
_SITE_NAME = re.compile(r"(?:网|报|社|台|新闻|频道|门户|在线|客户端|網|報|臺|新聞|頻道)$")


@dataclass(frozen=True, slots=True)
class PageText:
    """The edits that turn a page into its body text, and the page's statements about itself, None where it makes none.

    `published` is an ISO date where it can be read as one, else as written. Each `…_source` is `jsonld`, `meta`,
    `title` (the <title> element), `dateline` (the visible text) or `time` (the first <time> element).
    """

    edits: list[Edit] = field(default_factory=list)
    title: str | None = None
    title_source: str | None = None
    publisher: str | None = None
    publisher_source: str | None = None
    published: str | None = None
    published_source: str | None = None
    url: str | None = None
    url_source: str | None = None


def looks_like_html(text: str) -> bool:
    """Tell, from its first characters, whether `text` is an HTML page or a piece of one."""
    head = text[:4000].lstrip("\ufeff \t\r\n\x00")
    if not head.startswith("<"):
        # Some archives keep the transport's headers above the page.
        return head.startswith("HTTP/") and head[5:6].isdecimal() and bool(_LOOKS_LIKE_HTML.search(head))
    if _LOOKS_LIKE_HTML.search(head[:2000]):
        return True
    return sum(1 for _ in zip(range(3), _COMMON_TAG.finditer(head), strict=False)) >= 2


def find_page_text(html: str) -> PageText:
    """Find the body text of a page.

    Applying the edits gives plain text: one line a block (table rows are lines, their cells set apart by a space),
    entities decoded, all markup gone. If the judge finds no article, or the page is too big or too deeply nested
    for it, all visible text is kept.
    """
    head = _Head()
    blocks, tag_count = _read(html, head)
    keeps = _without_labels_above(blocks, _body_blocks(html, blocks, tag_count), head.title)
    edits = _edits(html, blocks, keeps)
    statements = _statements(head, blocks)
    return PageText(edits, **{key: value for name, found in statements.items() for key, value in _fields(name, found)})


# --- scanning --------------------------------------------------------------------------------------------------------


class _Token(NamedTuple):
    """A piece of the page: `text`, `start` or `end` tag, `raw` (the content of a raw element), or `comment`."""

    kind: str
    name: str
    start: int
    end: int


class _Scanner:
    """One pass over a page; a search that failed once is not made again, so that the whole stays linear."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._gone: set[str] = set()
        self._quotes_are_broken = False

    def tokens(self) -> Iterator[_Token]:
        html, position = self._html, 0
        while position < len(html):
            opening = html.find("<", position)
            if opening < 0:
                yield _Token("text", "", position, len(html))
                return
            name_match = _TAG_NAME.match(html, opening)
            if name_match is None and html[opening + 1 : opening + 2] not in ("!", "?", "/"):
                yield _Token("text", "", position, opening + 1)  # a lone less-than sign
                position = opening + 1
                continue
            if opening > position:
                yield _Token("text", "", position, opening)
            if name_match is None:
                position = self._comment_end(opening)
                yield _Token("comment", "", opening, position)
                continue
            name = name_match[1].lower()
            is_end = html[opening + 1] == "/"
            position = self._tag_end(name_match.end())
            yield _Token("end" if is_end else "start", name, opening, position)
            if name in _RAW_TAGS and not is_end:
                close = self.find_end_tag(name, position)
                close = len(html) if close is None else close
                yield _Token("raw", name, position, close)
                position = close

    def find_end_tag(self, name: str, position: int) -> int | None:
        """Where `</name` stands at or after `position`, None if nowhere."""
        if name in self._gone:
            return None
        found = _end_tag(name).search(self._html, position)
        if found is None:
            self._gone.add(name)
            return None
        return found.start()

    def _comment_end(self, opening: int) -> int:
        if self._html.startswith("<!--", opening):
            end = self._after("-->", opening + 2)
            if end is not None:
                return end
        return self._after(">", opening) or len(self._html)

    def _tag_end(self, position: int) -> int:
        html, tag_start = self._html, position
        while not self._quotes_are_broken:
            position = _BEFORE_VALUE.match(html, position).end()  # type: ignore[union-attr]  # matches anything
            if position >= len(html):
                self._quotes_are_broken = True
            elif html[position] == ">":
                return position + 1
            else:
                position = _SPACE.match(html, position + 1).end()  # type: ignore[union-attr]
                if html[position : position + 1] in ('"', "'"):
                    after = self._after(html[position], position + 1)
                    self._quotes_are_broken = after is None
                    position = after or position
        # A quote that nothing closes: tags end at the next bracket from here on, so that text is not swallowed.
        end = self._after(">", tag_start)
        if end is not None:
            return end
        following = html.find("<", tag_start)
        return len(html) if following < 0 else following

    def _after(self, needle: str, position: int) -> int | None:
        if needle in self._gone:
            return None
        found = self._html.find(needle, position)
        if found < 0:
            self._gone.add(needle)
            return None
        return found + len(needle)


def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.I)


# --- blocks ----------------------------------------------------------------------------------------------------------


class _Atom(NamedTuple):
    """`page[start:end]`, shown as `shown`; `rule` says why the two differ, '' if they do not."""

    start: int
    end: int
    shown: str
    rule: str


@dataclass(slots=True)
class _Block:
    """`linked` counts the characters that stand in links."""

    atoms: list[_Atom] = field(default_factory=list)
    linked: int = 0

    def words(self) -> str:
        return _NOT_A_WORD.sub("", "".join(atom.shown for atom in self.atoms))

    def text(self) -> str:
        return "".join(atom.shown for atom in self.atoms)


@dataclass(slots=True)
class _Head:
    title: str = ""
    json_ld: list[str] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    time: str = ""


def _read(html: str, head: _Head) -> tuple[list[_Block], int]:
    """Read the visible blocks of a page, and what its head says; return them with the number of tags."""
    scanner = _Scanner(html)
    blocks: list[_Block] = []
    atoms: list[_Atom] = []
    hidden = script_kind = ""
    pre_depth = tag_count = linked = 0
    is_link = False

    def flush() -> None:
        nonlocal atoms, linked
        if trimmed := _trimmed(atoms):
            blocks.append(_Block(trimmed, linked))
        atoms, linked = [], 0

    for kind, name, start, end in scanner.tokens():
        if kind == "text":
            if not hidden:
                atoms.extend(_text_atoms(html, start, end, keeps_lines=pre_depth > 0))
                linked += end - start if is_link else 0
        elif kind == "raw":
            _note_raw(head, html, start, end, name, script_kind)
        elif kind in ("start", "end"):
            tag_count += 1
            if kind == "start" and name in ("meta", "link", "script", "time"):
                attributes = _attributes(html, start, end)
                script_kind = attributes.get("type", "").lower()
                _note_tag(head, name, attributes)
            if hidden:
                # The first end tag ends it, nested or not: rather a button's label too much than the body hidden.
                hidden = "" if kind == "end" and name == hidden else hidden
            elif kind == "start" and name in _HIDDEN_TAGS and scanner.find_end_tag(name, end) is not None:
                hidden = name
            elif name in _BLOCK_TAGS:
                flush()
                if name == "pre":
                    pre_depth = max(0, pre_depth + (1 if kind == "start" else -1))
            elif name == "a":
                is_link = kind == "start"
            elif name in _CELL_TAGS:
                atoms.append(_Atom(start, end, " ", "html_cell"))
    flush()
    return blocks, tag_count


def _text_atoms(html: str, start: int, end: int, *, keeps_lines: bool) -> Iterator[_Atom]:
    position = start
    for match in _ATOM.finditer(html, start, end):
        if match.start() > position:
            yield _Atom(position, match.start(), html[position : match.start()], "")
        written = match[0]
        if written[0] == "&":
            # A no-break space is a layout device; nobody searches for one.
            shown = unescape(written).replace("\xa0", " ")
            yield _Atom(match.start(), match.end(), shown, "" if shown == written else "html_entity")
        else:
            shown = _white_space(html, match, start, end, keeps_lines=keeps_lines)
            yield _Atom(match.start(), match.end(), shown, "" if shown == written else "html_space")
        position = match.end()
    if position < end:
        yield _Atom(position, end, html[position:end], "")


def _white_space(html: str, match: re.Match[str], start: int, end: int, *, keeps_lines: bool) -> str:
    written = match[0]
    if keeps_lines:
        return written.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    if not written.strip("\x00"):
        return ""
    has_break = "\n" in written or "\r" in written
    before, after = html[match.start() - 1 : match.start()], html[match.end() : match.end() + 1]
    # Chinese sets no spaces between words: a line break in the source means nothing there.
    if has_break and match.start() > start and match.end() < end and _WIDE.match(before) and _WIDE.match(after):
        return ""
    return " "


def _trimmed(atoms: list[_Atom]) -> list[_Atom]:
    """Return `atoms` without the white space at either end of the block; [] if there is nothing else."""
    first, last = 0, len(atoms)
    while first < last and not atoms[first].shown.strip():
        first += 1
    while last > first and not atoms[last - 1].shown.strip():
        last -= 1
    kept: list[_Atom] = []
    ends_in_space = False
    for atom in atoms[first:last]:
        # Spaces on either side of a tag are one space.
        if atom.shown == " " and ends_in_space:
            kept.append(_Atom(atom.start, atom.end, "", "html_space"))
        else:
            kept.append(atom)
            ends_in_space = atom.shown.endswith(" ") if atom.shown else ends_in_space
    return kept


# --- the judge -------------------------------------------------------------------------------------------------------


def _body_blocks(html: str, blocks: Sequence[_Block], tag_count: int) -> list[bool]:
    """For each block, whether it belongs to the article's body."""
    main_text = _main_text(html) if len(html) <= _MAX_JUDGED_CHARACTERS and tag_count <= _MAX_JUDGED_TAGS else ""
    lines = {_NOT_A_WORD.sub("", line) for line in main_text.splitlines()}
    words = _NOT_A_WORD.sub("", main_text)
    shingles = {words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1)}
    keeps = [_is_in(block.words(), lines, shingles) for block in blocks]
    if not any(keeps):
        return [True] * len(blocks)
    return _without_links_below(blocks, _with_short_sentences(blocks, keeps))


def _with_short_sentences(blocks: Sequence[_Block], keeps: Sequence[bool]) -> list[bool]:
    """Keep what the judge overlooked: what stands between two paragraphs of the body, and sentences right beside it.

    A judge of pages has little love for short lines: questions, answers, headings, a signature. Links stay outside.
    """
    filled = list(keeps)
    kept = [number for number, is_kept in enumerate(keeps) if is_kept]
    paragraphs = [number for number in kept if _is_paragraph(blocks[number].text())]
    for number in range(kept[0] + 1, kept[-1]):
        filled[number] = filled[number] or _is_paragraph(blocks[number].text())
    first, last = (paragraphs[0], paragraphs[-1]) if paragraphs else (kept[0], kept[-1])
    for number in range(first + 1, last):
        filled[number] = filled[number] or not _is_linked(blocks[number])
    for numbers in (range(first - 1, -1, -1), range(last + 1, len(blocks))):
        for number in numbers:
            if not filled[number] and not (
                _ENDS_A_BODY.search(blocks[number].text().strip()) and not _is_linked(blocks[number])
            ):
                break
            filled[number] = True
    return filled


def _without_links_below(blocks: Sequence[_Block], keeps: list[bool]) -> list[bool]:
    """Drop what is a link for a third or more and stands below the last paragraph: other articles' headlines."""
    paragraphs = [number for number, block in enumerate(blocks) if keeps[number] and _is_paragraph(block.text())]
    if not paragraphs:
        return keeps
    return [
        is_kept and (number <= paragraphs[-1] or not _is_linked(block))
        for number, (block, is_kept) in enumerate(zip(blocks, keeps, strict=True))
    ]


def _without_labels_above(blocks: Sequence[_Block], keeps: list[bool], title: str) -> list[bool]:
    """Drop the labels above the headline that the title element repeats, if it stands above the first paragraph."""
    first = next((number for number, block in enumerate(blocks) if keeps[number] and _is_paragraph(block.text())), 0)
    written = _words_of(_visible_headline(title, blocks))
    same = (number for number, block in enumerate(blocks[:first]) if written and block.words() == written)
    headline = max(same, default=0)
    return [is_kept and number >= headline for number, is_kept in enumerate(keeps)]


def _is_in(words: str, lines: set[str], shingles: set[str]) -> bool:
    if words in lines:
        return bool(words)
    if len(words) < _SHINGLE:
        return False
    steps = range(0, len(words) - _SHINGLE + 1, _SHINGLE)
    return 2 * sum(words[at : at + _SHINGLE] in shingles for at in steps) >= len(steps)


def _is_linked(block: _Block) -> bool:
    return 3 * block.linked >= len(block.text())


def _is_paragraph(text: str) -> bool:
    return len(text) >= 20 and "。" in text


def _main_text(html: str) -> str:
    """Return what trafilatura takes for the article's text, '' if it takes nothing or fails."""
    # Imported here: a corpus without pages need not wait for it.
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        # A lone surrogate or a null is no character to the parser.
        tree = trafilatura.load_html(html.replace("\x00", "").encode("utf-8", "replace").decode("utf-8"))
        if tree is None or _depth(tree) > _MAX_JUDGED_DEPTH:
            return ""
        return trafilatura.extract(tree, include_comments=False, include_tables=True, favor_recall=True) or ""
    except Exception:
        # The judge is advice: a page it cannot read keeps all its text. What it may raise is not written down.
        return ""


def _depth(tree: Any) -> int:
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in element)
    return deepest


# --- edits -----------------------------------------------------------------------------------------------------------


def _edits(html: str, blocks: Sequence[_Block], keeps: Sequence[bool]) -> list[Edit]:
    edits: list[Edit] = []
    position = 0
    rule, separator = "html_tag", ""
    for block, is_kept in zip(blocks, keeps, strict=True):
        if not is_kept:
            rule = "html_not_body"
            continue
        for atom in block.atoms:
            if atom.start > position or separator:
                edits.append(Edit(position, atom.start, separator, rule))
            if atom.rule:
                edits.append(Edit(atom.start, atom.end, atom.shown, atom.rule))
            position, rule, separator = atom.end, "html_tag", ""
        separator = "\n"
    if position < len(html):
        edits.append(Edit(position, len(html), "\n" if separator else "", rule))
    return edits


# --- what the page says about itself ---------------------------------------------------------------------------------


def _attributes(html: str, start: int, end: int) -> dict[str, str]:
    tag = html[start : min(end, start + _MAX_HEAD_VALUE)]
    name = _TAG_NAME.match(tag)
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(tag, name.end() if name else 0):
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), unescape(value).strip())
    return found


def _note_tag(head: _Head, name: str, attributes: dict[str, str]) -> None:
    if name == "meta":
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        if attributes.get("content"):
            head.meta.setdefault(key.lower(), attributes["content"])
    elif name == "time":
        head.time = head.time or attributes.get("datetime", "")
    elif name == "link" and "canonical" in attributes.get("rel", "").lower().split():
        head.canonical = head.canonical or attributes.get("href", "")


def _note_raw(head: _Head, html: str, start: int, end: int, name: str, script_kind: str) -> None:
    if name == "title" and not head.title:
        head.title = " ".join(unescape(html[start : min(end, start + _MAX_HEAD_VALUE)]).replace("\x00", "").split())
    elif name == "script" and "ld+json" in script_kind and end - start <= _MAX_JSON_LD:
        head.json_ld.append(html[start:end])


_META_NAMES = {
    "title": ("og:title", "articletitle", "twitter:title", "headline", "dc.title"),
    "publisher": ("contentsource", "source", "mediaid"),
    "published": (
        "article:published_time", "og:published_time", "og:release_date", "pubdate", "publishdate", "publish_date",
        "publish-date", "publishtime", "datepublished", "date", "dc.date", "weibo: article:create_at",
        "weibo:article:create_at", "apub:time",
    ),
    "url": ("og:url", "url", "twitter:url"),
}  # fmt: skip

# Who runs the site; on a re-posting site that is not who published the article, so what the text says comes first.
_SITE_NAMES = ("og:site_name", "sitename", "publisher")

_Statements = dict[str, list[tuple[str, str]]]


def _statements(head: _Head, blocks: Sequence[_Block]) -> _Statements:
    """For each field, its values with their sources, most trustworthy first."""
    found: _Statements = {name: [] for name in _META_NAMES}
    for article in _json_ld_articles(head.json_ld):
        for name, value in article.items():
            found[name].append((value, "jsonld"))
    for name, keys in _META_NAMES.items():
        found[name].extend((head.meta[key], "meta") for key in keys if key in head.meta)
    if head.canonical:
        found["url"].append((head.canonical, "meta"))
    title, site = _split_title(head.title)
    if headline := _visible_headline(head.title, blocks):
        title, site = headline, site or _site_beside(head.title, headline)
    visible = "\n".join(block.text() for block in blocks[:200]).translate(_TO_HALF_WIDTH)
    for item in find_dateline(visible):
        # Without a year a dateline dates nothing here; the body still has it.
        if item.field in ("publisher", "published", "url") and not item.value.startswith("--"):
            found[item.field].append((item.value, "dateline"))
        elif item.field == "title" and not headline and len(_words_of(title)) < _MIN_TITLE:
            # The title element names the site alone.
            found["title"].append((item.value, "dateline"))
    if iso_date(head.time):
        found["published"].append((head.time, "time"))
    found["publisher"].extend((head.meta[key], "meta") for key in _SITE_NAMES if key in head.meta)
    if title:
        found["title"].append((title, "title"))
    if site:
        found["publisher"].append((site, "title"))
    return found


_TO_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def _fields(name: str, values: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield a field of `PageText` and its source from the best usable value."""
    for raw, source in values:
        value = " ".join(raw.split())
        if name == "published":
            value = iso_date(value) or value
        elif name == "title" and source == "meta":
            value = _split_title(value)[0]
        if value and (name != "url" or re.match(r"https?://", value)):
            yield name, value
            yield f"{name}_source", source
            return


def _split_title(title: str) -> tuple[str, str]:
    """Cut the names of site and channel off a page title; return the headline and the site, '' if it is not named."""
    parts = [part for part in _TITLE_SEPARATOR.split(title) if part]
    if len(parts) < 2 or not (len(parts) > 2 or _SITE_NAME.search(parts[-1]) or re.search(r"[_|]", title)):
        return title, ""
    site = next((part for part in reversed(parts) if _SITE_NAME.search(part)), "")
    return parts[0], site


def _visible_headline(title: str, blocks: Sequence[_Block]) -> str:
    """Return the headline on the page that the title element repeats between names of channels and site, '' if none."""
    written = _words_of(title)
    texts = (" ".join(block.text().split()) for block in blocks[:_MAX_HEADLINE_BLOCKS])
    parts = {_words_of(part) for part in _TITLE_SEPARATOR.split(title)}
    parts.update(_words_of(title[: separator.start()]) for separator in _ANY_SEPARATOR.finditer(title))
    found = [
        text
        for text in texts
        if len(words := _words_of(text)) >= _MIN_HEADLINE
        and words in written
        and (2 * len(words) >= len(written) or words in parts)
        and not _SITE_NAME.search(text)
    ]
    return max(found, key=len, default="")


def _site_beside(title: str, headline: str) -> str:
    """Return the name of the site that the title element holds beside the headline, '' if none."""
    parts = _TITLE_SEPARATOR.split(title.replace(headline, "|"))
    names = (re.sub("(?:数字报|電子報|电子报|官网|手机版)$", "", part) for part in parts)
    return next((name for name in names if len(name) <= 12 and _SITE_NAME.search(name)), "")


def _words_of(text: str) -> str:
    return _NOT_A_WORD.sub("", text)


def _json_ld_articles(scripts: Sequence[str]) -> Iterator[dict[str, str]]:
    for script in scripts:
        try:
            data = json.loads(script.replace("\x00", ""), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting: list[Any] = [data]
        while waiting:
            item = waiting.pop()
            if isinstance(item, list):
                waiting.extend(reversed(item))
            elif isinstance(item, dict):
                if article := _json_ld_article(item):
                    yield article
                waiting.extend(value for value in item.values() if isinstance(value, list | dict))


def _json_ld_article(item: dict[str, Any]) -> dict[str, str]:
    """Read an article's own statements; {} if `item` is no article. Search engines' Chinese dialect has no type."""
    kind = str(item.get("@type", ""))
    if not (re.search(r"Article|Posting|Report|NewsItem|WebPage", kind) or "pubDate" in item):
        return {}
    publisher = item.get("publisher") or item.get("sourceOrganization")
    page = item.get("mainEntityOfPage")
    values = {
        "title": item.get("headline") or item.get("title"),
        "publisher": publisher.get("name") if isinstance(publisher, dict) else publisher,
        "published": item.get("datePublished") or item.get("pubDate"),
        "url": item.get("url") or (page.get("@id") if isinstance(page, dict) else page) or item.get("@id"),
    }
    return {name: value for name, value in values.items() if isinstance(value, str) and value.strip()}
