with

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
        positions.introduction_paragraph,
        positions.is_after_semicolon,
        positions.whole_sentence,
        numbers.start_position,
        numbers.end_position,
        numbers.unit_class,
        numbers.left_text,
        numbers.right_text,
        numbers.next_number_start,
        numbers.previous_number_end,
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
),

lexicons as (
    select
        'indicator_terms' as lexicon,
        term,
        indicator,
        weight
    from {{ ref('indicator_terms') }}
    union all
    select
        'fund_types' as lexicon,
        term,
        indicator,
        weight
    from {{ ref('fund_types') }}
    union all
    select
        'project_statuses' as lexicon,
        term,
        indicator,
        weight
    from {{ ref('project_statuses') }}
),

terms as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        lexicons.lexicon,
        lexicons.term,
        lexicons.indicator,
        lexicons.weight
    from {{ ref('stg_term_mentions') }} as mentions
    inner join lexicons
        on
            mentions.lexicon = lexicons.lexicon
            and mentions.term = lexicons.term
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

related as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        terms.term,
        terms.indicator,
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
            when
                terms.clause_number = quantities.clause_number
                and terms.start_position >= quantities.end_position
                and (quantities.next_number_start is null or terms.end_position <= quantities.next_number_start)
                -- 3148个项目完工2956个: a status right before another number is said of that one.
                and (
                    quantities.lexicon <> 'project_statuses'
                    or quantities.next_number_start is null
                    or terms.end_position < quantities.next_number_start
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
                then 'after_in_clause'
            when
                terms.clause_number < quantities.clause_number
                -- 复工率98%,员工在位率66%: a rate of another name is no rate of the name before.
                and (quantities.unit_class <> 'percent' or instr(quantities.left_text, '率') = 0)
                then 'earlier_clause'
            when terms.clause_number > quantities.clause_number and quantities.unit_class = 'money' then 'later_clause'
        end as relation
    from quantities
    inner join terms
        on
            quantities.document_key = terms.document_key
            and quantities.sentence_number = terms.sentence_number
            and quantities.lexicon = terms.lexicon
            and terms.clause_number <= quantities.clause_number + 1
    left join first_items
        on
            terms.document_key = first_items.document_key
            and terms.start_position >= first_items.start_position
            and terms.end_position <= first_items.end_position
            and quantities.start_position >= first_items.list_end
            and first_items.list_end >= quantities.start_position - 6
            and quantities.lexicon = 'fund_types'
),

-- 91%的企业已复工: the share of a group that has done what the verb says.
shares as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        verbs.verb as term,
        verbs.indicator,
        1.0 as term_weight,
        mentions.start_position - quantities.end_position as distance,
        'share_of_group' as relation
    from quantities
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            quantities.document_key = mentions.document_key
            and quantities.sentence_number = mentions.sentence_number
            and quantities.clause_number = mentions.clause_number
            and mentions.lexicon = 'resumption_verbs'
            and quantities.end_position <= mentions.start_position
    inner join {{ ref('resumption_verbs') }} as verbs
        on mentions.term = verbs.verb
    where
        quantities.lexicon = 'indicator_terms'
        and (
            substr(quantities.right_text, 1, 1) = '的'
            or mentions.start_position <= quantities.end_position + 8
        )
        and (quantities.next_number_start is null or mentions.end_position <= quantities.next_number_start)
),

-- 企业复工258家,占比56.21%: the share of those counted just before.
shares_of_counted as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        verbs.verb as term,
        verbs.indicator,
        1.0 as term_weight,
        quantities.start_position - mentions.end_position as distance,
        'share_of_group' as relation
    from quantities
    inner join {{ ref('int_number_is_quantity') }} as counts
        on
            quantities.document_key = counts.document_key
            and quantities.sentence_number = counts.sentence_number
            and counts.is_quantity
            and counts.unit in ('enterprise', 'merchant')
            and counts.clause_number between quantities.clause_number - 2 and quantities.clause_number - 1
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            counts.document_key = mentions.document_key
            and counts.sentence_number = mentions.sentence_number
            and counts.clause_number = mentions.clause_number
            and mentions.lexicon = 'resumption_verbs'
    inner join {{ ref('resumption_verbs') }} as verbs
        on mentions.term = verbs.verb
    where
        quantities.lexicon = 'indicator_terms'
        and {{ ends_with_any('quantities.left_text', ['占', '占比', '占比为', '占比达', '占总数的', '占全部企业的']) }}
),

