"""A look at a file before it is imported, and what answers and corrections make of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kundig.intake.choices import QUESTION, Choices
from kundig.intake.errors import IntakeError
from kundig.intake.look import look
from kundig.intake.workflow import ImportRequest, import_file, new_import_id, withdraw
from kundig.readers.errors import ReadError
from kundig.store.home import Home

CUSTOMERS = (
    "Kundennummer;Vorname;Nachname;E-Mail;Geburtsdatum\n"
    "1;Hans;Mann;h@example.org;14.09.1968\n2;Ute;Frau;u@example.org;02.05.1991\n"
    "3;Eva;Wald;e@example.org;11.02.1980\n4;Udo;Berg;b@example.org;12.02.1980\n"
    "5;Ayşe;Yıldız;y@example.org;13.02.1980\n"
)
ORDERS = "Bestellnummer;Kundennummer;Datum;Summe\nB1;1;03/04/2026;10,00\nB2;2;05/06/2026;20,00\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def written(folder: Path, text: str, name: str = "datei.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_every_column_says_what_it_fills_and_how_it_is_read(tmp_path, home) -> None:
    seen = look(written(tmp_path, CUSTOMERS), Choices(), home=home)
    assert seen.mapping.table == "customer_records"
    assert seen.questions == ()
    by_name = {c.name: c for c in seen.columns}
    assert by_name["Nachname"].field == "last_name"
    assert (by_name["Geburtsdatum"].field, by_name["Geburtsdatum"].format) == ("birth_date", "dmy")


def test_among_the_examples_is_one_beyond_ascii(tmp_path, home) -> None:
    seen = look(written(tmp_path, CUSTOMERS), Choices(), home=home)
    assert "Yıldız" in next(c for c in seen.columns if c.name == "Nachname").examples
    assert any("Ayşe" in row for row in seen.rows)


def test_an_answer_settles_a_question_and_is_not_asked_again(tmp_path, home) -> None:
    path = written(tmp_path, ORDERS)
    asked = look(path, Choices(), home=home).questions
    assert [q.key for q in asked] == ["ask_dates"]
    seen = look(path, Choices(dates="mdy"), home=home)
    assert seen.questions == ()
    assert next(c for c in seen.columns if c.name == "Datum").format == "mdy"


def test_a_column_moves_to_the_field_that_somebody_chose(tmp_path, home) -> None:
    choices = Choices(columns={"Nachname": "company", "E-Mail": ""})
    seen = look(written(tmp_path, CUSTOMERS), choices, home=home)
    filled = {c.name: c.field for c in seen.columns}
    assert (filled["Nachname"], filled["E-Mail"]) == ("company", "")
    assert "last_name" not in seen.mapping.columns


def test_a_day_and_its_instant_exclude_each_other(tmp_path, home) -> None:
    rows = "Bestellnummer;Kundennummer;Datum;Zeit;Summe\nB1;1;13.04.2026;13.04.2026 10:00;10,00\n"
    choices = Choices(table="orders", columns={"Zeit": "ordered_at"})
    seen = look(written(tmp_path, rows), choices, home=home)
    assert seen.mapping.columns["ordered_at"].columns == ("Zeit",)
    assert "order_date" not in seen.mapping.columns


def test_what_is_taken_away_and_needed_is_asked_for(tmp_path, home) -> None:
    choices = Choices(columns={"Kundennummer": ""})
    asked = look(written(tmp_path, CUSTOMERS), choices, home=home).questions
    assert [(q.key, q.field) for q in asked] == [("ask_field", "record_id")]


def test_a_field_that_no_table_has_is_refused(tmp_path, home) -> None:
    with pytest.raises(ReadError):
        look(written(tmp_path, CUSTOMERS), Choices(columns={"Nachname": "shoe_size"}), home=home)


def test_another_table_maps_the_columns_anew(tmp_path, home) -> None:
    seen = look(written(tmp_path, CUSTOMERS), Choices(table="contacts"), home=home)
    assert seen.mapping.table == "contacts"


def test_a_file_without_rows_is_refused(tmp_path, home) -> None:
    with pytest.raises(IntakeError):
        look(written(tmp_path, "Kundennummer;Vorname;Nachname\n"), Choices(), home=home)


def test_choices_survive_as_plain_values() -> None:
    choices = Choices(table="orders", columns={"a": QUESTION}, without=("order_date",))
    assert Choices.of(choices.to_dict()) == choices


def test_without_choices_a_look_leads_to_the_same_import(tmp_path, home) -> None:
    path = written(tmp_path, CUSTOMERS)
    seen = look(path, Choices(), home=home)
    by_look = import_file(ImportRequest(path, mapping=seen.mapping, dry_run=True), home=home)
    by_itself = import_file(ImportRequest(path, dry_run=True), home=home)
    for result in (by_look, by_itself):
        result.seconds = 0.0
    by_look.notes = by_itself.notes = []
    assert by_look == by_itself


def test_an_import_with_an_id_drawn_before_can_be_repeated(tmp_path, home) -> None:
    from datetime import UTC, datetime

    path = written(tmp_path, CUSTOMERS)
    own = new_import_id(datetime.now(UTC))
    first = import_file(ImportRequest(path, import_id=own), home=home)
    # What a killed try would leave behind.
    (home.store.folder / "staging" / own / "spill").mkdir(parents=True)
    again = import_file(ImportRequest(path, import_id=own), home=home)
    assert first.import_id == again.import_id == own
    assert (again.taken, again.unchanged, again.tables) == (5, 0, first.tables)
    assert home.store.manifest().version == 1
    withdraw(own, home=home)
    assert home.store.manifest().imports == ()
