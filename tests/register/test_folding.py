"""Spellings of one name, address or number are found by each other, in Python and in SQL alike."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kundig.engines.duckdb import DuckDBEngine
from kundig.register import Wanted, fold
from kundig.register.folding import fold_sql, phone, phone_sql

#: Letters of European names, marks that occur among them, and blanks of several kinds.
LETTERS = st.characters(min_codepoint=0x20, max_codepoint=0x24F) | st.characters(
    min_codepoint=0x1E00, max_codepoint=0x1EFF
)
NAMES = st.text(LETTERS | st.sampled_from("äöüßÄÖÜẞıİŁłøæœ'’´-–„“  aeouAEOU"), max_size=40)


@pytest.fixture(scope="module")
def engine():
    with DuckDBEngine(threads=1) as opened:
        yield opened


def sql(engine, expression, text):
    return engine.execute(f"SELECT {expression}", [text])[0][0]


@pytest.mark.parametrize(
    "spellings",
    [
        ("Müller", "Mueller", "Muller", "MÜLLER", "MUELLER"),
        ("Weiß", "Weiss", "WEISS", "WEIẞ"),
        ("Yıldız", "Yildiz", "YILDIZ", "Yıldiz"),
        ("O'Neil", "O’Neil", "ONeil", "oneil", "O´Neil"),
        ("Łukasz", "Lukasz", "ŁUKASZ"),
        ("Jørgensen", "Joergensen", "Jorgensen", "Jörgensen"),
        ("Æbelø", "Aebelø", "Abelo"),
        ("Zoë Ångström", "Zoe Angstrom", "zoë  ångström "),
        ("Müller-Lüdenscheidt", "Mueller Luedenscheidt", "Müller–Lüdenscheidt"),
        ("İpek", "Ipek", "ipek"),
    ],
)
def test_spellings_of_one_name_are_one(engine, spellings):
    assert len({fold(s) for s in spellings}) == 1
    assert len({sql(engine, fold_sql("?"), s) for s in spellings}) == 1


def test_different_names_stay_different():
    names = ["Müller", "Möller", "Miller", "Maler", "Weiß", "Weis", "Yıldız", "Yildirim"]
    assert len({fold(n) for n in names}) == len(names)


@settings(max_examples=400, deadline=None)
@given(NAMES)
@example("İ")
@example("ÜE")
@example("aue  oe\u00a0ae")
def test_sql_folds_as_python_does(engine, text):
    assert sql(engine, fold_sql("?"), text) == fold(text)


@pytest.mark.parametrize(
    "numbers",
    [
        ("+49 30 23125 101", "030 23125 101", "030/23125101", "0049 (0)30 23125-101", "30 23125 101",
         "+49 (0) 30 / 23125.101"),
        ("+43 660 1234567", "0043 6601234567", "43 660 1234567"),
    ],
)  # fmt: skip
def test_ways_to_write_a_phone_number_are_one(numbers):
    assert len({phone(n) for n in numbers}) == 1


@settings(max_examples=400, deadline=None)
@given(st.text("0123456789 +()/-.tel", max_size=24))
@example("0049(0)30 123")
@example("++49 030")
def test_sql_reads_phone_numbers_as_python_does(engine, text):
    assert sql(engine, phone_sql("?"), text) == phone(text)


SEARCH = (
    "#4711| #k-99| frau dr. anna muller anna.weiss@example.org 62014 hinterbachtal +3023125101|"
)


@pytest.mark.parametrize(
    "typed",
    ["Müller", "mueller anna", "ANNA MULLER", "4711", "030 23125", "+49 30 23125101", "23125 101",
     "müller 030/23125", "anna.weiss@", "62014", "Hinterbach", "Dr. Anna", "(030) 23125-101"],
)  # fmt: skip
def test_what_people_type_finds_the_customer(typed):
    assert Wanted.of(typed).fits(SEARCH)


@pytest.mark.parametrize(
    "typed", ["Müller Bernd", "4712", "040 23125", "anna.weiss@post", "+43 30 23125101"]
)
def test_what_does_not_fit_finds_nobody(typed):
    assert not Wanted.of(typed).fits(SEARCH)


@pytest.mark.parametrize("typed", ["#4711|", "|", "''", "%", "_", "+", "  "])
def test_marks_of_the_register_cannot_be_typed(typed):
    wanted = Wanted.of(typed)
    assert all("#" not in w and "|" not in w for w in (*wanted.words, *wanted.rest))
