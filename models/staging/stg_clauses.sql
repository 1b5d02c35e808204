with

source as (
    select * from {{ source('raw', 'clauses') }}
),

sentences as (
    select * from {{ ref('stg_sentences') }}
),

renamed as (
    select
        -- keys
        source.document_key,

        -- text
        {{ stored_or_cut('source', 'source.clause_text', 'sentences.sentence_text', 'sentences.start_position') }}
            as clause_text,

        -- numbers and positions
        source.sentence_number,
        source.clause_number,
        source.start_position,
        source.end_position
    from source
    inner join sentences
        on
            source.document_key = sentences.document_key
            and source.sentence_number = sentences.sentence_number
)

select * from renamed
