"""BG/NBD: how often customers will buy again, and whether they still are customers.

Source: Fader, Hardie & Lee 2005, Marketing Science 24(2), 275-284. A fit is published only if its
gradient, its curvature and its expected total of the observed time pass; else it says why not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kundig.needs.clv import expectation
from kundig.needs.clv.bg_nbd_likelihood import Likelihood
from kundig.needs.clv.bg_nbd_search import search
from kundig.needs.clv.maximum import GRADIENT_LIMIT, Maximum
from kundig.needs.clv.patterns import Patterns
from kundig.needs.clv.saved import as_json, fields_of
from kundig.needs.clv.verdicts import Problem, RefusedFit, Warn
from kundig.stats.guards import MIN_N

FloatArray = npt.NDArray[np.float64]

#: Fewer customers with a repeat purchase than this identify no model.
MIN_REPEAT_BUYERS = 10
#: How far the expected total of the observed time may be from the actual one.
TOTAL_TOLERANCE = 0.15
_FORMAT = "kundig.bg_nbd/1"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted BG/NBD model; holds no customer.

    Attributes:
        r: shape of the purchase rates.
        alpha: scale of the purchase rates, in `unit`.
        a: first parameter of the dropout; 0 means that nobody is seen to leave (the NBD model).
        b: second parameter of the dropout.
        unit: hour, day, week, month or year; of alpha and of all times asked for.
        log_likelihood: in `unit`.
        standard_errors: of r, alpha, a, b; None where the parameter lies at a bound.
        covariance: of log(r, alpha, a, b), 4 x 4, 0 where a parameter lies at a bound.
        customers: the number of customers.
        repeat_purchases: the actual total.
        expected_repeat_purchases: what the model expects in the same time.
        gradient: largest gradient of the mean log-likelihood per log-parameter.
        problems: why the fit is not published; empty if it is.
        warnings: what a reader should know.
    """

    r: float
    alpha: float
    a: float
    b: float
    unit: str
    log_likelihood: float
    standard_errors: tuple[float | None, ...]
    covariance: tuple[tuple[float, ...], ...]
    customers: float
    repeat_purchases: float
    expected_repeat_purchases: float
    gradient: float
    problems: tuple[Problem, ...]
    warnings: tuple[Warn, ...]

    @property
    def ok(self) -> bool:
        """True if the fit may be published."""
        return not self.problems

    @property
    def parameters(self) -> expectation.Parameters:
        """r, alpha, a, b.

        Raises:
            RefusedFit: if the fit is not published.
        """
        if self.problems:
            raise RefusedFit(self.problems)
        return self.r, self.alpha, self.a, self.b

    def p_alive(
        self,
        x: npt.ArrayLike,
        t_x: npt.ArrayLike,
        T: npt.ArrayLike,  # noqa: N803
    ) -> FloatArray:
        """Probability that a customer has not left, shape of the arguments.

        A customer without a repeat purchase cannot leave in this model: the result is 1 there,
        which says nothing about such a customer.

        Raises:
            RefusedFit: if the fit is not published.
        """
        return expectation.alive(self.parameters, *_floats(x, t_x, T))

    def expected_purchases(
        self,
        horizon: float,
        x: npt.ArrayLike,
        t_x: npt.ArrayLike,
        T: npt.ArrayLike,  # noqa: N803
    ) -> FloatArray:
        """Expected purchases within `horizon` after T, shape of the arguments; times in `unit`.

        Raises:
            RefusedFit: if the fit is not published.
            ValueError: if the horizon is negative.
        """
        _check_horizon(horizon)
        xs, last, age = _floats(x, t_x, T)
        pair_x, pair_age, place = expectation.distinct(xs.ravel(), age.ravel())
        each = expectation.purchases_if_alive(
            self.parameters, pair_x, pair_age, np.float64(horizon) + np.zeros_like(pair_x)
        )
        return each[place].reshape(xs.shape) * expectation.alive(self.parameters, xs, last, age)

    def expected_new_customer(self, horizon: float) -> float:
        """Expected repeat purchases of a new customer within `horizon` after the first purchase.

        Raises:
            RefusedFit: if the fit is not published.
            ValueError: if the horizon is negative.
        """
        _check_horizon(horizon)
        zero = np.zeros(1)
        result = expectation.purchases_if_alive(self.parameters, zero, zero, zero + horizon)
        return float(result[0])

    def draws(self, count: int, *, seed: int) -> Iterator[expectation.Parameters]:
        """Parameters drawn from the normal approximation around the log-parameters.

        Raises:
            RefusedFit: if the fit is not published.
        """
        r, alpha, a, b = self.parameters
        rng = np.random.default_rng(seed)
        centre = np.log([r, alpha, a if a > 0 else 1.0, b])
        for row in rng.multivariate_normal(
            centre, np.array(self.covariance), size=count, method="eigh"
        ):
            one = np.exp(row)
            yield float(one[0]), float(one[1]), float(one[2]) if a > 0 else 0.0, float(one[3])

    def to_json(self) -> str:
        """The model as JSON, below 4 KiB, without customer data."""
        return as_json(self, form=_FORMAT)

    @classmethod
    def from_json(cls, text: str) -> Fitted:
        """The model that `to_json` wrote.

        Raises:
            ValueError: if the text is no such model.
        """
        return cls(**fields_of(text, form=_FORMAT))


