with

homes as (
    select * from {{ ref('int_document_home') }}
),

cities as (
    select * from {{ ref('int_city') }}
),

documents as (
    select
        document_key,
        year(published_date) as published_year
    from {{ ref('int_document_described') }}
),

levels as (
    select distinct level from {{ ref('deictic_places') }}
),

-- The division that a word of each level means in each document: its place itself, or the one around it.
matches as (
    select
        documents.document_key,
        levels.level as deictic_level,
        cities.city_key,
        case
            when levels.level = 'nation' then 0
            when cities.city_key = homes.city_key then 1
            else 2
        end as match_rank
    from documents
    cross join levels
    left join homes
        on documents.document_key = homes.document_key
    inner join cities
        on
            coalesce(cities.valid_from_year, 0) <= coalesce(documents.published_year, 9999)
            and coalesce(cities.valid_to_year, 10000) > coalesce(documents.published_year, 9999)
            and case
                when levels.level = 'nation' then cities.level = 'nation'
                when levels.level = 'any' then homes.city_key = cities.city_key
                when levels.level = 'province'
                    then cities.level = 'province' and homes.province_name = cities.province_name
                -- 全市 is a prefecture, a municipality, or a city at county level that speaks for itself.
                when levels.level = 'prefecture'
                    then
                        (homes.city_key = cities.city_key and right(cities.city_name, 1) = '市')
                        or (
                            right(homes.city_name, 1) <> '市'
                            and homes.province_name = cities.province_name
                            and (
                                (cities.level = 'prefecture' and homes.prefecture_name = cities.prefecture_name)
                                -- 全市 in the report of a district of Shanghai.
                                or (
                                    cities.level = 'province' and homes.prefecture_name is null
                                    and right(cities.city_name, 1) = '市'
                                )
                            )
                        )
                when levels.level = 'county' then homes.city_key = cities.city_key and cities.level = 'county'
                -- 全区 is a district, or an autonomous region.
                when levels.level = 'district_or_region'
                    then
                        (homes.city_key = cities.city_key and right(cities.city_name, 1) = '区')
                        or (
                            right(homes.city_name, 1) <> '区'
                            and cities.level = 'province'
                            and homes.province_name = cities.province_name
                            and right(cities.city_name, 3) = '自治区'
                        )
                else false
            end
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, deictic_level order by match_rank asc, city_key desc
        ) as own_rank
    from matches
)

select
    document_key,
    deictic_level,
    city_key
from ranked
where own_rank = 1
