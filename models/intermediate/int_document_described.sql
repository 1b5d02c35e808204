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

-- A page's --03-12 names no year, so it is nobody's date yet; it has as many characters as 2020-03.
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
    from written_dates
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
