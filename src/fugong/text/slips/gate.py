"""The cheap look that tells where a slip may begin, so that clean text pays almost nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import repeat
from operator import attrgetter
from typing import Final

from fugong.text.annotated import PINYIN_LETTERS, Annotated, Familiar
from fugong.text.looks import ACCENT, ACCENTED, SUSPECT, SUSPECTS, look_at
from fugong.text.pinyin import is_han, is_read_in_tone, is_toned, reads
from fugong.text.slips.codes import LEADS, UNREADABLE, code_of, codes
from fugong.text.slips.model import language_model
from fugong.text.slips.ngrams import RUNS, class_table, classed

# A character with what may be its reading; the bracket may be lost. It is looked for before each closing bracket, of
# which there are fewer than characters.
_ANNOTATED: Final = re.compile(rf"[^\x00-\x7f][(（]?[{PINYIN_LETTERS}]{{1,9}}[)）]")
_LONGEST_ANNOTATED: Final = 12
_CLOSING: Final = re.compile("[)）]")
# The brackets of one that has both, which are found faster; texts without what is unusual have them ready.
_BRACKETED: Final = re.compile(rf"[(（](?<=[\u3400-\u9fff].)[{PINYIN_LETTERS}]{{1,9}}[)）]")
# A reading right behind another one.
_SECOND: Final = re.compile(rf"[)）](?=[(（]?([{PINYIN_LETTERS}]{{1,9}}+)[)）])")
# A letter that is half of a character, with that character's reading; how far back its slip may have begun.
# Found from bracket to bracket, of which there are fewer than letters.
_HALVES: Final = tuple(
    (bracket, re.compile(rf"{re.escape(bracket)}(?<=[A-Za-z@\[\\\]^_`{{|}}~].)([{PINYIN_LETTERS}]{{1,9}})[)）]"))
    for bracket in "(（"
)
_HALF_REACH: Final = 16
# Every anchor that rests on a reading has a tone mark in it.
_TONED: Final = re.compile(f"[{''.join(c for c in ACCENTED if is_toned(c))}\u0300-\u030c]")
_REMNANT: Final = re.compile(rf"[(（]?([{PINYIN_LETTERS}]{{1,9}}+)[)）]")
# Annotated characters that were seen to fit: they need no second look. Texts hold a few thousand kinds.
_FITTING: Final[set[str]] = set()
_FAMILIAR: Final = Familiar()
_MOST_FITTING: Final = 100_000
# How many characters after a mark are looked at.
_REACH: Final = 16
# How many of them are compared, and by how much the slip must be likelier (nats); by how much if its first character
# alone is.
_COMPARED: Final = 4
_MARGIN: Final = 1.0
_MARGIN_OF_ONE: Final = 4.5
_COST_OF_UNKNOWN: Final = 9.0
_GOOD: Final = 6.0
# What the character behind an annotated one costs at most where both stand in step.
_ORDINARY: Final = 6.0
ANNOTATION: Final = re.compile(rf"[(（][{PINYIN_LETTERS}]{{1,9}}[)）]")
_AT_HOME_BEHIND_MARKS: Final = "”“’‘，。、；：！？）（》《…— \u3000「」『』【】〈〉〔〕〖〗"
_FOREIGN: Final = "AΩЖあアㄅ"

# The second byte of each mark that tools replaced: the first half of the character that the mark cut.
_LEFT_OVER: Final = {"!": 0xA1, "！": 0xA1, "?": 0xBF, "？": 0xBF}


class Kind(Enum):
    """What an anchor rests on."""

    # A reading that cannot belong to the character before it: nothing but damage looks so.
    PINYIN = "pinyin"
    # A reading in another tone than the character before it has, or one that lost its bracket: perhaps no more than
    # that.
    TONE = "tone"
    # A mark before characters that look out of step.
    MARK = "mark"
    # A mark before a space or at the end of a line, perhaps with a lost byte between them: only a document with
    # other slips makes it suspicious.
    BARE_MARK = "bare_mark"
    # Any other mark with text right behind it, in a document that slips at marks.
    FAINT_MARK = "faint_mark"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place where a slip may begin."""

    position: int
    kind: Kind


_POSITION: Final = attrgetter("position")


