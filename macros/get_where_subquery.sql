{# Tests of a table that builds replace document by document, and of a view that says so (`is_by_document` of its meta),
   look at the documents of the last build: the others were looked at when they were built. dbt asks this for every test. #}
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

{# Whether the rows of a relation are of one document each, by the incremental strategy or the meta of the model. #}
{% macro is_by_document(relation) -%}
    {% for node in graph.nodes.values() if node.resource_type == 'model' and node.alias == relation.identifier %}
        {{ return(node.config.incremental_strategy == 'by_document' or node.config.meta.get('is_by_document', false)) }}
    {% endfor %}
    {{ return(false) }}
{%- endmacro %}
