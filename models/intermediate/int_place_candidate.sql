with

quantities as (
    select
        items.document_key,
        items.mention_number,
        items.item_number,
        items.item_start,
        items.item_end,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.paragraph_number,
        numbers.start_position,
        numbers.end_position,
        numbers.next_number_start,
        numbers.left_text,
        -- 31个省份, 省(区、市): who counts provinces counts those of the nation.
        coalesce(counted.unit = 'other:province' and counted.counted_basis = 'after', false) as is_of_provinces,
        -- 等25个项目, 等新项目25个: what stands before sums up a list.
        right(numbers.left_text, 1) = '等'
        or right(numbers.left_text, 3) = '等项目'
        or right(numbers.left_text, 4) = '等新项目'
        or right(numbers.left_text, 5) in ('等重点项目', '等重大项目', '等建设项目', '等产业项目') as is_sum_of_list,
        positions.headline_number,
        positions.whole_sentence
    from {{ ref('int_quantity_list_item') }} as items
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            items.document_key = numbers.document_key
            and items.mention_number = numbers.mention_number
    inner join {{ ref('int_sentence_position') }} as positions
        on
            numbers.document_key = positions.document_key
            and numbers.sentence_number = positions.sentence_number
    left join {{ ref('int_quantity_counted') }} as counted
        on
            numbers.document_key = counted.document_key
            and numbers.mention_number = counted.mention_number
),

homes as (
    select * from {{ ref('int_document_home') }}
),

cities as (
    select * from {{ ref('int_place') }}
),

text_places as (
    select
        places.document_key,
        places.mention_number as place_number,
        places.sentence_number,
        places.clause_number,
        places.start_position,
        places.end_position,
        places.name_kind,
        places.place_text,
        sentences.paragraph_number,
        substr(
            sentences.sentence_text, places.start_position - sentences.start_position, 1
        ) as sign_before,
        substr(
            sentences.sentence_text, places.end_position - sentences.start_position + 1, 1
        ) as sign_behind,
        substr(clauses.clause_text, places.end_position - clauses.start_position + 1, 24) as right_text,
        substr(clauses.clause_text, 1, places.start_position - clauses.start_position) as left_text
    from {{ ref('stg_place_mentions') }} as places
    inner join {{ ref('stg_sentences') }} as sentences
        on
            places.document_key = sentences.document_key
            and places.sentence_number = sentences.sentence_number
    inner join {{ ref('stg_clauses') }} as clauses
        on
            places.document_key = clauses.document_key
            and places.sentence_number = clauses.sentence_number
            and places.clause_number = clauses.clause_number
),

-- 临汾20个居民区, in a report of 临汾路街道 in Shanghai: short for the street, and not the city in Shanxi.
towns as (
    select
        own_zones.document_key,
        text_places.place_text as short_text,
        min(own_zones.city_key) as city_key
    from {{ ref('int_own_zone') }} as own_zones
    inner join {{ ref('zone_kinds') }} as zone_kinds
        on
            right(own_zones.place_text, length(zone_kinds.zone_kind)) = zone_kinds.zone_kind
            and zone_kinds.name_class = 'town'
    inner join text_places
        on
            own_zones.document_key = text_places.document_key
            and own_zones.place_text in (
                concat(text_places.place_text, zone_kinds.zone_kind),
                concat(text_places.place_text, '路', zone_kinds.zone_kind)
            )
    inner join {{ ref('int_place_resolved') }} as resolved
        on
            text_places.document_key = resolved.document_key
            and text_places.place_number = resolved.place_number
            and resolved.section = 'body'
    inner join cities
        on own_zones.city_key = cities.city_key
    inner join cities as namesakes
        on resolved.city_key = namesakes.city_key
    where cities.province_name <> namesakes.province_name
    group by own_zones.document_key, text_places.place_text
),

