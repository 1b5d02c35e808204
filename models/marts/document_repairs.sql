{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

repairs as (
    select * from {{ ref('stg_repairs') }}
),

documents as (
    select document_key from {{ ref('int_document_described') }}
),

current_repairs as (
    select
        -- keys
        md5(
            repairs.document_key || '|' || cast(repairs.repair_number as {{ dbt.type_string() }})
        ) as repair_key,
        repairs.document_key,

        -- what was done
        repairs.rule,
        repairs.before_text,
        repairs.after_text,
        repairs.is_applied,
        repairs.confidence,

        -- where
        repairs.raw_start,
        repairs.raw_end
    from repairs
    inner join documents
        on repairs.document_key = documents.document_key
)

select * from current_repairs
