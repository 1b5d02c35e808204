with

candidates as (
    select * from {{ ref('int_place_candidate') }}
),

winners as (
    select
        document_key,
        mention_number,
        item_number,
        city_key,
        place_text,
        relation as place_basis
    from candidates
    where candidate_rank = 1
)

select * from winners
