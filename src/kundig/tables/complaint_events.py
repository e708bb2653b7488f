"""Complaint events: one row per event of a case.

What happened to a case and by which side; departments, never persons.
"""

from kundig.tables.contract import (
    SOURCE,
    Column,
    Table,
    Type,
    key_id,
)

COMPLAINT_EVENTS = Table(
    name="complaint_events",
    de="Beschwerdeverlauf",
    en="Complaint events",
    grain_de="eine Zeile je Ereignis eines Vorgangs",
    grain_en="one row per event of a case",
    key=(
        "source",
        "complaint_id",
        "event_id",
    ),
    columns=(
        SOURCE,
        key_id("complaint_id", "Vorgangsnummer", "Case number"),
        key_id("event_id", "Ereignisnummer im Vorgang", "Event number within the case"),
        Column("happened_at", Type.INSTANT, "Zeitpunkt", "Instant", required=True),
        Column("event_date", Type.DATE, "Tag", "Date"),
        Column(
            "activity",
            Type.TEXT,
            "Ereignis (z. B. received, auto_reply, answered, proposed, handed_off, escalated, solved, reopened, closed)",
            "Event (e.g. received, auto_reply, answered, proposed, handed_off, escalated, solved, reopened, closed)",
            required=True,
        ),
        Column(
            "actor",
            Type.TEXT,
            "Wer handelte: customer, human, automatic",
            "Who acted: customer, human, automatic",
            one_of=(
                "customer",
                "human",
                "automatic",
            ),
        ),
        Column("department", Type.ID, "Abteilung", "Department"),
    ),
)
