{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

comparable as (
    select * from {{ ref('int_quantity_comparable') }}
),

intervals as (
    select * from {{ ref('int_quantity_interval') }}
),

facts as (
    select
        comparable.quantity_key,
        comparable.document_key,
        comparable.sentence_number,
        comparable.indicator,
        comparable.unit,
        comparable.city_key,
        comparable.sector_key,
        comparable.scope_text,
        comparable.as_of_date,
        comparable.as_of_precision,
        comparable.measured_as,
        comparable.recipient_count,
        intervals.lowest_value,
        intervals.highest_value
    from comparable
    inner join intervals
        on comparable.quantity_key = intervals.quantity_key
)

select * from facts
