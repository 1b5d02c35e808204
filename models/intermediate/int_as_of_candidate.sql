with

quantities as (
    select
        numbers.*,
        positions.headline_number,
        lag(numbers.start_position) over (
            partition by numbers.document_key, numbers.sentence_number order by numbers.start_position
        ) as previous_quantity_start,
        lag(numbers.unit_class) over (
            partition by numbers.document_key, numbers.sentence_number order by numbers.start_position
        ) as previous_unit_class
    from {{ ref('int_number_is_quantity') }} as numbers
    inner join {{ ref('int_sentence_position') }} as positions
        on
            numbers.document_key = positions.document_key
            and numbers.sentence_number = positions.sentence_number
    where numbers.is_quantity
),

documents as (
    select * from {{ ref('int_document_described') }}
),

dates as (
    select
        dates.*,
        documents.published_date,
        documents.published_precision
    from {{ ref('int_date_resolved') }} as dates
    inner join documents
        on dates.document_key = documents.document_key
),

cues as (
    select * from {{ ref('int_quantity_target_cue') }}
),

-- 7月底、8月底分别开工721.8万套和868万套: dates in a row, each of one number of those that follow.
begun as (
    select
        dates.*,
        case
            when
                lag(dates.end_position) over (
                    partition by dates.document_key, dates.sentence_number order by dates.start_position
                ) + 1 = dates.start_position
                and substr(sentences.sentence_text, dates.start_position - sentences.start_position, 1)
                in ('、', '和', '及', '与')
                then 0
            else 1
        end as begins_run
    from dates
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
),

in_runs as (
    select
        *,
        sum(begins_run) over (
            partition by document_key, sentence_number
            order by start_position
            rows between unbounded preceding and current row
        ) as run_number
    from begun
),

run_places as (
    select
        document_key,
        sentence_number,
        run_number,
        start_position,
        row_number() over (
            partition by document_key, sentence_number, run_number order by start_position
        ) as run_position
    from in_runs
),

runs as (
    select
        document_key,
        sentence_number,
        run_number,
        count(*) as run_size,
        max(end_position) as run_end,
        max(cue_before) in ('由', '从') as is_from,
        lead(min(start_position)) over (
            partition by document_key, sentence_number order by min(start_position)
        ) as next_start
    from in_runs
    group by document_key, sentence_number, run_number
),

run_numbers as (
    select
        runs.document_key,
        runs.sentence_number,
        runs.run_number,
        runs.run_size,
        runs.is_from,
        quantities.mention_number,
        quantities.unit,
        row_number() over (
            partition by runs.document_key, runs.sentence_number, runs.run_number
            order by quantities.start_position
        ) as number_position,
        count(*) over (partition by runs.document_key, runs.sentence_number, runs.run_number) as number_count
    from runs
    inner join quantities
        on
            runs.document_key = quantities.document_key
            and runs.sentence_number = quantities.sentence_number
            and runs.run_end <= quantities.start_position
            and (runs.next_start is null or runs.next_start > quantities.start_position)
    where runs.run_size > 1
),

grouped as (
    select
        *,
        (number_position - 1) % run_size + 1 as group_position,
        min(unit) over (
            partition by document_key, sentence_number, run_number, cast(floor((number_position - 1) / run_size) as int)
        ) = max(unit) over (
            partition by document_key, sentence_number, run_number, cast(floor((number_position - 1) / run_size) as int)
        ) as is_of_one_unit
    from run_numbers
),

judged as (
    select
        *,
        min(case when is_of_one_unit then 1 else 0 end) over (
            partition by document_key, sentence_number, run_number
        ) = 1 as is_even
    from grouped
),

-- The dates of a row that a number is not of; 由初七、初十的53.9%、88.3%升至99.4%: the last one is of none of them.
of_another as (
    select
        judged.document_key,
        judged.mention_number,
        run_places.start_position as date_start
    from judged
    inner join run_places
        on
            judged.document_key = run_places.document_key
            and judged.sentence_number = run_places.sentence_number
            and judged.run_number = run_places.run_number
    where
        (
            judged.is_even and judged.number_count % judged.run_size = 0
            and judged.group_position <> run_places.run_position
        )
        or (
            judged.is_from and judged.number_count > judged.run_size
            and judged.number_count % judged.run_size <> 0
            and judged.number_position <> run_places.run_position
        )
),

