with

candidates as (
    select * from {{ ref('bld_copy_candidate') }}
),

wordings as (
    select * from {{ ref('bld_wording') }}
),

compared as (
    select wording_key from candidates
    union
    select other_wording_key as wording_key from candidates
),

representatives as (
    select
        compared.wording_key,
        min(wordings.document_key) as document_key
    from compared
    inner join wordings on compared.wording_key = wordings.wording_key
    group by compared.wording_key
)

select * from representatives