-- Each place of the text with the division it names: by name, or through the document's own place.
known_places as (
    select
        text_places.*,
        coalesce(
            town.city_key, own_zone.city_key, resolved.city_key, own_place.city_key, said_place.city_key
        ) as city_key,
        text_places.name_kind = 'deictic' as is_own,
        -- 491家企业(湖北省的9家不在内): where the aside ends that the place is in.
        case
            when
                instr(reverse(text_places.left_text), '(') > 0
                and (
                    instr(reverse(text_places.left_text), ')') = 0
                    or instr(reverse(text_places.left_text), '(') < instr(reverse(text_places.left_text), ')')
                )
                and instr(text_places.right_text, ')') > 0
                and not (text_places.sign_before = '(' and text_places.sign_behind = ')')
                then text_places.end_position + instr(text_places.right_text, ')')
        end as aside_end,
        coalesce(deictic_places.is_of_clause, false) as is_of_clause
    from text_places
    left join {{ ref('int_place_resolved') }} as resolved
        on
            text_places.document_key = resolved.document_key
            and text_places.place_number = resolved.place_number
            and resolved.section = 'body'
    left join {{ ref('deictic_places') }} as deictic_places
        on case when text_places.name_kind = 'deictic' then text_places.place_text end = deictic_places.term
    left join {{ ref('int_own_place') }} as own_place
        on
            text_places.document_key = own_place.document_key
            and deictic_places.level = own_place.deictic_level
    left join {{ ref('int_said_place') }} as said_place
        on
            text_places.document_key = said_place.document_key
            and text_places.place_number = said_place.place_number
    left join {{ ref('int_own_zone') }} as own_zone
        on
            text_places.document_key = own_zone.document_key
            and case when text_places.name_kind <> 'deictic' then text_places.place_text end = own_zone.place_text
    left join towns as town
        on
            text_places.document_key = town.document_key
            and case when text_places.name_kind in ('short', 'alias') then text_places.place_text end = town.short_text
),

-- Places that a list sign parts (铜陵、芜湖和马鞍山), or nothing at all (安徽铜陵), are one run.
beside_places as (
    select
        known_places.*,
        lag(known_places.end_position) over (
            partition by known_places.document_key, known_places.sentence_number, known_places.clause_number
            order by known_places.start_position
        ) as previous_end,
        coalesce(homes.level = 'nation', false) as is_national_document
    from known_places
    left join homes
        on known_places.document_key = homes.document_key
    where not known_places.is_own
),

parted_places as (
    select
        *,
        case
            when previous_end = start_position then 'joined'
            when
                right(left_text, start_position - previous_end) in ('、', '和', '与', '及', '以及')
                and start_position - previous_end <= 2
                then 'listed'
            -- 东原至西原高速公路, in the news of the nation: from one to the other.
            when is_national_document and right(left_text, start_position - previous_end) in ('至', '到') then 'route'
            else 'apart'
        end as parting
    from beside_places
),

in_runs as (
    select
        document_key,
        place_number,
        city_key,
        parting,
        sum(case when parting = 'apart' then 1 else 0 end) over (
            partition by document_key order by start_position
            rows between unbounded preceding and current row
        ) as run_number
    from parted_places
),

-- What the places of a run have in common: their city, their province, or the nation.
runs as (
    select
        in_runs.document_key,
        in_runs.run_number,
        case
            when min(cities.province_name) <> max(cities.province_name) or min(cities.level) = 'nation' then 'nation'
            when
                min(cities.prefecture_name) = max(cities.prefecture_name)
                and count(cities.prefecture_name) = count(*)
                then 'prefecture'
            else 'province'
        end as common_level,
        min(cities.province_name) as province_name,
        min(cities.prefecture_name) as prefecture_name
    from in_runs
    inner join cities
        on in_runs.city_key = cities.city_key
    group by in_runs.document_key, in_runs.run_number
    having
        sum(case when in_runs.parting in ('listed', 'route') then 1 else 0 end) > 0
        -- What leads from one province to another is as well in the first of them.
        and (
            sum(case when in_runs.parting = 'listed' then 1 else 0 end) > 0
            or min(cities.province_name) = max(cities.province_name)
        )
),

listed_places as (
    select
        in_runs.document_key,
        in_runs.place_number,
        in_runs.run_number,
        in_runs.parting,
        min(commons.city_key) as common_city_key
    from in_runs
    inner join runs
        on
            in_runs.document_key = runs.document_key
            and in_runs.run_number = runs.run_number
    inner join cities as commons
        on
            runs.common_level = commons.level
            and commons.valid_to_year is null
            and (runs.common_level = 'nation' or runs.province_name = commons.province_name)
            and (runs.common_level <> 'prefecture' or runs.prefecture_name = commons.prefecture_name)
    group by in_runs.document_key, in_runs.place_number, in_runs.run_number, in_runs.parting
),

