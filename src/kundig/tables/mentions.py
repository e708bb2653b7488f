"""Mentions: one row per review or comment.

Reviews and comments in public; the words stand in texts.
"""

from kundig.tables.contract import (
    BRANCH,
    CHANNEL,
    SOURCE,
    Check,
    Column,
    Table,
    Type,
    key_id,
)

MENTIONS = Table(
    name="mentions",
    de="Erwähnungen",
    en="Mentions",
    grain_de="eine Zeile je Bewertung oder Kommentar",
    grain_en="one row per review or comment",
    key=(
        "source",
        "mention_id",
    ),
    columns=(
        SOURCE,
        key_id("mention_id", "Erwähnung", "Mention"),
        CHANNEL,
        Column(
            "published_at", Type.INSTANT, "Veröffentlicht am (Zeitpunkt)", "Published at (instant)"
        ),
        Column("mention_date", Type.DATE, "Tag", "Date", required=True),
        Column("rating", Type.AMOUNT, "Bewertung", "Rating"),
        Column("scale_min", Type.AMOUNT, "Kleinster Wert der Skala", "Lowest value of the scale"),
        Column("scale_max", Type.AMOUNT, "Größter Wert der Skala", "Highest value of the scale"),
        BRANCH,
        Column("product_id", Type.ID, "Artikelnummer", "Product number"),
        Column("answered_at", Type.INSTANT, "Öffentlich beantwortet am", "Answered in public at"),
    ),
    checks=(
        Check(
            "scale",
            "{scale_min} < {scale_max}",
            "die Skala beginnt nicht unter ihrem Ende",
            "the scale does not begin below its end",
        ),
        Check(
            "rating",
            "{rating} BETWEEN {scale_min} AND {scale_max}",
            "die Bewertung liegt außerhalb ihrer Skala",
            "the rating lies outside its scale",
        ),
    ),
)
