"""Things gone wrong: complaints per 1,000 purchases.

Formula: complaints about the purchases of the period / purchases of the period x 1,000. Source:
things-gone-wrong rate of the car industry; interval: exact Poisson, Garwood 1936. A complaint
counts in the period of its purchase, not of the day on which it came in; one whose purchase is not
known counts on its own day, and the answer says how many.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kundig.facts import complaints as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import count, estimated
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.counts import poisson_rate
from kundig.stats.estimate import Estimate, cannot_tell

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Purchases, complaints and complaints without a known purchase per group."""
    frame = restrict(facts.complaints_and_purchases(tables, request), request)
    return frame.aggregate(
        by=list(request.by),
        purchases=frame.count(where=frame.sold == 1),
        complaints=frame.count(where=frame.sold == 0),
        without_purchase=frame.count(where=frame.alone == 1),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Rates per 1,000; n is the number of purchases."""
    result = estimated(rows, request, key="tgw", estimate=_rate, more=_parts)
    caveats = list(result.caveats)
    alone = sum(count(r, "without_purchase") for r in rows)
    if alone:
        caveats.append(Caveat("tgw_without_purchase", {"n": alone}))
    return Result(result.rows, result.n, tuple(caveats))


def _rate(row: Any) -> Estimate:
    purchases = count(row, "purchases")
    if purchases == 0:
        return cannot_tell(0, method="garwood")
    return replace(poisson_rate(count(row, "complaints"), purchases), n=purchases)


def _parts(row: Any) -> dict[str, Any]:
    return {k: count(row, k) for k in ("complaints", "purchases", "without_purchase")}


MEASURE = Measure(
    key="tgw",
    element="satisfaction",
    reads=("complaints", "orders", "order_lines", "customer_links"),
    query=query,
    estimate=estimate,
    unit=Unit.PER_1000,
    chart="interval",
    source="Garwood 1936",
    dimensions=("branch", "channel", "product", "source"),
    clock=("orders", "order_date"),
)
