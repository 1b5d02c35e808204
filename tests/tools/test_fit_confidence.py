"""What the factors of the confidence are fitted to, how they are judged, and which of them reach the seed."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import fit_confidence
from fit_confidence import Judged, confidence, fitted, judged, report

FACT = {
    "doc": "a",
    "raw_start": 10,
    "raw_end": 13,
    "kind": "rate",
    "indicator": "work_resumption_rate",
    "value": 96,
    "comparator": "eq",
    "place": "大理市",
    "as_of": "2020-03-18",
}
EVIDENCE = "今日,大理市的复工率达96%"
BASES = {"indicator_basis": "before_in_clause", "place_basis": "strong_home", "as_of_relation": "in_clause"}
COLUMNS = {
    "quantity_key": "text",
    "document_key": "text",
    "raw_start": "integer",
    "raw_end": "integer",
    "kind": "text",
    "indicator": "text",
    "value": "decimal(38, 6)",
    "comparator": "text",
    "city_key": "text",
    "as_of_date": "date",
    "indicator_basis": "text",
    "place_basis": "text",
    "evidence_text": "text",
}


def label(**changes: Any) -> dict[str, Any]:
    return FACT | changes


def fact(**changes: Any) -> dict[str, Any]:
    return FACT | BASES | {"evidence_text": EVIDENCE} | changes


def warehouse_of(folder: Path, facts: list[dict[str, Any]]) -> Path:
    """Return a warehouse that holds `facts` and nothing else."""
    path = folder / "facts.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table dim_document (document_key text, source_name text)")
        connection.execute("create table dim_city (city_key text, city_name text)")
        connection.execute(f"create table fct_quantities ({', '.join(map(' '.join, COLUMNS.items()))})")
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_quantity_resolved (quantity_key text, as_of_relation text,"
            " is_indicator_contested boolean, is_place_contested boolean, is_as_of_contested boolean)"
        )
        for doc in {row["doc"] for row in facts}:
            connection.execute("insert into dim_document values ($doc, $doc)", {"doc": doc})
        for place in {row["place"] for row in facts}:
            connection.execute("insert into dim_city values ($place, $place)", {"place": place})
        for number, row in enumerate(facts):
            keys = {"quantity_key": str(number), "document_key": row["doc"], "city_key": row["place"]}
            values = row | keys | {"as_of_date": row["as_of"] or None}
            connection.execute(
                f"insert into fct_quantities values ({', '.join('?' for _ in COLUMNS)})",
                [values[column] for column in COLUMNS],
            )
            connection.execute(
                "insert into intermediate.int_quantity_resolved values (?, ?, false, ?, false)",
                [str(number), row["as_of_relation"], row.get("is_place_contested", False)],
            )
    return path


def answers(folder: Path, one_label: dict[str, Any], one_fact: dict[str, Any]) -> dict[str, bool | None]:
    """Return what is right about a fact."""
    (one,) = judged(warehouse_of(folder, [one_fact]), [one_label])
    return one.is_right


def one_judged(doc: str, *, is_right: bool, basis: str = "before_in_clause", is_mart: bool = True) -> Judged:
    """Return a fact whose indicator was decided in one way, and nothing is said of the rest."""
    bases = {"indicator": (basis, False), "place": ("strong_home", False), "as_of": ("in_clause", False)}
    return Judged(doc, bases, {"indicator": is_right, "place": None, "as_of": None}, is_mart)


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, set()),
        ({"indicator": "other_rate"}, {"indicator"}),
        ({"kind": "change"}, {"indicator"}),
        ({"comparator": "ge"}, {"indicator"}),
        ({"place": "洱源县"}, {"place"}),
        ({"as_of": "2020-03-19"}, {"as_of"}),
        ({"as_of": ""}, {"as_of"}),
    ],
)
def test_each_answer_is_judged_by_itself(tmp_path: Path, changes: dict[str, Any], wrong: set[str]) -> None:
    right = answers(tmp_path, label(), fact(**changes))
    assert right == {aspect: aspect not in wrong for aspect in ("indicator", "place", "as_of")}


def test_what_a_label_does_not_say_is_not_judged_but_a_day_may_well_stay_unknown(tmp_path: Path) -> None:
    silent = label(place="", as_of="")
    assert answers(tmp_path, silent, fact()) == {"indicator": True, "place": None, "as_of": None}
    (tmp_path / "undated").mkdir()
    assert answers(tmp_path / "undated", silent, fact(as_of=""))["as_of"] is True


def test_any_of_the_places_of_a_label_is_right_and_only_marts_need_the_indicator(tmp_path: Path) -> None:
    two_places = label(place="洱源县、大理市", kind="count", indicator="person_count")
    assert all(answers(tmp_path, two_places, fact(kind="count", indicator="")).values())


def test_a_label_speaks_of_the_fact_at_its_place_with_its_value_that_agrees_best(tmp_path: Path) -> None:
    facts = [fact(place="洱源县"), fact(), fact(value=97), fact(raw_start=11), fact(doc="b")]
    path = warehouse_of(tmp_path, facts)
    (one,) = judged(path, [label()])
    assert one.is_all_right
    # Each fact is one label's: the second of them gets what is left.
    assert [each.is_right["place"] for each in judged(path, [label(), label()])] == [True, False]
    assert [*judged(path, [label(value=95)]), *judged(path, [label(optional=True)])] == []


@pytest.mark.parametrize("quote", ["大理市的复工率达96%", "今日 ，大理市的复工率达96%，高于昨日"])
def test_a_label_without_offsets_speaks_of_the_fact_whose_evidence_it_quotes(tmp_path: Path, quote: str) -> None:
    one_label = {key: value for key, value in label(quote=quote).items() if not key.startswith("raw_")}
    path = warehouse_of(tmp_path, [fact(evidence_text="洱源县的复工率达96%", place="洱源县"), fact(value=97), fact()])
    (one,) = judged(path, [one_label])
    assert one.is_all_right
    assert [*judged(path, [one_label | {"quote": "祥云县的复工率达96%"}])] == []


def test_a_factor_is_drawn_to_the_prior_as_by_six_figures_more() -> None:
    factors = fitted([one_judged("a", is_right=True), one_judged("a", is_right=False, basis="item")])
    assert factors == pytest.approx(
        {("indicator", "before_in_clause", False): (1 + 5.4) / 7, ("indicator", "item", False): (0 + 5.4) / 7}
    )
    many = fitted(one_judged("a", is_right=False) for _ in range(594))
    assert many["indicator", "before_in_clause", False] == pytest.approx(5.4 / 600)


def test_the_confidence_is_the_product_of_the_factors_and_a_way_that_was_never_met_counts_as_the_prior() -> None:
    factors = {("indicator", "before_in_clause", False): 0.5, ("place", "strong_home", False): 0.8}
    assert confidence(one_judged("a", is_right=True), factors) == pytest.approx(0.5 * 0.8 * 0.9)


def test_an_article_is_judged_by_what_the_others_taught() -> None:
    facts = [one_judged("a", is_right=True) for _ in range(94)] + [one_judged("b", is_right=False) for _ in range(94)]
    # The 94 right ones are judged by the wrong ones alone, and the other way round.
    assert report(facts, "all").splitlines() == [
        "all: 188 figures",
        "  0.80-     94  0.000 right",
        "  0.00-     94  1.000 right",
    ]


def test_the_report_of_the_marts_leaves_the_other_figures_out() -> None:
    facts = [one_judged("a", is_right=True), one_judged("b", is_right=True, is_mart=False)]
    assert report(facts, "marts").splitlines()[0] == "marts: 1 figures"
    assert report(facts, "all").splitlines()[0] == "all: 2 figures"


@pytest.fixture
def seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "confidence_factors.csv"
    path.write_text(
        "aspect,basis,factor,contested_factor,meaning\n"
        "indicator,before_in_clause,0.5,0.4,before the number\n"
        'indicator,item,0.55,0.45,"never met, here"\n'
        "place,before_in_clause,0.6,0.46,of another aspect\n"
        "place,strong_home,0.7,0.47,the own place\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(fit_confidence, "SEED", path)
    return path


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *options: str) -> None:
    labels = tmp_path / "labels.jsonl"
    labels.write_text(json.dumps(label()) + "\n\n", encoding="utf-8")
    path = warehouse_of(tmp_path, [fact(is_place_contested=True)])
    monkeypatch.setattr(sys, "argv", ["fit_confidence.py", str(path), str(labels), *options])
    assert fit_confidence.main() == 0


def test_written_are_the_factors_that_labels_met_and_the_others_stay(
    tmp_path: Path, seed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tmp_path, monkeypatch, "--write")
    with seed.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["factor"] for row in rows] == ["0.914", "0.55", "0.6", "0.7"]
    assert [row["contested_factor"] for row in rows] == ["0.4", "0.45", "0.46", "0.914"]
    assert rows[1]["meaning"] == "never met, here"


def test_without_write_the_factors_are_printed_and_the_seed_stays(
    tmp_path: Path, seed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = seed.read_bytes()
    run(tmp_path, monkeypatch)
    assert seed.read_bytes() == before
    assert capsys.readouterr().out.splitlines()[:4] == [
        f"{'as_of':10} {'in_clause':26} {'':10} 0.914",
        f"{'indicator':10} {'before_in_clause':26} {'':10} 0.914",
        f"{'place':10} {'strong_home':26} {'contested':10} 0.914",
        "all: 1 figures",
    ]
