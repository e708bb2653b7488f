"""Contacts: one row per contact.

Talks, calls, visits and messages, by department.
"""

from kundig.tables.contract import (
    CHANNEL,
    CUSTOMER,
    SOURCE,
    Column,
    Table,
    Type,
    key_id,
)

CONTACTS = Table(
    name="contacts",
    de="Kundenkontakte",
    en="Contacts",
    grain_de="eine Zeile je Kontakt",
    grain_en="one row per contact",
    key=(
        "source",
        "contact_id",
    ),
    columns=(
        SOURCE,
        key_id("contact_id", "Kontakt", "Contact"),
        CUSTOMER,
        CHANNEL,
        Column(
            "direction",
            Type.TEXT,
            "Richtung",
            "Direction",
            one_of=(
                "in",
                "out",
            ),
        ),
        Column("happened_at", Type.INSTANT, "Zeitpunkt", "Instant"),
        Column("contact_date", Type.DATE, "Tag", "Date", required=True),
        Column("purpose", Type.TEXT, "Anlass", "Purpose"),
        Column("sales_intent", Type.BOOLEAN, "Mit Verkaufsabsicht", "With sales intent"),
        Column(
            "personal",
            Type.BOOLEAN,
            "Persönlich (kein Massenversand)",
            "Personal (no mass mailing)",
        ),
        Column("department", Type.ID, "Abteilung", "Department"),
    ),
)
