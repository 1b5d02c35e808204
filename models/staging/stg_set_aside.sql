{{ config(materialized='view') }}

with

source as (
    select * from {{ source('raw', 'set_aside') }}
),

renamed as (
    select
        -- keys
        load_id,
        source_path,

        -- text
        reason,
        detail,

        -- numbers and positions
        item_number,

        -- booleans
        is_document_lost
    from source
)

select * from renamed
