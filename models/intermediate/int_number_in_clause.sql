with

numbers as (
    select * from {{ ref('stg_number_mentions') }}
),

clauses as (
    select * from {{ ref('stg_clauses') }}
),

sentences as (
    select * from {{ ref('stg_sentences') }}
),

documents as (
    select * from {{ ref('int_document_described') }}
),

placed as (
    select
        numbers.document_key,
        numbers.mention_number,
        numbers.sentence_number,
        numbers.clause_number,
        numbers.start_position,
        numbers.end_position,
        numbers.raw_start,
        numbers.raw_end,
        numbers.number_start,
        numbers.number_end,
        numbers.value_text,
        numbers.number_text,
        numbers.unit_text,
        numbers.unit,
        numbers.unit_class,
        numbers.currency_code,
        numbers.number_value,
        numbers.comparator,
        numbers.numeral,
        numbers.unit_source,
        numbers.range_role,
        numbers.is_repaired,
        clauses.start_position as clause_start,
        clauses.end_position as clause_end,
        clauses.clause_text,
        sentences.paragraph_number,
        sentences.start_position as sentence_start,
        substr(clauses.clause_text, 1, numbers.start_position - clauses.start_position) as left_text,
        substr(clauses.clause_text, numbers.end_position - clauses.start_position + 1) as right_text,
        lag(numbers.end_position) over (
            partition by numbers.document_key, numbers.sentence_number, numbers.clause_number
            order by numbers.start_position
        ) as previous_number_end,
        lead(numbers.start_position) over (
            partition by numbers.document_key, numbers.sentence_number, numbers.clause_number
            order by numbers.start_position
        ) as next_number_start
    from numbers
    inner join documents
        on numbers.document_key = documents.document_key
    inner join clauses
        on
            numbers.document_key = clauses.document_key
            and numbers.sentence_number = clauses.sentence_number
            and numbers.clause_number = clauses.clause_number
    inner join sentences
        on
            numbers.document_key = sentences.document_key
            and numbers.sentence_number = sentences.sentence_number
),

with_gap as (
    select
        *,
        substr(
            clause_text,
            coalesce(previous_number_end, clause_start) - clause_start + 1,
            start_position - coalesce(previous_number_end, clause_start)
        ) as gap_text
    from placed
)

select * from with_gap
