with

bands as (
    select * from {{ ref('base_document_bands') }}
),

queued as (
    select * from {{ ref('bld_queued_document') }}
),

queued_bands as (
    select
        bands.document_key,
        bands.band_number,
        bands.band_hash
    from bands
    inner join queued on bands.document_key = queued.document_key
)

select * from queued_bands
