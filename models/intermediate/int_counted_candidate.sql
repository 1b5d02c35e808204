with

weights as (
    select
        weights.feature,
        weights.weight,
        steps.weight as step
    from {{ ref('resolution_weights') }} as weights
    cross join {{ ref('resolution_weights') }} as steps
    where
        weights.question = 'counted'
        and steps.question = 'counted' and steps.feature = 'distance_step'
),

numbers as (
    select * from {{ ref('int_number_is_quantity') }}
),

-- 432个5000万元以上项目: the bound of a class right behind a count is part of what it counts.
quantities as (
    select
        numbers.document_key,
        numbers.mention_number,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.paragraph_number,
        numbers.start_position,
        numbers.end_position,
        numbers.unit,
        numbers.unit_text,
        numbers.left_text,
        numbers.right_text,
        numbers.previous_number_end,
        case when bounds.mention_number is null then numbers.next_number_start else bounds.next_number_start end
            as next_number_start
    from numbers
    left join numbers as bounds
        on
            numbers.document_key = bounds.document_key
            and numbers.end_position = bounds.start_position
            and bounds.rejection_reason = 'class_threshold'
    where numbers.is_quantity
),

nouns as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        mentions.term as noun,
        counted_nouns.unit as noun_unit,
        counted_nouns.indicator as noun_indicator,
        lead(mentions.start_position) over (
            partition by mentions.document_key order by mentions.start_position
        ) as next_noun_start,
        lead(counted_nouns.unit) over (
            partition by mentions.document_key order by mentions.start_position
        ) as next_noun_unit,
        lead(mentions.clause_number) over (
            partition by mentions.document_key order by mentions.start_position
        ) as next_noun_clause
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('counted_nouns') }} as counted_nouns
        on mentions.term = counted_nouns.noun
    -- 呼和浩特经济技术开发区有5项: the end of a place's name is counted by no number.
    left join {{ ref('stg_place_mentions') }} as places
        on
            mentions.document_key = places.document_key
            and mentions.end_position = places.end_position
            and mentions.start_position > places.start_position
    where mentions.lexicon = 'counted_nouns' and places.document_key is null
),

counts_in_clauses as (
    select distinct
        document_key,
        sentence_number,
        clause_number
    from quantities
    where unit in ('item', 'enterprise')
),

statuses as (
    select distinct
        mentions.document_key,
        mentions.start_position,
        mentions.end_position
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('project_statuses') }} as project_statuses
        on mentions.term = project_statuses.term
    where mentions.lexicon = 'project_statuses'
),

-- A noun that another noun follows at once only modifies it (产业项目 is a 项目), and so does the field of a project
-- (能源领域重点项目).
heads as (
    select * from nouns
    where
        next_noun_start is null
        or (
            next_noun_start <> end_position
            and not (
                noun_unit = 'other:sector' and next_noun_unit = 'project'
                and next_noun_clause = clause_number
                and next_noun_start <= end_position + 4
            )
        )
),

-- 387个老旧小区改造、污水处理等项目: what 等 sums up is what is counted, however long the list.
summed_up as (
    select
        quantities.document_key,
        quantities.mention_number,
        heads.noun,
        heads.noun_unit,
        heads.noun_indicator,
        'summed_up' as relation,
        heads.start_position - quantities.end_position as distance
    from quantities
    inner join heads
        on
            quantities.document_key = heads.document_key
            and quantities.sentence_number = heads.sentence_number
            and quantities.clause_number = heads.clause_number
            and quantities.end_position < heads.start_position
            and quantities.end_position + 48 >= heads.start_position
    left join statuses
        on
            quantities.document_key = statuses.document_key
            and quantities.end_position = statuses.start_position
    where
        quantities.unit = 'item'
        and heads.noun_unit = 'project'
        and (quantities.next_number_start is null or heads.end_position <= quantities.next_number_start)
        and (
            instr(
                right(substr(quantities.right_text, 1, heads.start_position - quantities.end_position), 8), '等'
            ) > 0
            -- 220个在建的高速公路、水运、国省干线公路重点项目
            or statuses.start_position is not null
        )
),

