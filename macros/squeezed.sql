{# A text without white space. #}
{% macro squeezed(expression) -%}
    translate({{ expression }}, concat(' ', chr(9), chr(10), chr(13)), '')
{%- endmacro %}
