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
    select
        dates.*,
        sentences.paragraph_number,
        documents.published_date,
        documents.published_precision
    from {{ ref('int_date_resolved') }} as dates
    inner join documents
        on dates.document_key = documents.document_key
    inner join {{ ref('stg_sentences') }} as sentences
        on
            dates.document_key = sentences.document_key
            and dates.sentence_number = sentences.sentence_number
),

cues as (
    select * from {{ ref('int_quantity_target_cue') }}
),

-- Since and from say when something began, not when a figure is true; a date that a figure is compared with holds
-- only for the figure right after it (较2月1日的41.9%提高30.7个百分点).
before_number as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        dates.planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        dates.is_this_year,
        dates.published_date,
        dates.published_precision,
        -- 2022年冬奥会设7个大项: the number of the running year in a figure's own clause is no more than 今年.
        coalesce(dates.is_running_year, false)
        and dates.clause_number = quantities.clause_number as is_running,
        case when dates.clause_number = quantities.clause_number then 0 else 2 end as nearness_rank,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and quantities.start_position >= dates.end_position
    where
        dates.cue_after not in ('起', '以后', '之后', '后')
        and (
            dates.cue_before not in ('从', '由', '自', '自从')
            or quantities.previous_quantity_start is null
            or quantities.previous_quantity_start < dates.end_position
        )
        and (
            dates.cue_before not in ('比', '较', '相比')
            or quantities.start_position = dates.end_position + 1
        )
),

in_sentence as (
    select
        document_key,
        mention_number,
        date_start,
        date_end,
        date_text,
        case when is_running then published_date else resolved_date end as resolved_date,
        case when is_running then resolved_date else planned_date end as planned_date,
        case when is_running then published_precision else resolved_precision end as resolved_precision,
        resolved_basis,
        is_this_year or is_running as is_this_year,
        nearness_rank,
        distance
    from before_number
),

-- 还有26个计划3月底前复工: a date that follows the number in its clause.
after_number as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        dates.planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        dates.is_this_year,
        1 as nearness_rank,
        dates.start_position - quantities.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number = dates.sentence_number
            and quantities.clause_number = dates.clause_number
            and quantities.end_position <= dates.start_position
    where dates.cue_after = '前' and quantities.next_number_start is null
),

-- 截至, 目前 and periods (1-5月) go on to hold for the next sentences of the paragraph; the day of an event does not.
shortly_before as (
    select
        quantities.document_key,
        quantities.mention_number,
        dates.start_position as date_start,
        dates.end_position as date_end,
        dates.date_text,
        dates.resolved_date,
        dates.planned_date,
        dates.resolved_precision,
        dates.resolved_basis,
        dates.is_this_year,
        3 as nearness_rank,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.paragraph_number = dates.paragraph_number
            and quantities.sentence_number > dates.sentence_number
            and dates.sentence_number >= quantities.sentence_number - 4
    where
        substr(dates.cue_before, 1, 1) = '截'
        or (dates.cue_before in ('到', '至') and dates.resolved_precision = 'day')
        or dates.date_class = 'now'
        or dates.cue_after = '以来'
        -- 会议昨天(11月25日)举行: an event reported at once dates what is told of it.
        or (
            dates.resolved_precision = 'day'
            and dates.published_precision = 'day'
            and dates.cue_before = ''
            and dates.cue_after = ''
            and dates.resolved_date <= dates.published_date
            and {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} <= 2
        )
        or (
            dates.resolved_precision in ('month', 'quarter', 'year', 'ten_days')
            and dates.cue_after = ''
            and dates.cue_before not in ('从', '由', '自', '自从', '比', '较', '相比')
            and dates.sentence_number >= quantities.sentence_number - 2
            and dates.resolved_date <= dates.published_date
            and not dates.is_this_year
        )
),

candidates as (
    select * from in_sentence
    union all
    select * from after_number
    union all
    select * from shortly_before
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number order by nearness_rank, distance, date_start
        ) as candidate_rank
    from candidates
),

-- 今年计划实施100个: words of planning by the number turn the date forward.
planned as (
    select distinct
        ranked.document_key,
        ranked.mention_number
    from ranked
    inner join cues
        on
            ranked.document_key = cues.document_key
            and ranked.mention_number = cues.mention_number
            and (ranked.date_end <= cues.cue_start or cues.is_in_clause)
    where ranked.candidate_rank = 1 and ranked.planned_date is not null and ranked.nearness_rank < 3
),

decided as (
    select
        quantities.document_key,
        quantities.mention_number,
        ranked.date_text,
        case
            when planned.mention_number is not null then ranked.planned_date
            when ranked.mention_number is not null then ranked.resolved_date
            else documents.published_date
        end as as_of_date,
        case
            when planned.mention_number is not null and ranked.is_this_year then 'year'
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
    left join planned
        on
            quantities.document_key = planned.document_key
            and quantities.mention_number = planned.mention_number
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
