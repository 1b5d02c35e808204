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
        candidates.document_key,
        candidates.mention_number,
        candidates.item_number,
        count(distinct candidates.city_key) as answer_count,
        max(case when candidates.candidate_rank = 1 then candidates.relation end) as winning_relation
    from {{ ref('int_place_candidate') }} as candidates
    group by candidates.document_key, candidates.mention_number, candidates.item_number
),

-- What a figure takes from the place of its document is as sure as that place.
homes as (
    select
        homes.document_key,
        homes.evidence_share < weights.weight as is_contested
    from {{ ref('int_document_home') }} as homes
    inner join {{ ref('resolution_weights') }} as weights
        on
            weights.question = 'home'
            and weights.feature = 'sure_share'
),

-- The day of publication stands in for every figure and speaks against none.
dates as (
    select
        document_key,
        mention_number,
        count(distinct case
            when relation <> 'published' then coalesce(cast(as_of_date as {{ dbt.type_string() }}), 'unknown')
        end) as answer_count,
        max(case when candidate_rank = 1 then relation end) as winning_relation
    from {{ ref('int_as_of_candidate') }}
    group by document_key, mention_number
),

-- 截至2月20日… and paragraphs later a figure without a date: it may be of that day, too.
named_before as (
    select distinct
        numbers.document_key,
        numbers.mention_number
    from {{ ref('int_number_is_quantity') }} as numbers
    inner join {{ ref('int_document_described') }} as documents
        on numbers.document_key = documents.document_key
    inner join {{ ref('int_date_resolved') }} as named
        on
            numbers.document_key = named.document_key
            and numbers.start_position >= named.end_position
            and documents.published_date > named.resolved_date
            and {{ dbt.datediff('named.resolved_date', 'documents.published_date', 'day') }} <= 100
    where
        numbers.is_quantity
        and not named.is_this_year
        and named.date_class <> 'now'
),

contested as (
    select
        items.document_key,
        items.mention_number,
        items.item_number,
        coalesce(indicators.answer_count > 1, false) as is_indicator_contested,
        coalesce(
            case
                when places.winning_relation in ('strong_home', 'weak_home', 'own_in_clause', 'own_in_sentence')
                    then homes.is_contested
                else places.answer_count > 1
            end,
            false
        ) as is_place_contested,
        coalesce(
            dates.answer_count > 1
            or (dates.winning_relation = 'published' and named_before.mention_number is not null),
            false
        ) as is_as_of_contested
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
    left join homes
        on items.document_key = homes.document_key
    left join dates
        on
            items.document_key = dates.document_key
            and items.mention_number = dates.mention_number
    left join named_before
        on
            items.document_key = named_before.document_key
            and items.mention_number = named_before.mention_number
)

select * from contested
