-- Returns the corrections by hand that could not be applied, with the reason. A warning: the others hold, and the
-- build goes on.
{{ config(severity = 'warn') }}

select
    quantity_key,
    field,
    new_value,
    corrected_by,
    corrected_at,
    problem
from {{ ref('quantity_corrections') }}
where status = 'rejected'
