"""What is asked of the warehouse to tell why a fact is as it is. Every value from outside is a parameter.

The queries for candidates all give the same columns: the words, the answer they speak for, how they stand to the
number (with what that means), distance, score, and rank, 1 being the winner.
"""

from __future__ import annotations

# What a person replaced is told with the fact that counts instead.
FACTS_BY_KEY = """
    select quantity_key, document_key, coalesce(superseded_by_key, quantity_key) as told_key
    from main.fct_quantities
    where starts_with(quantity_key, $prefix)
    order by quantity_key
"""

DOCUMENTS_BY_NAME = """
    select document_key, source_path
    from main.dim_document
    where source_name = $name or source_path = $name or document_key = $name
    order by document_key
"""

DOCUMENT = """
    select
        documents.document_key,
        documents.source_name as name,
        documents.source_path as path,
        documents.title,
        documents.publisher,
        documents.url,
        documents.published_date::varchar as published_date,
        documents.published_precision,
        documents.published_basis,
        documents.damage,
        length(texts.raw_text)::integer as raw_length
    from main.dim_document as documents
    inner join main.document_text as texts on documents.document_key = texts.document_key
    where documents.document_key = $document_key
"""

FACT = """
    select
        facts.quantity_key,
        facts.document_key,
        resolved.mention_number,
        resolved.item_number,
        facts.kind,
        facts.indicator,
        facts.value::double as value,
        facts.unit,
        facts.comparator,
        facts.value_text,
        facts.scope_text,
        cities.city_name,
        sectors.sector_name,
        facts.as_of_date::varchar as as_of_date,
        facts.as_of_precision,
        facts.is_target,
        facts.is_number_repaired,
        facts.is_superseded,
        facts.confidence,
        facts.correction_status,
        facts.correction_reason,
        replaced.quantity_key as replaced_key,
        replaced.confidence as replaced_confidence,
        items.list_relation,
        items.item_text,
        resolved.numerator_count::double as numerator_count,
        resolved.denominator_count::double as denominator_count,
        resolved.implied_rate_percent::double as implied_rate_percent
    from main.fct_quantities as facts
    inner join intermediate.int_quantity_resolved as resolved on facts.quantity_key = resolved.quantity_key
    inner join intermediate.int_quantity_list_item as items
        on
            resolved.document_key = items.document_key
            and resolved.mention_number = items.mention_number
            and resolved.item_number = items.item_number
    left join main.dim_city as cities on facts.city_key = cities.city_key
    left join main.dim_sector as sectors on facts.sector_key = sectors.sector_key
    left join main.fct_quantities as replaced on facts.quantity_key = replaced.superseded_by_key
    where facts.quantity_key = $quantity_key
"""

FACTS_OF_MENTION = """
    select quantity_key
    from intermediate.int_quantity_resolved
    where document_key = $document_key and mention_number = $mention_number
    order by item_number
"""

MENTIONS_AT = """
    select mentions.mention_number, judged.is_quantity, judged.rejection_reason
    from staging.stg_number_mentions as mentions
    inner join intermediate.int_number_is_quantity as judged
        on mentions.document_key = judged.document_key and mentions.mention_number = judged.mention_number
    where
        mentions.document_key = $document_key
        and mentions.raw_start <= $position and $position < mentions.raw_end
    order by mentions.raw_end - mentions.raw_start, mentions.mention_number
"""

# Positions in the sentence and the clause count from their own beginnings.
WHERE_MENTIONED = """
    select
        sentences.sentence_text,
        (mentions.start_position - sentences.start_position)::integer as start_in_sentence,
        (mentions.end_position - sentences.start_position)::integer as end_in_sentence,
        clauses.clause_text,
        mentions.value_text,
        mentions.number_text,
        mentions.unit_text,
        mentions.unit,
        mentions.comparator,
        mentions.range_role,
        mentions.number_value::double as number_value,
        mentions.raw_start,
        mentions.raw_end,
        substring(texts.raw_text, mentions.raw_start + 1, mentions.raw_end - mentions.raw_start) as raw_text,
        substring(
            texts.raw_text,
            greatest(mentions.raw_start - 12, 0) + 1,
            least(mentions.raw_start, 12)
        ) as raw_before,
        substring(texts.raw_text, mentions.raw_end + 1, 12) as raw_after
    from staging.stg_number_mentions as mentions
    inner join staging.stg_sentences as sentences
        on mentions.document_key = sentences.document_key and mentions.sentence_number = sentences.sentence_number
    inner join staging.stg_clauses as clauses
        on
            mentions.document_key = clauses.document_key
            and mentions.sentence_number = clauses.sentence_number
            and mentions.clause_number = clauses.clause_number
    inner join main.document_text as texts on mentions.document_key = texts.document_key
    where mentions.document_key = $document_key and mentions.mention_number = $mention_number
"""

