"""`fugong why`: what it tells of a fact and of a number that is none, and how it fails."""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from small_articles import ARTICLES, REPOSITORY

from fugong.cli import main
from fugong.why.reasons import (
    REJECTIONS,
    TARGET_BASES,
    FactReasons,
    NoQuantity,
    NotFoundError,
    Question,
    SeveralFacts,
    UnclearError,
    _aligned,
    built_warehouse,
    why_at,
    why_fact,
)
from fugong.why.show import as_json, as_text

HOLDER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""
PLAIN = ARTICLES["plain.txt"]


def keys(warehouse: Path) -> dict[str, str]:
    """Return the facts' keys by number and owner."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute("select value_text || ' ' || scope_text, quantity_key from fct_quantities").fetchall()
    return dict(rows)


def key_of(warehouse: Path, number: str) -> str:
    (key,) = [key for name, key in keys(warehouse).items() if name.split(" ")[0] == number]
    return key


def reasons(warehouse: Path, number: str) -> FactReasons:
    with built_warehouse(warehouse) as opened:
        return why_fact(opened, key_of(warehouse, number))


def question(of: FactReasons, name: str) -> Question:
    (found,) = [question for question in of.questions if question.name == name]
    return found


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert line.startswith("fugong: ")
    return line


def test_a_fact_tells_its_document_its_sentence_and_its_raw_characters(warehouse: Path) -> None:
    told = reasons(warehouse, "96%")
    assert (told.document["name"], told.document["publisher"]) == ("plain", "嫩江晚报")
    assert (told.document["published_date"], told.document["published_precision"]) == ("2020-03-10", "day")
    where = told.where
    assert where["sentence_text"][where["start_in_sentence"] : where["end_in_sentence"]] == "96%" == where["raw_text"]
    assert PLAIN[where["raw_start"] : where["raw_end"]] == "96%"
    assert PLAIN[: where["raw_start"]].endswith(where["raw_before"])
    assert PLAIN[where["raw_end"] :].startswith(where["raw_after"])
    assert where["clause_text"] == "复工率达96%"
    assert told.repairs == ()
    assert (told.fact["numerator_count"], told.fact["denominator_count"]) == (434, 452)


def test_each_question_has_its_candidates_the_winner_first_with_the_reason_why(warehouse: Path) -> None:
    told = reasons(warehouse, "96%")
    assert [asked.name for asked in told.questions] == [
        "counted",
        "indicator",
        "place",
        "as_of",
        "scope",
        "sector",
        "target",
        "comparator",
    ]
    indicator = question(told, "indicator")
    assert (indicator.answer, indicator.basis) == ("work_resumption_rate", "before_in_clause")
    assert indicator.meaning == "the indicator stands before the number in its clause"
    assert [(one.words, one.is_winner) for one in indicator.candidates][:1] == [("复工率", True)]
    as_of = question(told, "as_of")
    assert (as_of.answer, as_of.basis) == ("2020-03-09", "explicit")
    assert [one.relation for one in as_of.candidates] == ["in_sentence", "published"]
    assert [one.is_winner for one in as_of.candidates] == [True, False]
    assert question(told, "scope").candidates[0].words == "规模以上工业企业"
    sector = question(told, "sector")
    assert (sector.answer, sector.basis) == ("工业", "owner")
    assert sector.meaning == "the sector stands in the name of the owner"


def test_a_plan_and_a_hedge_are_told_with_the_words_that_make_them(warehouse: Path) -> None:
    plan = reasons(warehouse, "12个")
    target = question(plan, "target")
    assert (target.answer, target.basis) == ("plan", "cue")
    assert [(one.words, one.is_winner) for one in target.candidates] == [("计划", True)]
    assert question(plan, "indicator").answer == "planned"
    assert "projects still to be started" in str(question(plan, "indicator").meaning)
    assert question(plan, "counted").candidates[0].words == "项目"
    comparator = question(reasons(warehouse, "近3000万元"), "comparator")
    assert (comparator.answer, comparator.basis) == ("approx", "hedge")
    assert [(one.words, one.relation, one.is_winner) for one in comparator.candidates] == [("近", "prefix", True)]
    of_range = question(reasons(warehouse, "300人"), "comparator")
    assert (of_range.answer, of_range.basis, of_range.meaning) == ("le", "range", "it is the high end of a range")
    assert question(plan, "comparator").answer == "eq"
    assert question(plan, "comparator").candidates == ()


def test_a_label_a_date_of_the_next_clause_and_a_year_before_are_told_in_words(warehouse: Path) -> None:
    place = question(reasons(warehouse, "1956万元"), "place")
    assert (place.answer, place.basis) == ("甘南县", "label")
    assert place.meaning == "the sentence begins with the place and nothing else"
    assert [(one.relation, one.is_winner) for one in place.candidates][:2] == [
        ("label", True),
        ("own_in_clause", False),
    ]
    assert str(place.candidates[0].meaning).startswith("the sentence begins with the place and nothing else")
    as_of = question(reasons(warehouse, "3501家"), "as_of")
    assert (as_of.answer, as_of.meaning) == ("2020-04-18", "the date begins the clause after the count")
    assert [(one.words, one.relation) for one in as_of.candidates] == [
        ("截至4月18日", "later_in_sentence"),
        ("", "published"),
    ]
    assert as_of.candidates[0].meaning == "a count of the clause right before a date with 截至"
    before = question(reasons(warehouse, "7100家"), "as_of")
    assert before.answer == "2019-04-15"
    assert (before.candidates[0].words, before.candidates[0].answer) == ("去年同期", "2019-04-15 (day, relative)")


def test_a_repair_that_touched_the_number_is_told(warehouse: Path) -> None:
    told = reasons(warehouse, "381个")
    (repair,) = told.repairs
    assert repair["after_text"].endswith("等问题")
    assert ARTICLES["damaged.txt"][repair["raw_start"] : repair["raw_end"]] == repair["before_text"]
    assert [factor["basis"] for factor in told.factors if factor["aspect"] == "repair"] == ["repaired"]
    assert "等问题" in as_text(told)


def test_the_confidence_of_every_fact_is_the_product_of_the_factors_told(warehouse: Path) -> None:
    with built_warehouse(warehouse) as opened:
        for key in keys(warehouse).values():
            told = why_fact(opened, key)
            product = math.prod(factor["factor"] for factor in told.factors)
            assert told.fact["confidence"] == pytest.approx(product, abs=5.1e-5)
            assert len(told.factors) == 5


def test_the_first_candidate_of_every_fact_is_the_answer_of_the_fact(warehouse: Path) -> None:
    columns = {"place": "city_name", "scope": "scope_text", "sector": "sector_name"}
    with built_warehouse(warehouse) as opened:
        for key in keys(warehouse).values():
            told = why_fact(opened, key)
            for name, column in columns.items():
                asked = question(told, name)
                assert asked.answer == (told.fact[column] or "")
                assert [one.rank for one in asked.candidates] == list(range(1, len(asked.candidates) + 1))
                assert [one.answer for one in asked.candidates if one.is_winner] == (
                    [asked.answer] if asked.answer else []
                )
            assert question(told, "as_of").answer == (told.fact["as_of_date"] or "")
            assert question(told, "indicator").answer == told.fact["indicator"]


def test_a_key_may_be_cut_to_six_characters_in_any_case_but_not_to_five(warehouse: Path) -> None:
    key = key_of(warehouse, "96%")
    with built_warehouse(warehouse) as opened:
        assert why_fact(opened, key[:6].upper()).fact["quantity_key"] == key
        with pytest.raises(UnclearError, match="at least 6"):
            why_fact(opened, key[:5])
        # No pattern of SQL: it begins with nothing but itself.
        with pytest.raises(NotFoundError):
            why_fact(opened, "%%%%%%%")


def test_a_key_that_begins_several_is_refused_with_their_names(warehouse: Path, tmp_path: Path) -> None:
    copy = tmp_path / "small.duckdb"
    shutil.copyfile(warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute("update fct_quantities set quantity_key = 'abcdef' || quantity_key where unit = 'percent'")
    with built_warehouse(copy) as opened, pytest.raises(UnclearError, match=r"begins 8 keys \(abcdef\w+, .* …\)"):
        why_fact(opened, "abcdef")


def at(warehouse: Path, document: str, words: str, article: str) -> Any:
    with built_warehouse(warehouse) as opened:
        return why_at(opened, document, ARTICLES[article].index(words))


def test_a_position_within_a_number_leads_to_its_fact(warehouse: Path) -> None:
    for offset in range(len("９１％")):
        with built_warehouse(warehouse) as opened:
            told = why_at(opened, "damaged", ARTICLES["damaged.txt"].index("９１％") + offset)
        assert isinstance(told, FactReasons)
        assert told.fact["value_text"] == "91%"


def test_a_number_said_of_each_item_of_a_list_leads_to_all_its_facts(warehouse: Path) -> None:
    told = at(warehouse, "list", "100%", "list.txt")
    assert isinstance(told, SeveralFacts)
    assert [fact["scope_text"] for fact in told.facts] == ["电力", "石化"]
    assert all(fact["quantity_key"] in as_text(told) for fact in told.facts)


@pytest.mark.parametrize(
    ("words", "reason", "tells"),
    [
        ("50人", "class_threshold", "bounds a class"),
        ("3月9日", "date", "截至3月9日"),
        ("9日,齐", "date", "截至3月9日"),
        ("复工率", "no_number", "no number with a unit"),
        ("\n", "outside_body", "no part of the article"),
    ],
)
def test_a_number_that_is_no_quantity_tells_why(warehouse: Path, words: str, reason: str, tells: str) -> None:
    told = at(warehouse, "plain", words, "plain.txt")
    assert isinstance(told, NoQuantity)
    assert told.reason == reason
    assert tells in told.meaning
    assert reason in as_text(told)


def test_a_document_may_be_named_by_its_key_and_must_be_known_and_long_enough(warehouse: Path) -> None:
    told = reasons(warehouse, "96%")
    with built_warehouse(warehouse) as opened:
        by_key = why_at(opened, told.document["document_key"], told.where["raw_start"])
        assert isinstance(by_key, FactReasons)
        assert by_key.fact["quantity_key"] == told.fact["quantity_key"]
        with pytest.raises(NotFoundError, match="no document is named 'nowhere'"):
            why_at(opened, "nowhere", 0)
        for position in (-1, len(PLAIN)):
            with pytest.raises(UnclearError, match=f"has {len(PLAIN)} characters"):
                why_at(opened, "plain", position)


def accepted(model: str, column: str) -> set[str]:
    """Return the values that a model's YAML accepts in a column."""
    text = (REPOSITORY / "models" / "intermediate" / f"{model}.yml").read_text(encoding="utf-8")
    (columns,) = [found["columns"] for found in yaml.safe_load(text)["models"]]
    (described,) = [found for found in columns if found["name"] == column]
    (values,) = [
        test["accepted_values"]["arguments"]["values"] for test in described["data_tests"] if "accepted_values" in test
    ]
    return set(values)


