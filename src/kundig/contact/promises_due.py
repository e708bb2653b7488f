"""Promises that are due soon, overdue, or were broken a short while ago.

Open promises due up to `ahead` days from today, all overdue ones, and broken ones whose day was at
most `broken` days ago, the earliest due first. Where the promise belongs to an order, the day on
which that order arrived stands beside it. A promise that was withdrawn or kept is not listed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from kundig.facts import names
from kundig.facts.deliveries import deliveries
from kundig.facts.people import today
from kundig.glossary.listing import Listing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """One row per promise; `state` is open, overdue or broken."""
    day = today(request)
    last = day + timedelta(days=int(LISTING.option(request, "ahead")))
    since = day - timedelta(days=int(LISTING.option(request, "broken")))
    p = tables["promises"]
    waiting = (p.status.isnull() | (p.status == "open")) & p.kept_date.isnull()
    p = p.mutate(
        state=ibis.cases(
            (waiting & (p.due_date < day), "overdue"),
            (waiting & (p.due_date <= last), "open"),
            ((p.status == "broken") & (p.due_date >= since) & (p.due_date < day), "broken"),
        )
    )
    p = p.filter(p.state.notnull()).select(
        "source", "promise_id", "record_id", "order_id", "made_date", "due_date", "subject",
        "branch", "department", "state",
    )  # fmt: skip
    came = deliveries(tables).filter(lambda t: t.order_id.notnull())
    came = came.aggregate(by=["source", "order_id"], arrived_day=_arrival(came))
    came = came.rename(came_source="source", came_order="order_id")
    p = p.left_join(came, [p.source == came.came_source, p.order_id == came.came_order])
    p = names.named(names.numbered(p.drop("came_source", "came_order"), tables), tables)
    return p.order_by(["due_date", "source", "promise_id"]).limit(request.limit)


def _arrival(came: ir.Table) -> ir.Value:
    """The last day on which something of the order arrived; `day` is one only if it arrived."""
    return came.day.max(where=came.arrived == 1)


LISTING = Listing(
    key="promises_due",
    element="contact",
    about=("promises",),
    reads=("promises", "deliveries", *names.READS),
    query=query,
    options=(("ahead", 14), ("broken", 45)),
)
