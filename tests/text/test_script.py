"""Traditional characters to simplified ones, each change an edit in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.text.aligned import apply_edits
from fugong.text.script import find_traditional, script_of, to_simplified

WORDS = ["復工復產", "企業", "干部", "乾燥", "後", "皇后", "頭髮", "發展", "複雜", "覆蓋", "么", "𠀾", "96%", "ABC"]
PIECES = st.sampled_from([*WORDS, "\n", "\r\n", ",", " "])


@given(pieces=st.lists(PIECES, max_size=20))
def test_the_edits_write_the_text_as_opencc_does(pieces: list[str]) -> None:
    text = "".join(pieces)
    converted, alignment = apply_edits(text, find_traditional(text))
    assert converted == to_simplified(text)
    assert alignment.to_old(0, len(converted))[1] <= len(text)


@given(text=st.text(max_size=40))
def test_any_text_is_written_as_opencc_does(text: str) -> None:
    assert apply_edits(text, find_traditional(text))[0] == to_simplified(text)


def test_each_changed_character_is_an_edit_of_its_own() -> None:
    edits = find_traditional("全市復工復產率")
    assert [(edit.start, edit.end, edit.replacement) for edit in edits] == [(2, 3, "复"), (4, 5, "复"), (5, 6, "产")]
    assert {edit.rule for edit in edits} == {"script.simplify"}


@pytest.mark.parametrize(
    ("text", "simplified"),
    [("乾縣和乾安縣", "乾县和乾安县"), ("乾县开工", "乾县开工"), ("餅乾乾燥", "饼干干燥"), ("乾隆", "乾隆")],
)
def test_a_character_that_is_simplified_in_some_names_only(text: str, simplified: str) -> None:
    assert to_simplified(text) == apply_edits(text, find_traditional(text))[0] == simplified


def test_a_simplified_text_needs_no_edit() -> None:
    assert find_traditional("全市规上工业企业复工率达96%") == []


def test_a_line_whose_length_changes_leaves_the_other_lines_aligned(monkeypatch: pytest.MonkeyPatch) -> None:
    def longer(text: str) -> str:
        return text.replace("甲", "甲甲").replace("業", "业")

    monkeypatch.setattr("fugong.text.script.to_simplified", longer)
    text = "企業甲區\n企業乙\n"
    converted, alignment = apply_edits(text, find_traditional(text))
    assert converted == "企业甲甲區\n企业乙\n"
    at = converted.index("业乙")
    assert alignment.to_old(at, at + 2) == (text.index("業乙"), text.index("業乙") + 2)
    assert alignment.to_old(4, 5) == (3, 4)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("全市復工復產企業達三百餘家", "traditional"),
        ("全市复工复产企业达三百余家", "simplified"),
        ("全市复工复产企业达三百余家,产能利用率继续提高,订单增加,車间里一派忙碌景象", "mixed"),
        ("KN95 96%", "none"),
        ("", "none"),
    ],
)
def test_the_script_of_a_text(text: str, script: str) -> None:
    assert script_of(text, len(find_traditional(text))) == script
