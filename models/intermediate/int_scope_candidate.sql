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
        numbers.next_number_start,
        numbers.right_text,
        coalesce(kinds.kind = 'project_count', false) as is_of_projects
    from {{ ref('int_quantity_list_item') }} as items
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            items.document_key = numbers.document_key
            and items.mention_number = numbers.mention_number
    left join {{ ref('int_quantity_indicator') }} as kinds
        on
            items.document_key = kinds.document_key
            and items.mention_number = kinds.mention_number
            and items.item_number = kinds.item_number
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

-- A name that is a known group's has its full form; in a longer name short words are written out (规上机械企业).
spelled as (
    select
        mentions.document_key,
        mentions.mention_number,
        owner_spellings.short_form,
        owner_spellings.full_form,
        row_number() over (
            partition by mentions.document_key, mentions.mention_number
            order by owner_spellings.short_form
        ) as spelling_rank
    from {{ ref('stg_owner_mentions') }} as mentions
    inner join {{ ref('owner_spellings') }} as owner_spellings
        on instr(mentions.owner_text, owner_spellings.short_form) > 0
),

project_owners as (
    select distinct
        mentions.document_key,
        mentions.mention_number
    from {{ ref('stg_owner_mentions') }} as mentions
    inner join {{ ref('counted_nouns') }} as counted_nouns
        on
            counted_nouns.unit = 'project'
            and right(mentions.owner_text, length(counted_nouns.noun)) = counted_nouns.noun
),

owners as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        mentions.is_subject,
        project_owners.mention_number is not null as is_of_projects,
        coalesce(
            enterprise_groups.group_name,
            replace(mentions.owner_text, spelled.short_form, spelled.full_form),
            mentions.owner_text
        ) as scope_text
    from {{ ref('stg_owner_mentions') }} as mentions
    left join {{ ref('enterprise_groups') }} as enterprise_groups
        on mentions.owner_text = enterprise_groups.term
    left join spelled
        on
            mentions.document_key = spelled.document_key
            and mentions.mention_number = spelled.mention_number
            and spelled.spelling_rank = 1
    left join project_owners
        on
            mentions.document_key = project_owners.document_key
            and mentions.mention_number = project_owners.mention_number
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

-- 新安县重点企业 is the item of a place: its key enterprises.
item_heads as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        quantities.item_end,
        max(places.end_position) as rest_start
    from quantities
    inner join {{ ref('stg_place_mentions') }} as places
        on
            quantities.document_key = places.document_key
            and quantities.item_start = places.start_position
            and quantities.item_end > places.end_position
    where quantities.item_number > 0
    group by
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        quantities.item_end
),

from_item as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        coalesce(
            group_names.scope_text,
            item_owners.scope_text,
            quantities.item_text
        ) as scope_text,
        'item' as relation,
        0 as distance,
        cast(null as integer) as owner_start,
        cast(null as integer) as owner_end
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
    left join item_heads
        on
            quantities.document_key = item_heads.document_key
            and quantities.mention_number = item_heads.mention_number
            and quantities.item_number = item_heads.item_number
    left join owners as item_owners
        on
            item_heads.document_key = item_owners.document_key
            and item_heads.rest_start = item_owners.start_position
            and item_heads.item_end = item_owners.end_position
    where
        quantities.item_number > 0
        and item_places.mention_number is null
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
        abs(quantities.start_position - group_names.end_position) as distance,
        cast(null as integer) as owner_start,
        cast(null as integer) as owner_end
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
        quantities.start_position - organisations.end_position as distance,
        cast(null as integer) as owner_start,
        cast(null as integer) as owner_end
    from quantities
    inner join organisations
        on
            quantities.document_key = organisations.document_key
            and quantities.sentence_number = organisations.sentence_number
            and quantities.start_position >= organisations.end_position
),

from_owner as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        owners.scope_text,
        case
            when
                owners.clause_number = quantities.clause_number
                and (
                    owners.start_position = quantities.end_position
                    -- 91%的民营企业, but not 复工110个、新开项目40个.
                    or (owners.start_position = quantities.end_position + 1 and quantities.right_text like '的%')
                )
                and (quantities.next_number_start is null or owners.end_position <= quantities.next_number_start)
                then 'owner_after_number'
            when
                owners.clause_number = quantities.clause_number
                and owners.end_position <= quantities.start_position
                then 'owner_in_clause'
            when
                owners.clause_number < quantities.clause_number
                and owners.is_subject
                and (
                    quantities.unit_class in ('percent', 'money')
                    -- 重点项目158个,已复工106个.
                    or (quantities.is_of_projects and owners.is_of_projects)
                )
                then 'owner_in_earlier_clause'
        end as relation,
        abs(quantities.start_position - owners.end_position) as distance,
        owners.start_position as owner_start,
        owners.end_position as owner_end
    from quantities
    inner join owners
        on
            quantities.document_key = owners.document_key
            and quantities.sentence_number = owners.sentence_number
),

-- Semicolons part one sentence; its later parts need not name their owner again, unless they are about a whole place.
whole_places as (
    select distinct
        quantities.document_key,
        quantities.mention_number
    from quantities
    inner join {{ ref('stg_place_mentions') }} as places
        on
            quantities.document_key = places.document_key
            and quantities.sentence_number = places.sentence_number
            and quantities.clause_number = places.clause_number
            and quantities.start_position >= places.end_position
    where places.name_kind = 'deictic'
),

-- 其中:天元区86% breaks down what the sentence before says of its owner.
leading_sentences as (
    select
        own.document_key,
        own.sentence_number,
        earlier.sentence_number as leading_sentence,
        'owner_before_semicolon' as relation
    from {{ ref('int_sentence_position') }} as own
    inner join {{ ref('int_sentence_position') }} as earlier
        on
            own.document_key = earlier.document_key
            and own.whole_sentence = earlier.whole_sentence
            and own.sentence_number > earlier.sentence_number
    where own.is_after_semicolon
    union all
    select
        document_key,
        sentence_number,
        detailed_sentence as leading_sentence,
        'owner_in_detailed_sentence' as relation
    from {{ ref('int_sentence_position') }}
    where detailed_sentence is not null
),

from_leading_sentence as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        owners.scope_text,
        leading_sentences.relation,
        quantities.start_position - owners.end_position as distance,
        owners.start_position as owner_start,
        owners.end_position as owner_end
    from quantities
    inner join leading_sentences
        on
            quantities.document_key = leading_sentences.document_key
            and quantities.sentence_number = leading_sentences.sentence_number
    inner join owners
        on
            leading_sentences.document_key = owners.document_key
            and leading_sentences.leading_sentence = owners.sentence_number
            and owners.is_subject
    left join whole_places
        on
            quantities.document_key = whole_places.document_key
            and quantities.mention_number = whole_places.mention_number
    where quantities.unit_class = 'percent' and whole_places.mention_number is null
),

candidates as (
    select * from from_item
    union all
    select * from from_leading_sentence
    union all
    select * from from_owner
    where relation is not null
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
        candidates.owner_start,
        candidates.owner_end,
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
