{# A text with every match of a regular expression replaced. `pattern` and `replacement` are text literals; the pattern
   keeps to what RE2 and Java have in common, and writes a single quote as \x27. #}
{% macro replace_pattern(text, pattern, replacement) -%}
    {{ adapter.dispatch('replace_pattern', 'fugong')(text, pattern, replacement) }}
{%- endmacro %}

{% macro default__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ replacement }}, 'g')
{%- endmacro %}

{% macro spark__replace_pattern(text, pattern, replacement) -%}
    regexp_replace({{ text }}, r{{ pattern }}, {{ replacement }})
{%- endmacro %}
