{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

documents as (
    select * from {{ ref('stg_documents') }}
),

described as (
    select * from {{ ref('int_document_described') }}
),

current_texts as (
    select
        documents.document_key,
        documents.raw_text,
        documents.normalised_text
    from documents
    inner join described on documents.document_key = described.document_key
)

select * from current_texts
