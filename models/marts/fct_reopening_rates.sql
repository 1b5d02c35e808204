{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

quantities as (
    select * from {{ ref('int_fact') }}
    where kind = 'rate'
),

versions as (
    select * from {{ ref('int_quantity_corrected') }}
),

changes as (
    select * from {{ ref('int_rate_change') }}
),

rates as (
    select
        {{ quantity_columns('quantities') }},
        cast(quantities.value as decimal(18, 4)) as rate_percent,
        quantities.indicator as rate_type,
        cast(versions.numerator_count as decimal(18, 0)) as numerator_count,
        cast(versions.denominator_count as decimal(18, 0)) as denominator_count,
        cast(versions.implied_rate_percent as decimal(18, 4)) as implied_rate_percent,
        cast(versions.implied_gap_percentage_points as decimal(18, 4)) as implied_gap_percentage_points,
        cast(changes.change_percentage_points as decimal(18, 4)) as change_percentage_points,
        changes.change_basis
    from quantities
    inner join versions
        on quantities.quantity_key = versions.quantity_key
    left join changes
        on
            versions.document_key = changes.document_key
            and versions.mention_number = changes.mention_number
            and versions.item_number = changes.item_number
)

select * from rates
-- What is said of one place stands side by side, so that a question about it reads little of a large table.
order by city_key, quantity_key
