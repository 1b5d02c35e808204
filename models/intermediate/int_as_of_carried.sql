with

quantities as (
    select
        numbers.*,
        positions.introduction_paragraph,
        positions.headline_number,
        positions.detailed_sentence,
        lag(numbers.start_position) over (
            partition by numbers.document_key, numbers.sentence_number order by numbers.start_position
        ) as previous_quantity_start
    from {{ ref('int_number_is_quantity') }} as numbers
    inner join {{ ref('int_sentence_position') }} as positions
        on
            numbers.document_key = positions.document_key
            and numbers.sentence_number = positions.sentence_number
    where numbers.is_quantity
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
        'in_paragraph' as relation,
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
            -- What a project costs in all is of no period.
            and instr(right(quantities.left_text, 5), '总投资') = 0
        )
        -- 其中,新建756个: a part of what the sentence before tells.
        or (
            quantities.detailed_sentence = dates.sentence_number
            and dates.cue_before not in ('从', '由', '自', '自从', '比', '较', '相比')
        )
),

introductions as (
    select
        document_key,
        sentence_number,
        right(sentence_text, 1) = ':' as is_announcing
    from {{ ref('stg_sentences') }}
),

-- 截至3月底,各市州进度如下: holds for all items of the list that it introduces.
in_introduction as (
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
        'in_introduction' as relation,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and dates.paragraph_number between quantities.introduction_paragraph - 1
            and quantities.introduction_paragraph
    inner join introductions
        on
            dates.document_key = introductions.document_key
            and dates.sentence_number = introductions.sentence_number
    where
        substr(dates.cue_before, 1, 1) = '截'
        -- 现把2月17日的进展公布如下:
        or (
            introductions.is_announcing
            and dates.resolved_precision = 'day'
            and dates.cue_before = ''
            and dates.cue_after = ''
        )
        or (dates.cue_before in ('到', '至') and dates.cue_after = '')
        or (
            dates.resolved_precision in ('month', 'quarter', 'year', 'ten_days')
            and dates.cue_before = ''
            and dates.cue_after = ''
            and coalesce(dates.resolved_date <= dates.published_date, true)
            and not dates.is_this_year
        )
),

reopening_indicators as (
    select
        term,
        indicator
    from {{ ref('indicator_terms') }}
    union
    select
        verb as term,
        indicator
    from {{ ref('resumption_verbs') }}
),

reopening_sentences as (
    select distinct
        mentions.document_key,
        mentions.sentence_number
    from {{ ref('stg_term_mentions') }} as mentions
    inner join reopening_indicators
        on mentions.term = reopening_indicators.term
    where
        mentions.lexicon in ('indicator_terms', 'resumption_verbs')
        and reopening_indicators.indicator in (
            'work_resumption_rate', 'business_reopening_rate', 'staff_return_rate', 'capacity_rate'
        )
    -- 按行业排列:商贸服务(95.44%): goes on with the rate told before.
    union
    select distinct
        quantities.document_key,
        quantities.sentence_number
    from quantities
    inner join {{ ref('int_indicator_candidate') }} as taken_over
        on
            quantities.document_key = taken_over.document_key
            and quantities.mention_number = taken_over.mention_number
    where
        taken_over.relation = 'taken_over'
        and taken_over.candidate_rank = 1
        and quantities.unit_class = 'percent'
),

-- A report that begins with 截至2月25日复工率达… tells of that day whenever it comes back to who is at work again.
in_lead as (
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
        'in_lead' as relation,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number > dates.sentence_number
            and coalesce(quantities.headline_number, 0) <= dates.sentence_number
    inner join reopening_sentences as dated_sentences
        on
            dates.document_key = dated_sentences.document_key
            and dates.sentence_number = dated_sentences.sentence_number
    inner join reopening_sentences as quantity_sentences
        on
            quantities.document_key = quantity_sentences.document_key
            and quantities.sentence_number = quantity_sentences.sentence_number
    where
        dates.paragraph_number <= 4
        and (quantities.unit_class = 'percent' or quantities.unit in ('enterprise', 'merchant'))
        and dates.resolved_precision = 'day'
        and (substr(dates.cue_before, 1, 1) = '截' or (dates.cue_before in ('到', '至') and dates.cue_after = ''))
        and coalesce(
            dates.resolved_date <= dates.published_date
            and {{ dbt.datediff('dates.resolved_date', 'dates.published_date', 'day') }} <= 10,
            true
        )
),

-- 同比增长12.1%: growth is of a period, the last one named.
of_growth as (
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
        'of_growth' as relation,
        quantities.start_position - dates.end_position as distance
    from quantities
    inner join dates
        on
            quantities.document_key = dates.document_key
            and quantities.sentence_number > dates.sentence_number
            and dates.sentence_number >= quantities.sentence_number - 12
            and coalesce(quantities.headline_number, 0) <= dates.sentence_number
    where
        quantities.unit_class in ('percent', 'money')
        and instr(quantities.clause_text, '同比') + instr(quantities.clause_text, '完成投资') > 0
        and dates.resolved_precision in ('month', 'quarter', 'year')
        and dates.cue_before = ''
        and dates.cue_after = ''
        and coalesce(dates.resolved_date <= dates.published_date, true)
        and not dates.is_this_year
),

carried as (
    select * from shortly_before
    union all
    select * from in_introduction
    union all
    select * from in_lead
    union all
    select * from of_growth
)

select * from carried
