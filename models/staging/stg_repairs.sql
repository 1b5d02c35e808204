{{ config(materialized='view') }}

with

source as (
    select * from {{ source('raw', 'repairs') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        rule,
        before_text,
        after_text,

        -- numbers and positions
        repair_number,
        raw_start,
        raw_end,
        confidence,

        -- booleans
        is_applied
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
