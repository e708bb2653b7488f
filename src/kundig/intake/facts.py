"""What a file holds, for the summary: documents, customers, countries, products."""

from __future__ import annotations

from kundig.engines.duckdb import DuckDBEngine
from kundig.engines.files import sql_name
from kundig.intake.judge import Judgement
from kundig.readers.mapping import Mapping

_COUNTED = {
    "documents": "order_id",
    "customers": "record_id",
    "products": "product_id",
    "countries": "country",
    "branches": "branch",
    "people_asked": "response_id",
    "cases": "complaint_id",
}


def facts_of(engine: DuckDBEngine, mapping: Mapping, judgement: Judgement) -> dict[str, int]:
    """How many different documents, customers and so on the rows name (refused rows left out)."""
    order = (mapping.table, "orders", "order_lines", "customer_records", "deliveries")
    items: dict[str, str] = {}
    for fact, column in _COUNTED.items():
        place = next((t for t in order if (t, column) in judgement.fields), None)
        if place is not None:
            items[fact] = f"count(DISTINCT {sql_name(f'{place}.{column}')})"
    if not items:
        return {}
    row = engine.execute(f"SELECT {', '.join(items.values())} FROM judged WHERE _problem IS NULL")[
        0
    ]
    counts = {fact: int(n) for fact, n in zip(items, row, strict=True)}
    return {fact: n for fact, n in counts.items() if n > 1 or fact not in {"countries", "branches"}}
