"""What counts as a purchase.

A purchase is a document with something sold: at least one line with a positive quantity and a
positive amount, or, where the source gives no lines, a document whose total is not zero or
negative. Cancelled and unavailable orders are no purchases. Returns stand in their own table and
do not change what was bought.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from kundig.facts.frame import customer_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

READS = ("orders", "order_lines", "customer_links")
DIMENSIONS = ("branch", "channel", "country", "currency", "customer", "source")


def purchases(tables: Tables) -> ir.Table:
    """One row per purchase: source, order_id, customer, day, amount, and dimensions."""
    lines = tables["order_lines"]
    sold = (lines.quantity > 0) & (lines.amount > 0)
    per_order = lines.aggregate(
        by=[lines.source, lines.order_id],
        sold_amount=lines.amount.sum(where=sold),
        sold_lines=lines.count(where=sold),
    )
    per_order = per_order.rename(line_source="source", line_order="order_id")
    orders = tables["orders"]
    kept = orders.filter(orders.status.isnull() | orders.status.notin(["cancelled", "unavailable"]))
    joined = kept.left_join(
        per_order,
        [kept.source == per_order.line_source, kept.order_id == per_order.line_order],
    )
    by_total = joined.sold_lines.isnull() & (joined.total.isnull() | (joined.total > 0))
    bought = joined.filter((joined.sold_lines > 0) | by_total)
    bought = bought.mutate(
        day=bought.order_date, amount=ibis.coalesce(bought.sold_amount, bought.total)
    ).select(
        "source", "order_id", "record_id", "day", "ordered_at", "amount",
        "branch", "channel", "country", "currency",
    )  # fmt: skip
    return customer_of(bought, tables["customer_links"])


def known(frame: ir.Table) -> ir.Table:
    """Only purchases whose customer is known."""
    return frame.filter(frame.customer.notnull())