def meanings(seed: str, group: str, name: str, meaning: str) -> dict[tuple[str, str], str]:
    """Return what a seed says each circumstance of each question means."""
    with (REPOSITORY / "seeds" / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        return {(row[group], row[name]): row[meaning] for row in csv.DictReader(file)}


@pytest.mark.parametrize("asked", ["counted", "indicator", "place", "as_of", "scope", "sector"])
def test_every_relation_of_a_candidate_has_a_meaning(asked: str) -> None:
    notes = meanings("resolution_weights", "question", "feature", "note")
    relations = accepted(f"int_{asked}_candidate", "relation")
    assert relations
    assert {relation for relation in relations if not notes.get((asked, relation))} == set()


@pytest.mark.parametrize("asked", ["indicator", "place", "as_of"])
def test_every_relation_that_the_confidence_weighs_has_a_meaning(asked: str) -> None:
    found = meanings("confidence_factors", "aspect", "basis", "meaning")
    relations = accepted(f"int_{asked}_candidate", "relation")
    assert {relation for relation in relations if not found.get((asked, relation))} == set()


def test_every_reason_that_the_models_give_has_a_meaning() -> None:
    assert set(REJECTIONS) == accepted("int_number_is_quantity", "rejection_reason")
    assert set(TARGET_BASES) == accepted("int_quantity_target", "target_basis")


@pytest.mark.parametrize(
    ("raw", "text", "words"),
    [
        ("全縣復(fù)工率９１％。", "全县复工率91%。", "91%"),
        ("３月９日,開工", "3月9日,开工", "9日"),
        ("開工", "开工", "工"),
    ],
)
def test_a_raw_position_finds_its_character_in_the_sentence(raw: str, text: str, words: str) -> None:
    wide = words.translate({ord(narrow): ord(narrow) + 0xFEE0 for narrow in "0123456789%"})
    found = raw.index(wide if wide in raw else words)
    assert _aligned(raw, text, found) == text.index(words)
    assert 0 <= _aligned(raw, text, len(raw) - 1) < len(text)


def test_the_text_for_people_marks_the_number_and_the_winners(warehouse: Path) -> None:
    shown = as_text(reasons(warehouse, "96%"))
    assert "复工率达【96%】" in shown
    assert re.search(r"▶  1  复工率 +work_resumption_rate +before_in_clause +distance 1 +score 5\.950", shown)
    assert "434 of 452 = 96.0177%" in shown
    assert re.search(r"Confidence 0\.\d+ is the product of", shown)


def test_every_fact_can_be_shown_whatever_it_lacks(warehouse: Path) -> None:
    with built_warehouse(warehouse) as opened:
        for key in keys(warehouse).values():
            told = why_fact(opened, key)
            assert f"quantity {key}" in as_text(told)
            assert json.loads(as_json(told))["fact"]["quantity_key"] == key
    assert re.search(r"counts +of 118\n", as_text(reasons(warehouse, "89.5%")))


def test_no_control_character_of_a_text_reaches_the_terminal_and_colours_are_for_terminals(warehouse: Path) -> None:
    told = reasons(warehouse, "96%")
    assert "\x1b" in told.document["title"]
    assert "\x1b" not in as_text(told)
    assert "\\x1b[31m复工忙" in as_text(told)
    assert "\x1b[31m复工忙" not in as_text(told, is_coloured=True)
    assert "\x1b[1m" in as_text(told, is_coloured=True)


def test_the_command_prints_text_or_json(warehouse: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = key_of(warehouse, "96%")
    assert main(["why", key[:8], "--warehouse", str(warehouse)]) == 0
    assert f"quantity {key}" in capsys.readouterr().out
    assert main(["why", key, "--warehouse", str(warehouse), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["found"] == "fact"
    assert printed["fact"]["value"] == 96
    assert printed["questions"][2]["name"] == "place"
    position = str(PLAIN.index("50人"))
    assert main(["why", "--document", "plain", "--at", position, "--warehouse", str(warehouse), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["found"] == "no_quantity"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["ffffffff"], 1, "no quantity has a key that begins with 'ffffffff'"),
        (["ffff"], 2, "at least 6 characters"),
        (["--document", "nowhere", "--at", "0"], 1, "no document is named 'nowhere'"),
        (["--document", "plain", "--at", "100000"], 2, "characters"),
        ([], 2, "QUANTITY_KEY"),
        (["--document", "plain"], 2, "--at N"),
        (["--at", "3"], 2, "--document NAME"),
        (["ffffffff", "--document", "plain", "--at", "3"], 2, "QUANTITY_KEY"),
        (["ffffffff", "--at", "3"], 2, "QUANTITY_KEY"),
    ],
)
def test_what_cannot_be_told_is_one_clear_line(
    arguments: list[str], code: int, says: str, warehouse: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["why", *arguments, "--warehouse", str(warehouse)]) == code
    assert says in one_line(capsys)


def test_a_warehouse_that_is_missing_no_warehouse_or_not_built_is_one_line_and_2(
    loaded: Path, warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "notes.duckdb"
    other.write_text("这不是仓库。" * 500, encoding="utf-8")
    outdated = tmp_path / "outdated.duckdb"
    shutil.copyfile(warehouse, outdated)
    with duckdb.connect(str(outdated)) as connection:
        connection.execute("drop table intermediate.int_scope_candidate")
    for path, says in (
        (tmp_path / "gone.duckdb", "no such warehouse"),
        (other, "cannot be opened as a warehouse"),
        (loaded, "not built yet: build them with `fugong build`"),
        (outdated, "built by another version of fugong"),
    ):
        assert main(["why", key_of(warehouse, "96%"), "--warehouse", str(path)]) == 2
        line = one_line(capsys)
        assert says in line
        assert path.name in line
    assert not (tmp_path / "gone.duckdb").exists()


def test_a_warehouse_that_another_process_writes_to_is_one_line_and_2(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = tmp_path / "held.duckdb"
    shutil.copyfile(warehouse, held)
    command = [sys.executable, "-c", HOLDER, str(held)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        assert main(["why", "ffffffff", "--warehouse", str(held)]) == 2
        holder.communicate("")
    assert "held.duckdb: cannot be opened as a warehouse" in one_line(capsys)
