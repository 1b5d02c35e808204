with

divisions as (
    select
        city_key,
        adcode,
        city_name,
        short_name,
        is_word,
        level,
        parent_adcode,
        province_name,
        prefecture_name,
        valid_from_year,
        valid_to_year
    from {{ ref('divisions') }}
),

aliases as (
    select * from {{ ref('division_aliases') }}
    where not is_word
),

zones as (
    select * from {{ ref('zones') }}
),

official as (
    select
        city_name as place_text,
        city_key,
        'official' as name_kind,
        1 as name_rank
    from divisions
),

short as (
    select
        short_name as place_text,
        city_key,
        'short' as name_kind,
        2 as name_rank
    from divisions
    where length(short_name) > 1
),

aliased as (
    select
        aliases.alias as place_text,
        divisions.city_key,
        'alias' as name_kind,
        3 as name_rank
    from aliases
    inner join divisions
        on aliases.adcode = divisions.adcode
),

zone_names as (
    select
        zone_name as place_text,
        city_key,
        'zone' as name_kind,
        1 as name_rank
    from zones
    union all
    select
        short_name as place_text,
        city_key,
        'zone' as name_kind,
        2 as name_rank
    from zones
    where length(short_name) > 1
    union all
    -- 常德市经济技术开发区 is 常德经济技术开发区.
    select
        city_name as place_text,
        city_key,
        'zone' as name_kind,
        1 as name_rank
    from {{ ref('int_zone_alias') }}
    union all
    select
        zone_name as place_text,
        city_key,
        'named_zone' as name_kind,
        1 as name_rank
    from {{ ref('int_named_zone') }}
),

-- 高新区 in a report of Changchun is 长春高新区.
zone_tails as (
    select
        substr(zone_names.place_text, length(parents.short_name) + 1) as place_text,
        zone_names.city_key,
        'zone_tail' as name_kind,
        4 as name_rank
    from zone_names
    inner join zones
        on zone_names.city_key = zones.city_key
    inner join divisions as parents
        on
            zones.parent_adcode = parents.adcode
            and parents.valid_to_year is null
            and substr(zone_names.place_text, 1, length(parents.short_name)) = parents.short_name
    where length(zone_names.place_text) >= length(parents.short_name) + 3
),

named as (
    select * from official
    union all
    select * from short
    union all
    select * from aliased
    union all
    select * from zone_names
    union all
    select * from zone_tails
),

-- One name may be a division's official and short name both; the better kind counts.
best as (
    select
        place_text,
        city_key,
        min(name_rank) as name_rank
    from named
    group by place_text, city_key
),

described as (
    select
        best.place_text,
        best.name_rank,
        best.name_rank = 4 as is_tail,
        cities.city_key,
        cities.adcode,
        cities.city_name,
        cities.level,
        cities.province_name,
        cities.prefecture_name,
        cities.valid_from_year,
        cities.valid_to_year,
        case cities.level
            when 'nation' then 0 when 'province' then 1 when 'prefecture' then 2 when 'county' then 3 else 4
        end as level_rank
    from best
    inner join {{ ref('int_city') }} as cities
        on best.city_key = cities.city_key
)

select * from described
