-- Items in = landed + unchanged + set aside, and set_aside tells of every item that was lost. So it is of a load that
-- was cut off too (finished_at is null), for the ledger is written with every transaction; one that landed nothing
-- before it was cut off has no row. Returns the loads whose counts do not add up, and those that the ledger does not
-- know.
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
        coalesce(loads.load_id, lost.load_id) as load_id,
        coalesce(loads.items_in, 0) as items_in,
        coalesce(loads.items_landed, 0) as items_landed,
        coalesce(loads.items_unchanged, 0) as items_unchanged,
        coalesce(loads.items_set_aside, 0) as items_set_aside,
        coalesce(lost.items_lost, 0) as items_lost
    from {{ ref('stg_loads') }} as loads
    full outer join lost on loads.load_id = lost.load_id
)

select * from counted
where
    items_in <> items_landed + items_unchanged + items_set_aside
    or items_set_aside <> items_lost
