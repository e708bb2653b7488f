"""What counts as a complaint, which purchase it belongs to, and when a person answered it.

A matter counts as a complaint unless its source calls it praise or a request. An answer is what a
person told the customer: neither an automatic reply nor handing the matter on is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from kundig.facts.purchases import purchases

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Request, Tables

#: Events by which a person answers a customer.
ANSWERS = ("answered", "proposed", "solved")


def complaints(tables: Tables) -> ir.Table:
    """One row per complaint; `day` is the day on which it came in."""
    c = tables["complaints"]
    c = c.filter(c.kind.isnull() | (c.kind == "complaint"))
    return c.select(
        "source", "complaint_id", "order_id", "branch", "channel", "department", "cause", "status",
        "received_at", product=c.product_id, day=c.received_date,
    )  # fmt: skip


def complaints_and_purchases(tables: Tables, request: Request) -> ir.Table:
    """Purchases (`sold` 1) and complaints (`sold` 0) in one frame.

    A complaint has the day, branch and channel of its purchase; one whose purchase is not known
    has its own, and `alone` 1. By product, a purchase counts once for each of its products.
    """
    bought = purchases(tables)
    own = complaints(tables)
    orders = bought.select(
        order_source=bought.source, bought_id=bought.order_id, bought_day=bought.day,
        bought_branch=bought.branch, bought_channel=bought.channel,
    )  # fmt: skip
    joined = own.left_join(
        orders, [own.source == orders.order_source, own.order_id == orders.bought_id]
    )
    found = joined.bought_id.notnull()
    wrong = joined.select(
        source=joined.source,
        branch=found.ifelse(joined.bought_branch, joined.branch),
        channel=found.ifelse(joined.bought_channel, joined.channel),
        product=joined.product,
        day=found.ifelse(joined.bought_day, joined.day),
        sold=ibis.literal(0, "int64"),
        alone=(~found).cast("int64"),
    )
    if "product" in {*request.by, *request.where}:
        lines = tables["order_lines"]
        lines = lines.filter((lines.quantity > 0) & (lines.amount > 0))
        lines = lines.select("source", "order_id", product=lines.product_id).distinct()
        bought = bought.inner_join(lines, ["source", "order_id"])
        product = bought.product
    else:
        product = ibis.null("string")
    right = bought.select(
        "source", "branch", "channel", product=product, day=bought.day,
        sold=ibis.literal(1, "int64"), alone=ibis.literal(0, "int64"),
    )  # fmt: skip
    return right.union(wrong)


def first_answers(tables: Tables) -> ir.Table:
    """One row per complaint that anything is recorded of: when a person first answered.

    `first_answer` and `first_event` are epoch seconds; an answer from before the complaint came
    in cannot be one and does not count.
    """
    e = tables["complaint_events"]
    seconds = e.happened_at.epoch_seconds()
    c = complaints(tables).select("source", "complaint_id", "received_at")
    e = e.select("source", "complaint_id", "activity", "actor", seconds=seconds).join(
        c, ["source", "complaint_id"]
    )
    human = (e.actor == "human") & e.activity.isin(ANSWERS)
    possible = e.received_at.isnull() | (e.seconds >= e.received_at.epoch_seconds())
    return e.aggregate(
        by=["source", "complaint_id"],
        first_answer=e.seconds.min(where=human & possible),
        first_event=e.seconds.min(),
    )
