with

mentions as (
    select * from {{ ref('stg_place_mentions') }}
),

cities as (
    select * from {{ ref('int_city') }}
),

organisations as (
    select * from {{ ref('stg_organisation_mentions') }}
),

sayings as (
    select
        mentions.document_key,
        mentions.mention_number as place_number,
        mentions.start_position,
        deictic_places.level
    from mentions
    inner join {{ ref('deictic_places') }} as deictic_places
        on mentions.place_text = deictic_places.term
    where
        mentions.name_kind = 'deictic'
        and deictic_places.level in ('prefecture', 'province', 'organisation', 'county', 'district_or_region')
),

named as (
    select
        mentions.document_key,
        mentions.start_position,
        mentions.end_position,
        resolved.city_key,
        cities.level,
        cities.province_name,
        cities.prefecture_name
    from mentions
    inner join {{ ref('int_place_resolved') }} as resolved
        on
            mentions.document_key = resolved.document_key
            and mentions.mention_number = resolved.place_number
            and resolved.section = 'body'
    inner join cities
        on resolved.city_key = cities.city_key
    -- 运河经济开发区 is none of the zone that bears its name elsewhere.
    left join {{ ref('int_own_zone') }} as own_zones
        on
            mentions.document_key = own_zones.document_key
            and mentions.place_text = own_zones.place_text
    where own_zones.place_text is null
),

-- 全市 in the report of a province is the city that was named last.
named_cities as (
    select
        'prefecture' as level,
        named.document_key,
        named.start_position,
        coalesce(prefectures.city_key, named.city_key) as city_key
    from named
    left join cities as prefectures
        on
            prefectures.level = 'prefecture'
            and prefectures.valid_to_year is null
            and named.province_name = prefectures.province_name
            and named.prefecture_name = prefectures.prefecture_name
    where named.level in ('prefecture', 'county', 'zone')
),

-- And 全省 in a report of the nation is the province that was named last.
named_provinces as (
    select
        'province' as level,
        named.document_key,
        named.start_position,
        provinces.city_key
    from named
    inner join cities as provinces
        on
            provinces.level = 'province'
            and provinces.valid_to_year is null
            and named.province_name = provinces.province_name
),

-- 全县 in the report of a city is the county that was named last, and 全区 the district …
named_counties as (
    select
        case when right(cities.city_name, 1) = '区' then 'district_or_region' else 'county' end as level,
        named.document_key,
        named.start_position,
        named.city_key
    from named
    inner join cities
        on named.city_key = cities.city_key
    where
        right(cities.city_name, 1) in ('县', '旗', '区')
        and named.level in ('county', 'zone')
),

-- … or the zone, be it one that no list has.
named_zones as (
    select
        'district_or_region' as level,
        mentions.document_key,
        mentions.start_position,
        own_zones.city_key
    from mentions
    inner join {{ ref('int_own_zone') }} as own_zones
        on
            mentions.document_key = own_zones.document_key
            and mentions.place_text = own_zones.place_text
    where mentions.name_kind <> 'deictic' and right(mentions.place_text, 1) = '区'
),

-- 该分公司 is at the place that the last organisation with a place in its name has: 某油田东原分公司.
named_organisations as (
    select
        'organisation' as level,
        named.document_key,
        named.start_position,
        named.city_key
    from named
    inner join organisations
        on
            named.document_key = organisations.document_key
            and named.start_position >= organisations.start_position
            and named.end_position <= organisations.end_position
),

named_before as (
    select * from named_cities
    union all
    select * from named_provinces
    union all
    select * from named_counties
    union all
    select * from named_zones
    union all
    select * from named_organisations
),

ranked as (
    select
        sayings.document_key,
        sayings.place_number,
        named_before.city_key,
        row_number() over (
            partition by sayings.document_key, sayings.place_number
            order by named_before.start_position desc, named_before.city_key asc
        ) as named_rank
    from sayings
    inner join named_before
        on
            sayings.document_key = named_before.document_key
            and sayings.level = named_before.level
            and sayings.start_position > named_before.start_position
)

select
    document_key,
    place_number,
    city_key
from ranked
where named_rank = 1
