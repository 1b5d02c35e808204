-- Copies of copies: how many steps off the first wording of its group a wording may be.
{% set steps = 8 %}

with

wordings as (
    select * from {{ ref('int_document_wording') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

described as (
    select * from {{ ref('int_document_described') }}
),

copies as (
    select * from {{ ref('int_copy_pair') }}
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
    ),

{% endfor -%}

grouped as (
    select
        wordings.document_key,
        wordings.text_length,
        coalesce(nearest.group_key, wordings.wording_key) as syndication_key
    from wordings
    left join within_{{ steps }}_steps as nearest on wordings.wording_key = nearest.wording_key
),

ranked as (
    select
        grouped.document_key,
        grouped.syndication_key,
        row_number() over (
            partition by grouped.syndication_key
            order by
                case when described.published_date is null then 1 else 0 end asc,
                described.published_date asc,
                case
                    when documents.damage in ('none', 'ruby') then 0
                    when documents.damage like '%unreadable%' then 2
                    else 1
                end asc,
                grouped.text_length desc,
                described.source_name asc,
                grouped.document_key asc
        ) as copy_rank,
        count(*) over (partition by grouped.syndication_key) as copy_count
    from grouped
    inner join documents on grouped.document_key = documents.document_key
    inner join described on grouped.document_key = described.document_key
)

select * from ranked