near_candidates as (
    select
        quantities.document_key,
        quantities.mention_number,
        heads.noun,
        heads.noun_unit,
        heads.noun_indicator,
        case when heads.start_position >= quantities.end_position then 'after' else 'before' end as relation,
        case
            when heads.start_position >= quantities.end_position
                then heads.start_position - quantities.end_position
            else quantities.start_position - heads.end_position
        end as distance
    from quantities
    inner join heads
        on
            quantities.document_key = heads.document_key
            and quantities.sentence_number = heads.sentence_number
            and quantities.clause_number = heads.clause_number
    where
        quantities.unit in ('item', 'enterprise')
        -- 产业1项: industries are counted with 个 and 大.
        and (heads.noun_unit <> 'other:sector' or quantities.unit_text <> '项')
        -- 336个园区500万以上项目: a noun before the bound of a class only describes; 106个项目2月开工 has no such bound.
        and (
            heads.start_position < quantities.end_position
            or heads.noun_unit = 'project'
            or substr(quantities.right_text, heads.end_position - quantities.end_position + 1, 1)
            not in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
            or coalesce(quantities.next_number_start = heads.end_position, false)
        )
        -- 18个生物医药产业类项目: a noun before 类 only describes.
        and (
            heads.start_position < quantities.end_position
            or substr(quantities.right_text, heads.end_position - quantities.end_position + 1, 1) <> '类'
        )
        -- 产业类8个, 公共服务类6个, but 六大类25条措施
        and (
            heads.noun_unit = 'project'
            or heads.start_position >= quantities.end_position
            -- 属重大产业转型升级类的6个
            or (
                right(coalesce(quantities.left_text, ''), 1) <> '类'
                and right(coalesce(quantities.left_text, ''), 2) <> '类的'
            )
        )
        -- 项目有产业园等19个
        and not (
            heads.noun_unit <> 'project'
            and quantities.start_position > heads.end_position + 1
            and right(coalesce(quantities.left_text, ''), 1) = '等'
        )
        -- 已经组织开工14个
        and not coalesce(
            heads.end_position < quantities.start_position
            and substr(right(quantities.left_text, quantities.start_position - heads.end_position), 1, 1) = '织',
            false
        )
        -- 属于新兴产业的达到344个
        and not (
            heads.noun_unit in ('other:sector', 'other:meeting')
            and heads.end_position < quantities.start_position
            and substr(
                right(coalesce(quantities.left_text, ''), quantities.start_position - heads.end_position), 1, 1
            ) = '的'
        )
        -- 各类工程开工340万套: flats are no projects.
        and (heads.noun_unit <> 'project' or quantities.unit_text in ('个', '项', '宗', '批', ''))
        and (
            (
                heads.start_position >= quantities.end_position
                and heads.start_position <= quantities.end_position + 16
                and (quantities.next_number_start is null or heads.end_position <= quantities.next_number_start)
                and instr(
                    substr(quantities.right_text, 1, heads.start_position - quantities.end_position), '、'
                ) = 0
                -- 项目有20个(设计方案未定), but 20个(含续建)项目
                and (
                    instr(substr(quantities.right_text, 1, heads.start_position - quantities.end_position), '(') = 0
                    or instr(substr(quantities.right_text, 1, heads.start_position - quantities.end_position), ')') > 0
                )
            )
            or (
                heads.end_position <= quantities.start_position
                and heads.end_position >= quantities.start_position - 12
                and (quantities.previous_number_end is null or heads.start_position >= quantities.previous_number_end)
            )
        )
),

