{# For the end of a run: a whole build is published, of anything else one line says why it is not. It gives no SQL.
   `built_documents` may name a table with the keys of all documents and the number of the run that built each last: then
   only the facts of those built since the last publication are looked through for changes. #}
{% macro publish(results, built_documents=none) %}
    {% if execute and flags.WHICH in ['build', 'run'] %}
        {% set missing = what_is_missing_of_a_whole_build(results) %}
        {% set queued = queued_documents() if missing == '' else 0 %}
        {% if queued %}
            {% do log('fugong: nothing published yet: ' ~ queued ~ ' documents are still to be built', info=true) %}
        {% elif missing == '' %}
            {% do adapter.dispatch('publish_work_file', 'fugong')(results, built_documents) %}
        {% else %}
            {% do log('fugong: nothing published: ' ~ missing ~ '; a whole `dbt build` publishes', info=true) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{# Other engines have no file to publish: their tables are where people look. #}
{% macro default__publish_work_file(results, built_documents) %}
{% endmacro %}

{% macro duckdb__publish_work_file(results, built_documents) %}
    {% set passed = results | selectattr('status', 'in', ['pass', 'warn']) | list %}
    {% set known = {'tests_passed': passed | length, 'built_documents': built_documents} %}
    {% do adapter.store_relation('dbt_plugin', none, [], '', '', known) %}
{% endmacro %}
