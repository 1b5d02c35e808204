with

numbers as (
    select * from {{ ref('int_number_in_clause') }}
),

groups_named as (
    select
        document_key,
        start_position,
        end_position
    from {{ ref('stg_term_mentions') }}
    where lexicon in ('enterprise_groups', 'counted_nouns')
),

-- A number whose hedge is a bound and that is followed by the class it bounds: 50人以下的中小企业, 2000万元以上企业.
bounded as (
    select distinct
        numbers.document_key,
        numbers.mention_number
    from numbers
    -- The bound stands behind the number; 不低于50人的企业 says something of the enterprises.
    inner join {{ ref('hedges') }} as bounds
        on
            bounds.position = 'suffix'
            and bounds.comparator in ('ge', 'le')
            and right(numbers.value_text, length(bounds.hedge_text)) = bounds.hedge_text
    inner join groups_named
        on
            numbers.document_key = groups_named.document_key
            and numbers.end_position < groups_named.end_position
            and numbers.start_position <= groups_named.start_position
            and groups_named.start_position <= numbers.end_position + 8
            and numbers.clause_end >= groups_named.end_position
    where
        numbers.comparator in ('ge', 'le')
        and numbers.range_role = ''
        and numbers.unit_class <> 'percent'
),

-- 总投资超过亿元的产业项目, 投资过10亿元的项目23个: the size of a class of projects, which is no money of its own.
sized as (
    select distinct
        numbers.document_key,
        numbers.mention_number
    from numbers
    inner join groups_named
        on
            numbers.document_key = groups_named.document_key
            and groups_named.start_position between numbers.end_position and numbers.end_position + 12
            and numbers.clause_end >= groups_named.end_position
    left join numbers as counts_before
        on
            numbers.document_key = counts_before.document_key
            and numbers.previous_number_end = counts_before.end_position
            and counts_before.unit_class = 'count'
            and counts_before.end_position >= numbers.start_position - 8
    left join numbers as counts_behind
        on
            numbers.document_key = counts_behind.document_key
            and numbers.next_number_start = counts_behind.start_position
            and counts_behind.unit_class = 'count'
            and counts_behind.start_position between groups_named.end_position and groups_named.end_position + 4
    where
        numbers.unit_class = 'money'
        and numbers.range_role = ''
        and coalesce(numbers.next_number_start >= groups_named.end_position, true)
        and instr(substr(numbers.right_text, 1, groups_named.start_position - numbers.end_position), '、') = 0
        and (
            numbers.numeral = 'multiplier'
            or (
                (numbers.comparator in ('gt', 'ge') or right(numbers.left_text, 1) = '过')
                and substr(numbers.right_text, 1, 1) = '的'
                and (counts_before.mention_number is not null or counts_behind.mention_number is not null)
            )
        )
),

-- 10亿元以上的7个, 5亿元以上的有21个: the class that a count right behind is of.
classed as (
    select
        numbers.document_key,
        numbers.mention_number
    from numbers
    inner join numbers as counts
        on
            numbers.document_key = counts.document_key
            and counts.start_position between numbers.end_position + 1 and numbers.end_position + 4
            and counts.unit_class = 'count'
    where
        numbers.unit_class = 'money'
        and numbers.range_role = ''
        and numbers.comparator in ('gt', 'ge')
        and substr(numbers.right_text, 1, counts.start_position - numbers.end_position) in ('的', '的有', '投资项目', '项目')
),

-- What the words beside a number make of it: 每个项目 counts no projects, 12345企业服务热线 is the number of a telephone,
-- and 排前4名 and 前进7位 are places in an order.
cued as (
    select
        numbers.document_key,
        numbers.mention_number,
        max(case when count_cues.role = 'per_unit' then 1 else 0 end) = 1 as is_per_unit,
        max(case when count_cues.role = 'telephone' then 1 else 0 end) = 1 as is_telephone,
        max(case when count_cues.role = 'ranked' then 1 else 0 end) = 1 as is_ranked
    from numbers
    left join {{ ref('count_cues') }} as order_units
        on
            order_units.role = 'ranked_unit'
            and numbers.unit_text = order_units.cue
    inner join {{ ref('count_cues') }} as count_cues
        on
            (
                right(numbers.left_text, length(count_cues.cue)) = count_cues.cue
                and (
                    (count_cues.role = 'per_unit' and numbers.unit_class = 'count')
                    or (count_cues.role = 'ranked' and order_units.cue is not null)
                )
            )
            or (
                count_cues.role = 'telephone'
                and numbers.unit_source = 'noun'
                and instr(substr(numbers.right_text, 1, 8), count_cues.cue) > 0
            )
    group by numbers.document_key, numbers.mention_number
),

judged as (
    select
        numbers.document_key,
        numbers.mention_number,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.start_position,
        numbers.end_position,
        numbers.raw_start,
        numbers.raw_end,
        numbers.number_start,
        numbers.number_end,
        numbers.value_text,
        numbers.number_text,
        numbers.unit_text,
        numbers.unit,
        numbers.unit_class,
        numbers.currency_code,
        numbers.number_value,
        numbers.comparator,
        numbers.numeral,
        numbers.unit_source,
        numbers.range_role,
        numbers.is_repaired,
        numbers.clause_start,
        numbers.clause_end,
        numbers.clause_text,
        numbers.paragraph_number,
        numbers.sentence_start,
        numbers.left_text,
        numbers.right_text,
        numbers.gap_text,
        numbers.previous_number_end,
        numbers.next_number_start,
        case
            when coalesce(bounded.mention_number, sized.mention_number, classed.mention_number) is not null
                then 'class_threshold'
            when
                numbers.numeral in ('chinese', 'multiplier')
                and {{ ends_with_any('numbers.left_text', ['“', '‘', '《']) }}
                then 'quoted_name'
            -- 《支持企业复工复产十条》: part of a title.
            when
                length(replace(numbers.left_text, '》', '')) > length(replace(numbers.left_text, '《', ''))
                and instr(numbers.right_text, '》') > 0
                then 'quoted_name'
            -- “稳增长24条”
            when
                named_by.cue is not null
                and instr(right(numbers.left_text, 7), '“') > 0
                and instr(right(numbers.left_text, 7), '”') < instr(right(numbers.left_text, 7), '“')
                and instr(right(numbers.left_text, 7), '有') = 0
                and substr(numbers.right_text, 1, 1) = '”'
                then 'quoted_name'
            -- “金十条”, “稳岗十二条措施”: measures by the name that they go by.
            when
                numbers.numeral = 'chinese'
                and named_by.cue is not null
                and instr(numbers.left_text, '“') > 0
                and instr(substr(numbers.left_text, instr(numbers.left_text, '“')), '”') = 0
                and instr(substr(numbers.right_text, 1, 4), '”') > 0
                then 'quoted_name'
            when cued.is_per_unit then 'per_unit'
            when cued.is_telephone then 'telephone'
            when cued.is_ranked then 'ranked'
        end as rejection_reason
    from numbers
    left join bounded
        on
            numbers.document_key = bounded.document_key
            and numbers.mention_number = bounded.mention_number
    left join sized
        on
            numbers.document_key = sized.document_key
            and numbers.mention_number = sized.mention_number
    left join classed
        on
            numbers.document_key = classed.document_key
            and numbers.mention_number = classed.mention_number
    left join {{ ref('count_cues') }} as named_by
        on
            numbers.unit_text = named_by.cue
            and named_by.role = 'named'
    left join cued
        on
            numbers.document_key = cued.document_key
            and numbers.mention_number = cued.mention_number
)

select
    *,
    rejection_reason is null as is_quantity
from judged
