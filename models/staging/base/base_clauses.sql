with

source as (
    select * from {{ source('raw', 'clauses') }}
    where document_key in (select document_key from {{ ref('bld_compared_document') }})
),

sentences as (
    select * from {{ ref('base_sentences') }}
),

renamed as (
    select
        source.document_key,
        {{ stored_or_cut('source', 'source.clause_text', 'sentences.sentence_text', 'sentences.start_position') }}
            as clause_text
    from source
    inner join sentences
        on
            source.document_key = sentences.document_key
            and source.sentence_number = sentences.sentence_number
)

select * from renamed
