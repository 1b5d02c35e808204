with

set_aside as (
    select * from {{ ref('stg_set_aside') }}
),

told as (
    select
        -- keys
        load_id,
        item_number,

        -- text
        source_path,
        reason,
        detail,

        -- booleans
        is_document_lost
    from set_aside
)

select * from told
