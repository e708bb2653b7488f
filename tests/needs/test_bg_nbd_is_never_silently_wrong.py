"""Boundaries, limits, thin data and broken rows."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy import special

from kundig.needs.clv import Patterns, Problem, RefusedFit, Warn, bg_nbd, expectation
from kundig.needs.clv.bg_nbd_likelihood import Likelihood
from tests.needs.simulated import population

X = np.array([0.0, 1, 3, 30, 300])


def averaged(parameters, horizon, age):
    """The expectation by brute force, independent of the closed form."""
    return [expectation._averaged(parameters, x, age, horizon) for x in X]


def test_twenty_populations_without_a_failure():
    seconds = 0.0
    for seed in range(20):
        p = population(seed)
        begin = time.perf_counter()
        f = bg_nbd.fit(p)
        seconds += time.perf_counter() - begin
        assert f.ok, (seed, f)
        assert f.gradient < 1e-5
        assert f.expected_repeat_purchases == pytest.approx(f.repeat_purchases, rel=0.1)
        for horizon in (1, 100, 3000):
            expected = f.expected_purchases(horizon, p.x, p.t_x, p.T)
            assert np.isfinite(expected).all()
            assert (expected >= 0).all()
        alive = f.p_alive(p.x, p.t_x, p.T)
        assert ((alive >= 0) & (alive <= 1)).all()
        assert np.isfinite(f.expected_new_customer(365))
        assert len(f.to_json().encode()) <= 4096
    print(f"20 fits in {seconds:.2f} s")


@pytest.mark.parametrize(
    ("a", "b"),
    [(1, 2.4), (1 + 1e-9, 2.4), (1.001, 2.4), (0.4, 0.6), (0.4, 0.6 + 1e-8), (30, 200), (99, 9900)],
)
@pytest.mark.parametrize(("horizon", "age"), [(39.0, 38.0), (0.01, 400.0), (1e4, 3.0)])
def test_limits_of_the_closed_form(a, b, horizon, age):
    p = (0.243, 4.414, a, b)
    got = expectation.purchases_if_alive(p, X, np.full(5, age), np.full(5, horizon))
    assert got == pytest.approx(averaged(p, horizon, age), rel=1e-7)


def test_the_closed_form_is_the_published_one():
    r, alpha, a, b = p = (0.243, 4.414, 0.793, 2.426)
    x, age, t = X[:4], 38.0, 39.0
    z = t / (alpha + age + t)
    inner = special.hyp2f1(r + x, b + x, a + b + x - 1, z)
    ratio = ((alpha + age) / (alpha + age + t)) ** (r + x)
    published = (a + b + x - 1) / (a - 1) * (1 - ratio * inner)
    got = expectation.purchases_if_alive(p, x, np.full(4, age), np.full(4, t))
    assert got == pytest.approx(published, rel=1e-9)


def test_gradient_is_the_slope_of_the_likelihood():
    likelihood = Likelihood(population(3))
    theta = np.array([-0.3, 0.2, -0.5, 0.7])
    for objective, at in ((likelihood.full, theta), (likelihood.without_dropout, theta[:2])):
        gradient = objective(at)[1]
        for i in range(at.size):
            step = np.zeros_like(at)
            step[i] = 1e-5
            slope = (objective(at + step)[0] - objective(at - step)[0]) / 2e-5
            assert gradient[i] == pytest.approx(slope, abs=1e-7)


def test_nobody_leaves():
    rng = np.random.default_rng(2)
    rate, age = rng.gamma(2, 1 / 30, 800), np.full(800, 300.0)
    x = rng.poisson(rate * age).astype(float)
    t_x = np.where(x > 0, age * rng.beta(np.maximum(x, 1), 1), 0)
    f = bg_nbd.fit(Patterns(x, t_x=t_x, T=age, unit="day"))
    assert f.ok
    assert f.warnings == (Warn.NO_DROPOUT_VISIBLE,)
    assert (f.a, f.standard_errors[2]) == (0, None)
    assert (f.p_alive(x, t_x, age) == 1).all()
    assert np.isfinite(f.expected_purchases(100, x, t_x, age)).all()
    assert f.expected_purchases(100, x, t_x, age).sum() == pytest.approx(x.sum() / 3, rel=0.1)
    assert all(np.isfinite(d).all() for d in f.draws(20, seed=1))


@pytest.mark.parametrize(
    ("x", "problem"),
    [
        (np.zeros(200), Problem.TOO_FEW_REPEAT_BUYERS),
        (np.repeat([0.0, 2], [195, 5]), Problem.TOO_FEW_REPEAT_BUYERS),
        (np.full(29, 3.0), Problem.TOO_FEW_CUSTOMERS),
    ],
)
def test_thin_data_are_refused(x, problem):
    f = bg_nbd.fit(Patterns(x, t_x=np.where(x > 0, 20.0, 0), T=np.full(x.size, 52.0), unit="week"))
    assert not f.ok
    assert f.problems == (problem,)
    assert bg_nbd.Fitted.from_json(f.to_json()) == f
    for call in (
        lambda: f.p_alive(1, 2, 3),
        lambda: f.expected_purchases(1, 1, 2, 3),
        lambda: f.expected_new_customer(1),
        lambda: list(f.draws(1, seed=1)),
    ):
        with pytest.raises(RefusedFit, match=problem):
            call()


def test_a_large_base_gives_the_same_parameters_as_its_weights():
    p = population(5)
    times = 60_000 // p.x.size + 1
    large = Patterns(
        np.tile(p.x, times), t_x=np.tile(p.t_x, times), T=np.tile(p.T, times), unit="day"
    )
    weights = np.full(p.x.size, float(times))
    f = bg_nbd.fit(large)
    g = bg_nbd.fit(Patterns(p.x, t_x=p.t_x, T=p.T, unit="day", weights=weights))
    assert f.parameters == pytest.approx(g.parameters, rel=1e-6)


@pytest.mark.parametrize("kind", ["all alike", "all buy once more", "one date"])
def test_strange_data_give_a_fit_or_a_reason(kind):
    n = 300
    x = np.full(n, 4.0) if kind == "all alike" else np.full(n, 1.0)
    t_x = np.full(n, 30.0) if kind == "one date" else np.linspace(1, 49, n)
    f = bg_nbd.fit(Patterns(x, t_x=t_x, T=np.full(n, 50.0), unit="week"))
    if f.ok:
        assert np.isfinite(f.expected_purchases(50, x, t_x, 50.0)).all()
    else:
        assert f.problems


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": [1, 1.5]}, "whole number"),
        ({"x": [1, -1]}, "whole number"),
        ({"t_x": [2, 9]}, "after the end"),
        ({"t_x": [2, 0]}, "above 0 where x is above 0"),
        ({"x": [0, 1]}, "t_x must be 0 where x is 0"),
        ({"T": [5, np.nan]}, "T must be finite"),
        ({"T": [5]}, "shape"),
        ({"unit": "fortnight"}, "unknown unit"),
        ({"weights": [1, 0]}, "weights must be above 0"),
        ({"z": [3, -2]}, "refunds"),
        ({"x": [], "t_x": [], "T": []}, "no customer"),
    ],
)
def test_broken_rows_are_named(change, message):
    good = {"x": [1, 2], "t_x": [2, 3], "T": [5, 5], "unit": "week"}
    with pytest.raises(ValueError, match=message):
        Patterns(**{**good, **change})
