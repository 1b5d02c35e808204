{{ config(materialized='view') }}

with

source as (
    select * from {{ source('raw', 'loads') }}
),

renamed as (
    select
        -- keys
        load_id,

        -- text
        loader_version,
        lexicon_fingerprint,
        language_model_fingerprint,
        language_model_path,

        -- numbers and positions
        items_in,
        items_landed,
        items_unchanged,
        items_set_aside,
        items_withdrawn,
        documents_rescanned,

        -- timestamps
        started_at,
        finished_at
    from source
)

select * from renamed
