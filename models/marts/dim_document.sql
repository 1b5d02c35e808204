{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

documents as (
    select * from {{ ref('stg_documents') }}
),

described as (
    select * from {{ ref('int_document_described') }}
),

copies as (
    select * from {{ ref('int_document_copy') }}
),

joined as (
    select
        -- keys
        described.document_key,

        -- text
        described.source_name,
        described.source_path,
        described.title,
        described.title_basis,
        described.publisher,
        described.publisher_basis,
        described.url,
        described.published_precision,
        described.published_basis,
        documents.script,
        documents.detected_encoding,
        documents.damage,
        copies.syndication_key,

        -- numbers
        documents.byte_count,
        documents.annotation_count,
        documents.load_id,

        -- dates and timestamps
        described.published_date,
        documents.loaded_at
    from described
    inner join documents on described.document_key = documents.document_key
    inner join copies on described.document_key = copies.document_key
)

select * from joined
