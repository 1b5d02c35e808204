with

candidates as (
    select * from {{ ref('int_as_of_candidate') }}
),

firsts as (
    select
        document_key,
        mention_number,
        date_text,
        as_of_date,
        as_of_precision,
        as_of_basis,
        relation as as_of_relation
    from candidates
    where candidate_rank = 1
),

-- 今年安排项目181个。其中,基础设施类61个: a part without a date of its own is as of the whole, the first count before it.
wholes as (
    select
        positions.document_key,
        positions.sentence_number,
        numbers.unit,
        min(numbers.mention_number) as whole_mention_number
    from {{ ref('int_sentence_position') }} as positions
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            positions.document_key = numbers.document_key
            and positions.detailed_sentence = numbers.sentence_number
    where numbers.is_quantity and numbers.unit_class in ('count', 'money')
    group by positions.document_key, positions.sentence_number, numbers.unit
),

parts as (
    select
        numbers.document_key,
        numbers.mention_number,
        wholes.whole_mention_number
    from {{ ref('int_number_is_quantity') }} as numbers
    inner join wholes
        on
            numbers.document_key = wholes.document_key
            and numbers.sentence_number = wholes.sentence_number
            and numbers.unit = wholes.unit
    inner join firsts
        on
            numbers.document_key = firsts.document_key
            and numbers.mention_number = firsts.mention_number
            and firsts.as_of_relation in ('published', 'this_year')
    -- 今年安排181个。其中已开工61个: what is done is no part of what is planned.
    left join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role in ('done', 'achieved')
            and instr(numbers.left_text, measure_cues.cue) > 0
    -- 当年计划投资16亿元。其中:18个,总投资6亿元: what it costs in all is no part of a year's plan.
    where measure_cues.cue is null and coalesce(right(numbers.left_text, 3) <> '总投资', true)
),

winners as (
    select
        firsts.document_key,
        firsts.mention_number,
        coalesce(of_whole.date_text, firsts.date_text) as date_text,
        coalesce(of_whole.as_of_date, firsts.as_of_date) as as_of_date,
        coalesce(of_whole.as_of_precision, firsts.as_of_precision) as as_of_precision,
        coalesce(of_whole.as_of_basis, firsts.as_of_basis) as as_of_basis,
        coalesce(of_whole.as_of_relation, firsts.as_of_relation) as as_of_relation
    from firsts
    left join parts
        on
            firsts.document_key = parts.document_key
            and firsts.mention_number = parts.mention_number
    left join firsts as of_whole
        on
            parts.document_key = of_whole.document_key
            and parts.whole_mention_number = of_whole.mention_number
            and of_whole.as_of_date is not null
            and of_whole.as_of_relation <> 'published'
),

-- 产能利用率平均为75.24%: a figure with a fraction that comes again without a date is the one that was dated before.
figures as (
    select
        winners.document_key,
        winners.mention_number,
        winners.as_of_relation,
        numbers.number_value,
        numbers.unit
    from winners
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            winners.document_key = numbers.document_key
            and winners.mention_number = numbers.mention_number
    where
        numbers.unit_class in ('percent', 'money')
        and instr(numbers.number_text, '.') > 0
),

restated as (
    select
        undated.document_key,
        undated.mention_number,
        max(dated.mention_number) as body_mention_number
    from figures as undated
    inner join figures as dated
        on
            undated.document_key = dated.document_key
            and undated.number_value = dated.number_value
            and undated.unit = dated.unit
            and undated.mention_number > dated.mention_number
    where
        undated.as_of_relation = 'published'
        and dated.as_of_relation <> 'published'
    group by undated.document_key, undated.mention_number
),

repeats as (
    select
        document_key,
        mention_number,
        body_mention_number
    from {{ ref('int_quantity_repeat') }}
    union all
    select
        restated.document_key,
        restated.mention_number,
        restated.body_mention_number
    from restated
    left join {{ ref('int_quantity_repeat') }} as headlines
        on
            restated.document_key = headlines.document_key
            and restated.mention_number = headlines.mention_number
    where headlines.mention_number is null
),

-- A figure of a headline is dated where the text says it at length.
with_repeat as (
    select
        winners.document_key,
        winners.mention_number,
        case when repeats.mention_number is null then winners.date_text else bodies.date_text end as date_text,
        case when repeats.mention_number is null then winners.as_of_date else bodies.as_of_date end as as_of_date,
        case
            when repeats.mention_number is null then winners.as_of_precision else bodies.as_of_precision
        end as as_of_precision,
        case when repeats.mention_number is null then winners.as_of_basis else bodies.as_of_basis end as as_of_basis,
        case when repeats.mention_number is null then winners.as_of_relation else 'repeat' end as as_of_relation
    from winners
    left join repeats
        on
            winners.document_key = repeats.document_key
            and winners.mention_number = repeats.mention_number
    left join winners as bodies
        on
            repeats.document_key = bodies.document_key
            and repeats.body_mention_number = bodies.mention_number
)

select * from with_repeat