SENTENCE_AT = """
    select
        sentences.sentence_number,
        sentences.sentence_text,
        sentences.start_position,
        ($position - sentences.raw_start)::integer as raw_offset,
        substring(texts.raw_text, sentences.raw_start + 1, sentences.raw_end - sentences.raw_start) as raw_text
    from staging.stg_sentences as sentences
    inner join main.document_text as texts on sentences.document_key = texts.document_key
    where
        sentences.document_key = $document_key
        and sentences.raw_start <= $position and $position < sentences.raw_end
    order by sentences.sentence_number
"""

DATES_OF_SENTENCE = """
    select date_text, start_position, end_position
    from staging.stg_date_mentions
    where document_key = $document_key and sentence_number = $sentence_number
    order by start_position
"""

REPAIRS = """
    select
        repairs.rule,
        repairs.before_text,
        repairs.after_text,
        repairs.raw_start,
        repairs.raw_end,
        repairs.confidence
    from main.bridge_quantity_repair as touched
    inner join main.document_repairs as repairs on touched.repair_key = repairs.repair_key
    where touched.quantity_key = $quantity_key
    order by repairs.raw_start
"""

COUNTED = """
    select counted_noun as answer, counted_basis as basis
    from intermediate.int_quantity_counted
    where document_key = $document_key and mention_number = $mention_number
"""
COUNTED_CANDIDATES = """
    select
        candidates.noun as words,
        candidates.noun_unit as answer,
        candidates.relation,
        weights.note as meaning,
        candidates.distance,
        candidates.score,
        candidates.candidate_rank as rank
    from intermediate.int_counted_candidate as candidates
    left join lexicon.resolution_weights as weights
        on weights.question = 'counted' and candidates.relation = weights.feature
    where candidates.document_key = $document_key and candidates.mention_number = $mention_number
    order by rank
"""

INDICATOR = """
    select indicator as answer, indicator_basis as basis
    from intermediate.int_quantity_indicator
    where document_key = $document_key and mention_number = $mention_number and item_number = $item_number
"""
INDICATOR_CANDIDATES = """
    select
        candidates.term as words,
        candidates.indicator as answer,
        candidates.relation,
        weights.note as meaning,
        candidates.distance,
        candidates.score,
        candidates.candidate_rank as rank
    from intermediate.int_indicator_candidate as candidates
    left join lexicon.resolution_weights as weights
        on weights.question = 'indicator' and candidates.relation = weights.feature
    where
        candidates.document_key = $document_key
        and candidates.mention_number = $mention_number
        and candidates.item_number = $item_number
    order by rank
"""

PLACE = """
    select cities.city_name as answer, places.place_basis as basis
    from intermediate.int_quantity_place as places
    inner join main.dim_city as cities on places.city_key = cities.city_key
    where
        places.document_key = $document_key
        and places.mention_number = $mention_number
        and places.item_number = $item_number
"""
PLACE_CANDIDATES = """
    select
        candidates.place_text as words,
        cities.city_name as answer,
        candidates.relation,
        weights.note as meaning,
        candidates.distance,
        candidates.score,
        candidates.candidate_rank as rank
    from intermediate.int_place_candidate as candidates
    inner join main.dim_city as cities on candidates.city_key = cities.city_key
    left join lexicon.resolution_weights as weights
        on weights.question = 'place' and candidates.relation = weights.feature
    where
        candidates.document_key = $document_key
        and candidates.mention_number = $mention_number
        and candidates.item_number = $item_number
    order by rank
"""

AS_OF = """
    select as_of_date::varchar as answer, as_of_basis as basis
    from intermediate.int_quantity_as_of
    where document_key = $document_key and mention_number = $mention_number
"""
AS_OF_CANDIDATES = """
    select
        coalesce(candidates.date_text, '') as words,
        coalesce(candidates.as_of_date::varchar, 'unknown')
            || ' (' || candidates.as_of_precision || ', ' || candidates.as_of_basis
            || case when candidates.is_turned_forward then ', turned forward by a word of planning' else '' end
            || ')' as answer,
        candidates.relation,
        weights.note as meaning,
        candidates.distance,
        candidates.score,
        candidates.candidate_rank as rank
    from intermediate.int_as_of_candidate as candidates
    left join lexicon.resolution_weights as weights
        on weights.question = 'as_of' and candidates.relation = weights.feature
    where candidates.document_key = $document_key and candidates.mention_number = $mention_number
    order by rank
"""

