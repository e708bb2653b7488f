"""Who is who: one row per customer number that belongs to a customer of another name.

Says which customer a source id belongs to; an id without a row here is its own customer.
"""

from kundig.tables.contract import (
    SOURCE,
    Column,
    Personal,
    Table,
    Type,
    key_id,
)

CUSTOMER_LINKS = Table(
    name="customer_links",
    de="Wer ist wer",
    en="Who is who",
    grain_de="eine Zeile je Kundennummer, die zu einem anders benannten Kunden gehört",
    grain_en="one row per customer number that belongs to a customer of another name",
    key=(
        "source",
        "record_id",
    ),
    columns=(
        SOURCE,
        key_id(
            "record_id",
            "Kundennummer in der Quelle",
            "Customer number in the source",
            Personal.PSEUDONYM,
        ),
        key_id("customer_id", "Kunde", "Customer", Personal.PSEUDONYM),
        Column("reason", Type.TEXT, "Warum verbunden", "Why linked"),
    ),
)
