"""Complaints: one row per matter.

A matter that a customer brought forward, praise included; never who of the staff handled it.
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

COMPLAINTS = Table(
    name="complaints",
    de="Beschwerden",
    en="Complaints",
    grain_de="eine Zeile je Anliegen",
    grain_en="one row per matter",
    key=(
        "source",
        "complaint_id",
    ),
    columns=(
        SOURCE,
        key_id("complaint_id", "Vorgangsnummer", "Case number"),
        CUSTOMER,
        Column("order_id", Type.ID, "Bestellnummer", "Order number"),
        Column("product_id", Type.ID, "Artikelnummer", "Product number"),
        BRANCH,
        CHANNEL,
        Column(
            "kind",
            Type.TEXT,
            "Art",
            "Kind",
            one_of=(
                "complaint",
                "praise",
                "request",
            ),
        ),
        Column("cause", Type.TEXT, "Ursache", "Cause"),
        Column("process_step", Type.TEXT, "Prozessschritt", "Process step"),
        Column("received_at", Type.INSTANT, "Eingegangen am (Zeitpunkt)", "Received at (instant)"),
        Column("received_date", Type.DATE, "Eingangstag", "Date received", required=True),
        Column(
            "status",
            Type.TEXT,
            "Stand",
            "Status",
            one_of=(
                "open",
                "answered",
                "solved",
                "closed",
                "other",
            ),
        ),
        Column("closed_at", Type.INSTANT, "Abgeschlossen am", "Closed at"),
        Column("department", Type.ID, "Zuständige Abteilung", "Department in charge"),
        Column("goodwill", Type.AMOUNT, "Kulanzbetrag", "Goodwill granted"),
        CURRENCY,
    ),
)
