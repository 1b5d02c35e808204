with

versions as (
    select * from {{ ref('int_quantity_corrected') }}
),

numbers as (
    select * from {{ ref('int_number_is_quantity') }}
),

tolerances as (
    select * from {{ ref('value_tolerances') }}
),

written as (
    select
        versions.quantity_key,
        versions.number_value,
        versions.comparator,
        versions.unit,
        -- 1.2万: the digits as written. A person's value is written in full.
        case
            when versions.number_value = numbers.number_value
                then {{ replace_pattern('numbers.number_text', "'[^0-9.]'", "''") }}
            else {{ replace_pattern(
                'cast(versions.number_value as ' ~ dbt.type_string() ~ ')', "'[^0-9.]|[.]?0+$'", "''"
            ) }}
        end as digits_text,
        -- 六十: a number in characters is as exact as its last character but zeros.
        {{ replace_pattern(
            replace_pattern(
                'cast(versions.number_value as ' ~ dbt.type_string() ~ ')', "'[^0-9.]|[.]?0+$'", "''"
            ), "'0+$'", "''"
        ) }} as significant_text
    from versions
    inner join numbers
        on
            versions.document_key = numbers.document_key
            and versions.mention_number = numbers.mention_number
),

digits as (
    select
        *,
        coalesce(nullif(digits_text, ''), significant_text) as numeral_text,
        cast(coalesce(
            {{ readable_as("nullif(digits_text, '')", 'decimal(38, 6)') }},
            {{ readable_as("nullif(significant_text, '')", 'decimal(38, 6)') }}
        ) as double) as numeral
    from written
),

-- What one more in the last place written is worth: 1000 in 1.2万, 0.1 in 96.3%.
steps as (
    select
        quantity_key,
        comparator,
        unit,
        cast(number_value as double) as stated_value,
        coalesce(
            abs(cast(number_value as double)) / nullif(numeral, 0)
            * power(
                10,
                case
                    when instr(numeral_text, '.') > 0 then instr(numeral_text, '.') - length(numeral_text)
                    else 0
                end
            ),
            0
        ) as last_place
    from digits
),

free as (
    select
        *,
        case
            when
                unit <> 'percent' and last_place >= 1
                and cast(round(stated_value / last_place) as bigint) % 10 = 0
                then 1
            else 0
        end as is_round
    from steps
),

bounded as (
    select
        free.quantity_key,
        free.stated_value,
        free.last_place,
        -- The writer rounded, or cut off what follows: 96% is 95.5% to 97%.
        free.stated_value - greatest(
            abs(free.stated_value) * tolerances.below_share,
            free.last_place / 2,
            free.is_round * abs(free.stated_value) * round_numbers.below_share
        ) as lowest_value,
        free.stated_value + greatest(
            abs(free.stated_value) * tolerances.above_share,
            free.last_place,
            free.is_round * abs(free.stated_value) * round_numbers.above_share
        ) as highest_value,
        tolerances.below_share is null as is_open_below,
        tolerances.above_share is null as is_open_above
    from free
    inner join tolerances
        on free.comparator = tolerances.circumstance
    cross join tolerances as round_numbers
    where round_numbers.circumstance = 'round_number'
),

intervals as (
    select
        quantity_key,
        stated_value,
        cast(last_place as decimal(38, 6)) as last_place,
        case when not is_open_below then cast(lowest_value as decimal(38, 6)) end as lowest_value,
        case when not is_open_above then cast(highest_value as decimal(38, 6)) end as highest_value
    from bounded
)

select * from intervals
