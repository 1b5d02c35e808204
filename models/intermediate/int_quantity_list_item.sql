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

-- 11个省(区、市): a bracket that opens in one item and closes in another makes no list.
broken as (
    select distinct
        document_key,
        list_number
    from {{ ref('stg_list_items') }}
    where instr(item_text, '(') > 0 and instr(item_text, ')') = 0
),

items as (
    select list_items.*
    from {{ ref('stg_list_items') }} as list_items
    left join broken
        on
            list_items.document_key = broken.document_key
            and list_items.list_number = broken.list_number
    where broken.document_key is null
),

spans as (
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

-- What stands around each list in its clause.
lists as (
    select
        spans.*,
        substr(clauses.clause_text, spans.list_start - clauses.start_position, 1) as before_text,
        substr(clauses.clause_text, spans.list_end - clauses.start_position + 1, 3) as after_text,
        clauses.end_position as clause_end,
        -- 食品、化工等行业, 石油、通信、电网、交通四大行业: what sums up the list says that these are all.
        substr(clauses.clause_text, spans.list_end - clauses.start_position + 1, 3) in ('等行业', '等产业', '等领域')
        or substr(clauses.clause_text, spans.list_end - clauses.start_position + 1, 4)
        in (
            concat(substr('_两三四五六七八九十', spans.item_count, 1), '大行业'),
            concat(substr('_两三四五六七八九十', spans.item_count, 1), '大产业'),
            concat(substr('_两三四五六七八九十', spans.item_count, 1), '大领域')
        ) as is_summed_up
    from spans
    left join {{ ref('stg_clauses') }} as clauses
        on
            spans.document_key = clauses.document_key
            and spans.sentence_number = clauses.sentence_number
            and spans.clause_number = clauses.clause_number
),

named_items as (
    select distinct
        items.document_key,
        items.list_number,
        items.item_number,
        mentions.end_position as name_end,
        mentions.lexicon <> 'indicator_terms' as is_subject
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
        items.item_number,
        places.end_position as name_end,
        true as is_subject
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
        items.item_number,
        organisations.end_position as name_end,
        true as is_subject
    from items
    inner join {{ ref('stg_organisation_mentions') }} as organisations
        on
            items.document_key = organisations.document_key
            and items.start_position <= organisations.start_position
            and items.end_position >= organisations.end_position
    union
    -- 东镇、西镇: towns are too many for the lexicon.
    select
        document_key,
        list_number,
        item_number,
        end_position as name_end,
        true as is_subject
    from items
    where right(item_text, 1) in ('镇', '乡', '县', '区', '市')
),

named_counts as (
    select
        document_key,
        list_number,
        count(distinct item_number) as named_count,
        count(distinct case when is_subject then item_number end) as subject_count,
        max(case when is_subject then name_end end) as last_name_end
    from named_items
    group by document_key, list_number
),

rate_terms as (
    select
        mentions.document_key,
        mentions.sentence_number,
        mentions.clause_number,
        mentions.start_position,
        mentions.end_position
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('indicator_terms') }} as indicator_terms
        on mentions.term = indicator_terms.term
    inner join {{ ref('indicators') }} as indicators
        on
            indicator_terms.indicator = indicators.indicator
            and indicators.kind = 'rate'
    where mentions.lexicon = 'indicator_terms'
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
        quantities.clause_start,
        cues.role,
        cues.start_position as cue_start,
        cues.clause_number as cue_clause,
        0 as least_list_end,
        false as is_uncued,
        row_number() over (
            partition by quantities.document_key, quantities.mention_number order by cues.start_position desc
        ) as cue_rank
    from quantities
    inner join cues
        on
            quantities.document_key = cues.document_key
            and quantities.sentence_number = cues.sentence_number
            and quantities.start_position >= cues.end_position
            and (
                quantities.clause_number = cues.clause_number
                -- 分别是:2504亿元、1218亿元
                or (
                    cues.role = 'respectively'
                    and quantities.clause_number = cues.clause_number + 1
                    and quantities.clause_start = cues.end_position + 1
                )
            )
),

