with

quantities as (
    select * from {{ ref('fct_quantities') }}
    where kind = 'rate'
),

resolved as (
    select * from {{ ref('int_quantity_resolved') }}
),

changes as (
    select * from {{ ref('int_rate_change') }}
),

rates as (
    select
        {{ quantity_columns('quantities') }},
        cast(quantities.value as decimal(18, 4)) as rate_percent,
        quantities.indicator as rate_type,
        cast(resolved.numerator_count as decimal(18, 0)) as numerator_count,
        cast(resolved.denominator_count as decimal(18, 0)) as denominator_count,
        cast(resolved.implied_rate_percent as decimal(18, 4)) as implied_rate_percent,
        cast(resolved.implied_gap_percentage_points as decimal(18, 4)) as implied_gap_percentage_points,
        cast(changes.change_percentage_points as decimal(18, 4)) as change_percentage_points,
        changes.change_basis
    from quantities
    inner join resolved
        on quantities.quantity_key = resolved.quantity_key
    left join changes
        on
            resolved.document_key = changes.document_key
            and resolved.mention_number = changes.mention_number
            and resolved.item_number = changes.item_number
)

select * from rates