def find_anchors(text: str) -> list[Anchor]:
    """Return the places where a slip may begin, in order."""
    anchors: list[Anchor] = []
    look = look_at(text)
    for position in _places(text, SUSPECTS) if look.found & SUSPECT else ():
        sign = text[position]
        if sign in "?\ufffd":
            remnant = _REMNANT.match(text, position + 1)
            if remnant:
                if position and is_toned(remnant[1]) and _can_straddle(text[position - 1]):
                    anchors.append(Anchor(position, Kind.PINYIN))
                continue
        if sign != "\ufffd":
            kind = _kind_of_mark(text, position)
            if kind:
                anchors.append(Anchor(position, kind))
    if look.found & ACCENT and _TONED.search(text):
        found = _find_misfits(text)
        if found:
            # One anchor a place, the firmest.
            firmest: dict[int, Anchor] = {}
            for anchor in (*found, *anchors):
                if anchor.position not in firmest or firmest[anchor.position].kind is Kind.TONE:
                    firmest[anchor.position] = anchor
            anchors = sorted(firmest.values(), key=_POSITION)
    return anchors


def find_faint_marks(text: str) -> list[Anchor]:
    """Return the marks with text right behind them: in a document that slips at marks, each of them may be another."""
    anchors: list[Anchor] = []
    for position in _places(text, _LEFT_OVER):
        following = text[position + 1 : position + 2]
        if is_han(following or " ") or "@" <= following <= "~":
            anchors.append(Anchor(position, Kind.FAINT_MARK))
    return anchors


def _places(text: str, marks: Iterable[str]) -> list[int]:
    """Return where any of `marks` stands, in order: they are rare, and found one by one in no time."""
    places: list[int] = []
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            places.append(at)
            at = text.find(mark, at + 1)
    places.sort()
    return places


def is_between_lost_bytes(text: str, position: int) -> bool:
    """Tell whether a byte was lost right before and right behind the mark at `position`."""
    around = text[max(0, position - 1) : position + 2]
    return len(around) == 3 and around[0] in UNREADABLE and around[2] in UNREADABLE


def _find_misfits(text: str) -> list[Anchor]:
    """Return the annotations that do not fit the characters before them."""
    anchors: list[Anchor] = []
    # What the annotations are deleted by finds the same, but for brackets of full width.
    brackets = Annotated.of(text)
    narrow = brackets if brackets is not None and brackets.is_narrow else None
    # Each kind of annotation is looked at once, however often it stands there.
    places: dict[str, list[int]] = {}
    lonely: Sequence[tuple[int, int]] | None = None
    if narrow is not None:
        is_balanced, opened, halves = narrow.is_balanced, narrow.opened, narrow.halves
        places = narrow.unlike(_FAMILIAR)
        # Where brackets are lost, what closes none of them may be the end of an annotation all the same.
        lonely = () if is_balanced else narrow.lonely()
        more = list(_lonely(text, lonely)) if lonely else []
        annotation_count = len(narrow) + len(more)
    else:
        opened, halves = text.count("(") + text.count("（"), None
        is_balanced = opened == text.count(")") + text.count("）")
        more = list(_bracketed(text) if is_balanced else _annotated(text))
        annotation_count = len(more)
    for annotated in more:
        if annotated not in places and annotated not in _FITTING:
            places[annotated] = _all_places(text, annotated)
    for annotated, starts in places.items():
        if annotated not in _FITTING:
            anchors += _misfits(text, annotated, starts)
    if is_balanced and annotation_count == opened:
        # A Han character before each bracket: there is nothing else.
        return anchors
    if not is_balanced or ")(" in text:
        if narrow is not None:
            lonely = narrow.lonely() if is_balanced else lonely
        for match in _SECOND.finditer(text) if lonely is None else _behind_another(text, lonely):
            if is_toned(match[1]):
                anchors.append(Anchor(match.start(1) - (text[match.start(1) - 1] in "(（"), Kind.PINYIN))
    if annotation_count == opened:
        return anchors
    for bracket, pattern in _HALVES:
        found = map(pattern.match, repeat(text), halves) if halves is not None else pattern.finditer(text)
        for match in filter(None, found) if bracket in text else ():
            at = match.start() - 1
            if is_toned(match[1]) and is_han(text[at - 1 : at] or " "):
                before = max(text.rfind(")", 0, at), text.rfind("）", 0, at))
                opening = max(text.rfind("(", 0, before), text.rfind("（", 0, before))
                if opening > 0 and at - before <= _HALF_REACH and is_han(text[opening - 1]):
                    anchors.append(Anchor(opening - 1, Kind.TONE))
    return anchors


@dataclass(frozen=True, slots=True)
class _Misfit:
    """What is wrong with a kind of annotation: it is of this kind, or the text may be out of step with its leads."""

    kind: Kind | None
    leads: tuple[int, ...]
    # What the language model knows the character as.
    character: str


@lru_cache(maxsize=32768)
def _misfit_of(annotated: str) -> _Misfit | None:
    """Return what may be wrong with an annotation, None if it fits."""
    kind = _kind_of_annotation(annotated)
    leads = _straddling_leads(annotated[0], annotated[2:-1]) if kind is None and annotated[1] in "(（" else ()
    if kind is None and not leads:
        return None
    return _Misfit(kind, leads, class_table().get(ord(annotated[0]), annotated[0]))


