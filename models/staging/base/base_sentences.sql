with

source as (
    select * from {{ source('raw', 'sentences') }}
    where document_key in (select document_key from {{ ref('bld_compared_document') }})
),

documents as (
    select texts.*
    from {{ ref('base_documents') }} as texts
    inner join {{ ref('bld_compared_document') }} as compared on texts.document_key = compared.document_key
),

renamed as (
    select
        source.document_key,
        source.sentence_number,
        source.start_position,
        {{ stored_or_cut('source', 'source.sentence_text', 'documents.normalised_text', 0) }} as sentence_text
    from source
    inner join documents on source.document_key = documents.document_key
)

select * from renamed
