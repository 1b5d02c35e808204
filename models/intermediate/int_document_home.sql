with

weights as (
    select
        max(case when feature = 'publisher' then weight end) as publisher_weight,
        max(case when feature = 'title' then weight end) as title_weight,
        max(case when feature = 'dateline_place' then weight end) as dateline_weight,
        max(case when feature = 'first_paragraph' then weight end) as first_paragraph_weight,
        max(case when feature = 'body' then weight end) as body_weight,
        max(case when feature = 'least_share' then weight end) as least_share,
        max(case when feature = 'national_least_share' then weight end) as national_least_share,
        max(case when feature = 'national_least_evidence' then weight end) as national_least_evidence,
        max(case when feature = 'own_least_share' then weight end) as own_least_share
    from {{ ref('resolution_weights') }}
    where question = 'home'
),

resolved as (
    select * from {{ ref('int_place_resolved') }}
    where city_key is not null
),

organisations as (
    select * from {{ ref('stg_organisation_mentions') }}
),

-- A page's headline stands apart from its body: it is evidence as a first line would be, and the second paragraph of
-- the body is no lead.
headline_apart as (
    select document_key
    from {{ ref('int_sentence_position') }}
    where sentence_number = 1 and not is_headline
),

metadata_places as (
    select
        resolved.document_key,
        resolved.section,
        resolved.city_key,
        cities.level,
        cities.adcode,
        cities.parent_adcode,
        cities.province_name,
        cities.prefecture_name,
        -- Who reposts news for its members speaks for no place (某市石油制品行业协会).
        max(case when reposting.cue is null then 0 else 1 end) as is_reposted
    from resolved
    inner join {{ ref('stg_metadata_places') }} as places
        on
            resolved.document_key = places.document_key
            and resolved.section = places.field
            and resolved.place_number = places.place_number
            and resolved.source_path = places.source_path
    inner join {{ ref('int_document_described') }} as documents
        on resolved.document_key = documents.document_key
    inner join {{ ref('int_city') }} as cities
        on resolved.city_key = cities.city_key
    left join {{ ref('place_cues') }} as reposting
        on
            resolved.section = 'publisher'
            and reposting.side = 'publisher'
            and reposting.role = 'reposting'
            and right(documents.publisher, length(reposting.cue)) = reposting.cue
    left join {{ ref('place_cues') }} as apps
        on
            resolved.section = 'publisher'
            and apps.side = 'publisher'
            and apps.role = 'app'
            and substr(documents.publisher, 1, length(apps.cue)) = apps.cue
            and places.start_position = length(apps.cue)
    -- 云浮市云城区工业和信息化局
    left join {{ ref('stg_metadata_places') }} as around
        on
            case when resolved.section = 'publisher' then resolved.document_key end = around.document_key
            and around.field = 'publisher'
            and places.source_path = around.source_path
            and around.start_position = 0
            and places.start_position = length(around.place_text)
    -- 芦山地震灾后重建 says where the earth shook.
    left join {{ ref('place_cues') }} as namesakes
        on
            resolved.section = 'title'
            and namesakes.side = 'behind'
            and namesakes.role in ('namesake', 'disaster')
            and substr(
                documents.title, places.start_position + length(places.place_text) + 1, length(namesakes.cue)
            ) = namesakes.cue
    where
        namesakes.cue is null
        -- 经济日报北京3月28日讯…, where the page has no other headline: that is where it was sent from.
        and not coalesce(
            resolved.section = 'title'
            and instr(substr(documents.title, places.start_position + length(places.place_text) + 1, 4), '月') > 0
            and (
                instr(substr(documents.title, places.start_position + length(places.place_text) + 1, 8), '日讯') > 0
                or instr(substr(documents.title, places.start_position + length(places.place_text) + 1, 8), '日电') > 0
                or instr(substr(documents.title, places.start_position + length(places.place_text) + 1, 9), '日消息') > 0
            ),
            false
        )
        and (
            resolved.section <> 'publisher'
            or places.start_position = 0
            -- 云上安陆, 掌上咸阳
            or apps.cue is not null
            or around.place_text is not null
            -- 中国甘肃网
            or (places.start_position = 2 and substr(documents.publisher, 1, 2) = '中国')
        )
        -- What the manifest says stands before what the page says.
        and (
            resolved.section <> 'title'
            or (documents.title_basis = 'manifest') = (resolved.source_path <> '')
        )
        -- National news is filed from the capital whatever it is about.
        and not (resolved.section = 'dateline_place' and resolved.place_text = '北京')
    group by
        resolved.document_key, resolved.section, resolved.city_key, cities.level, cities.adcode,
        cities.parent_adcode, cities.province_name, cities.prefecture_name
),

