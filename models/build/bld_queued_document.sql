-- What is read only when a build goes on; dbt sees the other case first.
-- depends_on: {{ ref('corrections') }}
-- depends_on: {{ ref('base_document_sources') }}
{% set most = documents_per_build() %}

with

{% if is_continued() %}
    queue as (
        select
            document_key,
            load_id
        from {{ source('raw', 'build_queue') }}
    ),

    -- A correction is checked against its fact and applied in every build, and so is one that was taken back.
    corrected as (
        select facts.document_key
        from {{ source('last_build_marts', 'fct_quantities') }} as facts
        inner join {{ ref('corrections') }} as corrections
            on facts.quantity_key = trim(corrections.quantity_key)
        union
        select document_key from {{ source('last_build_marts', 'fct_quantities') }}
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

{% if most %}
    sources as (
        select * from {{ ref('base_document_sources') }}
    ),

    queued_sources as (
        select
            queue.document_key,
            min(queue.load_id) as load_id,
            min(sources.source_path) as source_path
        from queue
        left join sources on queue.document_key = sources.document_key
        group by queue.document_key
    ),

    -- The oldest first, in the order in which they were read: what stands together is found together.
    ranked as (
        select
            document_key,
            row_number() over (order by load_id, source_path, document_key) as queue_rank
        from queued_sources
    ),
{% else %}
    ranked as (
        select
            document_key,
            0 as queue_rank
        from queue
    ),
{% endif %}

taken as (
    select document_key from ranked
    {% if most %}
        where queue_rank <= {{ most }}
    {% endif %}
    union
    select document_key from corrected
)

select * from taken
