-- Returns the facts whose clause is not in their document's text, whose number is not in their clause, or whose span is
-- not inside the raw text. Looks at the documents of this build.
with

texts as (
    select * from {{ ref('document_text') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
),

claims as (
    select
        quantities.quantity_key,
        quantities.document_key,
        quantities.value_text,
        quantities.evidence_text,
        quantities.raw_start,
        quantities.raw_end,
        case
            when texts.document_key is null then 'its document has no text'
            when instr(texts.normalised_text, quantities.evidence_text) = 0 then 'the text lacks the evidence'
            when instr(quantities.evidence_text, quantities.value_text) = 0 then 'the evidence lacks the number'
            when
                not (
                    quantities.raw_start >= 0
                    and quantities.raw_start < quantities.raw_end
                    and quantities.raw_end <= length(texts.raw_text)
                )
                then 'the span is not inside the raw text'
        end as problem
    from {{ ref('fct_quantities') }} as quantities
    inner join {{ ref('bld_document') }} as built on quantities.document_key = built.document_key
    left join texts on quantities.document_key = texts.document_key
)

select * from claims
where problem is not null
