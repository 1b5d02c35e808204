with

mentions as (
    select distinct place_text
    from {{ ref('int_zone_mention') }}
),

divisions as (
    select * from {{ ref('divisions') }}
    where valid_to_year is null and level in ('prefecture', 'county')
),

known as (
    select city_name as place_text from {{ ref('divisions') }}
    union
    select short_name as place_text from {{ ref('divisions') }}
    union
    select alias as place_text from {{ ref('division_aliases') }}
    union
    select zone_name as place_text from {{ ref('zones') }}
    union
    select short_name as place_text from {{ ref('zones') }}
    union
    select city_name as place_text from {{ ref('int_zone_alias') }}
),

unknown as (
    select distinct mentions.place_text
    from mentions
    left join known
        on mentions.place_text = known.place_text
    where known.place_text is null
),

parent_names as (
    select
        city_name as parent_name,
        adcode,
        level,
        province_name,
        prefecture_name
    from divisions
    union
    select
        short_name as parent_name,
        adcode,
        level,
        province_name,
        prefecture_name
    from divisions
    where length(short_name) > 1
),

-- A name that two divisions share says of no zone where it lies, unless one is around the other (临夏经开区).
sure_names as (
    select
        parent_name,
        max(case when level = 'prefecture' then adcode end) as prefecture_adcode,
        max(adcode) as adcode
    from parent_names
    group by parent_name
    having
        count(*) = 1
        or (
            min(province_name) = max(province_name) and min(prefecture_name) = max(prefecture_name)
            and sum(case when level = 'prefecture' then 1 else 0 end) = 1
        )
),

matched as (
    select
        unknown.place_text,
        coalesce(sure_names.prefecture_adcode, sure_names.adcode) as adcode,
        row_number() over (
            partition by unknown.place_text order by length(sure_names.parent_name) desc
        ) as name_rank
    from unknown
    inner join sure_names
        on
            substr(unknown.place_text, 1, length(sure_names.parent_name)) = sure_names.parent_name
            and length(unknown.place_text) >= length(sure_names.parent_name) + 3
),

named_zones as (
    select
        concat('zone-', md5(place_text)) as city_key,
        place_text as zone_name,
        adcode as parent_adcode
    from matched
    where name_rank = 1
)

select * from named_zones
