with

numbers as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

positions as (
    select * from {{ ref('int_sentence_position') }}
),

documents as (
    select * from {{ ref('int_document_described') }}
),

reopening_indicators as (
    select
        term,
        indicator
    from {{ ref('indicator_terms') }}
    union
    select
        verb as term,
        indicator
    from {{ ref('resumption_verbs') }}
),

reopening_sentences as (
    select distinct
        mentions.document_key,
        mentions.sentence_number
    from {{ ref('stg_term_mentions') }} as mentions
    inner join reopening_indicators
        on mentions.term = reopening_indicators.term
    where
        mentions.lexicon in ('indicator_terms', 'resumption_verbs')
        and reopening_indicators.indicator in (
            'work_resumption_rate', 'business_reopening_rate', 'staff_return_rate', 'capacity_rate'
        )
    -- 按行业排列:商贸服务(95.44%): goes on with the rate told before.
    union
    select distinct
        numbers.document_key,
        numbers.sentence_number
    from numbers
    inner join {{ ref('int_indicator_candidate') }} as taken_over
        on
            numbers.document_key = taken_over.document_key
            and numbers.mention_number = taken_over.mention_number
    where
        taken_over.relation = 'taken_over'
        and taken_over.candidate_rank = 1
        and numbers.unit_class = 'percent'
),

period_cues as (
    select
        cue,
        role
    from {{ ref('measure_cues') }}
    where role in ('of_period', 'of_no_period')
),

cued as (
    select
        numbers.document_key,
        numbers.mention_number,
        max(case when period_cues.role = 'of_period' then 1 else 0 end) = 1 as is_of_period,
        max(case when period_cues.role = 'of_no_period' then 1 else 0 end) = 1 as is_of_no_period
    from numbers
    left join {{ ref('stg_sentences') }} as sentences
        on
            numbers.document_key = sentences.document_key
            and numbers.sentence_number = sentences.sentence_number
    inner join period_cues
        on
            (period_cues.role = 'of_period' and instr(numbers.clause_text, period_cues.cue) > 0)
            -- 完成投资161亿元,占年度计划的40%,快2.1个百分点: what a sentence goes on about is of the period, too.
            or (
                period_cues.role = 'of_period'
                and numbers.unit_class = 'percent'
                and instr(
                    substr(sentences.sentence_text, 1, numbers.start_position - sentences.start_position),
                    period_cues.cue
                ) > 0
            )
            or (
                period_cues.role = 'of_no_period'
                and instr(right(numbers.left_text, length(period_cues.cue) + 2), period_cues.cue) > 0
            )
    group by numbers.document_key, numbers.mention_number
),

titled as (
    select distinct
        sentences.document_key,
        sentences.sentence_number
    from {{ ref('stg_sentences') }} as sentences
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'report'
            and right(sentences.sentence_text, length(date_cues.cue)) = date_cues.cue
    where length(sentences.sentence_text) <= 45
),

-- 2月18日至20日的调查: what a survey found is of its last day, whatever headings its report has. The day may stand in
-- the next sentence (作了摸底。截至2月22日).
survey_sentences as (
    select distinct
        sentences.document_key,
        sentences.sentence_number,
        sentences.paragraph_number
    from {{ ref('stg_sentences') }} as sentences
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'survey'
            and instr(sentences.sentence_text, date_cues.cue) > 0
    where sentences.paragraph_number <= 4
),

surveyed as (
    select distinct
        sentences.document_key,
        sentences.sentence_number
    from {{ ref('stg_sentences') }} as sentences
    inner join survey_sentences
        on
            sentences.document_key = survey_sentences.document_key
            and sentences.paragraph_number = survey_sentences.paragraph_number
            and sentences.sentence_number between survey_sentences.sentence_number
            and survey_sentences.sentence_number + 1
),

-- 现把2月17日的进展公布如下。
announced as (
    select distinct
        sentences.document_key,
        sentences.sentence_number
    from {{ ref('stg_sentences') }} as sentences
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'announcing'
            and right(sentences.sentence_text, length(date_cues.cue) + 1) = concat(date_cues.cue, '。')
),

-- 订单同比增长37% in a sentence about who is back at work is no rate of reopening.
other_rates as (
    select distinct
        document_key,
        mention_number
    from {{ ref('int_indicator_candidate') }}
    where
        candidate_rank = 1
        and indicator in ('investment_completion_rate', 'growth_rate', 'share', 'other_rate')
),

