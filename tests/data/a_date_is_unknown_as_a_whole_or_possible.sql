-- Returns the facts whose date, basis and precision are not unknown together, and dates that no report can mean: before
-- the reform era, or more than fifty years after the document was published.
with

dated as (
    select
        quantities.quantity_key,
        quantities.document_key,
        quantities.as_of_date,
        quantities.as_of_precision,
        quantities.as_of_basis,
        documents.published_date,
        case
            when
                (quantities.as_of_date is null) <> (quantities.as_of_basis = 'unknown')
                or (quantities.as_of_date is null) <> (quantities.as_of_precision = 'unknown')
                then 'unknown in part'
            when
                extract(year from quantities.as_of_date) < 1978
                or extract(year from quantities.as_of_date) > extract(year from documents.published_date) + 50
                then 'impossible'
        end as problem
    from {{ ref('fct_quantities') }} as quantities
    inner join {{ ref('bld_document') }} as built on quantities.document_key = built.document_key
    left join {{ ref('dim_document') }} as documents on quantities.document_key = documents.document_key
)

select * from dated
where problem is not null
