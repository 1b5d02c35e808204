"""The scan of a whole text: every mention in its sentence and clause, terms by the longest, nothing remembered."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fugong.mentions.finder import TermFinder, longest
from fugong.mentions.row import Row
from fugong.mentions.scan import Scan, Scanner

TEXT = (
    "本报讯 截至3月9日,青山县186家规上工业企业开工率达97.3%,高于去年同期4.1个百分点。\n"
    "目前,纺织、服装、家具3个行业复工率分别为95%、91.5%和88%;全县还减免房租近600万元。\n"
    "新开工亿元以上项目12个,计划4月底前再开工9个。\n"
)
PIECES = st.sampled_from(
    [
        "全市",
        "大庆市",
        "复工率",
        "达",
        "96%",
        "目前",
        "3月底",
        "、",
        ",",
        "。",
        "\n",
        "近300家",
        "工业",
        "分别为",
        "计划",
        "投资5亿元",
    ]
)


def terms_of(scan: Scan, lexicon: str) -> list[str]:
    return [term.term for term in scan.terms if term.lexicon == lexicon]


def spans_of(scan: Scan) -> list[tuple[int, int]]:
    kinds = (scan.numbers, scan.dates, scan.places, scan.organisations, scan.terms, scan.list_items)
    return [(mention.start, mention.end) for kind in kinds for mention in kind]  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def scan(scanner: Scanner) -> Scan:
    return scanner.scan(TEXT)


def test_clauses_are_counted_within_sentences_and_sentences_within_the_text(scan: Scan) -> None:
    assert [(clause.sentence, clause.clause) for clause in scan.clauses] == [
        (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (4, 1), (4, 2)
    ]  # fmt: skip


def test_every_mention_stands_inside_one_clause(scan: Scan) -> None:
    for start, end in spans_of(scan):
        clause = scan.clause_at(start)
        assert clause is not None
        assert clause.start <= start < end <= clause.end, TEXT[start:end]


def test_the_numbers_dates_and_items_of_a_report_are_found(scan: Scan) -> None:
    assert [number.value_text for number in scan.numbers] == [
        "186家", "97.3%", "4.1个百分点", "3个", "95%", "91.5%", "88%", "近600万元", "12个", "9个"
    ]  # fmt: skip
    assert [date.date_text for date in scan.dates] == ["截至3月9日", "去年同期", "目前", "4月底前"]
    assert [item.item_text for item in scan.list_items] == ["纺织", "服装", "家具"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("春节假期揽投包裹17亿件", [("春节假期", "holiday")]),
        ("2024年春节期间货运量达13万吨", [("2024年", "calendar"), ("春节期间", "holiday")]),
        (
            "与2023年春节假期相比增长145.2%",
            [("2023年", "comparison"), ("春节假期", "comparison")],
        ),
        ("恢复至2019年春节同期的近九成", [("至2019年", "comparison"), ("春节同期", "comparison")]),
        ("比2019年同期的41.9%提高3个百分点", [("比2019年", "calendar"), ("同期", "comparison")]),
        ("对春节期间不停工的27家企业", [("春节期间", "holiday")]),
    ],
)
def test_holidays_date_a_figure_and_times_compared_with_do_not(
    text: str, found: list[tuple[str, str]], scanner: Scanner
) -> None:
    assert [(date.date_text, date.date_class) for date in scanner.scan(text).dates] == found


def test_a_predicate_inside_a_longer_one_is_no_term_of_its_own(scanner: Scanner) -> None:
    assert terms_of(scanner.scan("开工率达九成"), "project_statuses") == []
    assert terms_of(scanner.scan("开工率达九成"), "indicator_terms") == ["开工率"]
    assert terms_of(scanner.scan("开工12个项目"), "project_statuses") == ["开工"]


def test_what_was_striven_for_and_won_is_no_plan(scanner: Scanner) -> None:
    assert terms_of(scanner.scan("全市已争取中央资金4.3亿元"), "target_cues") == ["已争取"]
    assert terms_of(scanner.scan("全市争取中央资金4.3亿元"), "target_cues") == ["争取"]


def test_a_term_inside_the_name_of_a_place_or_number_is_none(scanner: Scanner) -> None:
    found = scanner.scan("超额完成,超过9成")
    assert all(term.start < 5 for term in found.terms if term.lexicon == "change_cues")


def test_a_place_inside_a_number_is_none(scanner: Scanner) -> None:
    found = scanner.scan("共有5海里航道,海里区")
    taken = [(number.start, number.end) for number in found.numbers]
    assert taken
    assert all(place.start >= taken[0][1] for place in found.places)


def test_the_clause_at_a_position_between_clauses_is_the_one_before(scan: Scan) -> None:
    comma = TEXT.index(",")
    clause = scan.clause_at(comma)
    assert clause is not None
    assert clause.end == comma


def test_a_text_without_anything_has_nothing(scanner: Scanner) -> None:
    for text in ("", "\n", "  \n\n "):
        found = scanner.scan(text)
        assert (found.sentences, found.clauses, spans_of(found)) == ([], [], [])
        assert found.clause_at(0) is None


def test_a_scan_does_not_depend_on_the_texts_before(scanner: Scanner) -> None:
    first = scanner.scan(TEXT)
    scanner.scan("13日,我市开工率100%。")
    assert scanner.scan(TEXT) == first


@given(pieces=st.lists(PIECES, max_size=16))
def test_each_kind_of_mention_comes_in_order_and_inside_the_text(pieces: list[str], scanner: Scanner) -> None:
    text = "".join(pieces)
    found = scanner.scan(text)
    for kind in (found.numbers, found.dates, found.places, found.organisations, found.terms, found.list_items):
        starts = [mention.start for mention in kind]  # type: ignore[attr-defined]
        assert starts == sorted(starts)
    assert all(0 <= start < end <= len(text) for start, end in spans_of(found))
    for term in found.terms:
        assert text[term.start : term.end] == term.term


def test_terms_that_overlap_are_all_found_and_the_longest_from_the_left_kept() -> None:
    finder = TermFinder({"开工": ["a"], "开工率": ["b"], "工率": ["c"], "达产": ["a", "b"]})
    found = list(finder.find("开工率达产"))
    assert {(item.start, item.text) for item in found} == {(0, "开工"), (0, "开工率"), (1, "工率"), (3, "达产")}
    assert [item.text for item in longest(found)] == ["开工率", "达产"]
    assert found[-1].kinds == ("a", "b")
    assert list(TermFinder({}).find("开工")) == []


@given(texts=st.lists(st.text(alphabet="开工率达产\U00025de5\n", max_size=12), max_size=4))
@example(texts=["达开", "工率", "", "工"])
def test_entries_of_several_texts_are_those_of_each(texts: list[str]) -> None:
    entries = ["开工", "开工率", "工率", "工", "率达产", "\U00025de5", "\U00025de5产"]
    finder = TermFinder({entry: ["a"] for entry in entries})
    assert finder.find_in_each(Row(texts)) == [[tuple(found) for found in finder.find(text)] for text in texts]
