with

candidates as (
    select * from {{ ref('int_as_of_candidate') }}
),

winners as (
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
