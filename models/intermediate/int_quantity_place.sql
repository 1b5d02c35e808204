with

candidates as (
    select * from {{ ref('int_place_candidate') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number, item_number
            order by score desc, distance asc, city_key asc
        ) as candidate_rank
    from candidates
),

winners as (
    select
        document_key,
        mention_number,
        item_number,
        city_key,
        place_text,
        relation as place_basis
    from ranked
    where candidate_rank = 1
)

select * from winners
