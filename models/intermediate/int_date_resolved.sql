with

documents as (
    select
        described.document_key,
        described.published_date,
        described.published_precision,
        year(described.published_date) as published_year,
        month(described.published_date) as published_month,
        day(described.published_date) as published_day,
        -- The year of a report without a date, by the words of its time, and the last month it may be of.
        case when described.published_date is null then context_years.context_year end as context_year,
        context_years.last_month as context_month
    from {{ ref('int_document_described') }} as described
    left join {{ ref('int_document_year') }} as context_years
        on described.document_key = context_years.document_key
),

-- The days off of each holiday, by the words for it.
holidays as (
    select
        date_cues.cue,
        min(calendar_holidays.date_day) as first_day_off,
        max(calendar_holidays.date_day) as last_day_off
    from {{ ref('date_cues') }} as date_cues
    inner join {{ ref('calendar_holidays') }} as calendar_holidays
        on date_cues.holiday_name = calendar_holidays.holiday_name
    where calendar_holidays.is_day_off
    group by date_cues.cue, year(calendar_holidays.date_day)
),

-- 力争2013年全线贯通;全年投资完成55亿元: a year that is aimed at is none that the text goes on about.
aimed_at as (
    select distinct
        mentions.document_key,
        mentions.start_position
    from {{ ref('stg_date_mentions') }} as mentions
    inner join {{ ref('stg_sentences') }} as sentences
        on
            mentions.document_key = sentences.document_key
            and mentions.sentence_number = sentences.sentence_number
    inner join {{ ref('target_cues') }} as target_cues
        on
            target_cues.weight >= 0.5
            and right(
                substr(sentences.sentence_text, 1, mentions.start_position - sentences.start_position),
                length(target_cues.cue)
            ) = target_cues.cue
    where mentions.year_number is not null
),

dates as (
    select
        mentions.*,
        coalesce(positions.whole_sentence, mentions.sentence_number) as whole_sentence,
        documents.published_date,
        documents.published_precision,
        documents.published_year,
        documents.published_month,
        documents.published_day,
        documents.context_year,
        documents.context_month,
        -- 比2021年增长44%。全年…: a year that is only compared with is none that the text goes on about.
        max(
            case
                when
                    mentions.year_number is not null and mentions.cue_before not in ('比', '较', '相比')
                    and aimed_at.document_key is null
                    then mentions.start_position
                -- 2023年增长16%。今年预计年度完成2000亿元
                when mentions.relative_year = 0 and documents.published_date is not null
                    then mentions.start_position
            end
        ) over (
            partition by mentions.document_key
            order by mentions.start_position
            rows between unbounded preceding and 1 preceding
        ) as said_year_position,
        lag(mentions.end_position) over (
            partition by mentions.document_key order by mentions.start_position
        ) as previous_end,
        max(
            case
                when mentions.month_number is not null and mentions.day_number is not null then mentions.start_position
            end
        ) over (
            partition by mentions.document_key, mentions.sentence_number
            order by mentions.start_position
            rows between unbounded preceding and 1 preceding
        ) as said_day_start
    from {{ ref('stg_date_mentions') }} as mentions
    inner join documents
        on mentions.document_key = documents.document_key
    left join {{ ref('int_sentence_position') }} as positions
        on
            mentions.document_key = positions.document_key
            and mentions.sentence_number = positions.sentence_number
    left join aimed_at
        on
            mentions.document_key = aimed_at.document_key
            and mentions.start_position = aimed_at.start_position
),

-- The last year written before a date: what 当年 means, and the only context where the document has no date.
with_said_year as (
    select
        dates.*,
        said.year_number as said_year,
        case when said.sentence_number >= dates.sentence_number - 1 then said.year_number end as near_said_year,
        -- 2023年春节假期
        case when dates.previous_end = dates.start_position then said.year_number end as year_right_before,
        -- 3月25日82%,26日升到88%: a later day of the month that the sentence named.
        case
            when dates.month_number is null and dates.day_number > said_days.day_number then said_days.month_number
        end as said_month
    from dates
    left join {{ ref('stg_date_mentions') }} as said_days
        on
            dates.document_key = said_days.document_key
            and dates.said_day_start = said_days.start_position
            and said_days.date_class = 'calendar'
    left join {{ ref('stg_date_mentions') }} as said
        on
            dates.document_key = said.document_key
            and dates.said_year_position = said.start_position
),