planned as (
    select distinct
        document_key,
        mention_number
    from {{ ref('int_quantity_target_cue') }}
    where makes_target and not is_carried
),

-- 将集中开工一批项目。…这488个项目当中,福州115个: parts of what is announced are of the time announced.
carried_plans as (
    select distinct
        document_key,
        mention_number
    from {{ ref('int_quantity_target_cue') }}
    where makes_target and is_carried
),

-- 前两个月新增贷款10万亿元。12项重大工程正加快推进: what is going on is of now.
in_progress as (
    select distinct
        numbers.document_key,
        numbers.mention_number
    from numbers
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'progressive'
            and instr(numbers.clause_text, date_cues.cue) > 0
),

own_years as (
    select
        document_key,
        sentence_number,
        min(start_position) as first_start
    from {{ ref('int_date_resolved') }}
    where is_this_year and cue_after <> '计划'
    group by document_key, sentence_number
),

-- 渭南上半年签约300个: who tells of a period that is over means it by 今年以来, too.
told_periods as (
    select distinct dates.document_key
    from {{ ref('int_date_resolved') }} as dates
    inner join documents
        on dates.document_key = documents.document_key
    inner join positions
        on
            dates.document_key = positions.document_key
            and dates.sentence_number = positions.sentence_number
    where
        positions.is_headline
        and positions.headline_number is null
        and dates.resolved_precision in ('month', 'quarter')
        and not dates.is_this_year
        and dates.cue_before = '' and dates.cue_after = ''
        and dates.resolved_date <= documents.published_date
),

-- 截至目前,发债1191亿元;截至5月底,再贷款116亿元;补助23亿元: what the first part says of all, a date in one part does not
-- change for the next.
dated_wholes as (
    select distinct
        document_key,
        sentence_number
    from {{ ref('int_date_resolved') }}
    where date_class = 'now' or substr(cue_before, 1, 1) = '截'
),

told_figures as (
    select distinct
        document_key,
        sentence_number
    from numbers
    where unit_class = 'money'
),

quantities as (
    select
        numbers.*,
        coalesce(cued.is_of_period, false) as is_of_period,
        coalesce(cued.is_of_no_period, false) as is_of_no_period,
        positions.introduction_paragraph,
        positions.headline_number,
        positions.detailed_sentence,
        positions.whole_sentence,
        case when positions.is_by_group then positions.whole_told_sentence end as grouped_sentence,
        planned.mention_number is not null as is_planned,
        carried_plans.mention_number is not null as is_announced,
        in_progress.mention_number is not null as is_in_progress,
        own_years.sentence_number is not null as is_of_own_year,
        dated_wholes.sentence_number is not null as is_of_dated_whole,
        survey_sentences.sentence_number is not null as is_of_survey,
        reopening_sentences.sentence_number is not null
        and (other_rates.mention_number is null or numbers.unit_class <> 'percent') as is_of_reopening
    from numbers
    inner join positions
        on
            numbers.document_key = positions.document_key
            and numbers.sentence_number = positions.sentence_number
    left join dated_wholes
        on
            positions.document_key = dated_wholes.document_key
            and positions.whole_sentence = dated_wholes.sentence_number
    left join survey_sentences
        on
            numbers.document_key = survey_sentences.document_key
            and numbers.sentence_number = survey_sentences.sentence_number
    left join reopening_sentences
        on
            numbers.document_key = reopening_sentences.document_key
            and numbers.sentence_number = reopening_sentences.sentence_number
    left join other_rates
        on
            numbers.document_key = other_rates.document_key
            and numbers.mention_number = other_rates.mention_number
    left join cued
        on
            numbers.document_key = cued.document_key
            and numbers.mention_number = cued.mention_number
    left join planned
        on
            numbers.document_key = planned.document_key
            and numbers.mention_number = planned.mention_number
    left join carried_plans
        on
            numbers.document_key = carried_plans.document_key
            and numbers.mention_number = carried_plans.mention_number
    left join in_progress
        on
            numbers.document_key = in_progress.document_key
            and numbers.mention_number = in_progress.mention_number
    left join own_years
        on
            numbers.document_key = own_years.document_key
            and numbers.sentence_number = own_years.sentence_number
            and numbers.start_position > own_years.first_start
),

