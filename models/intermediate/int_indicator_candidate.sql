with

-- 用电量恢复至去年同期的96%: the share of what is usual is a measure of its own.
usual as (
    select distinct
        numbers.document_key,
        numbers.mention_number
    from {{ ref('int_number_is_quantity') }} as numbers
    inner join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'of_usual'
            and right(numbers.left_text, length(measure_cues.cue)) = measure_cues.cue
    where numbers.unit = 'percent'
),

-- 完成投资42亿元,同比增长16%,完成率19%: what is said of an amount may stand behind how it has grown.
last_measured as (
    select
        document_key,
        mention_number,
        coalesce(
            max(case when unit_class <> 'percent' then start_position end) over (
                partition by document_key, sentence_number
                order by start_position
                rows between unbounded preceding and 1 preceding
            ),
            -- 完成投资42亿元。县市中,甲县、乙县完成率居前
            max(case when unit_class <> 'percent' then start_position end) over (
                partition by document_key, paragraph_number
                order by start_position
                rows between unbounded preceding and 1 preceding
            )
        ) as measured_start
    from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

-- 签约57.78亿元,为目标的115%: only of what is invested a share of a plan is a rate of investments.
not_invested as (
    select distinct
        last_measured.document_key,
        last_measured.mention_number
    from last_measured
    inner join {{ ref('int_number_is_quantity') }} as measured
        on
            last_measured.document_key = measured.document_key
            and last_measured.measured_start = measured.start_position
            and measured.unit_class = 'money'
    inner join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'not_invested'
            and instr(measured.clause_text, measure_cues.cue) > 0
    where instr(measured.clause_text, '投资') = 0
    union
    -- 到位资金221亿元,为目标任务265亿元的83.53%
    select distinct
        last_measured.document_key,
        last_measured.mention_number
    from last_measured
    inner join {{ ref('int_number_is_quantity') }} as measured
        on
            last_measured.document_key = measured.document_key
            and last_measured.measured_start = measured.start_position
            and measured.unit_class = 'money'
            and substr(measured.right_text, 1, 1) = '的'
    inner join {{ ref('stg_clauses') }} as clauses
        on
            measured.document_key = clauses.document_key
            and measured.sentence_number = clauses.sentence_number
            and measured.clause_number = clauses.clause_number + 1
    inner join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'not_invested'
            and instr(clauses.clause_text, measure_cues.cue) > 0
    where instr(clauses.clause_text, '投资') = 0 and instr(measured.clause_text, '投资') = 0
),

next_amounts as (
    select
        document_key,
        mention_number,
        lead(start_position) over amounts as next_amount_start,
        lead(clause_number) over amounts as next_amount_clause,
        lead(number_value) over amounts = number_value as is_next_the_same
    from {{ ref('int_number_is_quantity') }}
    where is_quantity and unit_class = 'money'
    window amounts as (partition by document_key, sentence_number order by start_position)
),

quantities as (
    select
        items.document_key,
        items.mention_number,
        items.item_number,
        items.item_start,
        items.item_end,
        numbers.sentence_number,
        numbers.paragraph_number,
        numbers.clause_number,
        positions.detailed_sentence,
        positions.is_by_group,
        positions.introduction_paragraph,
        positions.is_after_semicolon,
        positions.whole_sentence,
        positions.whole_told_sentence,
        numbers.start_position,
        numbers.end_position,
        numbers.unit_class,
        numbers.left_text,
        numbers.right_text,
        numbers.next_number_start,
        numbers.previous_number_end,
        next_numbers.end_position as next_number_end,
        lag(numbers.unit_class) over (
            partition by numbers.document_key, numbers.sentence_number, items.item_number
            order by numbers.start_position
        ) as previous_unit_class,
        measured.unit_class as measured_unit_class,
        coalesce(instr(measured.clause_text, '投资') > 0, false) as is_invested,
        -- 完成年度投资目标的46.3%、44.4%: what stands before the first of a row is said of all.
        case
            when
                numbers.previous_number_end = numbers.start_position - 1
                and right(numbers.left_text, 1) in ('、', '和', '及', '与')
                and previous_numbers.unit = numbers.unit
                and instr(numbers.left_text, '的') > 0
                then substr(
                    numbers.left_text, 1, length(numbers.left_text) - instr(reverse(numbers.left_text), '的') + 1
                )
        end as row_text,
        -- 完成全年任务52亿元的35%: what the amount is that a share is of.
        case
            when
                numbers.previous_number_end = numbers.start_position - 1 and right(numbers.left_text, 1) = '的'
                then substr(numbers.left_text, 1, previous_numbers.start_position - numbers.clause_start)
            -- 为年度计划投资(184.08亿元)的121.79%
            when
                numbers.previous_number_end = numbers.start_position - 2 and right(numbers.left_text, 2) = ')的'
                then substr(numbers.left_text, 1, previous_numbers.start_position - numbers.clause_start - 1)
            else numbers.left_text
        end as plan_text,
        next_amounts.next_amount_start,
        next_amounts.next_amount_clause,
        next_amounts.is_next_the_same,
        numbers.sentence_start,
        numbers.clause_start,
        usual.mention_number is not null as is_of_usual,
        not_invested.mention_number is not null as is_not_invested,
        counted.counted_basis = 'after' and numbers.start_position = numbers.clause_start as is_new_subject,
        -- How far what follows a count may speak of it: to the next number, beyond it where that is an amount
        -- (12个项目总投资5亿元集中开工) or counts more of the same (5个省级项目、7个市级项目正常开工).
        case
            when counted.unit <> 'project' or next_numbers.unit_class is null then numbers.next_number_start
            when next_numbers.unit_class = 'money' then next_numbers.next_number_start
            when
                next_numbers.unit_class = 'count'
                and substr(numbers.right_text, next_numbers.start_position - numbers.end_position, 1)
                in ('、', '和', '及', '与')
                then next_numbers.next_number_start
            else numbers.next_number_start
        end as reach_end,
        next_numbers.unit_class = 'count' as is_before_count,
        case
            when numbers.unit_class = 'percent' and numbers.unit = 'percent' then 'indicator_terms'
            when numbers.unit_class = 'money' then 'fund_types'
            when counted.unit = 'project' then 'project_statuses'
        end as lexicon
    from {{ ref('int_quantity_list_item') }} as items
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            items.document_key = numbers.document_key
            and items.mention_number = numbers.mention_number
    inner join {{ ref('int_sentence_position') }} as positions
        on
            numbers.document_key = positions.document_key
            and numbers.sentence_number = positions.sentence_number
    inner join {{ ref('int_quantity_counted') }} as counted
        on
            items.document_key = counted.document_key
            and items.mention_number = counted.mention_number
    left join usual
        on
            items.document_key = usual.document_key
            and items.mention_number = usual.mention_number
    left join not_invested
        on
            items.document_key = not_invested.document_key
            and items.mention_number = not_invested.mention_number
    left join {{ ref('int_number_is_quantity') }} as previous_numbers
        on
            numbers.document_key = previous_numbers.document_key
            and numbers.previous_number_end = previous_numbers.end_position
    left join next_amounts
        on
            items.document_key = next_amounts.document_key
            and items.mention_number = next_amounts.mention_number
    left join last_measured
        on
            items.document_key = last_measured.document_key
            and items.mention_number = last_measured.mention_number
    left join {{ ref('int_number_is_quantity') }} as measured
        on
            last_measured.document_key = measured.document_key
            and last_measured.measured_start = measured.start_position
    left join {{ ref('int_number_is_quantity') }} as next_numbers
        on
            numbers.document_key = next_numbers.document_key
            and numbers.next_number_start = next_numbers.start_position
),

measure_cues as (
    select
        cue,
        role
    from {{ ref('measure_cues') }}
),

lexicons as (
    select
        'indicator_terms' as lexicon,
        term,
        indicator,
        weight,
        after_money,
        after_count
    from {{ ref('indicator_terms') }}
    union all
    select
        'fund_types' as lexicon,
        term,
        indicator,
        weight,
        cast(null as {{ dbt.type_string() }}) as after_money,
        cast(null as {{ dbt.type_string() }}) as after_count
    from {{ ref('fund_types') }}
    union all
    select
        'project_statuses' as lexicon,
        term,
        indicator,
        weight,
        cast(null as {{ dbt.type_string() }}) as after_money,
        cast(null as {{ dbt.type_string() }}) as after_count
    from {{ ref('project_statuses') }}
),

found_terms as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        lexicons.lexicon,
        lexicons.term,
        lexicons.indicator,
        lexicons.weight,
        lexicons.after_money,
        lexicons.after_count
    from {{ ref('stg_term_mentions') }} as mentions
    inner join lexicons
        on
            mentions.lexicon = lexicons.lexicon
            and mentions.term = lexicons.term
),

