with

quantities as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

status_clauses as (
    select distinct
        document_key,
        sentence_number,
        clause_number
    from {{ ref('stg_term_mentions') }}
    where lexicon = 'project_statuses'
),

cues as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        mentions.term,
        target_cues.weight,
        substr(clauses.clause_text, mentions.end_position - clauses.start_position + 1, 4) as next_text,
        -- 按计划,今年投资20亿元,新增3.1万套: a clause of its own holds for the whole sentence.
        length(clauses.clause_text) <= 4 and right(clauses.clause_text, 2) = '计划' as is_alone
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('target_cues') }} as target_cues
        on mentions.term = target_cues.cue
    inner join {{ ref('stg_clauses') }} as clauses
        on
            mentions.document_key = clauses.document_key
            and mentions.sentence_number = clauses.sentence_number
            and mentions.clause_number = clauses.clause_number
    left join status_clauses
        on
            mentions.document_key = status_clauses.document_key
            and mentions.sentence_number = status_clauses.sentence_number
            and mentions.clause_number = status_clauses.clause_number
    where
        mentions.lexicon = 'target_cues'
        -- 今年在建项目共有1326个: what is being built is not planned.
        and not (target_cues.weight < 0.5 and instr(clauses.clause_text, '在建') > 0)
        -- 列入计划的项目, 规划内项目: a noun that only describes.
        and substr(clauses.clause_text, mentions.end_position - clauses.start_position + 1, 1) not in ('的', '内')
        -- 开工规划项目30个: so does a cue before its noun where a status says how far the projects are.
        and not (
            mentions.term in ('规划', '计划', '目标')
            and substr(clauses.clause_text, mentions.end_position - clauses.start_position + 1, 2) = '项目'
            and status_clauses.document_key is not null
        )
        -- 拟建项目完成前期手续: nor is a project that is yet to be built one that is yet to get its papers.
        and not (
            mentions.term = '拟'
            and substr(clauses.clause_text, mentions.end_position - clauses.start_position + 1, 3)
            in ('建项目', '建工程')
            and status_clauses.document_key is not null
        )
),

cued_numbers as (
    select
        cues.document_key,
        cues.start_position as cue_start,
        quantities.unit_class,
        row_number() over (
            partition by cues.document_key, cues.start_position order by quantities.start_position
        ) as number_rank
    from cues
    inner join quantities
        on
            cues.document_key = quantities.document_key
            and cues.sentence_number = quantities.sentence_number
            and cues.end_position <= quantities.start_position
),

-- 计划新开工230项,1至4月新开工77项。其中,产业63项: parts are of what is counted last.
last_counts as (
    select
        document_key,
        sentence_number,
        max(start_position) as last_start
    from quantities
    where unit_class = 'count'
    group by document_key, sentence_number
),

done_since as (
    select distinct
        cues.document_key,
        cues.start_position as cue_start
    from cues
    inner join last_counts
        on
            cues.document_key = last_counts.document_key
            and cues.sentence_number = last_counts.sentence_number
            and cues.end_position <= last_counts.last_start
    inner join quantities
        on
            last_counts.document_key = quantities.document_key
            and last_counts.last_start = quantities.start_position
            and cues.clause_number < quantities.clause_number
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            quantities.document_key = mentions.document_key
            and quantities.sentence_number = mentions.sentence_number
            and quantities.clause_number = mentions.clause_number
            and mentions.lexicon = 'project_statuses'
            and quantities.start_position >= mentions.end_position
    where instr(quantities.left_text, '计划') = 0
),

