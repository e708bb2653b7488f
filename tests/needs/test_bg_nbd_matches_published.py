"""BG/NBD on CDNOW against Fader, Hardie & Lee 2005 and Hardie's note 004."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from kundig.needs.clv import Patterns, bg_nbd
from tests.needs import cdnow


def test_parameters_and_log_likelihood_of_the_published_summary():
    f = bg_nbd.fit(cdnow.summary())
    assert f.ok
    assert not f.warnings
    assert [round(v, 3) for v in f.parameters] == [0.243, 4.414, 0.793, 2.426]
    assert round(f.log_likelihood, 1) == -9582.4
    assert round(f.log_likelihood, 4) == -9582.4256
    assert f.parameters == pytest.approx((0.242593, 4.413532, 0.792886, 2.425753), abs=2e-6)


def test_exact_days():
    f = bg_nbd.fit(cdnow.sample())
    assert (f.customers, f.repeat_purchases) == (2357, 2457)
    assert [round(v, 3) for v in f.parameters] == [0.243, 4.414, 0.793, 2.426]
    assert round(f.log_likelihood, 3) == -9582.429
    p = cdnow.sample()
    total = f.expected_purchases(39, p.x, p.t_x, p.T).sum()
    assert round(total, 1) == 1653.4


def test_full_cohort():
    p = cdnow.master()
    f = bg_nbd.fit(p)
    assert f.customers == 23570
    assert round(f.expected_purchases(39, p.x, p.t_x, p.T).sum(), 1) == 16873.7


def test_one_customer_of_the_note():
    f = bg_nbd.fit(cdnow.summary())
    assert round(float(f.expected_purchases(39, 2, 30.43, 38.86)), 3) == 1.226
    printed = dataclasses.replace(f, r=0.243, alpha=4.414, a=0.793, b=2.426)
    assert round(float(printed.expected_purchases(39, 2, 30.43, 38.86)), 5) == 1.22603
    assert round(float(printed.p_alive(2, 30.43, 38.86)), 5) == 0.72658
    assert round(printed.expected_new_customer(39), 5) == 1.19672


@pytest.mark.parametrize(("unit", "per_week"), [("day", 7), ("hour", 168), ("year", 7 / 365.2425)])
def test_the_unit_of_time_does_not_matter(unit, per_week):
    week, other = cdnow.sample(), cdnow.sample(unit)
    f, g = bg_nbd.fit(week), bg_nbd.fit(other)
    assert g.alpha == pytest.approx(f.alpha * per_week, rel=1e-6)
    assert (g.r, g.a, g.b) == pytest.approx((f.r, f.a, f.b), rel=1e-6)
    expected = f.expected_purchases(39, week.x, week.t_x, week.T)
    assert g.expected_purchases(39 * per_week, other.x, other.t_x, other.T) == pytest.approx(
        expected, rel=1e-6
    )


def test_weights_are_customers():
    p = cdnow.summary()
    rows, count = np.unique(np.column_stack([p.x, p.t_x, p.T]), axis=0, return_counts=True)
    assert len(rows) == 1016
    grouped = bg_nbd.fit(
        Patterns(rows[:, 0], t_x=rows[:, 1], T=rows[:, 2], unit="week", weights=count)
    )
    plain = bg_nbd.fit(p)
    assert grouped.parameters == pytest.approx(plain.parameters, rel=1e-6)
    assert grouped.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-6)
    assert grouped.standard_errors == pytest.approx(plain.standard_errors, rel=1e-4)


def test_the_model_is_small_and_comes_back():
    f = bg_nbd.fit(cdnow.summary())
    text = f.to_json()
    assert len(text.encode()) <= 4096
    assert bg_nbd.Fitted.from_json(text) == f
    with pytest.raises(ValueError, match="not a model"):
        bg_nbd.Fitted.from_json('{"format": "other"}')
