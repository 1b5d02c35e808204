with

source as (
    select * from {{ source('raw', 'document_bands') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- numbers and positions
        band_number,
        band_hash
    from source
)

select * from renamed
