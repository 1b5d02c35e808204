with

source as (
    select * from {{ source('raw', 'place_mentions') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        place_text,
        name_kind,

        -- numbers and positions
        mention_number,
        sentence_number,
        clause_number,
        start_position,
        end_position
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
