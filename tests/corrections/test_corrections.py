"""A correction by hand holds from the next build on, and one that cannot be applied is named and stops nothing."""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
import yaml

from fugong import build, config
from fugong.cli import EXIT_LOADED, main

PROJECT = Path(__file__).parents[2]
PROJECT_PARTS = ("models", "seeds", "macros", "profiles", "tests/data")
ARTICLE = (
    "肇州县加快复工\n"
    "截至3月9日,肇州县186家规上工业企业开工率达97.3%。\n"
    "全县发放稳岗补贴500万元,新开工项目12个。\n"
    "仓库里存有防护服3000套。\n"
)
RIVAL_ARTICLE = "肇州县规上工业企业\n截至3月9日,肇州县规模以上工业企业开工率为91%。\n"
MANIFEST = "path,title,publisher,url,published_at\na.txt,,,,2020-03-10\nb.txt,,,,2020-03-10\n"


class Built(NamedTuple):
    """A warehouse built with corrections, what the build ended with and printed as errors, and the facts' keys."""

    warehouse: Path
    exit_code: int
    errors: list[str]
    keys: dict[str, str]

    def facts(self, table: str, columns: str, where: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(f"select {columns} from {table} where {where} order by all").fetchall()


def keys_of_facts(warehouse: Path) -> dict[str, str]:
    """Return the key that the fact of each number has, as any build makes it of what was landed."""
    with duckdb.connect(str(config.work_path(warehouse)), read_only=True) as connection:
        rows = connection.execute(
            "select value_text, document_key, raw_start, raw_end, number_start from raw.number_mentions"
        ).fetchall()
    return {text: hashlib.md5("|".join(map(str, (*place, 0))).encode()).hexdigest() for text, *place in rows}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("corrections")
    project, articles, warehouse = folder / "project", folder / "articles", folder / "house.duckdb"
    for part in PROJECT_PARTS:
        shutil.copytree(PROJECT / part, project / part)
    shutil.copy(PROJECT / "dbt_project.yml", project)
    articles.mkdir()
    (articles / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (articles / "b.txt").write_text(RIVAL_ARTICLE, encoding="utf-8")
    (articles / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(config.PROJECT_VARIABLE, str(project))
        patch.delenv("DBT_TARGET_PATH", raising=False)
        patch.delenv("DBT_LOG_PATH", raising=False)
        assert main(["load", str(articles), "--warehouse", str(warehouse), "--quiet"]) == EXIT_LOADED
        keys = keys_of_facts(warehouse)
        with (project / "seeds" / "corrections.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(
                (keys.get(fact, fact), field, value, "李", when, "看错了")
                for fact, field, value, when in (
                    ("97.3%", "value", "90", "2026-01-01"),
                    ("97.3%", "value", "96.3", "2026-01-02"),
                    ("97.3%", "indicator", "复工率", "2026-01-02"),
                    ("186家", "withdrawn", "true", "2026-01-01"),
                    ("500万元", "city", "230200", "2026-01-01"),
                    ("500万元", "unit", "other:USD", "2026-01-01"),
                    ("3000套", "indicator", "planned", "2026-01-01"),
                    ("3000套", "unit", "project", "2026-01-01"),
                    ("没有这个数", "value", "1", "2026-01-01"),
                )
            )
        errors: list[str] = []
        patch.setattr("builtins.print", lambda *texts, file=None: errors.extend(texts) if file else None)
        exit_code = main(["build", str(articles), "--warehouse", str(warehouse), "--quiet"])
    return Built(warehouse, exit_code, errors, keys)


def test_corrections_that_cannot_be_applied_fail_no_build(built: Built) -> None:
    assert built.exit_code == EXIT_LOADED


def test_each_correction_that_cannot_be_applied_is_named_and_no_other(built: Built) -> None:
    assert sorted(built.errors) == sorted(
        [
            f"fugong: correction not applied: unknown_value (quantity_key {built.keys['97.3%']}, indicator '复工率')",
            "fugong: correction not applied: no_such_fact (quantity_key 没有这个数, value '1')",
        ]
    )


def test_the_corrected_fact_has_the_key_and_what_was_read_is_kept(built: Built) -> None:
    key = built.keys["97.3%"]
    rows = built.facts(
        "fct_reopening_rates",
        "rate_percent::double, confidence = 1, is_superseded, correction_status, quantity_key = '" + key + "'",
        f"'{key}' in (quantity_key, superseded_by_key)",
    )
    assert rows == [(96.3, True, False, "corrected", True), (97.3, False, True, "replaced", False)]


def test_a_withdrawn_quantity_counts_no_more(built: Built) -> None:
    key = built.keys["186家"]
    assert built.facts("fct_quantities", "is_superseded, correction_status", f"quantity_key = '{key}'") == [
        (True, "withdrawn")
    ]


def test_why_tells_of_the_correction_and_what_was_read_by_either_key(
    built: Built, capsys: pytest.CaptureFixture[str]
) -> None:
    key = built.keys["97.3%"]
    (replaced,) = built.facts("fct_quantities", "quantity_key", f"superseded_by_key = '{key}'")
    for asked in (key, *replaced):
        assert main(["why", asked, "--warehouse", str(built.warehouse)]) == 0
        told = capsys.readouterr().out
        assert f"quantity {key}" in told
        assert "corrected by hand: " in told
        assert "Confidence 1: a person says so" in told


def test_a_corrected_amount_is_in_its_new_place_and_currency(built: Built) -> None:
    rows = built.facts(
        "fct_funds join dim_city using (city_key)",
        "city_name, amount_cny, currency_code, amount::double",
        f"quantity_key = '{built.keys['500万元']}'",
    )
    assert rows == [("齐齐哈尔市", None, "USD", 5_000_000.0)]


def test_a_fact_of_another_kind_moves_to_the_table_of_its_kind(built: Built) -> None:
    key = built.keys["3000套"]
    counts = built.facts("fct_project_counts", "project_count::int, project_status", f"quantity_key = '{key}'")
    assert counts == [(3000, "planned")]
    assert built.facts("fct_quantities", "kind, is_superseded", f"'{key}' in (quantity_key, superseded_by_key)") == [
        ("other", True),
        ("project_count", False),
    ]


def test_the_corrected_fact_is_what_other_sources_contradict(built: Built) -> None:
    rows = built.facts(
        "fct_contradictions",
        "least(first_value, second_value)::double, greatest(first_value, second_value)::double, is_within_document",
        "true",
    )
    assert rows == [(91.0, 96.3, False)]


def test_facts_that_nobody_corrected_are_as_they_were(built: Built) -> None:
    key = built.keys["12个"]
    assert built.facts("fct_quantities", "value::int, correction_status", f"quantity_key = '{key}'") == [(12, "none")]


def test_the_shipped_file_corrects_nothing() -> None:
    assert (PROJECT / "seeds" / "corrections.csv").read_text(encoding="utf-8").splitlines() == [
        "quantity_key,field,new_value,corrected_by,corrected_at,reason"
    ]


def test_only_the_corrections_are_tested_with_a_warning() -> None:
    # Warnings of tests fail no build: any other test that only warns would go unseen.
    warning = re.compile(r"severity\W+warn|warn_if")
    files = [file for part in ("models", "seeds", "tests/data") for file in (PROJECT / part).rglob("*.*")]
    assert [file.stem for file in files if warning.search(file.read_text(encoding="utf-8"))] == [
        "every_correction_is_applied_or_overruled"
    ]
    tests = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["data_tests"]
    assert tests == {"fugong": {"+store_failures": False}}


def test_make_test_excepts_the_same_warnings_as_a_build() -> None:
    (line,) = re.findall(r"^WARNINGS_ARE_ERRORS := '(.*)'$", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert line == build._WARNINGS_ARE_ERRORS
