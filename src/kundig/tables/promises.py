"""Promises: one row per promise.

What was promised to a customer, by when, and whether it was kept.
"""

from kundig.tables.contract import (
    BRANCH,
    CUSTOMER,
    SOURCE,
    Check,
    Column,
    Table,
    Type,
    key_id,
)

PROMISES = Table(
    name="promises",
    de="Zusagen",
    en="Promises",
    grain_de="eine Zeile je Zusage",
    grain_en="one row per promise",
    key=(
        "source",
        "promise_id",
    ),
    columns=(
        SOURCE,
        key_id("promise_id", "Zusage", "Promise"),
        CUSTOMER,
        Column("order_id", Type.ID, "Bestellnummer", "Order number"),
        Column("made_date", Type.DATE, "Zugesagt am", "Promised on"),
        Column("due_at", Type.INSTANT, "Fällig am (Zeitpunkt)", "Due at (instant)"),
        Column("due_date", Type.DATE, "Fällig am", "Due date", required=True),
        Column(
            "subject",
            Type.TEXT,
            "Was zugesagt wurde (kurz, ohne Namen)",
            "What was promised (short, no names)",
        ),
        Column("kept_date", Type.DATE, "Gehalten am", "Kept on"),
        Column(
            "status",
            Type.TEXT,
            "Stand",
            "Status",
            one_of=(
                "open",
                "kept",
                "broken",
                "withdrawn",
            ),
        ),
        BRANCH,
        Column("department", Type.ID, "Abteilung", "Department"),
    ),
    checks=(
        Check(
            "kept",
            "{kept_date} >= {made_date}",
            "die Zusage wäre gehalten worden, bevor sie gegeben war",
            "the promise would have been kept before it was made",
        ),
    ),
)
