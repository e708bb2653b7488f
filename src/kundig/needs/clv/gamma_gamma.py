"""Gamma-Gamma: what a customer spends per purchase, taken as independent of how often he buys.

Source: Fader, Hardie & Lee 2005, Journal of Marketing Research 42(4); Fader & Hardie 2013, note
025. The spend of a purchase comes from Gamma(p, v), v of a customer from Gamma(q, gamma).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from kundig.needs.clv.maximum import GRADIENT_LIMIT, Maximum, maximise
from kundig.needs.clv.patterns import Patterns
from kundig.needs.clv.saved import as_json, fields_of
from kundig.needs.clv.verdicts import Problem, RefusedFit, Warn

FloatArray = npt.NDArray[np.float64]
#: (p, q, gamma)
SpendParameters = tuple[float, float, float]

#: Fewer repeat buyers than this identify no spend model.
MIN_BUYERS = 10
#: A correlation of frequency and spend beyond this is named.
TIED = 0.3

_BOUNDS = ((-9.0, 9.0), (-9.0, 9.0), (-14.0, 14.0))
_STARTS = (np.log([2.0, 3.0, 1.0]), np.log([6.0, 4.0, 0.5]))
_FORMAT = "kundig.gamma_gamma/1"


@dataclass(frozen=True, slots=True)
class FittedSpend:
    """A fitted Gamma-Gamma model; holds no customer.

    Attributes:
        p: shape of the spend within a customer.
        q: shape of the spread between customers.
        gamma: scale of the spread between customers, in the currency of z.
        log_likelihood: in the currency of z.
        standard_errors: of p, q, gamma; None where the parameter lies at a bound.
        covariance: of log(p, q, gamma), 3 x 3, 0 where a parameter lies at a bound.
        buyers: customers with a repeat purchase.
        correlation: of frequency and mean spend among them; None if either does not vary.
        gradient: largest gradient of the mean log-likelihood per log-parameter.
        problems: why the fit is not published; empty if it is.
        warnings: what a reader should know.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float
    standard_errors: tuple[float | None, ...]
    covariance: tuple[tuple[float, ...], ...]
    buyers: float
    correlation: float | None
    gradient: float
    problems: tuple[Problem, ...]
    warnings: tuple[Warn, ...]

    @property
    def ok(self) -> bool:
        """True if the fit may be published."""
        return not self.problems

    @property
    def parameters(self) -> SpendParameters:
        """p, q, gamma.

        Raises:
            RefusedFit: if the fit is not published.
        """
        if self.problems:
            raise RefusedFit(self.problems)
        return self.p, self.q, self.gamma

    def expected_spend(self, x: npt.ArrayLike, z: npt.ArrayLike) -> FloatArray:
        """Expected spend per purchase, in the currency of z, shape of the arguments.

        Args:
            x: repeat purchases that z is the mean of; 0 gives the mean of all customers.
            z: mean spend per repeat purchase; ignored (NaN allowed) where x is 0.

        Raises:
            RefusedFit: if the fit is not published.
        """
        return spend(self.parameters, x, z)

    def draws(self, count: int, *, seed: int) -> Iterator[SpendParameters]:
        """Parameters drawn from the normal approximation around the log-parameters.

        Draws with q up to 1, whose mean does not exist, are drawn anew.

        Raises:
            RefusedFit: if the fit is not published.
        """
        centre = np.log(self.parameters)
        rng = np.random.default_rng(seed)
        made = 0
        while made < count:
            row = rng.multivariate_normal(centre, np.array(self.covariance), method="eigh")
            p, q, gamma = (float(v) for v in np.exp(row))
            if q > 1:
                made += 1
                yield p, q, gamma

    def to_json(self) -> str:
        """The model as JSON, below 4 KiB, without customer data."""
        return as_json(self, form=_FORMAT)

    @classmethod
    def from_json(cls, text: str) -> FittedSpend:
        """The model that `to_json` wrote.

        Raises:
            ValueError: if the text is no such model.
        """
        return cls(**fields_of(text, form=_FORMAT))