-- 去年8月3日…;10月7日…: a day of a year gone by is followed, in its sentence, by others of that year.
with_previous_day as (
    select
        *,
        lag(
            case
                when month_number is null or day_number is null or cue_before in ('比', '较', '相比') then null
                when year_number is not null then year_number
                when is_said_year then near_said_year
                when relative_year < 0 then published_year + relative_year
            end
        ) over sentences as previous_year,
        lag(month_number) over sentences as previous_month,
        lag(is_said_year) over sentences as is_after_said_year
    from with_said_year
    window sentences as (partition by document_key, whole_sentence order by start_position)
),

-- 截至2月10日 where the text has 2020年2月10日, too, and no date of its own.
same_days as (
    select
        document_key,
        month_number,
        day_number,
        max(year_number) as same_day_year
    from dates
    where year_number is not null and month_number is not null and day_number is not null
    group by document_key, month_number, day_number
    having min(year_number) = max(year_number)
),

-- The year of a report without a date, where it names one year only, and that with a month or as one that has begun
-- (自2020年起).
only_years as (
    select
        document_key,
        max(year_number) as only_year,
        min(coalesce(month_number, 3 * quarter_number)) as only_month
    from dates
    where
        year_number is not null
        -- 以2019年3月作比: the year that is compared with is another one.
        and cue_before not in ('比', '较', '相比')
    group by document_key
    having
        min(year_number) = max(year_number)
        and (
            max(month_number) is not null
            or max(quarter_number) is not null
            or max(case when cue_after = '起' then 1 else 0 end) = 1
        )
),

with_month as (
    select
        with_previous_day.*,
        same_days.same_day_year,
        only_years.only_year,
        only_years.only_month,
        case
            when with_previous_day.month_number is not null then with_previous_day.month_number
            when quarter_number is not null then 3 * quarter_number
            when half_number is not null then 6 * half_number
            when relative_month is not null and published_month is not null
                then (published_month - 1 + relative_month + 12) % 12 + 1
            -- 记者13日获悉: a day alone is in the month of publication, or the one before.
            when with_previous_day.day_number is not null and year_number is null and relative_year is null
                then
                    case
                        when said_month is not null then said_month
                        -- 2日举行 in a report of March.
                        when published_precision = 'month' then published_month
                        when published_precision <> 'day' then null
                        when with_previous_day.day_number <= published_day then published_month
                        else (published_month + 10) % 12 + 1
                    end
            when date_part = 'year_early' then 1
            when date_part in ('end', 'early') then case date_part when 'end' then 12 else 1 end
        end as resolved_month
    from with_previous_day
    left join same_days
        on
            with_previous_day.document_key = same_days.document_key
            and with_previous_day.month_number = same_days.month_number
            and with_previous_day.day_number = same_days.day_number
    left join only_years
        on with_previous_day.document_key = only_years.document_key
    -- 对春节期间不停工的企业: no time of a figure.
    where
        with_previous_day.date_class <> 'comparison'
        and not (with_previous_day.date_class = 'holiday' and with_previous_day.cue_before <> '')
),

with_year as (
    select
        *,
        case
            when year_number is not null then year_number
            -- 全年 in a report of January is the year that has just ended, if the report names it.
            when is_said_year
                then
                    coalesce(
                        near_said_year,
                        case when said_year = published_year - 1 and published_month <= 3 then said_year end,
                        published_year,
                        said_year
                    )
            when relative_year is not null
                then coalesce(published_year, context_year, only_year, near_said_year) + relative_year
            when relative_month is not null
                then
                    published_year
                    + case
                        when published_month + relative_month < 1 then -1
                        when published_month + relative_month > 12 then 1
                        else 0
                    end
            when resolved_month is null and day_number is null then null
            when
                previous_year < published_year and month_number is not null
                -- 2010年11月17日启动,截至11月15日: up to when a report tells is of its own time.
                and substr(cue_before, 1, 1) not in ('截', '到', '至')
                and (month_number >= previous_month or is_after_said_year)
                then previous_year
            -- Reports look back: a month far ahead of the day of publication is last year's.
            when published_year is not null
                then published_year - case when resolved_month - published_month > 6 then 1 else 0 end
            when near_said_year is not null then near_said_year
            when context_year is not null
                then context_year - case when resolved_month - context_month > 6 then 1 else 0 end
            else
                coalesce(
                    said_year,
                    same_day_year,
                    -- 2月28日 beside 2019年12月
                    only_year + case when only_month - resolved_month > 6 then 1 else 0 end
                )
        end as resolved_year,
        year_number is null and relative_year is null and relative_month is null and not is_said_year
        and resolved_month - published_month > 6 as is_year_looked_back,
        coalesce(
            year_number = published_year and cue_before = '' and cue_after = ''
            and month_number is null and quarter_number is null and day_number is null
            and half_number is null and date_part = '' and relative_month is null,
            false
        ) as is_running_year,
        coalesce(
            (
                relative_year = 0
                or (
                    is_said_year and near_said_year is null
                    and not coalesce(said_year = published_year - 1 and published_month <= 3, false)
                    -- 年度计划 in a report without a date is of the year that it named last.
                    and (published_year is not null or said_year is null)
                )
            )
            and month_number is null and quarter_number is null
            and half_number is null and date_part = '' and relative_month is null,
            false
        ) as is_this_year,
        -- A five-year plan that still runs.
        coalesce(date_part = 'years' and year_number >= published_year, false) as is_running_plan
    from with_month
),

