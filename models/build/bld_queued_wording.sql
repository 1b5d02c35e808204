with

queued as (
    select * from {{ ref('bld_queued_document') }}
),

documents as (
    select * from {{ ref('base_documents') }}
),

-- What no source holds any more has a text, but is no document of today's.
held as (
    select distinct document_key from {{ ref('base_document_sources') }}
    where is_current
),

squeezed_texts as (
    select
        documents.document_key,
        {{ squeezed('documents.normalised_text') }} as squeezed_text
    from documents
    inner join queued on documents.document_key = queued.document_key
    inner join held on documents.document_key = held.document_key
),

-- A document that says nothing is a copy of nobody.
wordings as (
    select
        document_key,
        length(squeezed_text) as text_length,
        case when squeezed_text = '' then md5(document_key) else md5(squeezed_text) end as wording_key
    from squeezed_texts
)

select * from wordings
