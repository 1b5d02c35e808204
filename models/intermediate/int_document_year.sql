with

cues as (
    select distinct
        mentions.document_key,
        period_cues.cue,
        period_cues.first_month,
        period_cues.last_month,
        period_cues.beside
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('period_cues') }} as period_cues
        on mentions.term = period_cues.cue
    where mentions.lexicon = 'period_cues'
),

-- 复工率 is said after every new year, 复工率 beside 疫情 in one.
standing as (
    select
        cues.document_key,
        cues.cue,
        cues.first_month,
        cues.last_month
    from cues
    left join cues as companions
        on
            cues.document_key = companions.document_key
            and cues.beside = companions.cue
    where coalesce(cues.beside, '') = '' or companions.cue is not null
),

windows as (
    select
        document_key,
        max(first_month) as first_month,
        min(last_month) as last_month
    from standing
    group by document_key
),

-- Who names a later year may write in it.
named_years as (
    select
        document_key,
        max(year_number) as last_year
    from {{ ref('stg_date_mentions') }}
    where year_number is not null
    group by document_key
),

numbered as (
    select
        windows.document_key,
        cast(substr(windows.first_month, 1, 4) as integer) as context_year,
        cast(substr(windows.first_month, 6, 2) as integer) as first_month,
        cast(substr(windows.last_month, 6, 2) as integer) as last_month,
        named_years.last_year
    from windows
    left join named_years
        on windows.document_key = named_years.document_key
    where
        windows.first_month <= windows.last_month
        and substr(windows.first_month, 1, 4) = substr(windows.last_month, 1, 4)
),

told as (
    select
        document_key,
        context_year,
        first_month,
        last_month
    from numbered
    where coalesce(last_year, context_year) <= context_year
),

-- 2018年全县计划实施106个: nobody plans a year that is over, and few plan the next one.
planned_years as (
    select
        mentions.document_key,
        max(mentions.year_number) as context_year
    from {{ ref('stg_date_mentions') }} as mentions
    inner join {{ ref('stg_sentences') }} as sentences
        on
            mentions.document_key = sentences.document_key
            and mentions.sentence_number = sentences.sentence_number
    where mentions.year_number is not null
    group by mentions.document_key
    having
        (
            min(mentions.year_number) = max(mentions.year_number)
            -- 2016年度中央投资计划150.9亿元,…工程2018年建成: the year of a plan of a year, and later ones.
            or min(mentions.year_number) = min(
                case
                    when
                        mentions.month_number is null
                        and substr(
                            sentences.sentence_text, mentions.end_position - sentences.start_position + 1, 1
                        ) = '度'
                        then mentions.year_number
                end
            )
        )
        and max(
            case
                when
                    mentions.month_number is null
                    and instr(
                        substr(sentences.sentence_text, mentions.end_position - sentences.start_position + 1, 12),
                        '计划'
                    ) > 0
                    then 1
                else 0
            end
        ) = 1
),

-- 截至2月29日,复工1010家,…2019年产值3320亿元: the leap year that is the last one named or follows it.
leap_years as (
    select
        leap_days.document_key,
        case when named_years.last_year % 4 = 0 then named_years.last_year else named_years.last_year + 1 end
            as context_year
    from (
        select distinct document_key
        from {{ ref('stg_date_mentions') }}
        where month_number = 2 and day_number = 29 and year_number is null
    ) as leap_days
    inner join named_years
        on leap_days.document_key = named_years.document_key
    left join told
        on leap_days.document_key = told.document_key
    where named_years.last_year % 4 in (0, 3) and told.document_key is null
),

years as (
    select * from told
    union all
    select
        document_key,
        context_year,
        1 as first_month,
        12 as last_month
    from leap_years
    union all
    select
        planned_years.document_key,
        planned_years.context_year,
        1 as first_month,
        12 as last_month
    from planned_years
    left join told
        on planned_years.document_key = told.document_key
    left join leap_years
        on planned_years.document_key = leap_years.document_key
    where told.document_key is null and leap_years.document_key is null
)

select * from years
