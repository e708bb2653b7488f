"""The BG/NBD log-likelihood and its gradient (Fader, Hardie & Lee 2005, Marketing Science 24(2)).

While a customer is alive, purchases come as a Poisson process with a rate from
Gamma(r, alpha); after each purchase the customer leaves with a probability from Beta(a, b).
Special functions are evaluated at the distinct x only; customers without a repeat purchase are
grouped by their age.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import special

from kundig.needs.clv.patterns import Patterns

FloatArray = npt.NDArray[np.float64]


class Likelihood:
    """The objective over log(r, alpha, a, b), with time divided by `scale`.

    Attributes:
        scale: median age of the customers, in the unit of the patterns.
        customers: sum of the weights.
        repeat_purchases: weighted sum of x.
    """

    def __init__(self, patterns: Patterns) -> None:
        """Group what can be grouped."""
        ages = patterns.T[patterns.T > 0]
        self.scale = float(np.median(ages))
        self.customers = patterns.customers
        self.repeat_purchases = patterns.repeat_purchases
        once = patterns.x == 0
        self._x, place = np.unique(patterns.x, return_inverse=True)
        self._count = np.bincount(place, weights=patterns.weights)
        self._age_once, where = np.unique(patterns.T[once] / self.scale, return_inverse=True)
        self._weight_once = np.bincount(
            where, weights=patterns.weights[once], minlength=self._age_once.size
        )
        self._place = place[~once]
        self._weight = patterns.weights[~once]
        self._t_x = patterns.t_x[~once] / self.scale
        self._age = patterns.T[~once] / self.scale

    def log_likelihood(self, objective: float) -> float:
        """The log-likelihood in the unit of the patterns from the mean objective."""
        return -objective * self.customers - self.repeat_purchases * float(np.log(self.scale))

    def full(self, theta: FloatArray) -> tuple[float, FloatArray]:
        """Mean negative log-likelihood and gradient at theta = log(r, alpha, a, b), shape (4,)."""
        r, alpha, a, b = np.exp(theta)
        x, count = self._x, self._count
        value, by_r, by_alpha = self._shared(r, alpha)
        beta = special.gammaln
        value += count @ (beta(a + b) + beta(b + x) - beta(b) - beta(a + b + x))
        psi = special.psi
        both = psi(a + b) - psi(a + b + x)
        by_a = float(count @ both)
        by_b = float(count @ (both + psi(b + x) - psi(b)))
        # repeat buyers: alive ((alpha + T)^-(r + x)) or gone at t_x (a / (b + x - 1) ...)
        shape = (r + x)[self._place]
        log_age, log_last = np.log(alpha + self._age), np.log(alpha + self._t_x)
        slope = (theta[2] - np.log(np.where(x > 0, b + x - 1, 1.0)))[self._place]
        log_gone = slope + shape * (log_age - log_last)  # log odds of having gone
        w = self._weight
        value += float(w @ (np.logaddexp(0.0, log_gone) - shape * log_age))
        gone = special.expit(log_gone)
        alive = 1 - gone
        by_r -= float(w @ (alive * log_age + gone * log_last))
        inverse = alive / (alpha + self._age) + gone / (alpha + self._t_x)
        by_alpha -= float(w @ (shape * inverse))
        gone_by_x = np.bincount(self._place, weights=w * gone, minlength=x.size)
        by_a += float(gone_by_x.sum()) / a
        by_b -= float((gone_by_x[x > 0] / (b + x[x > 0] - 1)).sum())
        gradient = np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])
        return -float(value) / self.customers, -gradient / self.customers

    def without_dropout(self, theta: FloatArray) -> tuple[float, FloatArray]:
        """The same for the limit a = 0, the NBD model, at theta = log(r, alpha), shape (2,)."""
        r, alpha = np.exp(theta)
        value, by_r, by_alpha = self._shared(r, alpha)
        shape = (r + self._x)[self._place]
        log_age = np.log(alpha + self._age)
        value -= float(self._weight @ (shape * log_age))
        by_r -= float(self._weight @ log_age)
        by_alpha -= float(self._weight @ (shape / (alpha + self._age)))
        gradient = np.array([by_r * r, by_alpha * alpha])
        return -float(value) / self.customers, -gradient / self.customers

    def _shared(self, r: float, alpha: float) -> tuple[float, float, float]:
        """Terms of the rate that all customers have, and those without a repeat purchase."""
        x, count, n = self._x, self._count, self.customers
        log_once = np.log(alpha + self._age_once)
        value = count @ (special.gammaln(r + x) - special.gammaln(r)) + n * r * np.log(alpha)
        value -= r * (self._weight_once @ log_once)
        by_r = count @ (special.psi(r + x) - special.psi(r)) + n * np.log(alpha)
        by_r -= self._weight_once @ log_once
        by_alpha = n * r / alpha - r * (self._weight_once @ (1 / (alpha + self._age_once)))
        return float(value), float(by_r), float(by_alpha)
