"""Find pinyin annotations: the reading of a character, put in brackets behind it (`復(fù)`).

Re-posting sites append readings to the characters of a table of their own. A bracket counts as an annotation only if
it holds a reading of the character before it, so that units, abbreviations and remarks in brackets are left alone.

A reading without a tone may be something else all the same. Written with a capital it is a name or a symbol (`李(Li)`,
`锂(Li)`), and stays. A few are a unit, a symbol or an exclamation as well (`里(li)`, `啊(a)`): they are taken for
readings only where the text holds others that leave no doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial
from itertools import accumulate
from operator import add
from typing import Final

from fugong.text.aligned import Alignment, Edit, align_deletions, align_turns
from fugong.text.annotated import PINYIN_LETTERS, Annotated, Familiar, of_each
from fugong.text.codepoints import Row
from fugong.text.looks import ACCENT, LETTER, look_at

# The marks of the four tones as combining characters, in the order of the tones.
_TONES: Final = "\u0304\u0301\u030c\u0300"
# What stands behind a Han character and may be its reading; letters are rarer than Han, so they are looked at first.
# The longest syllable has six letters (zhuang); combining tone marks and the dots of a ü may come on top.
_BRACKET: Final = re.compile(
    rf"([(（{PINYIN_LETTERS}](?<=([\u3400-\u9fff〇々\U00020000-\U0003ffff])[(（{PINYIN_LETTERS}])"
    rf"[ \xa0\u3000]{{0,2}}[{PINYIN_LETTERS}]{{0,8}}+(?:[1-5]|[ \xa0\u3000]{{0,2}})[)）])"
)
# Every annotation ends so, unless its bracket is lost.
_END: Final = re.compile(rf"[{PINYIN_LETTERS}](?:[1-5]|[ \xa0\u3000]{{0,2}})[)）]")
_LONGEST_END: Final = 4
# A further reading right behind one: some tools ran twice, or wrote several.
_FURTHER: Final = re.compile(rf"[(（][ \xa0\u3000]{{0,2}}[{PINYIN_LETTERS}]{{1,9}}+(?:[1-5]|[ \xa0\u3000]{{0,2}})[)）]")
_ROWS: Final = (")(", "）（", "）(", ")（")
# A reading whose closing bracket is lost: text goes on right behind it.
_UNCLOSED: Final = re.compile(
    rf"[(（](?<=[\u3400-\u9fff〇々\U00020000-\U0003ffff].)[{PINYIN_LETTERS}]{{1,9}}+(?=[\u3400-\u9fff〇々\U00020000-\U0003ffff])"
)
# The readings of several characters in one bracket: 綿陽(mián yáng).
_WORD: Final = re.compile(
    rf"[(（](?<=[\u3400-\u9fff〇々\U00020000-\U0003ffff]{{2}}.)([{PINYIN_LETTERS} \xa0'’-]{{3,48}})[)）]"
)
_BETWEEN_SYLLABLES: Final = re.compile("[ \xa0'’-]+")
_MOST_SYLLABLES: Final = 8
# So many such brackets, each read alike, are no author's help for a rare name.
_LEAST_WORDS: Final = 3
# Readings that units, symbols and exclamations are written like, and how many others take the doubt away.
_OTHER_SENSES: Final = frozenset(("a", "e", "o", "m", "n", "ha", "pa", "ma", "ba", "bi", "li", "mu", "dan"))
_DOUBTFUL: Final = "pinyin.doubtful"
_LEAST_EVIDENCE: Final = 2
_OPENING: Final = "(（"
# The rules of the edits.
WHOLE: Final = "pinyin.annotation"
LOST_BRACKET: Final = "pinyin.lost_bracket"
WORD: Final = "pinyin.word"
_SURENESS_OF_LOST_BRACKET: Final = 0.98
# How many kinds of annotated characters are remembered; texts hold a few thousand.
_MOST_KINDS: Final = 100_000
# How far back an opening bracket is looked for that a lonely closing bracket may belong to.
_BRACKET_REACH: Final = 60


@lru_cache(maxsize=4096)
def split_tone(syllable: str) -> tuple[str, int]:
    """Split a syllable as people write it (`fù`, `fu4`, `FU`, `lv`) into its letters and its tone (0: not given)."""
    letters: list[str] = []
    tone = 0
    for mark in unicodedata.normalize("NFD", syllable.lower()):
        if mark in _TONES:
            tone = _TONES.index(mark) + 1
        elif mark.isdigit():
            tone = int(mark)
        elif mark == "\u0308":
            letters[-1:] = "v"
        else:
            letters.append({"ɑ": "a", "ɡ": "g"}.get(mark, mark))
    # There is no other lue and nue than those of lüe and nüe, so that the dots are often left out.
    written = "".join(letters)
    return {"lue": "lve", "nue": "nve"}.get(written, written), tone


@cache
def _readings_by_code() -> dict[int, str]:
    from pypinyin.constants import PINYIN_DICT  # takes 0.4 s: only texts with annotations should pay for it

    readings: dict[int, str] = PINYIN_DICT
    return readings


def known_readings(character: str) -> list[str]:
    """Return all readings of a Han character, with tone marks, the most usual one first; nothing for any other."""
    known = _readings_by_code().get(ord(character), "")
    return known.split(",") if known else []


@lru_cache(maxsize=32768)
def readings(character: str) -> frozenset[str]:
    """Return the letters, without tones, of all readings of a Han character; nothing for any other character."""
    known = _readings_by_code().get(ord(character), "")
    return frozenset(split_tone(reading)[0] for reading in known.split(",") if reading)


@lru_cache(maxsize=65536)
def reads(character: str, syllable: str) -> bool:
    """Tell whether `character` can be read `syllable`; tones are not compared, for they change in speech (一, 不)."""
    return split_tone(syllable)[0] in readings(character)


@lru_cache(maxsize=65536)
def is_read_in_tone(character: str, syllable: str) -> bool:
    """Tell whether `character` has the reading `syllable` in that very tone; of 一 and 不, which change, in any."""
    letters, tone = split_tone(syllable)
    known = (split_tone(reading) for reading in _readings_by_code().get(ord(character), "").split(",") if reading)
    return any(letters == other and (tone == other_tone or character in "一不") for other, other_tone in known)


@lru_cache(maxsize=4096)
def is_toned(syllable: str) -> bool:
    """Tell whether `syllable` carries a tone mark, as no English word and no unit does."""
    return not syllable.isascii() and split_tone(syllable)[1] > 0


def is_han(character: str) -> bool:
    """Tell whether `character` is a Chinese character."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" or character in "〇々"


