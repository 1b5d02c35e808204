-- A figure counts, or it leads to one of the same value in a copy of its document that does: nothing that copies repeat
-- counts twice, and nothing that one of them states is lost. Looks at the documents of this build, which takes groups
-- of copies as a whole. Returns the figures that do neither.
with

facts as (
    select
        facts.quantity_key,
        facts.value,
        facts.is_superseded,
        facts.correction_status,
        documents.syndication_key
    from {{ ref('fct_quantities') }} as facts
    inner join {{ ref('bld_document') }} as built on facts.document_key = built.document_key
    inner join {{ ref('dim_document') }} as documents on facts.document_key = documents.document_key
),

reports as (
    select * from {{ ref('bridge_quantity_report') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select
    facts.quantity_key,
    reports.quantity_key as counting_quantity_key
from facts
left join reports on facts.quantity_key = reports.report_quantity_key
left join facts as counting on reports.quantity_key = counting.quantity_key
where
    -- What a person corrected or withdrew counts as that person said.
    facts.correction_status = 'none'
    and coalesce(counting.correction_status, 'none') = 'none'
    and (
        counting.quantity_key is null
        or counting.is_superseded
        or facts.is_superseded <> (facts.quantity_key <> counting.quantity_key)
        or facts.syndication_key <> counting.syndication_key
        or facts.value <> counting.value
    )
