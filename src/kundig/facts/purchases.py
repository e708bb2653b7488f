"""What counts as a purchase.

A purchase is a document with something sold: at least one line with a positive quantity and a
positive amount, or, where the source gives no lines, a document whose total is not negative (a
gift voucher may have paid for all of it). An order that was cancelled later or could not be
delivered stays a purchase, for the customer wanted to buy; it brings no revenue (`amount` is
NULL) and shows in affected_orders. Returns stand in their own table and do not change what was
bought.
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
#: Dimensions of figures that compare customers: a single customer has no rate.
OF_GROUPS = tuple(d for d in DIMENSIONS if d != "customer")


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
    joined = orders.left_join(
        per_order,
        [orders.source == per_order.line_source, orders.order_id == per_order.line_order],
    )
    by_total = joined.sold_lines.isnull() & (joined.total.isnull() | (joined.total >= 0))
    bought = joined.filter((joined.sold_lines > 0) | by_total)
    paid = bought.status.isnull() | bought.status.notin(["cancelled", "unavailable"])
    bought = bought.mutate(
        day=bought.order_date,
        amount=paid.ifelse(ibis.coalesce(bought.sold_amount, bought.total), ibis.null()),
    ).select(
        "source", "order_id", "record_id", "day", "ordered_at", "amount",
        "branch", "channel", "country", "currency",
    )  # fmt: skip
    return customer_of(bought, tables["customer_links"])


def known(frame: ir.Table) -> ir.Table:
    """Only purchases whose customer is known."""
    return frame.filter(frame.customer.notnull())
