"""Zones and towns by names of their own, and what only looks like one."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fugong.lexicon import Lexicon
from fugong.mentions.scan import Scanner


def own_names(text: str, lexicon: Lexicon) -> list[str]:
    return [place.place_text for place in Scanner(lexicon).scan(text).places if place.name_kind in ("own_zone", "town")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("天津市南港工业区28家企业全部复工。", "南港工业区"),
        ("中欧先进制造产业园内有189家企业。", "中欧先进制造产业园"),
        ("山阳镇、漕泾镇各有7人到岗。", "山阳镇"),
        ("临汾路街道有95个出入口。", "临汾路街道"),
    ],
)
def test_a_zone_or_town_is_known_by_its_kind_and_a_name_before_it(text: str, name: str, lexicon: Lexicon) -> None:
    assert name in own_names(text, lexicon)


@pytest.mark.parametrize(
    "text",
    [
        "各产业园内有189家企业。",
        "国家级开发区复工率98%。",
        "全省重点工业区复工率98%。",
        "新建生物医药产业园1个,投资3亿元。",
        "这座千年古镇有12家店开门。",
    ],
)
def test_a_kind_without_a_name_is_no_place(text: str, lexicon: Lexicon) -> None:
    assert own_names(text, lexicon) == []


@given(st.text(alphabet="南港山阳镇街道路工业区产业园内有临汾天津市各新—、。,0123456789家", max_size=50))
def test_places_stand_where_they_say_and_none_in_another(lexicon: Lexicon, text: str) -> None:
    places = Scanner(lexicon).scan(text).places
    assert all(text[place.start : place.end] == place.place_text for place in places)
    assert all(before.end <= after.start for before, after in itertools.pairwise(places))
