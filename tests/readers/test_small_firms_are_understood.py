"""Exports as small firms have them, all invented: what they are proposed as, column by column."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.readers import Proposal, open_source, propose
from tests.readers.workbooks import Dated, write_workbook

FOLDER = Path(__file__).parent / "small_firms"
#: File -> table, field -> columns (joined by +), columns not read, questions, other remarks.
EXPECTED: dict[str, tuple[str, dict[str, str], str, list[str], list[str]]] = {
    "bookshop_till.csv": (
        "order_lines",
        {"order_id": "Bon-Nr.", "ordered_at": "Datum+Uhrzeit", "product_id": "ISBN",
         "product_name": "Titel", "category": "Warengruppe", "quantity": "Menge",
         "unit_price": "VK-Preis", "amount": "Gesamt", "branch": "Kassen-Nr."},
        "Bediener, Autor, MwSt %, Zahlart", [], ["till_lines"],
    ),
    "workshop_jobs.csv": (
        "orders",
        {"order_id": "Auftragsnr.", "ordered_at": "Angenommen am", "record_id": "Kunde",
         "last_name": "Kunde", "promised_at": "Zugesagt bis", "delivered_at": "Abgeholt am",
         "total": "Rechnungsbetrag (EUR)", "status": "Status"},
        "Kennzeichen, Arbeit", [], ["known_by_name"],
    ),
    "hair_salon.csv": (
        "order_lines",
        {"ordered_at": "Termin+Uhrzeit", "record_id": "Kundin", "last_name": "Kundin",
         "phone": "Telefon", "product_id": "Leistung", "product_name": "Leistung",
         "unit_price": "Preis", "status": "Status"},
        "Friseurin", [], ["quantity_one", "known_by_name", "documents_by_customer"],
    ),
    "wholesale_invoices.csv": (
        "orders",
        {"order_id": "Rechnungsnr.", "ordered_at": "Rechnungsdatum", "record_id": "Kundennr.",
         "company": "Firma", "postcode": "PLZ", "city": "Ort", "total": "Brutto"},
        "Netto, MwSt, Fällig am, Bezahlt am", [], [],
    ),
    "club_members.csv": (
        "customer_records",
        {"record_id": "Mitgliedsnr.", "salutation": "Anrede", "title": "Titel",
         "last_name": "Nachname", "first_name": "Vorname", "street": "Straße und Nr.",
         "postcode": "PLZ", "city": "Ort", "birth_date": "Geburtsdatum",
         "customer_since": "Eintritt", "email": "E-Mail", "phone": "Telefon"},
        "Austritt, Beitrag, Abteilung", [], [],
    ),
    "amazon_orders.txt": (
        "order_lines",
        {"order_id": "amazon-order-id", "ordered_at": "purchase-date", "status": "order-status",
         "channel": "sales-channel", "product_name": "product-name", "product_id": "sku",
         "quantity": "quantity", "orders.currency": "currency", "amount": "item-price",
         "country": "ship-country"},
        "merchant-order-id, last-updated-date, fulfillment-channel, ship-service-level, asin, "
        "item-status, item-tax, shipping-price, ship-city, ship-postal-code",
        [], ["till_lines"],
    ),
    "ebay_orders.csv": (
        "order_lines",
        {"order_id": "Bestellnummer", "ordered_at": "Verkauft am", "product_id": "Artikelnummer",
         "product_name": "Angebotstitel", "quantity": "Anzahl", "unit_price": "Verkauft für",
         "total": "Gesamtbetrag", "record_id": "Nutzername des Käufers",
         "last_name": "Name des Käufers", "email": "E-Mail des Käufers", "city": "Ort des Käufers",
         "postcode": "PLZ des Käufers", "country": "Land des Käufers", "shipped_at": "Versand am"},
        "Verkaufsprotokollnummer, Bestandseinheit, Verpackung und Versand, Bezahlt am", [], [],
    ),
    "etsy_items.csv": (
        "order_lines",
        {"order_id": "Order ID", "ordered_at": "Sale Date", "product_id": "SKU",
         "product_name": "Item Name", "quantity": "Quantity", "unit_price": "Price",
         "amount": "Item Total", "orders.currency": "Currency", "record_id": "Buyer",
         "last_name": "Ship Name", "city": "Ship City", "postcode": "Ship Zipcode",
         "country": "Ship Country", "shipped_at": "Date Shipped"},
        "Coupon Code, Discount Amount, Order Shipping, Transaction ID, Listing ID, Date Paid, "
        "Variations",
        ["ask_sure"], [],
    ),
    "customer_birthdays.csv": (
        "customer_records",
        {"record_id": "Vorname+Name", "first_name": "Vorname", "last_name": "Name",
         "street": "Straße", "postcode": "PLZ", "city": "Wohnort", "birth_date": "Geburtstag",
         "phone": "Tel.", "email": "Mail", "contact_allowed": "Newsletter"},
        "", [], ["known_by_name"],
    ),
    "complaints.xlsx": (
        "complaints",
        {"complaint_id": "Lfd. Nr.", "received_at": "Eingegangen am", "record_id": "Kundennr.",
         "text": "Beschwerde", "cause": "Ursache", "status": "Stand", "closed_at": "Erledigt am"},
        "Bearbeiter", [], [],
    ),
}  # fmt: skip


def complaints(folder: Path) -> Path:
    head = ["Lfd. Nr.", "Eingegangen am", "Kundennr.", "Beschwerde", "Ursache", "Bearbeiter",
            "Stand", "Erledigt am"]  # fmt: skip
    rows: list[list[object]] = [
        [1, Dated(46085), 10017, "Ware kam beschädigt an", "Versand", "Kl", "erledigt", Dated(46087)],
        [2, Dated(46086), 10042, "Rechnung war zweimal falsch", "Rechnung", "Kl", "in Arbeit", None],
        [3, Dated(46099), 10003, "Niemand rief zurück", "Service", "Be", "offen", None],
    ]  # fmt: skip
    return write_workbook(
        folder / "complaints.xlsx", {"Beschwerden": [["Beschwerdeliste 2026"], head, *rows]}
    )


def proposal_of(name: str, folder: Path) -> Proposal:
    path = complaints(folder) if name.endswith(".xlsx") else FOLDER / name
    return propose(open_source(path))


@pytest.mark.parametrize("name", EXPECTED)
def test_the_file_is_what_a_sensible_person_would_say(name: str, tmp_path: Path) -> None:
    table, fields, unread, questions, remarks = EXPECTED[name]
    proposal = proposal_of(name, tmp_path)
    mapping = proposal.mapping
    assert mapping.table == table
    assert {f: "+".join(s.columns) for f, s in mapping.columns.items()} == fields
    assert ", ".join(proposal.unread) == unread
    assert [q.key for q in proposal.questions] == questions
    named = {"unread_column", "unread_columns"}
    assert sorted(r.key for r in proposal.remarks if r.key not in named) == sorted(remarks)


def test_no_employee_is_read(tmp_path: Path) -> None:
    for name in EXPECTED:
        used = set(proposal_of(name, tmp_path).mapping.used_columns())
        assert not used & {"Bediener", "Friseurin", "Bearbeiter"}, name


def test_states_are_translated_where_their_words_are_known(tmp_path: Path) -> None:
    codes = proposal_of("complaints.xlsx", tmp_path).mapping.codes["status"]
    assert codes == {"erledigt": "solved", "in Arbeit": "open", "offen": "open"}


def test_without_a_quantity_every_row_is_one_piece(tmp_path: Path) -> None:
    assert proposal_of("hair_salon.csv", tmp_path).mapping.constants == {"quantity": "1"}