differences as (
    select
        quantities.document_key,
        quantities.mention_number,
        min(instr(quantities.clause_text, measure_cues.cue)) as said_at
    from quantities
    inner join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'differs'
            and instr(quantities.clause_text, measure_cues.cue) > 0
    group by quantities.document_key, quantities.mention_number
),

done as (
    select distinct
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and quantities.start_position >= dates.end_position
    inner join {{ ref('stg_sentences') }} as sentences
        on
            quantities.document_key = sentences.document_key
            and quantities.sentence_number = sentences.sentence_number
    inner join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'done'
            and instr(
                substr(
                    sentences.sentence_text,
                    dates.end_position - sentences.start_position + 1,
                    quantities.start_position - dates.end_position
                ),
                measure_cues.cue
            ) > 0
),

-- 截止5月12日, the last day that a report without a date tells of.
last_days as (
    select
        document_key,
        max(resolved_date) as last_day_told
    from dates
    where
        published_date is null
        and resolved_precision = 'day'
        and (substr(cue_before, 1, 1) = '截' or cue_before in ('到', '至'))
    group by document_key
),

until_sentences as (
    select distinct
        document_key,
        sentence_number
    from dates
    where substr(cue_before, 1, 1) = '截'
),

-- 截至6月底的进展作了通报。记者7月26日从该办了解到: the day on which a reporter heard of it, of nothing told after that.
hearsay as (
    select distinct
        dates.document_key,
        dates.start_position
    from dates
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
            and substr(sentences.sentence_text, dates.start_position - sentences.start_position - 1, 2) = '记者'
    inner join {{ ref('stg_sentences') }} as earlier
        on
            sentences.document_key = earlier.document_key
            and sentences.paragraph_number = earlier.paragraph_number
            and sentences.sentence_number > earlier.sentence_number
    inner join until_sentences
        on
            earlier.document_key = until_sentences.document_key
            and earlier.sentence_number = until_sentences.sentence_number
    where dates.resolved_precision = 'day'
),

-- 去年返还4115家,今年首批返还59815家: what a clause tells of this year is not of the year before.
own_years as (
    select
        document_key,
        sentence_number,
        clause_number,
        max(start_position) as own_year_start
    from (
        select
            document_key,
            sentence_number,
            clause_number,
            start_position
        from dates
        where is_this_year and cue_before = '' and cue_after = ''
        union
        -- 今年首批 names a batch, and yet says that it is of this year.
        select
            document_key,
            sentence_number,
            clause_number,
            start_position
        from {{ ref('stg_clauses') }}
        where substr(clause_text, 1, 2) = '今年'
    ) as beginnings
    group by document_key, sentence_number, clause_number
),