def spend(parameters: SpendParameters, x: npt.ArrayLike, z: npt.ArrayLike) -> FloatArray:
    """Expected spend p (gamma + x z) / (p x + q - 1) for given parameters."""
    p, q, gamma = parameters
    xs, zs = np.asarray(x, dtype=np.float64), np.asarray(z, dtype=np.float64)
    total = np.where(xs > 0, xs * zs, 0.0)
    return np.asarray(p * (gamma + total) / (p * xs + q - 1), dtype=np.float64)


def fit(patterns: Patterns) -> FittedSpend:
    """Fit the model to the repeat buyers of `patterns`; never raises for thin data.

    Raises:
        ValueError: if the patterns carry no spend z.
    """
    if patterns.z is None:
        raise ValueError("the patterns carry no mean spend z")
    again = patterns.x > 0
    x, z, w = patterns.x[again], patterns.z[again], patterns.weights[again]
    buyers = float(w.sum())
    if buyers < MIN_BUYERS:
        zeros = ((0.0,) * 3,) * 3
        few = (Problem.TOO_FEW_REPEAT_BUYERS,)
        return FittedSpend(0, 0, 0, 0, (None,) * 3, zeros, buyers, None, 0, few, ())
    scale = float(np.median(z))
    xs, place = np.unique(x, return_inverse=True)
    count = np.bincount(place, weights=w)
    z = z / scale
    log_z, log_x = np.log(z), np.log(x)
    money = x * z

    def objective(theta: FloatArray) -> tuple[float, FloatArray]:
        p, q, gamma = np.exp(theta)
        shape = p * xs + q
        log_sum = np.log(gamma + money)
        each = (p * x - 1) * log_z + p * x * log_x - shape[place] * log_sum
        value = w @ each + count @ (special.gammaln(shape) - special.gammaln(p * xs))
        value += buyers * (q * np.log(gamma) - special.gammaln(q))
        psi = special.psi(shape)
        by_p = count @ (xs * (psi - special.psi(p * xs))) + w @ (x * (log_z + log_x - log_sum))
        by_q = count @ psi + buyers * (np.log(gamma) - special.psi(q)) - w @ log_sum
        by_gamma = buyers * q / gamma - w @ (shape[place] / (gamma + money))
        gradient = np.array([by_p * p, by_q * q, by_gamma * gamma])
        return -float(value) / buyers, -gradient / buyers

    best = maximise(objective, starts=_STARTS, bounds=_BOUNDS)
    correlation = _correlation(x, patterns.z[again], w)
    return _publish(best, scale=scale, buyers=buyers, correlation=correlation)


def _publish(
    best: Maximum, *, scale: float, buyers: float, correlation: float | None
) -> FittedSpend:
    """Parameters in the user's currency, and the checks."""
    p, q, gamma = (float(v) for v in np.exp(best.log_parameters) * [1, 1, scale])
    covariance = best.covariance(buyers)
    errors = np.sqrt(np.maximum(np.diag(covariance), 0)) * [p, q, gamma]
    problems, warnings = [], set[Warn]()
    if not (np.isfinite(best.objective) and best.gradient <= GRADIENT_LIMIT):
        problems.append(Problem.NO_MAXIMUM)
    if not best.positive:
        problems.append(Problem.NOT_CURVED)
    if q <= 1:
        problems.append(Problem.MEAN_INFINITE)
    for i in np.flatnonzero(~best.free):
        high = best.log_parameters[i] > 0
        warnings.add(Warn.SPEND_ALL_ALIKE if i < 2 and high else Warn.SPEND_AT_BOUND)
    if correlation is not None and abs(correlation) > TIED:
        warnings.add(Warn.SPEND_TIED_TO_FREQUENCY)
    return FittedSpend(
        p,
        q,
        gamma,
        -best.objective * buyers - buyers * float(np.log(scale)),
        tuple(float(e) if f else None for e, f in zip(errors, best.free, strict=True)),
        tuple(tuple(float(v) for v in row) for row in covariance),
        buyers,
        correlation,
        best.gradient,
        tuple(problems),
        tuple(sorted(warnings)),
    )


def _correlation(x: FloatArray, z: FloatArray, weights: FloatArray) -> float | None:
    """Weighted Pearson correlation; None if either does not vary."""
    share = weights / weights.sum()
    dx, dz = x - share @ x, z - share @ z
    spread = float((share @ dx**2) * (share @ dz**2))
    return float(share @ (dx * dz)) / spread**0.5 if spread > 0 else None