-- 列入开工动员的项目: a status right behind a verb of listing is what is listed for.
listed_for as (
    select distinct
        found_terms.document_key,
        found_terms.start_position
    from found_terms
    inner join found_terms as listing
        on
            found_terms.document_key = listing.document_key
            and found_terms.lexicon = listing.lexicon
            and found_terms.start_position = listing.end_position
    inner join {{ ref('project_statuses') }} as project_statuses
        on listing.term = project_statuses.term
    where found_terms.lexicon = 'project_statuses' and project_statuses.holds_against_plan
),

-- 9个项目全部开工: a status behind a count of projects is said of these.
said_of_count as (
    select distinct
        found_terms.document_key,
        found_terms.start_position
    from found_terms
    inner join quantities
        on
            found_terms.document_key = quantities.document_key
            and found_terms.sentence_number = quantities.sentence_number
            and found_terms.clause_number = quantities.clause_number
            and found_terms.lexicon = quantities.lexicon
            and found_terms.start_position >= quantities.end_position
    where found_terms.lexicon = 'project_statuses'
),

-- 295个项目,4月底前已全部竣工: a status said of all needs no count in its clause.
said_of_all as (
    select distinct
        found_terms.document_key,
        found_terms.start_position
    from found_terms
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            found_terms.document_key = mentions.document_key
            and found_terms.sentence_number = mentions.sentence_number
            and found_terms.clause_number = mentions.clause_number
            and mentions.end_position between found_terms.start_position - 2 and found_terms.start_position
    inner join {{ ref('distribution_cues') }} as distribution_cues
        on
            mentions.term = distribution_cues.cue
            and distribution_cues.role = 'each'
    where found_terms.lexicon = 'project_statuses' and mentions.lexicon = 'distribution_cues'
),

