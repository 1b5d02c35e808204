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
)

select * from renamed
