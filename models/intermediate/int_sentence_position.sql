with

sentences as (
    select * from {{ ref('stg_sentences') }}
),

described as (
    select
        document_key,
        sentence_number,
        paragraph_number,
        sentence_text,
        length(sentence_text) <= 45
        and right(sentence_text, 1) not in ('。', '!', '?', '…', '”', ';', ':', ',', '、') as is_headline,
        -- Where a mark was lost to damage, a comma stands for the colon of 其中: and 如下: at the end of a line.
        right(sentence_text, 1) = ':' or right(sentence_text, 3) in ('其中,', '如下,') as is_introduction,
        -- Up to the first comma or colon: 按行业分, 从类别看, 分行业来看:
        case
            when instr(substr(sentence_text, 1, 12), ':') between 4 and length(sentence_text) - 1
                then instr(sentence_text, ':') - 1
            else instr(sentence_text, ',') - 1
        end as view_length,
        -- Sentences that semicolons part are one.
        coalesce(
            lag(right(sentence_text, 1)) over (
                partition by document_key, paragraph_number order by sentence_number
            ) = ';',
            false
        ) as is_after_semicolon,
        row_number() over (
            partition by document_key, paragraph_number order by sentence_number
        ) = 1 as is_first_in_paragraph,
        -- ——外出务工。 and 二、重点工业企业。 are items of a list that runs over paragraphs.
        substr(sentence_text, 1, 1) in ('●', '○', '■', '□', '▲', '△', '★', '☆', '◆', '◇', '•', '·', '—', '-', '*')
        or (
            substr(sentence_text, 1, 1) in ('一', '二', '三', '四', '五', '六', '七', '八', '九', '十')
            and substr(sentence_text, 2, 1) in ('、', '是')
        )
        or (
            substr(sentence_text, 1, 1) in ('1', '2', '3', '4', '5', '6', '7', '8', '9')
            and substr(sentence_text, 2, 1) in ('.', '、', ')')
            and substr(sentence_text, 3, 1) not in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
        )
        or (substr(sentence_text, 1, 1) = '(' and substr(sentence_text, 3, 1) = ')') as is_list_mark
    from sentences
),

with_before as (
    select
        *,
        coalesce(
            lag(is_headline) over (partition by document_key order by sentence_number), false
        ) as is_after_headline,
        max(case when is_headline then sentence_number end) over (
            partition by document_key
            order by sentence_number
            rows between unbounded preceding and 1 preceding
        ) as previous_headline,
        max(case when not is_after_semicolon then sentence_number end) over (
            partition by document_key
            order by sentence_number
            rows between unbounded preceding and current row
        ) as first_of_whole
    from described
),

details as (
    select
        document_key,
        sentence_number
    from with_before
    where not is_after_semicolon and sentence_text like '其中%'
),

-- 按类别分,工业项目4个,农业项目2个 and 按市县,海口67.7亿元: what was told before, by groups. 按计划 is no such view.
views as (
    select
        document_key,
        sentence_number,
        is_headline,
        case when is_list_mark and substr(sentence_text, 1, 1) not in ('按', '从', '分') then 1 else 0 end as mark_length,
        case when is_headline then length(sentence_text) else view_length end as view_end,
        sentence_text
    from with_before
    where not is_after_semicolon
),

by_view as (
    select distinct
        views.document_key,
        views.sentence_number,
        views.is_headline
    from views
    left join {{ ref('measure_cues') }} as measure_cues
        on
            measure_cues.role = 'no_view'
            and instr(substr(views.sentence_text, 1, views.view_end), measure_cues.cue) > 0
    where
        views.view_end between 3 and 12
        and measure_cues.cue is null
        and (
            substr(views.sentence_text, 1 + views.mark_length, 1) = '按'
            or (
                substr(views.sentence_text, 1, 1) in ('从', '分')
                and substr(views.sentence_text, views.view_end, 1) in ('分', '看')
            )
            -- 这488个项目当中,福州115个
            or (
                substr(views.sentence_text, 1, 1) = '这'
                and substr(views.sentence_text, 2, 1) in ('1', '2', '3', '4', '5', '6', '7', '8', '9')
                and substr(views.sentence_text, views.view_end, 1) in ('中', '里')
            )
        )
),

