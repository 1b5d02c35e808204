with

source as (
    select * from {{ source('raw', 'term_mentions') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        lexicon,
        term,

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
