with

quantities as (
    select * from {{ ref('int_number_is_quantity') }}
    where is_quantity
),

percentages as (
    select * from quantities
    where unit_class = 'percent' and unit = 'percent'
),

verbs as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position,
        verbs.verb,
        verbs.indicator
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('resumption_verbs') }} as verbs
        on mentions.term = verbs.verb
    where mentions.lexicon = 'resumption_verbs'
),

measure_cues as (
    select
        cue,
        role
    from {{ ref('measure_cues') }}
),

-- 91%的企业已复工: the share of a group that has done what the verb says.
of_group as (
    select
        percentages.document_key,
        percentages.mention_number,
        verbs.verb,
        verbs.indicator,
        verbs.start_position - percentages.end_position as distance,
        'share_of_group' as relation
    from percentages
    inner join verbs
        on
            percentages.document_key = verbs.document_key
            and percentages.sentence_number = verbs.sentence_number
            and percentages.clause_number = verbs.clause_number
            and percentages.end_position <= verbs.start_position
    where
        (
            substr(percentages.right_text, 1, 1) = '的'
            or verbs.start_position <= percentages.end_position + 8
        )
        and (percentages.next_number_start is null or verbs.end_position <= percentages.next_number_start)
),

of_counted_cue as (
    select distinct
        percentages.document_key,
        percentages.mention_number
    from percentages
    inner join measure_cues
        on
            (
                measure_cues.role = 'of_counted'
                and right(percentages.left_text, length(measure_cues.cue)) = measure_cues.cue
            )
            -- 占总数315家的95.6%
            or (
                measure_cues.role = 'of_total'
                and substr(percentages.left_text, 1, length(measure_cues.cue)) = measure_cues.cue
                and right(percentages.left_text, 1) = '的'
                and percentages.previous_number_end = percentages.start_position - 1
            )
),

-- 企业复工258家,占比56.21%: the share of those counted just before.
of_counted as (
    select
        percentages.document_key,
        percentages.mention_number,
        verbs.verb,
        verbs.indicator,
        percentages.start_position - verbs.end_position as distance,
        'share_of_counted' as relation
    from percentages
    inner join of_counted_cue
        on
            percentages.document_key = of_counted_cue.document_key
            and percentages.mention_number = of_counted_cue.mention_number
    inner join quantities as counts
        on
            percentages.document_key = counts.document_key
            and percentages.sentence_number = counts.sentence_number
            and (
                counts.unit in ('enterprise', 'merchant')
                -- 已开复工的有10740个,占项目总数的89.17%
                or (counts.unit in ('project', 'item') and right(percentages.left_text, 5) in ('项目总数的', '总项目数的'))
            )
            and counts.clause_number between percentages.clause_number - 2 and percentages.clause_number - 1
    inner join verbs
        on
            counts.document_key = verbs.document_key
            and counts.sentence_number = verbs.sentence_number
            and counts.clause_number = verbs.clause_number
),

-- 到正月十二开工的达87.6%, 复工企业占比65.66%
of_those as (
    select
        percentages.document_key,
        percentages.mention_number,
        verbs.verb,
        verbs.indicator,
        percentages.start_position - verbs.end_position as distance,
        'share_of_counted' as relation
    from percentages
    inner join verbs
        on
            percentages.document_key = verbs.document_key
            and percentages.sentence_number = verbs.sentence_number
            and percentages.clause_number = verbs.clause_number
    inner join measure_cues
        on
            measure_cues.role = 'of_those'
            and right(percentages.left_text, length(measure_cues.cue)) = measure_cues.cue
            and verbs.end_position = percentages.start_position - length(measure_cues.cue)
),

-- 已复工九成以上, 五家公司复工都在九成以上
of_doing as (
    select
        percentages.document_key,
        percentages.mention_number,
        verbs.verb,
        verbs.indicator,
        percentages.start_position - verbs.end_position as distance,
        'share_of_group' as relation
    from percentages
    inner join verbs
        on
            percentages.document_key = verbs.document_key
            and percentages.sentence_number = verbs.sentence_number
            and percentages.clause_number = verbs.clause_number
            and percentages.start_position >= verbs.end_position
    left join measure_cues
        on
            measure_cues.role = 'of_doing'
            and right(percentages.left_text, length(measure_cues.cue)) = measure_cues.cue
            and percentages.start_position = verbs.end_position + length(measure_cues.cue)
    where
        (percentages.start_position = verbs.end_position or measure_cues.cue is not null)
        -- 复工90%的小店
        and coalesce(substr(percentages.right_text, 1, 1) <> '的', true)
),

shares as (
    select * from of_group
    union
    select * from of_doing
    union
    select * from of_counted
    union
    select * from of_those
)

select * from shares
