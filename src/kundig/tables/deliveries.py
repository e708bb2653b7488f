"""Deliveries: one row per delivery.

What was promised and what happened.
"""

from kundig.tables.contract import (
    BRANCH,
    CUSTOMER,
    SOURCE,
    Column,
    Table,
    Type,
    key_id,
)

DELIVERIES = Table(
    name="deliveries",
    de="Lieferungen",
    en="Deliveries",
    grain_de="eine Zeile je Lieferung",
    grain_en="one row per delivery",
    key=(
        "source",
        "delivery_id",
    ),
    columns=(
        SOURCE,
        key_id("delivery_id", "Lieferung (sonst Bestellnummer)", "Delivery (else order number)"),
        Column("order_id", Type.ID, "Bestellnummer", "Order number"),
        CUSTOMER,
        Column("order_date", Type.DATE, "Bestelltag", "Order date"),
        Column("promised_at", Type.INSTANT, "Zugesagt bis (Zeitpunkt)", "Promised by (instant)"),
        Column("promised_date", Type.DATE, "Zugesagter Tag", "Promised date"),
        Column("shipped_at", Type.INSTANT, "Versendet am", "Shipped at"),
        Column("delivered_at", Type.INSTANT, "Geliefert am (Zeitpunkt)", "Delivered at (instant)"),
        Column("delivered_date", Type.DATE, "Liefertag", "Delivery date"),
        Column(
            "status",
            Type.TEXT,
            "Stand der Bestellung",
            "Status of the order",
            one_of=(
                "placed",
                "paid",
                "shipped",
                "delivered",
                "cancelled",
                "unavailable",
                "other",
            ),
        ),
        BRANCH,
        Column("carrier", Type.TEXT, "Versender", "Carrier"),
        Column("country", Type.TEXT, "Land", "Country"),
    ),
)