-- 亿元以上重点项目,我市计划实施472个: a count without a noun counts what the clause before it ends with.
topics as (
    select
        quantities.document_key,
        quantities.mention_number,
        heads.noun,
        heads.noun_unit,
        heads.noun_indicator,
        'topic' as relation,
        quantities.start_position - heads.end_position as distance
    from quantities
    inner join heads
        on
            quantities.document_key = heads.document_key
            and quantities.sentence_number = heads.sentence_number
            and quantities.clause_number = heads.clause_number + 1
    inner join {{ ref('stg_clauses') }} as clauses
        on
            heads.document_key = clauses.document_key
            and heads.sentence_number = clauses.sentence_number
            and heads.clause_number = clauses.clause_number
    left join counts_in_clauses
        on
            clauses.document_key = counts_in_clauses.document_key
            and clauses.sentence_number = counts_in_clauses.sentence_number
            and clauses.clause_number = counts_in_clauses.clause_number
    left join statuses
        on
            heads.document_key = statuses.document_key
            and statuses.start_position between heads.end_position and heads.end_position + 4
            and clauses.end_position = statuses.end_position
    where
        counts_in_clauses.document_key is null
        and heads.noun_unit = 'project'
        and quantities.unit_text in ('个', '项')
        and quantities.start_position <= heads.end_position + 16
        -- 列入省重点建设项目的,我市有18项
        and (
            heads.end_position = clauses.end_position
            -- 在集中开工的项目里,总投资5亿元以上的有21个
            or (heads.end_position = clauses.end_position - 1 and right(clauses.clause_text, 1) in ('的', '里', '中'))
            or (heads.end_position = clauses.end_position - 2 and right(clauses.clause_text, 2) in ('当中', '之中'))
            -- 各地的重大项目同日破土,共有2080个
            or statuses.end_position = clauses.end_position
        )
        -- …,共18个; …,甲旗5项、乙旗2项: the number ends its clause or its item.
        and (length(quantities.right_text) = 0 or substr(quantities.right_text, 1, 1) = '、')
),

-- 120项工业项目里,电厂等43个已投产,60个正在建设: parts of what the clause before counts.
among as (
    select
        quantities.document_key,
        quantities.mention_number,
        heads.noun,
        heads.noun_unit,
        heads.noun_indicator,
        'among' as relation,
        0 as distance
    from quantities
    inner join heads
        on
            quantities.document_key = heads.document_key
            and quantities.sentence_number = heads.sentence_number
            and quantities.clause_number > heads.clause_number
    inner join {{ ref('stg_clauses') }} as clauses
        on
            heads.document_key = clauses.document_key
            and heads.sentence_number = clauses.sentence_number
            and heads.clause_number = clauses.clause_number
    where
        heads.noun_unit = 'project'
        and quantities.unit_text in ('个', '项')
        and (
            (heads.end_position = clauses.end_position - 1 and right(clauses.clause_text, 1) in ('里', '中'))
            or (heads.end_position = clauses.end_position - 2 and right(clauses.clause_text, 2) in ('当中', '之中'))
            -- 文昌的项目以产业项目为主,共8个
            or (heads.end_position = clauses.end_position - 2 and right(clauses.clause_text, 2) = '为主')
        )
),

own_candidates as (
    select * from summed_up
    union all
    select * from among
    union all
    select * from near_candidates
    union all
    select * from topics
),

own_ranked as (
    select
        own_candidates.*,
        row_number() over (
            partition by own_candidates.document_key, own_candidates.mention_number
            order by weights.weight - own_candidates.distance * weights.step desc, own_candidates.noun asc
        ) as noun_rank
    from own_candidates
    inner join weights on own_candidates.relation = weights.feature
),

own_noun as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.sentence_number,
        quantities.paragraph_number,
        quantities.start_position,
        quantities.end_position,
        quantities.unit,
        quantities.unit_text,
        quantities.left_text,
        own_ranked.noun,
        own_ranked.noun_unit,
        own_ranked.noun_indicator,
        positions.introduction_paragraph,
        coalesce(positions.is_by_group, false) as is_by_group,
        positions.whole_sentence,
        positions.whole_told_sentence
    from quantities
    inner join {{ ref('int_sentence_position') }} as positions
        on
            quantities.document_key = positions.document_key
            and quantities.sentence_number = positions.sentence_number
    left join own_ranked
        on
            quantities.document_key = own_ranked.document_key
            and quantities.mention_number = own_ranked.mention_number
            and own_ranked.noun_rank = 1
),

