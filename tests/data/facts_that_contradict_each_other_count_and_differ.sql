-- Returns the contradictions between facts that do not both count, do not speak of the same, or say the same, and pairs
-- that are listed twice.
with

contradictions as (
    select * from {{ ref('fct_contradictions') }}
    where
        first_document_key in (select document_key from {{ ref('bld_document') }})
        or second_document_key in (select document_key from {{ ref('bld_document') }})
),

quantities as (
    select * from {{ ref('fct_quantities') }}
    where quantity_key in (
        select first_quantity_key from contradictions
        union
        select second_quantity_key from contradictions
    )
),

listed as (
    select
        first_quantity_key,
        second_quantity_key,
        count(*) over (
            partition by
                case when first_quantity_key < second_quantity_key then first_quantity_key else second_quantity_key end,
                case when first_quantity_key < second_quantity_key then second_quantity_key else first_quantity_key end
        ) as row_count
    from contradictions
),

checked as (
    select
        listed.first_quantity_key,
        listed.second_quantity_key,
        case
            when listed.row_count > 1 then 'listed twice'
            when first_quantities.is_superseded or second_quantities.is_superseded then 'one of them does not count'
            when first_quantities.is_target or second_quantities.is_target then 'one of them is a plan'
            when
                first_quantities.indicator <> second_quantities.indicator
                or first_quantities.unit <> second_quantities.unit
                or first_quantities.scope_text <> second_quantities.scope_text
                or coalesce(first_quantities.sector_key, '') <> coalesce(second_quantities.sector_key, '')
                or coalesce(first_quantities.city_key <> second_quantities.city_key, true)
                or coalesce(first_quantities.as_of_date <> second_quantities.as_of_date, true)
                then 'they speak of different things'
            when
                first_quantities.value = second_quantities.value
                and first_quantities.comparator = 'eq'
                and second_quantities.comparator = 'eq'
                then 'they say the same'
        end as problem
    from listed
    inner join quantities as first_quantities
        on listed.first_quantity_key = first_quantities.quantity_key
    inner join quantities as second_quantities
        on listed.second_quantity_key = second_quantities.quantity_key
)

select * from checked
where problem is not null
