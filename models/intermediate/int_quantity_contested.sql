with

items as (
    select
        document_key,
        mention_number,
        item_number
    from {{ ref('int_quantity_list_item') }}
),

indicators as (
    select
        document_key,
        mention_number,
        item_number,
        count(distinct indicator) as answer_count
    from {{ ref('int_indicator_candidate') }}
    group by document_key, mention_number, item_number
),

places as (
    select
        document_key,
        mention_number,
        item_number,
        count(distinct city_key) as answer_count
    from {{ ref('int_place_candidate') }}
    group by document_key, mention_number, item_number
),

-- The day of publication stands in for every figure and speaks against none.
dates as (
    select
        document_key,
        mention_number,
        count(distinct coalesce(cast(as_of_date as {{ dbt.type_string() }}), 'unknown')) as answer_count
    from {{ ref('int_as_of_candidate') }}
    where relation <> 'published'
    group by document_key, mention_number
),

contested as (
    select
        items.document_key,
        items.mention_number,
        items.item_number,
        coalesce(indicators.answer_count > 1, false) as is_indicator_contested,
        coalesce(places.answer_count > 1, false) as is_place_contested,
        coalesce(dates.answer_count > 1, false) as is_as_of_contested
    from items
    left join indicators
        on
            items.document_key = indicators.document_key
            and items.mention_number = indicators.mention_number
            and items.item_number = indicators.item_number
    left join places
        on
            items.document_key = places.document_key
            and items.mention_number = places.mention_number
            and items.item_number = places.item_number
    left join dates
        on
            items.document_key = dates.document_key
            and items.mention_number = dates.mention_number
)

select * from contested
