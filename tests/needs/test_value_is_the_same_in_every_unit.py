"""Discounted value: real months, any unit, seeded uncertainty."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from kundig.needs.clv import Patterns, bg_nbd, clv, gamma_gamma
from kundig.needs.clv.units import months_in
from tests.needs import cdnow


def values(unit, **options):
    p = cdnow.sample(unit, spend=True)
    options = {"annual_discount": 0.15, "draws": 0, **options}
    return clv(bg_nbd.fit(p), gamma_gamma.fit(p), p, **options)


def test_weeks_and_days_and_years():
    week = values("week", months=12)
    for unit in ("day", "year"):
        other = values(unit, months=12)
        assert other.value == pytest.approx(week.value, rel=1e-6)
        assert other.total.value == pytest.approx(week.total.value, rel=1e-6)


def test_without_discount_it_is_purchases_times_spend():
    v = values("week", horizon=39, annual_discount=0.0)
    assert v.total_purchases.value == pytest.approx(1653.4, abs=0.05)
    assert v.value == pytest.approx(v.purchases * v.spend)
    assert v.total.value == pytest.approx(59_932, rel=0.002)  # published as $59,932
    half = values("week", horizon=39, annual_discount=0.0, margin=0.5)
    assert half.total.value == pytest.approx(v.total.value / 2)


def test_discounting_against_many_small_steps():
    p = cdnow.sample(spend=True)
    f, g = bg_nbd.fit(p), gamma_gamma.fit(p)
    v = clv(f, g, p, annual_discount=0.15, months=24, draws=0)
    grid = np.linspace(0, v.horizon, 1201)
    i = int(np.argmax(p.x))
    bought = [float(f.expected_purchases(t, p.x[i], p.t_x[i], p.T[i])) for t in grid]
    years = (grid[1:] + grid[:-1]) / 2 * 7 / 365.2425
    steps = (np.diff(bought) * 1.15**-years).sum() * v.spend[i]
    assert v.value[i] == pytest.approx(steps, rel=1e-6)


def test_uncertainty_is_seeded_and_nested():
    one = values("week", months=12, draws=200, seed=4)
    two = values("week", months=12, draws=200, seed=4)
    assert one.total == two.total
    assert one.total.low < one.total_80.low < one.total.value
    assert one.total.value < one.total_80.high < one.total.high
    assert 0.05 < (one.total.high - one.total.low) / one.total.value < 0.5


def test_the_spread_of_a_large_base_is_measured_on_a_part():
    p = cdnow.sample(spend=True)
    f, g = bg_nbd.fit(p), gamma_gamma.fit(p)
    many = {k: np.tile(getattr(p, k), 5) for k in ("t_x", "T", "z")}
    large = clv(
        f, g, Patterns(np.tile(p.x, 5), unit="week", **many), months=12, annual_discount=0.1
    )
    small = clv(f, g, p, months=12, annual_discount=0.1)
    assert large.total.value == pytest.approx(5 * small.total.value)
    assert large.total.low == pytest.approx(5 * small.total.low, rel=0.01)


def test_months_are_real():
    assert months_in("day", months=12) == pytest.approx(365.2425)
    assert months_in("day", months=1, start=date(2024, 2, 1)) == 29
    assert months_in("day", months=1, start=date(2024, 1, 31)) == 29
    assert months_in("week", months=12, start=date(2023, 3, 1)) == pytest.approx(366 / 7)
    assert months_in("day", months=13, start=date(2023, 12, 1)) == 397


def test_mixed_units_and_two_horizons_are_refused():
    p, days = cdnow.sample(spend=True), cdnow.sample("day", spend=True)
    f, g = bg_nbd.fit(p), gamma_gamma.fit(p)
    with pytest.raises(ValueError, match="counts in weeks, the patterns in days"):
        clv(f, g, days, months=12, annual_discount=0.1)
    with pytest.raises(ValueError, match="either months or a horizon"):
        clv(f, g, p, months=12, horizon=3, annual_discount=0.1)
    with pytest.raises(ValueError, match="no mean spend"):
        clv(f, g, cdnow.sample(), months=12, annual_discount=0.1)