-- 春节假期刚过
beside_holidays as (
    select distinct
        dates.document_key,
        dates.mention_number
    from {{ ref('int_date_resolved') }} as dates
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'beside_holiday'
            and substr(
                sentences.sentence_text, dates.end_position - sentences.start_position + 1, length(date_cues.cue)
            ) = date_cues.cue
    where dates.date_class = 'holiday'
),

dates as (
    select
        dates.*,
        sentences.paragraph_number,
        documents.published_date,
        documents.published_precision,
        -- 截至3月底, 到3月19日
        substr(dates.cue_before, 1, 1) = '截'
        or (dates.cue_before in ('到', '至') and dates.cue_after = '') as is_until,
        dates.cue_before = '' and dates.cue_after = '' as is_uncued,
        max(case when substr(dates.cue_before, 1, 1) = '截' then 1 else 0 end) over (
            partition by dates.document_key, dates.sentence_number
        ) = 1 as has_until,
        -- In a report without a date.
        max(
            case
                when
                    documents.published_date is null
                    and dates.resolved_precision = 'day'
                    and (substr(dates.cue_before, 1, 1) = '截' or dates.cue_before in ('到', '至'))
                    then dates.resolved_date
            end
        ) over (partition by dates.document_key) as last_day_told,
        (
            dates.resolved_precision in ('month', 'quarter', 'year', 'ten_days')
            or coalesce(dates.is_range_of_months, false)
        )
        and not dates.is_this_year as is_period,
        max(case when not dates.is_past_year then dates.resolved_date end) over (
            partition by dates.document_key, sentences.paragraph_number
            order by dates.start_position
            rows between unbounded preceding and 1 preceding
        ) as period_told,
        -- 2020年占全市的20%以上, in a report of July 2021: no review of that year.
        coalesce(
            dates.resolved_precision = 'year'
            and {{ dbt.datediff('dates.resolved_date', 'documents.published_date', 'day') }} > 120,
            false
        ) as is_year_long_over,
        -- 现把2月17日的进展公布如下:
        coalesce(sentences.sentence_text = documents.title, false)
        -- 关于1-8月重点项目进展情况的报告: a line near the top that ends as titles of reports do holds for all of it.
        or (sentences.paragraph_number <= 5 and titled.sentence_number is not null) as is_in_title,
        -- 计划投资116亿元,其中一家1月份已完成1000万元: what one part has done by then dates no other.
        instr(
            substr(sentences.sentence_text, 1, dates.start_position - sentences.start_position), '其中'
        ) > 0 as is_of_part,
        right(sentences.sentence_text, 1) = ':' or announced.sentence_number is not null as is_announcing,
        surveyed.sentence_number is not null as is_of_survey,
        beside.mention_number is not null as is_beside_holiday,
        reopening_sentences.sentence_number is not null as is_of_reopening
    from {{ ref('int_date_resolved') }} as dates
    inner join documents
        on dates.document_key = documents.document_key
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
    left join reopening_sentences
        on
            dates.document_key = reopening_sentences.document_key
            and dates.sentence_number = reopening_sentences.sentence_number
    left join titled
        on
            dates.document_key = titled.document_key
            and dates.sentence_number = titled.sentence_number
    left join announced
        on
            dates.document_key = announced.document_key
            and dates.sentence_number = announced.sentence_number
    left join surveyed
        on
            dates.document_key = surveyed.document_key
            and dates.sentence_number = surveyed.sentence_number
    left join beside_holidays as beside
        on
            dates.document_key = beside.document_key
            and dates.mention_number = beside.mention_number
),

