{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

numbers as (
    select * from {{ ref('stg_number_mentions') }}
),

judged as (
    select * from {{ ref('int_number_is_quantity') }}
),

documents as (
    select document_key from {{ ref('int_document_described') }}
),

current_numbers as (
    select
        -- keys
        numbers.document_key,
        numbers.mention_number,

        -- where
        numbers.start_position,
        numbers.end_position,
        numbers.raw_start,
        numbers.raw_end,

        -- what
        numbers.unit,
        numbers.range_role,
        judged.rejection_reason
    from numbers
    inner join documents
        on numbers.document_key = documents.document_key
    left join judged
        on
            numbers.document_key = judged.document_key
            and numbers.mention_number = judged.mention_number
)

select * from current_numbers
