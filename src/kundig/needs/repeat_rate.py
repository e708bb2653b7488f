"""How many customers came back: the share that bought at least twice in the period.

Formula: customers with two or more purchases divided by customers with at least one, in percent.
Source: repeat purchase rate; interval by Wilson 1927. Purchases without a customer do not count.
Two purchases of one day are two purchases. A short period makes the rate small: compare only
periods of equal length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import estimated, percent
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.proportions import wilson

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Customers, and those of them with two purchases or more, per group."""
    frame = facts.known(restrict(facts.purchases(tables), request))
    each = frame.aggregate(by=[*request.by, "customer"], bought=frame.count())
    return each.aggregate(
        by=list(request.by),
        customers=each.count(),
        repeaters=each.count(where=each.bought >= 2),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Shares with Wilson's interval; n is the number of customers."""
    result = estimated(
        rows,
        request,
        key="repeat_rate",
        estimate=lambda r: percent(wilson(int(r["repeaters"] or 0), int(r["customers"]))),
        more=lambda r: {"repeaters": int(r["repeaters"] or 0)},
    )
    caveats = result.caveats
    if request.by:
        caveats = (*caveats, Caveat("customers_in_several_groups"))
    return Result(result.rows, result.n, caveats)


MEASURE = Measure(
    key="repeat_rate",
    element="needs",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="Wilson 1927",
    dimensions=facts.OF_GROUPS,
    clock=("orders", "order_date"),
)
