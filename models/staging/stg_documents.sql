{{ config(materialized='view') }}

with

source as (
    select * from {{ source('raw', 'documents') }}
),

renamed as (
    select
        -- keys
        document_key,
        load_id,

        -- text
        detected_encoding,
        script,
        damage,
        raw_text,
        normalised_text,
        loader_version,
        lexicon_fingerprint,
        language_model_fingerprint,

        -- numbers and positions
        byte_count,
        annotation_count,

        -- timestamps
        loaded_at
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
