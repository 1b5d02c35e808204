{# Whether a text ends with one of the given words; false for null. Uses only functions that every engine has. #}
{% macro ends_with_any(expression, words) -%}
    coalesce(
    {%- for word in words %}
        {% if not loop.first %}or {% endif %}right({{ expression }}, {{ word | length }}) = '{{ word }}'
    {%- endfor %},
        false
    )
{%- endmacro %}
