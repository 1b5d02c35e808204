with

wordings as (
    select * from {{ ref('bld_wording') }}
),

wording_groups as (
    select * from {{ ref('bld_wording_group') }}
),

shared_wordings as (
    select wording_key from wordings
    group by wording_key
    having count(*) > 1
),

grouped as (
    select
        wordings.document_key,
        coalesce(wording_groups.group_key, wordings.wording_key) as syndication_key
    from wordings
    left join wording_groups on wordings.wording_key = wording_groups.wording_key
    left join shared_wordings on wordings.wording_key = shared_wordings.wording_key
    where wording_groups.wording_key is not null or shared_wordings.wording_key is not null
)

select * from grouped
