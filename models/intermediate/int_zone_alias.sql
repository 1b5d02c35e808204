with

zones as (
    select * from {{ ref('zones') }}
),

divisions as (
    select * from {{ ref('divisions') }}
    where valid_to_year is null
),

names as (
    select
        zone_name as zone_text,
        city_key,
        parent_adcode
    from zones
    union
    select
        short_name as zone_text,
        city_key,
        parent_adcode
    from zones
),

-- 常德经济技术开发区 begins with the short name of 常德市.
with_full_name as (
    select
        names.city_key,
        concat(divisions.city_name, substr(names.zone_text, length(divisions.short_name) + 1)) as city_name
    from names
    inner join divisions
        on names.parent_adcode = divisions.adcode
    where
        length(divisions.short_name) > 1
        and divisions.short_name <> divisions.city_name
        and substr(names.zone_text, 1, length(divisions.short_name)) = divisions.short_name
        and substr(names.zone_text, 1, length(divisions.city_name)) <> divisions.city_name
),

-- A name that two zones would share is nobody's.
aliases as (
    select
        city_name,
        min(city_key) as city_key
    from with_full_name
    group by city_name
    having min(city_key) = max(city_key)
)

select
    city_name,
    city_key
from aliases