-- 其中,新建756个: a part of what the sentence before plans.
carried as (
    select
        quantities.document_key,
        quantities.mention_number,
        cues.start_position as cue_start,
        cues.term as target_cue,
        cues.weight as cue_weight,
        true as is_in_clause,
        true as is_carried,
        true as makes_target
    from quantities
    inner join {{ ref('int_sentence_position') }} as positions
        on
            quantities.document_key = positions.document_key
            and quantities.sentence_number = positions.sentence_number
    inner join cues
        on
            quantities.document_key = cues.document_key
            and (
                positions.detailed_sentence = cues.sentence_number
                -- 投资目标定为2600亿元。分开看,高速公路1500亿元
                or (
                    positions.is_by_group and positions.whole_told_sentence = cues.sentence_number
                    and quantities.unit_class = 'money'
                )
            )
    left join cued_numbers
        on
            cues.document_key = cued_numbers.document_key
            and cues.start_position = cued_numbers.cue_start
            and cued_numbers.number_rank = 1
    left join done_since
        on
            cues.document_key = done_since.document_key
            and cues.start_position = done_since.cue_start
    -- 当年计划投资63亿元 plans money, not what the next sentence counts.
    where
        (done_since.cue_start is null or quantities.unit_class <> 'count')
        and cues.weight >= 0.5 and instr(cues.next_text, '投资') = 0 and cues.term not in ('要完成', '年内完成', '年内要')
        -- 年度计划完成330亿元: nor does that.
        and coalesce(cued_numbers.unit_class <> 'money' or quantities.unit_class = 'money', true)
),

-- 各地将集中开工一批项目。…全省共488个: what is announced without a number is what the next sentences count.
announcing as (
    select distinct
        cues.document_key,
        cues.sentence_number,
        sentences.paragraph_number,
        cues.start_position,
        cues.term,
        cues.weight
    from cues
    inner join {{ ref('stg_sentences') }} as sentences
        on
            cues.document_key = sentences.document_key
            and cues.sentence_number = sentences.sentence_number
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            cues.document_key = mentions.document_key
            and cues.sentence_number = mentions.sentence_number
            and cues.clause_number = mentions.clause_number
            and mentions.lexicon = 'project_statuses'
            and cues.end_position <= mentions.start_position
    inner join {{ ref('project_statuses') }} as project_statuses
        on
            mentions.term = project_statuses.term
            and project_statuses.indicator = 'started'
    left join cued_numbers
        on
            cues.document_key = cued_numbers.document_key
            and cues.start_position = cued_numbers.cue_start
    -- 年度新开工目标任务提前完成 announces nothing.
    where cues.weight >= 0.5 and cued_numbers.cue_start is null and cues.term <> '目标'
),

announced as (
    select
        quantities.document_key,
        quantities.mention_number,
        announcing.start_position as cue_start,
        announcing.term as target_cue,
        announcing.weight as cue_weight,
        true as is_in_clause,
        true as is_carried,
        true as makes_target
    from quantities
    inner join {{ ref('int_sentence_position') }} as positions
        on
            quantities.document_key = positions.document_key
            and quantities.sentence_number = positions.sentence_number
    inner join announcing
        on
            quantities.document_key = announcing.document_key
            and quantities.sentence_number > announcing.sentence_number
            and (
                (
                    quantities.paragraph_number = announcing.paragraph_number
                    and positions.whole_sentence <= announcing.sentence_number + 3
                )
                or (positions.is_by_group and positions.whole_told_sentence - 2 <= announcing.sentence_number)
            )
    inner join {{ ref('stg_sentences') }} as sentences
        on
            quantities.document_key = sentences.document_key
            and quantities.sentence_number = sentences.sentence_number
    left join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'done'
            and instr(sentences.sentence_text, measure_cues.cue) > 0
    -- 争取尽早开工。截至3月1日,累计复工548个
    left join {{ ref('stg_date_mentions') }} as until_dates
        on
            quantities.document_key = until_dates.document_key
            and until_dates.sentence_number
            between coalesce(positions.whole_sentence, quantities.sentence_number) and quantities.sentence_number
            and substr(until_dates.cue_before, 1, 1) = '截'
    left join carried
        on
            quantities.document_key = carried.document_key
            and quantities.mention_number = carried.mention_number
            and announcing.start_position = carried.cue_start
    where
        measure_cues.cue is null
        and until_dates.document_key is null
        and carried.cue_start is null
        and (quantities.unit_class = 'money' or quantities.unit = 'item')
),