-- 惠安324家企业开工 in the paper of Quanzhou: what it says of a place around the one in its headline, it says of that.
nested as (
    select
        around.document_key,
        around.section,
        around.city_key,
        min(inside.city_key) as inside_key,
        count(distinct inside.city_key) as inside_count
    from metadata_places as around
    inner join metadata_places as inside
        on
            around.document_key = inside.document_key
            and (inside.section = 'title' or (inside.section = 'publisher' and around.section = 'publisher'))
            and around.section in ('publisher', 'title')
            and around.city_key <> inside.city_key
            and around.province_name = inside.province_name
            and (
                around.level = 'province'
                or (
                    around.level = 'prefecture' and inside.level in ('county', 'zone')
                    and around.prefecture_name = inside.prefecture_name
                )
                or (around.level = 'county' and inside.level = 'zone' and around.adcode = inside.parent_adcode)
            )
    group by around.document_key, around.section, around.city_key
),

metadata_evidence as (
    select
        places.document_key,
        coalesce(nested.inside_key, places.city_key) as city_key,
        case
            when places.section = 'publisher' and places.is_reposted = 1 then weights.body_weight
            when places.section = 'publisher' then weights.publisher_weight
            when places.section = 'title' and headline_apart.document_key is not null
                then weights.title_weight + weights.first_paragraph_weight
            when places.section = 'title' then weights.title_weight
            else weights.dateline_weight
        end as evidence,
        -- A publisher or headline that names a place speaks for it.
        places.section in ('publisher', 'title') and places.is_reposted = 0 as is_strong
    from metadata_places as places
    left join nested
        on
            places.document_key = nested.document_key
            and places.section = nested.section
            and places.city_key = nested.city_key
            and nested.inside_count = 1
    left join headline_apart
        on places.document_key = headline_apart.document_key
    cross join weights
),

nation as (
    select city_key from {{ ref('int_city') }}
    where level = 'nation'
),

-- 全国, 我国 and the ministries speak for the nation.
nation_evidence as (
    select
        places.document_key,
        nation.city_key,
        case
            when sentences.paragraph_number <= case when headline_apart.document_key is null then 2 else 1 end
                then weights.first_paragraph_weight
            else weights.body_weight
        end as evidence,
        false as is_strong
    from {{ ref('stg_place_mentions') }} as places
    inner join {{ ref('deictic_places') }} as deictic_places
        on
            places.place_text = deictic_places.term
            and places.name_kind = 'deictic'
            and deictic_places.level = 'nation'
    inner join {{ ref('stg_sentences') }} as sentences
        on
            places.document_key = sentences.document_key
            and places.sentence_number = sentences.sentence_number
    -- 人民银行合肥中心支行 is an office there.
    left join {{ ref('stg_place_mentions') }} as seats
        on
            places.document_key = seats.document_key
            and places.end_position = seats.start_position
    left join headline_apart
        on places.document_key = headline_apart.document_key
    cross join nation
    cross join weights
    where seats.mention_number is null
),

