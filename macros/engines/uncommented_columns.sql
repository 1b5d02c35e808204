{# A derived table: the columns of `relations` that carry no comment, and the relations that carry none themselves
   (column_name ''). Engines whose comments cannot be queried give no rows. #}
{% macro uncommented_columns(relations) -%}
    {{ adapter.dispatch('uncommented_columns', 'fugong')(relations) }}
{%- endmacro %}

{% macro duckdb__uncommented_columns(relations) -%}
    (
    {%- for relation in relations %}
    select
        table_name,
        column_name
    from (
        select database_name, schema_name, table_name, '' as column_name, comment from duckdb_tables()
        union all
        select database_name, schema_name, view_name, '' as column_name, comment from duckdb_views()
        union all
        select database_name, schema_name, table_name, column_name, comment from duckdb_columns()
    ) as described
    where
        database_name = current_database()
        and schema_name = '{{ relation.schema }}'
        and table_name = '{{ relation.identifier }}'
        and coalesce(trim(comment), '') = ''
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    )
{%- endmacro %}

{% macro default__uncommented_columns(relations) -%}
    (
    select
        cast(null as {{ dbt.type_string() }}) as table_name,
        cast(null as {{ dbt.type_string() }}) as column_name
    where false
    )
{%- endmacro %}
