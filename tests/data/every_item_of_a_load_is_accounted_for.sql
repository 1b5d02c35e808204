-- Items in = landed + unchanged + set aside, and set_aside tells of every item that was lost. Returns the loads whose
-- counts do not add up.
with

lost as (
    select
        load_id,
        count(*) as items_lost
    from {{ ref('stg_set_aside') }}
    where is_document_lost
    group by load_id
),

counted as (
    select
        loads.load_id,
        loads.items_in,
        loads.items_landed,
        loads.items_unchanged,
        loads.items_set_aside,
        coalesce(lost.items_lost, 0) as items_lost
    from {{ ref('stg_loads') }} as loads
    left join lost on loads.load_id = lost.load_id
)

select * from counted
where
    items_in <> items_landed + items_unchanged + items_set_aside
    or items_set_aside <> items_lost
