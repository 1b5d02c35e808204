with

candidates as (
    select * from {{ ref('int_sector_candidate') }}
),

winners as (
    select
        document_key,
        mention_number,
        item_number,
        sector_key,
        relation as sector_basis
    from candidates
    where candidate_rank = 1
)

select * from winners
