"""What the sample articles do not have, and what the open web may send, as changes to the published tables."""

from __future__ import annotations

# Markup, an event handler, the ends of what they may stand in, a formula, and characters that turn the text around.
HOSTILE = (
    "=1+1</textarea></title>'\"><script>window.struck=1</script><img src=x onerror='window.struck=2'>\u202e{{7*7}}&amp;"
)
HOSTILE_ADDRESS = "javascript:window.struck=3//<script>"
AWKWARD_DOCUMENT = "page-yichang-2020-04"
STATEMENTS = (
    # A document all of whose words are hostile. They come after its text: what was found there stays where it is.
    """
    create temp table struck as select document_key from dim_document where source_name = $document
    """,
    """
    update dim_document
    set title = $hostile, publisher = $hostile, url = $address, source_name = $hostile, source_path = $hostile
    where document_key in (from struck)
    """,
    """
    update raw.documents
    set raw_text = raw_text || $hostile, normalised_text = normalised_text || $hostile
    where document_key in (from struck)
    """,
    """
    update fct_quantities set scope_text = $hostile, evidence_text = evidence_text || $hostile
    where document_key in (from struck)
    """,
    """
    update fct_project_counts set project_class = $hostile where document_key in (from struck)
    """,
    # A number that became no fact, and one that became two.
    """
    insert into document_numbers select document_key, 999, 0, 2, 0, 2, 'other:<b>', '', 'ranked' from struck
    """,
    """
    insert into fct_quantities
    select * replace (quantity_key || 'copy' as quantity_key)
    from fct_quantities where document_key in (from struck)
    order by quantity_key limit 1
    """,
    # A range, whose ends stand side by side.
    """
    create temp table ends as
    select facts.quantity_key, mentions.document_key, mentions.mention_number,
        lead(facts.quantity_key) over (partition by facts.document_key order by mentions.mention_number) as high_key
    from fct_quantities as facts
    inner join document_numbers as mentions
        on mentions.document_key = facts.document_key and mentions.raw_start = facts.raw_start
    where facts.indicator = 'work_resumption_rate'
    qualify lead(mentions.mention_number)
        over (partition by facts.document_key order by mentions.mention_number) = mentions.mention_number + 1
    order by facts.quantity_key limit 1
    """,
    """
    update document_numbers set range_role = case when document_numbers.mention_number = ends.mention_number
        then 'low' else 'high' end
    from ends
    where document_numbers.document_key = ends.document_key
        and document_numbers.mention_number between ends.mention_number and ends.mention_number + 1
    """,
    "update fct_quantities set comparator = 'ge', value = 70 where quantity_key in (select quantity_key from ends)",
    "update fct_quantities set comparator = 'le', value = 80 where quantity_key in (select high_key from ends)",
    # Figures without a date or place, superseded, corrected, repaired, and a rate that its counts belie.
    """
    update fct_quantities set as_of_date = null, as_of_precision = 'unknown', as_of_basis = 'unknown', city_key = null
    where quantity_key in (select max(quantity_key) from fct_reopening_rates)
    """,
    """
    update fct_quantities set is_superseded = true, correction_status = 'withdrawn', correction_reason = $hostile
    where quantity_key in (select min(quantity_key) from fct_funds)
    """,
    """
    insert into quantity_corrections
    select 'c1', quantity_key, 'withdrawn', 'true', $hostile, '2026-01-01', $hostile, 'applied', null
    from fct_quantities where correction_status = 'withdrawn'
    """,
    """
    update fct_reopening_rates set numerator_count = 434, denominator_count = 500, implied_rate_percent = 86.8
    where quantity_key in (select min(quantity_key) from fct_reopening_rates)
    """,
    """
    insert into document_repairs
    select 'r1', document_key, 'slip.<b>', $hostile, $hostile, false, 0.5, 5, 9 from struck
    """,
    # What could not be loaded.
    """
    insert into set_aside_items
    select 1, item, '/articles/' || $hostile, 'empty_file', $hostile, item = 1 from range(1, 3) as items (item)
    """,
    # Two figures that no truth fits.
    """
    insert into fct_contradictions
    select 'k1', one.kind, one.indicator_key, one.indicator, one.unit, one.city_key, one.sector_key, $hostile,
        one.as_of_date, one.as_of_precision,
        one.quantity_key, one.document_key, one.value, one.comparator, one.value_text, one.evidence_text,
        other.quantity_key, other.document_key, other.value, other.comparator, other.value_text, $hostile,
        abs(one.value - other.value), false, 0.8
    from fct_quantities as one
    inner join fct_quantities as other on one.quantity_key < other.quantity_key
    where one.document_key in (from struck) and other.document_key not in (from struck)
        and one.kind = 'rate' and other.kind = 'rate' and one.value <> other.value
    order by one.quantity_key, other.quantity_key limit 1
    """,
)
