with

touched as (
    select distinct quantity_key from {{ ref('bridge_quantity_repair') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select
    quantities.quantity_key,
    quantities.is_number_repaired,
    touched.quantity_key is not null as is_touched
from {{ ref('fct_quantities') }} as quantities
inner join {{ ref('bld_document') }} as built
    on quantities.document_key = built.document_key
left join touched
    on quantities.quantity_key = touched.quantity_key
where quantities.is_number_repaired <> (touched.quantity_key is not null)
