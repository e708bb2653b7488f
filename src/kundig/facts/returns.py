"""What counts as sold and as returned: lines of documents, with or without a customer.

Sold is a line with positive quantity and amount of a document that was not cancelled. Returned is
a line that was taken back or cancelled; corrections of the books are neither.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from kundig.facts.deliveries import LOST

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

READS = ("returns", "order_lines", "orders")
DIMENSIONS = ("category", "product", "branch", "channel", "country", "currency", "source")


def sold_and_returned(tables: Tables) -> ir.Table:
    """Lines sold (`returned` 0) on the day of the order and lines returned (1) on their own day."""
    lines, orders = tables["order_lines"], tables["orders"]
    lines = lines.filter((lines.quantity > 0) & (lines.amount > 0))
    orders = orders.filter(orders.status.isnull() | orders.status.notin(LOST))
    sold = lines.inner_join(
        orders.select("source", "order_id", "order_date", "branch", "channel", "country"),
        ["source", "order_id"],
    )
    sold = sold.select(
        "source", "branch", "channel", "country", "category", "currency", "amount",
        product=sold.product_id, day=sold.order_date, returned=ibis.literal(0, "int64"),
    )  # fmt: skip
    back = tables["returns"]
    back = back.filter(back.kind.isnull() | (back.kind != "correction"))
    back = back.select(
        "source", "branch", "channel", "country", "category", "currency", "amount",
        product=back.product_id, day=back.return_date, returned=ibis.literal(1, "int64"),
    )  # fmt: skip
    return sold.union(back)
