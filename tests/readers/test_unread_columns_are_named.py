from __future__ import annotations

from pathlib import Path

from kundig.readers import open_source, propose, recognise, unread_columns, unread_remark


def test_a_proposal_names_the_columns_that_it_does_not_read(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        "Bestellnummer;Datum;Kundennummer;Summe;Farbe;Lager\n1;24.12.2025;7;9,90;rot;B\n"
    )
    proposal = propose(open_source(path))
    assert proposal.unread == ("Farbe", "Lager")
    assert proposal.remarks[-1].text("de") == (
        "Nicht gelesen werden die Spalten Farbe, Lager: sie füllen kein Feld."
    )


def test_one_column_is_named_in_the_singular() -> None:
    remark = unread_remark(("Farbe",))
    assert remark is not None
    assert remark.text("de") == "Nicht gelesen wird die Spalte Farbe: sie füllt kein Feld."
    assert remark.text("en") == "Not read is the column Farbe: it fills no field."
    assert unread_remark(()) is None


def test_a_known_layout_names_its_unread_columns_too(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country,Mood\n"
        "489434,85048,BALLS,12,2009-12-01 07:45:00,6.95,13085,United Kingdom,fine\n"
    )
    source = open_source(path)
    known = recognise(source)
    assert known is not None
    assert unread_columns(known, source) == ("Mood",)


def test_of_a_file_without_header_the_columns_of_the_mapping_are_compared(tmp_path: Path) -> None:
    path = tmp_path / "cdnow.txt"
    path.write_text("".join(f" {i:05} 19970101  1   11.77\n" for i in range(1, 40)))
    source = open_source(path)
    known = recognise(source)
    assert known is not None
    assert unread_columns(known, source) == ()
