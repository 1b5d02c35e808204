"""Alignments lead every span of an edited text back to where it came from."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.text.aligned import Alignment, AlignmentChain, Edit, apply_edits, overlaps

TEXT = "復(fù)工率達96%，已開工。"


def edit(start: int, end: int, replacement: str) -> Edit:
    return Edit(start, end, replacement, "test")


@st.composite
def texts_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    text = draw(st.text(alphabet="复工率96%,\n𠮷", max_size=24))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    replacements = draw(st.lists(st.text(alphabet="abc", max_size=3), min_size=len(spans), max_size=len(spans)))
    return text, [edit(*span, new) for span, new in zip(spans, replacements, strict=True)]


def origins(text: str, edits: list[Edit]) -> tuple[str, list[tuple[int, int]]]:
    """Make the edits one character at a time and note where each character of the result comes from."""
    made = ""
    came_from: list[tuple[int, int]] = []
    position = 0
    for change in edits:
        for index in range(position, change.start):
            made += text[index]
            came_from.append((index, index + 1))
        made += change.replacement
        came_from.extend([(change.start, change.end)] * len(change.replacement))
        position = change.end
    for index in range(position, len(text)):
        made += text[index]
        came_from.append((index, index + 1))
    return made, came_from


@given(case=texts_with_edits())
def test_every_span_leads_back_to_exactly_what_its_first_and_last_character_came_from(
    case: tuple[str, list[Edit]],
) -> None:
    text, edits = case
    made, came_from = origins(text, edits)
    new, alignment = apply_edits(text, edits)
    assert new == made
    assert alignment.new_length == len(made)
    for start in range(len(made)):
        for end in range(start + 1, len(made) + 1):
            assert alignment.to_old(start, end) == (came_from[start][0], came_from[end - 1][1])


@given(case=texts_with_edits())
def test_a_copied_span_leads_back_to_the_same_characters(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    new, alignment = apply_edits(text, edits)
    runs = zip(alignment.new_starts, alignment.new_starts[1:], alignment.is_copied, strict=False)
    for start, end, is_copied in runs:
        if is_copied and end > start:
            old_start, old_end = alignment.to_old(start, end)
            assert text[old_start:old_end] == new[start:end]


@given(case=texts_with_edits(), data=st.data())
def test_an_empty_span_stays_empty_and_inside_the_old_text(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    text, edits = case
    new, alignment = apply_edits(text, edits)
    position = data.draw(st.integers(0, len(new)))
    start, end = alignment.to_old(position, position)
    assert start == end
    assert 0 <= start <= len(text)


@given(case=texts_with_edits(), seed=st.integers(0, 9))
def test_the_order_in_which_edits_are_given_does_not_matter(case: tuple[str, list[Edit]], seed: int) -> None:
    text, edits = case
    # Insertions at one place keep the order in which they are given; here each place has one.
    unique = list({(change.start, change.end): change for change in edits}.values())
    shuffled = unique.copy()
    random.Random(seed).shuffle(shuffled)
    assert apply_edits(text, shuffled) == apply_edits(text, unique)


@given(case=texts_with_edits(), data=st.data())
def test_a_chain_leads_back_step_by_step(case: tuple[str, list[Edit]], data: st.DataObject) -> None:
    raw, edits = case
    middle, first = apply_edits(raw, edits)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(middle)), min_size=2, max_size=4)))
    newest, second = apply_edits(middle, [edit(cuts[0], cuts[1], data.draw(st.text("xy", max_size=2)))])
    chain = AlignmentChain()
    chain.append(first)
    chain.append(second)
    for start in range(len(newest)):
        for end in range(start + 1, len(newest) + 1):
            raw_start, raw_end = chain.to_raw(start, end)
            assert (raw_start, raw_end) == first.to_old(*second.to_old(start, end))
            assert 0 <= raw_start <= raw_end <= len(raw)


def test_what_was_deleted_at_the_edge_of_a_span_is_left_out_and_within_it_is_taken_in() -> None:
    new, alignment = apply_edits(TEXT, [edit(1, 5, "")])
    assert new == "復工率達96%，已開工。"
    assert alignment.to_old(0, 1) == (0, 1)
    assert alignment.to_old(1, 3) == (5, 7)
    assert alignment.to_old(0, 3) == (0, 7)


def test_a_span_that_touches_a_replaced_run_takes_in_the_whole_of_it() -> None:
    new, alignment = apply_edits("甲乙丙丁", [edit(1, 3, "xyz")])
    assert new == "甲xyz丁"
    assert alignment.to_old(2, 3) == (1, 3)
    assert alignment.to_old(0, 2) == (0, 3)
    assert alignment.to_old(3, 5) == (1, 4)


def test_insertions_and_deletions_at_either_end() -> None:
    new, alignment = apply_edits("甲乙", [edit(0, 0, "a"), edit(1, 2, "")])
    assert new == "a甲"
    assert alignment.to_old(0, 1) == (0, 0)
    assert alignment.to_old(0, 2) == (0, 1)
    assert alignment.to_old(2, 2) == (1, 1)


def test_a_text_that_is_wholly_deleted_and_one_that_was_empty() -> None:
    new, alignment = apply_edits("甲乙", [edit(0, 2, "")])
    assert (new, alignment.to_old(0, 0)) == ("", (0, 0))
    new, alignment = apply_edits("", [])
    assert (new, alignment.to_old(0, 0)) == ("", (0, 0))
    new, alignment = apply_edits("", [edit(0, 0, "甲")])
    assert (new, alignment.to_old(0, 1)) == ("甲", (0, 0))


def test_the_identity_and_an_empty_chain_lead_back_to_the_same_place() -> None:
    assert Alignment.identity(5).to_old(1, 4) == (1, 4)
    assert Alignment.identity(0).to_old(0, 0) == (0, 0)
    assert AlignmentChain().to_raw(3, 7) == (3, 7)


@pytest.mark.parametrize(
    "edits",
    [
        [edit(0, 2, ""), edit(1, 3, "")],
        [edit(1, 3, ""), edit(2, 2, "x")],
        [edit(2, 1, "")],
        [edit(0, 99, "")],
        [edit(-1, 1, "")],
    ],
)
def test_edits_that_overlap_or_lie_outside_the_text_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another or lies outside"):
        apply_edits("甲乙丙丁", edits)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 5), (3, 2)])
def test_a_span_outside_the_new_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="is not inside a text of 4 characters"):
        Alignment.identity(4).to_old(start, end)


@given(
    cuts=st.lists(st.integers(0, 20), max_size=8, unique=True).map(sorted),
    start=st.integers(0, 20),
    length=st.integers(1, 6),
)
def test_overlaps_tells_whether_a_character_is_shared(cuts: list[int], start: int, length: int) -> None:
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    inside = {position for span in spans for position in range(*span)}
    assert overlaps(spans, start, start + length) == any(p in inside for p in range(start, start + length))
