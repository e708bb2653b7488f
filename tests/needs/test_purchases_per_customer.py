"""How often a customer buys."""

import pytest

from tests.needs.ledger import Shop, bought, crowd


def test_mean_with_students_interval(tmp_path):
    # 40 customers: 20 bought once, 20 three times: mean 2, variance 40 / 39
    orders = bought(*crowd(40), *crowd(20, day="2026-02-01", times=2))
    row = Shop(tmp_path, orders).row("purchases_per_customer")
    assert row["purchases_per_customer"] == 2
    assert (row["purchases"], row["customers"], row["n"]) == (80, 40, 40)
    half = 2.022691 * (40 / 39 / 40) ** 0.5  # t of 39 degrees of freedom
    assert row["low"] == pytest.approx(2 - half, abs=1e-6)
    assert row["high"] == pytest.approx(2 + half, abs=1e-6)


def test_nobody_known_gives_no_mean(tmp_path):
    row = Shop(tmp_path, bought((None, "2026-01-01", 1))).row("purchases_per_customer")
    assert (row["purchases_per_customer"], row["n"]) == (None, 0)
