-- What is read only when a build goes on; dbt sees the other case first.
-- depends_on: {{ ref('bld_document') }}
{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{{ delete_built_contradictions() }}",
) }}

with

{% if is_incremental() %}
    built as (
        select * from {{ ref('bld_document') }}
    ),

    -- Of other documents only what is of the same things can agree or disagree with what is new.
    asked as (
        select distinct
            comparable.indicator,
            comparable.unit,
            comparable.city_key,
            comparable.sector_key,
            comparable.scope_text,
            comparable.as_of_date,
            comparable.as_of_precision,
            comparable.measured_as,
            comparable.recipient_count
        from {{ ref('int_comparable_fact') }} as comparable
        inner join built on comparable.document_key = built.document_key
    ),

    looked_at as (
        select comparable.*
        from {{ ref('int_comparable_fact') }} as comparable
        inner join asked
            on
                comparable.indicator = asked.indicator
                and comparable.unit = asked.unit
                and comparable.city_key = asked.city_key
                and comparable.sector_key = asked.sector_key
                and comparable.scope_text = asked.scope_text
                and comparable.as_of_date = asked.as_of_date
                and comparable.as_of_precision = asked.as_of_precision
                and comparable.measured_as = asked.measured_as
                and comparable.recipient_count = asked.recipient_count
    ),
{% else %}
    looked_at as (
        select * from {{ ref('int_comparable_fact') }}
    ),
{% endif %}

facts as (
    select
        quantity_key,
        document_key,
        sentence_number,
        lowest_value,
        highest_value,
        dense_rank() over (
            order by
                indicator, unit, city_key, sector_key, scope_text, as_of_date, as_of_precision, measured_as,
                recipient_count
        ) as measure_number
    from looked_at
),

-- One sentence never gives two answers to one question: its figures are a part and its whole, a before and an after, or
-- of owners that were not told apart.
tangled as (
    select distinct facts.quantity_key
    from facts
    inner join facts as rivals
        on
            facts.measure_number = rivals.measure_number
            and facts.document_key = rivals.document_key
            and facts.sentence_number = rivals.sentence_number
    where facts.lowest_value > rivals.highest_value or facts.highest_value < rivals.lowest_value
),

-- What a document says in its headline and again in its text it says once.
ranked as (
    select
        facts.*,
        row_number() over (
            partition by facts.document_key, facts.measure_number, facts.lowest_value, facts.highest_value
            order by facts.sentence_number, facts.quantity_key
        ) as said_before
    from facts
    left join tangled
        on facts.quantity_key = tangled.quantity_key
    where tangled.quantity_key is null
),

clear as (
    select * from ranked
    where said_before = 1
),

rival_pairs as (
    select
        clear.quantity_key as first_quantity_key,
        rivals.quantity_key as second_quantity_key,
        clear.document_key as first_document_key,
        rivals.document_key as second_document_key
    from clear
    inner join clear as rivals
        on
            clear.measure_number = rivals.measure_number
            and clear.quantity_key < rivals.quantity_key
    where clear.lowest_value > rivals.highest_value or clear.highest_value < rivals.lowest_value
),

-- A document that has the other's figure too contradicts itself, and only so much is said of it.
agreements as (
    select distinct
        clear.quantity_key,
        rivals.document_key
    from clear
    inner join clear as rivals
        on
            clear.measure_number = rivals.measure_number
            and clear.document_key <> rivals.document_key
    where
        coalesce(clear.lowest_value <= rivals.highest_value, true)
        and coalesce(clear.highest_value >= rivals.lowest_value, true)
),

pairs as (
    select
        rival_pairs.first_quantity_key,
        rival_pairs.second_quantity_key,
        rival_pairs.first_document_key = rival_pairs.second_document_key as is_within_document
    from rival_pairs
    left join agreements as first_agreements
        on
            rival_pairs.first_quantity_key = first_agreements.quantity_key
            and rival_pairs.second_document_key = first_agreements.document_key
    left join agreements as second_agreements
        on
            rival_pairs.second_quantity_key = second_agreements.quantity_key
            and rival_pairs.first_document_key = second_agreements.document_key
    where
        first_agreements.quantity_key is null and second_agreements.quantity_key is null
        {% if is_incremental() %}
            and (
                rival_pairs.first_document_key in (select built.document_key from built)
                or rival_pairs.second_document_key in (select built.document_key from built)
            )
        {% endif %}
),

paired as (
    select first_quantity_key as quantity_key from pairs
    union
    select second_quantity_key as quantity_key from pairs
),

quantities as (
    select facts.*
    from {{ ref('fct_quantities') }} as facts
    inner join paired on facts.quantity_key = paired.quantity_key
),

contradictions as (
    select
        md5(pairs.first_quantity_key || '|' || pairs.second_quantity_key) as contradiction_key,

        -- what both speak of
        first_quantities.kind,
        first_quantities.indicator_key,
        first_quantities.indicator,
        first_quantities.unit,
        first_quantities.city_key,
        first_quantities.sector_key,
        first_quantities.scope_text,
        first_quantities.as_of_date,
        first_quantities.as_of_precision,

        -- what each says, and where
        first_quantities.quantity_key as first_quantity_key,
        first_quantities.document_key as first_document_key,
        first_quantities.value as first_value,
        first_quantities.comparator as first_comparator,
        first_quantities.value_text as first_value_text,
        first_quantities.evidence_text as first_evidence_text,
        second_quantities.quantity_key as second_quantity_key,
        second_quantities.document_key as second_document_key,
        second_quantities.value as second_value,
        second_quantities.comparator as second_comparator,
        second_quantities.value_text as second_value_text,
        second_quantities.evidence_text as second_evidence_text,

        -- how far apart they are, and how far to trust it
        cast(abs(first_quantities.value - second_quantities.value) as decimal(38, 6)) as value_difference,
        pairs.is_within_document,
        cast(first_quantities.confidence * second_quantities.confidence as double) as confidence
    from pairs
    inner join quantities as first_quantities
        on pairs.first_quantity_key = first_quantities.quantity_key
    inner join quantities as second_quantities
        on pairs.second_quantity_key = second_quantities.quantity_key
)

select * from contradictions
