{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

all_sources as (
    select * from {{ ref('base_document_sources') }}
),

built as (
    select * from {{ ref('bld_document') }}
),

-- Versions of a path are counted over all that it ever held.
built_paths as (
    select distinct all_sources.source_path
    from all_sources
    inner join built on all_sources.document_key = built.document_key
),

sources as (
    select all_sources.*
    from all_sources
    inner join built_paths on all_sources.source_path = built_paths.source_path
),

loads as (
    select * from {{ ref('stg_loads') }}
),

numbered as (
    select
        *,
        row_number() over (
            partition by source_path
            order by first_load_id, document_key
        ) as version_number
    from sources
),

dated as (
    select
        -- keys
        md5(numbered.source_path || '|' || numbered.document_key) as version_key,
        numbered.document_key,
        numbered.replaced_by_key,

        -- text
        numbered.source_path,
        numbered.source_name,
        case
            when numbered.is_current then 'current'
            when numbered.replaced_by_key is null then 'withdrawn'
            else 'replaced'
        end as status,

        -- booleans
        numbered.is_current,

        -- numbers
        cast(numbered.version_number as {{ dbt.type_int() }}) as version_number,
        numbered.first_load_id,
        numbered.retired_load_id,

        -- timestamps
        first_loads.started_at as first_seen_at,
        retiring_loads.started_at as retired_at
    from numbered
    inner join built on numbered.document_key = built.document_key
    inner join loads as first_loads on numbered.first_load_id = first_loads.load_id
    left join loads as retiring_loads on numbered.retired_load_id = retiring_loads.load_id
)

select * from dated
