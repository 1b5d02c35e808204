with

versions as (
    select * from {{ ref('int_quantity_corrected') }}
),

facts as (
    select
        -- keys
        quantity_key,
        document_key,
        city_key,
        sector_key,
        indicator_key,

        -- what is stated
        kind,
        indicator,
        cast(number_value as decimal(38, 6)) as value,
        unit,
        comparator,
        value_text,
        scope_text,

        -- as of when
        as_of_date,
        as_of_precision,
        as_of_basis,
        is_target,

        -- where it is stated
        evidence_text,
        cast(raw_start as integer) as raw_start,
        cast(raw_end as integer) as raw_end,

        -- how far to trust it
        is_number_repaired,
        confidence,
        is_superseded,
        correction_status,
        correction_reason,
        superseded_by_key,

        -- why
        indicator_basis,
        place_basis
    from versions
)

select * from facts
