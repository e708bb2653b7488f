"""Late deliveries: the share of deliveries that came after the promised day.

Formula: deliveries that arrived after the promised day, of all that arrived and had a promise, in
percent. Interval: Wilson 1927. The period is that of the arrival. What is overdue and has not
arrived cannot be in the share; the answer says how many there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from kundig.facts import deliveries as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import count, estimated, percent
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.estimate import Estimate
from kundig.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Deliveries with a promise and the late ones per group, and what the share cannot hold."""
    frame = restrict(facts.deliveries(tables), request)
    open_ = (frame.arrived == 0) & (frame.lost == 0)
    today = request.as_of
    overdue = open_ & (frame.promised_date < today) if today else open_ & ibis.literal(False)
    return frame.aggregate(
        by=list(request.by),
        late=frame.count(where=frame.late == 1),
        delivered=frame.late.count(),
        without_promise=frame.count(where=(frame.arrived == 1) & frame.late.isnull()),
        overdue=frame.count(where=overdue),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Shares of late deliveries; overdue ones and those without a promise are named."""
    rows = list(rows)
    usable = [r for r in rows if r["delivered"] or not request.by]
    result = estimated(usable, request, key="late_deliveries", estimate=_share, more=_parts)
    caveats = list(result.caveats)
    for name in ("without_promise", "overdue"):
        n = sum(count(r, name) for r in rows)
        if n:
            caveats.append(Caveat(f"deliveries_{name}", {"n": n}))
    return Result(result.rows, result.n, tuple(caveats))


def _share(row: Any) -> Estimate:
    return percent(wilson(count(row, "late"), count(row, "delivered")))


def _parts(row: Any) -> dict[str, Any]:
    return {k: count(row, k) for k in ("late", "delivered", "overdue")}


MEASURE = Measure(
    key="late_deliveries",
    element="satisfaction",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="Wilson 1927",
    dimensions=facts.DIMENSIONS,
    clock=("deliveries", "delivered_date"),
)
