"""The pictures of the documentation show what the code does, and are those that would be drawn today."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import draw_pictures
from draw_pictures import PICTURES, in_pairs, pictures


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.text]


def test_the_pictures_of_the_repair_are_as_they_would_be_drawn() -> None:
    drawn = pictures(None)
    assert set(drawn) == {"slip.svg", "alignment.svg"}
    for name, svg in drawn.items():
        assert (PICTURES / name).read_text(encoding="utf-8") == svg, "tools/draw_pictures.py draws it anew"
    assert "百?gòu)?qiáng)鎮  →  百强镇" in texts(drawn["slip.svg"])


def test_the_picture_of_the_candidates_shows_the_figure_with_its_winners() -> None:
    shown = texts((PICTURES / "candidates.svg").read_text(encoding="utf-8"))
    assert "What competed for 72.6%" in shown
    assert "Where?  石家庄市" in shown
    assert sum(text.startswith("▶") for text in shown) == len(draw_pictures.QUESTIONS)


def test_half_a_character_before_a_bracket_is_read_as_a_question_mark_that_swallows_it() -> None:
    assert [character for *_, character in in_pairs(bytes.fromhex("b0d98f28") + b"g")] == ["百", "?", "g"]
