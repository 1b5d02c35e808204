with

homes as (
    select * from {{ ref('int_document_home') }}
),

cities as (
    select
        *,
        coalesce(valid_from_year, 0) as first_year,
        coalesce(valid_to_year, 10000) as end_year
    from {{ ref('int_city') }}
),

levels as (
    select distinct level from {{ ref('deictic_places') }}
),

-- A document without a date speaks of what is there now.
documents as (
    select
        documents.document_key,
        homes.city_key as home_key,
        homes.city_name,
        homes.province_name,
        homes.prefecture_name,
        coalesce(year(documents.published_date), 9999) as report_year
    from {{ ref('int_document_described') }} as documents
    left join homes
        on documents.document_key = homes.document_key
),

-- Thousands of documents have one home; what its words mean is asked once a year.
speakers as (
    select distinct
        home_key,
        city_name,
        province_name,
        prefecture_name,
        report_year
    from documents
),

nations as (
    select
        speakers.home_key,
        speakers.report_year,
        'nation' as deictic_level,
        cities.city_key,
        0 as match_rank
    from speakers
    inner join cities
        on
            cities.level = 'nation'
            and speakers.report_year >= cities.first_year
            and speakers.report_year < cities.end_year
),

-- The division that a word of each level means is the speaker's place itself …
own as (
    select
        speakers.home_key,
        speakers.report_year,
        levels.level as deictic_level,
        cities.city_key,
        1 as match_rank
    from speakers
    inner join cities
        on
            speakers.home_key = cities.city_key
            and speakers.report_year >= cities.first_year
            and speakers.report_year < cities.end_year
    inner join levels
        on
            case levels.level
                when 'any' then true
                -- 全省 is no autonomous region and no municipality.
                when 'province' then cities.level = 'province' and right(cities.city_name, 1) = '省'
                -- 全市 is a prefecture, a municipality, or a city at county level that speaks for itself.
                when 'prefecture' then right(cities.city_name, 1) = '市'
                when 'county' then cities.level = 'county'
                -- 全区 is a district, or an autonomous region.
                when 'district_or_region' then right(cities.city_name, 1) = '区'
                else false
            end
),

-- … or the one around it.
around as (
    select
        speakers.home_key,
        speakers.report_year,
        levels.level as deictic_level,
        cities.city_key,
        2 as match_rank
    from speakers
    inner join cities
        on
            speakers.province_name = cities.province_name
            and cities.level in ('province', 'prefecture')
            and speakers.report_year >= cities.first_year
            and speakers.report_year < cities.end_year
    inner join levels
        on
            case levels.level
                when 'province' then cities.level = 'province' and right(cities.city_name, 1) = '省'
                when 'prefecture'
                    then
                        right(speakers.city_name, 1) <> '市'
                        and (
                            (cities.level = 'prefecture' and speakers.prefecture_name = cities.prefecture_name)
                            -- 全市 in the report of a district of Shanghai.
                            or (
                                cities.level = 'province' and speakers.prefecture_name is null
                                and right(cities.city_name, 1) = '市'
                            )
                        )
                when 'district_or_region'
                    then
                        right(speakers.city_name, 1) <> '区'
                        and cities.level = 'province'
                        and right(cities.city_name, 3) = '自治区'
                else false
            end
),

matches as (
    select nations.*
    from nations
    inner join levels
        on nations.deictic_level = levels.level
    union all
    select * from own
    union all
    select * from around
),

ranked as (
    select
        *,
        row_number() over (
            partition by home_key, report_year, deictic_level order by match_rank asc, city_key desc
        ) as own_rank
    from matches
)

select
    documents.document_key,
    ranked.deictic_level,
    ranked.city_key
from documents
inner join ranked
    on
        coalesce(documents.home_key, '') = coalesce(ranked.home_key, '')
        and documents.report_year = ranked.report_year
where ranked.own_rank = 1
