with

numbers as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

counts as (
    select
        numbers.*,
        counted.unit as counted_unit
    from numbers
    inner join {{ ref('int_quantity_counted') }} as counted
        on
            numbers.document_key = counted.document_key
            and numbers.mention_number = counted.mention_number
    where
        numbers.unit_class = 'count'
        and counted.unit in ('enterprise', 'merchant', 'person')
        and numbers.range_role = ''
),

funds as (
    select * from numbers
    where unit_class = 'money'
),

-- 向348户企业发放贷款119.98亿元: the count after 向 or 为 that the amount follows is that of the recipients.
ranked as (
    select
        funds.document_key,
        funds.mention_number,
        counts.number_value as recipient_count,
        row_number() over (
            partition by funds.document_key, funds.mention_number
            order by counts.start_position desc, count_cues.cue asc
        ) as count_rank,
        -- The first amount after the recipients is theirs; a later one is another matter.
        dense_rank() over (
            partition by counts.document_key, counts.mention_number order by funds.start_position
        ) as fund_rank
    from funds
    inner join counts
        on
            funds.document_key = counts.document_key
            and funds.sentence_number = counts.sentence_number
            and funds.start_position >= counts.end_position
            and counts.clause_number >= funds.clause_number - 1
    inner join {{ ref('count_cues') }} as count_cues
        on
            count_cues.role = 'recipient'
            and right(counts.left_text, length(count_cues.cue)) = count_cues.cue
)

select
    document_key,
    mention_number,
    recipient_count
from ranked
where count_rank = 1 and fund_rank = 1
