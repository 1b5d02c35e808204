with

corrections as (
    select
        coalesce(trim(quantity_key), '') as quantity_key,
        coalesce(trim(field), '') as field,
        coalesce(trim(new_value), '') as new_value,
        coalesce(trim(corrected_by), '') as corrected_by,
        coalesce(trim(corrected_at), '') as corrected_at,
        coalesce(trim(reason), '') as reason
    from {{ ref('corrections') }}
    -- An empty line says nothing.
    where coalesce(quantity_key, field, new_value, corrected_by, corrected_at, reason) is not null
),

numbered as (
    select
        *,
        row_number() over (
            order by quantity_key, field, corrected_at, new_value, corrected_by, reason
        ) as correction_number,
        case
            when {{ matches_pattern(
                'corrected_at', "'[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?'"
            ) }}
                then {{ readable_as("replace(corrected_at, 'T', ' ')", 'timestamp') }}
        end as corrected_time,
        case
            when
                field = 'value'
                and {{ matches_pattern('new_value', "'-?[0-9]{1,18}([.][0-9]{1,6})?'") }}
                then {{ readable_as('new_value', 'decimal(38, 6)') }}
        end as new_number,
        case
            when field = 'as_of_date' and {{ matches_pattern('new_value', "'[0-9]{4}-[0-9]{2}-[0-9]{2}'") }}
                then {{ readable_as('new_value', 'date') }}
        end as new_date
    from corrections
),

facts as (
    select
        resolved.quantity_key,
        resolved.kind,
        resolved.indicator,
        resolved.number_value,
        resolved.unit,
        resolved.as_of_date,
        documents.published_date
    from {{ ref('int_quantity_resolved') }} as resolved
    inner join {{ ref('int_document_described') }} as documents
        on resolved.document_key = documents.document_key
),

indicators as (
    select * from {{ ref('indicators') }}
),

money_units as (
    select distinct unit
    from {{ ref('units') }}
    where unit_class = 'money'
),

known_units as (
    select unit from {{ ref('units') }}
    where unit <> 'none'
    union
    select unit from {{ ref('counted_nouns') }}
),

-- A code lives through renamings; it means the place that has it today, or had it last.
ranked_codes as (
    select
        adcode,
        city_key,
        row_number() over (
            partition by adcode
            order by case when valid_to_year is null then 0 else 1 end, valid_from_year desc
        ) as code_rank
    from {{ ref('int_place') }}
    where adcode is not null
),

written_cities as (
    select
        city_key as written,
        city_key
    from {{ ref('int_place') }}
    union all
    select
        adcode as written,
        city_key
    from ranked_codes
    where code_rank = 1
    union all
    select
        city_name as written,
        city_key
    from {{ ref('int_place') }}
    where valid_to_year is null
),

cities as (
    select
        written,
        min(city_key) as city_key,
        count(distinct city_key) as place_count
    from written_cities
    group by written
),

sector_names as (
    select
        'gbt-' || sector_code as sector_key,
        sector_code,
        sector_name
    from {{ ref('industries') }}
    union all
    select
        sector_key,
        sector_key as sector_code,
        sector_name
    from {{ ref('sector_groupings') }}
),

written_sectors as (
    select
        sector_key as written,
        sector_key
    from sector_names
    union all
    select
        sector_code as written,
        sector_key
    from sector_names
    union all
    select
        sector_name as written,
        sector_key
    from sector_names
),

sectors as (
    select
        written,
        min(sector_key) as sector_key,
        count(distinct sector_key) as sector_count
    from written_sectors
    group by written
),

read_values as (
    select
        numbered.*,
        facts.quantity_key is not null as is_fact,
        facts.published_date,
        coalesce(cities.place_count, 0) > 1 or coalesce(sectors.sector_count, 0) > 1 as is_ambiguous,
        case
            when numbered.field = 'value' then cast(numbered.new_number as {{ dbt.type_string() }})
            when numbered.field = 'as_of_date' and numbered.new_date is not null then numbered.new_value
            when numbered.field in ('city', 'sector', 'scope_text', 'as_of_date') and numbered.new_value = 'none'
                then numbered.new_value
            when numbered.field = 'scope_text' then numbered.new_value
            when numbered.field = 'city' then cities.city_key
            when numbered.field = 'sector' then sectors.sector_key
            when numbered.field = 'indicator' then indicators.indicator
            when
                numbered.field = 'unit'
                and (known_units.unit is not null or numbered.new_value like 'other:_%')
                then numbered.new_value
            when numbered.field = 'comparator' and numbered.new_value in ('eq', 'ge', 'gt', 'le', 'lt', 'approx')
                then numbered.new_value
            when
                numbered.field = 'as_of_precision'
                and numbered.new_value in ('day', 'ten_days', 'month', 'quarter', 'year')
                then numbered.new_value
            when numbered.field = 'as_of_basis' and numbered.new_value in ('explicit', 'published', 'relative')
                then numbered.new_value
            when numbered.field in ('is_target', 'withdrawn') and lower(numbered.new_value) in ('true', 'false')
                then lower(numbered.new_value)
        end as read_value
    from numbered
    left join facts
        on numbered.quantity_key = facts.quantity_key
    left join cities
        on numbered.field = 'city' and numbered.new_value = cities.written
    left join sectors
        on numbered.field = 'sector' and numbered.new_value = sectors.written
    left join indicators
        on numbered.field = 'indicator' and numbered.new_value = indicators.indicator
    left join known_units
        on numbered.field = 'unit' and numbered.new_value = known_units.unit
),

