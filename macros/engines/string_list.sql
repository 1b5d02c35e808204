{# Aggregate: the texts of a group joined by `separator`, in the ascending order of the expressions in `order_by`. #}
{% macro string_list(text, separator, order_by) -%}
    {{ adapter.dispatch('string_list', 'fugong')(text, separator, order_by) }}
{%- endmacro %}

{% macro default__string_list(text, separator, order_by) -%}
    string_agg({{ text }}, {{ separator }} order by {{ order_by | join(', ') }})
{%- endmacro %}

{% macro spark__string_list(text, separator, order_by) -%}
    concat_ws(
        {{ separator }},
        transform(
            sort_array(collect_list(struct({{ order_by | join(', ') }}, {{ text }} as list_text))),
            element -> element.list_text
        )
    )
{%- endmacro %}