body_evidence as (
    select
        places.document_key,
        resolved.city_key,
        case
            -- 跑了广州、深圳、福建: places in a list are not what a report begins with.
            when
                substr(clauses.clause_text, places.start_position - clauses.start_position, 1) = '、'
                or substr(clauses.clause_text, places.end_position - clauses.start_position + 1, 1) = '、'
                then weights.body_weight
            when sentences.paragraph_number <= case when headline_apart.document_key is null then 2 else 1 end
                then weights.first_paragraph_weight
            else weights.body_weight
        end as evidence,
        false as is_strong
    from resolved
    inner join {{ ref('stg_place_mentions') }} as places
        on
            resolved.document_key = places.document_key
            and resolved.place_number = places.mention_number
            and resolved.section = 'body'
    inner join {{ ref('stg_sentences') }} as sentences
        on
            places.document_key = sentences.document_key
            and places.sentence_number = sentences.sentence_number
    left join headline_apart
        on places.document_key = headline_apart.document_key
    -- A place in an organisation's name (奇瑞汽车河南有限公司) is not what the report is about.
    left join organisations
        on
            places.document_key = organisations.document_key
            and places.start_position >= organisations.start_position
            and places.end_position <= organisations.end_position
    inner join {{ ref('stg_clauses') }} as clauses
        on
            places.document_key = clauses.document_key
            and places.sentence_number = clauses.sentence_number
            and places.clause_number = clauses.clause_number
    -- Nor is the place a report was filed from (新华社北京2月13日电).
    left join {{ ref('place_cues') }} as filed
        on
            filed.role = 'filed'
            and right(
                substr(clauses.clause_text, 1, places.start_position - clauses.start_position), length(filed.cue)
            ) = filed.cue
    -- Nor is the place of an office or an officer (东原经开区党工委书记).
    left join {{ ref('place_cues') }} as namesakes
        on
            namesakes.side = 'behind'
            and namesakes.role = 'namesake'
            and substr(
                clauses.clause_text, places.end_position - clauses.start_position + 1, length(namesakes.cue)
            ) = namesakes.cue
    -- Nor does what lies in a landscape (塔里木盆地) make a report one of the division that has it.
    left join {{ ref('division_aliases') }} as landscapes
        on
            places.place_text = landscapes.alias
            and landscapes.alias_type = 'landscape'
    cross join weights
    where
        organisations.mention_number is null
        and filed.cue is null
        and namesakes.cue is null
        and landscapes.alias is null
),

-- 25个省份: who counts provinces speaks for the nation.
provinces_evidence as (
    select
        mentions.document_key,
        nation.city_key,
        weights.body_weight as evidence,
        false as is_strong
    from {{ ref('stg_term_mentions') }} as mentions
    inner join {{ ref('counted_nouns') }} as counted_nouns
        on
            mentions.term = counted_nouns.noun
            and counted_nouns.unit = 'other:province'
    cross join nation
    cross join weights
    where mentions.lexicon = 'counted_nouns'
),

-- A national paper that is not mostly about one place speaks for the nation.
national as (
    select distinct documents.document_key
    from {{ ref('int_document_described') }} as documents
    inner join {{ ref('national_publishers') }} as national_publishers
        on
            documents.publisher = national_publishers.publisher
            or (
                national_publishers.is_prefix
                and substr(documents.publisher, 1, length(national_publishers.publisher))
                = national_publishers.publisher
            )
),

-- A report that goes through the cities of one province speaks for the province, whichever city it names most.
by_city as (
    select
        body_evidence.document_key,
        cities.province_name,
        cities.prefecture_name,
        sum(body_evidence.evidence) as evidence
    from body_evidence
    inner join {{ ref('int_city') }} as cities
        on body_evidence.city_key = cities.city_key
    left join national
        on body_evidence.document_key = national.document_key
    where cities.prefecture_name is not null and national.document_key is null
    group by body_evidence.document_key, cities.province_name, cities.prefecture_name
),

