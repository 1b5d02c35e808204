with

source as (
    select * from {{ source('raw', 'sentences') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        sentence_text,

        -- numbers and positions
        sentence_number,
        paragraph_number,
        start_position,
        end_position,
        raw_start,
        raw_end
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
