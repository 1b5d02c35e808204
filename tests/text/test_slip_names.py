"""Names of people in the language model: likely where people are named, and nowhere else."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fugong.text.aligned import apply_edits
from fugong.text.slips import find_slips
from fugong.text.slips.model import language_model
from fugong.text.slips.names import FIRST, SECOND, SURNAMES, Names
from fugong.text.slips.ngrams import pack, train

NAMES = Names.of(pack({f"{SURNAMES}郭": 3, f"{SURNAMES}王": 1, f"{FIRST}燕": 2, f"{FIRST}小": 2, f"{SECOND}红": 4}))


def test_counts_learned_from_texts_alone_list_no_names() -> None:
    assert Names.of(train(["全市企业复工。"])) is None


@pytest.mark.parametrize(
    ("sequence", "likely"), [("长郭", 0.75), ("长郭燕", 0.5), ("长郭燕红", 1.0), ("长燕", 0.0), ("长郭红", 0.0)]
)
def test_each_character_is_as_likely_as_it_is_in_its_place(sequence: str, likely: float) -> None:
    assert NAMES is not None
    assert NAMES.share(sequence)[1] == pytest.approx(likely, rel=0.1)


@pytest.mark.parametrize("sequence", ["企郭", "企郭燕", "长企燕", "长郭企红", "企郭燕红"])
def test_where_nobody_is_named_no_share_is_a_name(sequence: str) -> None:
    assert NAMES is not None
    assert NAMES.share(sequence)[0] == 0.0


def test_the_shipped_model_expects_a_person_behind_a_title() -> None:
    model = language_model()
    assert model.probability("局长", "郭") > 5 * model.probability("产能", "郭")


def test_a_name_that_stands_whole_elsewhere_is_read_in_a_slip() -> None:
    # 。”郭燕红介绍, its A3A1 cut out; the pair F9D1 vanished.
    raw = "監察專員郭燕紅出席了會議。\n“各地情況正在好轉?！惫嗉t介紹,這些省份已派出醫療隊。"
    edits = find_slips(raw).edits
    assert "好轉。”郭燕紅介紹" in apply_edits(raw, edits)[0]
    assert all(one.end <= other.start for one, other in pairwise(edits))
