{# Whether this run starts over: everything is built anew, because it was asked for, because nothing was ever built, or
   because models, macros or seed tables have changed since. Otherwise it goes on from the last build. #}
{% macro is_started_over() -%}
    {% if not execute or flags.FULL_REFRESH %}
        {{ return(true) }}
    {% endif %}
    {% set state = adapter.get_relation(database=target.database, schema='build', identifier='bld_state') %}
    {% if state is none %}
        {{ return(true) }}
    {% endif %}
    {% set same_code %}
        select count(*) from {{ state }} as built
        inner join {{ build_table('project', 'raw') }} as project on built.code_fingerprint = project.code_fingerprint
    {% endset %}
    {{ return(run_query(same_code).columns[0].values()[0] == 0) }}
{%- endmacro %}

{# Whether a model goes on from what the last build left; the opposite of starting over, and false in unit tests. #}
{% macro is_continued() -%}
    {{ return(not is_started_over()) }}
{%- endmacro %}

{# dbt asks this for every incremental model. #}
{% macro should_full_refresh() -%}
    {% set configured = config.get('full_refresh') %}
    {{ return(configured if configured is not none else is_started_over()) }}
{%- endmacro %}

{# At the start of a run. One that starts over leaves the tables in doubt until a whole build has ended well: whatever
   comes in between, the next run starts over too. #}
{% macro begin_build() -%}
    {% if execute and is_started_over() %}
        {% do adapter.create_schema(build_table('bld_state')) %}
        {{ state_in_doubt() }}
    {% endif %}
{%- endmacro %}

{% macro state_in_doubt() -%}
    create or replace table {{ build_table('bld_state') }} as
    select cast(null as {{ dbt.type_string() }}) as code_fingerprint
{%- endmacro %}

{# At the end of a run: after a whole build its documents are no longer queued, the next one goes on from here, and what
   dbt knows of the tables stands beside them. #}
{% macro end_build(results) -%}
    {% if execute and is_whole_build(results) %}
        {{ staging_as_views(results) }}
        {{ remember_dictionary(results) }}
        {{ finish_queue(results) }}
    {% endif %}
{%- endmacro %}

{# How many queued documents a build takes at most: memory grows with it. 0 for all. #}
{% macro documents_per_build() -%}
    {% if not execute %}
        {{ return(0) }}
    {% endif %}
    {% set most = run_query('select documents_per_build from ' ~ build_table('project', 'raw')) %}
    {{ return(most.columns[0].values()[0] | int) }}
{%- endmacro %}

{# A table that macros read or write beside the models: hooks and tests cannot refer to models by themselves. #}
{% macro build_table(name, schema='build') -%}
    {{ return(api.Relation.create(database=target.database, schema=schema, identifier=name)) }}
{%- endmacro %}
