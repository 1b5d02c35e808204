with

versions as (
    select * from {{ ref('int_quantity_corrected') }}
    where
        not is_superseded
        and not is_target
        and city_key is not null
        and as_of_date is not null
        and kind in ('rate', 'project_count', 'fund')
        -- Of a page of which only the month is known nobody knows which day of it is now.
        and not (as_of_basis = 'published' and as_of_precision <> 'day')
),

numbers as (
    select * from {{ ref('int_number_is_quantity') }}
    where range_role = ''
),

cities as (
    select * from {{ ref('int_place') }}
),

recipients as (
    select * from {{ ref('int_fund_recipients') }}
),

deictic_places as (
    select * from {{ ref('deictic_places') }}
),

described as (
    select
        versions.*,
        numbers.sentence_number,
        recipients.recipient_count,
        trim(replace(
            replace(numbers.gap_text, cities.city_name, ''), coalesce(cities.short_name, cities.city_name), ''
        )) as words_before
    from versions
    inner join numbers
        on
            versions.document_key = numbers.document_key
            and versions.mention_number = numbers.mention_number
    inner join cities
        on versions.city_key = cities.city_key
    left join recipients
        on
            versions.document_key = recipients.document_key
            and case when versions.kind = 'fund' then versions.mention_number end = recipients.mention_number
),

-- 全市累计减免 and 大庆市累计减免 are the same words.
own_words as (
    select
        described.quantity_key,
        max(length(deictic_places.term)) as word_length
    from described
    inner join deictic_places
        on left(described.words_before, length(deictic_places.term)) = deictic_places.term
    group by described.quantity_key
),

worded as (
    select
        described.*,
        trim(substr(described.words_before, coalesce(own_words.word_length, 0) + 1)) as wording
    from described
    left join own_words
        on described.quantity_key = own_words.quantity_key
),

-- 规模以上工业企业复工率: an owner says which rate it is. Counts and amounts are of a week, a month or all the year as their
-- words say, and of whoever stands in the sentences before unless they say that too.
measured as (
    select
        *,
        case
            when scope_text <> '' and kind = 'rate' then ''
            when
                wording <> ''
                and indicator_basis = 'before_in_clause'
                and (
                    scope_text <> ''
                    or place_basis in ('before_in_clause', 'own_in_clause')
                    or recipient_count is not null
                )
                then wording
        end as measured_as
    from worded
),

comparable as (
    select
        quantity_key,
        document_key,
        sentence_number,
        indicator,
        unit,
        city_key,
        coalesce(sector_key, '') as sector_key,
        scope_text,
        as_of_date,
        as_of_precision,
        measured_as,
        coalesce(recipient_count, 0) as recipient_count
    from measured
    where measured_as is not null
)

select * from comparable
