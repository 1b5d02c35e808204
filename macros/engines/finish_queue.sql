{# What follows a whole build: its documents are no longer queued, and the next build goes on from here. #}
{% macro finish_queue(results) -%}
    {{ adapter.dispatch('finish_queue', 'fugong')(results) }}
{%- endmacro %}

{% macro duckdb__finish_queue(results) -%}
    begin transaction;
    {% if is_started_over() %}
        delete from {{ build_table('build_queue', 'raw') }};
        insert into {{ build_table('build_queue', 'raw') }} (document_key, load_id)
        select
            document_key,
            load_id
        from {{ build_table('documents', 'raw') }}
        where document_key not in (select document_key from {{ build_table('bld_document') }});
        {{ remember_models(results) }}
    {% else %}
        delete from {{ build_table('build_queue', 'raw') }}
        where document_key in (select document_key from {{ build_table('bld_document') }});
    {% endif %}
    {{ number_run() }}
    create or replace table {{ build_table('bld_state') }} as
    select code_fingerprint from {{ build_table('project', 'raw') }};
    commit
{%- endmacro %}

{# Which run of the models built a document last: a publication looks for changed facts in those of the runs since the
   one before. Numbers go on where a build starts over, which may be public or not. #}
{% macro number_run() -%}
    {% set built = build_table('bld_built_document') %}
    create table if not exists {{ built }} (document_key varchar, run_number integer);
    insert into {{ built }} (document_key, run_number)
    select
        being_built.document_key,
        last_run.run_number + 1 as run_number
    from {{ build_table('bld_document') }} as being_built
    cross join (select coalesce(max(run_number), 0) as run_number from {{ built }}) as last_run;
    delete from {{ built }}
    where
        run_number < (select max(run_number) from {{ built }})
        and document_key in (select document_key from {{ build_table('bld_document') }});
{%- endmacro %}

{# Elsewhere every build starts over. #}
{% macro default__finish_queue(results) -%}
    select 1
{%- endmacro %}

{# The SQL of the models that read one document by itself, for `fugong why` to show what competed in documents that
   were built long ago: intermediate models keep those of the last build only. #}
{% macro remember_models(results) -%}
    create or replace table {{ build_table('bld_model') }} (
        build_order integer, schema_name varchar, model_name varchar, depends_on varchar, sql_text varchar
    );
    {% for result in results -%}
        {{ remember_model(result.node, loop.index) if result.node.resource_type | string == 'model' }}
    {% endfor %}
{%- endmacro %}

{% macro remember_model(node, build_order) -%}
    {% set needed = [] %}
    {% for name in node.depends_on.nodes if node.schema in ['staging', 'intermediate'] %}
        {% do needed.append(name.split('.')[-1]) %}
    {% endfor %}
    {% if needed or node.schema == 'staging' -%}
        insert into {{ build_table('bld_model') }}
        values (
            {{ build_order }},
            '{{ node.schema }}',
            '{{ node.name }}',
            '{{ needed | join(' ') }}',
            '{{ node.compiled_code | replace("'", "''") }}'
        );
    {%- endif %}
{%- endmacro %}
