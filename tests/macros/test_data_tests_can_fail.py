"""Every data test finds nothing in tables that keep its rule, and the row at fault in tables that break it.

The tables are made by hand: two copies of a text with a rate and a fund, a page with a project count, a damaged text, a
text whose only figure was corrected.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from rendering import PROJECT, data_test, macros

_TABLES = """
create table document_text (document_key varchar, raw_text varchar, normalised_text varchar);
insert into document_text values
    (
        'plain',
        '452家企業中434家復(fù)工，復(fù)工率９６％，獲１.５萬(wàn)元。',
        '452家企业中434家复工,复工率96%,获1.5万元。'
    ),
    ('page', '<p>建设<b>2&#48;</b>&nbsp;<!-- 8 -->个以上项目</p>', '建设20 个以上项目'),
    ('damaged', '完成约3.5?元', '完成约3.5亿元'),
    ('noted', '新增7家', '新增7家');
insert into document_text select 'copy', raw_text, normalised_text from document_text where document_key = 'plain';
create table stg_documents as from document_text;
create table bld_document as select document_key from document_text;

create table dim_document (document_key varchar, syndication_key varchar, published_date date);
insert into dim_document values
    ('plain', 'one', '2020-03-18'), ('copy', 'one', null), ('page', 'two', '2020-03-18'), ('damaged', 'three', null),
    ('noted', 'four', null);

create table fct_quantities (
    quantity_key varchar, document_key varchar, kind varchar, value decimal(38, 6), value_text varchar,
    evidence_text varchar,
    raw_start integer, raw_end integer, as_of_date date, as_of_precision varchar, as_of_basis varchar,
    is_superseded boolean, is_number_repaired boolean
);
insert into fct_quantities values
    ('rate', 'plain', 'rate', 96, '96%', '复工率96%', 25, 28, '2020-03-18', 'day', 'published', false, false),
    ('fund', 'plain', 'fund', 15000, '1.5万元', '获1.5万元', 30, 40, '2020-03-18', 'day', 'published', false, false),
    ('rate of copy', 'copy', 'rate', 96, '96%', '复工率96%', 25, 28, null, 'unknown', 'unknown', true, false),
    ('fund of copy', 'copy', 'fund', 15000, '1.5万元', '获1.5万元', 30, 40, null, 'unknown', 'unknown', true, false),
    (
        'count', 'page', 'project_count', 20, '20 个以上', '建设20 个以上项目', 8, 37,
        '2020-12-31', 'year', 'relative', false, false
    ),
    (
        'other', 'damaged', 'other', 350000000, '约3.5亿元', '完成约3.5亿元', 2, 8,
        null, 'unknown', 'unknown', false, true
    ),
    ('right', 'noted', 'other', 7, '7家', '新增7家', 2, 4, null, 'unknown', 'unknown', false, false),
    ('machine', 'noted', 'other', 7, '7家', '新增7家', 2, 4, null, 'unknown', 'unknown', true, false);
alter table fct_quantities add column correction_status varchar default 'none';
alter table fct_quantities add column correction_reason varchar;
alter table fct_quantities add column superseded_by_key varchar;
update fct_quantities set correction_status = 'corrected', correction_reason = '数错了' where quantity_key = 'right';
update fct_quantities
set correction_status = 'replaced', correction_reason = '数错了', superseded_by_key = 'right'
where quantity_key = 'machine';
create table quantity_corrections (
    quantity_key varchar, field varchar, new_value varchar, corrected_by varchar, corrected_at varchar, status varchar,
    problem varchar
);
insert into quantity_corrections values
    ('count', 'value', '21', '李', '2026-01-01', 'applied', null),
    ('count', 'value', '22', '李', '2025-01-01', 'overruled', null);

