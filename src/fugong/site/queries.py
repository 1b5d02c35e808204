"""What the pages ask of the published tables. Every value from outside is a parameter.

`FIGURES` is made once, as a temporary table in memory: each fact with the names a reader knows, and where it stands in
the normalised text. Everything else reads that, and the marts.
"""

from __future__ import annotations

# A range is two numbers, one after the other; its low end takes the value of the high one along, to be drawn as a bar.
FIGURES = """
    create temp table figure as
    with numbers as (
        select document_key, raw_start, raw_end, mention_number, start_position, end_position, range_role
        from main.document_numbers
    ),
    located as (
        select
            facts.*,
            numbers.mention_number,
            numbers.start_position,
            numbers.end_position,
            coalesce(numbers.range_role, '') as range_role
        from main.fct_quantities as facts
        left join numbers
            on
                facts.document_key = numbers.document_key
                and facts.raw_start = numbers.raw_start
                and facts.raw_end = numbers.raw_end
        qualify row_number() over (partition by facts.quantity_key order by numbers.mention_number) = 1
    ),
    high_ends as (
        select document_key, mention_number, indicator_key, unit, max(value) as value
        from located
        where range_role = 'high' and not is_superseded
        group by all
    )
    select
        located.* exclude (mention_number, start_position, end_position),
        located.mention_number,
        located.start_position,
        located.end_position,
        case when located.range_role = 'low' then high_ends.value end as range_high_value,
        cities.city_name,
        cities.level as city_level,
        cities.province_name,
        sectors.sector_name,
        indicators.indicator_name_zh,
        indicators.indicator_name_en,
        documents.source_name,
        documents.title,
        documents.publisher,
        documents.url,
        documents.published_date,
        rates.numerator_count,
        rates.denominator_count,
        rates.implied_rate_percent,
        rates.change_percentage_points,
        rates.change_basis,
        funds.recipient_count,
        projects.project_class
    from located
    left join high_ends
        on
            located.document_key = high_ends.document_key
            and located.mention_number + 1 = high_ends.mention_number
            and located.indicator_key = high_ends.indicator_key
            and located.unit = high_ends.unit
    inner join main.dim_document as documents on located.document_key = documents.document_key
    inner join main.dim_indicator as indicators on located.indicator_key = indicators.indicator_key
    left join main.dim_city as cities on located.city_key = cities.city_key
    left join main.dim_sector as sectors on located.sector_key = sectors.sector_key
    left join main.fct_reopening_rates as rates on located.quantity_key = rates.quantity_key
    left join main.fct_funds as funds on located.quantity_key = funds.quantity_key
    left join main.fct_project_counts as projects on located.quantity_key = projects.quantity_key
    order by located.document_key, located.raw_start, located.quantity_key
"""

# What people take away of a page: the figures that count, and nothing of how this site finds them.
DOWNLOAD = """
    select * exclude (mention_number, start_position, end_position)
    from figure
    where {condition}
    order by as_of_date, quantity_key
"""

COUNTED = "not is_superseded"

FIGURES_WHERE = """
    select *
    from figure
    where {condition}
    order by as_of_date desc nulls last, confidence desc, quantity_key
"""

COUNTS = """
    select
        (select count(*) from main.dim_document) as documents,
        (select count(*) from figure where not is_superseded) as facts,
        (select count(*) from figure where not is_superseded and kind = 'rate') as rates,
        (select count(*) from figure where not is_superseded and kind = 'fund') as funds,
        (select count(*) from figure where not is_superseded and kind = 'project_count') as projects,
        (select count(*) from figure where not is_superseded and kind = 'other') as others,
        (select count(distinct city_key) from figure where not is_superseded) as cities,
        (select count(distinct sector_key) from figure where not is_superseded) as sectors,
        (select count(*) from main.fct_contradictions) as contradictions
"""

_BY_KIND = """
        count(*) filter (where figure.kind = 'rate') as rates,
        count(*) filter (where figure.kind = 'fund') as funds,
        count(*) filter (where figure.kind = 'project_count') as projects,
        count(*) filter (where figure.kind = 'other') as others,
        count(*) as facts,
        max(figure.as_of_date) as latest_date
"""