related as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        case when dates.is_running_year then dates.published_date else dates.resolved_date end as resolved_date,
        case when dates.is_running_year then dates.resolved_date else dates.planned_date end as planned_date,
        case when dates.is_running_year then dates.published_precision else dates.resolved_precision end
            as resolved_precision,
        dates.resolved_basis,
        dates.is_this_year or dates.is_running_year as is_this_year,
        case
            -- Behind the number stands only the day of the survey that it is from.
            when quantities.end_position <= dates.start_position
                then
                    case
                        when
                            dates.resolved_precision = 'day'
                            and (dates.is_until or dates.is_range_of_days)
                            and coalesce(dates.resolved_date <= dates.published_date, true)
                            then 'in_survey'
                    end
            -- 年度计划投资97亿元。其中,产业项目28个: the year of a plan is that of its own figures alone.
            when
                dates.date_class = 'year_before' or dates.aside_end is not null or dates.cue_after = '计划'
                or coalesce(dates.is_of_event, false)
                then null
            -- 2019年产值3320亿元。复工率均为100%: who reopened did so since.
            when
                dates.resolved_precision = 'year'
                and year(dates.resolved_date) < year(coalesce(dates.published_date, dates.last_day_told))
                and quantities.is_of_reopening and quantities.unit_class = 'percent'
                then null
            -- 截至, 目前 and periods (1-5月) go on to hold for the next sentences of the paragraph; the day of an event
            -- does not.
            when
                quantities.paragraph_number = dates.paragraph_number
                and dates.sentence_number >= quantities.sentence_number - 9
                and not coalesce(
                    quantities.is_of_dated_whole and dates.sentence_number > quantities.whole_sentence, false
                )
                and (
                    substr(dates.cue_before, 1, 1) = '截'
                    or (
                        dates.cue_before in ('到', '至')
                        and (dates.resolved_precision = 'day' or right(dates.date_text, 1) in ('底', '末'))
                        and coalesce(dates.resolved_date <= dates.published_date, true)
                    )
                    or (
                        (dates.date_class = 'now' or (dates.cue_after = '以来' and told_periods.document_key is null))
                        and dates.sentence_number >= quantities.sentence_number - 4
                    )
                    -- 会议昨天(11月25日)举行: an event reported at once dates what is told of it.
                    or (
                        dates.resolved_precision = 'day'
                        and dates.sentence_number >= quantities.sentence_number - 4
                        and dates.published_precision = 'day'
                        and dates.is_uncued
                        and not dates.is_this_year
                        and dates.resolved_date <= dates.published_date
                        and {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} <= 2
                    )
                    or (
                        dates.is_period
                        and not quantities.is_in_progress
                        -- 1-6月完成投资362亿元;计划新开工项目157项
                        and not (quantities.is_planned and quantities.unit_class = 'count')
                        -- 一季度完成投资600亿元。重点产业链复工率均在95%以上: who is back at work is told of no such period.
                        and not (
                            quantities.is_of_reopening and quantities.unit_class = 'percent'
                            and not dates.is_of_reopening and dates.resolved_precision = 'quarter'
                            and instr(quantities.clause_text, '复') > 0
                        )
                        and not coalesce(dates.is_of_part and dates.sentence_number < quantities.whole_sentence, false)
                        -- 截至2021年11月底,2021年清废行动完成目标: the year is no time beside the day up to which is told.
                        and not (
                            dates.resolved_precision = 'year'
                            and (dates.has_until or coalesce(dates.last_day_told < dates.resolved_date, false))
                            and coalesce(year(dates.last_day_told) = year(dates.resolved_date), true)
                        )
                        and dates.cue_after = ''
                        and dates.cue_before not in ('从', '由', '自', '自从', '比', '较', '相比')
                        -- 1至4月减税9066亿元,去年的政策减税4209亿元。制造业…: who has told of this year goes on about it.
                        and not (dates.is_past_year and coalesce(dates.resolved_date < dates.period_told, false))
                        -- 去年下达4386万元;今年又兑现7903万元
                        and not (dates.is_past_year and quantities.is_of_own_year)
                        -- 去年 and 上年 compare more often than they date.
                        and (
                            not dates.is_year_long_over
                            or dates.sentence_number >= quantities.whole_sentence
                        )
                        and dates.sentence_number >= quantities.sentence_number
                        - case when dates.is_past_year then 2 else 8 end
                        -- 12月29日电…1-12月签约30个: who sums up months has them counted, a few days before their end.
                        and coalesce(
                            dates.resolved_date <= dates.published_date
                            or (
                                coalesce(dates.is_sum_of_months, false)
                                and {{ dbt.datediff('dates.published_date', 'dates.resolved_date', 'day') }} <= 5
                            ),
                            true
                        )
                        -- What a project costs in all is of no period, unless it stands beside the count it is for.
                        and not (quantities.is_of_no_period and quantities.previous_number_end is null)
                    )
                    -- 其中,新建756个: a part of what the sentence before tells.
                    or (
                        quantities.detailed_sentence = dates.sentence_number
                        and dates.cue_before not in ('从', '由', '自', '自从', '比', '较', '相比')
                        -- 一季度重大项目集中开工46个。其中: a period that still runs dates nothing that is done.
                        and not coalesce(
                            dates.is_uncued and dates.is_period
                            and dates.resolved_date > dates.published_date
                            and right(dates.date_text, 1) not in ('底', '末')
                            and dates.published_precision = 'day'
                            and {{ dbt.datediff('dates.published_date', 'dates.resolved_date', 'day') }}
                            < case dates.resolved_precision when 'month' then 31 when 'quarter' then 92 else 366 end,
                            false
                        )
                    )
                )
                then 'in_paragraph'
            -- 一季度新开工81409套。 其中:(1)新开工住房55647套: a part of what the paragraph before tells.
            when
                quantities.detailed_sentence = dates.sentence_number
                and dates.sentence_number < quantities.sentence_number
                and (dates.is_until or dates.is_period)
                and dates.cue_after = ''
                and dates.cue_before not in ('从', '由', '自', '自从', '比', '较', '相比')
                and not dates.is_past_year
                and coalesce(dates.resolved_date <= dates.published_date, true)
                then 'in_paragraph'
            -- 今年安排项目145个;纳入省重点50个: the year of a plan holds for all that semicolons part.
            when
                quantities.paragraph_number = dates.paragraph_number
                and (dates.is_this_year or dates.is_running_year) and dates.is_uncued
                and (
                    dates.sentence_number >= quantities.whole_sentence
                    or dates.sentence_number = quantities.grouped_sentence
                    -- “十四五”期间,经济平稳增长。税收预计将超过155万亿元: what plans goes on about the time named before.
                    or (quantities.is_planned and dates.sentence_number >= quantities.sentence_number - 4)
                )
                then 'in_whole'
            -- 截至3月底,各市州进度如下: holds for all items of the list that it introduces.
            when
                dates.paragraph_number between quantities.introduction_paragraph - 1
                and quantities.introduction_paragraph
                and (
                    dates.is_until
                    or (dates.is_announcing and dates.is_uncued and dates.resolved_precision = 'day')
                    or (
                        dates.is_period and dates.is_uncued
                        -- 2020年安排3357个 in a report of April: the year of a plan is no time of what is done.
                        and (quantities.is_planned or not coalesce(dates.is_running_year, false))
                        and coalesce(dates.resolved_date <= dates.published_date, true)
                    )
                )
                then 'in_introduction'
            -- 1-9月完成投资470亿元。■按项目类别…: what is told by groups is of the time of the whole.
            when
                dates.sentence_number
                between quantities.grouped_sentence - case when dates.is_until then 3 else 1 end
                and quantities.grouped_sentence
                and (dates.is_until or dates.is_period)
                and dates.cue_after = ''
                and dates.cue_before not in ('从', '由', '自', '自从', '比', '较', '相比')
                and not dates.is_past_year
                and (quantities.is_planned or not coalesce(dates.is_running_year, false))
                and (quantities.is_announced or coalesce(dates.resolved_date <= dates.published_date, true))
                then 'in_introduction'
            when
                dates.is_of_survey
                and dates.resolved_precision = 'day'
                and (dates.is_until or dates.is_range_of_days)
                and coalesce(dates.resolved_date <= dates.published_date, true)
                then 'in_survey'
            when coalesce(quantities.headline_number, 0) > dates.sentence_number and not dates.is_in_title then null
            -- A report that begins with 截至2月25日复工率达… tells of that day whenever it comes back to who is at work
            -- again.
            when
                dates.paragraph_number <= 4
                and (dates.is_until or dates.is_range_of_days)
                and dates.resolved_precision in ('day', 'ten_days', 'month')
                and dates.is_of_reopening
                and quantities.is_of_reopening
                and (quantities.unit_class = 'percent' or quantities.unit in ('enterprise', 'merchant'))
                and coalesce(
                    dates.resolved_date <= dates.published_date
                    and {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} <= 10,
                    true
                )
                then 'in_lead'
            -- 重点项目: 截至2月25日,… 商贸单位: 418家,…: sections of one bulletin, below a line for each, are of one day.
            when
                dates.is_until
                and dates.resolved_precision = 'day'
                and quantities.introduction_paragraph is not null
                and date_positions.introduction_paragraph is not null
                and coalesce(
                    dates.resolved_date <= dates.published_date
                    and {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} <= 3,
                    false
                )
                then 'in_lead'
            -- 中秋节假期,全国查验529万人次: a report of a holiday goes on about it.
            when
                dates.date_class = 'holiday'
                and not dates.is_beside_holiday
                and dates.paragraph_number <= 2
                and dates.cue_before = ''
                and coalesce({{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} <= 2, false)
                then 'in_lead'
            -- 青岛前三季度重点项目建设提速: what a report tells is of the period that its headline names.
            when
                (
                    (date_positions.is_headline and dates.sentence_number = quantities.headline_number)
                    -- Whatever headings stand between, the title holds for all.
                    or dates.is_in_title
                )
                and dates.is_period
                and dates.resolved_precision in ('month', 'quarter')
                and dates.is_uncued
                -- 安徽上半年减免物流费用16亿元: the period of that figure alone.
                and (told_figures.sentence_number is null or quantities.unit_class = 'percent')
                and coalesce(dates.resolved_date <= dates.published_date, true)
                then 'in_headline'
            -- 同比增长12.1%: growth is of a period, the last one named.
            when
                dates.sentence_number >= quantities.sentence_number - 12
                and dates.is_period
                and dates.resolved_precision <> 'ten_days'
                and dates.is_uncued
                and coalesce(dates.resolved_date <= dates.published_date, true)
                and quantities.unit_class in ('percent', 'money')
                and quantities.is_of_period
                then 'of_growth'
        end as relation,
        abs(quantities.start_position - dates.end_position) as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and (
                quantities.sentence_number > dates.sentence_number
                -- 对312家企业作了摸底:截至3月9日…
                or (
                    quantities.sentence_number = dates.sentence_number
                    and dates.is_of_survey
                    and quantities.end_position <= dates.start_position
                )
                -- 抽样调查108万户。截至3月30日…
                or (
                    quantities.sentence_number = dates.sentence_number - 1
                    and quantities.is_of_survey
                    and dates.is_of_survey
                )
            )
    inner join positions as date_positions
        on
            dates.document_key = date_positions.document_key
            and dates.sentence_number = date_positions.sentence_number
    left join told_periods
        on dates.document_key = told_periods.document_key
    left join told_figures
        on
            dates.document_key = told_figures.document_key
            and dates.sentence_number = told_figures.sentence_number
),

