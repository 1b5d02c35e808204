with

source as (
    select * from {{ source('raw', 'clauses') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        clause_text,

        -- numbers and positions
        sentence_number,
        clause_number,
        start_position,
        end_position
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
