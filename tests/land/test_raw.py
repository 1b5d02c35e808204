"""Spans of many texts, led back together, come out where each chain leads them by itself."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fugong.land.raw import RawPlaces
from fugong.mentions.row import Row
from fugong.text.aligned import AlignmentChain, Edit, apply_edits

CUTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.text(alphabet="xy", max_size=3)), max_size=5)
TEXTS = st.lists(st.tuples(st.text(alphabet="abc", max_size=20), CUTS, CUTS), max_size=4)


def edited(text: str, chain: AlignmentChain, cuts: list[tuple[int, int, str]]) -> str:
    edits, at = [], 0
    for gap, length, replacement in cuts:
        start, end = at + gap, at + gap + length
        if end > len(text):
            break
        edits.append(Edit(start, end, replacement, "test"))
        at = end
    text, alignment = apply_edits(text, edits)
    chain.append(alignment)
    return text


@given(drawn=TEXTS)
def test_spans_of_several_texts_lead_where_each_leads_alone(
    drawn: list[tuple[str, list[tuple[int, int, str]], list[tuple[int, int, str]]]],
) -> None:
    texts, chains = [], []
    for text, *steps in drawn:
        chain = AlignmentChain()
        for cuts in steps:
            text = edited(text, chain, cuts)
        texts.append(text)
        chains.append(chain)
    row = Row(texts)
    spans = [
        (number, start, end)
        for number, text in enumerate(texts)
        for start in range(len(text))
        for end in range(start + 1, len(text) + 1)
    ]
    offsets = row.offsets[[number for number, _, _ in spans]] if spans else np.zeros(0, np.int64)
    starts, ends = (np.array([span[at] for span in spans], np.int64) + offsets for at in (1, 2))
    raw = RawPlaces(row, [chain.to_bytes() for chain in chains]).spans(starts, ends)
    led = zip(*(column.tolist() for column in raw), strict=True)
    assert list(led) == [chains[number].to_raw(start, end) for number, start, end in spans]
