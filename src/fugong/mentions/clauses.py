"""The clauses of all texts of a task, as columns: what `sentences.clauses` returns of each sentence, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from fugong.mentions.row import Kinds, Numbers, Row, Truths, spans_in, table_of
from fugong.text import sentences as sentence_split
from fugong.text.sentences import Sentence

_COMMA: Final = 1 << 0
_COLON: Final = 1 << 1
_STOP: Final = 1 << 2
# Marks that depend on more than their neighbours.
_DOUBTFUL: Final = 1 << 3
_BRACKET: Final = 1 << 4
_DIGIT: Final = 1 << 5
_SPACE: Final = 1 << 6
_LISTED: Final = 1 << 7
_MARK: Final = _COMMA | _COLON | _STOP | _DOUBTFUL
_KINDS: Final = table_of(
    [
        (_COMMA, ","),
        (_COLON, ":"),
        (_STOP, "。!;"),
        (_DOUBTFUL, "?…"),
        (_BRACKET, '()[]{}《》〈〉「」『』【】〔〕“”‘’"'),
        (_DIGIT, "".join(filter(str.isdecimal, map(chr, range(0xFFFF))))),
        (_SPACE, "".join(filter(str.isspace, map(chr, range(0xFFFF))))),
        # No comma cuts before it, nor a colon before a slash, which may begin an address.
        (_LISTED, "、/"),
    ],
    # Some of them are digits.
    beyond=_DOUBTFUL,
)


class Clauses(NamedTuple):
    """Where clauses begin and end in the row.

    `sentences` and `numbers` count from 1 in the text and in the sentence.
    """

    starts: Numbers
    ends: Numbers
    sentences: Numbers
    numbers: Numbers


class Sentences(NamedTuple):
    """Where sentences begin and end in the row; `paragraphs` are the numbers of their lines in the text."""

    starts: Numbers
    ends: Numbers
    paragraphs: Numbers


def sentence_columns(row: Row, sentences: Sequence[Sequence[Sentence]]) -> Sentences:
    """Return the `sentences` of each text of `row` as columns."""
    paragraphs = np.array([sentence[2] for sentence in chain.from_iterable(sentences)], np.int64)
    return Sentences(*spans_in(row, sentences), paragraphs)


def clauses_in(row: Row, split: Sequence[Sequence[Sentence]], sentences: Sentences) -> Clauses:
    """Return the clauses of the sentences of each text of `row`, given as they were split and as columns."""
    counts = [len(of_one) for of_one in split]
    firsts, lasts, _ = sentences
    kinds = row.kinds(_KINDS)
    marks, is_alone = _marks(kinds, firsts, lasts)
    # What is left of sentences without brackets and without doubtful marks between the marks is a clause.
    owners = firsts.searchsorted(marks, "right") - 1
    is_inside = (owners >= 0) & (marks < lasts[owners]) & is_alone[owners]
    marks, owners = marks[is_inside], owners[is_inside]
    plain = is_alone.nonzero()[0]
    starts = np.sort(np.concatenate([firsts[plain], marks + 1]))
    ends = np.sort(np.concatenate([marks, lasts[plain]]))
    owners = np.sort(np.concatenate([plain, owners]))
    starts, ends = _trimmed(kinds, starts, ends)
    is_left = starts < ends
    starts, ends, owners = starts[is_left], ends[is_left], owners[is_left]
    # A sentence of marks alone is its own clause.
    blank = plain[np.bincount(owners, minlength=len(firsts))[plain] == 0]
    by_themselves = [
        (base + start, base + end, number)
        for number, base, sentence, text in _not_alone(row, split, is_alone)
        for start, end in sentence_split.clauses(text, sentence)
    ]
    others = np.array(by_themselves, np.int64).reshape(-1, 3)
    starts = np.concatenate([starts, firsts[blank], others[:, 0]])
    order = starts.argsort()
    starts = starts[order]
    ends = np.concatenate([ends, lasts[blank], others[:, 1]])[order]
    owners = np.concatenate([owners, blank, others[:, 2]])[order]
    before = np.cumsum([0, *counts])[:-1].repeat(counts)
    return Clauses(
        starts, ends, owners - before[owners] + 1, np.arange(1, len(owners) + 1) - owners.searchsorted(owners)
    )


def _marks(kinds: Kinds, firsts: Numbers, lasts: Numbers) -> tuple[Numbers, Truths]:
    """Return where marks that cut stand, and of each sentence whether what its marks do is told by their neighbours."""
    kinds = np.append(kinds, np.uint8(0))
    marks = (kinds & _MARK != 0).nonzero()[0]
    found, before, behind = kinds[marks], kinds.take(marks - 1, mode="clip"), kinds[marks + 1]
    is_in_number = (found & (_COMMA | _COLON) != 0) & (before & behind & _DIGIT != 0)
    is_listed = (found & (_COMMA | _COLON) != 0) & (behind & _LISTED != 0)
    is_doubtful = (found & _DOUBTFUL != 0) | (behind & _MARK != 0) | is_listed
    doubtful = np.sort(np.concatenate([marks[is_doubtful], (kinds & _BRACKET != 0).nonzero()[0]]))
    return marks[~is_in_number], doubtful.searchsorted(firsts) == doubtful.searchsorted(lasts)


def _trimmed(kinds: Kinds, starts: Numbers, ends: Numbers) -> tuple[Numbers, Numbers]:
    """Return the stretches without the white space around them; hardly any has some."""
    is_spaced = (kinds.take(starts, mode="clip") | kinds.take(ends - 1, mode="clip")) & _SPACE != 0
    for at in (is_spaced & (starts < ends)).nonzero()[0].tolist():
        while starts[at] < ends[at] and kinds[starts[at]] & _SPACE:
            starts[at] += 1
        while starts[at] < ends[at] and kinds[ends[at] - 1] & _SPACE:
            ends[at] -= 1
    return starts, ends


def _not_alone(
    row: Row, sentences: Sequence[Sequence[Sentence]], is_alone: Truths
) -> Iterator[tuple[int, int, Sentence, str]]:
    """Yield the sentences that have to be looked at by themselves: number, beginning of the text, sentence and text."""
    flat = list(chain.from_iterable(sentences))
    numbers = np.repeat(np.arange(len(sentences)), [len(of_one) for of_one in sentences])
    others = (~is_alone).nonzero()[0]
    for number, text in zip(others.tolist(), numbers[others].tolist(), strict=True):
        yield number, int(row.offsets[text]), flat[number], row.texts[text]
