{# A text read as a type, null where it is none. #}
{% macro readable_as(text, type) -%}
    {{ adapter.dispatch('readable_as', 'fugong')(text, type) }}
{%- endmacro %}

{% macro default__readable_as(text, type) -%}
    try_cast({{ text }} as {{ type }})
{%- endmacro %}
