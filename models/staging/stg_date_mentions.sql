with

source as (
    select * from {{ source('raw', 'date_mentions') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        date_text,
        date_class,
        date_part,
        cue_before,
        cue_after,

        -- numbers and positions
        mention_number,
        sentence_number,
        clause_number,
        start_position,
        end_position,
        year_number,
        relative_year,
        first_month,
        month_number,
        relative_month,
        first_day,
        day_number,
        relative_day,
        quarter_number,
        half_number,
        aside_end,

        -- booleans
        is_said_year
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
