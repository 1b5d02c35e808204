{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

place_mentions as (
    select * from {{ ref('stg_place_mentions') }}
    where name_kind in ('named_zone', 'own_zone')
),

metadata_places as (
    select * from {{ ref('stg_metadata_places') }}
),

documents as (
    select document_key from {{ ref('int_document_described') }}
),

said as (
    select
        document_key,
        place_text
    from place_mentions
    union
    select
        document_key,
        place_text
    from metadata_places
),

zone_names as (
    select
        said.document_key,
        said.place_text
    from said
    inner join documents on said.document_key = documents.document_key
    where right(said.place_text, 1) = '区'
)

select * from zone_names
