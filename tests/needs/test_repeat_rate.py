"""Who came back."""

import pytest

from tests.needs.ledger import Shop, bought, crowd, keys


def test_the_share_that_bought_twice_with_its_interval(tmp_path):
    orders = bought(*crowd(60), *crowd(15, day="2026-03-01"), (None, "2026-01-01", 1))
    row = Shop(tmp_path, orders).row("repeat_rate")
    assert row["repeat_rate"] == 25
    assert (row["repeaters"], row["n"]) == (15, 60)
    # by hand: (15 + z2 / 2 -+ sqrt(z2 * (15 * 45 / 60 + z2 / 4))) / (60 + z2), z2 = 3.841459
    assert row["low"] == pytest.approx(15.7765, abs=1e-4)
    assert row["high"] == pytest.approx(37.2321, abs=1e-4)


def test_only_purchases_of_the_period_make_a_repeat(tmp_path):
    shop = Shop(tmp_path, bought(*crowd(40), *crowd(40, day="2026-03-01")))
    assert shop.row("repeat_rate")["repeat_rate"] == 100
    assert shop.row("repeat_rate", period="2026-Q1")["repeat_rate"] == 100
    assert shop.row("repeat_rate", period="2026-01")["repeat_rate"] == 0


def test_below_thirty_customers_nothing_is_said(tmp_path):
    answer = Shop(tmp_path, bought(*crowd(29, times=2))).ask("repeat_rate")
    assert answer.rows == [
        {"repeat_rate": None, "low": None, "high": None, "n": 29, "repeaters": 29}
    ]
    assert answer.caveats[0].values == {"n": 29, "missing": 1, "minimum": 30}


def test_an_empty_store_has_no_rate(tmp_path):
    answer = Shop(tmp_path, bought((None, "2026-01-01", 1))).ask("repeat_rate")
    assert answer.value is None
    assert "too_few" in keys(answer)
