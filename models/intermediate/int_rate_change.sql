with

numbers as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

rates as (
    select
        indicators.document_key,
        indicators.mention_number,
        indicators.item_number,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.end_position
    from {{ ref('int_quantity_indicator') }} as indicators
    inner join numbers
        on
            indicators.document_key = numbers.document_key
            and indicators.mention_number = numbers.mention_number
    where indicators.kind = 'rate'
),

changes as (
    select
        document_key,
        mention_number,
        sentence_number,
        clause_number,
        start_position,
        case
            when
                instr(left_text, '低于') > 0 or instr(left_text, '下降') > 0 or instr(left_text, '降低') > 0
                or instr(left_text, '减少') > 0 or instr(left_text, '回落') > 0
                then -number_value
            else number_value
        end as change_percentage_points,
        case
            when instr(left_text, '去年同期') > 0 or instr(left_text, '同比') > 0 or instr(left_text, '上年同期') > 0
                then 'same_period_last_year'
            when instr(left_text, '上周') > 0 then 'last_week'
            when instr(left_text, '上月') > 0 or instr(left_text, '环比') > 0 then 'last_month'
            when instr(left_text, '昨日') > 0 or instr(left_text, '前一天') > 0 then 'day_before'
            else 'not_said'
        end as change_basis
    from numbers
    where unit = 'percentage_point'
),

-- 复工率达96%,高于去年同期11.3个百分点: a change belongs to the last rate before it in the sentence.
ranked as (
    select
        rates.document_key,
        rates.mention_number,
        rates.item_number,
        changes.mention_number as change_number,
        changes.start_position,
        changes.change_percentage_points,
        changes.change_basis,
        row_number() over (
            partition by changes.document_key, changes.mention_number
            order by rates.end_position desc, rates.item_number asc
        ) as rate_rank
    from changes
    inner join rates
        on
            changes.document_key = rates.document_key
            and changes.sentence_number = rates.sentence_number
            and changes.start_position >= rates.end_position
            and rates.clause_number >= changes.clause_number - 1
),

first_change as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number, item_number order by start_position
        ) as change_rank
    from ranked
    where rate_rank = 1
)

select
    document_key,
    mention_number,
    item_number,
    change_percentage_points,
    change_basis
from first_change
where change_rank = 1