-- 注:数据截止至4月末。: the note below a table dates what no date of its own has.
in_note as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        cast(null as date) as planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        false as is_this_year,
        'in_note' as relation,
        dates.start_position - quantities.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number < dates.sentence_number
            and dates.is_until
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
            and length(sentences.sentence_text) <= 40
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'note'
            and instr(substr(sentences.sentence_text, 1, length(date_cues.cue) + 1), date_cues.cue) > 0
),

-- 1-11月签约96个。…这次集中签约10个: what goes on about an event is of its day.
same_events as (
    select distinct
        numbers.document_key,
        numbers.mention_number
    from numbers
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'same_event'
            and instr(numbers.left_text, date_cues.cue) > 0
),

-- A figure that is said of each item of a list is one figure here.
first_items as (
    select
        document_key,
        mention_number,
        min(item_number) as first_item
    from {{ ref('int_indicator_candidate') }}
    group by document_key, mention_number
),

-- What has been reached, by the same measure: a count of projects begun, a rate, 完成投资.
achieved as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.sentence_number,
        quantities.paragraph_number,
        quantities.start_position,
        quantities.unit_class,
        quantities.is_planned or quantities.is_announced or quantities.is_in_progress
        or same_events.mention_number is not null as is_of_other_time,
        case
            when quantities.unit_class <> 'money' then measures.indicator
            when instr(quantities.clause_text, '完成') > 0 then '完成'
            else measures.term
        end as measure
    from quantities
    inner join {{ ref('int_indicator_candidate') }} as measures
        on
            quantities.document_key = measures.document_key
            and quantities.mention_number = measures.mention_number
    left join same_events
        on
            quantities.document_key = same_events.document_key
            and quantities.mention_number = same_events.mention_number
    inner join first_items
        on
            measures.document_key = first_items.document_key
            and measures.mention_number = first_items.mention_number
            and measures.item_number = first_items.first_item
    where
        measures.candidate_rank = 1
        and measures.indicator in (
            'started', 'completed', 'signed', 'work_resumption_rate', 'investment_completion_rate', 'investment',
            'staff_return_rate', 'business_reopening_rate', 'capacity_rate'
        )
        and not quantities.is_of_no_period
),

