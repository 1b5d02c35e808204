with

calendar_holidays as (
    select * from {{ ref('calendar_holidays') }}
),

calendar_years as (
    select distinct cast(extract(year from date_day) as integer) as year_number
    from calendar_holidays
),

digits as (
    {% for digit in range(10) -%}
        select {{ digit }} as digit{{ ' union all' if not loop.last }}
    {% endfor %}
),

day_numbers as (
    select ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as day_number
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
),

days as (
    select {{ add_days("cast('2009-01-01' as date)", 'day_number') }} as date_day
    from day_numbers
    where day_number <= 8034
),

dated as (
    select
        date_day,
        cast(extract(year from date_day) as integer) as year_number,
        cast(extract(quarter from date_day) as integer) as quarter_number,
        cast(extract(month from date_day) as integer) as month_number,
        cast(extract(day from date_day) as integer) as day_of_month,
        {{ iso_weekday('date_day') }} as iso_weekday,
        last_day(date_day) as month_end_date
    from days
),

in_ten_days as (
    select
        date_day,
        year_number,
        quarter_number,
        month_number,
        day_of_month,
        iso_weekday,
        month_end_date,
        case
            when day_of_month <= 10 then 'early'
            when day_of_month <= 20 then 'middle'
            else 'late'
        end as ten_day_period,
        case
            when day_of_month <= 10 then '上旬'
            when day_of_month <= 20 then '中旬'
            else '下旬'
        end as ten_day_name,
        case
            when day_of_month <= 10 then {{ add_days('date_day', '10 - day_of_month') }}
            when day_of_month <= 20 then {{ add_days('date_day', '20 - day_of_month') }}
            else month_end_date
        end as ten_day_end_date,
        iso_weekday >= 6 as is_weekend,
        date_day = month_end_date as is_month_end
    from dated
),

with_holidays as (
    select
        in_ten_days.date_day,
        in_ten_days.year_number,
        in_ten_days.quarter_number,
        in_ten_days.month_number,
        in_ten_days.day_of_month,
        in_ten_days.iso_weekday,
        in_ten_days.ten_day_period,
        in_ten_days.ten_day_name,
        in_ten_days.ten_day_end_date,
        in_ten_days.month_end_date,
        case when calendar_holidays.is_day_off then calendar_holidays.holiday_name end as holiday_name,
        in_ten_days.is_weekend,
        case
            when calendar_years.year_number is not null
                then coalesce(calendar_holidays.is_day_off, in_ten_days.is_weekend)
        end as is_day_off,
        in_ten_days.is_month_end
    from in_ten_days
    left join calendar_years on in_ten_days.year_number = calendar_years.year_number
    left join calendar_holidays on in_ten_days.date_day = calendar_holidays.date_day
)

select * from with_holidays