alter table fct_quantities add column is_target boolean default false;
alter table fct_quantities add column indicator varchar default 'loan';
alter table fct_quantities add column unit varchar default 'CNY';
alter table fct_quantities add column scope_text varchar default '';
alter table fct_quantities add column sector_key varchar;
alter table fct_quantities add column city_key varchar default 'east';
alter table fct_quantities add column comparator varchar default 'eq';
create table fct_contradictions (
    first_quantity_key varchar, second_quantity_key varchar, first_document_key varchar, second_document_key varchar
);
insert into fct_contradictions values ('fund', 'rate', 'plain', 'plain');

create table fct_funds as select quantity_key, document_key from fct_quantities where kind = 'fund';
create table fct_project_counts as
select quantity_key, document_key from fct_quantities where kind = 'project_count';
create table fct_reopening_rates as
select
    quantity_key,
    document_key,
    96.0::decimal(18, 4) as rate_percent,
    434::decimal(18, 0) as numerator_count,
    452::decimal(18, 0) as denominator_count,
    96.0177::decimal(18, 4) as implied_rate_percent,
    -0.0177::decimal(18, 4) as implied_gap_percentage_points,
    0.9::double as confidence,
    correction_status
from fct_quantities where kind = 'rate';
update fct_reopening_rates
set denominator_count = null, implied_rate_percent = null, implied_gap_percentage_points = null
where quantity_key = 'rate of copy';

create table bridge_quantity_report (quantity_key varchar, report_quantity_key varchar, document_key varchar);
insert into bridge_quantity_report values
    ('rate', 'rate', 'plain'), ('rate', 'rate of copy', 'copy'), ('fund', 'fund', 'plain'),
    ('fund', 'fund of copy', 'copy'), ('count', 'count', 'page'), ('other', 'other', 'damaged');
create table bridge_quantity_repair as
select 'other' as quantity_key, 'damaged' as document_key from range(2);
create table stg_repairs (
    document_key varchar, repair_number integer, rule varchar, raw_start integer, raw_end integer,
    before_text varchar, after_text varchar, is_applied boolean
);
insert into stg_repairs values
    ('damaged', 1, 'slip', 3, 7, '３．5?', '3.5亿', true),
    ('plain', 1, 'slip', 25, 26, '８', '9', false);

create table stg_loads (
    load_id integer, items_in integer, items_landed integer, items_unchanged integer, items_set_aside integer
);
insert into stg_loads values (1, 6, 3, 1, 2), (2, 4, 0, 4, 0);
create table stg_set_aside (load_id integer, is_document_lost boolean);
insert into stg_set_aside values (1, true), (1, true), (1, false), (2, false);

create table stg_sentences as
select 'plain' as document_key, 1 as sentence_number, 0 as start_position, 28 as end_position,
    '452家企业中434家复工,复工率96%,获1.5万元。' as sentence_text;
create table stg_clauses as
select 'plain' as document_key, 14 as start_position, 20 as end_position, '复工率96%' as clause_text;
create table stg_number_mentions as
select 'plain' as document_key, 17 as start_position, 20 as end_position, '96%' as value_text,
    17 as number_start, 19 as number_end, '96' as number_text;
create table stg_date_mentions as
select 'plain' as document_key, 4 as start_position, 6 as end_position, '企业' as date_text;
create table stg_place_mentions as
select 'plain' as document_key, 4 as start_position, 6 as end_position, '企业' as place_text;
create table stg_organisation_mentions as
select 'plain' as document_key, 4 as start_position, 6 as end_position, '企业' as organisation_text;
create table stg_owner_mentions as
select 'plain' as document_key, 4 as start_position, 6 as end_position, '企业' as owner_text;
create table stg_term_mentions as
select 'plain' as document_key, 14 as start_position, 17 as end_position, '复工率' as term;
create table stg_list_items as
select 'plain' as document_key, 4 as start_position, 6 as end_position, '企业' as item_text;