-- What a place can be to a figure: a company's home may be wider than the document's.
described_places as (
    select
        known_places.*,
        cities.level,
        cities.city_name,
        cities.province_name,
        cities.prefecture_name,
        organisations.organisation_text,
        organisations.mention_number is not null as is_in_organisation,
        coalesce(
            -- Where nothing is known but a zone or town by its name, the report is of that.
            (homes.city_key is null and known_places.name_kind in ('own_zone', 'town'))
            or homes.level = 'nation'
            or (
                cities.province_name = homes.province_name
                and (
                    homes.level = 'province'
                    or (homes.level = 'prefecture' and cities.prefecture_name = homes.prefecture_name)
                    -- One of a county goes on about its city, but not about the county beside it.
                    or (cities.level = 'prefecture' and cities.prefecture_name = homes.prefecture_name)
                    or cities.city_key = homes.city_key
                    or (homes.level = 'county' and cities.level = 'zone' and cities.parent_adcode = homes.adcode)
                )
            ),
            false
        ) as is_within_home,
        coalesce(homes.level = 'nation', false) as is_national_document,
        homes.city_key is not null as is_of_known_home,
        coalesce(homes.city_key = known_places.city_key, false) as is_home,
        homes.city_key is not null
        and organisations.mention_number is not null
        and (
            (cities.level = 'province' and homes.level <> 'province' and cities.province_name = homes.province_name)
            or (
                cities.level = 'prefecture' and homes.level in ('county', 'zone')
                and cities.prefecture_name = homes.prefecture_name
            )
        ) as is_around_home
    from known_places
    left join cities
        on known_places.city_key = cities.city_key
    left join {{ ref('stg_organisation_mentions') }} as organisations
        on
            known_places.document_key = organisations.document_key
            and known_places.start_position >= organisations.start_position
            and known_places.end_position <= organisations.end_position
    left join homes
        on known_places.document_key = homes.document_key
),

-- 某银行东原市分行 is in 东原, where it lends; what else stands in such a name is its seat.
branches as (
    select
        described_places.document_key,
        described_places.place_number,
        max(
            case
                when substr(described_places.right_text, 1, length(place_cues.cue)) = place_cues.cue then 1
                else 0
            end
        ) = 1 as is_of_place
    from described_places
    inner join {{ ref('place_cues') }} as place_cues
        on
            place_cues.side = 'organisation'
            and place_cues.role = 'branch'
            and right(described_places.organisation_text, length(place_cues.cue)) = place_cues.cue
    group by described_places.document_key, described_places.place_number
),

-- 湖州市吴兴区发布名单。浙江某某公司…: a company called after what lies around that place is there.
around_named as (
    select distinct
        described_places.document_key,
        described_places.place_number
    from described_places
    inner join described_places as named_places
        on
            described_places.document_key = named_places.document_key
            and described_places.paragraph_number = named_places.paragraph_number
            and described_places.sentence_number <= named_places.sentence_number + 2
            and described_places.start_position > named_places.end_position
            and described_places.province_name = named_places.province_name
    where
        described_places.is_in_organisation
        and not named_places.is_own
        and not named_places.is_in_organisation
        and (
            (described_places.level = 'province' and named_places.level in ('prefecture', 'county', 'zone'))
            or (
                described_places.level = 'prefecture' and named_places.level in ('county', 'zone')
                and described_places.prefecture_name = named_places.prefecture_name
            )
        )
),

