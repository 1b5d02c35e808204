with

quantities as (
    select * from {{ ref('int_quantity_resolved') }}
),

documents as (
    select * from {{ ref('int_document_copy') }}
),

numbers as (
    select * from {{ ref('stg_number_mentions') }}
),

sentences as (
    select * from {{ ref('stg_sentences') }}
),

in_copies as (
    select
        quantities.quantity_key,
        quantities.document_key,
        quantities.mention_number,
        quantities.item_number,
        documents.syndication_key,
        documents.copy_rank,
        quantities.indicator,
        quantities.number_value,
        quantities.unit,
        quantities.comparator,
        quantities.is_target,
        quantities.scope_text,
        quantities.sector_key,
        -- What a copy says of "our city" or "now" is what the first one said, whoever published it when.
        case
            when
                quantities.place_basis not in ('own_in_clause', 'own_in_sentence', 'strong_home', 'weak_home', 'none')
                then quantities.city_key
        end as named_city_key,
        case when quantities.as_of_basis in ('explicit', 'relative') then quantities.as_of_date end as named_date
    from quantities
    inner join documents on quantities.document_key = documents.document_key
    where documents.copy_count > 1
),

in_sentences as (
    select
        in_copies.*,
        {{ squeezed_of_marks('sentences.sentence_text') }} as sentence_text,
        length({{ squeezed_of_marks(
            'substr(sentences.sentence_text, 1, numbers.number_start - sentences.start_position)'
        ) }}) as number_offset
    from in_copies
    inner join numbers
        on
            in_copies.document_key = numbers.document_key
            and in_copies.mention_number = numbers.mention_number
    inner join sentences
        on
            numbers.document_key = sentences.document_key
            and numbers.sentence_number = sentences.sentence_number
),

-- Who says the same in the same words: the same number at the same place of the same sentence.
by_words as (
    select
        in_sentences.*,
        first_value(in_sentences.quantity_key) over same_words as said_by_quantity_key,
        first_value(in_sentences.document_key) over same_words as said_by_document_key
    from in_sentences
    window
        same_words as (
            partition by
                in_sentences.syndication_key, in_sentences.sentence_text, in_sentences.number_offset,
                in_sentences.number_value, in_sentences.item_number
            order by in_sentences.copy_rank, in_sentences.mention_number
        )
),

-- Who means the same in other words, among those that say what nobody before them says in the same words.
by_meaning as (
    select
        quantity_key,
        document_key,
        first_value(quantity_key) over same_meaning as meant_by_quantity_key,
        first_value(document_key) over same_meaning as meant_by_document_key
    from by_words
    where document_key = said_by_document_key
    window
        same_meaning as (
            partition by
                syndication_key, indicator, number_value, unit, comparator, is_target, scope_text, sector_key,
                named_city_key, named_date
            order by copy_rank, mention_number, item_number
        )
),

-- What one document says twice are two figures, as they would be in a document without copies.
traced as (
    select
        by_words.quantity_key,
        by_words.document_key,
        case
            when by_words.document_key <> by_words.said_by_document_key then 'words'
            else 'meaning'
        end as basis_of_repetition,
        case
            when by_meaning.document_key <> by_meaning.meant_by_document_key then by_meaning.meant_by_quantity_key
            else by_meaning.quantity_key
        end as counting_quantity_key
    from by_words
    inner join by_meaning
        on
            by_meaning.quantity_key = case
                when by_words.document_key <> by_words.said_by_document_key then by_words.said_by_quantity_key
                else by_words.quantity_key
            end
),

reports as (
    select
        quantities.quantity_key,
        quantities.document_key,
        coalesce(traced.counting_quantity_key, quantities.quantity_key) as counting_quantity_key,
        case
            when traced.quantity_key is null or traced.counting_quantity_key = traced.quantity_key then 'own'
            else traced.basis_of_repetition
        end as report_basis
    from quantities
    left join traced on quantities.quantity_key = traced.quantity_key
)

select * from reports
