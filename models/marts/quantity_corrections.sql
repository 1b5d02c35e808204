with

corrections as (
    select * from {{ ref('int_correction_checked') }}
),

described as (
    select
        md5(
            quantity_key || '|' || field || '|' || new_value || '|' || corrected_by || '|' || corrected_at
            || '|' || reason || '|' || cast(
                row_number() over (
                    partition by quantity_key, field, new_value, corrected_by, corrected_at, reason
                    order by correction_number
                ) as {{ dbt.type_string() }}
            )
        ) as correction_key,
        quantity_key,
        field,
        new_value,
        corrected_by,
        corrected_at,
        reason,
        status,
        problem
    from corrections
)

select * from described
