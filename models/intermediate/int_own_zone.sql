{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

mentions as (
    select * from {{ ref('stg_place_mentions') }}
),

sentences as (
    select * from {{ ref('stg_sentences') }}
),

homes as (
    select * from {{ ref('int_document_home') }}
),

cities as (
    select * from {{ ref('int_city') }}
),

resolved as (
    select * from {{ ref('int_place_resolved') }}
    where section = 'body'
),

placed as (
    select
        mentions.document_key,
        mentions.mention_number,
        mentions.place_text,
        mentions.name_kind,
        mentions.sentence_number,
        mentions.start_position,
        mentions.end_position,
        sentences.paragraph_number,
        resolved.city_key
    from mentions
    inner join sentences
        on
            mentions.document_key = sentences.document_key
            and mentions.sentence_number = sentences.sentence_number
    left join resolved
        on
            mentions.document_key = resolved.document_key
            and mentions.mention_number = resolved.place_number
),

-- 运河经济开发区, in a report of Dezhou in Shandong, is none of the district 运河区 in Hebei.
namesakes as (
    select
        placed.document_key,
        placed.place_text
    from placed
    inner join {{ ref('int_named_zone') }} as named_zones
        on placed.city_key = named_zones.city_key
    inner join cities as parents
        on
            named_zones.parent_adcode = parents.adcode
            and parents.valid_to_year is null
    inner join homes
        on
            placed.document_key = homes.document_key
            and parents.province_name <> homes.province_name
    where
        placed.name_kind = 'named_zone'
        and parents.level = 'county' and right(parents.city_name, 1) = '区'
        and substr(placed.place_text, 1, length(parents.city_name)) <> parents.city_name
    group by placed.document_key, placed.place_text
),

zones as (
    select placed.*
    from placed
    left join namesakes
        on
            placed.document_key = namesakes.document_key
            and placed.place_text = namesakes.place_text
    where
        (placed.name_kind in ('own_zone', 'town', 'named_zone') and placed.city_key is null)
        or namesakes.place_text is not null
),

-- A division is itself; a zone stands for the division it lies in, if that is one.
divisions as (
    select
        city_key,
        level,
        coalesce(adcode, parent_adcode) as adcode
    from cities
    where level <> 'nation' and province_name is not null
),

named as (
    select
        placed.document_key,
        placed.sentence_number,
        placed.paragraph_number,
        placed.start_position,
        placed.end_position,
        divisions.adcode
    from placed
    inner join divisions
        on placed.city_key = divisions.city_key
),

-- 天津南港工业区: it lies in the place right before it …
behind_place as (
    select
        zones.document_key,
        zones.place_text,
        named.adcode,
        1 as way,
        0 as distance
    from zones
    inner join named
        on
            zones.document_key = named.document_key
            and zones.start_position = named.end_position
),

-- … or else in the place that the document speaks for …
at_home as (
    select
        zones.document_key,
        zones.place_text,
        divisions.adcode,
        2 as way,
        0 as distance
    from zones
    inner join homes
        on zones.document_key = homes.document_key
    inner join divisions
        on homes.city_key = divisions.city_key
),

-- … or where there is none in the one that was named last in the paragraph, or is in the rest of the sentence.
beside as (
    select
        zones.document_key,
        zones.place_text,
        named.adcode,
        case when named.start_position < zones.start_position then 3 else 4 end as way,
        abs(named.start_position - zones.start_position) as distance
    from zones
    inner join named
        on
            zones.document_key = named.document_key
            and zones.paragraph_number = named.paragraph_number
            and (
                zones.start_position > named.start_position
                or zones.sentence_number = named.sentence_number
            )
),

candidates as (
    select * from behind_place
    union all
    select * from at_home
    union all
    select * from beside
),

ranked as (
    select
        *,
        row_number() over (
            partition by document_key, place_text order by way asc, distance asc, adcode asc
        ) as candidate_rank
    from candidates
)

select
    document_key,
    place_text,
    concat('zone-', md5(concat(adcode, place_text))) as city_key,
    adcode as parent_adcode
from ranked
where candidate_rank = 1
