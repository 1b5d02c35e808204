{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_touched_pairs() }}",
) }}

with

candidates as (
    select * from {{ ref('bld_copy_candidate') }}
),

representatives as (
    select * from {{ ref('bld_compared_document') }}
),

clauses as (
    select * from {{ ref('base_clauses') }}
),

weights as (
    select
        max(case when feature = 'least_shared_text' then weight end) as least_shared_text,
        max(case when feature = 'least_shared_figures' then weight end) as least_shared_figures,
        max(case when feature = 'least_of_longer' then weight end) as least_of_longer
    from {{ ref('resolution_weights') }}
    where question = 'copy'
),

-- What a wording says, each clause once. A clause with a digit states a figure or a date.
said as (
    select distinct
        representatives.wording_key,
        {{ squeezed_of_marks('clauses.clause_text') }} as clause_text
    from representatives
    inner join clauses on representatives.document_key = clauses.document_key
),

weighed as (
    select
        wording_key,
        clause_text,
        length(clause_text) as clause_length,
        case when translate(clause_text, '0123456789', '') = clause_text then 0 else 1 end as figure_count
    from said
),

totals as (
    select
        wording_key,
        sum(clause_length) as text_length,
        sum(figure_count) as figure_count
    from weighed
    group by wording_key
),

shared as (
    select
        candidates.wording_key,
        candidates.other_wording_key,
        sum(ours.clause_length) as text_length,
        sum(ours.figure_count) as figure_count
    from candidates
    inner join weighed as ours on candidates.wording_key = ours.wording_key
    inner join weighed as theirs
        on
            candidates.other_wording_key = theirs.wording_key
            and ours.clause_text = theirs.clause_text
    group by candidates.wording_key, candidates.other_wording_key
),

shares as (
    select
        shared.wording_key,
        shared.other_wording_key,
        cast(shared.text_length as double) / least(ours.text_length, theirs.text_length) as shared_of_shorter,
        cast(shared.text_length as double) / greatest(ours.text_length, theirs.text_length) as shared_of_longer,
        greatest(ours.figure_count, theirs.figure_count) as figure_count,
        coalesce(
            cast(shared.figure_count as double) / nullif(least(ours.figure_count, theirs.figure_count), 0), 0
        ) as figures_of_fewer,
        coalesce(
            cast(shared.figure_count as double) / nullif(greatest(ours.figure_count, theirs.figure_count), 0), 0
        ) as figures_of_more
    from shared
    inner join totals as ours on shared.wording_key = ours.wording_key
    inner join totals as theirs on shared.other_wording_key = theirs.wording_key
),

judged as (
    select
        shares.wording_key,
        shares.other_wording_key,
        shares.shared_of_shorter,
        shares.shared_of_longer,
        shares.figures_of_fewer,
        shares.figures_of_more,
        shares.shared_of_shorter >= weights.least_shared_text
        and shares.shared_of_longer >= weights.least_of_longer
        and (
            shares.figure_count = 0
            or (
                shares.figures_of_fewer >= weights.least_shared_figures
                and shares.figures_of_more >= weights.least_of_longer
            )
        ) as is_copy
    from shares
    cross join weights
)

select * from judged