def _all_places(text: str, piece: str) -> list[int]:
    places: list[int] = []
    start = text.find(piece)
    while start >= 0:
        places.append(start)
        start = text.find(piece, start + len(piece))
    return places


def _misfits(text: str, annotated: str, starts: Sequence[int]) -> Iterator[Anchor]:
    """Yield the places among `starts` where this annotation does not fit, or what follows it."""
    misfit = _misfit_of(annotated)
    if misfit is None:
        if len(_FITTING) < _MOST_FITTING:
            _FITTING.add(annotated)
        if annotated[1] in "(（":
            _FAMILIAR.add(annotated)
        return
    costs, kinds = language_model().costs, class_table()
    for start in starts:
        end = start + len(annotated)
        if misfit.kind is Kind.PINYIN:
            yield Anchor(start + 1, Kind.PINYIN)
            continue
        following = text[end : end + 1]
        if costs[misfit.character + kinds.get(ord(following or "\n"), following)] > _ORDINARY and (
            _looks_out_of_step(misfit.leads, misfit.character, text[end : end + _REACH])
        ):
            yield Anchor(start, Kind.TONE)


def _bracketed(text: str) -> Iterator[str]:
    """Yield the annotated characters whose readings have both brackets."""
    for match in _BRACKETED.finditer(text):
        yield text[match.start() - 1 : match.end()]


def _annotated(text: str) -> Iterator[str]:
    """Yield the annotated characters whose readings have a closing bracket at least."""
    done = 0
    for closing in _CLOSING.finditer(text):
        match = _ANNOTATED.search(text, max(done, closing.end() - _LONGEST_ANNOTATED), closing.end())
        if match:
            yield match[0]
        # One of full width that closes nothing may have a reading itself.
        done = closing.end() if match else closing.start()


