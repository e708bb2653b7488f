"""Columns that the small companies' files share."""

from __future__ import annotations

from kundig.samples.layout import Layout, Value

EUR = {"currency": "EUR"}
YES_NO = {"ja": "true", "nein": "false"}
_PEOPLE = {
    "record_id": "Kundennummer",
    "kind": "Art",
    "salutation": "Anrede",
    "title": "Titel",
    "first_name": "Vorname",
    "last_name": "Nachname",
    "company": "Firma",
    "email": "E-Mail",
    "phone": "Telefon",
    "street": "Straße",
    "postcode": "PLZ",
    "city": "Ort",
    "customer_since": "Kunde seit",
    "contact_allowed": "Ansprache erlaubt",
}
_SURVEY = {"response_id": "Zettel", "answered_at": "Datum", "record_id": "Kundennummer"}


def customers(name: str) -> Layout:
    """The customer file."""
    return Layout(
        "kunden.csv",
        f"{name} Kunden",
        "customer_records",
        _PEOPLE,
        tuple(_PEOPLE.values()),
        codes={
            "kind": {"Person": "person", "Familie": "household", "Verein/Firma": "firm"},
            "contact_allowed": YES_NO,
        },
    )


def promises(name: str) -> Layout:
    """What was promised."""
    columns = {
        "promise_id": "Zusage",
        "record_id": "Kundennummer",
        "order_id": "Auftrag",
        "made_date": "Zugesagt am",
        "due_date": "Fällig am",
        "subject": "Was",
        "kept_date": "Gehalten am",
        "status": "Stand",
    }
    states = {"offen": "open", "gehalten": "kept", "gebrochen": "broken"}
    return Layout(
        "zusagen.csv",
        f"{name} Zusagen",
        "promises",
        columns,
        tuple(columns.values()),
        codes={"status": states},
    )


def contacts(name: str) -> Layout:
    """Talks, calls and wishes, with what was said."""
    columns = {
        "contact_id": "Nr",
        "record_id": "Kundennummer",
        "channel": "Kanal",
        "direction": "Richtung",
        "happened_at": "Zeitpunkt",
        "purpose": "Anlass",
        "sales_intent": "Verkauf",
        "personal": "Persönlich",
        "text": "Notiz",
    }
    return Layout(
        "gespraeche.csv",
        f"{name} Gespräche",
        "contacts",
        columns,
        tuple(columns.values()),
        codes={
            "direction": {"ein": "in", "aus": "out"},
            "sales_intent": YES_NO,
            "personal": YES_NO,
        },
    )


def survey(name: str, questions: dict[str, dict[str, Value]], *, order: bool = False) -> Layout:
    """A wide survey: a row per person, a column per question."""
    columns = dict(_SURVEY)
    if order:
        columns["order_id"] = "Auftrag"
    return Layout(
        "umfrage.csv",
        f"{name} Umfrage",
        "survey_answers",
        columns,
        (*columns.values(), *questions),
        constants={"survey_id": "kunden"},
        questions=questions,
    )


def asked(question_id: str, kind: str, *, scale: tuple[int, int] | None = None) -> dict[str, Value]:
    """One question of a wide survey."""
    if scale is None:
        return {"question_id": question_id, "kind": kind}
    return {"question_id": question_id, "kind": kind, "scale": scale, "no_answer": ("", "k.A.")}