create table int_quantity_resolved as
select quantity_key, document_key, row_number() over (order by quantity_key) as mention_number, 0 as item_number
from fct_quantities where correction_status <> 'replaced';
create table int_quantity_list_item as select document_key, mention_number, item_number from int_quantity_resolved;
"""

_TOUCHED = "a_fact_is_marked_as_repaired_exactly_when_a_repair_touched_it"
_RAW_TEXT = "every_fact_leads_back_to_its_number_in_the_raw_text"
_EVIDENCE = "every_fact_stands_in_its_evidence_and_its_text"
_SPECIAL = "the_special_facts_are_exactly_those_of_their_kind"
_COUNTS = "a_rate_that_its_own_counts_contradict_is_not_trusted"
_LOADS = "every_item_of_a_load_is_accounted_for"
_DATES = "a_date_is_unknown_as_a_whole_or_possible"
_REPAIRS = "repairs_change_no_digit_percent_sign_or_decimal_point"
_CORRECTED = "a_corrected_fact_counts_instead_of_what_the_machine_read"
_APPLIED = "every_correction_is_applied_or_overruled"
_CONTRADICTIONS = "facts_that_contradict_each_other_count_and_differ"
_COMMENTS = "every_published_table_and_column_has_a_comment"
_SPANS = "every_span_holds_the_text_it_claims"
_LOST = "no_quantity_is_lost_on_its_way_to_the_facts"
_COPIES = "what_several_copies_state_counts_exactly_once"

# The data test, what breaks its rule, and a value that every returned row must have.
_BREAKS = [
    (_RAW_TEXT, "update fct_quantities set value_text = '95%' where quantity_key = 'rate'", "rate"),
    (_RAW_TEXT, "update fct_quantities set value_text = '96%以上' where quantity_key = 'rate'", "rate"),
    (_RAW_TEXT, "update fct_quantities set raw_start = 24 where quantity_key = 'rate'", "rate"),
    (_RAW_TEXT, "update fct_quantities set raw_end = 27 where quantity_key = 'rate'", "rate"),
    (_RAW_TEXT, "update fct_quantities set value_text = '1.5亿元' where quantity_key = 'fund'", "fund"),
    (_RAW_TEXT, "update fct_quantities set value_text = '20个以下' where quantity_key = 'count'", "count"),
    (_RAW_TEXT, "update fct_quantities set value_text = '200个以上' where quantity_key = 'count'", "count"),
    (_RAW_TEXT, "update fct_quantities set value_text = '约35亿元' where quantity_key = 'other'", "other"),
    (_RAW_TEXT, "update fct_quantities set value_text = '约3.5%' where quantity_key = 'other'", "other"),
    # a repair that was not made excuses nothing, nor does one elsewhere
    (_RAW_TEXT, "update stg_repairs set is_applied = false", "other"),
    (_RAW_TEXT, "update stg_repairs set raw_start = 0, raw_end = 2 where document_key = 'damaged'", "other"),
    (_RAW_TEXT, "delete from document_text where document_key = 'page'", "count"),
    (_TOUCHED, "update fct_quantities set is_number_repaired = false", "other"),
    (_TOUCHED, "update fct_quantities set is_number_repaired = true where quantity_key = 'rate'", "rate"),
    (_TOUCHED, "delete from bridge_quantity_repair", "other"),
    (_EVIDENCE, "update fct_quantities set evidence_text = '复工率达96%' where quantity_key = 'rate'", "rate"),
    (_EVIDENCE, "update fct_quantities set value_text = '约96%' where quantity_key = 'rate'", "rate"),
    (_EVIDENCE, "update fct_quantities set raw_start = -1 where quantity_key = 'rate'", "rate"),
    (_EVIDENCE, "update fct_quantities set raw_start = raw_end where quantity_key = 'rate'", "rate"),
    (_EVIDENCE, "update fct_quantities set raw_end = 9 where quantity_key = 'other'", "other"),
    (_EVIDENCE, "delete from document_text where document_key = 'page'", "count"),
    (_SPECIAL, "delete from fct_reopening_rates where quantity_key = 'rate'", "rate"),
    (_SPECIAL, "delete from fct_funds where quantity_key = 'fund'", "fund"),
    (_SPECIAL, "delete from fct_project_counts", "count"),
    (_SPECIAL, "insert into fct_funds values ('other', 'damaged')", "other"),
    (_SPECIAL, "insert into fct_funds values ('rate', 'plain')", "rate"),
    (
        _COUNTS,
        "update fct_reopening_rates set rate_percent = 98, implied_gap_percentage_points = 1.9823 "
        "where quantity_key = 'rate'",
        "rate",
    ),
    (_COUNTS, "update fct_reopening_rates set implied_rate_percent = 96.0178 where quantity_key = 'rate'", "rate"),
    (_COUNTS, "update fct_reopening_rates set implied_rate_percent = null where quantity_key = 'rate'", "rate"),
    (_COUNTS, "update fct_reopening_rates set denominator_count = null where quantity_key = 'rate'", "rate"),
    (_COUNTS, "update fct_reopening_rates set numerator_count = 453 where quantity_key = 'rate'", "rate"),
    (
        _COUNTS,
        "update fct_reopening_rates set implied_gap_percentage_points = 0.0177 where quantity_key = 'rate'",
        "rate",
    ),
    (
        _COUNTS,
        "update fct_reopening_rates set implied_gap_percentage_points = null where quantity_key = 'rate'",
        "rate",
    ),
    (_LOADS, "update stg_loads set items_in = 7 where load_id = 1", 1),
    (_LOADS, "delete from stg_set_aside where load_id = 1", 1),
    (_LOADS, "insert into stg_set_aside values (2, true)", 2),
    (_DATES, "update fct_quantities set as_of_date = null where quantity_key = 'rate'", "rate"),
    (_DATES, "update fct_quantities set as_of_basis = 'unknown' where quantity_key = 'rate'", "rate"),
    (_DATES, "update fct_quantities set as_of_precision = 'unknown' where quantity_key = 'rate'", "rate"),
    (_DATES, "update fct_quantities set as_of_precision = 'day' where quantity_key = 'other'", "other"),
    (_DATES, "update fct_quantities set as_of_date = '1977-12-31' where quantity_key = 'rate'", "rate"),
    (_DATES, "update fct_quantities set as_of_date = '2071-01-01' where quantity_key = 'rate'", "rate"),
    (_REPAIRS, "update stg_repairs set after_text = '35亿'", "damaged"),
    (_REPAIRS, "update stg_repairs set after_text = '3.5亿%'", "damaged"),
    (_REPAIRS, "update stg_repairs set after_text = '5.3亿'", "damaged"),
    (_REPAIRS, "update stg_repairs set after_text = '３'", "damaged"),
    (_SPANS, "update stg_sentences set end_position = 27", "sentence"),
    (_SPANS, "update stg_clauses set clause_text = '复工率9%'", "clause"),
    (_SPANS, "update stg_number_mentions set start_position = 16", "number"),
    (_SPANS, "update stg_number_mentions set number_text = '96%'", "numeral"),
    (_SPANS, "update stg_date_mentions set start_position = 3", "date"),
    (_SPANS, "update stg_place_mentions set start_position = 3", "place"),
    (_SPANS, "update stg_organisation_mentions set start_position = 3", "organisation"),
    (_SPANS, "update stg_owner_mentions set start_position = 3", "owner"),
    (_SPANS, "update stg_term_mentions set document_key = 'unheard of'", "term"),
    (_SPANS, "update stg_list_items set start_position = 6, item_text = ''", "list item"),
    (_LOST, "delete from int_quantity_resolved where document_key = 'page'", "page"),
    (_LOST, "delete from fct_quantities where document_key = 'page'", "page"),
    (_LOST, "insert into int_quantity_list_item values ('page', 99, 0)", "page"),
    (_LOST, "insert into int_quantity_resolved from int_quantity_resolved where document_key = 'page'", "page"),
    (_CORRECTED, "delete from fct_quantities where quantity_key = 'machine'", "right"),
    (_CORRECTED, "update fct_quantities set raw_end = 5 where quantity_key = 'machine'", "right"),
    (_CORRECTED, "update fct_quantities set raw_start = 1 where quantity_key = 'machine'", "right"),
    (_CORRECTED, "update fct_quantities set document_key = 'page' where quantity_key = 'machine'", "right"),
    (_CORRECTED, "insert into fct_quantities from fct_quantities where quantity_key = 'machine'", "right"),
    (
        _CORRECTED,
        "update fct_quantities set correction_status = 'none', correction_reason = null where quantity_key = 'right'",
        "right",
    ),
    (_CORRECTED, "delete from fct_quantities where quantity_key = 'right'", "machine"),
    (_CORRECTED, "update fct_quantities set is_superseded = false where quantity_key = 'machine'", "machine"),
    (_CORRECTED, "update fct_quantities set correction_reason = null where quantity_key = 'machine'", "machine"),
    (_CORRECTED, "update fct_quantities set correction_reason = '无' where quantity_key = 'rate'", "rate"),
    (
        _CORRECTED,
        "update fct_quantities set correction_status = 'withdrawn', correction_reason = '无'"
        " where quantity_key = 'rate'",
        "rate",
    ),
    (_CORRECTED, "update fct_quantities set superseded_by_key = 'right' where quantity_key = 'rate'", "rate"),
    *(
        (_CONTRADICTIONS, f"update fct_quantities set {change} where quantity_key = 'rate'", "rate")
        for change in (
            "is_superseded = true",
            "is_target = true",
            "indicator = 'subsidy'",
            "unit = 'other:USD'",
            "scope_text = '煤矿'",
            "sector_key = 'coal'",
            "city_key = 'west'",
            "city_key = null",
            "as_of_date = '2020-03-19'",
            "as_of_date = null",
            "value = 15000",
        )
    ),
    (_CONTRADICTIONS, "insert into fct_contradictions values ('rate', 'fund', 'plain', 'plain')", "rate"),
    (_APPLIED, "update quantity_corrections set status = 'rejected', problem = 'tied' where new_value = '21'", "tied"),
    # a copy that counts, too; and one that would count for nobody
    (_COPIES, "update fct_quantities set is_superseded = false where quantity_key = 'rate of copy'", "rate of copy"),
    (_COPIES, "update fct_quantities set is_superseded = true where quantity_key = 'count'", "count"),
    (_COPIES, "update fct_quantities set is_superseded = true where quantity_key = 'rate'", "rate"),
    (_COPIES, "delete from bridge_quantity_report where report_quantity_key = 'rate of copy'", "rate of copy"),
    (_COPIES, "delete from fct_quantities where quantity_key = 'fund'", "fund of copy"),
    (
        _COPIES,
        "delete from fct_quantities where quantity_key = 'fund of copy';"
        "update dim_document set syndication_key = 'four' where document_key = 'copy'",
        "rate of copy",
    ),
    (_COPIES, "update fct_quantities set value = 97 where quantity_key = 'rate of copy'", "rate of copy"),
]

# Tables that are unlike the ones above, but keep the rule.
_KEEPS = [
    (
        _COUNTS,
        "update fct_reopening_rates set rate_percent = 98, implied_gap_percentage_points = 1.9823, confidence = 0.5"
        " where quantity_key = 'rate'",
    ),
    (
        _COUNTS,
        "update fct_reopening_rates set numerator_count = 0, denominator_count = 0, implied_rate_percent = null,"
        " implied_gap_percentage_points = null where quantity_key = 'rate'",
    ),
    (_DATES, "update fct_quantities set as_of_date = '2070-12-31' where quantity_key = 'rate'"),
    # a document without a day of publication has dates of its own
    (
        _DATES,
        "update fct_quantities set as_of_date = '2099-12-31', as_of_precision = 'year', as_of_basis = 'explicit'"
        " where quantity_key = 'other'",
    ),
    (_REPAIRS, "update stg_repairs set before_text = '3.5?。', after_text = '3.5亿.'"),
    (
        _COUNTS,
        "update fct_reopening_rates set rate_percent = 98, implied_gap_percentage_points = 1.9823,"
        " correction_status = 'corrected' where quantity_key = 'rate'",
    ),
    (_CONTRADICTIONS, "update fct_quantities set value = 2, comparator = 'gt' where quantity_key = 'rate'"),
    # withdrawn, it leaves nothing that counts
    (
        _COPIES,
        "update fct_quantities set is_superseded = true, correction_status = 'withdrawn' where quantity_key = 'count'",
    ),
    (_COPIES, "delete from fct_quantities where document_key in ('plain', 'copy')"),
    # a figure that only the copy states
    (
        _COPIES,
        "insert into bridge_quantity_report values ('more', 'more', 'copy');"
        "insert into fct_quantities by name"
        " select * replace ('more' as quantity_key, 12 as value, false as is_superseded)"
        " from fct_quantities where quantity_key = 'rate of copy'",
    ),
]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(_TABLES)
        yield opened


def _failing_rows(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[object, ...]]:
    return connection.execute(data_test(name)).fetchall()


@pytest.mark.parametrize("name", sorted({name for name, *_ in _BREAKS}))
def test_tables_that_keep_the_rule_pass(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    assert _failing_rows(connection, name) == []


@pytest.mark.parametrize(("name", "change"), _KEEPS)
def test_tables_at_the_edge_of_the_rule_pass(connection: duckdb.DuckDBPyConnection, name: str, change: str) -> None:
    connection.execute(change)
    assert _failing_rows(connection, name) == []


@pytest.mark.parametrize(("name", "change", "key"), _BREAKS)
def test_tables_that_break_the_rule_fail(
    connection: duckdb.DuckDBPyConnection, name: str, change: str, key: object
) -> None:
    connection.execute(change)
    rows = _failing_rows(connection, name)
    assert rows
    assert [row for row in rows if key not in row] == []


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """A table with a commented column for every mart."""
    with duckdb.connect() as opened:
        for name in _mart_names():
            opened.execute(f"create table {name} (a_column integer)")
            opened.execute(f"comment on table {name} is 'A table.'")
            opened.execute(f"comment on column {name}.a_column is 'A column.'")
        yield opened


def _mart_names() -> list[str]:
    return sorted(file.stem for file in (PROJECT / "models" / "marts").glob("*.sql"))


def test_marts_with_comments_pass(marts: duckdb.DuckDBPyConnection) -> None:
    assert _failing_rows(marts, _COMMENTS) == []


@pytest.mark.parametrize("name", _mart_names())
def test_a_comment_lacking_anywhere_in_a_mart_is_found(marts: duckdb.DuckDBPyConnection, name: str) -> None:
    marts.execute(f"comment on table {name} is null")
    marts.execute(f"alter table {name} add column another integer")
    marts.execute(f"comment on column {name}.another is ' '")
    assert sorted(_failing_rows(marts, _COMMENTS)) == [(name, ""), (name, "another")]


def test_an_engine_whose_comments_cannot_be_queried_has_none_lacking(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute(f"from {macros().default__uncommented_columns([])}").fetchall() == []


def test_unique_together_returns_the_values_that_repeat(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create table pairs as from (values ('a', 1), ('a', 2), ('b', 1), ('b', 1), (null, 1), (null, 1)) as p (x, y)"
    )
    repeating = connection.execute(macros().test_unique_together("pairs", ["x", "y"])).fetchall()
    assert sorted(repeating, key=str) == [("b", 1, 2), (None, 1, 2)]


def test_unique_together_passes_where_only_single_columns_repeat(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("create table pairs as from (values ('a', 1), ('a', 2), ('b', 1)) as p (x, y)")
    assert connection.execute(macros().test_unique_together("pairs", ["x", "y"])).fetchall() == []


def test_every_data_test_is_shown_to_fail() -> None:
    shown = {name for name, *_ in _BREAKS} | {_COMMENTS}
    # These compare a table of the calendar with known days, and have no data of ours to break.
    calendar = {file.stem for file in (PROJECT / "tests" / "data").glob("dim_date_*.sql")}
    assert {file.stem for file in (PROJECT / "tests" / "data").glob("*.sql")} - calendar == shown
