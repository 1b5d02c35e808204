{{ config(materialized='view') }}

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
        first_load_id,
        retired_load_id,
        replaced_by_key,

        -- text
        source_name,
        title,
        publisher,
        url,
        published_at,

        -- booleans
        is_current
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
