"""Customer records: one row per customer number of a source.

The only table that may hold direct identifiers (names, addresses, reach).
"""

from kundig.tables.contract import (
    BRANCH,
    SOURCE,
    Column,
    Personal,
    Table,
    Type,
    key_id,
)

CUSTOMER_RECORDS = Table(
    name="customer_records",
    de="Kundensätze",
    en="Customer records",
    grain_de="eine Zeile je Kundennummer einer Quelle",
    grain_en="one row per customer number of a source",
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
        Column(
            "kind",
            Type.TEXT,
            "Art: person, household oder firm",
            "Kind: person, household or firm",
            one_of=(
                "person",
                "household",
                "firm",
            ),
        ),
        Column("salutation", Type.TEXT, "Anrede", "Salutation", Personal.DIRECT),
        Column("title", Type.TEXT, "Titel", "Title", Personal.DIRECT),
        Column("first_name", Type.TEXT, "Vorname", "First name", Personal.DIRECT),
        Column("last_name", Type.TEXT, "Nachname", "Last name", Personal.DIRECT),
        Column("company", Type.TEXT, "Firma", "Company", Personal.DIRECT),
        Column("email", Type.TEXT, "E-Mail", "E-mail", Personal.DIRECT),
        Column("phone", Type.TEXT, "Telefon", "Phone", Personal.DIRECT),
        Column("street", Type.TEXT, "Straße und Hausnummer", "Street and number", Personal.DIRECT),
        Column("postcode", Type.TEXT, "Postleitzahl", "Postcode", Personal.DIRECT),
        Column("city", Type.TEXT, "Ort", "City", Personal.DIRECT),
        Column("country", Type.TEXT, "Land", "Country"),
        Column("birth_date", Type.DATE, "Geburtsdatum", "Date of birth", Personal.DIRECT),
        Column("language", Type.TEXT, "Sprache (ISO 639)", "Language (ISO 639)"),
        BRANCH,
        Column("customer_since", Type.DATE, "Kunde seit", "Customer since"),
        Column(
            "contact_allowed",
            Type.BOOLEAN,
            "Darf angesprochen werden (falls bekannt)",
            "May be contacted (if known)",
        ),
    ),
)
