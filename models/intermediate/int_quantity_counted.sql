with

quantities as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

candidates as (
    select * from {{ ref('int_counted_candidate') }}
),

counted as (
    select
        quantities.document_key,
        quantities.mention_number,
        candidates.noun as counted_noun,
        coalesce(candidates.relation, 'none') as counted_basis,
        coalesce(candidates.noun_unit, quantities.unit) as unit,
        candidates.noun_indicator
    from quantities
    left join candidates
        on
            quantities.document_key = candidates.document_key
            and quantities.mention_number = candidates.mention_number
            and candidates.candidate_rank = 1
)

select * from counted
