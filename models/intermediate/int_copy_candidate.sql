-- How many of the wordings behind it in a bucket one is paired with. All of them in any ordinary bucket; thousands of
-- pages of one template would else be paired each with each.
{% set reach = 16 %}

with

bands as (
    select * from {{ ref('stg_document_bands') }}
),

wordings as (
    select * from {{ ref('int_document_wording') }}
    where is_first_of_wording
),

-- A bucket holds the wordings whose band is the same.
buckets as (
    select
        wordings.wording_key,
        bands.band_number,
        bands.band_hash,
        row_number() over (
            partition by bands.band_number, bands.band_hash order by wordings.wording_key
        ) as bucket_position,
        count(*) over (partition by bands.band_number, bands.band_hash) as bucket_size
    from bands
    inner join wordings on bands.document_key = wordings.document_key
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
)

select * from pairs
