{{ config(materialized='incremental', incremental_strategy='by_document', on_schema_change='fail') }}

with

reports as (
    select * from {{ ref('int_quantity_report') }}
),

bridged as (
    select
        counting_quantity_key as quantity_key,
        quantity_key as report_quantity_key,
        document_key,
        report_basis
    from reports
)

select * from bridged
