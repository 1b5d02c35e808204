{# Whether a text begins with one of the given words; false for null. Uses only functions that every engine has. #}
{% macro starts_with_any(expression, words) -%}
    coalesce(
    {%- for word in words %}
        {% if not loop.first %}or {% endif %}substr({{ expression }}, 1, {{ word | length }}) = '{{ word }}'
    {%- endfor %},
        false
    )
{%- endmacro %}
