"""What becomes of a row: values as they were meant, refusals with a reason, nothing lost."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kundig.engines.duckdb import DuckDBEngine
from kundig.intake.errors import IntakeError
from kundig.intake.formats import Wishes
from kundig.intake.result import ImportResult
from kundig.intake.workflow import ImportRequest, import_file, withdraw
from kundig.readers.mapping import Mapping, parse_mapping
from kundig.store.home import Home
from kundig.tables import TABLES

ORDERS = """
name = "orders"
table = "orders"
source = "shop"
[columns]
order_id = "Nr"
ordered_at = "Datum"
record_id = "Kunde"
total = "Summe"
"""

LINES = """
name = "lines"
table = "order_lines"
source = "shop"
[columns]
order_id = "Nr"
ordered_at = "Datum"
"orders.record_id" = "Kunde"
product_id = "Artikel"
quantity = "Menge"
unit_price = "Preis"
[rules]
cancellation = { field = "order_id", matches = "^ST" }
"""


def bring(
    tmp_path: Path, text: str, mapping: str | Mapping = ORDERS, **wishes: Any
) -> tuple[Home, ImportResult]:
    """Import a text as a file."""
    path = tmp_path / "file.csv"
    path.write_text(text, encoding="utf-8")
    home = Home(tmp_path / "home")
    parsed = parse_mapping(mapping, file="test") if isinstance(mapping, str) else mapping
    return home, import_file(
        ImportRequest(path, mapping=parsed, lang="en", wishes=Wishes(**wishes)), home=home
    )


def rows(home: Home, table: str, columns: str, order: str = "1") -> list[tuple[Any, ...]]:
    """Rows in force."""
    with DuckDBEngine() as engine:
        engine.attach({table: home.store.snapshot().tables[table]})
        return engine.run(f"SELECT {columns} FROM {table} ORDER BY {order}").to_pylist()


def test_german_numbers_and_dates_are_read_as_meant(tmp_path: Path) -> None:
    home, _ = bring(
        tmp_path,
        "Nr;Datum;Kunde;Summe\n1;24.12.2025 18:30;17850.0;1.234,56\n2;01.07.2025;7;12,5 €\n3;13.02.26 07:05;8;99,90-\n",
    )
    assert rows(home, "orders", "order_id, ordered_at, order_date, record_id, total") == [
        {"order_id": "1", "ordered_at": datetime(2025, 12, 24, 17, 30, tzinfo=UTC), "order_date": date(2025, 12, 24), "record_id": "17850", "total": Decimal("1234.5600")},
        {"order_id": "2", "ordered_at": None, "order_date": date(2025, 7, 1), "record_id": "7", "total": Decimal("12.5000")},
    ]  # fmt: skip
    [back] = rows(home, "returns", "return_id, amount, return_date")
    assert back == {
        "return_id": "3",
        "amount": Decimal("99.9000"),
        "return_date": date(2026, 2, 13),
    }


def test_us_dates_and_english_numbers_are_read_as_meant(tmp_path: Path) -> None:
    home, _ = bring(
        tmp_path,
        'Nr,Datum,Kunde,Summe\n1,12/24/2025 6:30 PM,1,"1,234.56"\n2,7/4/2025 9:05 AM,2,8.5\n',
        zone="America/New_York",
    )
    found = rows(home, "orders", "order_date, total, ordered_at")
    assert found[0] == {
        "order_date": date(2025, 7, 4),
        "total": Decimal("8.5000"),
        "ordered_at": datetime(2025, 7, 4, 13, 5, tzinfo=UTC),
    }
    assert found[1]["ordered_at"] == datetime(2025, 12, 24, 23, 30, tzinfo=UTC)


def test_an_ambiguous_order_of_day_and_month_is_asked(tmp_path: Path) -> None:
    text = "Nr,Datum,Kunde,Summe\n1,03/04/2025,1,8.50\n2,05/06/2025,2,8.50\n"
    with pytest.raises(IntakeError) as asked:
        bring(tmp_path, text)
    assert asked.value.key == "ambiguous_dates"
    assert "03/04/2025" in asked.value.text("de")
    home, _ = bring(tmp_path, text, dates="mdy")
    assert [r["order_date"] for r in rows(home, "orders", "order_date")] == [
        date(2025, 3, 4),
        date(2025, 5, 6),
    ]


def test_an_ambiguous_point_is_asked(tmp_path: Path) -> None:
    text = "Nr,Datum,Kunde,Summe\n1,2025-03-04,1,1.234\n2,2025-03-05,2,9.999\n"
    with pytest.raises(IntakeError) as asked:
        bring(tmp_path, text)
    assert asked.value.key == "ambiguous_numbers"
    home, _ = bring(tmp_path, text, decimal="comma")
    assert [r["total"] for r in rows(home, "orders", "total, order_id", "2")] == [1234, 9999]


def test_refused_rows_keep_line_field_reason_and_their_text(tmp_path: Path) -> None:
    home, result = bring(
        tmp_path,
        "Nr;Datum;Kunde;Summe\n1;31.02.2026;1;5,00\n2;0000-00-00;1;5,00\n3;05.02.2026;1;k.A.\n4;06.02.2026;1;5.0.0\n;07.02.2026;1;5,00\n6;29.03.2026 02:30;1;5,00\n7;30.03.2026;1;5,00;zu viel\n8;31.03.2026 10:00;1;5,00\n",
    )
    assert (result.read, result.taken, result.refused) == (8, 1, 7)
    assert result.reasons == {
        "impossible_date": 1,
        "missing": 2,
        "unreadable_amount": 2,
        "skipped_hour": 1,
        "ragged": 1,
    }
    assert result.quarantine is not None
    with Path(result.quarantine).open(encoding="utf-8-sig", newline="") as handle:
        kept = {int(r["Line"]): r for r in csv.DictReader(handle, delimiter=";")}
    assert sorted(kept) == [2, 3, 4, 5, 6, 7, 8]
    assert kept[4]["Field"] == TABLES["orders"].by_name["total"].en
    assert kept[4]["Whole line"] == "3;05.02.2026;1;k.A."
    assert kept[8]["Whole line"] == "7;30.03.2026;1;5,00;zu viel"
    assert len(rows(home, "orders", "order_id")) == 1


@pytest.mark.parametrize(
    ("lang", "heads"),
    [
        ("de", ["Zeile", "Feld", "Grund", "Wert", "ganze Zeile"]),
        ("en", ["Line", "Field", "Reason", "Value", "Whole line"]),
    ],
)
def test_the_rows_set_aside_are_told_in_the_language_of_the_reader(
    tmp_path: Path, lang: str, heads: list[str]
) -> None:
    path = tmp_path / "file.csv"
    path.write_text("Nr;Datum;Kunde;Summe\n1;31.02.2026;1;5,00\n2;01.02.2026;1;5,00\n")
    result = import_file(ImportRequest(path, lang=lang), home=Home(tmp_path / "h"))
    assert result.quarantine is not None
    with Path(result.quarantine).open(encoding="utf-8-sig", newline="") as handle:
        told = list(csv.reader(handle, delimiter=";"))
    column = TABLES["orders"].by_name["ordered_at"]
    assert told[0] == heads
    assert told[1][1] == (column.de if lang == "de" else column.en)


def test_the_hour_that_happens_twice_is_taken_and_marked(tmp_path: Path) -> None:
    home, result = bring(
        tmp_path, "Nr;Datum;Kunde;Summe\n1;25.10.2026 02:30;1;5,00\n2;25.10.2026 04:30;1;5,00\n"
    )
    assert result.remarks["hour_happened_twice"] == 1
    assert rows(home, "orders", "ordered_at")[0]["ordered_at"] in {
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    }


def test_a_time_with_its_offset_needs_no_zone(tmp_path: Path) -> None:
    home, _ = bring(
        tmp_path,
        "Nr,Datum,Kunde,Summe\n1,2026-03-29T02:30:00+00:00,1,5\n2,2026-03-29T02:30:00Z,1,5\n",
    )
    assert {r["ordered_at"] for r in rows(home, "orders", "ordered_at")} == {
        datetime(2026, 3, 29, 2, 30, tzinfo=UTC)
    }


def test_cancellations_and_negative_lines_become_returns(tmp_path: Path) -> None:
    home, result = bring(
        tmp_path,
        "Nr;Datum;Kunde;Artikel;Menge;Preis\n"
        "1;01.02.2026;1;A;2;5,00\n1;01.02.2026;1;A;2;5,00\n1;01.02.2026;1;B;-1;3,00\n"
        "ST1;02.02.2026;1;A;2;5,00\n2;03.02.2026;;C;1;0,00\n3;03.02.2026;1;D;1;-4,00\n",
        LINES,
    )
    assert (result.read, result.taken) == (6, 6)
    assert result.remarks == {
        "no_customer": 1, "cancellation": 1, "negative_quantity": 1, "price_zero": 1, "negative_price": 1, "exact_duplicate": 1,
    }  # fmt: skip
    assert [tuple(r.values()) for r in rows(home, "order_lines", "order_id, product_id, occurrence, amount", "1, 2, 3")] == [
        ("1", "A", 1, 10), ("1", "A", 2, 10), ("2", "C", 1, 0),
    ]  # fmt: skip
    assert [tuple(r.values()) for r in rows(home, "returns", "return_id, product_id, kind, quantity, amount", "1, 2")] == [
        ("1", "B", "return", 1, 3), ("3", "D", "correction", 1, 4), ("ST1", "A", "cancellation", 2, 10),
    ]  # fmt: skip
    assert [r["order_id"] for r in rows(home, "orders", "order_id")] == ["1", "2"]


def test_a_corrected_row_is_a_new_version_and_can_be_taken_back(tmp_path: Path) -> None:
    home, _ = bring(tmp_path, "Nr;Datum;Kunde;Summe\n1;01.02.2026;1;5,00\n2;02.02.2026;1;6,00\n")
    _, second = bring(
        tmp_path,
        "Nr;Datum;Kunde;Summe\n1;01.02.2026;1;7,00\n2;02.02.2026;1;6,00\n3;03.02.2026;1;8,00\n",
    )
    assert (second.taken, second.new_versions, second.unchanged) == (1, 1, 1)
    assert [float(r["total"]) for r in rows(home, "orders", "total, order_id", "2")] == [
        7.0,
        6.0,
        8.0,
    ]
    assert second.import_id is not None
    withdraw(second.import_id, home=home)
    assert [float(r["total"]) for r in rows(home, "orders", "total, order_id", "2")] == [5.0, 6.0]


def test_a_number_that_stands_twice_keeps_its_last_row_and_sets_the_other_aside(
    tmp_path: Path,
) -> None:
    text = "Nr;Datum;Kunde;Summe\n1;01.02.2026;1;5,00\n1;01.02.2026;1;7,00\n1;01.02.2026;1;7,00\n"
    home, result = bring(tmp_path, text)
    assert (result.taken, result.unchanged, result.refused) == (1, 1, 1)
    assert result.reasons == {"repeated_key": 1}
    assert [float(r["total"]) for r in rows(home, "orders", "total")] == [7.0]
    _, again = bring(tmp_path, text)
    assert (again.taken, again.new_versions, again.unchanged, again.refused) == (0, 0, 2, 1)


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Nr;Datum;Kunde;Summe\n1;01.02.2026;1;5,00\n", encoding="utf-8")
    home = Home(tmp_path / "home")
    result = import_file(
        ImportRequest(path, mapping=parse_mapping(ORDERS, file="t"), dry_run=True), home=home
    )
    assert (result.taken, result.import_id) == (1, None)
    assert home.store.manifest().version == 0
    assert not list(home.folder.rglob("*.parquet"))


def test_wide_surveys_count_people_and_keep_every_answer(tmp_path: Path) -> None:
    mapping = """
