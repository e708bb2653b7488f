from __future__ import annotations

from datetime import date

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kundig.readers.formats import (
    NEVER_AHEAD,
    PLACEHOLDER_DATES,
    TWO_DIGIT_YEAR,
    NumberFormat,
    date_formats,
    not_ahead,
    number_format,
    zone_of,
)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1.234,56"], "comma"),
        (["1,234.56"], "point"),
        (["1.234", "2.345"], "ambiguous"),
        (["1.234", "2.345", "0,5"], "comma"),
        (["1,234", "7.25"], "point"),
        (["1.50", "2,50"], "ambiguous"),
        (["0.125"], "point"),
        (["1234.567"], "point"),
        (["1.234.567"], "comma"),
        (["1'234.50"], "point"),
        (["€ 12,50", "-3,99 €"], "comma"),
        (["12", "-7", ""], "point"),
        (["Brot", ""], "none"),
    ],
)
def test_the_decimal_sign_follows_from_the_values(values: list[str], expected: str) -> None:
    assert number_format(values) == NumberFormat(expected)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["2026-01-31"], "iso"),
        (["2026-01-31T08:30:00Z"], "iso"),
        (["2026-01-31 08:30:00 +0100"], "iso"),
        (["2026-01-31 08:30:00.250"], "iso"),
        (["20260131"], "iso"),
        (["31.01.2026", "1.2.26"], "dmy"),
        (["24.12.2025 18:30"], "dmy"),
        (["01/02/2026"], "ambiguous"),
        (["01/02/2026", "13/02/2026"], "dmy"),
        (["01/02/2026", "02/13/2026 3:04 PM"], "mdy"),
        (["13/02/2026", "02/13/2026"], "ambiguous"),
        (["0000-00-00", "00.00.0000"], "none"),
        (["Brot", "12"], "none"),
    ],
)
def test_the_order_of_day_and_month_follows_from_the_values(values: list[str], order: str) -> None:
    assert date_formats(values).order == order


def test_every_format_found_is_one_that_duckdb_reads() -> None:
    values = [
        "2026-01-31", "2026-01-31T08:30:00Z", "2026-1-3 8:05", "2026-01-31 08:30:00.5",
        "2026-01-31 08:30:00.1234567", "20260131", "31.1.2026", "1.2.26 9:05", "24.12.2025, 18:30 Uhr",
        "02/13/2026 3:04 PM", "2026/01/31 10:00:00", "5-Jan-2026", "Jan 5, 2026", "13-02-2026 11.35",
    ]  # fmt: skip
    with duckdb.connect() as db:
        for value in values:
            for format_ in date_formats([value]).formats:
                found = db.execute(
                    "select try_strptime(?, ?)::varchar", [value, format_]
                ).fetchone()
                assert found is not None
                assert found[0] is not None, (value, format_)
                assert found[0].startswith("202"), (value, format_)


def test_offsets_are_told_from_local_times() -> None:
    (zulu,) = date_formats(["2026-01-31T08:30:00Z"]).formats
    (offset,) = date_formats(["2026-01-31 08:30:00+01:00"]).formats
    (local,) = date_formats(["2026-01-31 08:30"]).formats
    assert (zone_of(zulu), zone_of(offset), zone_of(local)) == ("utc", "offset", None)


def test_two_digit_years_are_tried_before_four_digit_ones() -> None:
    assert date_formats(["01.02.2024"] * 9 + ["01.02.24"]).formats == ("%d.%m.%y", "%d.%m.%Y")


def test_what_a_person_has_said_about_the_order_counts() -> None:
    assert date_formats(["01/02/2026"], order="mdy").formats == ("%m/%d/%Y",)


def test_placeholders_are_no_evidence() -> None:
    assert "0000-00-00" in PLACEHOLDER_DATES
    assert date_formats([*PLACEHOLDER_DATES, "01/02/2026"]).order == "ambiguous"


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_text_can_be_judged(values: list[str]) -> None:
    number_format(values)
    date_formats(values)


def test_a_birthday_of_two_digits_is_never_ahead() -> None:
    today = date(2026, 5, 24)
    assert not_ahead(date(2045, 3, 12), today=today) == date(1945, 3, 12)
    assert not_ahead(date(2026, 5, 25), today=today) == date(1926, 5, 25)
    assert not_ahead(date(2068, 2, 29), today=today) == date(1968, 2, 29)
    assert not_ahead(date(2024, 2, 29), today=today) == date(2024, 2, 29)
    assert ("customer_records", "birth_date") in NEVER_AHEAD


def test_duckdb_sees_the_same_two_digits() -> None:
    with duckdb.connect() as db:
        for text, two in [("12.03.45", True), ("12.03.1945", False), ("1/2/45 10:00", True)]:
            found = db.execute("select regexp_matches(?, ?)", [text, TWO_DIGIT_YEAR]).fetchone()
            assert found == (two,)