terms as (
    select
        found_terms.*,
        said_of_count.start_position is not null as is_said_of_count,
        said_of_all.start_position is not null as is_said_of_all
    from found_terms
    left join listed_for
        on
            found_terms.document_key = listed_for.document_key
            and case when found_terms.lexicon = 'project_statuses' then found_terms.start_position end
            = listed_for.start_position
    left join said_of_count
        on
            found_terms.document_key = said_of_count.document_key
            and case when found_terms.lexicon = 'project_statuses' then found_terms.start_position end
            = said_of_count.start_position
    left join said_of_all
        on
            found_terms.document_key = said_of_all.document_key
            and case when found_terms.lexicon = 'project_statuses' then found_terms.start_position end
            = said_of_all.start_position
    where listed_for.start_position is null
),

list_ends as (
    select
        document_key,
        list_number,
        max(end_position) as list_end
    from {{ ref('stg_list_items') }}
    group by document_key, list_number
),

first_items as (
    select
        items.document_key,
        items.list_number,
        items.start_position,
        items.end_position,
        list_ends.list_end
    from {{ ref('stg_list_items') }} as items
    inner join list_ends
        on
            items.document_key = list_ends.document_key
            and items.list_number = list_ends.list_number
    where items.item_number = 1
),

points as (
    select distinct
        document_key,
        sentence_number,
        clause_number
    from {{ ref('int_number_is_quantity') }}
    where unit = 'percentage_point'
),

-- 完成投资180亿元,完成率27%。…项目的完成率分别是38%、27%: a word for a rate that a text has used of money goes on to mean that.
terms_of_money as (
    select distinct
        quantities.document_key,
        terms.term
    from quantities
    inner join terms
        on
            quantities.document_key = terms.document_key
            and quantities.sentence_number = terms.sentence_number
            and quantities.clause_number = terms.clause_number
            and quantities.lexicon = terms.lexicon
            and quantities.start_position >= terms.end_position
    where
        quantities.unit_class = 'percent'
        and quantities.measured_unit_class = 'money'
        and terms.after_money <> ''
),