judged as (
    select
        *,
        case
            when not is_fact then 'no_such_fact'
            when
                field not in (
                    'value', 'unit', 'comparator', 'indicator', 'city', 'sector', 'scope_text',
                    'as_of_date', 'as_of_precision', 'as_of_basis', 'is_target', 'withdrawn'
                )
                then 'unknown_field'
            when corrected_by = '' or reason = '' then 'unsigned'
            when corrected_time is null then 'unreadable_time'
            when new_value = '' then 'no_value'
            when is_ambiguous then 'ambiguous_value'
            when read_value is null and field in ('value', 'as_of_date', 'is_target', 'withdrawn')
                then 'unreadable_value'
            when read_value is null then 'unknown_value'
            when
                extract(year from new_date) < 1978
                or extract(year from new_date) > extract(year from published_date) + 50
                then 'impossible_date'
        end as own_problem
    from read_values
),

-- Who says the same twice says it once; who says two things at one time says nothing.
compared as (
    select
        *,
        row_number() over (
            partition by quantity_key, field, corrected_time, read_value order by correction_number
        ) as same_rank,
        min(read_value) over (partition by quantity_key, field, corrected_time) as first_value_said,
        max(read_value) over (partition by quantity_key, field, corrected_time) as last_value_said
    from judged
    where own_problem is null
),

well_formed as (
    select
        *,
        row_number() over (partition by quantity_key, field order by corrected_time desc) as time_rank
    from compared
    where same_rank = 1 and first_value_said = last_value_said
),

-- What each corrected fact would come to.
latest as (
    select
        well_formed.quantity_key,
        max(case when well_formed.field = 'withdrawn' then well_formed.read_value end) as withdrawn,
        coalesce(
            max(case when well_formed.field = 'indicator' then well_formed.read_value end), min(facts.indicator)
        ) as indicator,
        coalesce(max(case when well_formed.field = 'unit' then well_formed.read_value end), min(facts.unit)) as unit,
        coalesce(max(well_formed.new_number), min(facts.number_value)) as number_value,
        coalesce(
            max(case when well_formed.field = 'as_of_date' then well_formed.read_value end),
            min(cast(facts.as_of_date as {{ dbt.type_string() }})),
            'none'
        ) as as_of_date
    from well_formed
    inner join facts
        on well_formed.quantity_key = facts.quantity_key
    where well_formed.time_rank = 1
    group by well_formed.quantity_key
),

outcomes as (
    select
        latest.quantity_key,
        coalesce(latest.withdrawn = 'true', false) as is_withdrawn,
        latest.as_of_date <> 'none' as has_date,
        case indicators.kind
            when 'rate' then latest.unit = 'percent' and abs(latest.number_value) < 1000000
            when 'fund' then money_units.unit is not null
            when 'project_count' then latest.unit = 'project'
            else true
        end as is_unit_of_kind
    from latest
    inner join indicators
        on latest.indicator = indicators.indicator
    left join money_units
        on latest.unit = money_units.unit
),

decided as (
    select
        judged.quantity_key,
        judged.correction_number,
        judged.field,
        judged.new_value,
        judged.corrected_by,
        judged.corrected_at,
        judged.corrected_time,
        judged.reason,
        judged.read_value,
        case
            when judged.own_problem is not null then judged.own_problem
            when compared.first_value_said <> compared.last_value_said then 'tied'
            when compared.same_rank > 1 then 'duplicate'
            when well_formed.time_rank > 1 or (outcomes.is_withdrawn and judged.field <> 'withdrawn') then null
            when judged.field in ('value', 'unit', 'indicator') and not outcomes.is_unit_of_kind then 'does_not_fit'
            when judged.field in ('as_of_precision', 'as_of_basis') and not outcomes.has_date then 'does_not_fit'
        end as problem,
        coalesce(well_formed.time_rank > 1 or (outcomes.is_withdrawn and judged.field <> 'withdrawn'), false)
            as is_overruled
    from judged
    left join compared
        on judged.correction_number = compared.correction_number
    left join well_formed
        on judged.correction_number = well_formed.correction_number
    left join outcomes
        on judged.quantity_key = outcomes.quantity_key
),

final as (
    select
        *,
        case
            when problem is not null then 'rejected'
            when is_overruled then 'overruled'
            else 'applied'
        end as status
    from decided
)

select * from final