def fit(patterns: Patterns) -> Fitted:
    """Fit the model by maximum likelihood; never raises for data that identify no model.

    Args:
        patterns: at least 30 customers, 10 of them with a repeat purchase, or the fit is refused.
    """
    if patterns.customers < MIN_N:
        return _refused(patterns, Problem.TOO_FEW_CUSTOMERS)
    if patterns.repeat_buyers < MIN_REPEAT_BUYERS:
        return _refused(patterns, Problem.TOO_FEW_REPEAT_BUYERS)
    likelihood = Likelihood(patterns)
    best, warnings = search(patterns, likelihood)
    return _publish(patterns, likelihood, best, warnings)


def _publish(
    patterns: Patterns, likelihood: Likelihood, best: Maximum, warnings: tuple[Warn, ...]
) -> Fitted:
    """Parameters in the user's unit, and the checks."""
    k = best.log_parameters.size
    values = np.exp(best.log_parameters)
    covariance = np.zeros((4, 4))
    covariance[:k, :k] = best.covariance(likelihood.customers)
    r, alpha = float(values[0]), float(values[1] * likelihood.scale)
    a, b = (float(values[2]), float(values[3])) if k == 4 else (0.0, 1.0)
    spread = np.sqrt(np.maximum(np.diag(covariance), 0)) * [r, alpha, a, b]
    fixed = [*(~best.free), *[True] * (4 - k)]
    ages, place = np.unique(patterns.T, return_inverse=True)
    with np.errstate(all="ignore"):
        each = expectation.purchases_if_alive(
            (r, alpha, a, b), np.zeros_like(ages), np.zeros_like(ages), ages
        )
    expected = float(np.bincount(place, weights=patterns.weights) @ each)
    problems = []
    if not (np.isfinite(best.objective) and best.gradient <= GRADIENT_LIMIT):
        problems.append(Problem.NO_MAXIMUM)
    if not best.positive or best.free.sum() < 2:
        problems.append(Problem.NOT_CURVED)
    if not abs(expected / patterns.repeat_purchases - 1) <= TOTAL_TOLERANCE:
        problems.append(Problem.TOTAL_MISSED)
    return Fitted(
        r,
        alpha,
        a,
        b,
        patterns.unit,
        likelihood.log_likelihood(best.objective),
        tuple(None if f else float(s) for f, s in zip(fixed, spread, strict=True)),
        tuple(tuple(float(v) for v in row) for row in covariance),
        patterns.customers,
        patterns.repeat_purchases,
        expected,
        best.gradient,
        tuple(problems),
        warnings,
    )


def _refused(patterns: Patterns, problem: Problem) -> Fitted:
    zeros = ((0.0,) * 4,) * 4
    counts = (patterns.customers, patterns.repeat_purchases, 0.0, 0.0)
    unset = (0.0, 0.0, 0.0, 0.0, patterns.unit, 0.0, (None,) * 4, zeros)
    return Fitted(*unset, *counts, (problem,), ())


def _floats(*values: npt.ArrayLike) -> tuple[FloatArray, ...]:
    arrays = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in values))
    return tuple(np.asarray(a) for a in arrays)


def _check_horizon(horizon: float) -> None:
    if not (np.isfinite(horizon) and horizon >= 0):
        raise ValueError(f"the horizon must not be negative: {horizon}")
