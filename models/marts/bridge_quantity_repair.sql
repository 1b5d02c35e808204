{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

quantities as (
    select
        versions.quantity_key,
        versions.document_key,
        numbers.left_raw_start,
        numbers.raw_end
    from {{ ref('int_quantity_corrected') }} as versions
    inner join {{ ref('stg_number_mentions') }} as numbers
        on
            versions.document_key = numbers.document_key
            and versions.mention_number = numbers.mention_number
),

repairs as (
    select * from {{ ref('document_repairs') }}
    where is_applied
),

-- A repair touches a fact if it reaches into its number, its unit or the character left of it.
touched as (
    select
        quantities.quantity_key,
        repairs.repair_key,
        quantities.document_key
    from quantities
    inner join repairs
        on
            quantities.document_key = repairs.document_key
            and quantities.raw_end > repairs.raw_start
            and quantities.left_raw_start < repairs.raw_end
)

select * from touched
