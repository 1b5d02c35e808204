-- Every quantity and list item that was told apart is one fact. A relation or basis without a row in a seed of weights
-- or factors would drop it in a join. Returns those that are no fact, or more than one.
with

told_apart as (
    select
        document_key,
        mention_number,
        item_number
    from {{ ref('int_quantity_list_item') }}
),

facts as (
    select * from {{ ref('fct_quantities') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
),

resolved as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        count(*) as resolved_count,
        count(facts.quantity_key) as fact_count
    from {{ ref('int_quantity_resolved') }} as quantities
    left join facts on quantities.quantity_key = facts.quantity_key
    group by quantities.document_key, quantities.mention_number, quantities.item_number
)

select
    told_apart.document_key,
    told_apart.mention_number,
    told_apart.item_number,
    coalesce(resolved.fact_count, 0) as fact_count
from told_apart
left join resolved
    on
        told_apart.document_key = resolved.document_key
        and told_apart.mention_number = resolved.mention_number
        and told_apart.item_number = resolved.item_number
where coalesce(resolved.fact_count, 0) <> 1 or resolved.resolved_count <> 1
