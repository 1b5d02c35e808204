with

touched as (
    select distinct quantity_key from {{ ref('bridge_quantity_repair') }}
)

select
    quantities.quantity_key,
    quantities.is_number_repaired,
    touched.quantity_key is not null as is_touched
from {{ ref('fct_quantities') }} as quantities
left join touched
    on quantities.quantity_key = touched.quantity_key
where quantities.is_number_repaired <> (touched.quantity_key is not null)
