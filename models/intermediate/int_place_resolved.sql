with

documents as (
    select
        document_key,
        year(published_date) as published_year
    from {{ ref('int_document_described') }}
),

body_places as (
    select
        document_key,
        'body' as section,
        mention_number as place_number,
        '' as source_path,
        place_text,
        start_position,
        end_position
    from {{ ref('stg_place_mentions') }}
    where name_kind <> 'deictic'
),

metadata_places as (
    select
        document_key,
        field as section,
        place_number,
        source_path,
        place_text,
        start_position,
        cast(start_position + length(place_text) as integer) as end_position
    from {{ ref('stg_metadata_places') }}
),

mentions as (
    select * from body_places
    union all
    select * from metadata_places
),

-- 康定县 in a report without a date: a name that nothing bears now is that of who bore it last.
names_given_up as (
    select
        place_text,
        max(coalesce(valid_to_year, 10000)) as last_year
    from {{ ref('int_place_name') }}
    -- 市区 was a division once.
    where length(place_text) > 2
    group by place_text
    having max(coalesce(valid_to_year, 10000)) < 9999
),

-- A division is meant as it was when the report appeared; without a date, as it is now. In the year in which it is
-- given up it may still be meant.
possible as (
    select
        mentions.document_key,
        mentions.section,
        mentions.place_number,
        mentions.source_path,
        mentions.place_text,
        mentions.start_position,
        mentions.end_position,
        place_names.city_key,
        place_names.city_name,
        place_names.level,
        place_names.level_rank,
        place_names.name_rank,
        place_names.is_tail,
        place_names.province_name,
        place_names.prefecture_name,
        coalesce(place_names.valid_from_year = documents.published_year, false) as is_of_this_year,
        max(case when place_names.valid_to_year = documents.published_year then 1 else 0 end) over (
            partition by
                mentions.document_key, mentions.section, mentions.place_number, mentions.source_path,
                coalesce(place_names.prefecture_name, place_names.city_name)
        ) = 1 as has_last_year
    from mentions
    inner join documents
        on mentions.document_key = documents.document_key
    inner join {{ ref('int_place_name') }} as place_names
        on
            mentions.place_text = place_names.place_text
            and coalesce(place_names.valid_from_year, 0) <= coalesce(documents.published_year, 9999)
    left join names_given_up
        on case when documents.published_year is null then mentions.place_text end = names_given_up.place_text
    where
        coalesce(place_names.valid_to_year, 10000)
        >= coalesce(documents.published_year, names_given_up.last_year, 9999)
),

-- 海门 in a report of 2020 is the city that became a district in the course of that year, not yet the district.
candidates as (
    select * from possible
    where not (is_of_this_year and has_last_year)
),

candidate_counts as (
    select
        document_key,
        section,
        place_number,
        source_path,
        count(*) as candidate_count
    from candidates
    group by document_key, section, place_number, source_path
),

-- Names that can mean one division only vouch for the ambiguous ones beside them; 示范区 does not, though one zone
-- alone may be called so.
sure as (
    select
        candidates.document_key,
        candidates.province_name,
        candidates.prefecture_name,
        candidates.city_key,
        count(*) as vouching
    from candidates
    inner join candidate_counts
        on
            candidates.document_key = candidate_counts.document_key
            and candidates.section = candidate_counts.section
            and candidates.place_number = candidate_counts.place_number
            and candidates.source_path = candidate_counts.source_path
            and candidate_counts.candidate_count = 1
    where not candidates.is_tail
    group by
        candidates.document_key, candidates.province_name, candidates.prefecture_name, candidates.city_key
),

sure_places as (
    select distinct
        candidates.document_key,
        candidates.city_key
    from candidates
    inner join candidate_counts
        on
            candidates.document_key = candidate_counts.document_key
            and candidates.section = candidate_counts.section
            and candidates.place_number = candidate_counts.place_number
            and candidates.source_path = candidate_counts.source_path
            and candidate_counts.candidate_count = 1
),

