-- Days chosen because each one shows a rule; returns those that dim_date describes otherwise.
with

expected as (
    select
        known_days.date_day,
        known_days.iso_weekday,
        known_days.ten_day_period,
        known_days.ten_day_end_date,
        known_days.holiday_name,
        known_days.is_day_off
    from (
        values
        -- a holiday on a working day
        (cast('2020-01-24' as date), 5, 'late', cast('2020-01-31' as date), '春节', true),
        -- a Sunday worked for a holiday is no holiday
        (cast('2020-01-19' as date), 7, 'middle', cast('2020-01-20' as date), null, false),
        -- an ordinary Saturday, the last day of a leap year's February
        (cast('2020-02-29' as date), 6, 'late', cast('2020-02-29' as date), null, true),
        -- an ordinary Tuesday, the last day of a first third
        (cast('2020-03-10' as date), 2, 'early', cast('2020-03-10' as date), null, false),
        -- a Sunday of a year whose holidays are not known
        (cast('2030-12-01' as date), 7, 'early', cast('2030-12-10' as date), null, null)
    ) as known_days (date_day, iso_weekday, ten_day_period, ten_day_end_date, holiday_name, is_day_off)
)

select
    expected.date_day,
    dim_date.iso_weekday,
    dim_date.ten_day_period,
    dim_date.ten_day_end_date,
    dim_date.holiday_name,
    dim_date.is_day_off
from expected
left join {{ ref('dim_date') }} as dim_date on expected.date_day = dim_date.date_day
where
    expected.iso_weekday is distinct from dim_date.iso_weekday
    or expected.ten_day_period is distinct from dim_date.ten_day_period
    or expected.ten_day_end_date is distinct from dim_date.ten_day_end_date
    or expected.holiday_name is distinct from dim_date.holiday_name
    or expected.is_day_off is distinct from dim_date.is_day_off
