"""Order lines: one row per line of a document.

Without line ids the key is (source, document, product, occurrence), so exact duplicates stay countable.
"""

from kundig.tables.contract import (
    CURRENCY,
    SOURCE,
    Column,
    Table,
    Type,
    key_id,
)

ORDER_LINES = Table(
    name="order_lines",
    de="Bestellpositionen",
    en="Order lines",
    grain_de="eine Zeile je Position eines Belegs",
    grain_en="one row per line of a document",
    key=(
        "source",
        "order_id",
        "product_id",
        "occurrence",
    ),
    columns=(
        SOURCE,
        key_id("order_id", "Bestellnummer", "Order number"),
        Column("product_id", Type.ID, "Artikelnummer", "Product number", required=True),
        Column(
            "occurrence",
            Type.INTEGER,
            "Wievieltes Vorkommen im Beleg",
            "Occurrence within the document",
            required=True,
        ),
        Column("product_name", Type.TEXT, "Artikel", "Product"),
        Column("category", Type.TEXT, "Warengruppe", "Category"),
        Column("quantity", Type.QUANTITY, "Menge", "Quantity", required=True),
        Column("unit_price", Type.AMOUNT, "Einzelpreis", "Unit price"),
        Column(
            "amount",
            Type.AMOUNT,
            "Positionsbetrag (Menge mal Preis, falls nicht genannt)",
            "Line amount (quantity times price if not given)",
            required=True,
        ),
        Column("margin", Type.AMOUNT, "Deckungsbeitrag der Position", "Margin of the line"),
        CURRENCY,
    ),
)