-- 开工率在九成左右,东镇、西镇在90%以上: a percentage right behind a list of names goes on with the rate before it.
direct as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.sentence_number,
        quantities.clause_number,
        quantities.start_position,
        quantities.number_value,
        quantities.unit_class,
        quantities.clause_start,
        'each' as role,
        quantities.start_position as cue_start,
        max(lists.clause_number) as cue_clause,
        quantities.start_position - 2 as least_list_end,
        true as is_uncued,
        1 as cue_rank
    from quantities
    inner join lists
        on
            quantities.document_key = lists.document_key
            and quantities.sentence_number = lists.sentence_number
            and lists.list_end between quantities.start_position - 2 and quantities.start_position
            -- 较高的是东镇、西镇,逾90%
            and (
                quantities.clause_number = lists.clause_number
                or (
                    quantities.clause_number = lists.clause_number + 1
                    and quantities.start_position = quantities.clause_start
                    and lists.list_end = lists.clause_end
                )
            )
    inner join named_counts
        on
            lists.document_key = named_counts.document_key
            and lists.list_number = named_counts.list_number
            and lists.item_count = named_counts.subject_count
            and lists.list_end = named_counts.last_name_end
    left join {{ ref('int_sentence_position') }} as positions
        on
            quantities.document_key = positions.document_key
            and quantities.sentence_number = positions.sentence_number
    -- 大连市复工率66%;铁岭、锦州市超过90%: the rate may stand in another part of what semicolons divide.
    inner join rate_terms
        on
            quantities.document_key = rate_terms.document_key
            and rate_terms.sentence_number
            between coalesce(positions.whole_sentence, quantities.sentence_number) and quantities.sentence_number
            and lists.list_start >= rate_terms.end_position
    left join number_cue
        on
            quantities.document_key = number_cue.document_key
            and quantities.mention_number = number_cue.mention_number
    where
        quantities.unit = 'percent'
        and number_cue.mention_number is null
        -- 东镇、西镇90%、80%: one for each.
        and coalesce(quantities.next_number_start > quantities.end_position + 1, true)
    group by
        quantities.document_key, quantities.mention_number, quantities.sentence_number, quantities.clause_number,
        quantities.start_position, quantities.number_value, quantities.unit_class, quantities.clause_start
),

dealt as (
    select * from number_cue
    where cue_rank = 1 and unit_class = 'percent'
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
        quantities.clause_start,
        'each' as role,
        max(rate_terms.start_position) as cue_start,
        max(rate_terms.clause_number) as cue_clause,
        max(rate_terms.start_position) - 16 as least_list_end,
        true as is_uncued,
        1 as cue_rank
    from quantities
    inner join rate_terms
        on
            quantities.document_key = rate_terms.document_key
            and quantities.sentence_number = rate_terms.sentence_number
            and quantities.start_position >= rate_terms.end_position
            and quantities.clause_number <= rate_terms.clause_number + 1
            -- 复工率达到100%,餐饮企业营业额已恢复至同期的50.9%: a measure of its own stands before the second.
            and (quantities.clause_number = rate_terms.clause_number or length(quantities.left_text) <= 10)
    left join number_cue
        on
            quantities.document_key = number_cue.document_key
            and quantities.mention_number = number_cue.mention_number
    left join direct
        on
            quantities.document_key = direct.document_key
            and quantities.mention_number = direct.mention_number
    -- 甲区、乙区复工率分别为78%、71%,丙县为56%: the list has had its numbers.
    left join dealt
        on
            quantities.document_key = dealt.document_key
            and quantities.sentence_number = dealt.sentence_number
            and quantities.clause_number > dealt.clause_number
            and rate_terms.start_position < dealt.start_position
    left join {{ ref('stg_place_mentions') }} as place_between
        on
            quantities.document_key = place_between.document_key
            and quantities.sentence_number = place_between.sentence_number
            and case when quantities.clause_number > rate_terms.clause_number then quantities.clause_number end
            = place_between.clause_number
            and quantities.start_position >= place_between.end_position
    where
        quantities.unit = 'percent'
        and number_cue.mention_number is null
        and direct.mention_number is null
        and dealt.mention_number is null
        and instr(quantities.left_text, '平均') = 0
        -- 开工率已超过95%,有的达到100%
        and instr(quantities.left_text, '有的') = 0
        -- 浙江、江苏等19个省市开工率接近100%,遂宁已达100%
        and place_between.mention_number is null
    group by
        quantities.document_key, quantities.mention_number, quantities.sentence_number, quantities.clause_number,
        quantities.start_position, quantities.number_value, quantities.unit_class, quantities.clause_start
),

-- 乐东、儋州、陵水次之,为26亿元、24亿元、21亿元: as many numbers in a row as names before them need no 分别.
row_parts as (
    select
        quantities.*,
        case
            when
                lag(quantities.end_position) over (
                    partition by quantities.document_key, quantities.sentence_number, quantities.clause_number
                    order by quantities.start_position
                ) + 1 = quantities.start_position
                and lag(quantities.unit) over (
                    partition by quantities.document_key, quantities.sentence_number, quantities.clause_number
                    order by quantities.start_position
                ) = quantities.unit
                and right(quantities.left_text, 1) in ('、', '和', '与', '及')
                then 0
            else 1
        end as begins_row
    from quantities
),

