-- depends_on: {{ ref('bld_queued_document') }}
with

queued_wordings as (
    select * from {{ ref('bld_queued_wording') }}
),

{% if is_continued() %}
    queued as (
        select * from {{ ref('bld_queued_document') }}
    ),

    built as (
        select
            built.document_key,
            built.text_length,
            built.wording_key
        from {{ source('last_build', 'bld_document_wording') }} as built
        left join queued on built.document_key = queued.document_key
        where queued.document_key is null
    ),
{% else %}
    built as (
        select * from queued_wordings
        where false
    ),
{% endif %}

wordings as (
    select
        document_key,
        text_length,
        wording_key
    from built
    union all
    select
        document_key,
        text_length,
        wording_key
    from queued_wordings
)

select * from wordings