CITIES = f"""
    select cities.city_key, cities.city_name, cities.level, cities.province_name, cities.prefecture_name,
        cities.adcode, cities.parent_city_key, cities.valid_from_year, cities.valid_to_year, {_BY_KIND}
    from main.dim_city as cities
    inner join figure on cities.city_key = figure.city_key
    where not figure.is_superseded
    group by all
    order by facts desc, cities.city_key
"""  # noqa: S608

SECTORS = f"""
    select sectors.sector_key, sectors.sector_code, sectors.sector_name, sectors.level, sectors.section_name,
        sectors.definition, {_BY_KIND}
    from main.dim_sector as sectors
    inner join figure on sectors.sector_key = figure.sector_key
    where not figure.is_superseded
    group by all
    order by facts desc, sectors.sector_key
"""  # noqa: S608

SECTOR_MEMBERS = """
    select bridge.grouping_sector_key, members.sector_key, members.sector_code, members.sector_name
    from main.bridge_sector_grouping as bridge
    inner join main.dim_sector as members on bridge.member_sector_key = members.sector_key
    order by bridge.grouping_sector_key, members.sector_code, members.sector_key
"""

INDICATORS = f"""
    select indicators.indicator_key, indicators.indicator, indicators.kind, indicators.indicator_name_zh,
        indicators.indicator_name_en, indicators.definition, indicators.terms,
        count(distinct figure.city_key) as cities, {_BY_KIND}
    from main.dim_indicator as indicators
    inner join figure on indicators.indicator_key = figure.indicator_key
    where not figure.is_superseded
    group by all
    order by
        list_position(['rate', 'fund', 'project_count', 'other'], any_value(indicators.kind)),
        facts desc,
        indicators.indicator
"""  # noqa: S608

DOCUMENTS = """
    select
        documents.*,
        count(figure.quantity_key) filter (where not figure.is_superseded) as facts
    from main.dim_document as documents
    left join figure on documents.document_key = figure.document_key
    group by all
    order by documents.published_date desc nulls last, documents.source_name, documents.document_key
"""

DOCUMENTS_OF = """
    select distinct document_key, source_name, title, publisher, published_date
    from figure
    where {condition}
    order by published_date desc nulls last, source_name, document_key
"""

TEXTS = """
    select document_key, raw_text, normalised_text
    from main.document_text
    where document_key in (select unnest($keys))
"""

NUMBERS = """
    select * from main.document_numbers
    where document_key in (select unnest($keys))
    order by document_key, mention_number
"""

MENTIONS = """
    select * from main.document_mentions
    where document_key in (select unnest($keys))
    order by document_key, start_position, end_position, mention_kind, mention_number
"""

REPAIRS = """
    select * from main.document_repairs
    where document_key in (select unnest($keys))
    order by document_key, raw_start, repair_key
"""

FIGURES_OF_DOCUMENTS = """
    select * from figure
    where document_key in (select unnest($keys))
    order by document_key, raw_start, quantity_key
"""

# Other documents of the same report; a few of the many that a report of an agency may have.
COPIES = """
    select ours.document_key as of_key, copies.document_key, copies.source_name, copies.title, copies.publisher
    from main.dim_document as ours
    inner join main.dim_document as copies
        on ours.syndication_key = copies.syndication_key and ours.document_key <> copies.document_key
    where ours.document_key in (select unnest($keys))
    qualify row_number() over (partition by ours.document_key order by copies.document_key) <= 50
    order by of_key, copies.document_key
"""

