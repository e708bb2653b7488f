"""Who buys how recently, how often and for how much: six segments of customers.

R is the number of days from the last purchase to the day on which "today" stands, F the number of
purchases, M the sum of their amounts. Each gets a score from 1 to 5 by fifths of all customers
(5 is good); the segments follow from the scores of R and F. Source: Hughes 1994, Strategic Database
Marketing. Customers of equal value are ordered by their key, so equal values at the edge of a
fifth may get different scores.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from kundig.facts import purchases as facts
from kundig.facts.frame import restrict
from kundig.facts.options import only_by
from kundig.facts.people import among, today, until_today
from kundig.facts.rows import cents
from kundig.glossary.measure import Caveat, Measure, Request, Result, Rows, Unit
from kundig.stats.guards import MIN_N, enough

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

#: Segment, lowest and highest score of R, lowest and highest score of F. Each of the 25 pairs of
#: scores lies in exactly one; names stand in texts/needs.toml.
SEGMENTS = (
    ("champions", (4, 5), (4, 5)),
    ("loyal", (3, 3), (4, 5)),
    ("loyal", (3, 5), (3, 3)),
    ("new", (4, 5), (1, 2)),
    ("fading", (3, 3), (1, 2)),
    ("at_risk", (1, 2), (3, 5)),
    ("lost", (1, 2), (1, 2)),
)
NAMES = tuple(dict.fromkeys(name for name, _, _ in SEGMENTS))
#: What only the scores need.
SCORES = ("r_score", "f_score", "m_score")


def query(tables: Tables, request: Request) -> ir.Table:
    """Sums per segment, or, by customer, the best customers with their scores."""
    only_by(request, "rfm", "customer", "segment")
    rest, at_the_end = among(request, "customer", "segment")
    frame = facts.known(until_today(restrict(facts.purchases(tables), rest), request))
    each = frame.aggregate(
        by=["customer"],
        last_day=frame.day.max(),
        frequency=frame.count(),
        monetary=frame.amount.sum().fill_null(0),
        first_currency=frame.currency.min(),
        last_currency=frame.currency.max(),
    )
    scored = restrict(_scored(each, request), at_the_end, period=False)
    if "customer" in request.by:
        return scored.order_by([scored.monetary.desc(), "customer"]).limit(request.limit)
    return scored.aggregate(
        by=["segment", "customers", "first_currency", "last_currency"],
        rfm=scored.count(),
        recency=scored.recency.sum(),
        frequency=scored.frequency.sum(),
        monetary=scored.monetary.sum(),
    )


def _scored(each: ir.Table, request: Request) -> ir.Table:
    """Recency, fifths and segment of every customer; windows run over customers only."""
    day = ibis.literal(today(request)).cast("date")
    each = each.mutate(recency=day.delta(each.last_day.cast("date"), unit="day").cast("int64"))
    fifth = ibis.ntile(5)
    scored = each.select(
        "customer", "recency", "frequency", "monetary",
        r_score=fifth.over(order_by=[each.recency.desc(), each.customer]) + 1,
        f_score=fifth.over(order_by=[each.frequency, each.customer]) + 1,
        m_score=fifth.over(order_by=[each.monetary, each.customer]) + 1,
        customers=each.count().over(),
        first_currency=each.first_currency.min().over(),
        last_currency=each.last_currency.max().over(),
    )  # fmt: skip
    cells = [
        (scored.r_score.between(*r) & scored.f_score.between(*f), name) for name, r, f in SEGMENTS
    ]
    return scored.mutate(segment=ibis.cases(*cells))


def estimate(rows: Rows, request: Request) -> Result:
    """Segments in the order of SEGMENTS, or customers, the highest spending first."""
    customers = max((int(r["customers"]) for r in rows), default=0)
    mixed = any(r["first_currency"] != r["last_currency"] for r in rows)
    shown = enough(customers)
    tell = _customer if "customer" in request.by else _segment
    told = [tell(r, shown=shown, mixed=mixed) for r in rows]
    if "customer" not in request.by:
        wanted = request.where.get("segment", NAMES)
        there = {r["segment"] for r in told}
        told += [_nobody(s, customers) for s in NAMES if customers and s not in there]
        told = sorted((r for r in told if r["segment"] in wanted), key=_place)
    caveats = [] if rows else [Caveat("nothing_found")]
    if rows and not shown:
        few = {"n": customers, "missing": MIN_N - customers, "minimum": MIN_N}
        caveats.append(Caveat("too_few", few))
    if mixed:
        caveats.append(Caveat("currencies_mixed"))
    return Result(told, customers, tuple(caveats))


def _customer(row: Any, *, shown: bool, mixed: bool) -> dict[str, Any]:
    """One customer; `rfm` is the cell of the scores, such as 545."""
    r, f, m = (int(row[name]) if shown else None for name in SCORES)
    m = None if mixed else m
    return {
        "customer": row["customer"],
        "rfm": None if r is None or f is None or m is None else 100 * r + 10 * f + m,
        "recency": int(row["recency"]),
        "frequency": int(row["frequency"]),
        "monetary": None if mixed else cents(row["monetary"]),
        "r_score": r,
        "f_score": f,
        "m_score": m,
        "segment": row["segment"] if shown else None,
    }


def _segment(row: Any, *, shown: bool, mixed: bool) -> dict[str, Any]:
    n, customers = int(row["rfm"]), int(row["customers"])
    if not shown:
        return _nobody(row["segment"], customers) | {"rfm": None, "share": None}
    return {
        "segment": row["segment"],
        "rfm": n,
        "n": customers,
        "share": 100 * n / customers,
        "recency": int(row["recency"]) / n,
        "frequency": int(row["frequency"]) / n,
        "monetary": None if mixed else float(row["monetary"]) / n,
    }


def _nobody(segment: str, customers: int) -> dict[str, Any]:
    shown = enough(customers)
    return {"segment": segment, "rfm": 0 if shown else None, "n": customers,
            "share": 0.0 if shown else None,
            "recency": None, "frequency": None, "monetary": None}  # fmt: skip


def _place(row: Any) -> int:
    return NAMES.index(row["segment"])


MEASURE = Measure(
    key="rfm",
    element="needs",
    reads=facts.READS,
    query=query,
    estimate=estimate,
    unit=Unit.COUNT,
    chart="bars",
    source="Hughes 1994",
    dimensions=(*facts.DIMENSIONS, "segment"),
    clock=("orders", "order_date"),
)
