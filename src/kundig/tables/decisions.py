"""Decisions: one row per decision.

What was decided for customers, on which evidence, and whether it helped.
"""

from kundig.tables.contract import (
    SOURCE,
    Check,
    Column,
    Table,
    Type,
    key_id,
)

DECISIONS = Table(
    name="decisions",
    de="Entscheidungen",
    en="Decisions",
    grain_de="eine Zeile je Entscheidung",
    grain_en="one row per decision",
    key=(
        "source",
        "decision_id",
    ),
    columns=(
        SOURCE,
        key_id("decision_id", "Entscheidung", "Decision"),
        Column("decided_date", Type.DATE, "Entschieden am", "Decided on", required=True),
        Column("title", Type.TEXT, "Was entschieden wurde", "What was decided", required=True),
        Column(
            "reason",
            Type.TEXT,
            "Warum (Anlass, Kundenstimme)",
            "Why (occasion, voice of a customer)",
        ),
        Column("helps_customer", Type.TEXT, "Was der Kunde davon hat", "What the customer gains"),
        Column("department", Type.ID, "Verantwortliche Abteilung", "Department in charge"),
        Column("measure", Type.ID, "Kennzahl, an der man es sieht", "Measure that shows it"),
        Column("dimension", Type.ID, "Einschränkung: Merkmal", "Restriction: dimension"),
        Column("dimension_value", Type.TEXT, "Einschränkung: Wert", "Restriction: value"),
        Column("effective_date", Type.DATE, "Wirksam ab", "Effective from"),
        Column("review_date", Type.DATE, "Nachsehen am", "Look again on"),
        Column("told_date", Type.DATE, "Kunden mitgeteilt am", "Customers told on"),
    ),
    checks=(
        Check(
            "review",
            "{review_date} >= {decided_date}",
            "der Tag zum Nachsehen liegt vor der Entscheidung",
            "the day to look again lies before the decision",
        ),
    ),
)
