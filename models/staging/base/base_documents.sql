with

source as (
    select * from {{ source('raw', 'documents') }}
),

renamed as (
    select
        document_key,
        load_id,
        normalised_text
    from source
)

select * from renamed
