from __future__ import annotations

from pathlib import Path

import pytest

from kundig.readers import Mapping, Refusal, layouts, open_source, recognise
from kundig.readers.fields import missing_fields
from tests.data import data_folder

FILES = {
    "online_retail_1/online_retail_2010_2011.csv.gz": ("uci_online_retail", 541_909),
    "online_retail_2/online_retail_ii_2009_2010.parquet": ("uci_online_retail_ii", 525_461),
    "cdnow/CDNOW_master.txt": ("cdnow_master", 69_659),
    "cdnow/CDNOW_sample.txt": ("cdnow_sample", 6_919),
    "olist_sample/olist_customers_dataset.csv.gz": ("olist_customers", 8_135),
    "olist_sample/olist_geolocation_dataset.csv.gz": ("olist_geolocation", 45_928),
    "olist_sample/olist_order_items_dataset.csv.gz": ("olist_order_items", 8_365),
    "olist_sample/olist_order_payments_dataset.csv.gz": ("olist_order_payments", 8_924),
    "olist_sample/olist_order_reviews_dataset.csv.gz": ("olist_order_reviews", 8_225),
    "olist_sample/olist_orders_dataset.csv.gz": ("olist_orders", 8_135),
    "olist_sample/olist_products_dataset.csv.gz": ("olist_products", 5_460),
    "olist_sample/olist_sellers_dataset.csv.gz": ("olist_sellers", 1_610),
    "olist_sample/product_category_name_translation.csv": ("olist_category_translation", 71),
}


def named(mapping: Mapping | None) -> str | None:
    return mapping and mapping.name


@pytest.mark.parametrize("name", FILES)
def test_every_row_comes_through_and_the_layout_is_known(name: str) -> None:
    folder, _, file = name.partition("/")
    source = open_source(data_folder(folder) / file)
    refused: list[Refusal] = []
    rows = sum(b.table.num_rows for b in source.batches(refuse=refused.append))
    assert (named(recognise(source)), rows, refused) == (*FILES[name], [])
    assert source.progress() == (source.size, source.size)


def test_the_airport_survey_has_its_97_columns() -> None:
    source = open_source(data_folder("sfo_survey_2017") / "2017_SFO_Customer_Survey.csv")
    assert len(source.columns) == 97
    assert source.sample().num_rows == 2_831


def test_workbooks_of_the_test_data_are_read() -> None:
    folder = data_folder("telco_ibm_ext")
    source = open_source(folder / "Telco_customer_churn_status.xlsx")
    table = source.sample()
    assert table.num_rows == 7_043
    assert table["Satisfaction Score"][0].as_py() in {"1", "2", "3", "4", "5"}


HEADERS = {
    "shopify_orders": "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Billing Name,Billing Street,Billing City,Billing Zip,Billing Country,Billing Phone,Shipping Name,Shipping Country,Notes,Cancelled at,Id,Source,Phone",
    "shopify_customers": "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags",
    "woocommerce_orders": "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),Items sold,Coupon(s),N. Revenue",
    "woocommerce_customers": "Name,Username,Last Active,Sign Up,Email,Orders,Total Spend,AOV,Country / Region,City,Region,Postal Code",
    "woocommerce_products": "ID,Type,SKU,Name,Published,Is featured?,Visibility in catalog,Short description,Description,Regular price,Categories",
    "shopware_orders": "id;order_number;sales_channel_id;customer_firstname;customer_lastname;customer_email;billing_address_street;billing_address_zipcode;billing_address_city;billing_address_company;amount_total;order_state_id;line_items;order_date_time",
    "shopware_customers": "id;salutation;customer_number;first_name;last_name;email;active;guest;customer_group;language;sales_channel;payment_method;billing_id;billing_salutation;billing_title;billing_first_name;billing_last_name;billing_company;billing_street;billing_zipcode;billing_city;billing_country;billing_phone_number",
    "jtl_orders": "Auftragsnummer;Auftragsdatum;Kundennummer;Positionstyp;Artikelnummer;Artikelname;Menge;VK Netto",
    "lexware_articles": '"Artikelnummer";"Bezeichnung";"Kurzbezeichnung";"Warengruppe";"Warengr.-Kurzbez.";"Einheit";"Gewicht";"Matchcode";"Preis 1"',
    "lexware_contacts": "Kundennummer;Firmenname;Steuernummer;Umsatzsteuer ID;Anrede;Vorname;Nachname",
    "datev_debitoren": '"EXTF";700;16;"Debitoren/Kreditoren"\nKonto;Name (Adressattyp Unternehmen);Unternehmensgegenstand;Name (Adressattyp natürl. Person);Vorname (Adressattyp natürl. Person);Adressattyp;Ort',
    "datev_buchungsstapel": '"EXTF";700;21;"Buchungsstapel"\nUmsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;Konto;Belegdatum;Belegfeld 1',
    "outlook_contacts_en": '"Title","First Name","Middle Name","Last Name","Company","Business Phone","Mobile Phone","Birthday","E-mail Address"',
    "outlook_contacts_de": '"Anrede","Vorname","Nachname","Firma","Telefon geschäftlich","Mobiltelefon","Geburtstag","E-Mail-Adresse"',
}


@pytest.mark.parametrize("name", HEADERS)
def test_documented_export_headers_are_recognised(name: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(HEADERS[name] + "\n", encoding="utf-8")
    mapping = recognise(open_source(path))
    assert named(mapping) == name
    assert mapping is not None
    assert mapping.passes_over or missing_fields(mapping) == ()


def test_every_layout_is_tested_here() -> None:
    tested = set(HEADERS) | {name for name, _ in FILES.values()}
    assert {m.name for m in layouts()} == tested


def test_a_known_file_that_fills_no_table_says_why_in_both_languages() -> None:
    for mapping in layouts():
        if mapping.passes_over:
            assert mapping.reason("de") != mapping.reason("en")
            assert mapping.reason("en").split() == mapping.note.split() or mapping.note
