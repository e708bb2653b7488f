"""Affected orders: how many of 1,000 orders came late or not at all.

Formula: orders that arrived after the promised day, were cancelled or could not be delivered, of
all orders, times 1,000. Interval: Wilson 1927. An order that came late and was then cancelled
counts once. The period is that of the order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kundig.facts import deliveries as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import count, estimated, percent
from kundig.glossary.measure import Measure, Request, Result, Rows, Unit
from kundig.stats.estimate import Estimate
from kundig.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Orders, and those that were late, lost, or either, per group."""
    frame = restrict(facts.ordered(tables), request)
    return frame.aggregate(
        by=list(request.by),
        orders=frame.count(),
        affected=frame.count(where=(frame.late == 1) | (frame.lost == 1)),
        late=frame.count(where=frame.late == 1),
        cancelled=frame.count(where=frame.lost == 1),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Orders affected per 1,000."""
    return estimated(rows, request, key="affected_orders", estimate=_rate, more=_parts)


def _rate(row: Any) -> Estimate:
    return percent(wilson(count(row, "affected"), count(row, "orders")), 1000)


def _parts(row: Any) -> dict[str, Any]:
    return {k: count(row, k) for k in ("affected", "late", "cancelled")}


MEASURE = Measure(
    key="affected_orders",
    element="satisfaction",
    reads=("deliveries", "orders"),
    query=query,
    estimate=estimate,
    unit=Unit.PER_1000,
    chart="interval",
    source="Wilson 1927",
    dimensions=facts.DIMENSIONS,
    clock=("deliveries", "order_date"),
)
