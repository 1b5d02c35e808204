-- Returns corrected facts without exactly one row of what the machine read at the same place, such rows without the
-- corrected fact that counts instead, and rows that say they count although they are replaced or withdrawn.
with

quantities as (
    select * from {{ ref('fct_quantities') }}
    where document_key in (select document_key from {{ ref('bld_document') }})
),

replacements as (
    select
        superseded_by_key,
        count(*) as row_count,
        min(document_key) as document_key,
        min(raw_start) as raw_start,
        min(raw_end) as raw_end
    from quantities
    where correction_status = 'replaced'
    group by superseded_by_key
),

checked as (
    select
        quantities.quantity_key,
        quantities.correction_status,
        quantities.superseded_by_key,
        quantities.is_superseded,
        case
            when
                quantities.correction_status = 'corrected'
                and not coalesce(
                    replacements.row_count = 1
                    and replacements.document_key = quantities.document_key
                    and replacements.raw_start = quantities.raw_start
                    and replacements.raw_end = quantities.raw_end,
                    false
                )
                then 'what the machine read is not kept'
            when quantities.correction_status <> 'corrected' and replacements.superseded_by_key is not null
                then 'a row is replaced by one that is not corrected'
            when (quantities.correction_status = 'replaced') <> (quantities.superseded_by_key is not null)
                then 'what counts instead is not named, or nothing does'
            when quantities.correction_status in ('replaced', 'withdrawn') and not quantities.is_superseded
                then 'it counts all the same'
            when (quantities.correction_status = 'none') <> (quantities.correction_reason is null)
                then 'the reason is missing, or there is one without a correction'
        end as problem
    from quantities
    left join replacements
        on quantities.quantity_key = replacements.superseded_by_key
),

orphans as (
    select
        replaced.quantity_key,
        replaced.correction_status,
        replaced.superseded_by_key,
        replaced.is_superseded,
        'what counts instead is not there' as problem
    from quantities as replaced
    left join quantities as corrected
        on replaced.superseded_by_key = corrected.quantity_key
    where replaced.superseded_by_key is not null and corrected.quantity_key is null
)

select * from checked
where problem is not null

union all

select * from orphans