-- Since and from say when something began, not when a figure is true; a date that a figure is compared with holds
-- only for the figure right after it (较2月1日的41.9%提高30.7个百分点).
before_number as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        dates.planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        dates.is_this_year,
        dates.cue_after,
        dates.published_date,
        dates.published_precision,
        -- 2022年冬奥会设7个大项: the number of the running year in a figure's own clause is no more than 今年.
        coalesce(dates.is_running_year, false)
        and dates.clause_number = quantities.clause_number as is_running,
        -- 3月17日,2022年一季度重大项目开工: a period that still runs dates nothing that is done.
        coalesce(
            dates.resolved_date > dates.published_date
            and dates.published_precision = 'day'
            and dates.cue_before = ''
            and dates.cue_after = ''
            and right(dates.date_text, 1) not in ('底', '末')
            and not coalesce(dates.is_sum_of_months, false)
            and {{ dbt.datediff('dates.published_date', 'dates.resolved_date', 'day') }}
            < case dates.resolved_precision when 'month' then 31 when 'quarter' then 92 when 'year' then 366 else 0 end,
            false
        ) as is_running_period,
        -- 2010-2011年累计开工45087户 in a report that tells up to 12 May 2011: the year is not over.
        coalesce(
            dates.resolved_precision = 'year'
            and dates.cue_before in ('', '到', '至')
            and dates.cue_after = ''
            and last_days.last_day_told < dates.resolved_date
            and year(last_days.last_day_told) = year(dates.resolved_date)
            -- 2020年省重点项目累计完成投资180亿元
            and (
                dates.clause_number < quantities.clause_number
                or coalesce(instr(quantities.left_text, '累计') > 0, false)
            ),
            false
        ) as is_year_not_over,
        -- 计划一季度新开工的136个项目已开工98个: what is done already is not of a day to come.
        coalesce(dates.resolved_date > dates.published_date, dates.is_this_year)
        and done.mention_number is not null as is_done_before,
        coalesce(
            quantities.unit = 'percent' and right(quantities.left_text, 1) = '的'
            and (instr(quantities.left_text, '任务') > 0 or instr(quantities.left_text, '目标') > 0),
            false
        ) as is_of_share,
        -- A period told of before another figure.
        coalesce(
            dates.resolved_precision in ('month', 'quarter') and dates.cue_before = ''
            and coalesce(dates.resolved_date <= dates.published_date, true)
            and quantities.previous_quantity_start >= dates.end_position
            and quantities.unit_class = 'count',
            false
        ) as is_over,
        case when dates.clause_number = quantities.clause_number then 'in_clause' else 'in_sentence' end as relation,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and quantities.start_position >= dates.end_position
    left join of_another
        on
            quantities.document_key = of_another.document_key
            and quantities.mention_number = of_another.mention_number
            and dates.start_position = of_another.date_start
    left join last_days
        on quantities.document_key = last_days.document_key
    left join hearsay
        on
            dates.document_key = hearsay.document_key
            and dates.start_position = hearsay.start_position
    left join own_years
        on
            quantities.document_key = own_years.document_key
            and quantities.sentence_number = own_years.sentence_number
            and quantities.clause_number = own_years.clause_number
    left join done
        on
            quantities.document_key = done.document_key
            and quantities.mention_number = done.mention_number
            and dates.start_position = done.date_start
    left join differences
        on
            quantities.document_key = differences.document_key
            and quantities.mention_number = differences.mention_number
    where
        of_another.mention_number is null
        and hearsay.document_key is null
        and not coalesce(dates.is_of_event, false)
        and not coalesce(
            dates.resolved_precision = 'year'
            and dates.resolved_date < dates.published_date
            and own_years.own_year_start between dates.end_position and quantities.start_position,
            false
        )
        -- 7月11日启动应急机制,贷款累计安排24亿元: what has come together is of no day when something began.
        and not (
            dates.clause_number < quantities.clause_number
            and dates.resolved_precision = 'day' and dates.cue_before = '' and dates.cue_after = ''
            and dates.published_precision = 'day'
            and {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} > 7
            and coalesce(instr(quantities.left_text, '累计') > 0, false)
        )
        -- 26个(2011年签约的也算在内),开工率为81.25%
        and coalesce(quantities.start_position < dates.aside_end, true)
        -- 上年同期为88.78%,同比高出1.55个百分点
        and (dates.date_class <> 'year_before' or dates.clause_number = quantities.clause_number)
        and dates.cue_after not in ('以后', '之后', '后', '讯', '电')
        -- 8月1日起,46项标准实施: what is yet to begin is true from its day.
        and (dates.cue_after <> '起' or coalesce(dates.resolved_date > dates.published_date, false))
        and (
            dates.cue_before not in ('从', '由', '自', '自从')
            or quantities.previous_quantity_start is null
            or quantities.previous_quantity_start < dates.end_position
        )
        -- 较2月1日的41.9%提高, but 比一季度快0.6个百分点
        and (
            dates.cue_before not in ('比', '较', '相比')
            or (
                quantities.start_position = dates.end_position + 1
                and right(quantities.left_text, 1) = '的'
            )
        )
        -- 日产量提高至2月5日的2.6倍: what is a multiple is of another time.
        and not (quantities.unit = 'other:times' and dates.cue_before in ('至', '到'))
        -- 年度计划投资完成率24.96%: the year of a plan dates no share of it.
        and (dates.cue_after <> '计划' or quantities.unit_class <> 'percent')
        -- 比全省23日的复产率高出12.96个百分点: the time of what a difference is to.
        and not (
            quantities.unit = 'percentage_point'
            and dates.clause_number = quantities.clause_number
            and coalesce(differences.said_at <= dates.start_position - quantities.clause_start, false)
        )
),

