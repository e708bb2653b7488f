"""Customer value: the discounted spend that is expected within a horizon, with its uncertainty.

The expected rate of purchases is integrated over real time under continuous discounting at an
annual rate, so that weeks and days give the same value and a month is never 30 days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from kundig.needs.clv import bg_nbd, expectation, gamma_gamma
from kundig.needs.clv.patterns import Patterns
from kundig.needs.clv.units import DAYS_PER_YEAR, days_per, months_in
from kundig.stats.estimate import Estimate, around

FloatArray = npt.NDArray[np.float64]

_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(16)
#: Above this many patterns the spread of totals is measured on a systematic sample of them.
_SAMPLE = 5000


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """Expected values per pattern and their totals over all customers.

    The intervals hold the uncertainty of the parameters only: not that customers vary around what
    is expected of them, and not that the model may be wrong.

    Attributes:
        value: discounted spend times margin per customer, shape (n,).
        purchases: expected purchases, not discounted, shape (n,).
        spend: expected spend per purchase, shape (n,).
        p_alive: probability of still being a customer, shape (n,).
        horizon: in the unit of the patterns.
        total: sum of the values, 95 % interval.
        total_80: the same with the 80 % interval.
        total_purchases: sum of the expected purchases, 95 % interval.
        total_purchases_80: the same with the 80 % interval.
    """

    value: FloatArray
    purchases: FloatArray
    spend: FloatArray
    p_alive: FloatArray
    horizon: float
    total: Estimate
    total_80: Estimate
    total_purchases: Estimate
    total_purchases_80: Estimate


def clv(
    fitted: bg_nbd.Fitted,
    spend: gamma_gamma.FittedSpend,
    patterns: Patterns,
    *,
    annual_discount: float,
    months: float | None = None,
    horizon: float | None = None,
    start: date | None = None,
    margin: float = 1.0,
    draws: int = 200,
    seed: int = 1,
) -> Values:
    """Expected discounted value of the customers within a horizon.

    Args:
        fitted: how often they buy.
        spend: what they spend per purchase.
        patterns: the customers; with z, in the unit of `fitted`.
        annual_discount: for example 0.15; discounting is continuous at log(1.15) per year.
        months: the horizon in months; give this or `horizon`.
        horizon: the horizon in the unit of the patterns.
        start: first day of the horizon; with it months are those of the calendar.
        margin: part of the spend that counts as value.
        draws: parameter sets drawn for the intervals; 0 leaves the intervals out.
        seed: of the draws.

    Raises:
        RefusedFit: if one of the fits is not published.
        ValueError: if units differ, z is missing, or not exactly one horizon is given.
    """
    if fitted.unit != patterns.unit:
        raise ValueError(f"the model counts in {fitted.unit}s, the patterns in {patterns.unit}s")
    if patterns.z is None:
        raise ValueError("the patterns carry no mean spend z")
    if not annual_discount > -1 or not np.isfinite(annual_discount):
        raise ValueError(f"no rate of discount: {annual_discount}")
    end = _horizon(patterns.unit, months=months, horizon=horizon, start=start)
    force = float(np.log1p(annual_discount)) * days_per(patterns.unit) / DAYS_PER_YEAR
    rates, money = fitted.parameters, spend.parameters
    purchases, discounted, alive = _purchases(rates, patterns, end, force)
    each = gamma_gamma.spend(money, patterns.x, patterns.z)
    value = discounted * each * margin
    w, n = patterns.weights, round(patterns.customers)

    part = patterns.part(_SAMPLE)
    results = np.empty((draws, 2))
    both = zip(fitted.draws(draws, seed=seed), spend.draws(draws, seed=seed + 1), strict=True)
    for i, (one_rate, one_money) in enumerate(both):
        bought, worth, _ = _purchases(one_rate, part, end, force)
        paid = gamma_gamma.spend(one_money, part.x, _z(part))
        results[i] = part.weights @ bought, margin * (part.weights @ (worth * paid))
    here, there, _ = _purchases(rates, part, end, force)
    base_purchases = float(part.weights @ here)
    base_value = float(part.weights @ (there * gamma_gamma.spend(money, part.x, _z(part))))
    totals = float(w @ value), float(w @ purchases)
    bases = base_value * margin, base_purchases
    interval = _intervals(results[:, ::-1], bases=bases, totals=totals, n=n)
    return Values(
        value,
        purchases,
        each,
        alive,
        end,
        interval(0, 0.95),
        interval(0, 0.80),
        interval(1, 0.95),
        interval(1, 0.80),
    )


def _horizon(
    unit: str, *, months: float | None, horizon: float | None, start: date | None
) -> float:
    if (months is None) == (horizon is None):
        raise ValueError("give either months or a horizon")
    if months is not None:
        return months_in(unit, months=months, start=start)
    assert horizon is not None  # noqa: S101 - one of the two was given
    if not (np.isfinite(horizon) and horizon >= 0):
        raise ValueError(f"the horizon must not be negative: {horizon}")
    return horizon


def _purchases(
    parameters: expectation.Parameters, patterns: Patterns, end: float, force: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Expected purchases, the same discounted, and P(alive), each of shape (n,)."""
    x, age, place = expectation.distinct(patterns.x, patterns.T)
    alive = expectation.alive(parameters, patterns.x, patterns.t_x, patterns.T)
    bought = expectation.purchases_if_alive(parameters, x, age, np.full_like(x, end))
    if force == 0:
        return bought[place] * alive, bought[place] * alive, alive
    # by parts: discounted = e^(-force * end) * bought + force * integral of e^(-force t) E(t)
    worth = np.exp(-force * end) * bought
    for node, weight in zip(_NODES, _NODE_WEIGHTS, strict=True):
        t = end * (node + 1) / 2
        until = expectation.purchases_if_alive(parameters, x, age, np.full_like(x, t))
        worth += force * np.exp(-force * t) * until * weight * end / 2
    return bought[place] * alive, worth[place] * alive, alive


def _z(patterns: Patterns) -> FloatArray:
    if patterns.z is None:
        raise ValueError("the patterns carry no mean spend z")
    return patterns.z


def _intervals(
    results: FloatArray, *, bases: tuple[float, float], totals: tuple[float, float], n: int
) -> Callable[[int, float], Estimate]:
    """A function (which total, confidence) -> Estimate, from draws relative to their base."""

    def interval(which: int, confidence: float) -> Estimate:
        total, base = totals[which], bases[which]
        if not len(results) or base <= 0:
            return Estimate(total, None, None, n, "parameter_draws")
        tail = (1 - confidence) / 2
        low, high = np.quantile(results[:, which] / base, [tail, 1 - tail])
        return around(
            total, low=total * float(low), high=total * float(high), n=n, method="parameter_draws"
        )

    return interval
