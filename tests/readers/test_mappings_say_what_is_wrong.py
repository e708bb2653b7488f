from __future__ import annotations

from pathlib import Path

import pytest

from kundig.readers import (
    ColumnSpec,
    ReadError,
    check_columns,
    dump_mapping,
    layouts,
    load_mapping,
    open_source,
    parse_mapping,
    propose,
)
from kundig.readers.fields import allowed_fields, target
from kundig.tables import TABLES

GOOD = """
name = "mine"
table = "order_lines"
source = "till"
[file]
zone = "Europe/Berlin"
delimiter = "tab"
decimal = "comma"
[columns]
order_id = "Bon"
product_id = ["EAN", "Artikel"]
quantity = "Menge"
unit_price = "Preis"
ordered_at = "Datum"
last_name = { join = ["Vorname", "Name"], with = " " }
"deliveries.status" = "Stand"
[constants]
currency = "EUR"
[codes."deliveries.status"]
weg = "shipped"
[rules]
cancellation = { field = "order_id", matches = "^S" }
skip = [{ column = "Typ", matches = "^Summe" }]
"""


def test_a_mapping_says_which_column_fills_which_field() -> None:
    mapping = parse_mapping(GOOD, file="mine.toml")
    assert mapping.file.delimiter == "\t"
    assert mapping.columns["product_id"] == ColumnSpec(("EAN", "Artikel"))
    assert mapping.columns["last_name"] == ColumnSpec(("Vorname", "Name"), " ")
    places = {(table, column) for table, column, _ in mapping.fields()}
    assert ("orders", "ordered_at") in places
    assert ("customer_records", "last_name") in places
    assert ("deliveries", "status") in places
    assert mapping.used_columns()[-1] == "Typ"


def test_every_layout_survives_being_written_and_read() -> None:
    for mapping in (*layouts(), parse_mapping(GOOD, file="mine.toml")):
        assert parse_mapping(dump_mapping(mapping), file=mapping.name) == mapping


def test_the_examples_in_the_documentation_work() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "layouts.md"
    examples = page.read_text(encoding="utf-8").split("```toml\n")[1:]
    names = [parse_mapping(e.partition("```")[0], file="layouts.md").name for e in examples]
    assert names == ["my_till", "my_survey"]


WRONG = {
    "mapping_not_toml": ("[columns]", "[columns"),
    "mapping_key_unknown": ('name = "mine"', 'name = "mine"\ncolour = "red"'),
    "mapping_field_unknown": ('order_id = "Bon"', 'order_number = "Bon"'),
    "mapping_field_ambiguous": ('unit_price = "Preis"', 'unit_price = "Preis"\nkind = "Art"'),
    "mapping_regex": ('"^S"', '"^(S"'),
    "mapping_twice": ('currency = "EUR"', 'currency = "EUR"\nquantity = "1"'),
    "mapping_date_twice": ('ordered_at = "Datum"', 'ordered_at = "Datum"\norder_date = "Tag"'),
    "mapping_wrong": ('decimal = "comma"', 'decimal = "dot"'),
}


@pytest.mark.parametrize("key", WRONG)
def test_every_mistake_names_the_file_and_what_was_expected(key: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(GOOD.replace(*WRONG[key], 1), encoding="utf-8")
    with pytest.raises(ReadError) as caught:
        load_mapping(path)
    assert caught.value.key == key
    for lang in ("de", "en"):
        assert "mine.toml" in caught.value.text(lang)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('table = "order_lines"', 'table = "sales"'),
        ('source = "till"', ""),
        ('zone = "Europe/Berlin"', 'zone = "Europe/Bonn"'),
        ('zone = "Europe/Berlin"', "zone = 7"),
        ('delimiter = "tab"', 'delimiter = "::"'),
        ('weg = "shipped"', 'weg = "away"'),
        ('["EAN", "Artikel"]', "[]"),
        ('{ join = ["Vorname", "Name"], with = " " }', "{ with = 1 }"),
        ('matches = "^S"', "matches = 3"),
        ('quantity = "Menge"', "quantity = 3"),
        ("[rules]", '[questions."Q1"]\nquestion_id = "q1"\nkind = "nps"\n[rules]'),
        ("[rules]\n", '[rules]\nwhen = "now"\n'),
    ],
)
def test_no_mistake_ends_in_a_traceback(old: str, new: str) -> None:
    assert old in GOOD
    with pytest.raises(ReadError) as caught:
        parse_mapping(GOOD.replace(old, new, 1), file="mine.toml")
    assert "mine.toml" in caught.value.text("de")


def test_scored_questions_need_a_scale() -> None:
    text = (
        'name="s"\ntable="survey_answers"\nsource="s"\n[questions.Q]\nquestion_id="q"\nkind="{}"\n'
    )
    with pytest.raises(ReadError):
        parse_mapping(text.format("nps"), file="s.toml")
    assert parse_mapping(text.format("text"), file="s.toml").questions["Q"].kind == "text"


def test_allowed_fields_lead_to_columns_of_the_tables() -> None:
    for table in TABLES:
        for field in allowed_fields(table):
            place, column = target(table, field)
            assert column in TABLES[place].by_name


def test_a_file_that_lacks_columns_is_told_which(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("Bon\tEAN\tMenge\n1\t2\t3\n")
    with pytest.raises(ReadError) as caught:
        check_columns(parse_mapping(GOOD, file="mine.toml"), open_source(path))
    assert "Preis" in caught.value.text("en")


def test_a_till_file_is_told_what_it_can_answer(tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    path.write_text("Bon-Nr;Datum;Artikel;Menge;Einzelpreis\n1;13.02.2026 10:00;Brot;1;3,50\n")
    proposal = propose(open_source(path), table=None)
    assert proposal.mapping.table == "order_lines"
    assert proposal.mapping.file.decimal == "comma"
    assert proposal.mapping.file.dates == "dmy"
    assert [r.key for r in proposal.remarks] == ["till_lines"]
    assert proposal.questions == ()
    assert parse_mapping(dump_mapping(proposal.mapping), file="x") == proposal.mapping


def test_an_ambiguous_date_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "us.csv"
    path.write_text("Order ID,Order Date,Customer ID,Total\n1,01/02/2026,7,12.50\n")
    proposal = propose(open_source(path), table=None)
    assert (proposal.mapping.table, proposal.mapping.file.dates) == ("orders", None)
    assert [(q.key, q.field) for q in proposal.questions] == [("ask_dates", "ordered_at")]
    assert "Order Date" in proposal.questions[0].text("de")


def test_a_wide_survey_becomes_questions(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    lines = ["Laufnummer;Datum;Würden Sie uns weiterempfehlen?;Zufriedenheit insgesamt;Kommentar"]
    for i in range(30):
        lines.append(
            f"{i};{1 + i % 28:02}.03.2026;{i % 11};{1 + i % 5};Das war Besuch Nummer {i} bei Ihnen"
        )
    path.write_text("\n".join(lines), encoding="utf-8")
    proposal = propose(open_source(path), table=None)
    assert proposal.mapping.table == "survey_answers"
    kinds = {q.kind: q.scale for q in proposal.mapping.questions.values()}
    assert kinds == {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "text": None}
