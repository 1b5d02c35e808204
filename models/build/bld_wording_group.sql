-- Copies of copies: how many steps off the first wording of its group a wording may be.
{% set steps = 8 %}

with

copies as (
    select * from {{ ref('bld_copy_pair') }}
    where is_copy
),

neighbours as (
    select
        wording_key,
        other_wording_key
    from copies

    union all

    select
        other_wording_key as wording_key,
        wording_key as other_wording_key
    from copies
),

within_0_steps as (
    select distinct
        wording_key,
        wording_key as group_key
    from neighbours
),

-- In every step each wording takes the smallest key that it or a neighbour has.
neighbours_and_self as (
    select
        wording_key,
        other_wording_key
    from neighbours

    union all

    select
        wording_key,
        group_key as other_wording_key
    from within_0_steps
),

{% for step in range(1, steps + 1) -%}
    within_{{ step }}_steps as (
        select
            neighbours_and_self.wording_key,
            min(nearer.group_key) as group_key
        from neighbours_and_self
        inner join within_{{ step - 1 }}_steps as nearer
            on neighbours_and_self.other_wording_key = nearer.wording_key
        group by neighbours_and_self.wording_key
    ){{ ',' if not loop.last }}

{% endfor -%}

select * from within_{{ steps }}_steps
