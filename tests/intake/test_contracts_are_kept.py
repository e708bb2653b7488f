"""A row that breaks a check of its table's contract is refused with the contract's own words."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kundig.intake.errors import IntakeError
from kundig.intake.workflow import ImportRequest, import_file
from kundig.store.home import Home
from tests.intake.test_rows_are_judged import ORDERS, bring, rows

PROMISES = """
name = "promises"
table = "promises"
source = "shop"
[columns]
promise_id = "Nr"
made_date = "Am"
due_date = "Bis"
kept_date = "Gehalten"
"""

LINKS = """
name = "links"
table = "customer_links"
source = "shop"
[columns]
record_id = "Nummer"
customer_id = "Kunde"
"""


def test_a_promise_cannot_be_kept_before_it_is_made(tmp_path: Path) -> None:
    text = "Nr;Am;Bis;Gehalten\n1;01.02.2026;05.02.2026;04.02.2026\n2;01.02.2026;05.02.2026;04.01.2026\n3;13.02.2026;15.02.2026;\n"
    home, result = bring(tmp_path, text, PROMISES)
    assert (result.taken, result.refused) == (2, 1)
    assert result.quarantine is not None
    with Path(result.quarantine).open(encoding="utf-8-sig", newline="") as handle:
        [kept] = csv.DictReader(handle, delimiter=";")
    assert kept["Reason"] == "the promise would have been kept before it was made"
    assert len(rows(home, "promises", "promise_id")) == 2


def test_a_list_of_who_is_who_can_be_imported(tmp_path: Path) -> None:
    home, result = bring(tmp_path, "Nummer;Kunde\n17;Yildiz\n18;Yildiz\n19;till:7\n", LINKS)
    assert result.taken == 3
    found = [r["customer_id"] for r in rows(home, "customer_links", "customer_id, record_id", "2")]
    assert found == ["shop:Yildiz", "shop:Yildiz", "till:7"]


def test_a_mapping_without_a_required_field_is_refused_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(IntakeError) as refused:
        bring(
            tmp_path,
            "Nr;Datum;Kunde;Summe\n1;13.02.2026;1;5,00\n",
            ORDERS.replace('ordered_at = "Datum"\n', ""),
        )
    assert "order_date" in refused.value.text("de")


def test_a_birth_date_of_two_digits_lies_in_the_past(tmp_path: Path) -> None:
    mapping = 'name = "k"\ntable = "customer_records"\nsource = "shop"\n[columns]\nrecord_id = "Nr"\nbirth_date = "Geboren"\n'
    text = "Nr;Geboren\n1;12.03.45\n2;29.02.68\n3;12.03.24\n4;30.07.1988\n"
    home, result = bring(tmp_path, text, mapping)
    assert result.taken == 4
    found = [
        r["birth_date"].year for r in rows(home, "customer_records", "birth_date, record_id", "2")
    ]
    assert found == [1945, 1968, 2024, 1988]


def test_what_was_asked_once_is_asked_again(tmp_path: Path) -> None:
    path = tmp_path / "kasse.csv"
    path.write_text("Bon;Artikel;Menge;Preis\n1;A;2;3,50\n2;B;1;4,00\n", encoding="utf-8")
    home = Home(tmp_path / "home")
    for _ in range(2):
        with pytest.raises(IntakeError) as asked:
            import_file(ImportRequest(path, lang="de"), home=home)
        assert asked.value.key == "open_questions"
    assert home.store.manifest().version == 0
