-- Returns the keys that a special fact table lacks or has beyond the rows of its kind in fct_quantities.
with

special as (
    select
        quantity_key,
        'rate' as kind
    from {{ ref('fct_reopening_rates') }}
    where document_key in (select document_key from {{ ref('bld_document') }})

    union all

    select
        quantity_key,
        'fund' as kind
    from {{ ref('fct_funds') }}
    where document_key in (select document_key from {{ ref('bld_document') }})

    union all

    select
        quantity_key,
        'project_count' as kind
    from {{ ref('fct_project_counts') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
),

expected as (
    select
        quantity_key,
        kind
    from {{ ref('fct_quantities') }}
    where
        kind in ('rate', 'fund', 'project_count')
        and document_key in (select document_key from {{ ref('bld_document') }})
)

select
    coalesce(expected.quantity_key, special.quantity_key) as quantity_key,
    coalesce(expected.kind, special.kind) as kind,
    case when special.quantity_key is null then 'lacking' else 'too many' end as problem
from expected
full outer join special
    on
        expected.quantity_key = special.quantity_key
        and expected.kind = special.kind
where expected.quantity_key is null or special.quantity_key is null
