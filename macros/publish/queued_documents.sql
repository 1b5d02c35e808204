{# How many documents are still to be built. #}
{% macro queued_documents() %}
    {% set queue = api.Relation.create(database=target.database, schema='raw', identifier='build_queue') %}
    {{ return(run_query('select count(distinct document_key) from ' ~ queue).columns[0].values()[0] | int) }}
{% endmacro %}
