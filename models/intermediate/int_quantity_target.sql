with

cues as (
    select * from {{ ref('int_quantity_target_cue') }}
),

-- Words as strong as 计划 or 预计 in the number's own clause make it a plan; weaker ones (安排) do not by themselves.
cued as (
    select
        document_key,
        mention_number,
        max(cue_start) as cue_start
    from cues
    where is_in_clause and cue_weight >= 0.5
    group by document_key, mention_number
),

as_of as (
    select * from {{ ref('int_quantity_as_of') }}
),

documents as (
    select * from {{ ref('int_document_described') }}
),

targets as (
    select
        as_of.document_key,
        as_of.mention_number,
        cued.cue_start is not null as has_target_cue,
        cued.cue_start is not null
        or coalesce(as_of.as_of_date > documents.published_date, false) as is_target
    from as_of
    inner join documents
        on as_of.document_key = documents.document_key
    left join cued
        on
            as_of.document_key = cued.document_key
            and as_of.mention_number = cued.mention_number
)

select * from targets
