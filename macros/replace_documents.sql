{# The incremental strategy `by_document`: what the documents of this build say takes the place of what they said. #}
{% macro get_incremental_by_document_sql(arguments) -%}
    {% set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) %}
    delete from {{ arguments['target_relation'] }}
    where document_key in (select document_key from {{ build_table('bld_document') }});

    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}

{# Before `bld_copy_pair` appends: pairs of touched wordings are judged anew. #}
{% macro delete_touched_pairs() -%}
    {% if is_incremental() %}
        delete from {{ this }}
        where
            wording_key in (select wording_key from {{ build_table('bld_touched_wording') }})
            or other_wording_key in (select wording_key from {{ build_table('bld_touched_wording') }})
    {% endif %}
{%- endmacro %}

{# Before `fct_contradictions` appends: what the documents of this build contradicted is looked at anew. #}
{% macro delete_built_contradictions() -%}
    {% if is_incremental() %}
        delete from {{ this }}
        where
            first_document_key in (select document_key from {{ build_table('bld_document') }})
            or second_document_key in (select document_key from {{ build_table('bld_document') }})
    {% endif %}
{%- endmacro %}

{# After `bld_document`: all documents of this build stay queued until it has ended well, also those that only share
   a group with a queued one. #}
{% macro queue_documents() -%}
    insert into {{ build_table('build_queue', 'raw') }} (document_key, load_id)
    select
        being_built.document_key,
        0 as load_id
    from {{ this }} as being_built
    left join {{ build_table('build_queue', 'raw') }} as queue on being_built.document_key = queue.document_key
    where queue.document_key is null
{%- endmacro %}
