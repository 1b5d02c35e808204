with

source as (
    select * from {{ source('raw', 'sentences') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

renamed as (
    select
        -- keys
        source.document_key,

        -- text
        {{ stored_or_cut('source', 'source.sentence_text', 'documents.normalised_text', 0) }} as sentence_text,

        -- numbers and positions
        source.sentence_number,
        source.paragraph_number,
        source.start_position,
        source.end_position,
        source.raw_start,
        source.raw_end
    from source
    inner join documents on source.document_key = documents.document_key
)

select * from renamed
