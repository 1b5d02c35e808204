{# A text without white space. #}
{% macro squeezed(expression) -%}
    translate({{ expression }}, concat(' ', chr(9), chr(10), chr(13)), '')
{%- endmacro %}

{# A text without white space and quotation marks, which every site writes as it likes. #}
{% macro squeezed_of_marks(expression) -%}
    translate({{ expression }}, concat(' ', chr(9), chr(10), chr(13), '“”‘’「」『』《》"'), '')
{%- endmacro %}
