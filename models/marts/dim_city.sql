with

divisions as (
    select * from {{ ref('divisions') }}
),

zones as (
    select * from {{ ref('zones') }}
),

-- A code had other names in other years: the parent is the one that was there when the division ended, or is there now.
ranked_parents as (
    select
        divisions.city_key,
        parents.city_key as parent_city_key,
        row_number() over (
            partition by divisions.city_key
            order by parents.valid_from_year desc
        ) as parent_rank
    from divisions
    inner join divisions as parents
        on
            divisions.parent_adcode = parents.adcode
            and (
                divisions.valid_to_year is null
                or parents.valid_from_year < divisions.valid_to_year
                or parents.valid_from_year = divisions.valid_from_year
            )
),

described_divisions as (
    select
        divisions.city_key,
        divisions.adcode,
        divisions.city_name,
        coalesce(divisions.short_name, divisions.city_name) as short_name,
        divisions.level,
        ranked_parents.parent_city_key,
        divisions.parent_adcode,
        divisions.province_name,
        divisions.prefecture_name,
        divisions.valid_from_year,
        divisions.valid_to_year
    from divisions
    left join ranked_parents
        on
            divisions.city_key = ranked_parents.city_key
            and ranked_parents.parent_rank = 1
),

latest_divisions as (
    select
        city_key,
        adcode,
        province_name,
        prefecture_name,
        row_number() over (partition by adcode order by valid_from_year desc) as period_rank
    from divisions
),

described_zones as (
    select
        zones.city_key,
        null as adcode,
        zones.zone_name as city_name,
        coalesce(zones.short_name, zones.zone_name) as short_name,
        'zone' as level,
        latest_divisions.city_key as parent_city_key,
        zones.parent_adcode,
        latest_divisions.province_name,
        latest_divisions.prefecture_name,
        null as valid_from_year,
        null as valid_to_year
    from zones
    left join latest_divisions
        on
            zones.parent_adcode = latest_divisions.adcode
            and latest_divisions.period_rank = 1
),

places as (
    select * from described_divisions

    union all

    select * from described_zones
)

select * from places