cued as (
    select
        document_key,
        mention_number,
        max(case when makes_target then 1 else 0 end) = 1 as is_target,
        max(case when makes_target and target_cue = '计划' then 1 else 0 end) = 1 as has_plan
    from cues
    where cue_weight >= 0.5
    group by document_key, mention_number
),

-- 2025年,松阳县安排重点项目57个: even a weak word for a plan is of the year that its sentence begins with.
weakly_cued as (
    select distinct
        document_key,
        mention_number
    from cues
    where cue_weight < 0.5 and is_in_clause
),

in_sentence as (
    select
        before_number.document_key,
        before_number.mention_number,
        date_start,
        date_end,
        date_text,
        case when is_running then published_date else resolved_date end as resolved_date,
        case when is_running then resolved_date else planned_date end as planned_date,
        case when is_running then published_precision else resolved_precision end as resolved_precision,
        resolved_basis,
        is_this_year or is_running as is_this_year,
        relation,
        distance
    from before_number
    left join cued
        on
            before_number.document_key = cued.document_key
            and before_number.mention_number = cued.mention_number
    left join weakly_cued
        on
            before_number.document_key = weakly_cued.document_key
            and before_number.mention_number = weakly_cued.mention_number
    where
        not (before_number.is_done_before and not coalesce(cued.is_target, false))
        -- 2021年重点项目计划日前获批 in a report without a date: when it was told says nothing there.
        and not (before_number.resolved_date is null and before_number.date_text in ('日前', '近日', '近期'))
        and (
            not before_number.is_running_period or before_number.is_running or cued.mention_number is not null
            or (before_number.resolved_precision = 'year' and weakly_cued.mention_number is not null)
        )
        -- 为全年到位资金7000亿元目标任务的68.09%: the year of a plan dates no share of it.
        and not (
            before_number.is_of_share and before_number.relation = 'in_clause'
            and before_number.date_text in ('全年', '年度', '当年', '今年')
        )
        and (not before_number.is_year_not_over or cued.mention_number is not null)
        -- 1-6月完成投资362亿元;计划新开工项目157项: what is planned is of no time that is over.
        and not (
            before_number.is_over and before_number.relation = 'in_sentence'
            and coalesce(cued.is_target, false) and cued.has_plan
        )
        -- 年度计划新开176个,实际开工150个: the year of a plan dates nothing that is done.
        and (before_number.cue_after <> '计划' or before_number.relation = 'in_clause' or coalesce(cued.is_target, false))
),

-- 首批208个项目3月28日上午集中开复工: the day on which what is counted was begun.
day_statuses as (
    select distinct
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and quantities.clause_number = dates.clause_number
            and dates.start_position between quantities.end_position and quantities.end_position + 8
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            dates.document_key = mentions.document_key
            and dates.sentence_number = mentions.sentence_number
            and dates.clause_number = mentions.clause_number
            and mentions.lexicon = 'project_statuses'
            and mentions.start_position between dates.end_position and dates.end_position + 4
    where
        quantities.unit_class = 'count'
        and dates.resolved_precision = 'day'
        and not dates.is_this_year
        and dates.cue_before = '' and dates.cue_after = ''
        and coalesce(dates.resolved_date <= dates.published_date, false)
        and coalesce(quantities.next_number_start >= mentions.end_position, true)
),

-- 还有26个计划3月底前复工: a date that follows the number in its clause.
after_number as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        dates.planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        dates.is_this_year,
        'after_in_clause' as relation,
        dates.start_position - quantities.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and quantities.clause_number = dates.clause_number
            and quantities.end_position <= dates.start_position
    left join cues
        on
            quantities.document_key = cues.document_key
            and quantities.mention_number = cues.mention_number
            and quantities.end_position <= cues.cue_start
            and dates.start_position > cues.cue_start
    left join day_statuses
        on
            quantities.document_key = day_statuses.document_key
            and quantities.mention_number = day_statuses.mention_number
            and dates.start_position = day_statuses.date_start
    where
        (
            quantities.next_number_start is null
            -- 12个计划3月复工 needs no 前.
            and (dates.cue_after = '前' or cues.mention_number is not null)
        )
        or day_statuses.mention_number is not null
),

