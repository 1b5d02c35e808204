-- Returns the applied repairs after which the digits, % and decimal points are not those of before, in the same order.
with

signs as (
    select
        document_key,
        repair_number,
        rule,
        raw_start,
        raw_end,
        before_text,
        after_text,
        {{ number_signs('before_text') }} as signs_before,
        {{ number_signs('after_text') }} as signs_after
    from {{ ref('stg_repairs') }}
    -- A character reference (&#24198;) is written with digits that are no part of the text.
    where is_applied and rule <> 'mojibake.entity'
)

select * from signs
where signs_before is distinct from signs_after
