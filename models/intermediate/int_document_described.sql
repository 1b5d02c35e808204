with

documents as (
    select * from {{ ref('stg_documents') }}
),

document_sources as (
    select * from {{ ref('stg_document_sources') }}
),

page_facts as (
    select * from {{ ref('stg_page_facts') }}
),

current_sources as (
    select
        document_key,
        source_path,
        source_name,
        title,
        publisher,
        url,
        published_at,
        row_number() over (partition by document_key order by source_path) as source_rank
    from document_sources
    where is_current
),

first_sources as (
    select * from current_sources
    where source_rank = 1
),

ranked_page_texts as (
    select
        document_key,
        field,
        value,
        found_in,
        row_number() over (partition by document_key, field order by fact_number) as fact_rank
    from page_facts
    where
        field in ('title', 'publisher', 'url')
        and trim(value) <> ''
),

page_texts as (
    select
        document_key,
        max(case when field = 'title' then value end) as title,
        max(case when field = 'title' then found_in end) as title_basis,
        max(case when field = 'publisher' then value end) as publisher,
        max(case when field = 'publisher' then found_in end) as publisher_basis,
        max(case when field = 'url' then value end) as url
    from ranked_page_texts
    where fact_rank = 1
    group by document_key
),

written_dates as (
    select
        document_key,
        published_at as written_date,
        'manifest' as basis,
        0 as trust_rank
    from first_sources

    union all

    select
        document_key,
        value as written_date,
        found_in as basis,
        fact_number as trust_rank
    from page_facts
    where field = 'published'
),

-- 新华社杭州2月11日电: a day of no year, as page facts have it (--02-11).
yearless_dates as (
    select
        *,
        cast(substr(written_date, 3, 2) as integer) as month_number
    from written_dates
    where written_date like '--__-__'
),

-- Its year is that of the months near it which the text names: 2019年12月 is two months before it, 2020年4月 two after.
years_near as (
    select
        yearless_dates.document_key,
        yearless_dates.written_date,
        mentions.year_number
        + case when mentions.month_number - yearless_dates.month_number > 6 then 1 else 0 end
        - case when yearless_dates.month_number - mentions.month_number > 6 then 1 else 0 end as near_year,
        case
            when abs(mentions.month_number - yearless_dates.month_number) > 6
                then 12 - abs(mentions.month_number - yearless_dates.month_number)
            else abs(mentions.month_number - yearless_dates.month_number)
        end <= 3 as is_near
    from yearless_dates
    inner join {{ ref('stg_date_mentions') }} as mentions
        on yearless_dates.document_key = mentions.document_key
    where mentions.year_number is not null and mentions.month_number is not null
),

named_years as (
    select
        document_key,
        max(year_number) as last_year
    from {{ ref('stg_date_mentions') }}
    where year_number is not null
    group by document_key
),

said_years as (
    select
        years_near.document_key,
        years_near.written_date,
        max(years_near.near_year) as said_year
    from years_near
    inner join named_years
        on years_near.document_key = named_years.document_key
    where years_near.is_near
    group by years_near.document_key, years_near.written_date, named_years.last_year
    -- A text that names a later year, too, may be of that one.
    having max(years_near.near_year) >= named_years.last_year
),

dated as (
    select
        written_dates.document_key,
        case
            when said_years.said_year is not null
                then concat(
                    cast(said_years.said_year as {{ dbt.type_string() }}), substr(written_dates.written_date, 2)
                )
            when
                yearless_dates.month_number between context_years.first_month - 1 and context_years.last_month + 1
                then concat(
                    cast(context_years.context_year as {{ dbt.type_string() }}),
                    substr(written_dates.written_date, 2)
                )
            else written_dates.written_date
        end as written_date,
        written_dates.basis,
        written_dates.trust_rank
    from written_dates
    left join said_years
        on
            written_dates.document_key = said_years.document_key
            and written_dates.written_date = said_years.written_date
    left join yearless_dates
        on
            written_dates.document_key = yearless_dates.document_key
            and written_dates.written_date = yearless_dates.written_date
            and written_dates.trust_rank = yearless_dates.trust_rank
    -- 疫情防控阻击战: or of the time whose words the text uses.
    left join {{ ref('int_document_year') }} as context_years
        on written_dates.document_key = context_years.document_key
),

-- A --03-12 that is still of no year is nobody's date yet; it has as many characters as 2020-03.
dates_by_precision as (
    select
        document_key,
        written_date,
        basis,
        trust_rank,
        case
            when written_date like '-%' then 'unknown'
            when written_date like '____-__-__' then 'day'
            when written_date like '____-__' then 'month'
            when written_date like '____' then 'year'
            else 'unknown'
        end as date_precision
    from dated
),

first_days as (
    select
        document_key,
        basis,
        trust_rank,
        date_precision,
        case date_precision
            when 'day' then try_cast(written_date as date)
            when 'month' then try_cast(written_date || '-01' as date)
            when 'year' then try_cast(written_date || '-12-01' as date)
        end as first_day
    from dates_by_precision
),

ranked_dates as (
    select
        document_key,
        basis,
        date_precision,
        case date_precision
            when 'day' then first_day
            else last_day(first_day)
        end as published_date,
        row_number() over (partition by document_key order by trust_rank) as date_rank
    from first_days
    where first_day is not null
),

best_dates as (
    select * from ranked_dates
    where date_rank = 1
),

described as (
    select
        first_sources.document_key,
        first_sources.source_name,
        first_sources.source_path,
        coalesce(first_sources.title, page_texts.title) as title,
        case
            when first_sources.title is not null then 'manifest'
            else coalesce(page_texts.title_basis, 'unknown')
        end as title_basis,
        coalesce(first_sources.publisher, page_texts.publisher) as publisher,
        case
            when first_sources.publisher is not null then 'manifest'
            else coalesce(page_texts.publisher_basis, 'unknown')
        end as publisher_basis,
        coalesce(first_sources.url, page_texts.url) as url,
        best_dates.published_date,
        coalesce(best_dates.date_precision, 'unknown') as published_precision,
        coalesce(best_dates.basis, 'unknown') as published_basis
    from first_sources
    inner join documents on first_sources.document_key = documents.document_key
    left join page_texts on first_sources.document_key = page_texts.document_key
    left join best_dates on first_sources.document_key = best_dates.document_key
)

select * from described
