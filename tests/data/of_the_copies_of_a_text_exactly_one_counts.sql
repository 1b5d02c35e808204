-- Returns the syndication keys of texts whose figures count more than once, or not at all. A text may have nothing left
-- that counts where a person withdrew a figure.
with

documents as (
    select
        document_key,
        max(case when is_superseded then 0 else 1 end) as counts,
        max(case when correction_status = 'withdrawn' then 1 else 0 end) as has_withdrawn
    from {{ ref('fct_quantities') }}
    group by document_key
),

texts as (
    select
        described.syndication_key,
        count(*) as documents_with_facts,
        sum(documents.counts) as documents_that_count,
        max(documents.has_withdrawn) as has_withdrawn,
        min(described.document_key) as first_document_key,
        max(described.document_key) as last_document_key
    from documents
    inner join {{ ref('dim_document') }} as described on documents.document_key = described.document_key
    group by described.syndication_key
)

select * from texts
where documents_that_count > 1 or (documents_that_count = 0 and has_withdrawn = 0)
