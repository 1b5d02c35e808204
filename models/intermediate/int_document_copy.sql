with

wordings as (
    select * from {{ ref('bld_wording') }}
),

groups as (
    select * from {{ ref('bld_sharing_document') }}
),

being_built as (
    select * from {{ ref('bld_document') }}
),

documents as (
    select * from {{ ref('stg_documents') }}
),

described as (
    select * from {{ ref('int_document_described') }}
),

grouped as (
    select
        wordings.document_key,
        wordings.text_length,
        coalesce(groups.syndication_key, wordings.wording_key) as syndication_key
    from wordings
    inner join being_built on wordings.document_key = being_built.document_key
    left join groups on wordings.document_key = groups.document_key
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