province_evidence as (
    select
        by_city.document_key,
        provinces.city_key,
        2 * (sum(by_city.evidence) - max(by_city.evidence)) as evidence,
        false as is_strong
    from by_city
    inner join {{ ref('int_city') }} as provinces
        on
            provinces.level = 'province'
            and provinces.valid_to_year is null
            and by_city.province_name = provinces.province_name
    group by by_city.document_key, provinces.city_key
    having count(*) >= 3
),

-- Who says 全县 or 我市 speaks for that, wherever else a report leads.
of_own_words as (
    select distinct places.document_key
    from {{ ref('stg_place_mentions') }} as places
    inner join {{ ref('deictic_places') }} as deictic_places
        on
            places.place_text = deictic_places.term
            and places.name_kind = 'deictic'
            and deictic_places.level <> 'nation'
),

-- One that goes through four provinces and more speaks for the nation.
by_province as (
    select
        body_evidence.document_key,
        cities.province_name,
        sum(body_evidence.evidence) as evidence,
        count(distinct body_evidence.city_key) as city_count
    from body_evidence
    inner join {{ ref('int_city') }} as cities
        on body_evidence.city_key = cities.city_key
    where cities.province_name is not null
    group by body_evidence.document_key, cities.province_name
),

nation_through_provinces as (
    select
        by_province.document_key,
        nation.city_key,
        sum(by_province.evidence) - max(by_province.evidence) as evidence,
        false as is_strong
    from by_province
    left join of_own_words
        on by_province.document_key = of_own_words.document_key
    cross join nation
    where of_own_words.document_key is null
    group by by_province.document_key, nation.city_key
    having count(*) >= 4
),

-- A report that goes through the districts and counties of one city speaks for the city.
by_county as (
    select
        body_evidence.document_key,
        cities.province_name,
        cities.prefecture_name,
        cities.city_key,
        sum(body_evidence.evidence) as evidence
    from body_evidence
    inner join {{ ref('int_city') }} as cities
        on body_evidence.city_key = cities.city_key
    left join national
        on body_evidence.document_key = national.document_key
    where cities.level = 'county' and national.document_key is null
    group by body_evidence.document_key, cities.province_name, cities.prefecture_name, cities.city_key
),

prefecture_evidence as (
    select
        by_county.document_key,
        around.city_key,
        2 * (sum(by_county.evidence) - max(by_county.evidence)) as evidence,
        false as is_strong
    from by_county
    inner join {{ ref('int_city') }} as around
        on
            around.valid_to_year is null
            and by_county.province_name = around.province_name
            and (
                (around.level = 'prefecture' and by_county.prefecture_name = around.prefecture_name)
                -- The districts of Tianjin lie in no prefecture.
                or (
                    around.level = 'province' and by_county.prefecture_name is null
                    and right(around.city_name, 1) = '市'
                )
            )
    group by by_county.document_key, around.city_key
    having count(*) >= 3
),

-- 河南煤矿复工率97% 内蒙古85.6%: of the provinces in a headline it is the 省 that a text means by 全省.
said_provinces as (
    select
        document_key,
        city_key,
        count(*) over (partition by document_key) as province_count
    from metadata_places
    where section = 'title' and level = 'province'
),

said_evidence as (
    select
        said_provinces.document_key,
        said_provinces.city_key,
        weights.body_weight as evidence,
        false as is_strong
    from said_provinces
    inner join {{ ref('int_city') }} as cities
        on
            said_provinces.city_key = cities.city_key
            and right(cities.city_name, 1) = '省'
    inner join {{ ref('stg_place_mentions') }} as places
        on said_provinces.document_key = places.document_key
    inner join {{ ref('deictic_places') }} as deictic_places
        on
            places.place_text = deictic_places.term
            and places.name_kind = 'deictic'
            and deictic_places.level = 'province'
    cross join weights
    where said_provinces.province_count > 1
),

-- 安徽省商务厅公布 …六安, 池州: whatever paper prints it, a report of places of one province alone, which it begins with,
-- speaks for that.
places_of_provinces as (
    select
        document_key,
        province_name,
        evidence,
        city_count,
        sum(evidence) over (partition by document_key) as all_evidence
    from by_province
),

