"""What is worked out for all texts of a task at once is what each text gives by itself."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from fugong.lexicon import Lexicon
from fugong.mentions import dates
from fugong.mentions.clauses import clauses_in, sentence_columns
from fugong.mentions.date_starts import date_starts
from fugong.mentions.finder import are_leftmost, longest
from fugong.mentions.number_starts import number_starts
from fugong.mentions.numbers import NumberFinder
from fugong.mentions.row import Row
from fugong.mentions.scan import Scanner
from fugong.text import sentences

MARKED = st.text(alphabet='一1a,:。!?;…、“”"() \n//=b٣\U0001d7d0', max_size=40)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=40)
DATED = st.lists(
    st.sampled_from([*"年月日季度底初前截至自到从比上下旬-至./ 、。\n一十〇0123", "2020", "今年", "9", "\U0001d7d0"]),
    max_size=20,
)
NUMBERED = st.lists(
    st.sampled_from([*"十百千万亿一三两成分之第多半点-~.,:。a\n 家%", "百分之", "2020", "1,234", "9", "\U0001d7d0"]),
    max_size=20,
)


@given(texts=st.lists(MARKED, max_size=4))
@example(texts=["。,一", "", "一。、,", "\U0001d7d0,\U0001d7d0"])
def test_the_clauses_of_several_texts_are_those_of_each_sentence(texts: list[str]) -> None:
    row, split = Row(texts), sentences.split_each(texts)
    found = clauses_in(row, split, sentence_columns(row, split))
    offsets = row.offsets[row.numbers(found.starts)]
    rows = zip(
        (found.starts - offsets).tolist(),
        (found.ends - offsets).tolist(),
        found.sentences.tolist(),
        found.numbers.tolist(),
        strict=True,
    )
    assert list(rows) == [
        (start, end, number, position)
        for text, of_text in zip(texts, split, strict=True)
        for number, sentence in enumerate(of_text, 1)
        for position, (start, end) in enumerate(sentences.clauses(text, sentence), 1)
    ]


@given(spans=SPANS)
@example(spans=[(at, 2) for at in range(40)])
def test_the_leftmost_longest_of_columns_are_those_of_a_list(spans: list[tuple[int, int]]) -> None:
    spans = sorted(spans, key=lambda span: (span[0], -span[1]))
    found = [(start, start + length, str(number), ()) for number, (start, length) in enumerate(spans)]
    starts, ends = (np.array([one[at] for one in found], np.int64) for at in (0, 1))
    assert are_leftmost(starts, ends).nonzero()[0].tolist() == [int(kept[2]) for kept in longest(found)]


@given(pieces=DATED)
def test_every_date_begins_where_one_may(pieces: list[str]) -> None:
    text = "".join(pieces)
    starts = set(*date_starts(Row([text])))
    for start, letter in enumerate(text):
        match = dates._DATE.match(text, start)
        # 底, 末 and 初 alone are no date, and no date begins with them.
        assert not match or not match[0] or letter in "底末初" or start in starts


@given(pieces=NUMBERED)
def test_every_numeral_begins_where_one_may(pieces: list[str], lexicon: Lexicon) -> None:
    text = "".join(pieces)
    starts = set(*number_starts(Row([text])))
    assert {match.start() for match in NumberFinder(lexicon)._core.finditer(text)} <= starts


def test_a_text_gives_the_same_among_others(scanner: Scanner) -> None:
    texts = ["", "截至3月9日,全市复工率达96%。", "3家、,分别为97%。", "其中,装备、石化企业开工120家。\n1,000户", "\n"]
    together = scanner.scan_each(texts)
    cuts = together.row.cuts(together.terms.starts)
    for number, (text, (first, last)) in enumerate(zip(texts, pairwise(cuts), strict=False)):
        alone = scanner.scan(text)
        assert together.numbers[number] == alone.numbers
        assert together.dates[number] == alone.dates
        assert together.places[number] == alone.places
        assert together.owners[number] == alone.owners
        assert together.list_items[number] == alone.list_items
        starts = together.terms.starts[first:last] - together.row.offsets[number]
        assert starts.tolist() == [term.start for term in alone.terms]


def test_no_texts_give_nothing(scanner: Scanner) -> None:
    found = scanner.scan_each([])
    assert (found.numbers, found.dates, found.owners, found.list_items) == ([], [], [], [])
    assert len(found.terms.starts) == len(found.clauses.starts) == len(found.sentences.starts) == 0