class _Kinds(dict[str, str]):
    """The rule by which a character with a bracket behind it loses the bracket; "" for none. Remembers what it saw."""

    def __missing__(self, annotated: str) -> str:
        character, bracket = annotated[0], annotated[1:]
        rule = ""
        if bracket[0] in _OPENING:
            rule = _rule_of(character, bracket[1:-1].strip())
        elif is_toned(lonely := bracket[:-1].rstrip()) and reads(character, lonely):
            rule = LOST_BRACKET
        if len(self) < _MOST_KINDS:
            self[annotated] = rule
        return rule


_KINDS: Final = _Kinds()
# Those of the first rule.
_WHOLE: Final = Familiar()


def _rule_of(character: str, inside: str) -> str:
    if not reads(character, inside):
        return ""
    if not (inside.isascii() and inside.isalpha()):
        # Readers of old texts are told how to read a rare character (`蘧(qu2)`); tools annotate what is common, or what
        # they converted.
        return "" if inside[-1].isdigit() and _is_rare(character) else WHOLE
    if not inside.islower():
        return ""
    return _DOUBTFUL if inside in _OTHER_SENSES else WHOLE


def _is_rare(character: str) -> bool:
    """Tell whether a character is one of the 3,008 of GB 2312 that are not common."""
    return character.encode("gb2312", "ignore")[:1] > b"\xd7"


