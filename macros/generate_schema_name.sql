{# Schemas are named as configured, without the target's name before them: the marts' schema is a promise. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
