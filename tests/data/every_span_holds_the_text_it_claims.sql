-- Returns the sentences, clauses, mentions and list items whose span of the normalised text holds another text.
with

spans as (
    select
        'sentence' as span_kind,
        document_key,
        start_position,
        end_position,
        sentence_text as claimed_text
    from {{ ref('stg_sentences') }}

    union all

    select
        'clause' as span_kind,
        document_key,
        start_position,
        end_position,
        clause_text as claimed_text
    from {{ ref('stg_clauses') }}

    union all

    select
        'number' as span_kind,
        document_key,
        start_position,
        end_position,
        value_text as claimed_text
    from {{ ref('stg_number_mentions') }}

    union all

    select
        'numeral' as span_kind,
        document_key,
        number_start as start_position,
        number_end as end_position,
        number_text as claimed_text
    from {{ ref('stg_number_mentions') }}

    union all

    select
        'date' as span_kind,
        document_key,
        start_position,
        end_position,
        date_text as claimed_text
    from {{ ref('stg_date_mentions') }}

    union all

    select
        'place' as span_kind,
        document_key,
        start_position,
        end_position,
        place_text as claimed_text
    from {{ ref('stg_place_mentions') }}

    union all

    select
        'organisation' as span_kind,
        document_key,
        start_position,
        end_position,
        organisation_text as claimed_text
    from {{ ref('stg_organisation_mentions') }}

    union all

    select
        'owner' as span_kind,
        document_key,
        start_position,
        end_position,
        owner_text as claimed_text
    from {{ ref('stg_owner_mentions') }}

    union all

    select
        'term' as span_kind,
        document_key,
        start_position,
        end_position,
        term as claimed_text
    from {{ ref('stg_term_mentions') }}

    union all

    select
        'list item' as span_kind,
        document_key,
        start_position,
        end_position,
        item_text as claimed_text
    from {{ ref('stg_list_items') }}
),

compared as (
    select
        spans.span_kind,
        spans.document_key,
        spans.start_position,
        spans.end_position,
        spans.claimed_text,
        substr(
            documents.normalised_text, spans.start_position + 1, spans.end_position - spans.start_position
        ) as held_text
    from spans
    left join {{ ref('stg_documents') }} as documents on spans.document_key = documents.document_key
)

select * from compared
where
    start_position < 0
    or start_position >= end_position
    or claimed_text is distinct from held_text
