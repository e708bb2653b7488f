"""Products: one row per product.

What is sold.
"""

from kundig.tables.contract import (
    CURRENCY,
    SOURCE,
    Column,
    Table,
    Type,
    key_id,
)

PRODUCTS = Table(
    name="products",
    de="Artikel",
    en="Products",
    grain_de="eine Zeile je Artikel",
    grain_en="one row per product",
    key=(
        "source",
        "product_id",
    ),
    columns=(
        SOURCE,
        key_id("product_id", "Artikelnummer", "Product number"),
        Column("product_name", Type.TEXT, "Artikel", "Product"),
        Column("category", Type.TEXT, "Warengruppe", "Category"),
        Column("unit_price", Type.AMOUNT, "Preis", "Price"),
        CURRENCY,
    ),
)
