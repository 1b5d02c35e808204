with

source as (
    select * from {{ source('raw', 'document_sources') }}
),

renamed as (
    select
        -- keys
        document_key,
        source_path,
        load_id,

        -- text
        source_name,
        title,
        publisher,
        url,
        published_at,

        -- booleans
        is_current
    from source
)

select * from renamed
