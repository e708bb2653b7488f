"""One question, one address."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from kundig.answers import AskError
from kundig.answers.period import parse_period
from kundig_web.questions import spans
from kundig_web.questions.reading import Asked, is_canonical, presets, read


def test_an_address_says_everything_and_comes_back_the_same() -> None:
    asked = Asked(
        "2026-10", ("branch", "month"), {"channel": ("a&b", "Süd")}, {"mapping": "one_to_ten"}
    )
    assert read(QueryDict(asked.query()[1:])) == asked
    assert Asked().query() == ""


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2026-01-01", "2026-12-31", "2026"), ("2026-07-01", "2026-09-30", "2026-Q3"),
        ("2026-10-01", "2026-10-31", "2026-10"), ("2025-11-01", "2026-10-31", "2025-11..2026-10"),
        ("2026-10-05", "2026-10-05", "2026-10-05"), ("2026-10-05", "2026-11-02", "2026-10-05..2026-11-02"),
        ("5.10.2026", "", "2026-10-05.."), ("", "2026-10-05", "..2026-10-05"),
        ("2025-12-01", "2026-01-31", "2025-12..2026-01"),
    ],
)  # fmt: skip
def test_two_days_become_the_shortest_word_for_them(first: str, last: str, period: str) -> None:
    asked = read(QueryDict(f"from={first}&to={last}"))
    assert asked.period == period
    start, end = parse_period(period)
    assert (start, end) == (
        date(2026, 10, 5) if "." in first else date.fromisoformat(first) if first else None,
        date.fromisoformat(last) if last else None,
    )


def test_empty_fields_of_the_form_say_nothing_and_are_left_out() -> None:
    sent = QueryDict("from=&to=&by=branch&by=&where.branch=&option.mapping=")
    assert read(sent) == Asked(by=("branch",))
    assert not is_canonical(sent)
    assert is_canonical(QueryDict("by=branch&period=2026"))


@pytest.mark.parametrize(
    "said", ["period=3026", "period=1200-01..", "from=1776-07-04&to=1776-07-05"]
)
def test_years_out_of_this_world_are_refused(said: str) -> None:
    with pytest.raises(AskError):
        read(QueryDict(said))


@pytest.mark.parametrize(
    ("today", "periods"),
    [
        (date(2026, 11, 20), ["2026-10", "2026-Q3", "2025-11..2026-10", "2025", ""]),
        (date(2026, 1, 1), ["2025-12", "2025-Q4", "2025-01..2025-12", "2025", ""]),
        (date(2024, 2, 29), ["2024-01", "2023-Q4", "2023-02..2024-01", "2023", ""]),
    ],
)
def test_presets_are_periods_that_are_over(today: date, periods: list[str]) -> None:
    assert [p.period for p in presets(today)] == periods


@pytest.mark.parametrize(
    ("period", "de", "en"),
    [
        ("", "alles, was bekannt ist", "everything that is known"),
        ("2026", "2026", "2026"),
        ("2026-Q3", "3. Quartal 2026", "quarter 3 of 2026"),
        ("2026-10", "Oktober 2026", "October 2026"),
        ("2026-10-05", "5. Oktober 2026", "5 October 2026"),
        ("2026-10-05..", "ab 5. Oktober 2026", "from 5 October 2026"),
        ("..2026-10", "bis 31. Oktober 2026", "until 31 October 2026"),
        ("2025-11..2026-10", "1. November 2025 bis 31. Oktober 2026", "1 November 2025 to 31 October 2026"),
    ],
)  # fmt: skip
def test_periods_are_told_in_words(period: str, de: str, en: str) -> None:
    assert (spans.told(period, "de"), spans.told(period, "en")) == (de, en)


def test_the_command_line_says_the_same() -> None:
    asked = Asked(
        "2026-10", ("branch",), {"branch": ("Süd", "Nord West")}, {"mapping": "one_to_ten"}
    )
    assert asked.command("nps") == (
        "kundig ask nps --by branch --period 2026-10 --where branch=Süd"
        " --where 'branch=Nord West' --option mapping=one_to_ten"
    )


@pytest.mark.parametrize(
    ("part", "day", "open_"),
    [
        ("2026-Q4", date(2026, 11, 20), True), ("2026-Q4", date(2027, 1, 1), False),
        ("2026-11", date(2026, 11, 30), True), ("2026-11", date(2026, 12, 1), False),
        ("2026-11-16", date(2026, 11, 22), True), ("2026-11-16", date(2026, 11, 23), False),
    ],
)  # fmt: skip
def test_a_part_of_time_is_over_the_day_after_its_last(part: str, day: date, open_: bool) -> None:
    assert spans.holds(part, day) is open_