related as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        terms.term,
        -- 资金22.8亿元,到位率90%: of money, not of staff; 项目8个,完成年度计划133%: of a count, not of what is invested.
        case
            when
                terms.indicator = 'investment_completion_rate'
                and terms.start_position < quantities.start_position and quantities.is_not_invested
                then 'other_rate'
            -- 投资完成12亿元,为年度目标任务的176.5%, but 发放信贷2416亿元,为年度目标的67%
            when
                terms.start_position < quantities.start_position and quantities.measured_unit_class = 'money'
                and (quantities.is_invested or terms.indicator <> 'other_rate' or terms.weight <= 1)
                then coalesce(nullif(terms.after_money, ''), terms.indicator)
            when terms.start_position < quantities.start_position and quantities.measured_unit_class = 'count'
                then coalesce(nullif(terms.after_count, ''), terms.indicator)
            when
                terms.start_position < quantities.start_position
                and quantities.measured_unit_class is null
                and terms_of_money.term is not null
                then coalesce(nullif(terms.after_money, ''), terms.indicator)
            else terms.indicator
        end as indicator,
        terms.weight as term_weight,
        case
            when terms.end_position <= quantities.start_position
                then quantities.start_position - terms.end_position
            else terms.start_position - quantities.end_position
        end as distance,
        case
            when
                quantities.item_number > 0 and terms.start_position >= quantities.item_start
                and terms.end_position <= quantities.item_end
                then 'item'
            when
                terms.clause_number = quantities.clause_number
                and terms.end_position <= quantities.start_position
                and first_items.list_number is not null
                then 'list_head'
            when
                terms.clause_number = quantities.clause_number
                and terms.end_position <= quantities.start_position
                then 'before_in_clause'
            -- 文化(176.9%)、农林(147.7%)等行业的投资完成率: what figures in brackets are is said behind the last of them.
            when
                terms.clause_number = quantities.clause_number
                and terms.start_position >= quantities.end_position
                and quantities.unit_class = 'percent'
                and right(quantities.left_text, 1) = '('
                and substr(quantities.right_text, 1, 1) = ')'
                and (instr(quantities.right_text, '、') > 0 or instr(quantities.left_text, ')、') > 0)
                and instr(
                    substr(quantities.right_text, 1, terms.start_position - quantities.end_position), '等'
                ) > 0
                then 'behind_brackets'
            when
                terms.clause_number = quantities.clause_number
                and terms.start_position >= quantities.end_position
                and (quantities.reach_end is null or terms.end_position <= quantities.reach_end)
                -- 3148个项目完工2956个: a status right before another number is said of that one.
                and (
                    quantities.lexicon <> 'project_statuses'
                    or (
                        coalesce(terms.end_position <> quantities.next_number_start, true)
                        and coalesce(terms.end_position <> quantities.reach_end, true)
                    )
                )
                -- 3个项目、5个竣工项目: beyond a count of more projects only what stands behind these is said of both.
                and (
                    quantities.lexicon <> 'project_statuses'
                    or not coalesce(quantities.is_before_count, false)
                    or terms.end_position <= quantities.next_number_start
                    or instr(
                        substr(
                            quantities.right_text,
                            quantities.next_number_end - quantities.end_position + 1,
                            terms.start_position - quantities.next_number_end
                        ),
                        '项目'
                    ) > 0
                )
                -- What follows 、 or belongs to the next number says nothing of this one.
                and (
                    quantities.lexicon = 'project_statuses'
                    or instr(
                        substr(quantities.right_text, 1, terms.start_position - quantities.end_position), '、'
                    ) = 0
                )
                and (
                    quantities.unit_class <> 'percent'
                    or (
                        substr(quantities.right_text, 1, 1) = '的'
                        -- 66%的企业到岗率超过80%: the rate is that of the next number.
                        and coalesce(quantities.next_number_start > terms.end_position + 1, true)
                    )
                )
                and (quantities.unit_class <> 'money' or terms.start_position <= quantities.end_position + 10)
                then
                    case
                        -- 20个储备项目提前开工: right before the noun it describes, and gives way to what is said.
                        when
                            quantities.lexicon = 'project_statuses'
                            and substr(quantities.right_text, terms.end_position - quantities.end_position + 1, 2)
                            in ('项目', '工程')
                            then 'attribute'
                        else 'after_in_clause'
                    end
            when
                terms.clause_number < quantities.clause_number
                -- 9个项目全部开工,13个项目完成投资6477万元: a count that begins its clause is spoken of anew.
                and not (coalesce(quantities.is_new_subject, false) and terms.is_said_of_count)
                -- 到位资金已完成121亿元;项目58个: a weak word for a status holds for what stands beside it.
                and (quantities.lexicon <> 'project_statuses' or terms.weight not between 0.6 and 0.8)
                -- 复岗率92.4%,用电量恢复至去年同期的96%
                and not coalesce(quantities.is_of_usual, false)
                -- 复工率98%,员工在位率66%: a rate of another name is no rate of the name before.
                and (quantities.unit_class <> 'percent' or instr(quantities.left_text, '率') = 0)
                -- 复工率96.6%,上升17.7个百分点,其中制造业企业98.7%: what has moved by points is no growth of the next.
                and not (
                    quantities.unit_class = 'percent' and terms.indicator = 'growth_rate'
                    and points.document_key is not null
                )
                -- 到岗率80%,66%的企业到岗率超过90%: how many have a rate is no rate.
                and not (
                    quantities.unit_class = 'percent'
                    and coalesce(substr(quantities.right_text, 1, 1) = '的', false)
                    and coalesce(
                        instr(
                            substr(quantities.right_text, 1, quantities.next_number_start - quantities.end_position),
                            '率'
                        ) > 0,
                        false
                    )
                )
                then 'earlier_clause'
            when
                terms.clause_number > quantities.clause_number and quantities.unit_class = 'money'
                -- 市级1200万元,捐赠资金1.7亿元: what stands before an amount of its own is said of that one.
                and coalesce(
                    quantities.next_amount_clause > terms.clause_number
                    or quantities.next_amount_start < terms.end_position
                    or quantities.is_next_the_same,
                    true
                )
                then 'later_clause'
            when
                terms.clause_number > quantities.clause_number
                and terms.is_said_of_all
                and (
                    coalesce(quantities.next_number_start >= terms.end_position, true)
                    -- 下达项目721个5.4亿元,目前全部开工
                    or (
                        not coalesce(quantities.is_before_count, false)
                        and quantities.next_number_start <= quantities.end_position + 2
                    )
                )
                then 'said_of_all'
        end as relation
    from quantities
    inner join terms
        on
            quantities.document_key = terms.document_key
            and quantities.sentence_number = terms.sentence_number
            and quantities.lexicon = terms.lexicon
            and terms.clause_number <= quantities.clause_number + 1
    left join terms_of_money
        on
            terms.document_key = terms_of_money.document_key
            and terms.term = terms_of_money.term
    left join points
        on
            terms.document_key = points.document_key
            and terms.sentence_number = points.sentence_number
            and terms.clause_number = points.clause_number
    left join first_items
        on
            case when quantities.lexicon = 'fund_types' then terms.document_key end = first_items.document_key
            and terms.start_position >= first_items.start_position
            and terms.end_position <= first_items.end_position
            and quantities.start_position >= first_items.list_end
            and first_items.list_end >= quantities.start_position - 6
),

