{# The day of the week of a date, 1 for Monday to 7 for Sunday. #}
{% macro iso_weekday(date) -%}
    {{ adapter.dispatch('iso_weekday', 'fugong')(date) }}
{%- endmacro %}

{% macro default__iso_weekday(date) -%}
    cast(extract(isodow from {{ date }}) as integer)
{%- endmacro %}

{% macro spark__iso_weekday(date) -%}
    (weekday({{ date }}) + 1)
{%- endmacro %}
