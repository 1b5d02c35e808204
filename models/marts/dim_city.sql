with

cities as (
    select * from {{ ref('int_place') }}
),

-- A code had other names in other years: the parent is the one that was there when the place ended, or is there now.
ranked_parents as (
    select
        cities.city_key,
        parents.city_key as parent_city_key,
        row_number() over (
            partition by cities.city_key
            order by parents.valid_from_year desc
        ) as parent_rank
    from cities
    inner join cities as parents
        on
            cities.parent_adcode = parents.adcode
            and (
                cities.valid_to_year is null
                or cities.valid_to_year > parents.valid_from_year
                or cities.valid_from_year = parents.valid_from_year
            )
),

with_parents as (
    select
        cities.city_key,
        cities.adcode,
        cities.city_name,
        coalesce(cities.short_name, cities.city_name) as short_name,
        cities.level,
        ranked_parents.parent_city_key,
        cities.parent_adcode,
        cities.province_name,
        cities.prefecture_name,
        cities.valid_from_year,
        cities.valid_to_year
    from cities
    left join ranked_parents
        on
            cities.city_key = ranked_parents.city_key
            and ranked_parents.parent_rank = 1
)

select * from with_parents
