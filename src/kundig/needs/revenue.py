"""How much known customers paid for what they bought.

Formula: sum of the amounts of purchases whose customer is known, exact to the cent; revenue of
unknown customers stands beside it. Returns are not taken off: they are a measure of their own.
Currencies are never added: where several occur, there is one row for each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.rows import by_group, cents
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

SUMS = ("revenue", "without_customer", "n", "without_amount")


def query(tables: Tables, request: Request) -> ir.Table:
    """Sums per group and currency."""
    frame = restrict(facts.purchases(tables), request)
    single = "customer" in request.by
    if single:
        frame = facts.known(frame)
    known = frame.customer.notnull()
    keys = list(dict.fromkeys([*request.by, "currency"]))
    summed = frame.aggregate(
        by=keys,
        revenue=frame.amount.sum(where=known).fill_null(0),
        without_customer=frame.amount.sum(where=~known).fill_null(0),
        n=frame.count(where=known),
        without_amount=frame.count(where=frame.amount.isnull()),
    )
    if not single:
        return summed
    return summed.order_by([summed.revenue.desc(), *keys]).limit(request.limit)


def estimate(rows: Rows, request: Request) -> Result:
    """Sums as they are; n is the number of purchases of known customers."""
    currencies = sorted({r["currency"] for r in rows if r["currency"] is not None})
    several = len(currencies) > 1 and "currency" not in request.by
    keys = (*request.by, "currency") if several else request.by
    merged: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        group = {k: row[k] for k in keys}
        one = merged.setdefault(tuple(group.values()), group | dict.fromkeys(SUMS, 0))
        for name in SUMS:
            one[name] += row[name] or 0
    told = list(merged.values())
    if "customer" not in request.by:
        told = [dict(r) for r in by_group(told, Request(by=keys))]
    without_amount = sum(int(r.pop("without_amount")) for r in told)
    for r in told:
        r["revenue"], r["without_customer"] = cents(r["revenue"]), cents(r["without_customer"])
    caveats = [] if told else [Caveat("nothing_found")]
    if several:
        caveats.append(Caveat("currencies_apart", {"currencies": ", ".join(currencies)}))
    if without_amount:
        caveats.append(Caveat("without_amount", {"n": without_amount}))
    currency = currencies[0] if len(currencies) == 1 else None
    return Result(told, sum(r["n"] for r in told), tuple(caveats), currency=currency)


MEASURE = Measure(
    key="revenue",
    element="needs",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.MONEY,
    chart="bars",
    source="sum",
    dimensions=facts.DIMENSIONS,
    clock=("orders", "order_date"),
)
