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
    left join {{ ref('int_quantity_repeat') }} as repeats
        on
            winners.document_key = repeats.document_key
            and winners.mention_number = repeats.mention_number
    left join winners as bodies
        on
            repeats.document_key = bodies.document_key
            and repeats.body_mention_number = bodies.mention_number
)

select * from with_repeat
