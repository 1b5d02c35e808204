-- What the raw text holds where a fact was read is, normalised, the number that the fact claims. Where a repair changed
-- characters only the digits, % and decimal points are compared. Looks at the documents of this build. Returns the
-- facts that claim something else.
with

texts as (
    select * from {{ ref('document_text') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
),

sliced as (
    select
        quantities.quantity_key,
        quantities.document_key,
        quantities.raw_start,
        quantities.raw_end,
        quantities.value_text,
        substr(texts.raw_text, quantities.raw_start + 1, quantities.raw_end - quantities.raw_start) as raw_number
    from {{ ref('fct_quantities') }} as quantities
    inner join {{ ref('bld_document') }} as built on quantities.document_key = built.document_key
    left join texts on quantities.document_key = texts.document_key
),

repaired as (
    select distinct sliced.quantity_key
    from sliced
    inner join {{ ref('stg_repairs') }} as repairs
        on
            sliced.document_key = repairs.document_key
            and sliced.raw_end > repairs.raw_start
            and sliced.raw_start < repairs.raw_end
    where repairs.is_applied
),

compared as (
    select
        sliced.quantity_key,
        sliced.document_key,
        sliced.raw_start,
        sliced.raw_end,
        sliced.raw_number,
        sliced.value_text,
        repaired.quantity_key is not null as is_repaired,
        {{ normalised_number('sliced.raw_number') }} as read_number,
        replace(sliced.value_text, ' ', '') as claimed_number
    from sliced
    left join repaired on sliced.quantity_key = repaired.quantity_key
),

-- A page may write any character as a reference (&#20803;), which stands here for one unknown character.
patterns as (
    select
        *,
        {{ replace_pattern("replace(read_number, '%', '!%')", "'&#?[0-9a-zA-Z]+;?'", "'_'") }} as number_pattern,
        {{ number_signs('read_number') }} as read_signs,
        {{ number_signs('claimed_number') }} as claimed_signs
    from compared
)

select
    quantity_key,
    document_key,
    raw_start,
    raw_end,
    raw_number,
    value_text,
    is_repaired
from patterns
where
    not coalesce(
        case
            when is_repaired then read_signs = claimed_signs
            else claimed_number like number_pattern escape '!'
        end,
        false
    )
