{# What follows a whole build: the staging tables, which had the rows of its documents for the models to read, give way
   to views of the same rows, which take no room in the file. #}
{% macro staging_as_views(results) -%}
    {{ adapter.dispatch('staging_as_views', 'fugong')(results) }}
{%- endmacro %}

{% macro duckdb__staging_as_views(results) -%}
    {% for node in results | map(attribute='node') if node.resource_type | string == 'model' -%}
        {{ view_in_place_of_table(node) if node.schema == 'staging' and node.config.materialized == 'table' }}
    {%- endfor %}
{%- endmacro %}

{# Elsewhere nobody copies a file with all that is in it. #}
{% macro default__staging_as_views(results) -%}
{%- endmacro %}

{% macro view_in_place_of_table(node) -%}
    {% set view = api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias) %}
    drop table {{ view }};
    create view {{ view }} as {{ node.compiled_code }};
    comment on view {{ view }} is '{{ node.description | replace("'", "''") }}';
    {% for column in node.columns.values() %}
        comment on column {{ view }}.{{ column.name }} is '{{ column.description | replace("'", "''") }}';
    {% endfor %}
{%- endmacro %}
