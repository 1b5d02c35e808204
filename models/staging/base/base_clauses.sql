with

source as (
    select * from {{ source('raw', 'clauses') }}
),

renamed as (
    select
        document_key,
        clause_text
    from source
)

select * from renamed