-- What the words beside a place make of it, by the rows of place_cues.
cued_places as (
    select
        described_places.document_key,
        described_places.place_number,
        max(case when place_cues.role = 'destination' then 1 else 0 end) = 1 as is_destination,
        max(case when place_cues.role = 'works' then 1 else 0 end) = 1 as is_works,
        max(case when place_cues.role = 'venue' then 1 else 0 end) = 1 as is_venue,
        max(case when place_cues.role = 'recipient' then 1 else 0 end) = 1 as is_recipient,
        max(
            case when place_cues.role in ('destination', 'works', 'venue', 'recipient') then 0 else 1 end
        ) = 1 as is_not_about
    from described_places
    left join listed_places
        on
            described_places.document_key = listed_places.document_key
            and described_places.place_number = listed_places.place_number
    inner join {{ ref('place_cues') }} as place_cues
        on
            (
                place_cues.side = 'before'
                and not coalesce(listed_places.parting = 'route', false)
                and right(described_places.left_text, length(place_cues.cue)) = place_cues.cue
            )
            or (
                place_cues.side = 'before_nation'
                and described_places.level = 'nation'
                and right(described_places.left_text, length(place_cues.cue)) = place_cues.cue
            )
            -- 基地是自治区重点项目
            or (
                place_cues.side = 'before_own'
                and described_places.is_own
                and (
                    right(described_places.left_text, length(place_cues.cue)) = place_cues.cue
                    -- 列为2020年全省重点项目的2个
                    or (
                        right(described_places.left_text, 1) = '年'
                        and substr(
                            right(described_places.left_text, length(place_cues.cue) + 5), 1, length(place_cues.cue)
                        ) = place_cues.cue
                    )
                )
            )
            or (
                place_cues.side = 'after'
                -- 全省第一, 排在全国第一
                and (
                    described_places.is_own
                    or (described_places.level = 'nation' and place_cues.cue = '第')
                )
                and (
                    substr(described_places.right_text, 1, length(place_cues.cue)) = place_cues.cue
                    -- 在全省18个省辖市里排名第1位
                    or (
                        right(place_cues.cue, 1) = '第' and length(place_cues.cue) > 1
                        and instr(substr(described_places.right_text, 1, 16), place_cues.cue) > 0
                    )
                )
            )
            or (
                place_cues.side = 'behind'
                and place_cues.role = 'venue'
                and right(described_places.left_text, 1) = '在'
                and instr(described_places.right_text, place_cues.cue) > 0
            )
            -- 民丰县尼雅水利枢纽工程、于田机场等项目: names in a list of works.
            or (
                place_cues.side = 'behind'
                and place_cues.role = 'works'
                and instr(described_places.right_text, '、') > 0
                and right(
                    substr(described_places.right_text, 1, instr(described_places.right_text, '、') - 1),
                    length(place_cues.cue)
                ) = place_cues.cue
            )
            -- 长乐、马尾5个县(市)区的援建资金: of those who give.
            or (
                place_cues.side = 'behind'
                and place_cues.role = 'giver'
                and instr(substr(described_places.right_text, 1, 16), place_cues.cue) > 1
            )
            or (
                place_cues.side = 'behind'
                and place_cues.role not in ('venue', 'works', 'giver')
                and not described_places.is_own
                and substr(described_places.right_text, 1, length(place_cues.cue)) = place_cues.cue
            )
            or (
                place_cues.side = 'organisation'
                and right(described_places.organisation_text, length(place_cues.cue)) = place_cues.cue
                and place_cues.role <> 'branch'
            )
    group by described_places.document_key, described_places.place_number
),

-- 从岳阳、怀化接回: what is said of one place of a row is said of all.
cued_runs as (
    select
        listed_places.document_key,
        listed_places.run_number,
        max(case when cued_places.is_destination then 1 else 0 end) = 1 as is_destination,
        max(case when cued_places.is_venue then 1 else 0 end) = 1 as is_venue,
        max(case when cued_places.is_not_about then 1 else 0 end) = 1 as is_not_about
    from listed_places
    inner join cued_places
        on
            listed_places.document_key = cued_places.document_key
            and listed_places.place_number = cued_places.place_number
    group by listed_places.document_key, listed_places.run_number
),

-- 天元区86%,荷塘区62.8%: each of several places that a number follows at once holds for that number alone.
paired_places as (
    select
        document_key,
        place_number,
        count(*) over (partition by document_key, sentence_number) > 1 as is_paired
    from described_places
    where
        not is_own
        and substr(right_text, 1, 1) in ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '(')
),

-- 列入江门市重点的,我市有98项。累计…: after a word for the own place its report goes on about that.
left_behind as (
    select distinct
        described_places.document_key,
        described_places.place_number
    from described_places
    inner join described_places as own_places
        on
            described_places.document_key = own_places.document_key
            and described_places.sentence_number = own_places.sentence_number
            and described_places.end_position < own_places.start_position
            and own_places.is_own
    inner join homes
        on
            own_places.document_key = homes.document_key
            and own_places.city_key = homes.city_key
    where
        not described_places.is_own
        and (
            (homes.level <> 'nation' and described_places.level = 'nation')
            or (homes.level in ('prefecture', 'county', 'zone') and described_places.level = 'province')
            or (homes.level in ('county', 'zone') and described_places.level = 'prefecture')
        )
),

-- 河北省发债,推动雄安新区建设。…: what begins with the own place is about that, and so is the next sentence.
topic_sentences as (
    select
        described_places.document_key,
        described_places.sentence_number,
        min(described_places.end_position) as topic_end,
        min(homes.level) as topic_level
    from described_places
    inner join homes
        on
            described_places.document_key = homes.document_key
            and described_places.city_key = homes.city_key
    left join described_places as next_places
        on
            described_places.document_key = next_places.document_key
            and described_places.end_position = next_places.start_position
    where
        homes.level <> 'nation'
        and described_places.clause_number = 1
        and described_places.left_text = ''
        and not described_places.is_in_organisation
        and next_places.place_number is null
    group by described_places.document_key, described_places.sentence_number
),

