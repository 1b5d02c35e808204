with

numbers as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

indicators as (
    select * from {{ ref('int_quantity_indicator') }}
),

places as (
    select * from {{ ref('int_quantity_place') }}
),

as_of as (
    select * from {{ ref('int_quantity_as_of') }}
),

scopes as (
    select * from {{ ref('int_quantity_scope') }}
),

sectors as (
    select * from {{ ref('int_quantity_sector') }}
),

targets as (
    select * from {{ ref('int_quantity_target') }}
),

rate_counts as (
    select
        *,
        cast(100 * numerator_count / nullif(denominator_count, 0) as decimal(18, 4)) as implied_rate_percent
    from {{ ref('int_rate_counts') }}
),

contested as (
    select * from {{ ref('int_quantity_contested') }}
),

factors as (
    select * from {{ ref('confidence_factors') }}
),

joined as (
    select
        md5(
            numbers.document_key || '|' || cast(numbers.raw_start as {{ dbt.type_string() }})
            || '|' || cast(numbers.raw_end as {{ dbt.type_string() }})
            || '|' || cast(numbers.number_start as {{ dbt.type_string() }})
            || '|' || cast(indicators.item_number as {{ dbt.type_string() }})
        ) as quantity_key,
        numbers.document_key,
        numbers.mention_number,
        indicators.item_number,
        places.city_key,
        coalesce(places.place_basis, 'none') as place_basis,
        sectors.sector_key,
        indicators.indicator_key,
        indicators.kind,
        indicators.indicator,
        indicators.indicator_basis,
        numbers.number_value,
        numbers.unit_class,
        numbers.currency_code,
        indicators.unit,
        numbers.comparator,
        numbers.value_text,
        scopes.scope_text,
        as_of.as_of_date,
        as_of.as_of_precision,
        as_of.as_of_basis,
        case when as_of.as_of_date is null then 'unknown' else as_of.as_of_relation end as as_of_relation,
        targets.is_target,
        coalesce(contested.is_indicator_contested, false) as is_indicator_contested,
        coalesce(contested.is_place_contested, false) as is_place_contested,
        coalesce(contested.is_as_of_contested, false) as is_as_of_contested,
        numbers.clause_text as evidence_text,
        numbers.raw_start,
        numbers.raw_end,
        numbers.is_repaired as is_number_repaired,
        rate_counts.numerator_count,
        rate_counts.denominator_count,
        rate_counts.implied_rate_percent,
        cast(numbers.number_value - rate_counts.implied_rate_percent as decimal(18, 4))
            as implied_gap_percentage_points
    from numbers
    inner join indicators
        on
            numbers.document_key = indicators.document_key
            and numbers.mention_number = indicators.mention_number
    inner join as_of
        on
            numbers.document_key = as_of.document_key
            and numbers.mention_number = as_of.mention_number
    inner join targets
        on
            numbers.document_key = targets.document_key
            and numbers.mention_number = targets.mention_number
    inner join scopes
        on
            numbers.document_key = scopes.document_key
            and numbers.mention_number = scopes.mention_number
            and indicators.item_number = scopes.item_number
    left join places
        on
            numbers.document_key = places.document_key
            and numbers.mention_number = places.mention_number
            and indicators.item_number = places.item_number
    left join sectors
        on
            numbers.document_key = sectors.document_key
            and numbers.mention_number = sectors.mention_number
            and indicators.item_number = sectors.item_number
    left join rate_counts
        on
            numbers.document_key = rate_counts.document_key
            and numbers.mention_number = rate_counts.mention_number
            and indicators.item_number = rate_counts.item_number
    left join contested
        on
            numbers.document_key = contested.document_key
            and numbers.mention_number = contested.mention_number
            and indicators.item_number = contested.item_number
),

judged as (
    select
        *,
        coalesce(abs(implied_gap_percentage_points) > 1, false) as is_contradicted
    from joined
),

with_confidence as (
    select
        judged.*,
        cast(round(
            case
                when judged.is_indicator_contested then indicator_factor.contested_factor
                else indicator_factor.factor
            end
            * case when judged.is_place_contested then place_factor.contested_factor else place_factor.factor end
            * case when judged.is_as_of_contested then as_of_factor.contested_factor else as_of_factor.factor end
            * repair_factor.factor * check_factor.factor, 4
        ) as double) as confidence
    from judged
    inner join factors as indicator_factor
        on indicator_factor.aspect = 'indicator' and judged.indicator_basis = indicator_factor.basis
    inner join factors as place_factor
        on place_factor.aspect = 'place' and judged.place_basis = place_factor.basis
    inner join factors as as_of_factor
        on as_of_factor.aspect = 'as_of' and judged.as_of_relation = as_of_factor.basis
    inner join factors as repair_factor
        on
            repair_factor.aspect = 'repair'
            and repair_factor.basis = case when judged.is_number_repaired then 'repaired' else 'untouched' end
    inner join factors as check_factor
        on
            check_factor.aspect = 'check'
            and check_factor.basis = case when judged.is_contradicted then 'contradicted' else 'consistent' end
)

select * from with_confidence
