{# The date so many days after another; `days` may be an expression. #}
{% macro add_days(date, days) -%}
    {{ adapter.dispatch('add_days', 'fugong')(date, days) }}
{%- endmacro %}

{% macro default__add_days(date, days) -%}
    ({{ date }} + ({{ days }}))
{%- endmacro %}

{% macro spark__add_days(date, days) -%}
    date_add({{ date }}, {{ days }})
{%- endmacro %}