shares as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        group_shares.verb as term,
        group_shares.indicator,
        1.0 as term_weight,
        group_shares.distance,
        group_shares.relation
    from quantities
    inner join {{ ref('int_group_share') }} as group_shares
        on
            quantities.document_key = group_shares.document_key
            and quantities.mention_number = group_shares.mention_number
),

-- 完成市计划71%, 占国家下达计划的62.2%: the share of a plan that is done, whoever made it, where investments are told of.
of_plan as (
    select distinct
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        plan_cues.cue as term,
        'investment_completion_rate' as indicator,
        1.1 as term_weight,
        0 as distance,
        'before_in_clause' as relation
    from quantities
    inner join measure_cues as plan_cues
        on
            plan_cues.role in ('of_plan', 'of_estimate', 'of_investment_plan')
            and right(coalesce(quantities.row_text, quantities.plan_text), length(plan_cues.cue)) = plan_cues.cue
    inner join measure_cues as verbs
        on
            verbs.role = 'plan_verb'
            and instr(right(coalesce(quantities.row_text, quantities.plan_text), 14), verbs.cue) > 0
    inner join {{ ref('stg_sentences') }} as sentences
        on
            quantities.document_key = sentences.document_key
            and quantities.sentence_number = sentences.sentence_number
    -- 完成投资8.6亿元,相当于估算总投资的107.8%: of what they cost in all a share is done only where something is.
    left join measure_cues as achieved
        on
            plan_cues.role = 'of_estimate'
            and achieved.role = 'achieved'
            and instr(
                substr(sentences.sentence_text, 1, quantities.start_position - sentences.start_position), achieved.cue
            ) > 0
    where
        quantities.lexicon = 'indicator_terms'
        and not quantities.is_not_invested
        -- 分别完成年度投资目标的46%: what names the plan of money needs no amount.
        and (
            quantities.previous_unit_class = 'money'
            or plan_cues.role = 'of_investment_plan'
            -- 前沿新材料领域投资增长明显,分别完成年度目标的43%和61.9%
            or (plan_cues.role = 'of_plan' and quantities.previous_unit_class is null and verbs.cue = '完成')
            or (plan_cues.role = 'of_plan' and quantities.row_text is not null and verbs.cue = '完成')
        )
        and (plan_cues.role <> 'of_estimate' or achieved.cue is not null)
        and instr(
            substr(sentences.sentence_text, 1, quantities.start_position - sentences.start_position), '投资'
        ) > 0
),