-- 贵阳市(贵安新区): what stands in brackets behind a place only says more of it.
in_brackets as (
    select distinct
        places.document_key,
        places.place_number
    from described_places as places
    inner join described_places as outer_places
        on
            places.document_key = outer_places.document_key
            and places.sentence_number = outer_places.sentence_number
            and places.start_position = outer_places.end_position + 1
    where
        places.sign_before = '('
        and places.sign_behind = ')'
        and not places.is_own
),

-- Without places that a figure is not about: where somebody comes from or goes to, or a report was filed.
usable_places as (
    select
        described_places.*,
        coalesce(cued_runs.is_destination, cued_places.is_destination, false) as is_destination,
        described_places.is_national_document
        and coalesce(cued_runs.is_venue, cued_places.is_venue, false) as is_venue,
        listed_places.common_city_key,
        coalesce(paired_places.is_paired, false)
        -- 落实省支持企业25条,出台18条: whose a measure is, is said of that measure alone.
        or described_places.is_of_clause
        -- 火炬开发区、小榄镇: a place of a list that names some we do not know.
        or (
            listed_places.place_number is null
            and not described_places.is_own
            and (substr(described_places.right_text, 1, 1) = '、' or right(described_places.left_text, 1) = '、')
        )
        -- 51亿元用于河北省的治理, 安排高新区资金2500万元: the place that money goes to is that of the money.
        or (coalesce(cued_places.is_recipient, false) and not described_places.is_own)
        -- 代表是投资5亿元的新安县电缆项目: the place of one project that an amount describes.
        or (right(described_places.left_text, 2) = '元的' and not described_places.is_own)
        or instr(right(described_places.left_text, 8), '用于') > 0 as is_confined,
        left_behind.place_number is not null
        or (
            topic_sentences.topic_end < described_places.start_position
            and not described_places.is_own
            and (
                described_places.level = 'zone'
                or (topic_sentences.topic_level = 'province' and described_places.level in ('prefecture', 'county'))
                or (topic_sentences.topic_level = 'prefecture' and described_places.level = 'county')
            )
        )
        -- A park that comes up within a sentence is not what the next one is about.
        or (
            described_places.name_kind in ('own_zone', 'town') and described_places.clause_number > 1
            and described_places.is_of_known_home
        ) as is_left_behind,
        coalesce(
            listed_places.place_number is null
            and not described_places.is_own and not described_places.is_in_organisation
            -- 黑龙江省农行、农信社等机构: what begins its clause by its full name is what the clause is about.
            and (
                coalesce(outer_places.left_text, described_places.left_text) <> ''
                or described_places.name_kind <> 'official'
                -- 宁强县等4个重灾县
                or substr(described_places.right_text, 1, 1) = '等'
                or coalesce(cued_places.is_works, false)
            )
            and (
                instr(substr(described_places.right_text, 1, 12), '等') > 0
                or (substr(described_places.right_text, 1, 1) = '、' and instr(described_places.right_text, '等') > 0)
                or coalesce(cued_places.is_works, false)
            ),
            false
        ) as is_example
    from described_places
    left join cued_places
        on
            described_places.document_key = cued_places.document_key
            and described_places.place_number = cued_places.place_number
    left join listed_places
        on
            described_places.document_key = listed_places.document_key
            and described_places.place_number = listed_places.place_number
    left join paired_places
        on
            described_places.document_key = paired_places.document_key
            and described_places.place_number = paired_places.place_number
    left join cued_runs
        on
            listed_places.document_key = cued_runs.document_key
            and listed_places.run_number = cued_runs.run_number
    left join left_behind
        on
            described_places.document_key = left_behind.document_key
            and described_places.place_number = left_behind.place_number
    left join topic_sentences
        on
            described_places.document_key = topic_sentences.document_key
            and described_places.sentence_number = topic_sentences.sentence_number
    left join in_brackets
        on
            described_places.document_key = in_brackets.document_key
            and described_places.place_number = in_brackets.place_number
    left join around_named
        on
            described_places.document_key = around_named.document_key
            and described_places.place_number = around_named.place_number
    left join branches
        on
            described_places.document_key = branches.document_key
            and described_places.place_number = branches.place_number
    left join cities as commons
        on listed_places.common_city_key = commons.city_key
    -- 上海杨浦区推出首席服务员等制度
    left join text_places as outer_places
        on
            described_places.document_key = outer_places.document_key
            and described_places.start_position = outer_places.end_position
    -- 人民银行合肥中心支行
    left join text_places as seats
        on
            described_places.document_key = seats.document_key
            and case
                when described_places.is_own and described_places.level = 'nation' then described_places.end_position
            end = seats.start_position
    where
        described_places.city_key is not null
        -- 翔安区辖区, 南安全市: a word for the own place right behind a name is that of the name.
        and not (described_places.is_own and coalesce(outer_places.name_kind <> 'deictic', false))
        and seats.place_number is null
        -- 某某客户端兰州9月28日讯: whoever sent it, that is where it was sent from.
        and not (
            not described_places.is_own
            and substr(described_places.right_text, 1, 1) between '0' and '9'
            and instr(substr(described_places.right_text, 1, 4), '月') > 0
            and (
                instr(substr(described_places.right_text, 1, 8), '日讯') > 0
                or instr(substr(described_places.right_text, 1, 8), '日电') > 0
                or instr(substr(described_places.right_text, 1, 9), '日消息') > 0
            )
        )
        -- 照《全市重点项目攻坚方案》提的工作目标: whose a plan is by its title says nothing of figures.
        and not (
            described_places.is_own
            and length(replace(described_places.left_text, '》', ''))
            > length(replace(described_places.left_text, '《', ''))
        )
        and coalesce(branches.is_of_place, true)
        and in_brackets.place_number is null
        and (around_named.place_number is null or branches.place_number is not null)
        -- 粤港澳大湾区 and the like lie in several provinces, whose own reports do not mean them.
        and (
            described_places.is_national_document
            or coalesce(described_places.level, '') <> 'zone'
            or described_places.province_name is not null
        )
        -- 到成都、西安等地推介: told of where they come from.
        and not (
            coalesce(cued_runs.is_destination, false)
            and commons.level = 'nation'
            and not described_places.is_national_document
        )
        and (not described_places.is_around_home or branches.place_number is not null)
        and not coalesce(cued_runs.is_not_about, cued_places.is_not_about, false)
        -- News of the nation is about the place where people met, unless it is about the nation.
        and (
            described_places.is_national_document
            or described_places.is_home
            or not coalesce(cued_runs.is_venue, cued_places.is_venue, false)
        )
),

