with

indicators as (
    select * from {{ ref('indicators') }}
),

terms as (
    select
        term,
        indicator,
        weight
    from {{ ref('indicator_terms') }}

    union all

    select
        term,
        indicator,
        weight
    from {{ ref('fund_types') }}

    union all

    select
        term,
        indicator,
        weight
    from {{ ref('project_statuses') }}
),

terms_by_indicator as (
    select
        indicator,
        {{ string_list('term', "'、'", ['-weight', 'term']) }} as terms
    from terms
    group by indicator
),

described as (
    select
        indicators.indicator_key,
        indicators.indicator,
        indicators.kind,
        indicators.indicator_name_zh,
        indicators.indicator_name_en,
        indicators.definition,
        terms_by_indicator.terms
    from indicators
    left join terms_by_indicator on indicators.indicator = terms_by_indicator.indicator
)

select * from described