CONTRADICTIONS = """
    select
        contradictions.*,
        indicators.indicator_name_zh,
        indicators.indicator_name_en,
        cities.city_name,
        sectors.sector_name,
        first_documents.source_name as first_source_name,
        first_documents.title as first_title,
        first_documents.publisher as first_publisher,
        second_documents.source_name as second_source_name,
        second_documents.title as second_title,
        second_documents.publisher as second_publisher
    from main.fct_contradictions as contradictions
    inner join main.dim_indicator as indicators on contradictions.indicator_key = indicators.indicator_key
    left join main.dim_city as cities on contradictions.city_key = cities.city_key
    left join main.dim_sector as sectors on contradictions.sector_key = sectors.sector_key
    inner join main.dim_document as first_documents on contradictions.first_document_key = first_documents.document_key
    inner join main.dim_document as second_documents
        on contradictions.second_document_key = second_documents.document_key
    order by contradictions.confidence desc, contradictions.contradiction_key
"""

BY_DAMAGE = "select damage, count(*) as documents from main.dim_document group by all order by documents desc, damage"
BY_SCRIPT = "select script, count(*) as documents from main.dim_document group by all order by documents desc, script"
BY_ENCODING = """
    select detected_encoding, count(*) as documents
    from main.dim_document group by all order by documents desc, detected_encoding
"""
BY_RULE = """
    select
        rule,
        count(*) filter (where is_applied) as applied,
        count(*) filter (where not is_applied) as left_alone,
        avg(confidence) filter (where is_applied) as confidence
    from main.document_repairs group by all order by applied desc, rule
"""
SET_ASIDE = "select * from main.set_aside_items order by load_id desc, item_number limit $at_most"
SET_ASIDE_BY_REASON = """
    select reason, count(*) as items, count(*) filter (where is_document_lost) as lost
    from main.set_aside_items group by all order by items desc, reason
"""
LOADS = "select * from main.load_history order by load_id desc limit 20"
CORRECTIONS = """
    select corrections.*, figure.document_key, figure.value_text
    from main.quantity_corrections as corrections
    left join figure on corrections.quantity_key = figure.quantity_key
    order by corrections.corrected_at desc, corrections.correction_key limit $at_most
"""
BY_CONFIDENCE = """
    select least(floor(confidence * 10), 9)::integer as tenth, count(*) as facts
    from figure where not is_superseded group by all order by tenth
"""
BY_MONTH = """
    select strftime(published_date, '%Y-%m') as month, count(*) as documents
    from main.dim_document where published_date is not null group by all order by month
"""
OPEN_QUESTIONS = """
    select
        count(*) filter (where not is_superseded and as_of_date is null) as without_date,
        count(*) filter (where not is_superseded and city_key is null) as without_place,
        count(*) filter (where not is_superseded and is_number_repaired) as repaired,
        count(*) filter (where is_superseded) as superseded
    from figure
"""
UNBOUND = """
    select coalesce(numbers.rejection_reason, '') as rejection_reason, count(*) as numbers
    from main.document_numbers as numbers
    left join main.fct_quantities as facts
        on
            numbers.document_key = facts.document_key
            and numbers.raw_start = facts.raw_start
            and numbers.raw_end = facts.raw_end
    where facts.quantity_key is null
    group by all
    order by numbers desc, rejection_reason
"""
FRESHNESS = """
    select max(published_date) as newest, min(published_date) as oldest, max(loaded_at) as loaded_at
    from main.dim_document
"""

TABLES = """
    select table_name, comment from duckdb_tables()
    where schema_name = 'main' and database_name = current_database()
    union all
    select view_name, comment from duckdb_views()
    where schema_name = 'main' and database_name = current_database() and not internal
    order by table_name
"""
COLUMNS = """
    select table_name, column_name, data_type, is_nullable, comment
    from duckdb_columns()
    where schema_name = 'main' and database_name = current_database()
    order by table_name, column_index
"""

# What a whole build says of its tables; older files have neither.
HAS_DICTIONARY = """
    select count(*) = 2 as is_known from duckdb_tables()
    where database_name = current_database() and schema_name = 'build'
        and table_name in ('bld_data_test', 'bld_lineage')
"""
DATA_TESTS = """
    select * exclude (schema_name) from build.bld_data_test
    where schema_name = 'main'
    order by all
"""
LINEAGE = "select * from build.bld_lineage order by all"