SCOPE = """
    select scope_text as answer, scope_basis as basis
    from intermediate.int_quantity_scope
    where document_key = $document_key and mention_number = $mention_number and item_number = $item_number
"""
SCOPE_CANDIDATES = """
    select
        candidates.scope_text as words,
        candidates.scope_text as answer,
        candidates.relation,
        weights.note as meaning,
        candidates.distance,
        candidates.score,
        candidates.candidate_rank as rank
    from intermediate.int_scope_candidate as candidates
    left join lexicon.resolution_weights as weights
        on weights.question = 'scope' and candidates.relation = weights.feature
    where
        candidates.document_key = $document_key
        and candidates.mention_number = $mention_number
        and candidates.item_number = $item_number
    order by rank
"""

SECTOR = """
    select sectors.sector_name as answer, chosen.sector_basis as basis
    from intermediate.int_quantity_sector as chosen
    inner join main.dim_sector as sectors on chosen.sector_key = sectors.sector_key
    where
        chosen.document_key = $document_key
        and chosen.mention_number = $mention_number
        and chosen.item_number = $item_number
"""
SECTOR_CANDIDATES = """
    select
        candidates.term as words,
        sectors.sector_name as answer,
        candidates.relation,
        weights.note as meaning,
        candidates.distance,
        candidates.score,
        candidates.candidate_rank as rank
    from intermediate.int_sector_candidate as candidates
    inner join main.dim_sector as sectors on candidates.sector_key = sectors.sector_key
    left join lexicon.resolution_weights as weights
        on weights.question = 'sector' and candidates.relation = weights.feature
    where
        candidates.document_key = $document_key
        and candidates.mention_number = $mention_number
        and candidates.item_number = $item_number
    order by rank
"""

TARGET = """
    select case when is_target then 'plan' else 'fact' end as answer, target_basis as basis
    from intermediate.int_quantity_target
    where document_key = $document_key and mention_number = $mention_number
"""
TARGET_CANDIDATES = """
    select
        cues.target_cue as words,
        case when cues.makes_target then 'plan' else 'no plan by itself' end as answer,
        case when cues.is_in_clause then 'in_clause' else 'earlier_clause' end as relation,
        null as meaning,
        (mentions.start_position - cues.cue_start - length(cues.target_cue))::integer as distance,
        cues.cue_weight::double as score,
        cues.candidate_rank as rank
    from intermediate.int_quantity_target_cue as cues
    inner join staging.stg_number_mentions as mentions
        on cues.document_key = mentions.document_key and cues.mention_number = mentions.mention_number
    where cues.document_key = $document_key and cues.mention_number = $mention_number
    order by rank
"""

# A number's hedges stand in its value_text, around or behind the numeral; the longest one that fits was read.
HEDGES = """
    select
        hedges.hedge_text as words,
        hedges.comparator as answer,
        hedges.position as relation,
        null as meaning,
        null as distance,
        null as score,
        row_number() over (
            order by
                case when hedges.comparator = mentions.comparator then 0 else 1 end,
                length(hedges.hedge_text) desc,
                hedges.hedge_text
        ) as rank
    from staging.stg_number_mentions as mentions
    inner join lexicon.hedges as hedges
        on
            (
                hedges.position in ('prefix', 'bare_prefix')
                and starts_with(mentions.value_text, hedges.hedge_text)
            )
            or (hedges.position = 'suffix' and ends_with(mentions.value_text, hedges.hedge_text))
            or (hedges.position = 'infix' and instr(mentions.value_text, hedges.hedge_text) > 1)
    where mentions.document_key = $document_key and mentions.mention_number = $mention_number
    order by rank
"""

FACTORS = """
    with bases as (
        select
            1 as factor_number,
            'indicator' as aspect,
            indicator_basis as basis,
            is_indicator_contested as is_contested
        from intermediate.int_quantity_resolved
        where quantity_key = $quantity_key
        union all
        select
            2 as factor_number,
            'place' as aspect,
            place_basis as basis,
            is_place_contested as is_contested
        from intermediate.int_quantity_resolved
        where quantity_key = $quantity_key
        union all
        select
            3 as factor_number,
            'as_of' as aspect,
            as_of_relation as basis,
            is_as_of_contested as is_contested
        from intermediate.int_quantity_resolved
        where quantity_key = $quantity_key
        union all
        select
            4 as factor_number,
            'repair' as aspect,
            case when is_number_repaired then 'repaired' else 'untouched' end as basis,
            false as is_contested
        from intermediate.int_quantity_resolved
        where quantity_key = $quantity_key
        union all
        select
            5 as factor_number,
            'check' as aspect,
            case when is_contradicted then 'contradicted' else 'consistent' end as basis,
            false as is_contested
        from intermediate.int_quantity_resolved
        where quantity_key = $quantity_key
    )

    select
        bases.aspect,
        bases.basis,
        case when bases.is_contested then factors.contested_factor else factors.factor end::double as factor,
        bases.is_contested,
        factors.meaning
    from bases
    inner join lexicon.confidence_factors as factors
        on bases.aspect = factors.aspect and bases.basis = factors.basis
    order by bases.factor_number
"""
