with

quantities as (
    select
        items.document_key,
        items.mention_number,
        items.item_number,
        items.item_start,
        items.item_end,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.start_position,
        scopes.owner_start,
        scopes.owner_end
    from {{ ref('int_quantity_list_item') }} as items
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            items.document_key = numbers.document_key
            and items.mention_number = numbers.mention_number
    left join {{ ref('int_quantity_scope') }} as scopes
        on
            items.document_key = scopes.document_key
            and items.mention_number = scopes.mention_number
            and items.item_number = scopes.item_number
),

sector_names as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        sector_terms.term,
        sector_terms.sector_key,
        substr(clauses.clause_text, mentions.end_position - clauses.start_position + 1, 4) as right_text
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('sector_terms') }} as sector_terms
        on mentions.term = sector_terms.term
    inner join {{ ref('stg_clauses') }} as clauses
        on
            mentions.document_key = clauses.document_key
            and mentions.sentence_number = clauses.sentence_number
            and mentions.clause_number = clauses.clause_number
    where mentions.lexicon = 'sector_terms'
),

-- Many sector names are ordinary words; they name a sector where a list item is one, in the name of the owner, or where
-- 业, 行业, 企业 or the like says so.
candidates as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        sector_names.term,
        sector_names.sector_key,
        case
            when
                sector_names.start_position >= quantities.item_start
                and sector_names.end_position <= quantities.item_end
                then 'item'
            when
                sector_names.start_position >= quantities.owner_start
                and sector_names.end_position <= quantities.owner_end
                then 'owner'
            else 'before_in_clause'
        end as relation,
        case
            when
                sector_names.start_position >= quantities.item_start
                and sector_names.end_position <= quantities.item_end
                then quantities.item_end - sector_names.end_position
            when
                sector_names.start_position >= quantities.owner_start
                and sector_names.end_position <= quantities.owner_end
                then quantities.owner_end - sector_names.end_position
            else quantities.start_position - sector_names.end_position
        end as distance,
        sector_names.end_position - sector_names.start_position as term_length
    from quantities
    inner join sector_names
        on
            quantities.document_key = sector_names.document_key
            and (
                (
                    quantities.item_number = 0
                    and quantities.owner_start <= sector_names.start_position
                    and quantities.owner_end >= sector_names.end_position
                )
                or (
                    quantities.item_number > 0
                    and quantities.item_start <= sector_names.start_position
                    and quantities.item_end >= sector_names.end_position
                )
                or (
                    quantities.item_number = 0
                    and quantities.sentence_number = sector_names.sentence_number
                    and quantities.clause_number = sector_names.clause_number
                    and quantities.start_position >= sector_names.end_position
                    and (
                        substr(sector_names.right_text, 1, 2) in ('行业', '企业', '产业', '领域')
                        or substr(sector_names.right_text, 1, 1) = '业'
                    )
                )
            )
),

distance_steps as (
    select weight
    from {{ ref('resolution_weights') }}
    where question = 'sector' and feature = 'distance_step'
),

length_steps as (
    select weight
    from {{ ref('resolution_weights') }}
    where question = 'sector' and feature = 'length_step'
),

weighted as (
    select
        candidates.document_key,
        candidates.mention_number,
        candidates.item_number,
        candidates.term,
        candidates.sector_key,
        candidates.relation,
        candidates.distance,
        candidates.term_length,
        cast(
            weights.weight + candidates.term_length * length_steps.weight
            - candidates.distance * distance_steps.weight as double
        ) as score
    from candidates
    inner join {{ ref('resolution_weights') }} as weights
        on
            candidates.relation = weights.feature
            and weights.question = 'sector'
    cross join distance_steps
    cross join length_steps
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number, item_number
            order by score desc, distance asc, sector_key asc
        ) as candidate_rank
    from weighted
)

select * from ranked