-- 海南昌江: of two names without anything between them the second one lies in the first.
joined as (
    select distinct
        around.document_key,
        around.section,
        around.source_path,
        around.place_number as around_number,
        around.city_key as around_key,
        inside.place_number as inside_number,
        inside.city_key as inside_key
    from candidates as around
    inner join candidates as inside
        on
            around.document_key = inside.document_key
            and around.section = inside.section
            and around.source_path = inside.source_path
            and around.end_position = inside.start_position
            and around.province_name = inside.province_name
            and around.level_rank < inside.level_rank
            and (around.level = 'province' or around.prefecture_name = inside.prefecture_name)
    where not around.is_tail
),

joined_places as (
    select
        document_key,
        section,
        source_path,
        around_number as place_number,
        around_key as city_key
    from joined
    union
    select
        document_key,
        section,
        source_path,
        inside_number as place_number,
        inside_key as city_key
    from joined
),

vouched as (
    select
        candidates.document_key,
        candidates.section,
        candidates.place_number,
        candidates.source_path,
        candidates.city_key,
        coalesce(sum(case
            when sure.prefecture_name = candidates.prefecture_name then 3 * sure.vouching
            -- 吉林 is the province where that is named more often than its city of the same name.
            when candidates.prefecture_name is null and sure.city_key = candidates.city_key then 3 * sure.vouching
            when sure.province_name = candidates.province_name then sure.vouching
        end), 0)
        -- 高新区 is 常州高新区 rather than 武进高新区 where the text says so once.
        + max(case when sure_places.city_key is not null then 1 else 0 end) as vouching,
        coalesce(sum(case when sure.prefecture_name = candidates.prefecture_name then 1 else 0 end), 0) > 0
            as is_city_named,
        max(case when joined_places.city_key is not null then 1 else 0 end) = 1 as is_joined
    from candidates
    left join sure
        on candidates.document_key = sure.document_key
    left join sure_places
        on
            candidates.document_key = sure_places.document_key
            and candidates.city_key = sure_places.city_key
    left join joined_places
        on
            candidates.document_key = joined_places.document_key
            and candidates.section = joined_places.section
            and candidates.place_number = joined_places.place_number
            and candidates.source_path = joined_places.source_path
            and candidates.city_key = joined_places.city_key
    group by
        candidates.document_key, candidates.section, candidates.place_number,
        candidates.source_path, candidates.city_key
),

ranked as (
    select
        candidates.*,
        vouched.vouching,
        row_number() over (
            partition by candidates.document_key, candidates.section, candidates.place_number, candidates.source_path
            order by
                vouched.is_joined desc, vouched.vouching desc, candidates.name_rank asc, candidates.level_rank asc,
                candidates.city_key asc
        ) as candidate_rank,
        count(*) over (
            partition by
                candidates.document_key, candidates.section, candidates.place_number, candidates.source_path,
                vouched.is_joined, vouched.vouching, candidates.name_rank, candidates.level_rank
        ) as equal_candidates
    from candidates
    inner join vouched
        on
            candidates.document_key = vouched.document_key
            and candidates.section = vouched.section
            and candidates.place_number = vouched.place_number
            and candidates.source_path = vouched.source_path
            and candidates.city_key = vouched.city_key
    -- A zone named by its kind alone is one of a city that the text names.
    where not candidates.is_tail or vouched.is_city_named or vouched.is_joined
),

resolved as (
    select
        document_key,
        section,
        place_number,
        source_path,
        place_text,
        -- 鼓楼区 with nothing to tell which of four: unknown rather than a guess.
        case when equal_candidates = 1 then city_key end as city_key,
        case when equal_candidates = 1 then 'resolved' else 'ambiguous' end as place_status
    from ranked
    where candidate_rank = 1
)

select * from resolved
