with

cities as (
    select
        city_key,
        adcode,
        city_name,
        short_name,
        level,
        parent_adcode,
        province_name,
        prefecture_name,
        valid_from_year,
        valid_to_year
    from {{ ref('int_city') }}
),

own_zones as (
    select distinct
        city_key,
        place_text,
        parent_adcode
    from {{ ref('int_own_zone') }}
),

divisions as (
    select * from {{ ref('divisions') }}
    where valid_to_year is null
),

own_rows as (
    select
        own_zones.city_key,
        cast(null as {{ dbt.type_string() }}) as adcode,
        own_zones.place_text as city_name,
        cast(null as {{ dbt.type_string() }}) as short_name,
        'zone' as level,
        own_zones.parent_adcode,
        parents.province_name,
        parents.prefecture_name,
        cast(null as integer) as valid_from_year,
        cast(null as integer) as valid_to_year
    from own_zones
    inner join divisions as parents
        on own_zones.parent_adcode = parents.adcode
),

places as (
    select * from cities
    union all
    select * from own_rows
)

select * from places
