{# Whether a whole text is a match of a regular expression. `pattern` is a text literal; it keeps to what RE2 and Java
   have in common. #}
{% macro matches_pattern(text, pattern) -%}
    {{ adapter.dispatch('matches_pattern', 'fugong')(text, pattern) }}
{%- endmacro %}

{% macro default__matches_pattern(text, pattern) -%}
    regexp_full_match({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro spark__matches_pattern(text, pattern) -%}
    ({{ text }} rlike concat('^(?:', r{{ pattern }}, ')$'))
{%- endmacro %}
