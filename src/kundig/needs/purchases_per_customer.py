"""How often a customer buys: purchases per customer in the period.

Formula: purchases of known customers divided by customers with at least one purchase. Source: a
mean; interval by Student 1908, from the sum and the sum of squares. A few very busy customers pull
the mean up: the share of repeat buyers shows the many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import Row, estimated
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.estimate import Estimate
from kundig.stats.means import mean_from_moments

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Customers, purchases and their squares per group: whole numbers, so engines agree."""
    frame = facts.known(restrict(facts.purchases(tables), request))
    each = frame.aggregate(by=[*request.by, "customer"], bought=frame.count())
    return each.aggregate(
        by=list(request.by),
        customers=each.count(),
        purchases=each.bought.sum(),
        squares=(each.bought * each.bought).sum(),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Means with Student's interval; n is the number of customers."""
    result = estimated(
        rows,
        request,
        key="purchases_per_customer",
        estimate=_mean,
        more=lambda r: {"purchases": int(r["purchases"] or 0), "customers": int(r["customers"])},
    )
    caveats = result.caveats
    if request.by:
        caveats = (*caveats, Caveat("customers_in_several_groups"))
    return Result(result.rows, result.n, caveats)


def _mean(row: Row) -> Estimate:
    n, total, squares = (int(row[k] or 0) for k in ("customers", "purchases", "squares"))
    variance = (n * squares - total * total) / (n * (n - 1)) if n > 1 else None
    return mean_from_moments(n, mean=total / n if n else 0.0, variance=variance)


MEASURE = Measure(
    key="purchases_per_customer",
    element="needs",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.SCORE,
    chart="interval",
    source="Student 1908",
    dimensions=facts.OF_GROUPS,
    clock=("orders", "order_date"),
)
