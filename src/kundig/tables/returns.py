"""Returns: one row per line returned or cancelled.

Cancellations and negative lines stand here with positive quantities, never among purchases.
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

RETURNS = Table(
    name="returns",
    de="Retouren",
    en="Returns",
    grain_de="eine Zeile je zurückgenommener oder stornierter Position",
    grain_en="one row per line returned or cancelled",
    key=(
        "source",
        "return_id",
        "product_id",
        "occurrence",
    ),
    columns=(
        SOURCE,
        key_id("return_id", "Retourennummer oder Stornobeleg", "Return or cancellation document"),
        Column("product_id", Type.ID, "Artikelnummer", "Product number", required=True),
        Column(
            "occurrence",
            Type.INTEGER,
            "Wievieltes Vorkommen im Beleg",
            "Occurrence within the document",
            required=True,
        ),
        Column("order_id", Type.ID, "Ursprüngliche Bestellung", "Original order"),
        CUSTOMER,
        Column("returned_at", Type.INSTANT, "Zurück am (Zeitpunkt)", "Returned at (instant)"),
        Column("return_date", Type.DATE, "Tag der Rücknahme", "Return date", required=True),
        Column(
            "kind",
            Type.TEXT,
            "Art",
            "Kind",
            one_of=(
                "return",
                "cancellation",
                "correction",
            ),
        ),
        Column("reason", Type.TEXT, "Grund", "Reason"),
        Column("product_name", Type.TEXT, "Artikel", "Product"),
        Column("category", Type.TEXT, "Warengruppe", "Category"),
        Column("quantity", Type.QUANTITY, "Menge (positiv)", "Quantity (positive)"),
        Column("amount", Type.AMOUNT, "Betrag (positiv)", "Amount (positive)"),
        CURRENCY,
        BRANCH,
        CHANNEL,
        Column("country", Type.TEXT, "Land", "Country"),
    ),
)
