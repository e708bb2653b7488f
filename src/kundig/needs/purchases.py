"""How many purchases there were, those of unknown customers included.

Formula: number of documents with something sold (see facts/purchases). It is a count of all, not a
sample: it has no interval. By customer, only known customers are listed, the busiest first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import by_group
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Purchases per group, and how many of them belong to nobody known."""
    frame = restrict(facts.purchases(tables), request)
    single = "customer" in request.by
    if single:
        frame = facts.known(frame)
    counted = frame.aggregate(
        by=list(request.by),
        purchases=frame.count(),
        without_customer=frame.count(where=frame.customer.isnull()),
    )
    if not single:
        return counted
    return counted.order_by([counted.purchases.desc(), *request.by]).limit(request.limit)


def estimate(rows: Rows, request: Request) -> Result:
    """Counts as they are; n is the number of purchases."""
    told = [
        {
            **{b: r[b] for b in request.by},
            "purchases": int(r["purchases"]),
            "n": int(r["purchases"]),
            "without_customer": int(r["without_customer"] or 0),
        }
        for r in (rows if "customer" in request.by else by_group(rows, request))
    ]
    caveats = () if told else (Caveat("nothing_found"),)
    return Result(told, sum(r["n"] for r in told), caveats)


MEASURE = Measure(
    key="purchases",
    element="needs",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.COUNT,
    chart="bars",
    source="count",
    dimensions=facts.DIMENSIONS,
    clock=("orders", "order_date"),
)
