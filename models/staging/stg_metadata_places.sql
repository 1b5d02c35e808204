with

source as (
    select * from {{ source('raw', 'metadata_places') }}
),

renamed as (
    select
        -- keys
        document_key,
        source_path,

        -- text
        field,
        place_text,

        -- numbers and positions
        place_number,
        start_position
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
