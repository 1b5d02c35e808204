with

quantities as (
    select
        *,
        lag(start_position) over (
            partition by document_key, sentence_number order by start_position
        ) as previous_quantity_start
    from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

documents as (
    select * from {{ ref('int_document_described') }}
),

dates as (
    select * from {{ ref('int_date_resolved') }}
),

-- Since and from say when something began, not when a figure is true.
candidates as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.date_text,
        dates.resolved_date,
        dates.resolved_precision,
        dates.resolved_basis,
        case when dates.clause_number = quantities.clause_number then 0 else 1 end as clause_rank,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and dates.end_position <= quantities.start_position
    where
        dates.cue_after not in ('以来', '起', '以后', '之后', '后')
        and (
            dates.cue_before not in ('从', '由', '自', '自从')
            -- 从2月初的不足20%: the figure right after 从 is that day's.
            or quantities.previous_quantity_start is null
            or quantities.previous_quantity_start < dates.end_position
        )
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number order by clause_rank, distance, date_start
        ) as candidate_rank
    from candidates
),

decided as (
    select
        quantities.document_key,
        quantities.mention_number,
        ranked.date_text,
        case
            when ranked.mention_number is not null then ranked.resolved_date
            else documents.published_date
        end as as_of_date,
        case
            when ranked.mention_number is not null then ranked.resolved_precision
            else documents.published_precision
        end as as_of_precision_found,
        case
            when ranked.mention_number is not null then ranked.resolved_basis
            else 'published'
        end as as_of_basis_found
    from quantities
    inner join documents
        on quantities.document_key = documents.document_key
    left join ranked
        on
            quantities.document_key = ranked.document_key
            and quantities.mention_number = ranked.mention_number
            and ranked.candidate_rank = 1
),

as_of as (
    select
        document_key,
        mention_number,
        date_text,
        as_of_date,
        case when as_of_date is null then 'unknown' else as_of_precision_found end as as_of_precision,
        case when as_of_date is null then 'unknown' else as_of_basis_found end as as_of_basis
    from decided
)

select * from as_of
