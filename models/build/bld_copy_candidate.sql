-- How many of the wordings behind it in a bucket one is paired with. All of them in any ordinary bucket; thousands of
-- pages of one template would else be paired each with each.
{% set reach = 16 %}

with

wordings as (
    select * from {{ ref('bld_wording') }}
),

touched as (
    select * from {{ ref('bld_touched_wording') }}
),

touched_documents as (
    select wordings.document_key
    from wordings
    inner join touched on wordings.wording_key = touched.wording_key
),

-- A bucket holds the wordings whose band is the same. Bands are read where they stand, twice: as one set for both they
-- would be gathered, those of all documents, before any is left out.
touched_buckets as (
    select distinct
        bands.band_number,
        bands.band_hash
    from {{ ref('base_document_bands') }} as bands
    inner join touched_documents on bands.document_key = touched_documents.document_key
),

members as (
    select distinct
        wordings.wording_key,
        bands.band_number,
        bands.band_hash
    from {{ ref('base_document_bands') }} as bands
    inner join touched_buckets
        on
            bands.band_number = touched_buckets.band_number
            and bands.band_hash = touched_buckets.band_hash
    inner join wordings on bands.document_key = wordings.document_key
),

buckets as (
    select
        members.wording_key,
        members.band_number,
        members.band_hash,
        row_number() over (
            partition by members.band_number, members.band_hash order by members.wording_key
        ) as bucket_position,
        count(*) over (partition by members.band_number, members.band_hash) as bucket_size,
        touched.wording_key is not null as is_touched
    from members
    left join touched on members.wording_key = touched.wording_key
),

shared_buckets as (
    select * from buckets
    where bucket_size > 1
),

distances as (
    {% for distance in range(1, reach + 1) -%}
        select {{ distance }} as distance
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

reaching as (
    select
        shared_buckets.wording_key,
        shared_buckets.band_number,
        shared_buckets.band_hash,
        shared_buckets.is_touched,
        shared_buckets.bucket_position + distances.distance as other_position
    from shared_buckets
    cross join distances
    where shared_buckets.bucket_position + distances.distance <= shared_buckets.bucket_size
),

pairs as (
    select distinct
        reaching.wording_key,
        farther.wording_key as other_wording_key
    from reaching
    inner join shared_buckets as farther
        on
            reaching.band_number = farther.band_number
            and reaching.band_hash = farther.band_hash
            and reaching.other_position = farther.bucket_position
    where reaching.is_touched or farther.is_touched
)

select * from pairs
