with

documents as (
    select * from {{ ref('int_document_described') }}
),

-- Of several copies of one text the earliest counts; a copy without a date comes last.
ranked as (
    select
        document_key,
        syndication_key,
        row_number() over (
            partition by syndication_key
            order by
                case when published_date is null then 1 else 0 end,
                published_date,
                source_name,
                document_key
        ) as copy_rank
    from documents
)

select
    document_key,
    syndication_key,
    copy_rank > 1 as is_copy
from ranked
