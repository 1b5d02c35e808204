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

-- 12月1日,2021年全市四季度重点项目集中开工: where nobody says when a report appeared, the day that its first lines tell
-- of stands for it.
first_lines as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.start_position,
        mentions.year_number,
        mentions.month_number,
        mentions.day_number,
        row_number() over (partition by mentions.document_key order by mentions.start_position) as day_rank
    from {{ ref('stg_date_mentions') }} as mentions
    inner join {{ ref('stg_sentences') }} as sentences
        on
            mentions.document_key = sentences.document_key
            and mentions.sentence_number = sentences.sentence_number
    left join best_dates
        on mentions.document_key = best_dates.document_key
    where
        best_dates.document_key is null
        and sentences.paragraph_number <= 3
        and mentions.date_class = 'calendar'
        and mentions.month_number is not null and mentions.day_number is not null
        and mentions.first_day is null
        and mentions.aside_end is null
        and mentions.cue_before = ''
        and mentions.cue_after in ('', '讯', '电')
),

-- Of the year that its sentence names, else of the time whose words the text uses, else of the only year that it names;
-- who looks back in spring on the year that is over names that one, too.
years_of_sentences as (
    select
        document_key,
        sentence_number,
        max(year_number) as sentence_year,
        min(month_number) as sentence_month
    from {{ ref('stg_date_mentions') }}
    -- 以2019年3月作比: the year that is compared with is another one.
    where year_number is not null and cue_before not in ('比', '较', '相比')
    group by document_key, sentence_number
    having min(year_number) = max(year_number)
),

years_of_texts as (
    select
        document_key,
        max(year_number) as text_year,
        min(case when year_number is not null then month_number end) as text_month
    from {{ ref('stg_date_mentions') }}
    where year_number is not null and cue_before not in ('比', '较', '相比')
    group by document_key
    having min(year_number) = max(year_number)
),

years_told as (
    select
        mentions.document_key,
        mentions.start_position,
        max(case when date_cues.cue is null then 0 else 1 end) as is_outlook
    from {{ ref('stg_date_mentions') }} as mentions
    inner join {{ ref('stg_sentences') }} as sentences
        on
            mentions.document_key = sentences.document_key
            and mentions.sentence_number = sentences.sentence_number
    left join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'outlook'
            and instr(sentences.sentence_text, date_cues.cue) > 0
    where mentions.year_number is not null
    group by mentions.document_key, mentions.start_position
),

outlook_years as (
    select document_key
    from years_told
    group by document_key
    having min(is_outlook) = 1
),

lead_days as (
    select
        first_lines.document_key,
        first_lines.month_number,
        first_lines.day_number,
        coalesce(
            first_lines.year_number,
            years_of_sentences.sentence_year
            -- 2月27日用电9亿千瓦时,较2019年12月…: who names the last December in February writes in the year after it.
            + case when years_of_sentences.sentence_month - first_lines.month_number > 6 then 1 else 0 end,
            case
                when
                    first_lines.month_number
                    between context_years.first_month - 1 and context_years.last_month + 1
                    then context_years.context_year
            end,
            case
                -- 12月22日…。接下来要做好2023年重点项目: a year that is named only as one to come.
                when first_lines.month_number >= 10 and outlook_years.document_key is not null
                    then years_of_texts.text_year - 1
                when first_lines.month_number >= 4 then years_of_texts.text_year
                when years_of_texts.text_month - first_lines.month_number > 6 then years_of_texts.text_year + 1
            end
        ) as lead_year
    from first_lines
    left join years_of_sentences
        on
            first_lines.document_key = years_of_sentences.document_key
            and first_lines.sentence_number = years_of_sentences.sentence_number
    left join {{ ref('int_document_year') }} as context_years
        on first_lines.document_key = context_years.document_key
    left join years_of_texts
        on first_lines.document_key = years_of_texts.document_key
    left join outlook_years
        on first_lines.document_key = outlook_years.document_key
    where first_lines.day_rank = 1
),

-- 1998年6月1日建成的工厂, in a report that names 2020, too: it appeared in no earlier year than the last one that it names.
lead_days_of_last_year as (
    select lead_days.*
    from lead_days
    left join named_years
        on lead_days.document_key = named_years.document_key
    left join outlook_years
        on lead_days.document_key = outlook_years.document_key
    where
        coalesce(named_years.last_year, lead_days.lead_year) <= lead_days.lead_year
        or outlook_years.document_key is not null
),

told_days as (
    select
        document_key,
        make_date(lead_year, month_number, day_number) as lead_date
    from lead_days_of_last_year
    where
        lead_year is not null
        and month_number between 1 and 12
        and day_number between 1 and day(last_day(make_date(lead_year, month_number, 1)))
),

-- 2月5日成立专班。…截至2月11日: it appeared no earlier than what it tells of; 2月21日前 is still to come.
lead_dates as (
    select
        told_days.document_key,
        max(
            case
                when
                    mentions.month_number is null
                    or mentions.day_number
                    > day(last_day(make_date(year(told_days.lead_date), mentions.month_number, 1)))
                    then told_days.lead_date
                when
                    make_date(year(told_days.lead_date), mentions.month_number, mentions.day_number)
                    between told_days.lead_date
                    and cast(
                        case
                            when substr(mentions.cue_before, 1, 1) = '截'
                                then {{ dbt.dateadd('day', 60, 'told_days.lead_date') }}
                            else {{ dbt.dateadd('day', 20, 'told_days.lead_date') }}
                        end as date
                    )
                    then make_date(year(told_days.lead_date), mentions.month_number, mentions.day_number)
                else told_days.lead_date
            end
        ) as lead_date
    from told_days
    left join {{ ref('stg_date_mentions') }} as mentions
        on
            told_days.document_key = mentions.document_key
            and mentions.date_class = 'calendar'
            and mentions.year_number is null
            and mentions.month_number between 1 and 12
            and mentions.day_number between 1 and 31
            and mentions.cue_after in ('', '讯', '电')
            and (mentions.cue_before in ('', '到') or substr(mentions.cue_before, 1, 1) = '截')
    group by told_days.document_key
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
        coalesce(best_dates.published_date, lead_dates.lead_date) as published_date,
        case
            when best_dates.document_key is not null then best_dates.date_precision
            when lead_dates.document_key is not null then 'day'
            else 'unknown'
        end as published_precision,
        case
            when best_dates.document_key is not null then best_dates.basis
            when lead_dates.document_key is not null then 'lead'
            else 'unknown'
        end as published_basis
    from first_sources
    inner join documents on first_sources.document_key = documents.document_key
    left join page_texts on first_sources.document_key = page_texts.document_key
    left join best_dates on first_sources.document_key = best_dates.document_key
    left join lead_dates on first_sources.document_key = lead_dates.document_key
)

select * from described
