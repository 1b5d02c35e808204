with

rates as (
    select
        indicators.document_key,
        indicators.mention_number,
        indicators.item_number,
        indicators.indicator,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.start_position,
        numbers.number_value
    from {{ ref('int_quantity_indicator') }} as indicators
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            indicators.document_key = numbers.document_key
            and indicators.mention_number = numbers.mention_number
    where indicators.kind = 'rate' and indicators.item_number = 0
),

counts as (
    select
        numbers.document_key,
        numbers.mention_number,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.start_position,
        numbers.end_position,
        numbers.number_value,
        numbers.gap_text,
        -- Only the last number of a clause has what follows it to itself.
        case when numbers.next_number_start is null then numbers.right_text else '' end as tail_text,
        counted.unit
    from {{ ref('int_number_is_quantity') }} as numbers
    inner join {{ ref('int_quantity_counted') }} as counted
        on
            numbers.document_key = counted.document_key
            and numbers.mention_number = counted.mention_number
    where numbers.is_quantity and numbers.unit_class = 'count' and numbers.range_role = ''
),

part_cues as (
    select cue from {{ ref('count_cues') }}
    where role = 'part'
),

resumed as (
    select
        document_key,
        sentence_number,
        clause_number,
        start_position
    from {{ ref('stg_term_mentions') }}
    where lexicon = 'resumption_verbs'
),

-- 452家规上企业中有434家复工: a count that a verb of resuming follows in its clause is the part that has resumed.
described_counts as (
    select
        counts.document_key,
        counts.mention_number,
        counts.sentence_number,
        counts.clause_number,
        counts.start_position,
        counts.end_position,
        counts.number_value,
        counts.unit,
        max(
            case
                when resumed.start_position is null then 0
                when instr(counts.gap_text, part_cues.cue) > 0 or instr(counts.tail_text, part_cues.cue) > 0 then 1
                else 0
            end
        ) = 1 as is_part
    from counts
    cross join part_cues
    left join resumed
        on
            counts.document_key = resumed.document_key
            and counts.sentence_number = resumed.sentence_number
            and counts.clause_number = resumed.clause_number
    group by
        counts.document_key, counts.mention_number, counts.sentence_number, counts.clause_number,
        counts.start_position, counts.end_position, counts.number_value, counts.unit
),

before_rate as (
    select
        rates.document_key,
        rates.mention_number,
        rates.item_number,
        rates.clause_number as rate_clause,
        counts.clause_number,
        counts.start_position,
        counts.number_value,
        counts.unit,
        counts.is_part,
        row_number() over (
            partition by rates.document_key, rates.mention_number, rates.item_number
            order by counts.start_position desc
        ) as count_rank
    from rates
    inner join described_counts as counts
        on
            rates.document_key = counts.document_key
            and rates.sentence_number = counts.sentence_number
            and rates.start_position >= counts.end_position
            and counts.clause_number >= rates.clause_number - 2
    where rates.indicator in ('work_resumption_rate', 'business_reopening_rate', 'staff_return_rate')
),

-- No other rate may stand between a rate and its counts.
rate_gaps as (
    select
        document_key,
        mention_number,
        item_number,
        lag(start_position) over (
            partition by document_key, sentence_number order by start_position
        ) as previous_rate_start
    from rates
),

pairs as (
    select
        nearest.document_key,
        nearest.mention_number,
        nearest.item_number,
        case when nearest.is_part then nearest.number_value end as numerator_count,
        case
            when nearest.is_part and earlier.number_value >= nearest.number_value then earlier.number_value
            when not nearest.is_part and nearest.clause_number = nearest.rate_clause then nearest.number_value
        end as denominator_count
    from before_rate as nearest
    inner join rate_gaps
        on
            nearest.document_key = rate_gaps.document_key
            and nearest.mention_number = rate_gaps.mention_number
            and nearest.item_number = rate_gaps.item_number
    left join before_rate as earlier
        on
            nearest.document_key = earlier.document_key
            and nearest.mention_number = earlier.mention_number
            and nearest.item_number = earlier.item_number
            and earlier.count_rank = 2
            and nearest.unit = earlier.unit
            and not earlier.is_part
    where
        nearest.count_rank = 1
        and (rate_gaps.previous_rate_start is null or rate_gaps.previous_rate_start < nearest.start_position)
)

select * from pairs
where numerator_count is not null or denominator_count is not null
