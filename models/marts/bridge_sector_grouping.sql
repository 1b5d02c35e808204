with

grouping_members as (
    select * from {{ ref('sector_grouping_members') }}
),

industries as (
    select * from {{ ref('industries') }}
),

pairs as (
    select
        grouping_members.sector_key as grouping_sector_key,
        'gbt-' || grouping_members.sector_code as member_sector_key,
        industries.level as member_level
    from grouping_members
    inner join industries on grouping_members.sector_code = industries.sector_code
)

select * from pairs
