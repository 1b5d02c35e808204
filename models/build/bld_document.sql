{{ config(post_hook="{{ queue_documents() }}") }}

with

queued as (
    select * from {{ ref('bld_queued_document') }}
),

sharing as (
    select * from {{ ref('bld_sharing_document') }}
),

{% if is_continued() %}
    shared_before as (
        select
            document_key,
            syndication_key
        from {{ source('last_build', 'bld_document_group') }}
    ),
{% else %}
    shared_before as (
        select * from sharing
        where false
    ),
{% endif %}

-- Groups that somebody joined or left, or in which somebody says something new.
moved as (
    select
        coalesce(sharing.document_key, shared_before.document_key) as document_key,
        sharing.syndication_key,
        shared_before.syndication_key as syndication_key_before
    from sharing
    full outer join shared_before on sharing.document_key = shared_before.document_key
    left join queued on coalesce(sharing.document_key, shared_before.document_key) = queued.document_key
    where
        queued.document_key is not null
        or sharing.syndication_key is null
        or shared_before.syndication_key is null
        or sharing.syndication_key <> shared_before.syndication_key
),

touched_groups as (
    select syndication_key from moved
    where syndication_key is not null
    union
    select syndication_key_before as syndication_key from moved
    where syndication_key_before is not null
),

documents as (
    select document_key from queued
    union
    select document_key from moved
    union
    select sharing.document_key
    from sharing
    inner join touched_groups on sharing.syndication_key = touched_groups.syndication_key
    union
    select shared_before.document_key
    from shared_before
    inner join touched_groups on shared_before.syndication_key = touched_groups.syndication_key
)

select * from documents
