with

quantities as (
    select * from {{ ref('int_quantity_list_item') }}
),

candidates as (
    select * from {{ ref('int_scope_candidate') }}
),

scopes as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        coalesce(candidates.scope_text, '') as scope_text,
        coalesce(candidates.relation, 'none') as scope_basis,
        candidates.owner_start,
        candidates.owner_end
    from quantities
    left join candidates
        on
            quantities.document_key = candidates.document_key
            and quantities.mention_number = candidates.mention_number
            and quantities.item_number = candidates.item_number
            and candidates.candidate_rank = 1
)

select * from scopes