-- Names that a number can stand right behind: 天元区86%, 零售业77.1%, 商贸服务(95.44%).
names as (
    select
        document_key,
        end_position
    from {{ ref('stg_term_mentions') }}
    where lexicon in ('sector_terms', 'enterprise_groups', 'counted_nouns')
    union
    select
        document_key,
        end_position
    from {{ ref('stg_place_mentions') }}
    union
    select
        document_key,
        end_position
    from {{ ref('stg_organisation_mentions') }}
),

named as (
    select distinct
        quantities.document_key,
        quantities.mention_number
    from quantities
    inner join names
        on
            quantities.document_key = names.document_key
            and names.end_position between quantities.start_position - 3 and quantities.start_position
    where quantities.unit_class = 'percent'
),

cues_before as (
    select
        quantities.document_key,
        quantities.mention_number,
        max(case when measure_cues.role = 'goes_on' then 1 else 0 end) = 1 as has_going_on,
        max(case when measure_cues.role = 'breaks_off' then 1 else 0 end) = 1 as has_breaking_off,
        max(case when measure_cues.role = 'moves' then 1 else 0 end) = 1 as has_move
    from quantities
    inner join measure_cues
        on
            measure_cues.role in ('goes_on', 'breaks_off', 'moves')
            and instr(quantities.left_text, measure_cues.cue) > 0
    group by quantities.document_key, quantities.mention_number
),

-- 复工率52.9%。其中:天元区86%: what a number measures that only goes on with what was told before.
going_on as (
    select
        quantities.*,
        case
            when quantities.unit_class = 'money'
                then
                    quantities.detailed_sentence is not null
                    or quantities.introduction_paragraph is not null
                    or right(quantities.left_text, 2) in ('完成', '资金')
                    or receiving.cue is not null
                    or coalesce(quantities.is_by_group, false)
                    -- 基础设施类75个,102.3亿元
                    or (quantities.is_after_semicolon and quantities.start_position = quantities.clause_start)
            -- 其中,临淄区、高新区分别达到97.84%、95.96%
            when quantities.item_number > 0 then instr(quantities.left_text, '率') = 0
            when cues_before.has_going_on then true
            when cues_before.has_breaking_off then false
            when quantities.lexicon = 'project_statuses'
                then
                    quantities.detailed_sentence is not null
                    or coalesce(quantities.is_by_group, false)
                    or quantities.introduction_paragraph is not null
            -- 产业类完成投资29亿元,为年计划的80%;社会类6亿元,83%
            when
                (quantities.is_after_semicolon or coalesce(quantities.is_by_group, false))
                and quantities.start_position <= quantities.clause_start + 1
                then true
            when quantities.is_after_semicolon and cues_before.has_move then true
            -- 大连市复工率66%;锦州市超过90%
            else named.mention_number is not null
        end as is_going_on
    from quantities
    left join named
        on
            quantities.document_key = named.document_key
            and quantities.mention_number = named.mention_number
    left join cues_before
        on
            quantities.document_key = cues_before.document_key
            and quantities.mention_number = cues_before.mention_number
    -- 75户企业拿到24亿元
    left join measure_cues as receiving
        on
            quantities.unit_class = 'money'
            and (
                (
                    receiving.role = 'receiving'
                    and right(quantities.left_text, length(receiving.cue)) = receiving.cue
                )
                -- ,余额21.4万亿元, but 广义货币余额
                or (receiving.role = 'balance' and quantities.left_text = receiving.cue)
            )
    where quantities.unit_class in ('percent', 'money') or quantities.lexicon = 'project_statuses'
),