-- 周村区886家(截至8月24日)
in_brackets as (
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
        dates.is_this_year,
        'in_brackets' as relation,
        1 as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and quantities.end_position + 1 = dates.start_position
            and substr(dates.cue_before, 1, 1) = '截'
    inner join {{ ref('stg_sentences') }} as sentences
        on
            quantities.document_key = sentences.document_key
            and quantities.sentence_number = sentences.sentence_number
            and substr(sentences.sentence_text, quantities.end_position - sentences.start_position + 1, 1) = '('
),

-- 全省规上工业企业共3501户,截至3月18日其中3313户复工: a count is as of the date that the next clause begins with.
first_dates as (
    select
        document_key,
        sentence_number,
        min(start_position) as first_start
    from dates
    group by document_key, sentence_number
),

clauses_with_rates as (
    select distinct
        document_key,
        sentence_number,
        clause_number
    from quantities
    where unit = 'percent'
),

later_in_sentence as (
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
        dates.is_this_year,
        'later_in_sentence' as relation,
        dates.start_position - quantities.end_position as distance
    from quantities
    inner join first_dates
        on
            quantities.document_key = first_dates.document_key
            and quantities.sentence_number = first_dates.sentence_number
            and quantities.end_position <= first_dates.first_start
    inner join dates
        on
            first_dates.document_key = dates.document_key
            and first_dates.first_start = dates.start_position
            and quantities.clause_number = dates.clause_number - 1
    left join {{ ref('stg_clauses') }} as clauses
        on
            dates.document_key = clauses.document_key
            and dates.sentence_number = clauses.sentence_number
            and dates.clause_number = clauses.clause_number
    left join clauses_with_rates
        on
            dates.document_key = clauses_with_rates.document_key
            and dates.sentence_number = clauses_with_rates.sentence_number
            and dates.clause_number = clauses_with_rates.clause_number
    left join {{ ref('measure_cues') }} as accomplished
        on
            accomplished.role = 'done'
            and instr(
                substr(clauses.clause_text, dates.end_position - clauses.start_position + 1, 4), accomplished.cue
            ) > 0
    where
        quantities.unit_class = 'count'
        and (
            substr(dates.cue_before, 1, 1) = '截'
            -- 纳入调度的100家企业,2月23日复工率达92%
            or (
                quantities.next_number_start is null
                and dates.cue_before = ''
                and dates.cue_after = ''
                and dates.date_class = 'calendar'
                and dates.resolved_precision = 'day'
                and dates.start_position = clauses.start_position
                and clauses_with_rates.clause_number is not null
            )
            -- 295个项目,2010年4月底前已全部竣工
            or (
                quantities.next_number_start is null
                and dates.start_position = clauses.start_position
                and dates.resolved_precision in ('day', 'month')
                and accomplished.cue is not null
            )
        )
),

-- 我县列入省重点的有18个,总投资325亿元,年度计划投资47亿元: what a plan of the year counts is of that year.
under_way as (
    select
        mentions.document_key,
        mentions.sentence_number,
        min(mentions.start_position) as first_status
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('project_statuses') }} as project_statuses
        on mentions.term = project_statuses.term
    where
        mentions.lexicon = 'project_statuses'
        and project_statuses.indicator in ('started', 'completed', 'signed', 'preparatory_done')
    group by mentions.document_key, mentions.sentence_number
),

before_plan as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        coalesce(dates.planned_date, dates.resolved_date) as resolved_date,
        cast(null as date) as planned_date,
        case when dates.planned_date is null then dates.resolved_precision else 'year' end as resolved_precision,
        'relative' as resolved_basis,
        false as is_this_year,
        'before_plan' as relation,
        dates.start_position - quantities.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and dates.clause_number between quantities.clause_number + 1 and quantities.clause_number + 2
    -- 新认定项目8个,完成年度计划133%: not what is done of a plan.
    inner join {{ ref('stg_clauses') }} as clauses
        on
            dates.document_key = clauses.document_key
            and dates.sentence_number = clauses.sentence_number
            and dates.clause_number = clauses.clause_number
            and dates.start_position = clauses.start_position
            -- 总投资898亿元,年内计划投资86亿元
            and (
                dates.cue_after = '计划'
                or (
                    dates.date_text = '年内'
                    and quantities.unit_class = 'money'
                    and substr(clauses.clause_text, dates.end_position - clauses.start_position + 1, 2) = '计划'
                )
            )
    left join under_way
        on
            dates.document_key = under_way.document_key
            and dates.sentence_number = under_way.sentence_number
            and dates.start_position > under_way.first_status
    -- 开工233个。总投资1850亿元
    left join under_way as under_way_before
        on
            dates.document_key = under_way_before.document_key
            and dates.sentence_number - 1 = under_way_before.sentence_number
    where
        under_way.first_status is null
        -- 年度计划完成了23%
        and coalesce(instr(clauses.clause_text, '完成了'), 0) = 0
        and (
            quantities.unit_text in ('个', '项', '宗')
            or (
                right(quantities.left_text, 3) = '总投资'
                and (
                    quantities.previous_unit_class = 'count'
                    -- 总投资3035亿元,当年计划投资877亿元, a sentence of its own.
                    or (
                        quantities.previous_unit_class is null and length(quantities.left_text) = 3
                        and under_way_before.first_status is null
                    )
                )
            )
        )
),