-- A holiday is the last one that has begun when the report appears, unless its year stands before it.
with_holiday as (
    select
        with_year.document_key,
        with_year.mention_number,
        max(holidays.last_day_off) as holiday_end
    from with_year
    inner join holidays
        on
            with_year.date_text = holidays.cue
            and with_year.published_date >= holidays.first_day_off
            and (
                with_year.year_right_before is null
                or with_year.year_right_before = year(holidays.last_day_off)
            )
    where with_year.date_class = 'holiday' and with_year.published_precision = 'day'
    group by with_year.document_key, with_year.mention_number
),

-- The lunar day that is nearest to the day of publication: in January 腊月 may be half over or still to come.
lunar_days as (
    select
        with_year.document_key,
        with_year.mention_number,
        with_year.published_date,
        cast(
            case
                when with_year.month_number = 1
                    then {{ dbt.dateadd('day', 'with_year.day_number - 1', 'lunar_new_years.first_day') }}
                else {{ dbt.dateadd(
                    'day',
                    'least(with_year.day_number, lunar_new_years.last_month_days) - lunar_new_years.last_month_days - 1',
                    'lunar_new_years.first_day'
                ) }}
            end as date
        ) as lunar_date
    from with_year
    cross join {{ ref('lunar_new_years') }} as lunar_new_years
    where with_year.date_class = 'lunar' and with_year.published_precision = 'day'
),

ranked_lunar_days as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number
            order by abs({{ dbt.datediff('lunar_date', 'published_date', 'day') }}), lunar_date
        ) as lunar_rank
    from lunar_days
),

with_day as (
    select
        with_year.*,
        ranked_lunar_days.lunar_date,
        case
            when day_number is not null then day_number
            when date_part = 'early' and (month_number is not null or relative_month is not null) then 10
            when date_part = 'middle' then 20
        end as wanted_day,
        case
            when resolved_year is null then null
            else last_day(make_date(resolved_year, coalesce(resolved_month, 12), 1))
        end as month_end,
        least(with_holiday.holiday_end, with_year.published_date) as holiday_end
    from with_year
    left join with_holiday
        on
            with_year.document_key = with_holiday.document_key
            and with_year.mention_number = with_holiday.mention_number
    left join ranked_lunar_days
        on
            with_year.document_key = ranked_lunar_days.document_key
            and with_year.mention_number = ranked_lunar_days.mention_number
            and ranked_lunar_days.lunar_rank = 1
),