numbers_in_rows as (
    select
        *,
        sum(begins_row) over (
            partition by document_key, sentence_number, clause_number
            order by start_position
            rows between unbounded preceding and current row
        ) as row_number_in_clause
    from row_parts
),

number_rows as (
    select
        document_key,
        sentence_number,
        clause_number,
        row_number_in_clause,
        min(start_position) as row_start,
        count(*) as row_size
    from numbers_in_rows
    group by document_key, sentence_number, clause_number, row_number_in_clause
    having count(*) > 1
),

rows_after_lists as (
    select
        number_rows.document_key,
        number_rows.sentence_number,
        number_rows.clause_number,
        number_rows.row_number_in_clause,
        number_rows.row_start,
        number_rows.row_size,
        max(lists.list_end) as list_end
    from number_rows
    inner join lists
        on
            number_rows.document_key = lists.document_key
            and number_rows.sentence_number = lists.sentence_number
            and lists.clause_number between number_rows.clause_number - 1 and number_rows.clause_number
            and number_rows.row_start >= lists.list_end
            and number_rows.row_size = lists.item_count
    inner join named_counts
        on
            lists.document_key = named_counts.document_key
            and lists.list_number = named_counts.list_number
            and lists.item_count = named_counts.subject_count
    left join quantities as between_quantities
        on
            number_rows.document_key = between_quantities.document_key
            and lists.list_end <= between_quantities.start_position
            and number_rows.row_start > between_quantities.start_position
    where between_quantities.mention_number is null
    group by
        number_rows.document_key, number_rows.sentence_number, number_rows.clause_number,
        number_rows.row_number_in_clause, number_rows.row_start, number_rows.row_size
),

in_rows as (
    select
        numbers_in_rows.document_key,
        numbers_in_rows.mention_number,
        numbers_in_rows.sentence_number,
        numbers_in_rows.clause_number,
        numbers_in_rows.start_position,
        numbers_in_rows.number_value,
        numbers_in_rows.unit_class,
        numbers_in_rows.clause_start,
        'respectively' as role,
        rows_after_lists.row_start as cue_start,
        numbers_in_rows.clause_number as cue_clause,
        rows_after_lists.list_end as least_list_end,
        true as is_uncued,
        1 as cue_rank
    from numbers_in_rows
    inner join rows_after_lists
        on
            numbers_in_rows.document_key = rows_after_lists.document_key
            and numbers_in_rows.sentence_number = rows_after_lists.sentence_number
            and numbers_in_rows.clause_number = rows_after_lists.clause_number
            and numbers_in_rows.row_number_in_clause = rows_after_lists.row_number_in_clause
    left join number_cue
        on
            numbers_in_rows.document_key = number_cue.document_key
            and numbers_in_rows.mention_number = number_cue.mention_number
    where number_cue.mention_number is null
),

