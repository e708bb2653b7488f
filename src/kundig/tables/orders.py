"""Orders: one row per document.

Purchases as documents. Cancelled documents that bring only returns are no orders.
"""

from kundig.tables.contract import (
    BRANCH,
    CHANNEL,
    CURRENCY,
    CUSTOMER,
    SOURCE,
    Column,
    Table,
    Type,
    key_id,
)

ORDERS = Table(
    name="orders",
    de="Bestellungen",
    en="Orders",
    grain_de="eine Zeile je Beleg",
    grain_en="one row per document",
    key=(
        "source",
        "order_id",
    ),
    columns=(
        SOURCE,
        key_id("order_id", "Bestellnummer", "Order number"),
        CUSTOMER,
        Column("ordered_at", Type.INSTANT, "Bestellt am (Zeitpunkt)", "Ordered at (instant)"),
        Column("order_date", Type.DATE, "Bestelltag", "Order date", required=True),
        Column(
            "status",
            Type.TEXT,
            "Stand",
            "Status",
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
        CHANNEL,
        Column("country", Type.TEXT, "Land", "Country"),
        CURRENCY,
        Column("total", Type.AMOUNT, "Summe laut Quelle", "Total as told by the source"),
        Column(
            "quantity", Type.QUANTITY, "Stückzahl laut Quelle", "Quantity as told by the source"
        ),
    ),
)
