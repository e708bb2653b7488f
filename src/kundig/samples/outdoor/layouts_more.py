"""The smaller files of Nordhang Outdoor: mentions, contacts, promises, decisions, articles, units."""

from __future__ import annotations

from kundig.samples.layout import Layout
from kundig.samples.outdoor.layouts import EUR, YES_NO

MENTIONS = Layout(
    "bewertungen.csv",
    "Nordhang öffentliche Bewertungen",
    "mentions",
    {
        "mention_id": "Bewertung",
        "channel": "Portal",
        "published_at": "Veröffentlicht",
        "rating": "Sterne",
        "scale_min": "von",
        "scale_max": "bis",
        "branch": "Filiale",
        "answered_at": "Beantwortet",
        "text": "Text",
    },
    (
        *("Bewertung", "Portal", "Veröffentlicht", "Sterne", "von", "bis", "Filiale"),
        *("Beantwortet", "Text"),
    ),
)
CONTACTS = Layout(
    "kontakte.csv",
    "Nordhang Kontakte",
    "contacts",
    {
        "contact_id": "Kontakt",
        "record_id": "Kundennummer",
        "channel": "Kanal",
        "direction": "Richtung",
        "happened_at": "Zeitpunkt",
        "purpose": "Anlass",
        "sales_intent": "Verkauf",
        "personal": "Persönlich",
        "department": "Abteilung",
        "text": "Notiz",
    },
    (
        *("Kontakt", "Kundennummer", "Kanal", "Richtung", "Zeitpunkt", "Anlass", "Verkauf"),
        *("Persönlich", "Abteilung", "Notiz"),
    ),
    codes={
        "direction": {"ein": "in", "aus": "out"},
        "sales_intent": YES_NO,
        "personal": YES_NO,
    },
)
PROMISES = Layout(
    "zusagen.csv",
    "Nordhang Zusagen",
    "promises",
    {
        "promise_id": "Zusage",
        "record_id": "Kundennummer",
        "order_id": "Bestellnummer",
        "made_date": "Zugesagt am",
        "due_date": "Fällig am",
        "subject": "Was",
        "kept_date": "Gehalten am",
        "status": "Stand",
        "branch": "Filiale",
        "department": "Abteilung",
    },
    (
        *("Zusage", "Kundennummer", "Bestellnummer", "Zugesagt am", "Fällig am", "Was"),
        *("Gehalten am", "Stand", "Filiale", "Abteilung"),
    ),
    codes={
        "status": {
            "offen": "open",
            "gehalten": "kept",
            "gebrochen": "broken",
            "zurückgezogen": "withdrawn",
        }
    },
)
DECISIONS = Layout(
    "entscheidungen.csv",
    "Nordhang Entscheidungen",
    "decisions",
    {
        "decision_id": "Entscheidung",
        "decided_date": "Entschieden am",
        "title": "Was",
        "reason": "Warum",
        "helps_customer": "Was der Kunde davon hat",
        "department": "Abteilung",
        "measure": "Kennzahl",
        "dimension": "Merkmal",
        "dimension_value": "Wert",
        "effective_date": "Wirksam ab",
        "review_date": "Nachsehen am",
        "told_date": "Kunden mitgeteilt am",
    },
    (
        *("Entscheidung", "Entschieden am", "Was", "Warum", "Was der Kunde davon hat"),
        *("Abteilung", "Kennzahl", "Merkmal", "Wert", "Wirksam ab", "Nachsehen am"),
        "Kunden mitgeteilt am",
    ),
)
PRODUCTS = Layout(
    "artikel.csv",
    "Nordhang Artikel",
    "products",
    {
        "product_id": "Artikelnummer",
        "product_name": "Artikel",
        "category": "Warengruppe",
        "unit_price": "Preis",
    },
    ("Artikelnummer", "Artikel", "Warengruppe", "Preis"),
    constants=EUR,
)
UNITS = Layout(
    "einheiten.csv",
    "Nordhang Einheiten",
    "units",
    {
        "unit_id": "Einheit",
        "unit_name": "Name",
        "kind": "Art",
        "parent_id": "Gehört zu",
        "city": "Ort",
        "headcount": "Beschäftigte",
    },
    ("Einheit", "Name", "Art", "Gehört zu", "Ort", "Beschäftigte"),
    codes={
        "kind": {
            "Betrieb": "company",
            "Filiale": "branch",
            "Abteilung": "department",
            "Team": "team",
        }
    },
)
