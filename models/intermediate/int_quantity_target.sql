with

quantities as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

cues as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.end_position,
        mentions.term,
        target_cues.weight
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('target_cues') }} as target_cues
        on mentions.term = target_cues.cue
    where mentions.lexicon = 'target_cues'
),

cued as (
    select
        quantities.document_key,
        quantities.mention_number,
        max(cues.weight) as cue_weight,
        max(cues.term) as cue
    from quantities
    inner join cues
        on
            quantities.document_key = cues.document_key
            and quantities.sentence_number = cues.sentence_number
            and quantities.clause_number = cues.clause_number
            and cues.end_position <= quantities.start_position
    group by quantities.document_key, quantities.mention_number
),

as_of as (
    select * from {{ ref('int_quantity_as_of') }}
),

documents as (
    select * from {{ ref('int_document_described') }}
),

targets as (
    select
        quantities.document_key,
        quantities.mention_number,
        cued.cue as target_cue,
        coalesce(cued.cue_weight >= 0.5, false) as has_target_cue,
        coalesce(cued.cue_weight >= 0.5, false)
        or coalesce(as_of.as_of_date > documents.published_date, false) as is_target
    from quantities
    inner join as_of
        on
            quantities.document_key = as_of.document_key
            and quantities.mention_number = as_of.mention_number
    inner join documents
        on quantities.document_key = documents.document_key
    left join cued
        on
            quantities.document_key = cued.document_key
            and quantities.mention_number = cued.mention_number
)

select * from targets