-- The first time up to which a report tells of a measure.
report_starts as (
    select
        achieved.document_key,
        achieved.measure,
        min(dates.start_position) as date_start
    from achieved
    inner join dates
        on
            achieved.document_key = dates.document_key
            and achieved.paragraph_number = dates.paragraph_number
            -- 到3月底开工72个。累计完成投资67亿元
            and achieved.sentence_number between dates.sentence_number and dates.sentence_number + 1
            and achieved.start_position >= dates.end_position
    left join dates as later_dates
        on
            dates.document_key = later_dates.document_key
            and dates.sentence_number = later_dates.sentence_number
            and dates.end_position <= later_dates.start_position
            and achieved.start_position > later_dates.start_position
    where
        dates.paragraph_number <= 4
        and (
            dates.is_until
            or (dates.is_period and dates.is_uncued)
            -- 2月29日,全市企业复工率94.5%。…分行业来看,软件业复工率接近100%
            or (
                dates.resolved_precision = 'day' and dates.is_uncued
                and achieved.unit_class = 'percent'
                and achieved.measure <> 'investment_completion_rate'
                and achieved.sentence_number = dates.sentence_number
                and later_dates.start_position is null
                and coalesce(
                    {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} between 1 and 10, false
                )
            )
        )
        and dates.resolved_precision in ('day', 'ten_days', 'month', 'quarter')
        and not dates.is_this_year
        and not dates.is_past_year
        and not coalesce(dates.is_of_event, false)
        and coalesce(dates.resolved_date <= dates.published_date, dates.is_until)
    group by achieved.document_key, achieved.measure
),

