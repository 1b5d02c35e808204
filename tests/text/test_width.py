"""Full-width forms to ordinary ones, one character for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.text.width import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("复工率达９６％，已开工！", "复工率达96%,已开工!"),
        ("（ＫＮ９５）：？；～", "(KN95):?;~"),
        ("大庆　讯\xa0记者", "大庆 讯 记者"),
        ("“好”。《通知》、……——", "“好”。《通知》、……——"),
        ("￥５", "￥5"),
        ("大連６６﹒８４﹪﹔鐵嶺﹐﹙等﹚", "大連66.84%;鐵嶺,(等)"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(text=st.text(max_size=60))
def test_folding_keeps_the_length_and_every_place_and_does_nothing_twice(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert all(fold(character) == new for character, new in zip(text, folded, strict=True))
    assert not any("\uff01" <= character <= "\uff5e" or character in "\u3000\xa0﹐﹑﹒﹔﹕﹪" for character in folded)


def test_the_whole_row_of_full_width_ascii_is_folded() -> None:
    wide = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
    assert fold(wide) == "".join(chr(code) for code in range(0x21, 0x7F))