-- The day of the press conference that a report is about: what is told there is true at that day.
event_sentences as (
    select
        sentences.document_key,
        sentences.sentence_number,
        -- 签约开工仪式暨集中开工活动于9月22日举行
        max(sentences.start_position + instr(sentences.sentence_text, date_cues.cue)) as event_position,
        max(case when date_cues.cue_type in ('event', 'findings') then 1 else 0 end) = 1 as is_told_there,
        -- 2月17日的结果如下: whatever headings stand between.
        max(case when date_cues.cue_type = 'findings' then 1 else 0 end) = 1 as is_for_all
    from {{ ref('stg_sentences') }} as sentences
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type in ('event', 'ceremony', 'findings')
            and instr(sentences.sentence_text, date_cues.cue) > 0
    where sentences.paragraph_number <= 4
    group by sentences.document_key, sentences.sentence_number
),

-- 副主任左某7日说: what is told in an interview is true at its day, unless it says up to when.
speaking_days as (
    select distinct
        dates.document_key,
        dates.sentence_number,
        dates.end_position as event_position,
        true as is_told_there,
        false as is_for_all
    from dates
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'speaking'
            and substr(
                sentences.sentence_text, dates.end_position - sentences.start_position + 1, length(date_cues.cue)
            ) = date_cues.cue
    left join until_sentences
        on
            dates.document_key = until_sentences.document_key
            and dates.sentence_number = until_sentences.sentence_number
    where sentences.paragraph_number <= 4 and until_sentences.sentence_number is null
),

told as (
    select * from event_sentences
    union all
    select * from speaking_days
),

-- 本次签约4个: what goes on about the event is of its day, however long it took to report it.
same_events as (
    select distinct
        quantities.document_key,
        quantities.mention_number
    from quantities
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'same_event'
            and instr(quantities.left_text, date_cues.cue) > 0
    union
    select distinct
        later.document_key,
        later.mention_number
    from quantities as earlier
    inner join quantities as later
        on
            earlier.document_key = later.document_key
            and earlier.sentence_number = later.sentence_number
            and earlier.start_position < later.start_position
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'same_event'
            and instr(earlier.left_text, date_cues.cue) > 0
    union
    -- 这次集中开工162个。…按投资规模看,30亿元以上的3个: and so is what it is divided into.
    select distinct
        parts.document_key,
        parts.mention_number
    from quantities as parts
    inner join {{ ref('int_sentence_position') }} as positions
        on
            parts.document_key = positions.document_key
            and parts.sentence_number = positions.sentence_number
            and positions.is_by_group
    inner join quantities as wholes
        on
            positions.document_key = wholes.document_key
            and positions.whole_told_sentence = wholes.sentence_number
    inner join {{ ref('date_cues') }} as date_cues
        on
            date_cues.cue_type = 'same_event'
            and instr(wholes.left_text, date_cues.cue) > 0
),

