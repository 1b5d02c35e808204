{# What a repair must never change: the digits, % and decimal points (a point between digits) of a text, in order. #}
{% macro number_signs(expression) -%}
    {%- set folded = "translate(" ~ expression ~ ", '０１２３４５６７８９％．', '0123456789%.')" -%}
    {%- set signs = replace_pattern(without_annotations(folded), "'[^0-9%.]'", "' '") -%}
    {#- A run of spaces and points is a decimal point only if it is one point and nothing else. -#}
    {%- set spaced = "' ' || replace(" ~ signs ~ ", '%', ' % ') || ' '" -%}
    replace({{ replace_pattern(spaced, "'[.]?[ ][ .]*|[.][.][ .]*'", "' '") }}, ' ', '')
{%- endmacro %}
