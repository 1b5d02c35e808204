{{ config(materialized='view', meta={'is_by_document': true}) }}

-- The mentions stand where the loader put them, and nowhere a second time. The database is not named: the view works
-- under whatever name the file is opened.
with

mentions as (
    select * from {{ ref('base_word_mentions').include(database=false) }}
),

documents as (
    select * from {{ ref('dim_document').include(database=false) }}
),

current_mentions as (
    select
        -- keys
        mentions.document_key,
        mentions.mention_kind,
        mentions.mention_number,

        -- where
        mentions.start_position,
        mentions.end_position,

        -- what
        mentions.mention_class
    from mentions
    inner join documents on mentions.document_key = documents.document_key
)

select * from current_mentions
