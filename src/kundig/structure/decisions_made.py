"""Decisions that were taken, the latest first, with the measure at which their effect is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kundig.facts.people import today
from kundig.glossary.listing import Listing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """One row per decision taken before today."""
    d = tables["decisions"]
    d = d.filter(d.decided_date < today(request))
    d = d.order_by([d.decided_date.desc(), d.source, d.decision_id])
    return d.limit(request.limit)


LISTING = Listing(
    key="decisions_made",
    element="structure",
    about=("decisions",),
    reads=("decisions",),
    query=query,
)