def annotation_spans(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and rule of every pinyin annotation in `text`: what `find_annotations` makes edits of."""
    found = _Search(text)
    return list(zip(found.starts, found.ends, found.rules, strict=True))


def strip_annotations(text: str) -> tuple[str, Callable[[], Alignment], int] | None:
    """Delete the annotations that `find_annotations` finds.

    Returns the text without them, what makes its alignment with `text`, and how many there were; None if there are
    none.
    """
    kinds = look_at(text).found
    if not kinds & (LETTER | ACCENT):
        return None
    if kinds & ACCENT and (ordinary := _ordinary(text, Annotated.of(text))):
        return ordinary
    found = _Search(text)
    if not found.starts:
        return None
    alignment = partial(align_deletions, len(text), found.starts, found.ends)
    return "".join(found.kept), alignment, len(found.starts)


def strip_each(texts: Sequence[str]) -> Iterator[tuple[str, Callable[[], Alignment], int] | None]:
    """Yield what `strip_annotations` returns of each text; faster of several that are mostly annotated."""
    for text, annotated in zip(texts, of_each(Row(texts)) if texts else (), strict=True):
        yield _ordinary(text, annotated) or strip_annotations(text)


def _ordinary(text: str, annotated: Annotated | None) -> tuple[str, Callable[[], Alignment], int] | None:
    """Do what `strip_annotations` does with a text whose annotations are all of the kind that nearly all are.

    None if there are none, or if any of them may be of another kind.
    """
    # An annotation at the end leaves an empty run, which is no run.
    if not annotated or annotated.is_last():
        return None
    for kind in annotated.unlike(_WHOLE):
        if _KINDS[kind] is not WHOLE:
            return None
        _WHOLE.add(kind)
    kept = annotated.kept()
    # What was left out had as many of each.
    has_unclosed = annotated.opened > annotated.closed if annotated.is_narrow else _has_unclosed(kept)
    if _may_be_closed(kept) or (has_unclosed and any(_unclosed(text))):
        return None
    return kept, partial(_align, annotated), len(annotated)


def _align(annotated: Annotated) -> Alignment:
    return align_turns(annotated.turns().tolist())


def _may_be_closed(text: str) -> bool:
    """Tell whether `text` has a bracket that may close an annotation; False is sure."""
    for mark in ")）":
        at = text.find(mark)
        while at >= 0:
            if _END.search(text, max(0, at + 1 - _LONGEST_END), at + 1):
                return True
            at = text.find(mark, at + 1)
    return False


def _has_unclosed(text: str) -> bool:
    """Tell whether there are more opening brackets than closing ones."""
    return _count_any(text, _OPENING) > _count_any(text, ")）")


class _Search:
    """All annotations of a text, their starts, ends and rules in step, and the pieces of text that they part."""

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.rules: list[str] = []
        self.kept: list[str] = [text]
        # One look through a long text in compiled code, and one at each kind of annotation, however often it stands
        # there: texts hold a few kinds, and thousands of annotations.
        if _may_be_closed(text):
            parts = _BRACKET.split(text)
            if len(parts) > 1:
                self._take(text, parts)
            self._add(text, self._words(text))
        # Seldom met, so these are looked for only where a count of brackets says that there may be any.
        if self.starts and any(map(text.__contains__, _ROWS)):
            self._add(text, list(_further(text, self.starts, self.ends)))
        if _has_unclosed(text):
            self._add(text, list(_unclosed(text)))

    def _take(self, text: str, parts: list[str]) -> None:
        annotated = list(map(add, parts[2::3], parts[1::3]))
        rules = {kind: _KINDS[kind] for kind in set(annotated)}
        del parts[2::3]
        bounds = list(accumulate(map(len, parts)))
        self.starts, self.ends, self.rules = bounds[:-1:2], bounds[1::2], [WHOLE] * len(annotated)
        self.kept = parts[::2]
        if set(rules.values()) != {WHOLE}:
            self._choose(text, [rules[kind] for kind in annotated])

    def _words(self, text: str) -> list[tuple[int, int, str]]:
        """Return the brackets that hold the readings of several characters, where such brackets are a habit."""
        taken = set(self.starts)
        spans = [
            (match.start(), match.end(), WORD)
            for match in _WORD.finditer(text)
            if match.start() not in taken and _reads_word(text, match)
        ]
        is_annotated = self.rules.count(WHOLE) >= _LEAST_EVIDENCE
        return spans if is_annotated or len(spans) >= _LEAST_WORDS else []

    def _choose(self, text: str, rules: list[str]) -> None:
        is_annotated = rules.count(WHOLE) >= _LEAST_EVIDENCE
        spans = zip(self.starts, self.ends, (_decided(rule, is_annotated) for rule in rules), strict=True)
        self._keep(text, [span for span in spans if span[2] is WHOLE or (span[2] and not _stands_open(text, span[0]))])

    def _add(self, text: str, spans: list[tuple[int, int, str]]) -> None:
        if spans:
            self._keep(text, sorted([*zip(self.starts, self.ends, self.rules, strict=True), *spans]))

    def _keep(self, text: str, chosen: list[tuple[int, int, str]]) -> None:
        self.starts = [start for start, _, _ in chosen]
        self.ends = [end for _, end, _ in chosen]
        self.rules = [rule for _, _, rule in chosen]
        self.kept = [text[begin:end] for begin, end in zip([0, *self.ends], [*self.starts, len(text)], strict=True)]


def find_annotations(text: str) -> list[Edit]:
    """Return the edits that delete the pinyin annotations in `text`.

    A lost bracket (`復fù)`, `復(fù`) is allowed for where the reading has a tone mark and the bracket that is there has
    no partner near by. Of several readings behind a character (`復(fù)(fu)`) each is an edit.
    """
    return [
        Edit(start, end, "", rule) if rule is WHOLE else Edit(start, end, "", rule, _SURENESS_OF_LOST_BRACKET)
        for start, end, rule in annotation_spans(text)
    ]


def _decided(rule: str, is_annotated: bool) -> str:
    """Return the rule of a bracket, given whether the text holds annotations beyond doubt."""
    if rule is _DOUBTFUL:
        return WHOLE if is_annotated else ""
    return rule


def _reads_word(text: str, match: re.Match[str]) -> bool:
    """Tell whether a bracket holds nothing but the readings of the characters before it, at least one with its tone."""
    inside = match[1].strip()
    if inside.isascii() or not inside.islower():
        return False
    syllables = [part for part in _BETWEEN_SYLLABLES.split(inside) if part]
    before = text[max(0, match.start() - _MOST_SYLLABLES) : match.start()]
    if len(syllables) > 1 and len(syllables) <= len(before):
        return all(map(reads, before[-len(syllables) :], syllables))
    # Written together: some number of characters, read one after the other, make the whole.
    letters = split_tone(inside)[0] if len(syllables) == 1 else ""
    return any(_spells(before[-count:], letters) for count in range(2, len(before) + 1)) if letters else False


def _spells(characters: str, letters: str) -> bool:
    if not characters:
        return not letters
    return any(
        letters.startswith(reading) and _spells(characters[1:], letters[len(reading) :])
        for reading in readings(characters[0])
    )


def _further(text: str, starts: Sequence[int], ends: Sequence[int]) -> Iterator[tuple[int, int, str]]:
    """Yield the readings that follow another one of the same character."""
    for start, end in zip(starts, ends, strict=True):
        while (match := _FURTHER.match(text, end)) and _KINDS[text[start - 1] + match[0]]:
            yield match.start(), match.end(), WHOLE
            end = match.end()


def _unclosed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the readings with a tone mark whose closing bracket is lost."""
    for match in _UNCLOSED.finditer(text):
        reading = match[0][1:]
        if is_toned(reading) and reads(text[match.start() - 1], reading) and not _is_closed(text, match.end()):
            yield match.start(), match.end(), LOST_BRACKET


def _is_closed(text: str, position: int) -> bool:
    """Tell whether the next bracket after `position`, shortly behind it in the same line, is a closing one."""
    for character in text[position : position + _BRACKET_REACH]:
        if character == "\n" or character in _OPENING:
            return False
        if character in ")）":
            return True
    return False


def _count_any(text: str, characters: str) -> int:
    return sum(map(text.count, characters))


def _stands_open(text: str, position: int) -> bool:
    """Tell whether an opening bracket shortly before `position`, in the same line, is not closed yet."""
    depth = 0
    for character in reversed(text[max(0, position - _BRACKET_REACH) : position]):
        if character == "\n":
            break
        if character in ")）":
            depth += 1
        elif character in _OPENING:
            if not depth:
                return True
            depth -= 1
    return False