resolved as (
    select
        document_key,
        mention_number,
        sentence_number,
        clause_number,
        start_position,
        end_position,
        date_text,
        date_class,
        cue_before,
        cue_after,
        published_date,
        published_precision,
        case
            -- 今年以来 tells up to now.
            when date_class = 'now' or cue_after = '以来' then published_date
            when date_class = 'relative_day' and published_precision = 'day'
                then cast({{ dbt.dateadd('day', 'coalesce(relative_day, 0)', 'published_date') }} as date)
            when date_class in ('relative_day', 'year_before', 'same_period') then null
            when date_class = 'holiday' then holiday_end
            when date_class = 'lunar' then lunar_date
            -- 今年 alone, of something done, is true as of the report.
            when is_this_year or is_running_plan then published_date
            when month_end is null then null
            when day_number is not null and resolved_month is null then null
            when wanted_day is null then month_end
            when wanted_day <= day(month_end)
                then make_date(resolved_year, resolved_month, wanted_day)
        end as resolved_date,
        -- What the same words mean of something still to come: the end of this year, a month ahead.
        case
            when cue_after = '以来' or date_class = 'lunar' then null
            -- 今年计划实施202个 in a report without a date that names one year only.
            when is_this_year then make_date(coalesce(published_year, context_year, only_year), 12, 31)
            when is_running_plan then month_end
            when is_year_looked_back and wanted_day is null
                then last_day(make_date(published_year, resolved_month, 1))
            when is_year_looked_back and wanted_day <= 28 then make_date(published_year, resolved_month, wanted_day)
        end as planned_date,
        is_this_year or is_running_plan as is_this_year,
        is_running_year,
        aside_end,
        first_day is not null and day_number is not null as is_range_of_days,
        first_month < month_number and day_number is not null as is_range_of_months,
        first_month < month_number and day_number is null as is_sum_of_months,
        relative_year < 0 and month_number is null and quarter_number is null and half_number is null
        and day_number is null and date_part = '' as is_past_year,
        -- 当天 and 同一天, unlike 今天, say the day that was named last.
        date_class = 'relative_day' and relative_day is null as is_said_day,
        case
            when date_class = 'now' or cue_after = '以来' then published_precision
            when date_class in ('relative_day', 'holiday', 'lunar') then 'day'
            when is_this_year or is_running_plan then published_precision
            when day_number is not null then 'day'
            when
                date_part in ('early', 'middle', 'late')
                and (month_number is not null or relative_month is not null)
                then 'ten_days'
            when month_number is not null or relative_month is not null then 'month'
            when quarter_number is not null then 'quarter'
            when half_number is not null then 'quarter'
            when date_part in ('end', 'year_early') then 'month'
            else 'year'
        end as resolved_precision,
        case
            when date_class = 'now' or cue_after = '以来' then 'published'
            when date_class in ('relative_day', 'holiday', 'lunar') then 'relative'
            when substr(cue_before, 1, 1) = '截' or day_number is not null then 'explicit'
            else 'relative'
        end as resolved_basis
    from with_day
),

with_named_day as (
    select
        *,
        max(
            case
                when
                    date_class = 'calendar' and resolved_precision = 'day' and not is_this_year
                    -- 经济日报长春5月6日讯: nothing happened on the day that a report was sent.
                    and cue_after not in ('讯', '电')
                    then start_position
            end
        ) over (
            partition by document_key
            order by start_position
            rows between unbounded preceding and 1 preceding
        ) as named_day_position,
        max(
            case
                when
                    date_class in ('calendar', 'lunar', 'holiday') and resolved_date is not null and not is_this_year
                    and cue_before not in ('比', '较', '相比')
                    then start_position
            end
        ) over (
            partition by document_key
            order by start_position
            rows between unbounded preceding and 1 preceding
        ) as period_position,
        max(case when date_class <> 'year_before' and resolved_date is not null then start_position end) over (
            partition by document_key, sentence_number
            order by start_position
            rows between unbounded preceding and 1 preceding
        ) as named_time_position
    from resolved
),

-- Only who looks for an earlier time has a place to look at, or millions of dates would be joined for nothing.
looking_back as (
    select
        *,
        case when is_said_day then named_day_position end as said_day_position,
        case when date_class = 'same_period' then period_position end as same_period_position,
        case when date_class = 'year_before' then named_time_position end as compared_position
    from with_named_day
),

with_said_day as (
    select
        dates.document_key,
        dates.mention_number,
        dates.sentence_number,
        dates.clause_number,
        dates.start_position,
        dates.end_position,
        dates.date_text,
        dates.date_class,
        dates.cue_before,
        dates.cue_after,
        case
            when dates.is_said_day and dates.sentence_number <= named_days.sentence_number + 12
                then named_days.resolved_date
            -- 复工率为90%,上年同期为88%: the time that the sentence named last, or the day of the report, a year before.
            when dates.date_class = 'year_before' and named_times.resolved_precision in ('month', 'quarter', 'year')
                then last_day(make_date(
                    year(named_times.resolved_date) - 1, month(named_times.resolved_date), 1
                ))
            when dates.date_class = 'year_before'
                then cast({{ dbt.dateadd(
                    'year', -1, 'coalesce(named_times.resolved_date, dates.published_date)'
                ) }} as date)
            when dates.date_class = 'same_period'
                then
                    case
                        when dates.sentence_number <= named_periods.sentence_number + 12
                            then named_periods.resolved_date
                    end
            else dates.resolved_date
        end as resolved_date,
        dates.planned_date,
        dates.is_this_year,
        dates.is_running_year,
        coalesce(dates.is_past_year, false) as is_past_year,
        dates.aside_end,
        coalesce(dates.is_range_of_days, false) as is_range_of_days,
        coalesce(dates.is_range_of_months, false) as is_range_of_months,
        coalesce(dates.is_sum_of_months, false) as is_sum_of_months,
        case
            when dates.date_class = 'same_period'
                then
                    case
                        when dates.sentence_number <= named_periods.sentence_number + 12
                            then named_periods.resolved_precision
                        else 'unknown'
                    end
            when dates.date_class = 'year_before'
                then coalesce(named_times.resolved_precision, dates.published_precision)
            else dates.resolved_precision
        end as resolved_precision,
        dates.resolved_basis
    from looking_back as dates
    left join resolved as named_times
        on
            dates.document_key = named_times.document_key
            and dates.compared_position = named_times.start_position
    left join resolved as named_periods
        on
            dates.document_key = named_periods.document_key
            and dates.same_period_position = named_periods.start_position
    left join resolved as named_days
        on
            dates.document_key = named_days.document_key
            and dates.said_day_position = named_days.start_position
),

