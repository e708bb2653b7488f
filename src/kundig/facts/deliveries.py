"""What counts as a delivery, and when it is late.

An order has arrived when its day of delivery is known, whatever its status says. It is late when
that day lies after the promised day: a promise is a day, and who receives a parcel in the evening
of it got what was promised. Only where a day is missing, the moments are compared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from kundig.glossary.measure import Tables

READS = ("deliveries",)
DIMENSIONS = ("branch", "carrier", "country", "source")

#: What an order that nobody received is called.
LOST = ("cancelled", "unavailable")


def deliveries(tables: Tables) -> ir.Table:
    """One row per delivery: `arrived`, `lost`, and `late` (NULL without arrival or promise) as 0 or 1.

    `day` is the day of arrival, else the promised day, else the day of the order.
    """
    d = tables["deliveries"]
    days = d.promised_date.notnull() & d.delivered_date.notnull()
    moments = d.promised_at.notnull() & d.delivered_at.notnull()
    return d.select(
        "source", "order_id", "branch", "carrier", "country", "order_date", "promised_date",
        unit=ibis.coalesce(d.order_id, d.delivery_id),
        arrived=(d.delivered_date.notnull() | d.delivered_at.notnull()).cast("int64"),
        lost=d.status.isin(LOST).fill_null(False).cast("int64"),
        late=ibis.cases(
            (days, (d.delivered_date > d.promised_date).cast("int64")),
            (moments, (d.delivered_at > d.promised_at).cast("int64")),
            else_=ibis.null("int64"),
        ),
        day=ibis.coalesce(d.delivered_date, d.promised_date, d.order_date),
    )  # fmt: skip


def ordered(tables: Tables) -> ir.Table:
    """One row per order to deliver, in however many parcels: late if one was, lost if one was.

    An order that was cancelled or unavailable is in it even if no delivery was ever planned.
    `day` is the day of the order, else the promised day, else the day of arrival.
    """
    d = deliveries(tables).select(
        "source", "unit", "branch", "carrier", "country", "late", "lost", "order_date", "day"
    )
    o = tables["orders"]
    o = o.filter(o.status.isin(LOST)).select(
        "source", "branch", "country", "order_date",
        unit=o.order_id, carrier=ibis.null("string"), late=ibis.null("int64"),
        lost=ibis.literal(1, "int64"), day=o.order_date,
    )  # fmt: skip
    parcels = d.union(o.select(*d.columns))
    return parcels.aggregate(
        by=["source", "unit"],
        branch=parcels.branch.min(),
        carrier=parcels.carrier.min(),
        country=parcels.country.min(),
        late=parcels.late.max().fill_null(0),
        lost=parcels.lost.max(),
        day=ibis.coalesce(parcels.order_date.min(), parcels.day.min()),
    )