name = "wide"
table = "survey_answers"
source = "shop"
[columns]
response_id = "Bogen"
answered_at = "Datum"
record_id = "Kunde"
[constants]
survey_id = "2026"
[questions.Empfehlung]
question_id = "nps"
kind = "nps"
scale = [0, 10]
no_answer = ["99"]
[questions."Warum?"]
question_id = "why"
kind = "text"
"""
    text = "Bogen;Datum;Kunde;Empfehlung;Warum?\n1;01.02.2026;7;10;Gute Beratung\n2;02.02.2026;;11;\n3;03.02.2026;9;;-\n4;04.02.2026;9;99;\n"
    home, result = bring(tmp_path, text, mapping)
    assert (result.read, result.taken) == (4, 4)
    assert result.tables["survey_answers"]["new"] == 4
    answers = rows(home, "survey_answers", "response_id, score, no_answer, question_id", "4, 1")
    assert [(r["score"], r["no_answer"]) for r in answers if r["question_id"] == "nps"] == [
        (10, None), (None, "outside_scale"), (None, "skipped"), (None, "no_opinion"),
    ]  # fmt: skip
    assert [r["text"] for r in rows(home, "texts", "text, about_id", "2")] == ["Gute Beratung", "-"]
    _, again = bring(tmp_path, text, mapping)
    assert (again.taken, again.unchanged) == (0, 4)


def test_purchases_without_numbers_are_numbered_by_customer_and_day(tmp_path: Path) -> None:
    mapping = ORDERS.replace('order_id = "Nr"\n', "")
    text = "Datum;Kunde;Summe\n01.02.2026;7;5,00\n01.02.2026;7;5,00\n02.02.2026;7;6,00\n"
    home, result = bring(tmp_path, text, mapping)
    assert (result.taken, result.remarks["exact_duplicate"]) == (3, 1)
    assert [r["order_id"] for r in rows(home, "orders", "order_id")] == [
        "7/20260201/1",
        "7/20260201/2",
        "7/20260202/1",
    ]


def test_an_address_in_place_of_a_customer_number_becomes_a_pseudonym(tmp_path: Path) -> None:
    home, _ = bring(
        tmp_path,
        "Nr;Datum;Kunde;Summe\n1;01.02.2026;Anna@Example.org;5,00\n2;02.02.2026;anna@example.org;6,00\n"
        "3;03.02.2026;Anna Weiß;6,00\n4;04.02.2026;+49 30 23125 001;6,00\n5;05.02.2026;K 17-A;6,00\n",
    )
    found = [r["record_id"] for r in rows(home, "orders", "record_id, order_id", "2")]
    assert found[0] == found[1]
    assert all(v.startswith("p-") for v in found[:4])
    assert found[4] == "K 17-A"
    stored = b"".join(p.read_bytes() for p in home.folder.rglob("orders/*.parquet")).lower()
    assert b"anna" not in stored
    assert b"23125" not in stored
