with

quantities as (
    select
        numbers.document_key,
        numbers.mention_number,
        numbers.sentence_number,
        numbers.number_value,
        numbers.unit,
        numbers.comparator,
        positions.is_headline
    from {{ ref('int_number_is_quantity') }} as numbers
    inner join {{ ref('int_sentence_position') }} as positions
        on
            numbers.document_key = positions.document_key
            and numbers.sentence_number = positions.sentence_number
    where numbers.is_quantity
),

-- 一季度首都某港货运超27万吨, and below it the sentence that says so at length.
repeated as (
    select
        headlines.document_key,
        headlines.mention_number,
        bodies.mention_number as body_mention_number,
        row_number() over (
            partition by headlines.document_key, headlines.mention_number
            order by
                case when headlines.number_value = bodies.number_value then 1 else 2 end,
                bodies.mention_number
        ) as body_rank
    from quantities as headlines
    inner join quantities as bodies
        on
            headlines.document_key = bodies.document_key
            and headlines.unit = bodies.unit
            and headlines.sentence_number < bodies.sentence_number
            and (
                (
                    headlines.number_value = bodies.number_value
                    and headlines.sentence_number + 12 >= bodies.sentence_number
                )
                -- 超27万吨, and below it 27.4万吨
                or (
                    headlines.comparator in ('gt', 'ge')
                    and headlines.number_value < bodies.number_value
                    and bodies.number_value <= 1.1 * headlines.number_value
                    and headlines.sentence_number + 3 >= bodies.sentence_number
                )
            )
    where headlines.is_headline and not bodies.is_headline
)

select
    document_key,
    mention_number,
    body_mention_number
from repeated
where body_rank = 1
