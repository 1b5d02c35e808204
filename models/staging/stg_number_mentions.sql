with

source as (
    select * from {{ source('raw', 'number_mentions') }}
),

renamed as (
    select
        -- keys
        document_key,

        -- text
        value_text,
        number_text,
        unit_text,
        unit,
        unit_class,
        currency_code,
        comparator,
        numeral,
        unit_source,
        range_role,

        -- numbers and positions
        mention_number,
        sentence_number,
        clause_number,
        start_position,
        end_position,
        raw_start,
        raw_end,
        left_raw_start,
        number_start,
        number_end,
        number_value,

        -- booleans
        is_repaired
    from source
    where document_key in (select document_key from {{ ref('bld_document') }})
)

select * from renamed
