from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kundig.readers import ColumnSpec, Proposal, dump_mapping, open_source, parse_mapping, propose

Proposing = Callable[..., Proposal]


@pytest.fixture
def proposed(tmp_path: Path) -> Proposing:
    def of(text: str, **told: str) -> Proposal:
        path = tmp_path / "export.csv"
        path.write_text(text.strip() + "\n", encoding="utf-8")
        return propose(open_source(path), **told)

    return of


def asked(proposal: Proposal) -> list[tuple[str, str | None]]:
    return [(q.key, q.field) for q in proposal.questions]


def remarked(proposal: Proposal) -> list[str]:
    return [r.key for r in proposal.remarks]


LINES = """
Bestellnummer;Datum;Kundennummer;Artikel;Anzahl;Betrag
1001;02.03.2026;K1;Lampe;1;19,90
1001;02.03.2026;K1;Kabel;2;9,80
1002;13.03.2026;K2;Lampe;1;19,90
"""


def test_a_product_beside_a_document_number_means_order_lines(proposed: Proposing) -> None:
    proposal = proposed(LINES)
    assert proposal.mapping.table == "order_lines"
    assert proposal.mapping.columns["product_name"] == ColumnSpec(("Artikel",))
    assert proposal.mapping.columns["amount"] == ColumnSpec(("Betrag",))
    assert (proposal.questions, proposal.unread) == ((), ())


def test_one_line_per_document_with_a_product_is_still_order_lines(proposed: Proposing) -> None:
    text = "Rechnungsnr;Datum;Kundennr;Artikelnummer;Betrag\n7;24.05.2026;1;L-1;19,90\n"
    assert proposed(text).mapping.table == "order_lines"


def test_document_numbers_that_repeat_are_never_those_of_orders(proposed: Proposing) -> None:
    text = "Rechnungsnr;Datum;Kundennr;Betrag\n7;24.05.2026;1;19,90\n7;24.05.2026;1;5,00\n"
    proposal = proposed(text)
    assert proposal.mapping.table == "order_lines"
    assert asked(proposal)[0] == ("ask_repeated", "order_id")


def test_exact_repetitions_do_not_make_order_lines(proposed: Proposing) -> None:
    text = "Rechnungsnr;Datum;Kundennr;Betrag\n7;24.05.2026;1;19,90\n7;24.05.2026;1;19,90\n"
    assert proposed(text).mapping.table == "orders"


def test_who_calls_lines_orders_is_warned(proposed: Proposing) -> None:
    assert "numbers_repeat" in remarked(proposed(LINES, table="orders"))


TILL = "Bon;Datum;{};Artikel;Menge;Preis\nT1;23.05.2026;10:52;Buch;1;11,50\nT2;23.05.2026;11:09;Heft;1;1,90\n"


@pytest.mark.parametrize("name", ["Zeit", "Uhrzeit", "Kassenzeit", "Time", "Bon-Uhrzeit"])
def test_the_time_of_a_till_is_joined_to_its_day(name: str, proposed: Proposing) -> None:
    proposal = proposed(TILL.format(name))
    assert proposal.mapping.columns["ordered_at"] == ColumnSpec(("Datum", name), " ")
    assert (proposal.questions, proposal.unread) == ((), ())
    assert parse_mapping(dump_mapping(proposal.mapping), file="x") == proposal.mapping


def test_a_day_that_tells_its_time_is_left_alone(proposed: Proposing) -> None:
    text = "Bon;Datum;Zeit;Artikel;Menge;Preis\nT1;23.05.2026 10:52;10:52;Buch;1;11,50\n"
    proposal = proposed(text)
    assert proposal.mapping.columns["ordered_at"] == ColumnSpec(("Datum",))
    assert proposal.unread == ("Zeit",)