-- 到正月十二开工的达87.6%
shares_of_those as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        verbs.verb as term,
        verbs.indicator,
        1.0 as term_weight,
        quantities.start_position - mentions.end_position as distance,
        'share_of_group' as relation
    from quantities
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            quantities.document_key = mentions.document_key
            and quantities.sentence_number = mentions.sentence_number
            and quantities.clause_number = mentions.clause_number
            and mentions.lexicon = 'resumption_verbs'
            and mentions.end_position between quantities.start_position - 3 and quantities.start_position - 2
    inner join {{ ref('resumption_verbs') }} as verbs
        on mentions.term = verbs.verb
    where
        quantities.lexicon = 'indicator_terms'
        and {{ ends_with_any('quantities.left_text', ['的达', '的占', '的达到', '的约占']) }}
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
            -- 其中,临淄区、高新区分别达到97.84%、95.96%
            when quantities.item_number > 0 then instr(quantities.left_text, '率') = 0
            when
                instr(quantities.left_text, '这一') + instr(quantities.left_text, '该比例')
                + instr(quantities.left_text, '两项指标') > 0
                then true
            when
                instr(quantities.left_text, '率') + instr(quantities.left_text, '占')
                + instr(quantities.left_text, '增长') + instr(quantities.left_text, '下降')
                + instr(quantities.left_text, '同比') > 0
                then false
            when quantities.is_after_semicolon
                then instr(quantities.left_text, '升') + instr(quantities.left_text, '降') > 0
            when quantities.lexicon = 'project_statuses'
                then quantities.detailed_sentence is not null or quantities.introduction_paragraph is not null
            else named.mention_number is not null
        end as is_going_on
    from quantities
    left join named
        on
            quantities.document_key = named.document_key
            and quantities.mention_number = named.mention_number
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

taken_over as (
    select
        going_on.document_key,
        going_on.mention_number,
        going_on.item_number,
        terms.term,
        terms.indicator,
        terms.weight as term_weight,
        going_on.start_position - terms.end_position as distance,
        'taken_over' as relation
    from going_on
    inner join terms
        on
            going_on.document_key = terms.document_key
            and going_on.lexicon = terms.lexicon
            and going_on.sentence_number > terms.sentence_number
    inner join {{ ref('int_sentence_position') }} as term_positions
        on
            terms.document_key = term_positions.document_key
            and terms.sentence_number = term_positions.sentence_number
    inner join {{ ref('indicators') }} as indicators
        on terms.indicator = indicators.indicator
    left join last_numbers
        on
            terms.document_key = last_numbers.document_key
            and terms.sentence_number = last_numbers.sentence_number
            and terms.lexicon = last_numbers.lexicon
    where
        going_on.is_going_on
        and (going_on.unit_class <> 'percent' or indicators.kind = 'rate')
        -- 补助资金440亿元,已全部拨付。其中: what stands before a number there says what it is.
        and (going_on.unit_class <> 'money' or terms.end_position <= last_numbers.last_start)
        and (
            terms.sentence_number = going_on.detailed_sentence
            or (
                going_on.paragraph_number = term_positions.paragraph_number
                and going_on.whole_sentence <= terms.sentence_number + 3
            )
            or term_positions.paragraph_number between going_on.introduction_paragraph - 1
            and going_on.introduction_paragraph
        )
),

candidates as (
    select * from related
    where relation is not null
    union all
    select * from shares
    union all
    select * from shares_of_counted
    union all
    select * from shares_of_those
    union all
    select * from taken_over
),

steps as (
    select weight
    from {{ ref('resolution_weights') }}
    where question = 'indicator' and feature = 'distance_step'
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
    from candidates
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