last_numbers as (
    select
        document_key,
        sentence_number,
        lexicon,
        max(start_position) as last_start
    from quantities
    group by document_key, sentence_number, lexicon
),

-- What numbers further on may take over: terms, and shares of plans.
carriers as (
    select
        document_key,
        lexicon,
        sentence_number,
        end_position,
        term,
        indicator,
        weight
    from terms
    union all
    select
        quantities.document_key,
        quantities.lexicon,
        quantities.sentence_number,
        quantities.start_position as end_position,
        of_plan.term,
        of_plan.indicator,
        of_plan.term_weight as weight
    from of_plan
    inner join quantities
        on
            of_plan.document_key = quantities.document_key
            and of_plan.mention_number = quantities.mention_number
            and of_plan.item_number = quantities.item_number
),

-- 政府项目496个,已开工114个;企业项目91个,已开工34个: the first count of a part goes on as the first of the part before did.
first_counts as (
    select
        document_key,
        sentence_number,
        min(start_position) as first_start
    from quantities
    where lexicon = 'project_statuses'
    group by document_key, sentence_number
),

-- 安排430项,内有新开工60项。按行业,水利类178项: where the whole has a status before it, those of its parts hold for them alone.
wholes_with_status as (
    select distinct
        first_counts.document_key,
        first_counts.sentence_number,
        first_counts.first_start
    from first_counts
    inner join terms
        on
            first_counts.document_key = terms.document_key
            and first_counts.sentence_number = terms.sentence_number
            and first_counts.first_start >= terms.end_position
            and terms.lexicon = 'project_statuses'
),

taken_over as (
    select
        going_on.document_key,
        going_on.mention_number,
        going_on.item_number,
        carriers.term,
        carriers.indicator,
        carriers.weight as term_weight,
        going_on.start_position - carriers.end_position as distance,
        'taken_over' as relation
    from going_on
    inner join carriers
        on
            going_on.document_key = carriers.document_key
            and going_on.lexicon = carriers.lexicon
            and going_on.sentence_number > carriers.sentence_number
    inner join {{ ref('int_sentence_position') }} as carrier_positions
        on
            carriers.document_key = carrier_positions.document_key
            and carriers.sentence_number = carrier_positions.sentence_number
    inner join {{ ref('indicators') }} as indicators
        on carriers.indicator = indicators.indicator
    left join last_numbers
        on
            carriers.document_key = last_numbers.document_key
            and carriers.sentence_number = last_numbers.sentence_number
            and carriers.lexicon = last_numbers.lexicon
    left join first_counts
        on
            case when going_on.is_after_semicolon then going_on.document_key end = first_counts.document_key
            and going_on.start_position = first_counts.first_start
    left join first_counts as counts_before
        on
            first_counts.document_key = counts_before.document_key
            and carriers.sentence_number = counts_before.sentence_number
    left join wholes_with_status
        on
            case when going_on.is_by_group then going_on.document_key end = wholes_with_status.document_key
            and carriers.sentence_number = wholes_with_status.sentence_number
            and going_on.sentence_number > wholes_with_status.sentence_number
    where
        going_on.is_going_on
        and not coalesce(
            carriers.lexicon = 'project_statuses' and carriers.end_position > wholes_with_status.first_start, false
        )
        and not coalesce(
            carriers.lexicon = 'project_statuses'
            and carriers.sentence_number >= going_on.whole_sentence
            and carriers.end_position > counts_before.first_start,
            false
        )
        and (going_on.unit_class <> 'percent' or indicators.kind = 'rate')
        -- 补助资金440亿元,已全部拨付。其中: what stands before a number there says what it is.
        and (going_on.unit_class <> 'money' or carriers.end_position <= last_numbers.last_start)
        and (
            carriers.sentence_number = going_on.detailed_sentence
            or (
                coalesce(going_on.is_by_group, false)
                and carriers.sentence_number >= going_on.whole_told_sentence - 3
            )
            or (
                going_on.paragraph_number = carrier_positions.paragraph_number
                and going_on.whole_sentence <= carriers.sentence_number + 3
            )
            or carrier_positions.paragraph_number between going_on.introduction_paragraph - 1
            and going_on.introduction_paragraph
        )
),

