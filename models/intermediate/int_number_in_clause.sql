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
        numbers.*,
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
)

select * from placed