only_province_evidence as (
    select
        places_of_provinces.document_key,
        provinces.city_key,
        places_of_provinces.evidence,
        true as is_strong
    from places_of_provinces
    inner join national
        on places_of_provinces.document_key = national.document_key
    inner join {{ ref('int_city') }} as provinces
        on
            provinces.level = 'province'
            and provinces.valid_to_year is null
            and places_of_provinces.province_name = provinces.province_name
    inner join body_evidence
        on
            places_of_provinces.document_key = body_evidence.document_key
            and provinces.city_key = body_evidence.city_key
    left join metadata_evidence as strong_evidence
        on
            places_of_provinces.document_key = strong_evidence.document_key
            and strong_evidence.is_strong
    cross join weights
    where
        strong_evidence.document_key is null
        and places_of_provinces.evidence = places_of_provinces.all_evidence
        and places_of_provinces.city_count >= 4
    group by places_of_provinces.document_key, provinces.city_key, places_of_provinces.evidence
    having max(body_evidence.evidence) >= max(weights.first_paragraph_weight)
),

evidence as (
    select * from metadata_evidence
    union all
    select * from only_province_evidence
    union all
    select * from said_evidence
    union all
    select * from body_evidence
    union all
    select * from nation_evidence
    union all
    select * from provinces_evidence
    union all
    select * from province_evidence
    union all
    select * from nation_through_provinces
    union all
    select * from prefecture_evidence
),

-- Who names one province alone and says 我省 or 我市, or 全省 and 省财政厅 more often than 全国 and the ministries, speaks
-- for less than the nation; so does who says 我省 and 我市 again and again, whatever it names.
own_levels as (
    select
        places.document_key,
        sum(
            case
                when
                    deictic_places.is_own
                    and deictic_places.level in ('province', 'prefecture', 'county', 'district_or_region')
                    then 1
                else 0
            end
        ) as own_count,
        sum(case when deictic_places.level = 'province' then 1 else 0 end)
        > sum(case when deictic_places.level = 'nation' then 1 else 0 end) as is_mostly_of_province
    from {{ ref('stg_place_mentions') }} as places
    inner join {{ ref('deictic_places') }} as deictic_places
        on places.place_text = deictic_places.term
    where places.name_kind in ('deictic', 'official')
    group by places.document_key
),

named_provinces as (
    select
        body_evidence.document_key,
        count(distinct cities.province_name) as province_count
    from body_evidence
    inner join {{ ref('int_city') }} as cities
        on body_evidence.city_key = cities.city_key
    where cities.level <> 'nation'
    group by body_evidence.document_key
),

not_of_nation as (
    select own_levels.document_key
    from own_levels
    left join named_provinces
        on own_levels.document_key = named_provinces.document_key
    where
        (
            (own_levels.own_count >= 1 or own_levels.is_mostly_of_province)
            and coalesce(named_provinces.province_count, 0) <= 1
        )
        or own_levels.own_count >= 3
),

-- 镇远县招商局…全县签约30个: who says 全县 and names one county alone speaks for that, be it in the name of an office or a
-- firm (河源某某饲料有限公司).
said_levels as (
    select
        places.document_key,
        right(places.place_text, 1) as level_word,
        -- Who says 我州 and 全市 may mean either.
        count(*) over (partition by places.document_key) as word_count
    from {{ ref('stg_place_mentions') }} as places
    inner join {{ ref('deictic_places') }} as deictic_places
        on
            places.place_text = deictic_places.term
            and places.name_kind = 'deictic'
            and (deictic_places.is_of_home or places.place_text like '全%')
            and deictic_places.level in ('prefecture', 'county', 'district_or_region')
    group by places.document_key, right(places.place_text, 1)
    having max(case when deictic_places.is_of_home then 1 else 0 end) = 1 or count(*) >= 2
),

