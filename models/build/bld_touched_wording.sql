-- What is read only when a build goes on; dbt sees the other case first.
-- depends_on: {{ ref('bld_queued_document') }}
with

bands as (
    select * from {{ ref('base_document_bands') }}
),

wordings as (
    select * from {{ ref('bld_wording') }}
),

{% if is_continued() %}
    before as (
        select distinct built.wording_key
        from {{ source('last_build', 'bld_document_wording') }} as built
        inner join {{ ref('bld_queued_document') }} as queued on built.document_key = queued.document_key
    ),

    paired_before as (
        select pairs.other_wording_key as wording_key
        from {{ source('last_build', 'bld_copy_pair') }} as pairs
        inner join before on pairs.wording_key = before.wording_key
        union
        select pairs.wording_key
        from {{ source('last_build', 'bld_copy_pair') }} as pairs
        inner join before on pairs.other_wording_key = before.wording_key
    ),
{% else %}
    before as (
        select wording_key from {{ ref('bld_queued_wording') }}
        where false
    ),

    paired_before as (
        select * from before
    ),
{% endif %}

changed as (
    select wording_key from {{ ref('bld_queued_wording') }}
    union
    select wording_key from before
),

-- Who comes or goes moves the others of the bucket, of which each is paired with those next to it only.
buckets as (
    select distinct
        band_number,
        band_hash
    from {{ ref('bld_queued_band') }}
),

beside as (
    select wordings.wording_key
    from bands
    inner join buckets
        on
            bands.band_number = buckets.band_number
            and bands.band_hash = buckets.band_hash
    inner join wordings on bands.document_key = wordings.document_key
),

touched as (
    select wording_key from changed
    union
    select wording_key from paired_before
    union
    select wording_key from beside
)

select * from touched
