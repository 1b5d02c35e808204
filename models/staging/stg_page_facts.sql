{{ config(materialized='view') }}

with

source as (
    select * from {{ source('raw', 'page_facts') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        field,
        value,
        found_in,

        -- numbers and positions
        fact_number
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
