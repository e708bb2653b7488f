"""The BG/NBD log-likelihood and its gradient (Fader, Hardie & Lee 2005, Marketing Science 24(2)).

While a customer is alive, purchases come as a Poisson process with a rate from
Gamma(r, alpha); after each purchase the customer leaves with a probability from Beta(a, b).
Ratios of gamma functions are sums of logarithms up to the distinct x, and logarithms of times are
taken relative to alpha, so that no digits are lost where r, a or b are large. Customers without a
repeat purchase are grouped by their age.
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
        self._upto = self._x.astype(np.intp)
        self._steps = np.arange(float(self._x[-1]))
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
        x, w = self._x, self._weight
        value, by_r, by_alpha = self._shared(r, alpha)
        # product over i < x of (b + i) / (a + b + i): the x purchases after which nobody left
        inside, both = b + self._steps, a + b + self._steps
        value += float(self._count @ self._sums(np.log1p(-a / both)))
        by_a = -float(self._count @ self._sums(1 / both))
        by_b = float(self._count @ self._sums(a / (inside * both)))
        # repeat buyers: alive ((alpha + T)^-(r + x)) or gone at t_x (a / (b + x - 1) ...)
        many = x[self._place]
        shape = r + many
        grown, grown_last = np.log1p(self._age / alpha), np.log1p(self._t_x / alpha)
        slope = (theta[2] - np.log(np.where(x > 0, b + x - 1, 1.0)))[self._place]
        log_gone = slope + shape * (grown - grown_last)  # log odds of having gone
        value += float(w @ (np.logaddexp(0.0, log_gone) - shape * grown - many * theta[1]))
        gone = special.expit(log_gone)
        alive = 1 - gone
        by_r -= float(w @ (alive * grown + gone * grown_last))
        last, age = alpha + self._t_x, alpha + self._age
        past = alive * (r * self._age / alpha - many) / age
        past += gone * (r * self._t_x / alpha - many) / last
        by_alpha += float(w @ past)
        gone_by_x = np.bincount(self._place, weights=w * gone, minlength=x.size)
        by_a += float(gone_by_x.sum()) / a
        by_b -= float((gone_by_x[x > 0] / (b + x[x > 0] - 1)).sum())
        gradient = np.array([by_r * r, by_alpha * alpha, by_a * a, by_b * b])
        return -float(value) / self.customers, -gradient / self.customers

    def without_dropout(self, theta: FloatArray) -> tuple[float, FloatArray]:
        """The same for the limit a = 0, the NBD model, at theta = log(r, alpha), shape (2,)."""
        r, alpha = np.exp(theta)
        value, by_r, by_alpha = self._shared(r, alpha)
        many = self._x[self._place]
        grown = np.log1p(self._age / alpha)
        value -= float(self._weight @ ((r + many) * grown + many * theta[1]))
        by_r -= float(self._weight @ grown)
        by_alpha += float(self._weight @ ((r * self._age / alpha - many) / (alpha + self._age)))
        gradient = np.array([by_r * r, by_alpha * alpha])
        return -float(value) / self.customers, -gradient / self.customers

    def _shared(self, r: float, alpha: float) -> tuple[float, float, float]:
        """Terms of the rate that all customers have, and those without a repeat purchase."""
        rates = r + self._steps
        grown = np.log1p(self._age_once / alpha)
        value = self._count @ self._sums(np.log(rates)) - r * (self._weight_once @ grown)
        by_r = self._count @ self._sums(1 / rates) - self._weight_once @ grown
        share = self._age_once / (alpha + self._age_once)
        by_alpha = r / alpha * (self._weight_once @ share)
        return float(value), float(by_r), float(by_alpha)

    def _sums(self, terms: FloatArray) -> FloatArray:
        """Sums of the first x terms for each distinct x; replaces differences of gamma functions."""
        return np.concatenate([[0.0], np.cumsum(terms)])[self._upto]
