{# Tests of a table that builds replace document by document look at the documents of the last build: the others were
   looked at when they were built. dbt asks this for every test. #}
{% macro get_where_subquery(relation) -%}
    {% set where = config.get('where', '') %}
    {% if execute and is_by_document(relation) %}
        {% set built = 'document_key in (select document_key from ' ~ build_table('bld_document') ~ ')' %}
        {% set where = '(' ~ where ~ ') and ' ~ built if where else built %}
    {% endif %}
    {% if where %}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ where ~ ') dbt_subquery') }}
    {% endif %}
    {{ return(relation) }}
{%- endmacro %}

{# Whether a relation is a model whose incremental strategy is `by_document`. #}
{% macro is_by_document(relation) -%}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.alias == relation.identifier %}
        {{ return(node.config.incremental_strategy == 'by_document') }}
    {% endfor %}
    {{ return(false) }}
{%- endmacro %}
