with

quantities as (
    select
        items.document_key,
        items.mention_number,
        items.item_number,
        items.item_text,
        items.item_start,
        items.item_end,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.start_position,
        numbers.end_position,
        numbers.unit_class,
        numbers.next_number_start
    from {{ ref('int_quantity_list_item') }} as items
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            items.document_key = numbers.document_key
            and items.mention_number = numbers.mention_number
),

group_names as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        enterprise_groups.group_name as scope_text
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('enterprise_groups') }} as enterprise_groups
        on mentions.term = enterprise_groups.term
    where mentions.lexicon = 'enterprise_groups'
),

organisations as (
    select * from {{ ref('stg_organisation_mentions') }}
),

-- An item that only names a place or an indicator is not an owner (哈尔滨、大庆复工率分别为…).
item_places as (
    select distinct
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number
    from quantities
    inner join {{ ref('stg_place_mentions') }} as places
        on
            quantities.document_key = places.document_key
            and quantities.item_start >= places.start_position
            and quantities.item_end <= places.end_position
    where quantities.item_number > 0
    union
    select distinct
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number
    from quantities
    inner join {{ ref('stg_term_mentions') }} as terms
        on
            quantities.document_key = terms.document_key
            and quantities.item_start <= terms.start_position
            and quantities.item_end >= terms.end_position
            and terms.lexicon = 'indicator_terms'
    where quantities.item_number > 0
),

from_item as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        coalesce(group_names.scope_text, quantities.item_text) as scope_text,
        'item' as relation,
        0 as distance
    from quantities
    left join item_places
        on
            quantities.document_key = item_places.document_key
            and quantities.mention_number = item_places.mention_number
            and quantities.item_number = item_places.item_number
    left join group_names
        on
            quantities.document_key = group_names.document_key
            and quantities.item_start = group_names.start_position
            and quantities.item_end = group_names.end_position
    where quantities.item_number > 0 and item_places.mention_number is null
),

from_group as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        group_names.scope_text,
        case
            when
                group_names.clause_number = quantities.clause_number
                and group_names.start_position >= quantities.end_position
                and group_names.start_position <= quantities.end_position + 4
                and (quantities.next_number_start is null or group_names.end_position <= quantities.next_number_start)
                then 'after_number'
            when
                group_names.clause_number = quantities.clause_number
                and group_names.end_position <= quantities.start_position
                then 'before_in_clause'
            -- Counts name their own group; only rates, changes and money are said of one named before.
            when
                group_names.clause_number < quantities.clause_number
                and quantities.unit_class in ('percent', 'money')
                then 'earlier_clause'
        end as relation,
        abs(quantities.start_position - group_names.end_position) as distance
    from quantities
    inner join group_names
        on
            quantities.document_key = group_names.document_key
            and quantities.sentence_number = group_names.sentence_number
),

from_organisation as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        organisations.organisation_text as scope_text,
        case
            when organisations.clause_number = quantities.clause_number then 'organisation_in_clause'
            else 'organisation_in_sentence'
        end as relation,
        quantities.start_position - organisations.end_position as distance
    from quantities
    inner join organisations
        on
            quantities.document_key = organisations.document_key
            and quantities.sentence_number = organisations.sentence_number
            and quantities.start_position >= organisations.end_position
),

candidates as (
    select * from from_item
    union all
    select * from from_group
    where relation is not null
    union all
    select * from from_organisation
),

steps as (
    select weight
    from {{ ref('resolution_weights') }}
    where question = 'scope' and feature = 'distance_step'
),

weighted as (
    select
        candidates.document_key,
        candidates.mention_number,
        candidates.item_number,
        candidates.scope_text,
        candidates.relation,
        candidates.distance,
        cast(weights.weight - candidates.distance * steps.weight as double) as score
    from candidates
    inner join {{ ref('resolution_weights') }} as weights
        on
            candidates.relation = weights.feature
            and weights.question = 'scope'
    cross join steps
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number, item_number
            order by score desc, distance asc, scope_text asc
        ) as candidate_rank
    from weighted
)

select * from ranked