-- 央行专项再贷款发放1840亿元: what the headline of a report tells of is what amounts without a word of their own are.
headline_terms as (
    select
        terms.document_key,
        max(terms.term) as term,
        max(terms.indicator) as indicator,
        max(terms.weight) as weight
    from terms
    inner join {{ ref('int_sentence_position') }} as positions
        on
            terms.document_key = positions.document_key
            and terms.sentence_number = positions.sentence_number
    where
        terms.lexicon = 'fund_types'
        and positions.is_headline
        and positions.headline_number is null
    group by terms.document_key
    having min(terms.indicator) = max(terms.indicator)
),

-- A bulletin tells of many things, each below a headline of its own.
headlines_told as (
    select
        document_key,
        count(*) as headline_count
    from {{ ref('int_sentence_position') }}
    where is_headline
    group by document_key
),

of_headline as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        headline_terms.term,
        headline_terms.indicator,
        headline_terms.weight as term_weight,
        0 as distance,
        'of_headline' as relation
    from quantities
    inner join headline_terms
        on
            quantities.document_key = headline_terms.document_key
            and quantities.lexicon = 'fund_types'
    inner join headlines_told
        on quantities.document_key = headlines_told.document_key
    where headlines_told.headline_count <= 3
),

candidates as (
    select * from related
    where relation is not null
    union all
    select * from of_headline
    union all
    select * from shares
    union all
    select * from of_plan
    union all
    select * from taken_over
),

steps as (
    select weight
    from {{ ref('resolution_weights') }}
    where question = 'indicator' and feature = 'distance_step'
),

-- 完工项目63个、在建148个: a status right before a number leaves those before the last number to that one. 签约项目已有110个开工:
-- one right behind a number stands before what only describes its noun.
status_beside as (
    select
        candidates.document_key,
        candidates.mention_number,
        candidates.item_number,
        min(
            case
                when candidates.relation = 'before_in_clause'
                    then quantities.start_position - quantities.previous_number_end
                else 0
            end
        ) as reach
    from candidates
    inner join quantities
        on
            candidates.document_key = quantities.document_key
            and candidates.mention_number = quantities.mention_number
            and candidates.item_number = quantities.item_number
    where
        quantities.lexicon = 'project_statuses'
        and candidates.distance = 0
        -- 开复工项目64项(新建38项、续建26项)
        and candidates.indicator <> 'other_project'
        and (
            candidates.relation = 'before_in_clause'
            or (candidates.relation = 'after_in_clause' and right(quantities.left_text, 2) = '已有')
        )
    group by candidates.document_key, candidates.mention_number, candidates.item_number
),

kept as (
    select candidates.*
    from candidates
    left join status_beside
        on
            candidates.document_key = status_beside.document_key
            and candidates.mention_number = status_beside.mention_number
            and candidates.item_number = status_beside.item_number
    where not coalesce(
        candidates.relation = 'before_in_clause' and candidates.distance > status_beside.reach, false
    )
),

weighted as (
    select
        candidates.document_key,
        candidates.mention_number,
        candidates.item_number,
        candidates.term,
        candidates.indicator,
        candidates.relation,
        candidates.distance,
        cast(
            weights.weight * candidates.term_weight - candidates.distance * steps.weight as double
        ) as score
    from kept as candidates
    inner join {{ ref('resolution_weights') }} as weights
        on
            candidates.relation = weights.feature
            and weights.question = 'indicator'
    cross join steps
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number, item_number
            order by score desc, distance asc, term asc
        ) as candidate_rank
    from weighted
)

select * from ranked