-- 80个计划新开工项目已动工51个: what has been done is planned no more.
done as (
    select distinct
        quantities.document_key,
        quantities.mention_number,
        cues.start_position as cue_start
    from quantities
    inner join cues
        on
            quantities.document_key = cues.document_key
            and quantities.sentence_number = cues.sentence_number
            and quantities.start_position >= cues.end_position
    inner join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'done'
            and instr(
                right(quantities.left_text, quantities.start_position - cues.end_position), measure_cues.cue
            ) > 0
),

before_number as (
    select
        quantities.document_key,
        quantities.mention_number,
        cues.start_position as cue_start,
        cues.term as target_cue,
        cues.weight as cue_weight,
        cues.clause_number = quantities.clause_number or cues.is_alone as is_in_clause,
        false as is_carried,
        -- Words as strong as 计划 or 预计 in the number's own clause make it a plan; weaker ones (安排) do not by themselves.
        (cues.clause_number = quantities.clause_number or cues.is_alone) and cues.weight >= 0.5
        and done.mention_number is null as makes_target
    from quantities
    inner join cues
        on
            quantities.document_key = cues.document_key
            and quantities.sentence_number = cues.sentence_number
            and quantities.start_position >= cues.end_position
    left join done
        on
            quantities.document_key = done.document_key
            and quantities.mention_number = done.mention_number
            and cues.start_position = done.cue_start
    -- 规划道路1等15个项目已复工: what is said to be done behind the number is no plan.
    left join {{ ref('measure_cues') }} as done_behind
        on
            done_behind.role = 'done'
            and quantities.unit_class = 'count'
            and quantities.next_number_start is null
            and quantities.clause_number = cues.clause_number
            and instr(substr(quantities.right_text, 1, 6), done_behind.cue) > 0
    -- 占当年计划投资的14.4%: a share of what was planned is none that is.
    where not coalesce(
        quantities.unit = 'percent'
        and cues.term in ('计划', '年度投资', '年度任务')
        and right(quantities.left_text, 1) = '的'
        and cues.clause_number = quantities.clause_number,
        false
    )
    -- 年度投资额排在前100位的项目有84个开复工: nor does a plan of money plan a count.
    and (quantities.unit_class <> 'count' or cues.term not in ('年度投资', '年度任务'))
    -- 计划投资5000万元以上的8个: the plan is part of the class.
    and done_behind.cue is null and not (
        right(quantities.left_text, 1) = '的'
        and coalesce(quantities.previous_number_end >= cues.end_position, false)
    )
),

-- 12个计划3月复工
behind_number as (
    select
        quantities.document_key,
        quantities.mention_number,
        cues.start_position as cue_start,
        cues.term as target_cue,
        cues.weight as cue_weight,
        true as is_in_clause,
        false as is_carried,
        true as makes_target
    from quantities
    inner join cues
        on
            quantities.document_key = cues.document_key
            and quantities.sentence_number = cues.sentence_number
            and quantities.clause_number = cues.clause_number
            and cues.start_position between quantities.end_position and quantities.end_position + 2
            -- 等66个项目还要开复工, but 66个项目计划投资5亿元
            and (
                cues.start_position <= quantities.end_position + 1
                or (
                    substr(quantities.right_text, 1, 2) in ('项目', '工程', '企业')
                    and instr(cues.next_text, '投资') = 0
                )
            )
    where
        cues.weight >= 0.5
        and quantities.unit_class = 'count'
        and cues.term not in ('规划', '目标', '要求')
),

cues_of_numbers as (
    select * from before_number
    union all
    select * from carried
    union all
    select * from announced
    union all
    select * from behind_number
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number
            order by case when makes_target then 0 else 1 end, cue_weight desc, cue_start desc
        ) as candidate_rank
    from cues_of_numbers
)

select * from ranked
