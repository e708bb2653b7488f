"""The files that Nordhang Outdoor exports, column by column."""

from __future__ import annotations

from kundig.samples.layout import Layout, Value

EUR = {"currency": "EUR"}
YES_NO = {"ja": "true", "nein": "false"}
SCALE_5: dict[str, Value] = {"kind": "rating", "scale": (1, 5), "no_answer": ("", "k.A.")}

CUSTOMERS = Layout(
    "kunden.csv",
    "Nordhang Kunden",
    "customer_records",
    {
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
        "country": "Land",
        "birth_date": "Geburtsdatum",
        "language": "Sprache",
        "branch": "Stammfiliale",
        "customer_since": "Kunde seit",
        "contact_allowed": "Werbung erlaubt",
    },
    (
        *("Kundennummer", "Art", "Anrede", "Titel", "Vorname", "Nachname", "Firma", "E-Mail"),
        *("Telefon", "Straße", "PLZ", "Ort", "Land", "Geburtsdatum", "Sprache", "Stammfiliale"),
        *("Kunde seit", "Werbung erlaubt"),
    ),
    codes={
        "kind": {"Person": "person", "Familie": "household", "Verein/Firma": "firm"},
        "contact_allowed": YES_NO,
    },
)
ORDERS = Layout(
    "bestellungen.csv",
    "Nordhang Bestellungen",
    "order_lines",
    {
        "order_id": "Bestellnummer",
        "ordered_at": "Bestelldatum",
        "record_id": "Kundennummer",
        "product_id": "Artikelnummer",
        "product_name": "Artikel",
        "category": "Warengruppe",
        "quantity": "Menge",
        "unit_price": "Einzelpreis",
        "branch": "Filiale",
        "channel": "Kanal",
        "status": "Stand",
    },
    (
        *("Bestellnummer", "Bestelldatum", "Kundennummer", "Artikelnummer", "Artikel"),
        *("Warengruppe", "Menge", "Einzelpreis", "Filiale", "Kanal", "Stand"),
    ),
    encoding="cp1252",
    constants=EUR,
    codes={
        "status": {
            "Geliefert": "delivered",
            "Mitgenommen": "delivered",
            "Unterwegs": "shipped",
            "Storniert": "cancelled",
        }
    },
    rules={"cancellation": {"field": "order_id", "matches": "^ST"}},
)
DELIVERIES = Layout(
    "lieferungen.csv.gz",
    "Nordhang Lieferungen",
    "deliveries",
    {
        "delivery_id": "Lieferschein",
        "order_id": "Bestellnummer",
        "record_id": "Kundennummer",
        "order_date": "Bestellt am",
        "promised_date": "Zugesagt",
        "delivered_date": "Geliefert",
        "status": "Stand",
        "branch": "Filiale",
        "carrier": "Versender",
    },
    (
        *("Lieferschein", "Bestellnummer", "Kundennummer", "Bestellt am", "Zugesagt"),
        *("Geliefert", "Stand", "Filiale", "Versender"),
    ),
    codes={"status": {"zugestellt": "delivered", "unterwegs": "shipped"}},
)
RETURNS = Layout(
    "retouren.csv",
    "Nordhang Retouren",
    "returns",
    {
        "return_id": "Retourennummer",
        "order_id": "Bestellnummer",
        "record_id": "Kundennummer",
        "returned_at": "Eingang",
        "product_id": "Artikelnummer",
        "product_name": "Artikel",
        "category": "Warengruppe",
        "quantity": "Menge",
        "amount": "Erstattung",
        "reason": "Grund",
        "branch": "Filiale",
        "channel": "Kanal",
    },
    (
        *("Retourennummer", "Bestellnummer", "Kundennummer", "Eingang", "Artikelnummer"),
        *("Artikel", "Warengruppe", "Menge", "Erstattung", "Grund", "Filiale", "Kanal"),
    ),
    constants={"currency": "EUR", "kind": "return"},
)
RELATION = Layout(
    "umfrage_beziehung.csv",
    "Nordhang Kundenumfrage",
    "survey_answers",
    {
        "response_id": "Fragebogen",
        "answered_at": "Ausgefüllt am",
        "record_id": "Kundennummer",
        "branch": "Filiale",
    },
    (
        *("Fragebogen", "Ausgefüllt am", "Kundennummer", "Filiale", "Weiterempfehlung (0-10)"),
        *("Warum?", "Auswahl (1-5)", "Beratung (1-5)", "Was wünschen Sie sich?"),
    ),
    constants={"survey_id": "beziehung"},
    questions={
        "Weiterempfehlung (0-10)": {
            "question_id": "nps",
            "kind": "nps",
            "scale": (0, 10),
            "no_answer": ("", "k.A."),
        },
        "Warum?": {"question_id": "warum", "kind": "text"},
        "Auswahl (1-5)": {"question_id": "auswahl", **SCALE_5},
        "Beratung (1-5)": {"question_id": "beratung", **SCALE_5},
        "Was wünschen Sie sich?": {"question_id": "wunsch", "kind": "text"},
    },
)
AFTER = Layout(
    "umfrage_kauf_service.csv",
    "Nordhang Umfragen nach Kauf und Service",
    "survey_answers",
    {
        "survey_id": "Umfrage",
        "response_id": "Fragebogen",
        "question_id": "Frage",
        "kind": "Art",
        "answered_at": "Beantwortet am",
        "record_id": "Kundennummer",
        "order_id": "Bestellnummer",
        "branch": "Filiale",
        "score": "Wert",
        "scale_min": "von",
        "scale_max": "bis",
        "text": "Kommentar",
    },
    (
        *("Umfrage", "Fragebogen", "Frage", "Art", "Beantwortet am", "Kundennummer"),
        *("Bestellnummer", "Filiale", "Wert", "von", "bis", "Kommentar"),
    ),
    codes={
        "question_id": {
            "Wie zufrieden sind Sie mit diesem Kauf?": "csat",
            "Wie leicht war es, Ihr Anliegen zu klären?": "ces",
            "Wurde Ihr Problem gelöst?": "solved",
        },
        "kind": {"Zufriedenheit": "csat", "Aufwand": "ces", "Gelöst": "solved"},
    },
)
COMPLAINTS = Layout(
    "beschwerden.csv",
    "Nordhang Beschwerden",
    "complaints",
    {
        "complaint_id": "Vorgang",
        "record_id": "Kundennummer",
        "order_id": "Bestellnummer",
        "branch": "Filiale",
        "channel": "Kanal",
        "kind": "Art",
        "cause": "Ursache",
        "process_step": "Prozessschritt",
        "received_at": "Eingegangen",
        "status": "Stand",
        "closed_at": "Abgeschlossen",
        "department": "Abteilung",
        "goodwill": "Kulanz",
        "text": "Beschreibung",
    },
    (
        *("Vorgang", "Kundennummer", "Bestellnummer", "Filiale", "Kanal", "Art", "Ursache"),
        *("Prozessschritt", "Eingegangen", "Stand", "Abgeschlossen", "Abteilung", "Kulanz"),
        "Beschreibung",
    ),
    constants=EUR,
    codes={
        "kind": {"Beschwerde": "complaint", "Lob": "praise", "Anfrage": "request"},
        "status": {
            "offen": "open",
            "beantwortet": "answered",
            "gelöst": "solved",
            "geschlossen": "closed",
        },
    },
)
COURSE = Layout(
    "beschwerde_verlauf.csv",
    "Nordhang Beschwerdeverlauf",
    "complaint_events",
    {
        "complaint_id": "Vorgang",
        "event_id": "Nr",
        "happened_at": "Zeitpunkt",
        "activity": "Ereignis",
        "actor": "Wer",
        "department": "Abteilung",
    },
    ("Vorgang", "Nr", "Zeitpunkt", "Ereignis", "Wer", "Abteilung"),
    codes={
        "activity": {
            "eingegangen": "received",
            "automatische Antwort": "auto_reply",
            "beantwortet": "answered",
            "Vorschlag gemacht": "proposed",
            "weitergegeben": "handed_off",
            "eskaliert": "escalated",
            "gelöst": "solved",
            "wieder geöffnet": "reopened",
            "geschlossen": "closed",
        },
        "actor": {"Kunde": "customer", "Mensch": "human", "Automat": "automatic"},
    },
)
