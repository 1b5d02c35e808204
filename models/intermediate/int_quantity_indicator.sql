with

quantities as (
    select
        items.document_key,
        items.mention_number,
        items.item_number,
        numbers.unit_class,
        numbers.unit as unit_written,
        numbers.currency_code,
        counted.unit,
        counted.noun_indicator,
        targets.has_target_cue,
        targets.is_target
    from {{ ref('int_quantity_list_item') }} as items
    inner join {{ ref('int_number_is_quantity') }} as numbers
        on
            items.document_key = numbers.document_key
            and items.mention_number = numbers.mention_number
    inner join {{ ref('int_quantity_counted') }} as counted
        on
            items.document_key = counted.document_key
            and items.mention_number = counted.mention_number
    inner join {{ ref('int_quantity_target') }} as targets
        on
            items.document_key = targets.document_key
            and items.mention_number = targets.mention_number
),

candidates as (
    select * from {{ ref('int_indicator_candidate') }}
),

chosen as (
    select
        quantities.*,
        candidates.indicator as found_indicator,
        candidates.term as indicator_term,
        candidates.relation,
        coalesce(project_statuses.holds_against_plan, false) as holds_against_plan
    from quantities
    left join candidates
        on
            quantities.document_key = candidates.document_key
            and quantities.mention_number = candidates.mention_number
            and quantities.item_number = candidates.item_number
            and candidates.candidate_rank = 1
    left join {{ ref('project_statuses') }} as project_statuses
        on candidates.term = project_statuses.term
),

decided as (
    select
        document_key,
        mention_number,
        item_number,
        unit,
        indicator_term,
        case
            when unit_written = 'percentage_point' then 'percentage_point_change'
            when unit_class = 'percent' then coalesce(found_indicator, 'other_rate')
            when unit_class = 'money' then coalesce(found_indicator, 'other_fund')
            -- 将100个项目纳入计划: what is listed is listed, whatever is planned with it.
            when unit = 'project' and has_target_cue and not holds_against_plan then 'planned'
            -- Started or completed on a day still to come is planned.
            when unit = 'project' and is_target and coalesce(found_indicator, 'started') in ('started', 'completed')
                then 'planned'
            when unit = 'project' then coalesce(found_indicator, 'other_project')
            when unit = 'tonne' then 'mass'
            when unit = 'kWh' then 'electricity'
            when unit = 'other:times' then 'multiple'
            when unit_class in ('physical', 'money_rate') then 'physical_quantity'
            when unit = 'enterprise' then 'enterprise_count'
            when unit = 'merchant' then 'merchant_count'
            when unit = 'person' then 'person_count'
            when unit = 'job' then 'job_count'
            else 'item_count'
        end as indicator,
        case
            when unit_class in ('percent', 'money') or unit = 'project'
                then
                    case
                        when unit_written = 'percentage_point' then 'unit'
                        when found_indicator is null then 'none'
                        else relation
                    end
            else 'unit'
        end as indicator_basis
    from chosen
),

with_kind as (
    select
        decided.*,
        indicators.kind,
        indicators.indicator_key
    from decided
    inner join {{ ref('indicators') }} as indicators
        on decided.indicator = indicators.indicator
)

select * from with_kind