@pytest.mark.parametrize("time", ["", "Zeit;"])
def test_order_lines_without_a_day_are_a_question(time: str, proposed: Proposing) -> None:
    cell = "10:52;" if time else ""
    proposal = proposed(f"Bon;{time}Artikel;Menge;Preis\nT1;{cell}Buch;1;11,50\n")
    assert proposal.mapping.table == "order_lines"
    assert asked(proposal) == [("ask_day", "ordered_at")]


def test_lines_of_one_moment_belong_together_where_nothing_numbers_them(
    proposed: Proposing,
) -> None:
    text = "Datum;Zeit;Artikel;Menge;Preis\n23.05.2026;10:52;Buch;1;11,50\n"
    proposal = proposed(text)
    assert proposal.mapping.columns["order_id"] == ColumnSpec(("Datum", "Zeit"), " ")
    assert "documents_by_moment" in remarked(proposal)
    # of a mere day it would be one document of all that was sold
    text = "Datum;Artikel;Menge;Preis\n23.05.2026;Buch;1;11,50\n"
    assert asked(proposed(text)) == [("ask_field", "order_id")]


UNCLEAR = "Order,Date,Customer,Article,Quantity,Price\n1,03/04/2026,A,Lamp,1,1.200\n2,05/06/2026,B,Cable,1,2.500\n"


def test_what_the_user_said_answers_the_question_and_stands_in_the_mapping(
    proposed: Proposing,
) -> None:
    assert [k for k, _ in asked(proposed(UNCLEAR))] == ["ask_decimal", "ask_dates"]
    assert [k for k, _ in asked(proposed(UNCLEAR, dates="mdy"))] == ["ask_decimal"]
    assert [k for k, _ in asked(proposed(UNCLEAR, decimal="point"))] == ["ask_dates"]
    proposal = proposed(UNCLEAR, dates="mdy", decimal="point")
    assert proposal.questions == ()
    assert (proposal.mapping.file.dates, proposal.mapping.file.decimal) == ("mdy", "point")


def test_iso_is_no_answer_to_which_comes_first(proposed: Proposing) -> None:
    assert ("ask_dates", "ordered_at") in asked(proposed(UNCLEAR, dates="iso", decimal="point"))


def test_another_column_settles_what_one_leaves_open(proposed: Proposing) -> None:
    text = "Order;Date;Customer;Article;Quantity;Price;Total\n1;03/04/2026;A;Lamp;1;1.200;1.200,00\n2;25/04/2026;B;Lamp;1;1.200;1.200,00\n"
    proposal = proposed(text)
    assert proposal.questions == ()
    assert (proposal.mapping.file.dates, proposal.mapping.file.decimal) == ("dmy", "comma")


def test_columns_of_two_decimal_signs_bind_nobody(proposed: Proposing) -> None:
    text = "Order;Date;Customer;Article;Quantity;Price;Amount\n1;25/04/2026;A;Lamp;2;1.50;3,00\n"
    assert proposed(text).mapping.file.decimal is None


def rows(*prices: str) -> str:
    head = "Bestellnummer;Datum;Kundennummer;Artikel;Anzahl;Preis\n"
    return head + "\n".join(f"{i};{i + 12}.03.2026;K1;Lampe;1;{p}" for i, p in enumerate(prices, 1))


@pytest.mark.parametrize("bad", range(5))
def test_bad_cells_do_not_change_what_a_file_is(bad: int, proposed: Proposing) -> None:
    proposal = proposed(rows(*["gratis"] * bad, *["19,90"] * (8 - bad)))
    assert proposal.mapping.table == "order_lines"
    assert proposal.mapping.columns["unit_price"] == ColumnSpec(("Preis",))
    assert proposal.mapping.file.decimal == "comma"
    assert remarked(proposal) == (["unreadable_cells"] if bad else [])
    assert proposal.questions == ()