of_said_level as (
    select
        said_levels.document_key,
        min(resolved.city_key) as city_key
    from said_levels
    inner join resolved
        on said_levels.document_key = resolved.document_key
    left join {{ ref('stg_place_mentions') }} as places
        on
            case when resolved.section = 'body' then resolved.document_key end = places.document_key
            and resolved.place_number = places.mention_number
    left join {{ ref('stg_sentences') }} as sentences
        on
            places.document_key = sentences.document_key
            and places.sentence_number = sentences.sentence_number
    inner join {{ ref('int_city') }} as cities
        on
            resolved.city_key = cities.city_key
            -- 在乌鲁木齐举行 says where people met.
            and coalesce(
                substr(sentences.sentence_text, places.start_position - sentences.start_position, 1) <> '在', true
            )
            and cities.level in ('prefecture', 'county')
            and right(cities.city_name, 1) = said_levels.level_word
            -- 我区 in a report of an autonomous region need be none of its 地区.
            and not (right(cities.city_name, 2) = '地区' and right(cities.province_name, 3) = '自治区')
    where said_levels.word_count = 1
    group by said_levels.document_key
    having count(distinct resolved.city_key) = 1
),

said_level_evidence as (
    select
        of_said_level.document_key,
        of_said_level.city_key,
        weights.publisher_weight + weights.title_weight + weights.first_paragraph_weight as evidence,
        false as is_strong
    from of_said_level
    left join named_provinces
        on of_said_level.document_key = named_provinces.document_key
    cross join weights
    -- A report through many places says 全市 of each.
    where coalesce(named_provinces.province_count, 0) <= 2
),

-- 内蒙古自治区…全区 in the paper of one of its cities: where the headline names an autonomous region and no district, 全区 is
-- the region.
of_said_region as (
    select
        named.document_key,
        min(named.city_key) as city_key
    from metadata_places as named
    inner join {{ ref('int_city') }} as regions
        on
            named.city_key = regions.city_key
            and named.level = 'province'
            and right(regions.city_name, 3) = '自治区'
    inner join {{ ref('stg_place_mentions') }} as places
        on named.document_key = places.document_key
    inner join {{ ref('deictic_places') }} as deictic_places
        on
            places.place_text = deictic_places.term
            and places.name_kind = 'deictic'
            and deictic_places.level = 'district_or_region'
    left join metadata_places as districts
        on
            named.document_key = districts.document_key
            and (
                districts.level in ('county', 'zone')
                -- 内蒙古自治区东原…
                or (districts.level = 'prefecture' and districts.section = 'title')
            )
    where named.section = 'title' and districts.document_key is null
    group by named.document_key
    having count(distinct named.city_key) = 1
),

said_region_evidence as (
    select
        of_said_region.document_key,
        of_said_region.city_key,
        weights.publisher_weight + weights.title_weight + weights.first_paragraph_weight as evidence,
        true as is_strong
    from of_said_region
    cross join weights
),

-- Who says 我省, and neither 全市 nor 全县, speaks for a province, whichever of its counties a text leads through.
of_province as (
    select places.document_key
    from {{ ref('stg_place_mentions') }} as places
    inner join {{ ref('deictic_places') }} as deictic_places
        on
            places.place_text = deictic_places.term
            and places.name_kind = 'deictic'
    group by places.document_key
    having
        max(case when deictic_places.is_of_home and deictic_places.level = 'province' then 1 else 0 end) = 1
        and max(
            case when deictic_places.level in ('prefecture', 'county', 'district_or_region') then 1 else 0 end
        ) = 0
),

all_evidence as (
    select * from evidence
    union all
    select * from said_level_evidence
    union all
    select * from said_region_evidence
),

-- 香格里拉网 says 全州: who says so speaks for the 州 or 盟 around the county.
of_prefecture as (
    select
        document_key,
        level_word
    from said_levels
    where word_count = 1 and level_word in ('州', '盟')
),

