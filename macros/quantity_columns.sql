{# The columns that every fact table shares with fct_quantities, qualified by `relation`. #}
{% macro quantity_columns(relation) -%}
    {%- set names = [
        'quantity_key', 'document_key', 'city_key', 'sector_key', 'indicator_key',
        'kind', 'indicator', 'value', 'unit', 'comparator', 'value_text', 'scope_text',
        'as_of_date', 'as_of_precision', 'as_of_basis', 'is_target',
        'evidence_text', 'raw_start', 'raw_end',
        'is_number_repaired', 'confidence', 'is_superseded',
        'correction_status', 'correction_reason', 'superseded_by_key',
    ] -%}
    {%- for name in names %}
        {{ relation }}.{{ name }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