-- 28个项目开工,再开工42个: a count without a noun counts what the one shortly before it counted.
inherited as (
    select
        later.document_key,
        later.mention_number,
        earlier.noun,
        earlier.noun_unit,
        earlier.noun_indicator,
        'inherited' as relation,
        later.start_position - earlier.end_position as distance
    from own_noun as later
    inner join own_noun as earlier
        on
            later.document_key = earlier.document_key
            and (
                (
                    later.paragraph_number = earlier.paragraph_number
                    -- 甲市开工42个;乙市开复工23个;丙市开复工11个: what semicolons part is one sentence.
                    and (
                        earlier.sentence_number >= later.sentence_number - 2
                        or (
                            earlier.sentence_number >= later.whole_sentence - 2
                            and earlier.end_position >= later.start_position - 60
                        )
                    )
                )
                -- 重点工程共30项。分级次看: 1.省级6项
                or earlier.paragraph_number between later.introduction_paragraph - 1 and later.introduction_paragraph
                -- 新建项目共有1141个。…按地方分,沈阳市200个
                or (later.is_by_group and earlier.sentence_number >= later.whole_told_sentence - 3)
            )
            and (later.unit_text = earlier.unit_text or (later.unit_text = '项' and earlier.noun_unit = 'project'))
            and later.start_position > earlier.start_position
    where
        later.noun is null
        and later.unit in ('item', 'enterprise')
        and earlier.noun is not null
),

-- 开工91个 of a line that names no noun: nothing but projects is counted so.
by_status as (
    select
        own_noun.document_key,
        own_noun.mention_number,
        cast(null as {{ dbt.type_string() }}) as noun,
        'project' as noun_unit,
        cast(null as {{ dbt.type_string() }}) as noun_indicator,
        'status' as relation,
        0 as distance
    from own_noun
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            own_noun.document_key = mentions.document_key
            and mentions.lexicon = 'project_statuses'
            and (
                own_noun.start_position = mentions.end_position
                -- 续建的19个, 动工的已有100个
                or (
                    own_noun.start_position between mentions.end_position + 1 and mentions.end_position + 3
                    and right(own_noun.left_text, own_noun.start_position - mentions.end_position)
                    in ('的', '的有', '的共', '的达', '的已有', '的共有', '已有', '已达')
                )
            )
    inner join {{ ref('project_statuses') }} as project_statuses
        on mentions.term = project_statuses.term
    where
        own_noun.noun is null
        and own_noun.unit_text in ('个', '项')
        and project_statuses.is_of_projects
),

-- 开工14个,其中产业类8个: and so is what goes on in the sentence and the next one.
by_status_before as (
    select distinct
        later.document_key,
        later.mention_number,
        cast(null as {{ dbt.type_string() }}) as noun,
        'project' as noun_unit,
        cast(null as {{ dbt.type_string() }}) as noun_indicator,
        'status' as relation,
        0 as distance
    from own_noun as later
    inner join own_noun as earlier
        on
            later.document_key = earlier.document_key
            and later.paragraph_number = earlier.paragraph_number
            and later.sentence_number between earlier.sentence_number and earlier.sentence_number + 1
            and later.unit_text = earlier.unit_text
            and later.start_position > earlier.start_position
    inner join by_status
        on
            earlier.document_key = by_status.document_key
            and earlier.mention_number = by_status.mention_number
    left join by_status as own_status
        on
            later.document_key = own_status.document_key
            and later.mention_number = own_status.mention_number
    where later.noun is null and own_status.mention_number is null
),