-- 到3月底,开工72个,开工率80%。…基础设施项目开工20个,开工率80%: who comes back to a measure means the same time.
in_report as (
    select
        achieved.document_key,
        achieved.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        cast(null as date) as planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        false as is_this_year,
        'in_lead' as relation,
        achieved.start_position - dates.end_position as distance
    from achieved
    inner join report_starts
        on
            achieved.document_key = report_starts.document_key
            and achieved.measure = report_starts.measure
    inner join dates
        on
            report_starts.document_key = dates.document_key
            and report_starts.date_start = dates.start_position
            and achieved.paragraph_number > dates.paragraph_number
    left join related
        on
            achieved.document_key = related.document_key
            and achieved.mention_number = related.mention_number
            and dates.start_position = related.date_start
            and related.relation is not null
    where not achieved.is_of_other_time and related.mention_number is null
),

-- 开工率为80%,资金到位率42%: so does the rest of its sentence.
reported_sentences as (
    select
        quantities.document_key,
        quantities.sentence_number,
        min(quantities.start_position) as first_start,
        min(in_report.date_start) as date_start
    from in_report
    inner join quantities
        on
            in_report.document_key = quantities.document_key
            and in_report.mention_number = quantities.mention_number
    group by quantities.document_key, quantities.sentence_number
),

beside_report as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        cast(null as date) as planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        false as is_this_year,
        'in_lead' as relation,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join reported_sentences
        on
            quantities.document_key = reported_sentences.document_key
            and quantities.sentence_number = reported_sentences.sentence_number
            -- 129家企业中已有127家复工,复工率为98.4%: what a rate is of stands before it.
            and (quantities.start_position > reported_sentences.first_start or quantities.unit_class = 'count')
    inner join dates
        on
            reported_sentences.document_key = dates.document_key
            and reported_sentences.date_start = dates.start_position
    left join in_report
        on
            quantities.document_key = in_report.document_key
            and quantities.mention_number = in_report.mention_number
    left join related
        on
            quantities.document_key = related.document_key
            and quantities.mention_number = related.mention_number
            and related.relation is not null
    where
        in_report.mention_number is null
        and related.mention_number is null
        and not quantities.is_planned and not quantities.is_announced and not quantities.is_in_progress
        and not quantities.is_of_no_period
),

candidates as (
    select * from related
    where relation is not null
    union all
    select * from in_note
    union all
    select * from in_report
    union all
    select * from beside_report
)

select * from candidates