-- 我国…居世界首位, and below it what was said somewhere: the sentences that speak of the nation.
nation_sentences as (
    select distinct
        document_key,
        sentence_number
    from usable_places
    where is_own and level = 'nation'
),

-- 火炬开发区、小榄镇均在90%以上: what is said of one item is not at the place of another.
of_other_items as (
    select distinct
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        places.place_number
    from quantities
    inner join quantities as siblings
        on
            quantities.document_key = siblings.document_key
            and quantities.mention_number = siblings.mention_number
            and quantities.item_number <> siblings.item_number
    inner join usable_places as places
        on
            siblings.document_key = places.document_key
            and siblings.item_start <= places.start_position
            and siblings.item_end >= places.end_position
    where quantities.item_number > 0 and siblings.item_number > 0
),

-- 淄博市12个项目开工。全省开工233个。总投资…: who has come back to the whole goes on about that.
returned as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        max(places.start_position) as return_position
    from quantities
    inner join usable_places as places
        on
            quantities.document_key = places.document_key
            and quantities.paragraph_number = places.paragraph_number
            and quantities.start_position >= places.end_position
            and places.is_own
            and not places.is_of_clause
            -- 全省开工233个, and not 在全省寻找
            and places.left_text = ''
            and places.place_text like '全%'
    inner join homes
        on
            places.document_key = homes.document_key
            and places.city_key = homes.city_key
            and homes.level <> 'nation'
    group by quantities.document_key, quantities.mention_number, quantities.item_number
),

-- 我区签约94个;高新区41个;引进8家: it goes on about the last place that a part began with.
begun_with as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        max(places.start_position) as begin_position
    from quantities
    inner join usable_places as places
        on
            quantities.document_key = places.document_key
            and places.sentence_number between quantities.whole_sentence and quantities.sentence_number
            and quantities.start_position >= places.end_position
            and places.left_text = ''
    group by quantities.document_key, quantities.mention_number, quantities.item_number
),

