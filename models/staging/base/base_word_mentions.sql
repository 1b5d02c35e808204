-- Without the database's name, for the public view on this one to work under whatever name the file is opened.
with

dates as (
    select
        document_key,
        'date' as mention_kind,
        mention_number,
        start_position,
        end_position,
        date_class as mention_class
    from {{ source('raw', 'date_mentions').include(database=false) }}
),

places as (
    select
        document_key,
        'place' as mention_kind,
        mention_number,
        start_position,
        end_position,
        name_kind as mention_class
    from {{ source('raw', 'place_mentions').include(database=false) }}
),

organisations as (
    select
        document_key,
        'organisation' as mention_kind,
        mention_number,
        start_position,
        end_position,
        '' as mention_class
    from {{ source('raw', 'organisation_mentions').include(database=false) }}
),

terms as (
    select
        document_key,
        'term' as mention_kind,
        mention_number,
        start_position,
        end_position,
        lexicon as mention_class
    from {{ source('raw', 'term_mentions').include(database=false) }}
),

mentions as (
    select * from dates
    union all
    select * from places
    union all
    select * from organisations
    union all
    select * from terms
)

select * from mentions
