with

source as (
    select * from {{ source('raw', 'owner_mentions') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        owner_text,

        -- numbers and positions
        mention_number,
        sentence_number,
        clause_number,
        start_position,
        end_position,

        -- booleans
        is_subject
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