events as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.resolved_date as event_date,
        told.is_told_there,
        row_number() over (
            partition by quantities.document_key, quantities.mention_number
            order by told.sentence_number asc, dates.start_position desc
        ) as event_rank
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.start_position >= dates.end_position
    inner join told
        on
            dates.document_key = told.document_key
            and dates.sentence_number = told.sentence_number
            -- 重点项目开工仪式10月9日举行
            and dates.start_position <= told.event_position + 6
    left join same_events
        on
            quantities.document_key = same_events.document_key
            and quantities.mention_number = same_events.mention_number
    where
        (
            told.is_for_all
            or same_events.mention_number is not null
            or coalesce(quantities.headline_number, 0) <= dates.sentence_number
        )
        and dates.resolved_precision = 'day'
        and dates.cue_before = ''
        and dates.cue_after = ''
        and dates.date_class = 'calendar'
        and coalesce(
            dates.resolved_date <= dates.published_date
            and (
                dates.published_precision <> 'day'
                or {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }}
                <= case when same_events.mention_number is not null then 15 when told.is_told_there then 7 else 3 end
            ),
            true
        )
),

-- 截止2016年5月累计完成投资17亿元 in a report without a date: the only time that it tells up to holds for all of it.
only_dates as (
    select
        dates.document_key,
        max(dates.resolved_date) as only_date,
        max(dates.resolved_precision) as only_precision
    from dates
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
    where
        dates.resolved_date is not null
        and (
            dates.published_date is null
            -- In a report of which only the month is known a period that is over stands for it.
            or (
                dates.published_precision = 'month'
                and dates.resolved_precision in ('month', 'quarter')
                and dates.resolved_date < dates.published_date
            )
        )
        and (
            substr(dates.cue_before, 1, 1) = '截'
            or (
                dates.resolved_precision = 'day' and dates.cue_before = '' and dates.cue_after = ''
                and sentences.paragraph_number <= 2
            )
            -- 一季度完成投资4559亿元
            or (
                dates.resolved_precision in ('month', 'quarter') and dates.cue_before = '' and dates.cue_after = ''
                and not dates.is_this_year and not dates.is_past_year
                and sentences.paragraph_number <= 3
            )
        )
    group by dates.document_key
    having min(dates.resolved_date) = max(dates.resolved_date)
),

-- Without any date a figure is true as of the day its report appeared.
stand_ins as (
    select
        document_key,
        published_date as resolved_date,
        published_precision as resolved_precision,
        'published' as resolved_basis,
        'published' as relation
    from documents
    union all
    select
        document_key,
        only_date as resolved_date,
        only_precision as resolved_precision,
        'relative' as resolved_basis,
        'only_date' as relation
    from only_dates
),

as_stand_in as (
    select
        quantities.document_key,
        quantities.mention_number,
        cast(null as integer) as date_start,
        cast(null as integer) as date_end,
        cast(null as {{ dbt.type_string() }}) as date_text,
        stand_ins.resolved_date,
        cast(null as date) as planned_date,
        stand_ins.resolved_precision,
        stand_ins.resolved_basis,
        false as is_this_year,
        stand_ins.relation,
        0 as distance
    from quantities
    inner join stand_ins
        on quantities.document_key = stand_ins.document_key
),

candidates as (
    select * from in_sentence
    union all
    select * from after_number
    union all
    select * from later_in_sentence
    union all
    select * from in_brackets
    union all
    select * from before_plan
    union all
    select * from {{ ref('int_as_of_carried') }}
    union all
    select * from as_stand_in
),

-- 今年计划实施100个: words of planning by the number turn the date forward.
achieved_numbers as (
    select distinct
        quantities.document_key,
        quantities.mention_number,
        quantities.start_position
    from quantities
    inner join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'achieved'
            and instr(quantities.left_text, measure_cues.cue) > 0
    -- 计划新开工300个,完成投资1100亿元 is all planned; a plan of money stands before what is done of it.
    where quantities.previous_unit_class = 'money'
),

achieved as (
    select
        document_key,
        mention_number
    from achieved_numbers
    union
    -- 年内计划投资86亿元,开复工项目25个,开复工率78%
    select
        quantities.document_key,
        quantities.mention_number
    from quantities
    inner join achieved_numbers
        on
            quantities.document_key = achieved_numbers.document_key
            and quantities.previous_quantity_start = achieved_numbers.start_position
            and quantities.unit = 'percent'
),