-- 泉州公路、晋江电厂、宁德码头等25个项目: places in a list of works are those of examples.
list_examples as (
    select
        places.document_key,
        places.place_number,
        min(quantities.start_position) as sum_start
    from usable_places as places
    inner join quantities
        on
            places.document_key = quantities.document_key
            and places.sentence_number = quantities.sentence_number
            and places.clause_number = quantities.clause_number
            and places.end_position <= quantities.start_position
            and quantities.is_sum_of_list
    left join usable_places as list_places
        on
            places.document_key = list_places.document_key
            and places.sentence_number = list_places.sentence_number
            and places.clause_number = list_places.clause_number
            and places.end_position <= list_places.start_position
            and places.city_key <> list_places.city_key
            and not list_places.is_own
            and list_places.common_city_key is null
    where
        places.common_city_key is null
        and not places.is_own
        and (
            instr(places.left_text, '、') > 0
            -- 正威集团东原铜产业园、海亮城市综合体等306个项目
            or (right(places.left_text, 2) in ('集团', '公司') and instr(places.right_text, '、') > 0)
            or (
                instr(substr(list_places.left_text, length(places.left_text) + 1), '、') > 0
                and instr(places.right_text, '、') > 0
            )
        )
    group by places.document_key, places.place_number
),

related as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        places.city_key,
        places.common_city_key,
        places.place_text,
        quantities.start_position - places.end_position as distance,
        case
            when
                quantities.item_number > 0 and places.start_position >= quantities.item_start
                and places.end_position <= quantities.item_end
                then 'item'
            -- 13个省份恢复客运 after a sentence of one of them; 东原吸引27个省份的选手 is of 东原.
            when
                quantities.is_of_provinces and places.level <> 'nation'
                and (places.is_own or places.sentence_number <> quantities.sentence_number)
                then null
            when places.is_venue
                then
                    case
                        when
                            places.sentence_number >= quantities.headline_number
                            and headlines_of_nation.sentence_number is null
                            and sentences_of_nation.sentence_number is null
                            then 'venue'
                    end
            when
                places.sentence_number = quantities.sentence_number
                and places.clause_number = quantities.clause_number
                then case when places.is_own then 'own_in_clause' else 'before_in_clause' end
            -- 恩阳区:省级专项资金1956万元: what stands alone before a colon is what all is about.
            when
                places.sentence_number = quantities.sentence_number
                and not places.is_own and not places.is_confined
                and places.clause_number = 1 and places.left_text = '' and places.right_text = ''
                then 'label'
            when places.is_confined then null
            when places.sentence_number = quantities.sentence_number
                then case when places.is_own then 'own_in_sentence' else 'before_in_sentence' end
            -- 全省银行放款334亿元;保险业赔款6亿元
            when
                places.is_own and places.sentence_number >= quantities.whole_sentence
                and (places.left_text = '' or (places.place_text like '全%' and length(places.left_text) <= 8))
                and coalesce(begun_with.begin_position <= places.start_position, true)
                then 'own_in_sentence'
            when places.is_own or places.is_destination or places.is_left_behind then null
            when returned.return_position > places.end_position then null
            -- A page flattened to one line is one paragraph: what was said long before no longer holds.
            when
                places.paragraph_number = quantities.paragraph_number
                and places.sentence_number >= quantities.sentence_number - 4
                then case when places.is_within_home then 'within_home_in_paragraph' else 'before_in_paragraph' end
            when places.sentence_number = quantities.headline_number then 'in_headline'
            when places.is_within_home and not places.is_national_document then 'before_in_text'
        end as relation
    from quantities
    inner join usable_places as places
        on
            quantities.document_key = places.document_key
            and quantities.start_position >= places.end_position
    left join of_other_items
        on
            quantities.document_key = of_other_items.document_key
            and quantities.mention_number = of_other_items.mention_number
            and quantities.item_number = of_other_items.item_number
            and places.place_number = of_other_items.place_number
    left join returned
        on
            quantities.document_key = returned.document_key
            and quantities.mention_number = returned.mention_number
            and quantities.item_number = returned.item_number
    left join begun_with
        on
            quantities.document_key = begun_with.document_key
            and quantities.mention_number = begun_with.mention_number
            and quantities.item_number = begun_with.item_number
    -- 沈抚示范区15个、省直23个: a word for the own place right before its number leaves no doubt.
    left join usable_places as own_at_number
        on
            quantities.document_key = own_at_number.document_key
            and quantities.start_position = own_at_number.end_position
            and own_at_number.is_own
            and places.place_number <> own_at_number.place_number
    left join nation_sentences as headlines_of_nation
        on
            quantities.document_key = headlines_of_nation.document_key
            and case when places.is_national_document then quantities.headline_number end
            = headlines_of_nation.sentence_number
    left join nation_sentences as sentences_of_nation
        on
            places.document_key = sentences_of_nation.document_key
            and places.sentence_number = sentences_of_nation.sentence_number
    left join list_examples
        on
            places.document_key = list_examples.document_key
            and places.place_number = list_examples.place_number
            and quantities.start_position >= list_examples.sum_start
    -- An example (桓仁抽水蓄能等项目) is none, unless the figure is said of each that is named.
    where
        of_other_items.place_number is null
        and list_examples.place_number is null
        and (places.aside_end is null or quantities.start_position < places.aside_end)
        and own_at_number.place_number is null
        -- 投资50亿元的兖州煤业甲醇项目、投资100亿元的变速器项目, in a report of Ordos: a firm's name in one item of a list.
        and not coalesce(
            not places.is_within_home and places.is_of_known_home and not places.is_own
            and not places.is_national_document
            and places.common_city_key is null
            and quantities.sentence_number = places.sentence_number
            and quantities.clause_number = places.clause_number
            and instr(right(quantities.left_text, quantities.start_position - places.end_position), '、') > 0
            and right(quantities.left_text, 1) not in ('、', '和', '与', '及'),
            false
        )
        and (
            not places.is_example
            or (
                quantities.item_number > 0
                and places.start_position >= quantities.item_start
                and places.end_position <= quantities.item_end
            )
        )
),

