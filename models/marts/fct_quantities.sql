{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

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
    value,
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
    raw_start,
    raw_end,

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
from {{ ref('int_fact') }}
-- What is said of one place stands side by side, so that a question about it reads little of a large table.
order by city_key, quantity_key