-- 2023年一季度集中签约活动, 2021年四季度重点项目开工现场会: the period in the name of a meeting.
events_named as (
    select
        dates.document_key,
        dates.mention_number
    from with_said_day as dates
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
    left join {{ ref('int_sentence_position') }} as positions
        on
            dates.document_key = positions.document_key
            and dates.sentence_number = positions.sentence_number
    inner join {{ ref('date_cues') }} as date_cues
        on
            (
                date_cues.cue_type in ('event', 'named_event')
                or (date_cues.cue_type = 'headline_event' and positions.is_headline)
                or (
                    date_cues.cue_type = 'ceremony'
                    -- A headline leaves the 活动 out.
                    and (right(date_cues.cue, 1) in ('会', '式') or positions.is_headline)
                )
            )
            and instr(
                substr(sentences.sentence_text, dates.end_position - sentences.start_position + 1, 24), date_cues.cue
            ) > 0
            -- Nothing but its name stands between.
            and instr(
                substr(
                    sentences.sentence_text,
                    dates.end_position - sentences.start_position + 1,
                    instr(
                        substr(sentences.sentence_text, dates.end_position - sentences.start_position + 1, 24),
                        date_cues.cue
                    )
                ),
                ','
            ) = 0
            -- 全年共举办招商活动182次 tells what was done in it.
            and instr(
                substr(
                    sentences.sentence_text,
                    dates.end_position - sentences.start_position + 1,
                    instr(
                        substr(sentences.sentence_text, dates.end_position - sentences.start_position + 1, 24),
                        date_cues.cue
                    )
                ),
                '共'
            ) = 0
    -- 上半年招商活动签约的项目 are of that half.
    left join {{ ref('date_cues') }} as held
        on
            held.cue_type = 'held'
            and instr(sentences.sentence_text, held.cue) > 0
    where
        -- 2018年世界制造业大会项目开工362个: nor are those that were signed there.
        (held.cue is not null or positions.is_headline or right(date_cues.cue, 2) in ('项目', '签约'))
        and dates.date_class = 'calendar'
        and dates.resolved_precision in ('month', 'quarter', 'year')
        and dates.cue_before = '' and dates.cue_after = ''
    group by dates.document_key, dates.mention_number
),

-- 列为2019年省级重点项目的15个,复工9个: the year of a list dates nothing that became of it.
years_of_lists as (
    select distinct
        dates.document_key,
        dates.mention_number
    from with_said_day as dates
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
    inner join {{ ref('place_cues') }} as listing
        on
            listing.side = 'before_own'
            and length(listing.cue) = 2
            and right(
                substr(sentences.sentence_text, 1, dates.start_position - sentences.start_position), 2
            ) = listing.cue
    inner join documents
        on
            dates.document_key = documents.document_key
            and dates.resolved_date < documents.published_date
    where dates.resolved_precision = 'year'
),

with_event as (
    select
        with_said_day.*,
        events_named.mention_number is not null or years_of_lists.mention_number is not null as is_of_event
    from with_said_day
    left join events_named
        on
            with_said_day.document_key = events_named.document_key
            and with_said_day.mention_number = events_named.mention_number
    left join years_of_lists
        on
            with_said_day.document_key = years_of_lists.document_key
            and with_said_day.mention_number = years_of_lists.mention_number
)

select * from with_event
