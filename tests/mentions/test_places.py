"""Names of places and organisations: every rule by a case, and what must hold of any text."""

from __future__ import annotations

import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from fugong.lexicon import Lexicon
from fugong.mentions.places import find_organisations, find_places
from fugong.mentions.scan import Scanner
from fugong.mentions.zones import find_own_zones

PIECES = st.sampled_from(
    [
        "大庆",
        "大庆市",
        "吉林",
        "省",
        "市",
        "区",
        "全市",
        "我省",
        "海东",
        "于",
        "说",
        "路",
        "记者",
        "(",
        ")",
        "、",
        "的",
        "两江新区",
        "南港工业区",
        "山阳镇",
        "路街道",
        "—",
        "产业园有",
    ]
)


@pytest.mark.parametrize(("text", "expected"), cases("places"))
def test_places_in(text: str, expected: list[list[str]], lexicon: Lexicon) -> None:
    assert [[place.place_text, place.name_kind] for place in find_places(text, lexicon)] == expected


@pytest.mark.parametrize(("text", "expected"), cases("own_zones"))
def test_zones_and_towns_by_a_name_of_their_own_in(text: str, expected: list[list[str]], lexicon: Lexicon) -> None:
    places = find_own_zones(text, find_places(text, lexicon), lexicon)
    assert [[place.place_text, place.name_kind] for place in places] == expected


@given(pieces=st.lists(PIECES, max_size=12))
def test_places_stand_in_order_where_they_say_and_do_not_overlap(pieces: list[str], scanner: Scanner) -> None:
    text = "".join(pieces)
    end = 0
    for place in scanner.scan(text).places:
        assert end <= place.start < place.end <= len(text)
        assert text[place.start : place.end] == place.place_text
        end = place.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("记者来到青山水泥有限公司", ["青山水泥有限公司"]),
        ("青山集团有限责任公司开工", ["青山集团有限责任公司"]),
        ("青山矿业公司第二分公司开工", ["青山矿业公司第二分公司"]),
        ("帮助长河钢铁公司和远山煤矿复产", ["长河钢铁公司", "远山煤矿"]),
        ("全市公司都开工了", ["全市公司"]),
        ("公司开工了", []),
        ("在公司开工了", []),
    ],
)
def test_organisations_in(text: str, expected: list[str]) -> None:
    assert [found.organisation_text for found in find_organisations(text)] == expected


def test_an_organisation_overlaps_no_span_that_is_taken() -> None:
    assert find_organisations("青山水泥公司", [(0, 2)]) == []
