{# What dbt knows of the tables and their comments cannot say: which data tests each passed in this build, and what each
   is made from. For the data dictionary of the report site, which is made of the published file alone. #}
{% macro remember_dictionary(results) -%}
    {{ adapter.dispatch('remember_dictionary', 'fugong')(results) }}
{%- endmacro %}

{% macro duckdb__remember_dictionary(results) -%}
    create or replace table {{ build_table('bld_data_test') }} (
        schema_name varchar,
        table_name varchar,
        column_name varchar,
        test_name varchar,
        arguments varchar,
        row_condition varchar,
        severity varchar,
        referenced_schema varchar,
        referenced_table varchar,
        referenced_column varchar
    );
    {{ insert_dictionary('bld_data_test', dictionary_of_data_tests(results)) }}
    create or replace table {{ build_table('bld_lineage') }} (
        schema_name varchar,
        table_name varchar,
        source_kind varchar,
        source_schema varchar,
        source_name varchar
    );
    {{ insert_dictionary('bld_lineage', dictionary_of_lineage()) }}
{%- endmacro %}

{# Elsewhere there is no published file that a site is made of. #}
{% macro default__remember_dictionary(results) -%}
{%- endmacro %}

{% macro insert_dictionary(name, rows) -%}
    {% set tuples = [] %}
    {% for row in rows %}
        {% set values = [] %}
        {% for text in row %}
            {% do values.append('null' if text is none else "'" ~ (text | string | replace("'", "''")) ~ "'") %}
        {% endfor %}
        {% do tuples.append('(' ~ values | join(', ') ~ ')') %}
    {% endfor %}
    {% if tuples %}
        insert into {{ build_table(name) }} values {{ tuples | join(', ') }};
    {% endif %}
{%- endmacro %}

{# A row for each data test that passed (or only warned) and each table that it looks at. A test of our own looks at
   several tables, and is of no column. #}
{% macro dictionary_of_data_tests(results) -%}
    {% set rows = [] %}
    {% set passed = results | selectattr('status', 'in', ['pass', 'warn']) | map(attribute='node.unique_id') | list %}
    {% for test in graph.nodes.values() | sort(attribute='unique_id') if test.unique_id in passed %}
        {% set kept, generic = {}, test.get('test_metadata') %}
        {% for name, value in (generic.kwargs if generic else {}).items() if name not in ['model', 'column_name'] %}
            {% do kept.update({name: value}) %}
        {% endfor %}
        {% set told = [
            test.get('column_name') if generic else none,
            generic.name if generic else test.name,
            tojson(kept, sort_keys=true) if generic else none,
            test.config.where or none,
            test.config.severity | lower
        ] %}
        {% set referenced = [none, none, none] %}
        {% if generic and generic.name == 'relationships' %}
            {% set others = test.depends_on.nodes | reject('equalto', test.attached_node) | list %}
            {% set target_node = graph.nodes[others[0] if others else test.attached_node] %}
            {% set referenced = [target_node.schema, target_node.alias, kept.field] %}
        {% endif %}
        {% for id in ([test.attached_node] if generic else test.depends_on.nodes) if id in graph.nodes %}
            {% do rows.append([graph.nodes[id].schema, graph.nodes[id].alias] + told + referenced) %}
        {% endfor %}
    {% endfor %}
    {{ return(rows) }}
{%- endmacro %}

{# A row for each model and what it reads by itself: a model, a seed table or a landed one. #}
{% macro dictionary_of_lineage() -%}
    {% set rows = [] %}
    {% for model in graph.nodes.values() | sort(attribute='unique_id') if model.resource_type == 'model' %}
        {% for id in model.depends_on.nodes | unique | sort %}
            {% set source = graph.nodes.get(id) or graph.sources.get(id) %}
            {% set name = source.get('identifier') or source.get('alias') %}
            {% do rows.append([model.schema, model.alias, source.resource_type, source.schema, name]) %}
        {% endfor %}
    {% endfor %}
    {{ return(rows) }}
{%- endmacro %}
