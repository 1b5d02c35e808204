-- Returns the years whose number of days is not that of the calendar, and years missing or too many.
with

counted as (
    select
        year_number,
        count(distinct date_day) as day_count,
        min(date_day) as first_day,
        max(date_day) as last_day_of_year
    from {{ ref('dim_date') }}
    group by year_number
),

wrong as (
    select *
    from counted
    where
        day_count <> case when year_number % 4 = 0 then 366 else 365 end
        or extract(month from first_day) <> 1
        or extract(day from first_day) <> 1
        or extract(month from last_day_of_year) <> 12
        or extract(day from last_day_of_year) <> 31
        or year_number not between 2009 and 2030
),

missing as (
    select count(*) as year_count
    from counted
    having count(*) <> 22
)

select
    'wrong year' as problem,
    year_number as figure
from wrong

union all

select
    'number of years' as problem,
    year_count as figure
from missing
