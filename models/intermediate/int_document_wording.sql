with

documents as (
    select * from {{ ref('stg_documents') }}
),

described as (
    select * from {{ ref('int_document_described') }}
),

squeezed_texts as (
    select
        documents.document_key,
        {{ squeezed('documents.normalised_text') }} as squeezed_text
    from documents
    inner join described on documents.document_key = described.document_key
),

-- A document that says nothing is a copy of nobody.
keyed as (
    select
        document_key,
        length(squeezed_text) as text_length,
        case when squeezed_text = '' then md5(document_key) else md5(squeezed_text) end as wording_key
    from squeezed_texts
),

wordings as (
    select
        document_key,
        wording_key,
        text_length,
        row_number() over (partition by wording_key order by document_key) = 1 as is_first_of_wording
    from keyed
)

select * from wordings
