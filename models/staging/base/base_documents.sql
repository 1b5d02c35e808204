with

-- Without the database's name, for the public view on this one to work under whatever name the file is opened.
source as (
    select * from {{ source('raw', 'documents').include(database=false) }}
),

renamed as (
    select
        document_key,
        load_id,
        raw_text,
        normalised_text
    from source
)

select * from renamed
