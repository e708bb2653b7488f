"""Complaints that nobody has answered or settled yet, the newest first, unanswered before the rest.

With `recent` days, complaints of these days that are settled are listed, too. An answer is what a
person told the customer (see facts/complaints). `received` and `answered` are epoch seconds, `words`
is what the customer wrote.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis

from kundig.facts import complaints as facts
from kundig.facts import names
from kundig.facts.deliveries import deliveries
from kundig.facts.people import today
from kundig.glossary.listing import Listing

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables


def query(tables: Tables, request: Request) -> ir.Table:
    """One row per complaint; `state` is unanswered, answered or settled."""
    day = today(request)
    since = day - timedelta(days=int(LISTING.option(request, "recent")))
    c = tables["complaints"]
    c = c.filter(c.kind.isnull() | (c.kind == "complaint"), c.received_date <= day)
    told = facts.first_answers(tables).select(
        told_source="source", told_id="complaint_id", answered="first_answer"
    )
    c = c.left_join(told, [c.source == told.told_source, c.complaint_id == told.told_id])
    # A source may say that a case was answered without saying when.
    said = c.status.isin(["answered", "solved", "closed"]).fill_null(False)
    done = c.status.isin(["solved", "closed"]).fill_null(False) | c.closed_at.notnull()
    c = c.mutate(
        received=c.received_at.epoch_seconds(),
        state=ibis.cases(
            (done, "settled"), (said | c.answered.notnull(), "answered"), else_="unanswered"
        ),
    )
    c = c.filter((c.state != "settled") | (c.received_date >= since))
    c = c.select(
        "source", "complaint_id", "record_id", "order_id", "branch", "channel", "cause",
        "received", "received_date", "answered", "state", "department", "goodwill", "currency",
    )  # fmt: skip
    d = deliveries(tables).filter(lambda t: t.order_id.notnull())
    d = d.aggregate(
        by=["source", "order_id"],
        promised_day=d.promised_date.max(),
        arrived_day=d.day.max(where=d.arrived == 1),
    ).rename(sent_source="source", sent_order="order_id")
    c = c.left_join(d, [c.source == d.sent_source, c.order_id == d.sent_order])
    w = _words(tables)
    c = c.left_join(w, [c.source == w.w_source, c.complaint_id == w.w_id])
    spare = ("sent_source", "sent_order", "w_source", "w_id")
    c = names.named(names.numbered(c.drop(*spare), tables), tables)
    first = (c.state != "unanswered").cast("int64")
    return c.order_by(
        [first, c.received_date.desc(), c.received.desc(), c.source, c.complaint_id]
    ).limit(request.limit)


def _words(tables: Tables) -> ir.Table:
    """What the customer wrote: one text per complaint, the longest of several."""
    t = tables["texts"].filter(lambda x: x.about_table == "complaints")
    longest = ibis.window(
        group_by=["source", "about_id"], order_by=[ibis.desc(t.text.length()), t.field, t.text]
    )
    t = t.mutate(place=ibis.row_number().over(longest)).filter(lambda x: x.place == 0)
    return t.select(w_source="source", w_id="about_id", words="text")


LISTING = Listing(
    key="open_complaints",
    element="satisfaction",
    about=("complaints",),
    reads=("complaints", "complaint_events", "deliveries", "texts", *names.READS),
    query=query,
    options=(("recent", 0),),
)