cued as (
    select * from number_cue
    where cue_rank = 1
    union all
    select * from direct
    union all
    select uncued.*
    from uncued
    left join in_rows
        on
            uncued.document_key = in_rows.document_key
            and uncued.mention_number = in_rows.mention_number
    where in_rows.mention_number is null
    union all
    select * from in_rows
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
        lists.before_text,
        lists.after_text,
        lists.is_summed_up,
        lists.clause_end as list_clause_end,
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
            and (
                in_series.role = 'respectively'
                or lists.clause_number >= in_series.clause_number - 1
                -- 食品、化工等行业脚步快,开工率也高,均在95%以上
                or (
                    lists.clause_number = in_series.clause_number - 2
                    and in_series.cue_start = in_series.clause_start
                )
            )
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

-- The rate right before a cue.
adjacent as (
    select
        document_key,
        end_position as term_end,
        min(start_position) as term_start
    from (
        select
            document_key,
            start_position,
            end_position
        from rate_terms
        union all
        -- 一公司、二公司复工都在九成以上
        select
            mentions.document_key,
            mentions.start_position,
            mentions.end_position
        from {{ ref('stg_term_mentions') }} as mentions
        inner join {{ ref('resumption_verbs') }} as resumption_verbs
            on mentions.term = resumption_verbs.verb
        where mentions.lexicon = 'resumption_verbs'
    ) as measures
    group by document_key, end_position
),

rate_starts as (
    select distinct
        document_key,
        start_position
    from rate_terms
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
    left join adjacent
        on
            with_list.document_key = adjacent.document_key
            and with_list.cue_start = adjacent.term_end
    left join rate_starts
        on
            with_list.document_key = rate_starts.document_key
            and rate_starts.start_position between with_list.list_end + 3 and with_list.list_end + 4
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
                    -- 百货店、购物中心开业率都只有50%: all that stands right before its rate is named.
                    or (
                        not with_list.is_uncued
                        and said_count.count_value is null
                        and adjacent.term_start between with_list.list_end and with_list.list_end + 1
                    )
                    -- 食品、化工等行业: what is summed up so is known, whatever the lexicon knows.
                    or (
                        not with_list.is_uncued
                        and said_count.count_value is null
                        -- 食品、化工等行业推进较快,投资完成率都高于70%
                        and with_list.clause_start in (with_list.cue_start, adjacent.term_start)
                        and with_list.is_summed_up
                    )
                    -- 石油石化、通信等行业的开工率目前都超过95%
                    or (
                        not with_list.is_uncued
                        and said_count.count_value is null
                        and with_list.list_clause = with_list.cue_clause
                        and rate_starts.start_position < with_list.cue_start
                        and with_list.is_summed_up
                    )
                    -- 水库加固、灌区改造、河流治理进展好,完成率都在20%以上: a list that begins its clause is what 都 speaks of.
                    or (
                        not with_list.is_uncued
                        and said_count.count_value is null
                        and with_list.item_count >= 3
                        and with_list.list_clause = with_list.cue_clause - 1
                        and with_list.before_text = ''
                        and with_list.clause_start = adjacent.term_start
                    )
                    -- 装备、汽车等行业恢复得快,开工率已在95%左右
                    or (
                        with_list.is_uncued
                        and said_count.count_value is null
                        and with_list.list_clause = with_list.cue_clause - 1
                        and with_list.cue_start = with_list.clause_start
                        and with_list.is_summed_up
                    )
                    -- 石油石化、通信等行业开工率,目前已超过95%: and so it is right before its rate.
                    or (
                        with_list.is_uncued
                        and said_count.count_value is null
                        and with_list.cue_start between with_list.list_end + 3 and with_list.list_end + 4
                        and with_list.is_summed_up
                    )
                    or (
                        coalesce(said_count.count_value, with_list.item_count) >= with_list.item_count
                        and named_counts.named_count = with_list.item_count
                        and (
                            with_list.list_clause = with_list.cue_clause
                            or (
                                with_list.list_clause = with_list.cue_clause - 1
                                and (
                                    -- 复工的是汽车、石化,复工率均达到100%
                                    (not with_list.is_uncued and with_list.list_end = with_list.list_clause_end)
                                    -- 甲县、乙县次之,均为97.1%
                                    or (
                                        not with_list.is_uncued
                                        and with_list.cue_start = with_list.clause_start
                                        and length(with_list.after_text) <= 2
                                    )
                                    -- 在江苏、福建等地,企业复工率约90%
                                    or (
                                        with_list.before_text = '在'
                                        and with_list.after_text in ('等地', '等市', '等省')
                                    )
                                )
                            )
                        )
                    )
                )
            )
        )
),

-- 复工率达到100%的行业有3个,分别是食品、化工、医药: said of as many as are then named, it is said of each of them.
announced as (
    select
        quantities.document_key,
        quantities.mention_number,
        min(lists.list_number) as list_number
    from quantities
    inner join rate_terms
        on
            quantities.document_key = rate_terms.document_key
            and quantities.sentence_number = rate_terms.sentence_number
            and quantities.clause_number = rate_terms.clause_number
            and quantities.start_position >= rate_terms.end_position
    inner join quantities as counts
        on
            quantities.document_key = counts.document_key
            and quantities.sentence_number = counts.sentence_number
            and quantities.clause_number = counts.clause_number
            and quantities.end_position < counts.start_position
            and counts.unit_class = 'count'
    inner join lists
        on
            quantities.document_key = lists.document_key
            and quantities.sentence_number = lists.sentence_number
            and lists.clause_number between quantities.clause_number and quantities.clause_number + 1
            and (
                counts.end_position <= lists.list_start
                -- 超90%的有济南、青岛、烟台、威海4个市
                or (
                    quantities.end_position <= lists.list_start
                    and lists.list_end between counts.start_position - 3 and counts.start_position
                )
            )
            and counts.number_value = lists.item_count
    where quantities.unit = 'percent'
    group by quantities.document_key, quantities.mention_number
),

all_aligned as (
    select * from aligned
    union all
    select
        announced.document_key,
        announced.mention_number,
        'each' as list_relation,
        items.item_number,
        items.item_text,
        items.start_position as item_start,
        items.end_position as item_end
    from announced
    inner join items
        on
            announced.document_key = items.document_key
            and announced.list_number = items.list_number
    left join aligned
        on
            announced.document_key = aligned.document_key
            and announced.mention_number = aligned.mention_number
    where aligned.mention_number is null
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
    left join all_aligned as aligned
        on
            quantities.document_key = aligned.document_key
            and quantities.mention_number = aligned.mention_number
)

select * from spread
