"""What counts as a delivery, and when it is late.

A delivery is late when it arrived after the moment that was promised; where either side knows
only the day, after the promised day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

READS = ("deliveries", "customer_links")
DIMENSIONS = ("branch", "carrier", "country", "customer", "source")


def deliveries(tables: Tables) -> ir.Table:
    """One row per delivery: `delivered` and `late` as 0 or 1 (late NULL without a promise)."""
    d = tables["deliveries"]
    arrived = (d.delivered_at.notnull() | d.delivered_date.notnull()) & (
        d.status.isnull() | (d.status == "delivered")
    )
    exact = d.promised_at.notnull() & d.delivered_at.notnull()
    late = ibis.cases(
        (~arrived, ibis.null("int64")),
        (exact, (d.delivered_at > d.promised_at).cast("int64")),
        (
            d.promised_date.notnull() & d.delivered_date.notnull(),
            (d.delivered_date > d.promised_date).cast("int64"),
        ),
        else_=ibis.null("int64"),
    )
    return d.select(
        "source", "delivery_id", "order_id", "record_id", "branch", "carrier", "country", "status",
        "promised_date", "delivered_date", "order_date",
        delivered=arrived.cast("int64"),
        late=late,
        day=ibis.coalesce(d.delivered_date, d.promised_date, d.order_date),
    )  # fmt: skip
