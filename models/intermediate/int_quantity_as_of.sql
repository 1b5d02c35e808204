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
        as_of_basis
    from candidates
    where candidate_rank = 1
)

select * from winners