-- 3个省重、5个市重和6个县重项目: a list that names the noun once, its items being worded alike.
shared as (
    select
        quantities.document_key,
        quantities.mention_number,
        later.noun,
        later.noun_unit,
        later.noun_indicator,
        'shared' as relation,
        later.start_position - quantities.end_position as distance
    from quantities
    inner join own_noun
        on
            quantities.document_key = own_noun.document_key
            and quantities.mention_number = own_noun.mention_number
            and own_noun.noun is null
    inner join quantities as later_quantities
        on
            quantities.document_key = later_quantities.document_key
            and quantities.sentence_number = later_quantities.sentence_number
            and quantities.clause_number = later_quantities.clause_number
            and quantities.unit_text = later_quantities.unit_text
            and later_quantities.start_position between quantities.end_position + 1 and quantities.end_position + 16
    inner join own_noun as later
        on
            later_quantities.document_key = later.document_key
            and later_quantities.mention_number = later.mention_number
            and later.noun is not null
    where
        quantities.unit in ('item', 'enterprise')
        and substr(quantities.right_text, quantities.next_number_start - quantities.end_position, 1)
        in ('、', '和', '及', '与')
        -- What stands before the noun ends as what stands behind the number does.
        and substr(later_quantities.right_text, instr(later_quantities.right_text, later.noun) - 1, 1)
        = substr(quantities.right_text, quantities.next_number_start - quantities.end_position - 1, 1)
),

-- 新开工项目数居前,分别是24个、21个: what is dealt out is the number that the clause before names.
of_respectively as (
    select
        quantities.document_key,
        quantities.mention_number,
        heads.noun,
        heads.noun_unit,
        heads.noun_indicator,
        'of_respectively' as relation,
        quantities.start_position - heads.end_position as distance
    from quantities
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            quantities.document_key = mentions.document_key
            and quantities.sentence_number = mentions.sentence_number
            and quantities.clause_number = mentions.clause_number
            and quantities.start_position >= mentions.end_position
            and mentions.lexicon = 'distribution_cues'
    inner join {{ ref('distribution_cues') }} as distribution_cues
        on
            mentions.term = distribution_cues.cue
            and distribution_cues.role = 'respectively'
    inner join heads
        on
            quantities.document_key = heads.document_key
            and quantities.sentence_number = heads.sentence_number
            and quantities.clause_number = heads.clause_number + 1
    where
        quantities.unit in ('item', 'enterprise')
        and right(heads.noun, 1) = '数'
),

-- 交通类92项,占项目总量的24%: what a count is a share of is what it counts.
of_whole as (
    select
        quantities.document_key,
        quantities.mention_number,
        heads.noun,
        heads.noun_unit,
        heads.noun_indicator,
        'of_whole' as relation,
        heads.start_position - quantities.end_position as distance
    from quantities
    inner join heads
        on
            quantities.document_key = heads.document_key
            and quantities.sentence_number = heads.sentence_number
            and quantities.clause_number = heads.clause_number - 1
            and heads.start_position between quantities.end_position + 2 and quantities.end_position + 4
    inner join {{ ref('stg_clauses') }} as clauses
        on
            heads.document_key = clauses.document_key
            and heads.sentence_number = clauses.sentence_number
            and heads.clause_number = clauses.clause_number
    where
        quantities.unit_text in ('个', '项')
        and heads.noun_unit = 'project'
        and substr(clauses.clause_text, 1, 1) = '占'
),

candidates as (
    select * from own_candidates
    union all
    select * from inherited
    union all
    select * from by_status
    union all
    select * from by_status_before
    union all
    select * from shared
    union all
    select * from of_respectively
    union all
    select * from of_whole
),

weighted as (
    select
        candidates.document_key,
        candidates.mention_number,
        candidates.noun,
        candidates.noun_unit,
        candidates.noun_indicator,
        candidates.relation,
        candidates.distance,
        cast(weights.weight - candidates.distance * weights.step as double) as score
    from candidates
    inner join weights on candidates.relation = weights.feature
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number
            order by score desc, distance asc, noun asc
        ) as candidate_rank
    from weighted
)

select * from ranked
