{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

wordings as (
    select * from {{ ref('bld_wording') }}
),

being_built as (
    select * from {{ ref('bld_document') }}
),

kept as (
    select
        wordings.document_key,
        wordings.text_length,
        wordings.wording_key
    from wordings
    inner join being_built on wordings.document_key = being_built.document_key
)

select * from kept