-- ■按建设阶段: the lines below such a headline tell by groups, too.
by_group as (
    select distinct
        with_before.document_key,
        with_before.sentence_number
    from with_before
    inner join by_view
        on
            with_before.document_key = by_view.document_key
            and (
                with_before.first_of_whole = by_view.sentence_number
                or (
                    by_view.is_headline
                    and not with_before.is_headline
                    and with_before.previous_headline = by_view.sentence_number
                )
            )
),

-- ,里面有6个文化项目;2个农业项目: what a semicolon joins to a breakdown goes on with it.
broken_down as (
    select
        document_key,
        sentence_number,
        max(
            case
                when
                    instr(sentence_text, '其中') + instr(sentence_text, '里面') + instr(sentence_text, '包括') > 0
                    then sentence_number
            end
        ) over (
            partition by document_key, first_of_whole
            order by sentence_number
            rows between unbounded preceding and 1 preceding
        ) as opening_sentence
    from with_before
),

paragraphs as (
    select
        document_key,
        paragraph_number,
        max(case when is_first_in_paragraph and is_list_mark then 1 else 0 end) = 1 as is_list_item,
        max(case when is_introduction then 1 else 0 end) = 1 as is_introduction
    from with_before
    group by document_key, paragraph_number
),

-- What introduces a paragraph: for an item of a list the last paragraph before it that is none, for any other a line
-- shortly before it that ends with a colon.
introduced as (
    select
        document_key,
        paragraph_number,
        is_list_item,
        max(case when not is_list_item then paragraph_number end) over (
            partition by document_key
            order by paragraph_number
            rows between unbounded preceding and 1 preceding
        ) as list_introduction,
        max(case when is_introduction then paragraph_number end) over (
            partition by document_key
            order by paragraph_number
            rows between 20 preceding and 1 preceding
        ) as colon_introduction
    from paragraphs
),

positions as (
    select
        with_before.document_key,
        with_before.sentence_number,
        with_before.paragraph_number,
        with_before.is_headline,
        with_before.is_after_semicolon,
        with_before.first_of_whole as whole_sentence,
        coalesce(
            case
                -- 10亿元以上项目55个;其中,100亿元级项目5个
                when with_before.is_after_semicolon and with_before.sentence_text like '其中%'
                    then with_before.sentence_number - 1
                when details.sentence_number is not null then details.sentence_number - 1
            end,
            broken_down.opening_sentence
        ) as detailed_sentence,
        by_group.sentence_number is not null as is_by_group,
        -- The last sentence before that tells of the whole.
        max(
            case
                when by_group.sentence_number is null and not with_before.is_headline then with_before.sentence_number
            end
        ) over (
            partition by with_before.document_key
            order by with_before.sentence_number
            rows between unbounded preceding and current row
        ) as whole_told_sentence,
        -- A headline stands under another one only if that is right above it.
        case
            when not with_before.is_headline or with_before.is_after_headline then with_before.previous_headline
        end as headline_number,
        introduced.is_list_item,
        case
            when introduced.is_list_item then introduced.list_introduction
            else introduced.colon_introduction
        end as introduction_paragraph
    from with_before
    inner join introduced
        on
            with_before.document_key = introduced.document_key
            and with_before.paragraph_number = introduced.paragraph_number
    left join details
        on
            with_before.document_key = details.document_key
            and with_before.first_of_whole = details.sentence_number
    left join by_group
        on
            with_before.document_key = by_group.document_key
            and with_before.first_of_whole = by_group.sentence_number
    left join broken_down
        on
            with_before.document_key = broken_down.document_key
            and with_before.sentence_number = broken_down.sentence_number
)

select * from positions
