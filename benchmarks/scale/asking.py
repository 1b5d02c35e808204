"""How long people wait for answers to their usual questions, asked in the DuckDB shell."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.scale.clock import wall_of_command

QUESTIONS = {
    "nothing": "select 1",
    "city_by_month": """
        select cities.city_name, date_trunc('month', rates.as_of_date) as month, median(rates.rate_percent) as rate
        from fct_reopening_rates as rates
        inner join dim_city as cities on rates.city_key = cities.city_key
        where not rates.is_superseded and rates.rate_type = 'work_resumption_rate'
        group by all order by all
    """,
    "top_funds_by_province": """
        select cities.province_name, funds.amount_cny, funds.fund_type, funds.evidence_text
        from fct_funds as funds
        inner join dim_city as cities on funds.city_key = cities.city_key
        where not funds.is_superseded
        qualify row_number() over (partition by cities.province_name order by funds.amount_cny desc) <= 3
        order by all
    """,
    "latest_rate_by_city": """
        select cities.city_name, arg_max(rates.rate_percent, rates.as_of_date) as rate, max(rates.as_of_date) as as_of
        from fct_reopening_rates as rates
        inner join dim_city as cities on rates.city_key = cities.city_key
        where not rates.is_superseded and not rates.is_target
        group by all order by all
    """,
    "all_facts_of_a_city": """
        select facts.*, documents.title, documents.publisher
        from fct_quantities as facts
        inner join dim_document as documents on facts.document_key = documents.document_key
        where facts.city_key = (select city_key from fct_quantities group by city_key order by count(*) desc limit 1)
        order by facts.as_of_date, facts.quantity_key
    """,
}


def measure(warehouse: Path, rounds: int) -> dict[str, float]:
    """Return the wall seconds of each question's fastest round, from the start of the shell to its end.

    Raises:
        CommandError: if the shell cannot answer.
    """
    shell = str(Path(sys.executable).with_name("duckdb"))
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, question in QUESTIONS.items():
            seconds = wall_of_command([shell, "-readonly", "-csv", str(warehouse), "-c", question], warehouse.parent)
            best[name] = min(best.get(name, seconds), seconds)
    return {f"{name}_wall_seconds": seconds for name, seconds in best.items()}
