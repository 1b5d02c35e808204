with

loads as (
    select * from {{ ref('stg_loads') }}
),

told as (
    select
        -- keys
        load_id,

        -- numbers
        items_in,
        items_landed,
        items_unchanged,
        items_set_aside,
        items_withdrawn,
        documents_rescanned,

        -- text
        loader_version,

        -- timestamps
        started_at,
        finished_at
    from loads
)

select * from told
