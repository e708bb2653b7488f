"""What the register must say, as plain SQL over the shared tables, written without its code."""

from __future__ import annotations

from datetime import date
from typing import Any

from kundig.engines.duckdb import DuckDBEngine
from kundig.store.home import Home


def rows(home: Home, sql: str) -> list[dict[str, Any]]:
    """The result of a query over the shared tables of a home; `who` names a row's customer."""
    with DuckDBEngine(threads=1) as engine:
        engine.attach(home.store.snapshot().tables)
        engine.execute(
            "CREATE MACRO who(s, r) AS (SELECT coalesce(max(l.customer_id), s || ':' || r) "
            "FROM customer_links AS l WHERE l.source = s AND l.record_id = r)"
        )
        return engine.run(sql).to_pylist()


def purchases(home: Home, before: date) -> dict[str, dict[str, Any]]:
    """Customer -> first and last day, number and sum of purchases before a day."""
    found = rows(
        home,
        f"""WITH sold AS (
          SELECT source, order_id, sum(CASE WHEN quantity > 0 AND amount > 0 THEN amount END) AS paid,
            count(CASE WHEN quantity > 0 AND amount > 0 THEN 1 END) AS n FROM order_lines GROUP BY ALL
        ), bought AS (
          SELECT coalesce(l.customer_id, o.source || ':' || o.record_id) AS customer, o.order_date AS day,
            CASE WHEN o.status IN ('cancelled', 'unavailable') THEN NULL ELSE coalesce(s.paid, o.total) END AS amount
          FROM orders AS o LEFT JOIN sold AS s ON o.source = s.source AND o.order_id = s.order_id
          LEFT JOIN customer_links AS l ON l.source = o.source AND l.record_id = o.record_id
          WHERE o.record_id IS NOT NULL AND o.order_date < DATE '{before}'
            AND (s.n > 0 OR (s.n IS NULL AND (o.total IS NULL OR o.total >= 0)))
        )
        SELECT customer, min(day) AS first_day, max(day) AS last_day, count(*) AS purchases,
          sum(amount) AS revenue FROM bought GROUP BY customer""",
    )
    return {r["customer"]: r for r in found}
