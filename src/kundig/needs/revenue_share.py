"""How much of the revenue hangs on the best customers.

Formula: revenue of the top 20 % of customers (option `top` in steps of 0.001, rounded up to whole
customers) divided by revenue of all known customers, in percent. Source: the interval is linearised
by the influence function of the share, Cowell & Victoria-Feser 2002; it needs only sums, whatever
the number of customers. Customers of equal revenue are ordered by their key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.options import number
from kundig.facts.rows import Row, cents, estimated, percent
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.estimate import Estimate, cannot_tell
from kundig.stats.ratios import TopSums, top_share_from_sums

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """Sums over all and over the top customers, per group."""
    frame = facts.known(restrict(facts.purchases(tables), request))
    frame = frame.filter(frame.amount.notnull())
    by = list(request.by)
    each = frame.aggregate(
        by=[*by, "customer"],
        money=frame.amount.sum(),
        first_currency=frame.currency.min(),
        last_currency=frame.currency.max(),
    )
    place = ibis.row_number().over(group_by=by, order_by=[each.money.desc(), each.customer])
    ranked = each.mutate(place=place, customers=each.count().over(group_by=by))
    # place counts from 0: the first ceil(top * n) customers are the top, in whole numbers
    ranked = ranked.mutate(in_top=ranked.place * 1000 < ranked.customers * _thousandths(request))
    square = ranked.money.cast("float64") * ranked.money.cast("float64")
    return ranked.aggregate(
        by=by,
        customers=ranked.count(),
        revenue=ranked.money.sum(),
        squares=square.sum(),
        top_customers=ranked.count(where=ranked.in_top),
        top_revenue=ranked.money.sum(where=ranked.in_top),
        top_squares=square.sum(where=ranked.in_top),
        threshold=ranked.money.min(where=ranked.in_top),
        first_currency=ranked.first_currency.min(),
        last_currency=ranked.last_currency.max(),
    )


def estimate(rows: Rows, request: Request) -> Result:
    """Shares with their interval; n is the number of customers."""
    result = estimated(
        rows,
        request,
        key="revenue_share",
        estimate=_share,
        more=lambda r: {
            "top_customers": int(r["top_customers"] or 0),
            "top_revenue": None if _mixed(r) else cents(r["top_revenue"]),
            "revenue": None if _mixed(r) else cents(r["revenue"]),
        },
    )
    caveats = list(result.caveats)
    if request.by:
        caveats.append(Caveat("customers_in_several_groups"))
    if any(_mixed(r) for r in rows):
        caveats.append(Caveat("currencies_mixed"))
    return Result(result.rows, result.n, tuple(caveats))


def _thousandths(request: Request) -> int:
    return round(1000 * number(request, "top", default=0.2, low=0.001, high=0.999))


def _mixed(row: Row) -> bool:
    return bool(row["first_currency"] != row["last_currency"])


def _share(row: Row) -> Estimate:
    n = int(row["customers"])
    if _mixed(row) or n == 0:
        return cannot_tell(n, method="influence_top_share")
    total, top = float(row["revenue"]), float(row["top_revenue"])
    sums = TopSums(
        n, total, float(row["squares"]), int(row["top_customers"]), top,
        float(row["top_squares"]), float(row["threshold"]),
    )  # fmt: skip
    return percent(top_share_from_sums(sums))


MEASURE = Measure(
    key="revenue_share",
    element="needs",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.PERCENT,
    chart="interval",
    source="Cowell & Victoria-Feser 2002",
    dimensions=facts.OF_GROUPS,
    clock=("orders", "order_date"),
    options=("top",),
)
