{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

quantities as (
    select * from {{ ref('int_fact') }}
    where kind = 'fund'
),

versions as (
    select * from {{ ref('int_quantity_corrected') }}
),

recipients as (
    select * from {{ ref('int_fund_recipients') }}
),

funds as (
    select
        {{ quantity_columns('quantities') }},
        cast(case when versions.currency_code = 'CNY' then quantities.value end as decimal(38, 2)) as amount_cny,
        cast(quantities.value as decimal(38, 2)) as amount,
        versions.currency_code,
        quantities.indicator as fund_type,
        cast(recipients.recipient_count as decimal(18, 0)) as recipient_count
    from quantities
    inner join versions
        on quantities.quantity_key = versions.quantity_key
    left join recipients
        on
            versions.document_key = recipients.document_key
            and versions.mention_number = recipients.mention_number
)

select * from funds
-- What is said of one place stands side by side, so that a question about it reads little of a large table.
order by city_key, quantity_key
