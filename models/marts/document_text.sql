{{ config(materialized='view', meta={'is_by_document': true}) }}

-- The texts stand where the loader put them, and nowhere a second time. The database is not named: the view works under
-- whatever name the file is opened.
with

documents as (
    select * from {{ ref('base_documents').include(database=false) }}
),

described as (
    select * from {{ ref('dim_document').include(database=false) }}
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
