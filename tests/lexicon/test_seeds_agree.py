"""Seed tables, their documentation, the loader that reads them and the models that join them say the same."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from fugong.lexicon import SHADOWING_LEXICONS, TERM_LEXICONS, LexiconError, load_lexicon, read_rows
from fugong.mentions.numerals import chinese_value
from fugong.text.script import to_simplified

REPOSITORY = Path(__file__).parents[2]
SEEDS = REPOSITORY / "seeds"
MODELS = REPOSITORY / "models"
NAMES = sorted(path.stem for path in SEEDS.glob("*.csv"))

UNITS = {
    "percent",
    "percentage_point",
    "CNY",
    "project",
    "enterprise",
    "merchant",
    "person",
    "job",
    "item",
    "tonne",
    "kWh",
}
UNIT_CLASSES = {"percent", "money", "money_rate", "count", "physical", "not_quantity"}
COMPARATORS = {"eq", "ge", "gt", "le", "lt", "approx"}
KINDS = {"rate", "fund", "project_count", "other"}
KIND_OF_TERMS = {"indicator_terms": {"rate", "other"}, "fund_types": {"fund"}, "project_statuses": {"project_count"}}
# The models whose relations are weighed, by the question that they answer.
WEIGHING_MODELS = {
    "indicator": "int_indicator_candidate int_group_share",
    "place": "int_place_candidate",
    "scope": "int_scope_candidate",
    "as_of": "int_as_of_candidate int_as_of_carried",
    "sector": "int_sector_candidate",
    "counted": "int_counted_candidate",
    "home": "int_document_home int_quantity_contested",
    "copy": "bld_copy_pair",
}


@cache
def documented() -> dict[str, dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((SEEDS / "_seeds.yml").read_text(encoding="utf-8"))["seeds"]
    return {seed["name"]: seed for seed in found}


def values(seed: str, column: str) -> set[str]:
    return {row[column] for row in read_rows(SEEDS / f"{seed}.csv")}


@cache
def sql(model: str) -> str:
    (path,) = MODELS.rglob(f"{model}.sql")
    return re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))


def column_values(text: str, column: str) -> Iterator[str]:
    """Yield the texts that an SQL text can put into a column: by `case … end as column` or `'text' as column`."""
    yield from re.findall(rf"'(\w+)'\s+as\s+{column}\b", text)
    for match in re.finditer(rf"\bend\s+as\s+{column}\b", text):
        depth = 0
        for word in reversed(list(re.finditer(r"\b(?:case|end)\b", text[: match.start() + len("end")]))):
            depth += 1 if word[0] == "end" else -1
            if depth == 0:
                yield from re.findall(r"\b(?:then|else)\s+'(\w+)'", text[word.start() : match.start()])
                break


def test_the_reader_of_sql_sees_every_way_to_fill_a_column() -> None:
    text = (
        "select 'a' as x, case when 1 then case when 2 then 'b' else 'c' end when y = 'q' then 'd' end as x, 'z' as w"
    )
    assert sorted(column_values(text, "x")) == ["a", "b", "c", "d"]


def test_every_seed_is_documented_and_nothing_else_is() -> None:
    assert sorted(documented()) == NAMES


@pytest.mark.parametrize("seed", NAMES)
def test_the_columns_of_a_seed_are_those_that_are_documented_and_typed(seed: str) -> None:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    described = documented()[seed]
    assert [column["name"] for column in described["columns"]] == header
    assert list(described["config"]["column_types"]) == header
    assert all(column["description"].strip() for column in described["columns"])


# What people write about corrections is no term.
@pytest.mark.parametrize("seed", sorted({*NAMES} - {"corrections"}))
def test_every_term_of_a_seed_is_written_as_a_normalised_text_writes_it(seed: str) -> None:
    rows = read_rows(SEEDS / f"{seed}.csv")
    changed = {value for row in rows for value in row.values() if to_simplified(value) != value}
    # The county's short name is found only as part of its full name: alone, 乾 may be the traditional form of 干.
    assert changed == ({"乾安"} if seed == "divisions" else set())


@pytest.mark.parametrize(("seed", "column"), TERM_LEXICONS.items())
def test_the_terms_that_are_looked_for_are_neither_empty_nor_blank_at_an_edge(seed: str, column: str) -> None:
    assert [term for term in values(seed, column) if not term or term != term.strip()] == []


def test_the_lexicons_that_shadow_each_other_are_looked_for() -> None:
    assert SHADOWING_LEXICONS.issubset(TERM_LEXICONS)


@pytest.mark.parametrize(
    "seed", ["indicator_terms", "fund_types", "project_statuses", "counted_nouns", "resumption_verbs"]
)
def test_every_indicator_that_terms_stand_for_is_one(seed: str) -> None:
    # A count of projects becomes an indicator by the status of the projects.
    by_status = {"project_count"} if seed == "counted_nouns" else set()
    assert values(seed, "indicator") - by_status <= values("indicators", "indicator")


@pytest.mark.parametrize(("seed", "kinds"), KIND_OF_TERMS.items())
def test_terms_stand_for_indicators_of_their_kind(seed: str, kinds: set[str]) -> None:
    kind_of = {row["indicator"]: row["kind"] for row in read_rows(SEEDS / "indicators.csv")}
    assert {kind_of[indicator] for indicator in values(seed, "indicator")} <= kinds


def test_every_rate_and_fund_has_terms_or_is_what_is_left_over() -> None:
    for seed, kind in (("indicator_terms", "rate"), ("fund_types", "fund")):
        of_kind = {row["indicator"] for row in read_rows(SEEDS / "indicators.csv") if row["kind"] == kind}
        assert of_kind - values(seed, "indicator") <= {f"other_{kind}"}


def test_kinds_and_keys_of_indicators_are_those_of_the_warehouse() -> None:
    rows = read_rows(SEEDS / "indicators.csv")
    assert {row["kind"] for row in rows} == KINDS
    assert all(row["indicator_key"] == "indicator-" + row["indicator"].replace("_", "-") for row in rows)


def test_every_indicator_that_the_models_decide_on_exists() -> None:
    decided = set(column_values(sql("int_quantity_indicator"), "indicator"))
    assert decided
    assert decided <= values("indicators", "indicator")


@pytest.mark.parametrize("seed", ["units", "counted_nouns"])
def test_units_are_those_of_the_warehouse(seed: str) -> None:
    units = {unit for unit in values(seed, "unit") if not unit.startswith("other:")}
    assert units - {"none", ""} <= UNITS


def test_what_is_no_quantity_has_no_unit_and_everything_else_has_one() -> None:
    for row in read_rows(SEEDS / "units.csv"):
        assert row["unit_class"] in UNIT_CLASSES, row
        assert (row["unit"] == "none") == (row["unit_class"] == "not_quantity"), row
        assert bool(row["currency_code"]) == (row["unit_class"] == "money"), row
        assert Decimal(row["multiplier"]) > 0, row
        assert Decimal(row["min_chinese_value"]) >= 1, row


def test_a_unit_that_another_word_stands_for_is_a_unit() -> None:
    units = values("units", "unit_text")
    for row in read_rows(SEEDS / "units.csv"):
        size, _, meant = row["meant_unit_text"].partition(":")
        assert (size in {"large", "decimal"} and meant in units) or not row["meant_unit_text"], row


def test_money_in_yuan_is_cny_and_other_money_names_its_currency() -> None:
    for row in read_rows(SEEDS / "units.csv"):
        if row["unit_class"] == "money":
            expected = "CNY" if row["currency_code"] == "CNY" else f"other:{row['currency_code']}"
            assert row["unit"] == expected, row


def test_hedges_have_a_position_and_a_comparator_of_the_warehouse() -> None:
    assert values("hedges", "comparator") <= COMPARATORS
    assert values("hedges", "position") == {"prefix", "bare_prefix", "infix", "suffix"}


def test_every_comparator_of_the_warehouse_has_a_tolerance() -> None:
    assert values("value_tolerances", "circumstance") == COMPARATORS | {"round_number"}


def test_multipliers_are_worth_what_they_say() -> None:
    for row in read_rows(SEEDS / "multipliers.csv"):
        assert chinese_value(row["multiplier_text"]) == Decimal(row["multiplier"]), row


@pytest.mark.parametrize("question", WEIGHING_MODELS)
def test_every_relation_that_a_model_weighs_has_a_weight_and_none_is_unused(question: str) -> None:
    weighed = {row["feature"] for row in read_rows(SEEDS / "resolution_weights.csv") if row["question"] == question}
    text = "\n".join(sql(model) for model in WEIGHING_MODELS[question].split())
    assert f"question = '{question}'" in text
    named = set(re.findall(r"\bfeature = '(\w+)'", text)) | set(column_values(text, "relation"))
    assert named == weighed


def test_no_weight_belongs_to_a_question_that_no_model_asks() -> None:
    asked = {
        question
        for path in MODELS.rglob("*.sql")
        for question in re.findall(r"\bquestion = '(\w+)'", path.read_text(encoding="utf-8"))
    }
    assert asked == values("resolution_weights", "question") == set(WEIGHING_MODELS)


def bases_in_sql() -> dict[str, set[str]]:
    """Return, for each aspect of the confidence, the bases that the models can find."""
    resolved = sql("int_quantity_resolved")
    as_of = sql("int_as_of_carried"), sql("int_as_of_candidate")
    return {
        "indicator": {
            *column_values(sql("int_group_share"), "relation"),
            *column_values(sql("int_indicator_candidate"), "relation"),
            *column_values(sql("int_quantity_indicator"), "indicator_basis"),
        },
        "place": {
            *column_values(sql("int_place_candidate"), "relation"),
            *re.findall(r"coalesce\(places\.place_basis, '(\w+)'\)", resolved),
        },
        "as_of": {
            *(relation for text in as_of for relation in column_values(text, "relation")),
            *column_values(sql("int_quantity_as_of"), "as_of_relation"),
            *column_values(resolved, "as_of_relation"),
        },
        **{
            aspect: set(re.findall(rf"{aspect}_factor\.basis = case when \S+ then '(\w+)' else '(\w+)'", resolved)[0])
            for aspect in ("repair", "check")
        },
    }


def test_every_basis_that_the_models_find_has_a_factor_and_none_is_unused() -> None:
    factors: dict[str, set[str]] = {}
    for row in read_rows(SEEDS / "confidence_factors.csv"):
        factors.setdefault(row["aspect"], set()).add(row["basis"])
    assert factors == bases_in_sql()


def test_factors_are_probabilities() -> None:
    assert all(0 < Decimal(row["factor"]) <= 1 for row in read_rows(SEEDS / "confidence_factors.csv"))


def test_bases_of_dates_are_those_of_the_warehouse() -> None:
    assert values("date_cues", "basis") <= {"explicit", "published", "relative", "unknown", "none"}


def test_the_fingerprint_changes_with_the_seeds_the_loader_reads_and_only_then(tmp_path: Path) -> None:
    copy = tmp_path / "seeds"
    copy.mkdir()
    for path in SEEDS.glob("*.csv"):
        (copy / path.name).write_bytes(path.read_bytes())
    first = load_lexicon(copy).fingerprint
    assert first == load_lexicon(SEEDS).fingerprint
    with (copy / "target_cues.csv").open("a", encoding="utf-8") as file:
        file.write("盼着,1.0\n")
    second = load_lexicon(copy).fingerprint
    assert second != first
    with (copy / "resolution_weights.csv").open("a", encoding="utf-8") as file:
        file.write("home,nothing,1,a weight is for SQL alone\n")
    assert load_lexicon(copy).fingerprint == second


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("boilerplate_cues", "^共有\\d{0,12}条$,regex,drop_line,a comma that parts columns\n", "unknown match"),
        ("boilerplate_cues", "(没有右括号,regex,drop_line,no pattern\n", "nothing was read"),
        ("units", "石,other:shi,很多,physical,,2,\n", "nothing was read"),
    ],
)
def test_a_row_that_cannot_be_is_one_error_before_anything_is_read(
    tmp_path: Path, table: str, row: str, told: str
) -> None:
    copy = tmp_path / "seeds"
    copy.mkdir()
    for path in SEEDS.glob("*.csv"):
        (copy / path.name).write_bytes(path.read_bytes())
    with (copy / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(row)
    with pytest.raises(LexiconError, match=told):
        load_lexicon(copy)


def test_a_missing_table_or_column_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"units\.csv"):
        load_lexicon(tmp_path)
    for path in SEEDS.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "units.csv").write_text("unit_text,unit\n家,enterprise\n", encoding="utf-8")
    with pytest.raises(LexiconError, match="multiplier"):
        load_lexicon(tmp_path)
