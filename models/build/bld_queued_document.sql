-- What is read only when a build goes on; dbt sees the other case first.
-- depends_on: {{ ref('corrections') }}
{% set most = documents_per_build() %}

with

{% if is_continued() %}
    queue as (
        select
            document_key,
            load_id
        from {{ source('raw', 'build_queue') }}
    ),

    facts as (
        select
            quantity_key,
            document_key,
            correction_status
        from {{ source('last_build_marts', 'fct_quantities') }}
    ),

    -- A correction is checked against its fact and applied in every build, and so is one that was taken back.
    corrected as (
        select facts.document_key
        from facts
        inner join {{ ref('corrections') }} as corrections
            on facts.quantity_key = trim(corrections.quantity_key)
        union
        select document_key from facts
        where correction_status <> 'none'
    ),
{% else %}
    queue as (
        select
            document_key,
            load_id
        from {{ ref('base_documents') }}
    ),

    corrected as (
        select document_key from {{ ref('base_documents') }}
        where false
    ),
{% endif %}

-- The oldest first.
ranked as (
    select
        document_key,
        row_number() over (order by min(load_id), document_key) as queue_rank
    from queue
    group by document_key
),

taken as (
    select document_key from ranked
    {% if most %}
        where queue_rank <= {{ most }}
    {% endif %}
    union
    select document_key from corrected
)

select * from taken
