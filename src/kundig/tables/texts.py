"""Words of customers: one row per free text.

The only table that may hold free text, so shared extracts can omit it as a whole.
"""

from kundig.tables.contract import (
    CUSTOMER,
    SOURCE,
    Column,
    Personal,
    Table,
    Type,
    key_id,
)

TEXTS = Table(
    name="texts",
    de="Worte der Kunden",
    en="Words of customers",
    grain_de="eine Zeile je freiem Text",
    grain_en="one row per free text",
    key=(
        "source",
        "about_table",
        "about_id",
        "field",
    ),
    columns=(
        SOURCE,
        key_id("about_table", "Tabelle, zu der der Text gehört", "Table the text belongs to"),
        key_id("about_id", "Zeile, zu der der Text gehört", "Row the text belongs to"),
        key_id("field", "Feld oder Frage", "Field or question"),
        CUSTOMER,
        Column("text", Type.TEXT, "Text", "Text", Personal.FREE_TEXT, required=True),
        Column("language", Type.TEXT, "Sprache (ISO 639)", "Language (ISO 639)"),
        Column("written_at", Type.INSTANT, "Geschrieben am (Zeitpunkt)", "Written at (instant)"),
        Column("text_date", Type.DATE, "Tag", "Date"),
    ),
)
