"""How many customers bought, and how many are known at all.

A customer is whoever a customer number belongs to; somebody who bought in the period counts once.
It is a count of all, not a sample: it has no interval.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Customers and purchases per group, and purchases of nobody known."""
    frame = restrict(facts.purchases(tables), request)
    return frame.aggregate(
        by=list(request.by),
        customers=frame.customer.nunique(),
        purchases=frame.count(where=frame.customer.notnull()),
        without_customer=frame.count(where=frame.customer.isnull()),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Counts as they are; n is the number of customers."""
    told = [
        {**{b: r[b] for b in request.by}, "customers": int(r["customers"]), "n": int(r["customers"]),
         "purchases": int(r["purchases"] or 0)}
        for r in sorted(rows, key=lambda r: tuple(str(r[b]) for b in request.by))
    ]  # fmt: skip
    nobody = sum(int(r["without_customer"] or 0) for r in rows)
    caveats = [Caveat("without_customer", {"n": nobody})] if nobody else []
    if len(request.by) > 0 and "customer" not in request.by:
        caveats.append(Caveat("customers_in_several_groups"))
    return Result(told, sum(r["n"] for r in told), tuple(caveats))


MEASURE = Measure(
    key="customers",
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
