"""What goes wrong: causes of complaints, late deliveries and reasons of returns, with their counts.

`n` is how often it happened in the period, `base` of how many: purchases for complaints, arrived
deliveries with a promise for lateness, returned lines for reasons of returns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from kundig.facts import complaints as cases
from kundig.facts import purchases as bought
from kundig.facts.deliveries import deliveries
from kundig.facts.frame import restrict
from kundig.glossary.listing import Listing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """One row per kind (complaint, late, return) and cause, the most frequent first."""
    c = restrict(cases.complaints(tables), request)
    purchases = restrict(bought.purchases(tables), request)
    causes = c.aggregate(by=["cause"], n=c.count())
    causes = causes.cross_join(purchases.aggregate(base=purchases.count()))
    r = tables["returns"]
    r = r.filter(r.kind.isnull() | (r.kind == "return"))
    r = restrict(r.select("reason", day=r.return_date), request)
    reasons = r.aggregate(by=["reason"], n=r.count()).cross_join(r.aggregate(base=r.count()))
    d = restrict(deliveries(tables), request)
    late = d.aggregate(n=d.count(where=d.late == 1), base=d.count(where=d.late.notnull()))
    rows = ibis.union(
        _rows(causes, "complaint", causes.cause),
        _rows(reasons, "return", reasons.reason),
        _rows(late, "late", ibis.null("string")),
    ).filter(lambda t: t.n > 0)
    return rows.order_by(["kind", rows.n.desc(), "cause"]).limit(request.limit)


def _rows(frame: ir.Table, kind: str, cause: ir.Value) -> ir.Table:
    return frame.select(kind=ibis.literal(kind), cause=cause, n=frame.n, base=frame.base)


LISTING = Listing(
    key="goes_wrong",
    element="satisfaction",
    about=("complaints", "returns", "deliveries"),
    reads=("complaints", "returns", "deliveries", *bought.READS),
    query=query,
)
