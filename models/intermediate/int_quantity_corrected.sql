with

reports as (
    select * from {{ ref('int_quantity_report') }}
),

resolved as (
    select
        quantities.*,
        reports.counting_quantity_key <> quantities.quantity_key as is_superseded
    from {{ ref('int_quantity_resolved') }} as quantities
    inner join reports
        on quantities.quantity_key = reports.quantity_key
),

applied as (
    select * from {{ ref('int_correction_checked') }}
    where status = 'applied'
),

indicators as (
    select * from {{ ref('indicators') }}
),

currencies as (
    select distinct
        unit,
        currency_code
    from {{ ref('units') }}
    where unit_class = 'money'
),

-- One row a fact, one column a field; a withdrawal that was taken back corrects nothing.
by_fact as (
    select
        quantity_key,
        max(case when field = 'value' then {{ readable_as('read_value', 'decimal(38, 6)') }} end) as number_value,
        max(case when field = 'unit' then read_value end) as unit,
        max(case when field = 'comparator' then read_value end) as comparator,
        max(case when field = 'indicator' then read_value end) as indicator,
        max(case when field = 'city' then read_value end) as city_key,
        max(case when field = 'sector' then read_value end) as sector_key,
        max(case when field = 'scope_text' then read_value end) as scope_text,
        max(case when field = 'as_of_date' then read_value end) as as_of_date,
        max(case when field = 'as_of_precision' then read_value end) as as_of_precision,
        max(case when field = 'as_of_basis' then read_value end) as as_of_basis,
        max(case when field = 'is_target' then read_value end) as is_target,
        max(case when field = 'withdrawn' then 1 else 0 end) = 1 as is_withdrawn,
        {{ string_list('reason', "'; '", ['corrected_time', 'correction_number']) }} as correction_reason
    from applied
    where field <> 'withdrawn' or read_value = 'true'
    group by quantity_key
),

-- What a person said takes the place of what the machine read, and its key.
corrected as (
    select
        resolved.quantity_key,
        resolved.document_key,
        resolved.mention_number,
        resolved.item_number,
        case
            when by_fact.city_key = 'none' then null
            else coalesce(by_fact.city_key, resolved.city_key)
        end as city_key,
        case when by_fact.city_key is null then resolved.place_basis else 'corrected' end as place_basis,
        case
            when by_fact.sector_key = 'none' then null
            else coalesce(by_fact.sector_key, resolved.sector_key)
        end as sector_key,
        coalesce(indicators.indicator_key, resolved.indicator_key) as indicator_key,
        coalesce(indicators.kind, resolved.kind) as kind,
        coalesce(indicators.indicator, resolved.indicator) as indicator,
        case when by_fact.indicator is null then resolved.indicator_basis else 'corrected' end as indicator_basis,
        coalesce(by_fact.number_value, resolved.number_value) as number_value,
        case
            when by_fact.unit is null then resolved.currency_code
            else coalesce(currencies.currency_code, '')
        end as currency_code,
        coalesce(by_fact.unit, resolved.unit) as unit,
        coalesce(by_fact.comparator, resolved.comparator) as comparator,
        resolved.value_text,
        case
            when by_fact.scope_text = 'none' then ''
            else coalesce(by_fact.scope_text, resolved.scope_text)
        end as scope_text,
        case
            when by_fact.as_of_date = 'none' then null
            else coalesce({{ readable_as('by_fact.as_of_date', 'date') }}, resolved.as_of_date)
        end as as_of_date,
        case
            when by_fact.as_of_date = 'none' then 'unknown'
            when by_fact.as_of_precision is not null then by_fact.as_of_precision
            when by_fact.as_of_date is not null and resolved.as_of_date is null then 'day'
            else resolved.as_of_precision
        end as as_of_precision,
        case
            when by_fact.as_of_date = 'none' then 'unknown'
            when by_fact.as_of_basis is not null then by_fact.as_of_basis
            when by_fact.as_of_date is not null and resolved.as_of_date is null then 'explicit'
            else resolved.as_of_basis
        end as as_of_basis,
        coalesce(by_fact.is_target = 'true', resolved.is_target) as is_target,
        resolved.evidence_text,
        resolved.raw_start,
        resolved.raw_end,
        resolved.is_number_repaired,
        resolved.is_superseded,
        -- Beside what the machine took for this indicator stood these counts.
        case when by_fact.indicator is null then resolved.numerator_count end as numerator_count,
        case when by_fact.indicator is null then resolved.denominator_count end as denominator_count,
        case when by_fact.indicator is null then resolved.implied_rate_percent end as implied_rate_percent,
        cast(
            case
                when by_fact.indicator is null
                    then coalesce(by_fact.number_value, resolved.number_value) - resolved.implied_rate_percent
            end as decimal(18, 4)
        ) as implied_gap_percentage_points,
        cast(1 as double) as confidence,
        'corrected' as correction_status,
        by_fact.correction_reason,
        cast(null as {{ dbt.type_string() }}) as superseded_by_key
    from resolved
    inner join by_fact
        on resolved.quantity_key = by_fact.quantity_key
    left join indicators
        on by_fact.indicator = indicators.indicator
    left join currencies
        on by_fact.unit = currencies.unit
    where not by_fact.is_withdrawn
),

read_by_machine as (
    select
        case
            when corrected.quantity_key is null then resolved.quantity_key
            else md5(resolved.quantity_key || '|replaced')
        end as quantity_key,
        resolved.document_key,
        resolved.mention_number,
        resolved.item_number,
        resolved.city_key,
        resolved.place_basis,
        resolved.sector_key,
        resolved.indicator_key,
        resolved.kind,
        resolved.indicator,
        resolved.indicator_basis,
        resolved.number_value,
        resolved.currency_code,
        resolved.unit,
        resolved.comparator,
        resolved.value_text,
        resolved.scope_text,
        resolved.as_of_date,
        resolved.as_of_precision,
        resolved.as_of_basis,
        resolved.is_target,
        resolved.evidence_text,
        resolved.raw_start,
        resolved.raw_end,
        resolved.is_number_repaired,
        resolved.is_superseded or by_fact.quantity_key is not null as is_superseded,
        resolved.numerator_count,
        resolved.denominator_count,
        resolved.implied_rate_percent,
        resolved.implied_gap_percentage_points,
        resolved.confidence,
        case
            when corrected.quantity_key is not null then 'replaced'
            when by_fact.quantity_key is not null then 'withdrawn'
            else 'none'
        end as correction_status,
        by_fact.correction_reason,
        corrected.quantity_key as superseded_by_key
    from resolved
    left join by_fact
        on resolved.quantity_key = by_fact.quantity_key
    left join corrected
        on resolved.quantity_key = corrected.quantity_key
),

versions as (
    select * from corrected
    union all
    select * from read_by_machine
)

select * from versions
