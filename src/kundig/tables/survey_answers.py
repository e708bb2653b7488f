"""Survey answers: one row per answer to one question.

A score never stands without its scale; a skipped answer is a row without a score.
"""

from kundig.tables.contract import (
    BRANCH,
    CHANNEL,
    CUSTOMER,
    SOURCE,
    Check,
    Column,
    Table,
    Type,
    key_id,
)

SURVEY_ANSWERS = Table(
    name="survey_answers",
    de="Umfrageantworten",
    en="Survey answers",
    grain_de="eine Zeile je Antwort auf eine Frage",
    grain_en="one row per answer to one question",
    key=(
        "source",
        "survey_id",
        "response_id",
        "question_id",
    ),
    columns=(
        SOURCE,
        key_id("survey_id", "Umfrage", "Survey"),
        key_id("response_id", "Fragebogen einer Person", "Response of one person"),
        key_id("question_id", "Frage", "Question"),
        CUSTOMER,
        Column("order_id", Type.ID, "Bestellnummer", "Order number"),
        BRANCH,
        CHANNEL,
        Column("answered_at", Type.INSTANT, "Beantwortet am (Zeitpunkt)", "Answered at (instant)"),
        Column("answer_date", Type.DATE, "Tag der Antwort", "Answer date"),
        Column(
            "kind",
            Type.TEXT,
            "Art der Frage",
            "Kind of question",
            one_of=(
                "nps",
                "csat",
                "ces",
                "solved",
                "rating",
                "choice",
                "text",
            ),
        ),
        Column("score", Type.AMOUNT, "Wert", "Score"),
        Column("scale_min", Type.AMOUNT, "Kleinster Wert der Skala", "Lowest value of the scale"),
        Column("scale_max", Type.AMOUNT, "Größter Wert der Skala", "Highest value of the scale"),
        Column(
            "no_answer",
            Type.TEXT,
            "Warum kein Wert (übersprungen, außerhalb der Skala, weiß nicht)",
            "Why no score (skipped, outside scale, do not know)",
            one_of=(
                "skipped",
                "outside_scale",
                "no_opinion",
            ),
        ),
        Column("choice", Type.TEXT, "Gewählte Antwort", "Answer chosen"),
        Column("weight", Type.AMOUNT, "Gewicht", "Weight"),
        Column("product_id", Type.ID, "Artikelnummer", "Product number"),
    ),
    checks=(
        Check(
            "scale",
            "{scale_min} < {scale_max}",
            "die Skala beginnt nicht unter ihrem Ende",
            "the scale does not begin below its end",
        ),
    ),
)