def _behind_another(text: str, lonely: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield what `_SECOND` finds: no Han character stands before the second reading, so that its bracket is lonely."""
    for _, before in lonely:
        if before >= 0 and (match := _SECOND.match(text, before)):
            yield match


def _lonely(text: str, lonely: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield of what `_annotated` yields that which ends with a lonely bracket."""
    # Where a bracket closed that had no reading before it.
    unread = -1
    for closing, before in lonely:
        done = before if before == unread else before + 1
        match = _ANNOTATED.search(text, max(done, closing + 1 - _LONGEST_ANNOTATED), closing + 1)
        if match:
            yield match[0]
        else:
            unread = closing


@lru_cache(maxsize=32768)
def _kind_of_annotation(annotated: str) -> Kind | None:
    character, reading = annotated[0], annotated[1:-1].lstrip("(（")
    if not is_toned(reading) or not is_han(character):
        return None
    has_bracket = annotated[1] in "(（"
    if not reads(character, reading):
        return Kind.PINYIN
    return None if has_bracket and is_read_in_tone(character, reading) else Kind.TONE


def _can_straddle(character: str) -> bool:
    """Tell whether the second byte of `character` may be the first of another one."""
    code = code_of(character)
    return (code is not None and code[1] >= 0x81) or is_han(character) or character in ")）"


def _kind_of_mark(text: str, position: int) -> Kind | None:
    mark = text[position]
    is_after_lost = position > 0 and text[position - 1] in UNREADABLE
    following = text[position + 1 : position + 1 + _REACH]
    behind = following.lstrip(UNREADABLE)
    if not behind[:1].strip() and len(following) - len(behind) <= 1:
        if mark not in "!！":
            return None
        return Kind.MARK if _cuts_a_word(text, position) else Kind.BARE_MARK
    first, second = following[0], following[1:2]
    if first in UNREADABLE:
        has_text = is_han(second or " ") or second.isdecimal()
        return Kind.BARE_MARK if is_after_lost and mark in "!！" and has_text else None
    if first.isascii():
        return Kind.MARK if _completes(mark, following) else None
    if not is_han(first):
        if first in _AT_HOME_BEHIND_MARKS or (not is_after_lost and (not _is_ruin(first) or _is_foreign(following))):
            return None
        if second.isdecimal():
            return None
    characters = _bare(following)[:_COMPARED]
    return Kind.MARK if _is_better_behind(_LEFT_OVER[mark], "！", characters) else None


def _is_ruin(character: str) -> bool:
    """Tell whether a sign that is no Chinese character is what a slip often leaves."""
    if "\u2460" <= character <= "\u24ff" or character in "々〇":
        return True
    return class_table().get(ord(character), "-") in _FOREIGN


def _is_foreign(following: str) -> bool:
    """Tell whether a text goes on in another script for more than a letter."""
    kinds = [class_table().get(ord(character), "-") for character in following[:2]]
    return len(kinds) == 2 and kinds[0] == kinds[1] and kinds[0] in _FOREIGN


def _reads_better_out_of_step(pendings: Sequence[int], before: str, following: str) -> bool:
    """Tell whether `following` is more likely one byte out of step than as it stands behind `before`.

    `pendings` are the bytes of which one is the first half of the first character then.
    """
    characters = _bare(following)[:_COMPARED]
    return any(_is_better_behind(pending, before, characters) for pending in pendings)


def _is_better_behind(pending: int, before: str, characters: str) -> bool:
    table, costs, kinds = codes(), language_model().costs, class_table()
    code_of, read_as = table.code_of, table.characters
    inside, outside = before, "。"
    cost_inside = cost_outside = gain = 0.0
    is_first = True
    for character in characters:
        code = code_of.get(character, 0)
        if not code:
            break
        inside = inside[-2:] + kinds.get(ord(character), character)
        cost_inside += costs[inside]
        read = read_as[pending << 8 | code >> 8]
        if read:
            outside = outside[-2:] + kinds.get(ord(read), read)
            cost_outside += costs[outside]
        else:
            # A pair of bytes vanished here: two characters in the place of none.
            outside = ""
            cost_outside += _COST_OF_UNKNOWN
        gain = cost_inside - cost_outside
        # A pair that vanished tells nothing of what follows: a name in step looks so, too.
        if gain > _MARGIN_OF_ONE or (read and gain > _MARGIN and not is_first):
            return True
        pending = code & 0xFF
        if pending < 0x81:
            break
        is_first = False
    else:
        return False
    # Nothing more to compare: what there is must do.
    return gain > _MARGIN


def _cuts_a_word(text: str, position: int) -> bool:
    """Tell whether bytes were lost on both sides of a mark, the first being the half of a word's last character."""
    if position < 2 or text[position - 1] not in UNREADABLE or text[position + 1 : position + 2] not in ("?", "\ufffd"):
        return False
    at = position - 2
    if text[at] in ")）":
        at = max(0, text.rfind("(", 0, position) - 1)
    before = text[at]
    table, known = codes(), frozenset(language_model().known_behind(classed(before)))
    return any(table.simple[lead << 8 | 0xA3] in known for lead in LEADS)


def _completes(mark: str, following: str) -> bool:
    """Tell whether a letter or sign behind a mark may be the half of a character: `?h縣`, `!T(jīng)`, `!h(huán)`."""
    first, second = following[0], following[1:2]
    if not "@" <= first <= "~":
        return False
    if second in "(（":
        match = _REMNANT.match(following, 1)
        return match is not None and is_toned(match[1])
    if not is_han(second):
        return False
    return first.isalpha() or bool(codes().characters[_LEFT_OVER[mark] << 8 | ord(first)])


@lru_cache(maxsize=32768)
def _straddling_leads(character: str, reading: str) -> tuple[int, ...]:
    """Return the first bytes that, behind the second byte of `character`, make one that is read `reading` as well."""
    trail = codes().code_of.get(character, 0) & 0xFF
    if trail < 0x81 or not is_toned(reading):
        return ()
    characters, traditional = codes().characters, codes().only_traditional
    return tuple(
        lead
        for lead in LEADS
        if characters[trail << 8 | lead] in traditional and is_read_in_tone(characters[trail << 8 | lead], reading)
    )


def _looks_out_of_step(leads: Sequence[int], character: str, following: str) -> bool:
    """Tell whether the text behind an annotated character is suspicious; `leads` as for `_straddling_leads`."""
    if _reads_well(following):
        return False
    return not leads or _reads_better_out_of_step(leads, character, following)


def _reads_well(following: str) -> bool:
    kinds = _first_kinds(_bare(following))
    costs = language_model().costs
    total = 0.0
    for at in range(1, len(kinds)):
        total += costs[kinds[max(0, at - 2) : at + 1]]
    return total <= _GOOD * (len(kinds) - 1)


def _bare(text: str) -> str:
    """Return `text` without what may be annotations."""
    # To look for a bracket takes a tenth of the time.
    return ANNOTATION.sub("", text) if "(" in text or "（" in text else text


def _first_kinds(text: str) -> str:
    """Return the first of what `classed` makes of `text`, which takes longer to go through all of it."""
    known, kinds = class_table(), ""
    for character in text:
        kind = known.get(ord(character), character)
        if kind not in RUNS or kind != kinds[-1:]:
            kinds += kind
            if len(kinds) == _COMPARED:
                break
    return kinds
