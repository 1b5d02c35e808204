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
),

-- A headline that names no place of its own is about the place where the text says the same figure at length.
with_repeat as (
    select
        winners.document_key,
        winners.mention_number,
        winners.item_number,
        coalesce(bodies.city_key, winners.city_key) as city_key,
        coalesce(bodies.place_text, winners.place_text) as place_text,
        coalesce(bodies.place_basis, winners.place_basis) as place_basis
    from winners
    left join {{ ref('int_quantity_repeat') }} as repeats
        on
            winners.document_key = repeats.document_key
            and case
                when
                    winners.place_basis in (
                        'before_in_text', 'in_headline', 'strong_home', 'weak_home',
                        'within_home_in_paragraph', 'before_in_paragraph'
                    )
                    then winners.mention_number
            end = repeats.mention_number
    left join winners as bodies
        on
            repeats.document_key = bodies.document_key
            and repeats.body_mention_number = bodies.mention_number
            and winners.item_number = bodies.item_number
)

select * from with_repeat
