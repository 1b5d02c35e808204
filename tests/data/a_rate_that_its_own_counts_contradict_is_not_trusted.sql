-- 434 of 452 enterprises are 96.0%. Returns rates whose counts, implied rate and gap do not fit together, and rates
-- that are trusted although their counts imply one that is more than a percentage point away, unless a person says so.
with

rates as (
    select
        quantity_key,
        rate_percent,
        numerator_count,
        denominator_count,
        implied_rate_percent,
        implied_gap_percentage_points,
        confidence,
        correction_status,
        100.0 * numerator_count / nullif(denominator_count, 0) as counted_rate
    from {{ ref('fct_reopening_rates') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
),

checked as (
    select
        *,
        case
            when numerator_count > denominator_count then 'more resumed than there are'
            when
                (counted_rate is null) <> (implied_rate_percent is null)
                -- It is kept to four places; half of the last one, and what a double loses, may go in rounding.
                or abs(counted_rate - implied_rate_percent) > 0.000051
                then 'the implied rate is not that of the counts'
            when
                (implied_rate_percent is null) <> (implied_gap_percentage_points is null)
                or implied_gap_percentage_points <> rate_percent - implied_rate_percent
                then 'the gap is not that between the rates'
            when abs(implied_gap_percentage_points) > 1 and confidence > 0.5 and correction_status <> 'corrected'
                then 'contradicted, but trusted'
        end as problem
    from rates
)

select * from checked
where problem is not null
