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
        mentions.start_position,
        mentions.end_position,
        cues.role
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('distribution_cues') }} as cues
        on mentions.term = cues.cue
    where mentions.lexicon = 'distribution_cues'
),

items as (
    select * from {{ ref('stg_list_items') }}
),

lists as (
    select
        document_key,
        list_number,
        sentence_number,
        clause_number,
        item_count,
        min(start_position) as list_start,
        max(end_position) as list_end
    from items
    group by document_key, list_number, sentence_number, clause_number, item_count
),

-- The last cue before each number in its clause.
number_cue as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.sentence_number,
        quantities.clause_number,
        quantities.start_position,
        quantities.number_value,
        quantities.unit_class,
        cues.role,
        cues.start_position as cue_start,
        cues.clause_number as cue_clause,
        0 as least_list_end,
        row_number() over (
            partition by quantities.document_key, quantities.mention_number order by cues.start_position desc
        ) as cue_rank
    from quantities
    inner join cues
        on
            quantities.document_key = cues.document_key
            and quantities.sentence_number = cues.sentence_number
            and quantities.clause_number = cues.clause_number
            and quantities.start_position >= cues.end_position
),

-- 广东、山东、湖南这些大省的开工率超过70%: a rate right after a list is said of each item, cue or none.
uncued as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.sentence_number,
        quantities.clause_number,
        quantities.start_position,
        quantities.number_value,
        quantities.unit_class,
        'each' as role,
        max(rate_terms.start_position) as cue_start,
        max(rate_terms.clause_number) as cue_clause,
        max(rate_terms.start_position) - 16 as least_list_end,
        1 as cue_rank
    from quantities
    inner join {{ ref('stg_term_mentions') }} as rate_terms
        on
            quantities.document_key = rate_terms.document_key
            and quantities.sentence_number = rate_terms.sentence_number
            and quantities.start_position >= rate_terms.end_position
            and quantities.clause_number <= rate_terms.clause_number + 1
            and rate_terms.lexicon = 'indicator_terms'
    inner join {{ ref('indicator_terms') }} as indicator_terms
        on rate_terms.term = indicator_terms.term
    inner join {{ ref('indicators') }} as indicators
        on
            indicator_terms.indicator = indicators.indicator
            and indicators.kind = 'rate'
    left join number_cue
        on
            quantities.document_key = number_cue.document_key
            and quantities.mention_number = number_cue.mention_number
    where
        quantities.unit = 'percent'
        and number_cue.mention_number is null
        and instr(quantities.left_text, '平均') = 0
    group by
        quantities.document_key, quantities.mention_number, quantities.sentence_number, quantities.clause_number,
        quantities.start_position, quantities.number_value, quantities.unit_class
),

cued as (
    select * from number_cue
    where cue_rank = 1
    union all
    select * from uncued
),

in_series as (
    select
        *,
        row_number() over (
            partition by document_key, sentence_number, clause_number, cue_start order by start_position
        ) as series_number,
        count(*) over (
            partition by document_key, sentence_number, clause_number, cue_start
        ) as series_count
    from cued
),

-- The last list before the cue, in the sentence.
with_list as (
    select
        in_series.*,
        lists.list_number,
        lists.item_count,
        lists.clause_number as list_clause,
        lists.list_start,
        lists.list_end,
        row_number() over (
            partition by in_series.document_key, in_series.mention_number
            order by lists.list_end desc, lists.list_number asc
        ) as list_rank
    from in_series
    inner join lists
        on
            in_series.document_key = lists.document_key
            and in_series.sentence_number = lists.sentence_number
            and in_series.cue_start >= lists.list_end
            and in_series.least_list_end <= lists.list_end
            and lists.clause_number <= in_series.clause_number
            -- 石化、电力2个产业是主力,复工率均为100%: all of a list that stands at most one clause before.
            and (in_series.role = 'respectively' or lists.clause_number >= in_series.clause_number - 1)
),

-- 煤炭、电力等8个行业均达到100%: the list names only some; the number is said of those, too.
said_count as (
    select
        with_list.document_key,
        with_list.mention_number,
        max(counts.number_value) as count_value
    from with_list
    inner join quantities as counts
        on
            with_list.document_key = counts.document_key
            and with_list.sentence_number = counts.sentence_number
            and with_list.list_end <= counts.start_position
            and with_list.cue_start >= counts.end_position
            and counts.unit_class = 'count'
    where with_list.list_rank = 1
    group by with_list.document_key, with_list.mention_number
),

named_items as (
    select distinct
        items.document_key,
        items.list_number,
        items.item_number
    from items
    inner join {{ ref('stg_term_mentions') }} as mentions
        on
            items.document_key = mentions.document_key
            and items.start_position <= mentions.start_position
            and items.end_position >= mentions.end_position
    where mentions.lexicon in ('sector_terms', 'enterprise_groups', 'indicator_terms')
    union
    select distinct
        items.document_key,
        items.list_number,
        items.item_number
    from items
    inner join {{ ref('stg_place_mentions') }} as places
        on
            items.document_key = places.document_key
            and items.start_position <= places.start_position
            and items.end_position >= places.end_position
    union
    select distinct
        items.document_key,
        items.list_number,
        items.item_number
    from items
    inner join {{ ref('stg_organisation_mentions') }} as organisations
        on
            items.document_key = organisations.document_key
            and items.start_position <= organisations.start_position
            and items.end_position >= organisations.end_position
),

named_counts as (
    select
        document_key,
        list_number,
        count(*) as named_count
    from named_items
    group by document_key, list_number
),

aligned as (
    select
        with_list.document_key,
        with_list.mention_number,
        with_list.role as list_relation,
        items.item_number,
        items.item_text,
        items.start_position as item_start,
        items.end_position as item_end
    from with_list
    left join said_count
        on
            with_list.document_key = said_count.document_key
            and with_list.mention_number = said_count.mention_number
    left join named_counts
        on
            with_list.document_key = named_counts.document_key
            and with_list.list_number = named_counts.list_number
    inner join items
        on
            with_list.document_key = items.document_key
            and with_list.list_number = items.list_number
            and (with_list.role = 'each' or with_list.series_number = items.item_number)
    where
        with_list.list_rank = 1
        and (
            (with_list.role = 'respectively' and with_list.series_count = with_list.item_count)
            or (
                with_list.role = 'each'
                and with_list.series_number = 1
                and with_list.unit_class = 'percent'
                and (
                    said_count.count_value = with_list.item_count
                    or (
                        coalesce(said_count.count_value, with_list.item_count) >= with_list.item_count
                        and named_counts.named_count = with_list.item_count
                        and with_list.list_clause = with_list.cue_clause
                    )
                )
            )
        )
),

spread as (
    select
        quantities.document_key,
        quantities.mention_number,
        coalesce(aligned.item_number, 0) as item_number,
        aligned.list_relation,
        aligned.item_text,
        aligned.item_start,
        aligned.item_end
    from quantities
    left join aligned
        on
            quantities.document_key = aligned.document_key
            and quantities.mention_number = aligned.mention_number
)

select * from spread
