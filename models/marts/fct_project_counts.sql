{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

quantities as (
    select * from {{ ref('int_fact') }}
    where kind = 'project_count'
),

project_counts as (
    select
        {{ quantity_columns('quantities') }},
        cast(quantities.value as decimal(18, 0)) as project_count,
        quantities.indicator as project_status,
        quantities.scope_text as project_class
    from quantities
)

select * from project_counts
-- What is said of one place stands side by side, so that a question about it reads little of a large table.
order by city_key, quantity_key
