with

cues as (
    select * from {{ ref('int_quantity_target_cue') }}
),

cued as (
    select
        document_key,
        mention_number
    from cues
    where makes_target and candidate_rank = 1
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
        cued.mention_number is not null as has_target_cue,
        case
            when cued.mention_number is not null then 'cue'
            -- 12月29日…1-12月开工34个: the last days of what is summed up are no plan.
            when {{ dbt.datediff('documents.published_date', 'as_of.as_of_date', 'day') }} > 5 then 'date_ahead'
            else 'none'
        end as target_basis
    from as_of
    inner join documents
        on as_of.document_key = documents.document_key
    left join cued
        on
            as_of.document_key = cued.document_key
            and as_of.mention_number = cued.mention_number
),

with_target as (
    select
        *,
        target_basis <> 'none' as is_target
    from targets
)

select * from with_target
