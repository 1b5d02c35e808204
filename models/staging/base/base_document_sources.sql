with

source as (
    select * from {{ source('raw', 'document_sources') }}
),

renamed as (
    select
        -- keys
        document_key,
        source_path,
        first_load_id,
        retired_load_id,
        replaced_by_key,

        -- text
        source_name,

        -- booleans
        is_current
    from source
)

select * from renamed
