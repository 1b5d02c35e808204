with

industries as (
    select * from {{ ref('industries') }}
),

groupings as (
    select * from {{ ref('sector_groupings') }}
),

grouping_members as (
    select * from {{ ref('sector_grouping_members') }}
),

sections as (
    select
        sector_code as section_code,
        sector_name as section_name
    from industries
    where level = 'section'
),

grouping_sections as (
    select
        grouping_members.sector_key,
        min(industries.section_code) as section_code
    from grouping_members
    inner join industries on grouping_members.sector_code = industries.sector_code
    group by grouping_members.sector_key
    having count(distinct industries.section_code) = 1
),

standard_sectors as (
    select
        'gbt-' || sector_code as sector_key,
        sector_code,
        sector_name,
        level,
        'gbt-' || parent_code as parent_sector_key,
        section_code,
        null as definition
    from industries
),

grouping_sectors as (
    select
        groupings.sector_key,
        null as sector_code,
        groupings.sector_name,
        'grouping' as level,
        null as parent_sector_key,
        grouping_sections.section_code,
        groupings.definition
    from groupings
    left join grouping_sections on groupings.sector_key = grouping_sections.sector_key
),

all_sectors as (
    select * from standard_sectors

    union all

    select * from grouping_sectors
),

named_sectors as (
    select
        all_sectors.sector_key,
        all_sectors.sector_code,
        all_sectors.sector_name,
        all_sectors.level,
        all_sectors.parent_sector_key,
        all_sectors.section_code,
        sections.section_name,
        all_sectors.definition
    from all_sectors
    left join sections on all_sectors.section_code = sections.section_code
)

select * from named_sectors