-- 完成计划超90%的有济南、青岛2个市: the items of a list may stand behind their number.
item_behind as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        places.city_key,
        places.place_text,
        places.start_position - quantities.end_position as distance,
        'item' as relation
    from quantities
    inner join usable_places as places
        on
            quantities.document_key = places.document_key
            and quantities.sentence_number = places.sentence_number
            and quantities.item_start <= places.start_position
            and quantities.item_end >= places.end_position
            and quantities.end_position <= places.start_position
    where quantities.item_number > 0 and not places.is_own
),

-- 25家企业在新疆投资: a place behind the number counts where the word before says that it is there.
behind as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        coalesce(places.common_city_key, places.city_key) as city_key,
        places.place_text,
        places.start_position - quantities.end_position as distance,
        'after_in_clause' as relation
    from quantities
    inner join usable_places as places
        on
            quantities.document_key = places.document_key
            and quantities.sentence_number = places.sentence_number
            and quantities.clause_number = places.clause_number
            and quantities.end_position <= places.start_position
            and (quantities.next_number_start is null or quantities.next_number_start >= places.end_position)
    where
        not places.is_own
        and not places.is_in_organisation
        and (
            right(places.left_text, 1) = '在'
            or instr(right(places.left_text, 8), '用于') > 0
            -- 投资50亿元的兖州煤业项目, in a report of another place: a firm's name.
            or (
                right(places.left_text, 2) = '元的'
                and places.start_position = quantities.end_position + 1
                and (places.is_within_home or places.is_national_document)
            )
        )
),

from_home as (
    select
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        homes.city_key,
        homes.city_name as place_text,
        0 as distance,
        case when homes.is_strong then 'strong_home' else 'weak_home' end as relation
    from quantities
    inner join homes
        on quantities.document_key = homes.document_key
),

candidates as (
    select
        document_key,
        mention_number,
        item_number,
        -- What is said of several places at once is said of what they have in common.
        case when relation = 'item' then city_key else coalesce(common_city_key, city_key) end as city_key,
        place_text,
        distance,
        relation
    from related
    where relation is not null
    union all
    select * from behind
    union all
    select * from item_behind
    union all
    select * from from_home
),

steps as (
    select weight
    from {{ ref('resolution_weights') }}
    where question = 'place' and feature = 'distance_step'
),

weighted as (
    select
        candidates.document_key,
        candidates.mention_number,
        candidates.item_number,
        candidates.city_key,
        candidates.place_text,
        candidates.relation,
        candidates.distance,
        cast(weights.weight - candidates.distance * steps.weight as double) as score
    from candidates
    inner join {{ ref('resolution_weights') }} as weights
        on
            candidates.relation = weights.feature
            and weights.question = 'place'
    cross join steps
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, mention_number, item_number
            order by score desc, distance asc, city_key asc
        ) as candidate_rank
    from weighted
)

select * from ranked