def test_the_remark_on_bad_cells_counts_them(proposed: Proposing) -> None:
    [remark] = proposed(rows("gratis", *["19,90"] * 9)).remarks
    for lang in ("de", "en"):
        assert all(part in remark.text(lang) for part in ("Preis", "gratis", "1", "10", "10 %"))


def test_a_price_that_can_mostly_not_be_read_is_a_question(proposed: Proposing) -> None:
    proposal = proposed(rows("gratis", "zwei Euro", "n/a", "19,90"))
    assert proposal.mapping.table == "order_lines"
    assert asked(proposal) == [("ask_unreadable", "amount")]
    assert "gratis, zwei Euro, n/a" in proposal.questions[0].text("de")


@pytest.mark.parametrize("third", ["Wie war es?;gut", "Filiale;Nord", "Bemerkung;keine"])
def test_a_day_and_a_customer_make_no_order(third: str, proposed: Proposing) -> None:
    name, value = third.split(";")
    days = "\n".join(f"{d}.03.2026;K{d};{value}" for d in range(12, 18))
    proposal = proposed(f"Datum;Kundennummer;{name}\n{days}")
    assert proposal.mapping.table != "orders"
    assert proposal.questions[0].key == "ask_table"


def test_a_day_a_customer_and_a_question_make_a_survey(proposed: Proposing) -> None:
    days = "\n".join(f"{d}.03.2026;K{d};{d % 5 + 1}" for d in range(12, 22))
    proposal = proposed(f"Datum;Kundennummer;Zufriedenheit\n{days}")
    assert proposal.mapping.table == "survey_answers"
    assert proposal.questions == ()


def test_a_column_of_money_may_make_orders_but_is_asked(proposed: Proposing) -> None:
    text = "Datum;Kundennummer;Sonstiges\n12.03.2026;K1;12,90\n13.03.2026;K2;14,00\n"
    proposal = proposed(text)
    assert proposal.mapping.table == "orders"
    assert asked(proposal) == [("ask_sure", "total")]


def test_a_mere_id_is_asked_whose_it_is(proposed: Proposing) -> None:
    text = "ID,Date,Total\n1,2026-03-12,12.90\n1,2026-03-13,14.00\n2,2026-03-13,14.00\n"
    assert asked(proposed(text)) == [("ask_sure", "record_id")]
    text = "ID,Date,Total\n1,2026-03-12,12.90\n2,2026-03-13,14.00\n3,2026-03-13,14.00\n"
    assert asked(proposed(text)) == [("ask_sure", "order_id")]


def test_turnover_by_day_is_no_list_of_orders(proposed: Proposing) -> None:
    text = "Datum;Umsatz\n" + "\n".join(f"{d}.03.2026;1{d},50" for d in range(13, 20))
    assert asked(proposed(text)) == [("ask_day_totals", None)]


def test_a_list_of_stock_is_a_list_of_products(proposed: Proposing) -> None:
    text = "Artikelnummer;Bezeichnung;Bestand;Menge;VK\n4711;Lampe;4;1;19,90\n4712;Kabel;9;1;4,90\n"
    proposal = proposed(text)
    assert proposal.mapping.table == "products"
    assert proposal.unread == ("Bestand", "Menge")


def test_what_belongs_to_nobody_is_not_read(proposed: Proposing) -> None:
    text = "Order ID,Order Date,Total,Ship City\n1,2026-03-12,12.90,Kiel\n2,2026-03-13,14.00,Kiel\n"
    assert proposed(text).unread == ("Ship City",)


def test_states_that_the_table_cannot_hold_are_left_out(proposed: Proposing) -> None:
    text = "Kontaktnummer;Datum;Kundennummer;Richtung;Thema\n1;12.03.2026;K1;{};Frage\n2;13.03.2026;K2;ausgehend;Frage\n"
    known = proposed(text.format("eingehend"))
    assert known.mapping.codes["direction"] == {"ausgehend": "out", "eingehend": "in"}
    assert proposed(text.format("quer")).unread == ("Richtung",)
