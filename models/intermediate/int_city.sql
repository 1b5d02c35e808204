with

divisions as (
    select * from {{ ref('divisions') }}
),

zones as (
    select
        city_key,
        zone_name,
        short_name,
        parent_adcode
    from {{ ref('zones') }}
    union all
    select
        city_key,
        zone_name,
        cast(null as {{ dbt.type_string() }}) as short_name,
        parent_adcode
    from {{ ref('int_named_zone') }}
),

division_rows as (
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
    from divisions
),

zone_rows as (
    select
        zones.city_key,
        cast(null as {{ dbt.type_string() }}) as adcode,
        zones.zone_name as city_name,
        zones.short_name,
        'zone' as level,
        zones.parent_adcode,
        parents.province_name,
        parents.prefecture_name,
        cast(null as integer) as valid_from_year,
        cast(null as integer) as valid_to_year
    from zones
    inner join divisions as parents
        on
            zones.parent_adcode = parents.adcode
            and parents.valid_to_year is null
),

cities as (
    select * from division_rows
    union all
    select * from zone_rows
)

select * from cities