raised_evidence as (
    select
        all_evidence.document_key,
        coalesce(provinces.city_key, prefectures.city_key, all_evidence.city_key) as city_key,
        all_evidence.evidence,
        all_evidence.is_strong
    from all_evidence
    left join of_province
        on all_evidence.document_key = of_province.document_key
    left join {{ ref('int_city') }} as cities
        on case when of_province.document_key is not null then all_evidence.city_key end = cities.city_key
    left join {{ ref('int_city') }} as provinces
        on
            cities.province_name = provinces.province_name
            and provinces.level = 'province'
            and provinces.valid_to_year is null
    left join of_prefecture
        on all_evidence.document_key = of_prefecture.document_key
    left join {{ ref('int_city') }} as counties
        on
            case when of_prefecture.document_key is not null then all_evidence.city_key end = counties.city_key
            and counties.level = 'county'
            and right(counties.prefecture_name, 1) = of_prefecture.level_word
    left join {{ ref('int_city') }} as prefectures
        on
            counties.prefecture_name = prefectures.city_name
            and prefectures.level = 'prefecture'
            and prefectures.valid_to_year is null
),

scored as (
    select
        evidence.document_key,
        cities.city_key,
        cities.city_name,
        cities.level,
        cities.adcode,
        cities.province_name,
        cities.prefecture_name,
        sum(evidence.evidence) as evidence,
        max(case when evidence.is_strong then 1 else 0 end) = 1 as is_strong
    from raised_evidence as evidence
    inner join {{ ref('int_city') }} as cities
        on evidence.city_key = cities.city_key
    left join not_of_nation
        on evidence.document_key = not_of_nation.document_key
    where cities.level <> 'nation' or not_of_nation.document_key is null
    group by
        evidence.document_key, cities.city_key, cities.city_name, cities.level, cities.adcode,
        cities.province_name, cities.prefecture_name
),

ranked as (
    select
        scored.*,
        scored.evidence / sum(scored.evidence) over (partition by scored.document_key) as evidence_share,
        row_number() over (
            partition by scored.document_key order by scored.evidence desc, scored.city_key asc
        ) as home_rank
    from scored
),

-- 我市 and 全市 in the text say that it speaks for one place, even where no masthead does.
own_words as (
    select distinct places.document_key
    from {{ ref('stg_place_mentions') }} as places
    inner join {{ ref('deictic_places') }} as deictic_places
        on
            places.place_text = deictic_places.term
            and places.name_kind = 'deictic'
            and deictic_places.is_of_home
),

from_evidence as (
    select
        ranked.document_key,
        ranked.city_key,
        ranked.city_name,
        ranked.level,
        ranked.adcode,
        ranked.province_name,
        ranked.prefecture_name,
        ranked.evidence,
        cast(ranked.evidence_share as double) as evidence_share,
        ranked.is_strong or own_words.document_key is not null as is_strong
    from ranked
    cross join weights
    left join own_words
        on ranked.document_key = own_words.document_key
    left join national
        on ranked.document_key = national.document_key
    where
        ranked.home_rank = 1
        and (
            ranked.is_strong
            or (own_words.document_key is not null and ranked.evidence_share >= weights.own_least_share)
            or ranked.level = 'nation'
            or (national.document_key is null and ranked.evidence_share >= weights.least_share)
            -- 发给491家企业(湖北省的9家不在内): one place named in passing does not make a national report one about it.
            or (
                ranked.evidence_share >= weights.national_least_share
                and ranked.evidence >= weights.national_least_evidence
            )
        )
),

from_publisher as (
    select
        national.document_key,
        cities.city_key,
        cities.city_name,
        cities.level,
        cities.adcode,
        cities.province_name,
        cities.prefecture_name,
        0 as evidence,
        cast(0 as double) as evidence_share,
        false as is_strong
    from national
    cross join nation
    inner join {{ ref('int_city') }} as cities
        on nation.city_key = cities.city_key
    left join from_evidence
        on national.document_key = from_evidence.document_key
    where from_evidence.document_key is null
),

homes as (
    select * from from_evidence
    union all
    select * from from_publisher
)

select * from homes
