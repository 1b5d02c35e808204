{# Whether the `results` of this run are those of a whole build: command `build`, every model and seed table of the
   project built, and nothing failed or skipped. Only a whole build is published. For hooks at the end of a run. #}
{% macro is_whole_build(results) %}
    {{ return(what_is_missing_of_a_whole_build(results) == '') }}
{% endmacro %}

{# Why this run is no whole build, in a few words for people; '' where it is one. #}
{% macro what_is_missing_of_a_whole_build(results) %}
    {% if flags.WHICH != 'build' %}
        {{ return('dbt ' ~ flags.WHICH ~ ' leaves out what dbt build does') }}
    {% endif %}
    {% if flags.EMPTY or invocation_args_dict.get('sample') %}
        {{ return('this run did not build from all rows') }}
    {% endif %}
    {% set done = ['success', 'pass', 'warn', 'no-op'] %}
    {% set built, failed = [], [] %}
    {% for result in results %}
        {% if result.status | string not in done %}
            {% do failed.append(result.node.name) %}
        {% elif result.node.resource_type | string in ['model', 'seed'] %}
            {% do built.append(result.node.unique_id) %}
        {% endif %}
    {% endfor %}
    {% if failed %}
        {{ return(failed | length ~ ' nodes failed or were skipped (' ~ failed[0] ~ ')') }}
    {% endif %}
    {% set wanted = [] %}
    {% for node in graph.nodes.values() if node.package_name == 'fugong' %}
        {% if node.resource_type in ['model', 'seed'] and node.config.materialized != 'ephemeral' %}
            {% do wanted.append(node.unique_id) %}
        {% endif %}
    {% endfor %}
    {% set unbuilt = wanted | reject('in', built) | list %}
    {% if unbuilt %}
        {{ return('this run built ' ~ built | length ~ ' of ' ~ wanted | length ~ ' models and seed tables') }}
    {% endif %}
    {{ return('') }}
{% endmacro %}
