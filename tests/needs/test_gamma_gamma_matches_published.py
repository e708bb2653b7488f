"""Gamma-Gamma on CDNOW against Fader & Hardie, note 025."""

from __future__ import annotations

import numpy as np
import pytest

from kundig.needs.clv import Patterns, Problem, RefusedFit, gamma_gamma
from tests.needs import cdnow


def test_published_parameters():
    f = gamma_gamma.fit(cdnow.sample(spend=True))
    assert f.ok
    assert f.buyers == 946
    assert [round(v, 2) for v in f.parameters] == [6.25, 3.74, 15.44]
    assert f.parameters == pytest.approx((6.2496, 3.7442, 15.4435), abs=5e-5)
    assert round(f.log_likelihood, 3) == -4055.918
    assert round(f.correlation, 3) == 0.114


def test_published_summary_and_expected_spend():
    f = gamma_gamma.fit(cdnow.summary())
    assert f.parameters == pytest.approx((6.2488, 3.7446, 15.4477), abs=5e-5)
    assert round(float(f.expected_spend(2, 22.35)), 2) == 24.66
    assert round(float(f.expected_spend(0, np.nan)), 1) == 35.2


def test_the_currency_does_not_matter():
    p = cdnow.summary()
    cents = Patterns(p.x, t_x=p.t_x, T=p.T, unit="week", z=p.z * 100)
    f, g = gamma_gamma.fit(p), gamma_gamma.fit(cents)
    assert g.gamma == pytest.approx(100 * f.gamma, rel=1e-6)
    assert g.expected_spend(2, 2235) == pytest.approx(100 * f.expected_spend(2, 22.35), rel=1e-6)


def test_the_model_is_small_and_comes_back():
    f = gamma_gamma.fit(cdnow.summary())
    assert len(f.to_json().encode()) <= 4096
    assert gamma_gamma.FittedSpend.from_json(f.to_json()) == f


def test_thin_and_strange_data():
    x, ages = np.repeat([0.0, 2], [50, 5]), np.full(55, 9.0)
    thin = Patterns(x, t_x=np.where(x > 0, 3.0, 0), T=ages, unit="week", z=np.full(55, 20.0))
    f = gamma_gamma.fit(thin)
    assert f.problems == (Problem.TOO_FEW_REPEAT_BUYERS,)
    with pytest.raises(RefusedFit):
        f.expected_spend(1, 1)
    equal = Patterns(
        np.full(60, 2.0), t_x=np.full(60, 3.0), T=np.full(60, 9.0), unit="week", z=np.full(60, 20.0)
    )
    g = gamma_gamma.fit(equal)
    assert not g.ok or float(g.expected_spend(2, 20)) == pytest.approx(20, rel=0.01)
    with pytest.raises(ValueError, match="no mean spend"):
        gamma_gamma.fit(Patterns([1.0], t_x=[1], T=[2], unit="week"))
