with

resolved as (
    select * from {{ ref('int_quantity_resolved') }}
),

reports as (
    select * from {{ ref('int_quantity_report') }}
),

quantities as (
    select
        -- keys
        resolved.quantity_key,
        resolved.document_key,
        resolved.city_key,
        resolved.sector_key,
        resolved.indicator_key,

        -- what is stated
        resolved.kind,
        resolved.indicator,
        cast(resolved.number_value as decimal(38, 6)) as value,
        resolved.unit,
        resolved.comparator,
        resolved.value_text,
        resolved.scope_text,

        -- as of when
        resolved.as_of_date,
        resolved.as_of_precision,
        resolved.as_of_basis,
        resolved.is_target,

        -- where it is stated
        resolved.evidence_text,
        cast(resolved.raw_start as integer) as raw_start,
        cast(resolved.raw_end as integer) as raw_end,

        -- how far to trust it
        resolved.is_number_repaired,
        resolved.confidence,
        reports.counting_quantity_key <> resolved.quantity_key as is_superseded,

        -- why
        resolved.indicator_basis,
        resolved.place_basis
    from resolved
    inner join reports on resolved.quantity_key = reports.quantity_key
)

select * from quantities
