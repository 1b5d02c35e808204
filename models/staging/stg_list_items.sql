with

source as (
    select * from {{ source('raw', 'list_items') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        item_text,

        -- numbers and positions
        list_number,
        item_number,
        item_count,
        sentence_number,
        clause_number,
        start_position,
        end_position
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
