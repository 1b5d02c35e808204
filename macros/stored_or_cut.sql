{#
    The text of a sentence or clause: as it was stored, or cut out of a longer text that begins at `text_start`.
    All positions count code points.
#}
{% macro stored_or_cut(piece, stored, text, text_start) -%}
coalesce(
    {{ stored }},
    substr(
        {{ text }},
        {{ piece }}.start_position - {{ text_start }} + 1,
        {{ piece }}.end_position - {{ piece }}.start_position
    )
)
{%- endmacro %}
