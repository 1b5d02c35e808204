with

source as (
    select * from {{ source('raw', 'document_bands') }}
),

renamed as (
    select
        document_key,
        band_number,
        band_hash
    from source
)

select * from renamed
