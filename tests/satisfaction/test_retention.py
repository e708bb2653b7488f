"""Who stays, where no contract says so."""

from datetime import date

import pytest

from kundig.facts.months import add_months, months_between
from kundig.facts.options import Unanswerable
from tests.needs.ledger import Shop, bought, crowd, keys


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """40 customers of 2024, 30 of whom came back in 2025; 5 new ones; data end on 31 December."""
    rows = [
        *crowd(40, day="2024-05-01"),
        *crowd(30, day="2025-05-01"),
        *[(f"new{i}", "2025-12-31", 1) for i in range(5)],
    ]
    return Shop(tmp_path_factory.mktemp("kept"), bought(*rows))


def test_share_of_last_years_customers_who_came_back(shop):
    row = shop.row("retention")
    assert row["retention"] == 75
    assert (row["kept"], row["n"]) == (30, 40)
    assert row["low"] == pytest.approx(59.81, abs=0.01)  # Wilson, 30 of 40
    assert row["high"] == pytest.approx(85.81, abs=0.01)
    assert shop.row("retention", period="2025") == row


def test_windows_are_months_of_the_calendar(shop):
    # 1 May 2024 lies in the window before exactly while that window is November to April
    assert shop.row("retention", as_of="2025-05-02", months=6)["n"] == 0
    assert shop.row("retention", as_of="2025-05-02", months=12)["n"] == 40
    assert shop.row("retention", as_of="2025-05-02", months=12)["kept"] == 30
    assert shop.row("retention", as_of="2025-05-01", months=12)["n"] == 0
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert months_between(date(2025, 1, 31), date(2025, 2, 28)) == 1
    assert months_between(date(2025, 1, 1), date(2025, 2, 2)) is None


def test_a_period_that_is_not_over_has_no_figure(shop):
    answer = shop.ask("retention", period="2026")
    assert answer.value is None
    assert "window_not_over" in keys(answer)


def test_a_window_before_the_data_begin_is_told(shop):
    assert keys(shop.ask("retention", as_of="2025-12-31", months=6)) == []
    assert keys(shop.ask("retention", as_of="2025-05-02")) == ["window_before_data"]


def test_a_period_of_half_months_is_refused(shop):
    with pytest.raises(Unanswerable, match="months"):
        shop.ask("retention", period=(date(2025, 1, 1), date(2025, 2, 10)))
    assert shop.ask("retention", period=(date(2025, 1, 1), date(2025, 2, 10)), months=3).rows


def test_months_make_no_groups(shop):
    with pytest.raises(Unanswerable, match="month"):
        shop.ask("retention", by="month")


def test_a_group_keeps_whom_it_sees_again(tmp_path):
    rows = [(*r, {"branch": "north"}) for r in crowd(40, day="2024-05-01")]
    rows += [(*r, {"branch": "south"}) for r in crowd(30, day="2025-12-01")]
    answer = Shop(tmp_path, bought(*rows)).ask("retention", by="branch")
    assert [(r["branch"], r["n"], r["kept"]) for r in answer.rows] == [
        ("north", 40, 0), ("south", 0, 0),
    ]  # fmt: skip
    assert "kept_within_group" in keys(answer)


def test_cohorts_by_quarter(shop):
    answer = shop.ask("retention", by="cohort")
    told = {(r["cohort"], r["age"]): (r["retention"], r["active"], r["n"]) for r in answer.rows}
    assert told == {
        ("2024-Q2", 0): (100, 40, 40),
        ("2024-Q2", 1): (0, 0, 40),
        ("2024-Q2", 2): (0, 0, 40),
        ("2024-Q2", 3): (0, 0, 40),
        ("2024-Q2", 4): (75, 30, 40),
        ("2024-Q2", 5): (0, 0, 40),
        ("2024-Q2", 6): (0, 0, 40),
        ("2025-Q4", 0): (None, 5, 5),
    }
    assert answer.n == 45


def test_cohorts_show_only_periods_that_are_over(shop):
    ages = [r["age"] for r in shop.ask("retention", by="cohort", as_of="2025-03-31").rows]
    assert ages == [0, 1, 2]
    ages = [r["age"] for r in shop.ask("retention", by="cohort", as_of="2025-04-01").rows]
    assert ages == [0, 1, 2, 3]
    years = shop.ask("retention", by="cohort", cohort="year", where={"cohort": "2024"}).rows
    assert [(r["age"], r["retention"]) for r in years] == [(0, 100), (1, 75)]
    months = shop.ask("retention", by="cohort", cohort="month", as_of="2024-07-01").rows
    assert [(r["cohort"], r["age"]) for r in months] == [("2024-05", 0), ("2024-05", 1)]


def test_unknown_cohorts_are_refused(shop):
    with pytest.raises(Unanswerable, match="quarter"):
        shop.ask("retention", by="cohort", cohort="week")