planned as (
    select distinct
        candidates.document_key,
        candidates.mention_number,
        candidates.date_start
    from candidates
    inner join cues
        on
            candidates.document_key = cues.document_key
            and candidates.mention_number = cues.mention_number
            and (candidates.date_end <= cues.cue_start or cues.is_in_clause)
    -- 全年计划投资30亿元,完成投资24亿元: what a plan was made for is no time of what has been done of it.
    left join achieved
        on
            candidates.document_key = achieved.document_key
            and case when not cues.is_in_clause then candidates.mention_number end = achieved.mention_number
    where
        candidates.planned_date is not null
        and achieved.mention_number is null
        and (
            candidates.relation in ('in_clause', 'after_in_clause', 'in_sentence', 'in_whole')
            or (candidates.relation = 'in_paragraph' and cues.is_carried)
        )
    -- 为全年1300亿元任务目标的21.1%: money right behind the year of a plan is of it.
    union
    select distinct
        candidates.document_key,
        candidates.mention_number,
        candidates.date_start
    from candidates
    inner join dates
        on
            candidates.document_key = dates.document_key
            and candidates.date_start = dates.start_position
    inner join quantities
        on
            candidates.document_key = quantities.document_key
            and candidates.mention_number = quantities.mention_number
    where
        candidates.planned_date is not null
        and candidates.relation = 'in_clause'
        and candidates.distance <= 5
        and dates.cue_after = '计划'
        and quantities.unit_class = 'money'
),

decided as (
    select
        candidates.document_key,
        candidates.mention_number,
        candidates.date_start,
        candidates.date_text,
        -- 今年新引进8个: no more than the day of the report, where nothing before says of what time it tells.
        case
            when
                candidates.is_this_year and candidates.resolved_basis <> 'published' and planned.date_start is null
                and candidates.relation in ('in_clause', 'in_sentence', 'in_paragraph')
                then 'this_year'
            else candidates.relation
        end as relation,
        candidates.distance,
        planned.date_start is not null as is_turned_forward,
        case
            when planned.date_start is not null then candidates.planned_date
            when candidates.resolved_basis = 'published' then coalesce(events.event_date, candidates.resolved_date)
            -- 1月2日召开动员会,2025年第一批项目622个 in a report without a date.
            when candidates.is_this_year then coalesce(candidates.resolved_date, events.event_date)
            else candidates.resolved_date
        end as as_of_date,
        case
            when planned.date_start is not null and candidates.is_this_year then 'year'
            when candidates.resolved_basis = 'published' and events.event_date is not null then 'day'
            when candidates.is_this_year and candidates.resolved_date is null and events.event_date is not null
                then 'day'
            else candidates.resolved_precision
        end as precision_found,
        candidates.resolved_basis as basis_found
    from candidates
    left join planned
        on
            candidates.document_key = planned.document_key
            and candidates.mention_number = planned.mention_number
            and candidates.date_start = planned.date_start
    left join events
        on
            candidates.document_key = events.document_key
            and candidates.mention_number = events.mention_number
            and events.event_rank = 1
            -- What a ceremony opens is as of its day, but not what 目前 tells beside it.
            and case when events.is_told_there then 0 else 1 end
            <= case
                when
                    candidates.relation = 'published'
                    or (candidates.is_this_year and candidates.resolved_date is null)
                    then 1
                else 0
            end
    left join only_dates
        on candidates.document_key = only_dates.document_key
    where
        -- What is no plan is not of the year of one.
        (candidates.relation <> 'in_whole' or planned.date_start is not null)
        -- 今年 in a report without a date tells up to the only time that it names.
        and not (
            candidates.is_this_year
            and candidates.resolved_date is null
            and planned.date_start is null
            and events.event_date is null
            and only_dates.document_key is not null
        )
),

steps as (
    select weight
    from {{ ref('resolution_weights') }}
    where question = 'as_of' and feature = 'distance_step'
),

weighted as (
    select
        decided.document_key,
        decided.mention_number,
        decided.date_start,
        decided.date_text,
        decided.relation,
        decided.distance,
        decided.is_turned_forward,
        decided.as_of_date,
        case when decided.as_of_date is null then 'unknown' else decided.precision_found end as as_of_precision,
        case when decided.as_of_date is null then 'unknown' else decided.basis_found end as as_of_basis,
        cast(weights.weight - decided.distance * steps.weight as double) as score
    from decided
    inner join {{ ref('resolution_weights') }} as weights
        on
            decided.relation = weights.feature
            and weights.question = 'as_of'
    cross join steps
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number
            order by score desc, distance asc, date_start asc
        ) as candidate_rank
    from weighted
)

select * from ranked
