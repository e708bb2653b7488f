"""Ratios of sums and the concentration of revenue.

Sources: ratio estimator with its linearised variance, Cochran 1977, Sampling Techniques, chapter 6;
the share of the top customers linearised as in Beach & Davidson 1983, Review of Economic Studies
50(4), 723-735.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.means import as_values
from kundig.stats.quantiles import check_confidence, normal, student
from kundig.stats.resampling import percentile

#: Up to this many customers the share of the top is bootstrapped, above it linearised.
BOOTSTRAP_UP_TO = 5000


def ratio_of_sums(
    numerators: npt.ArrayLike, *, denominators: npt.ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Sum of `numerators` divided by sum of `denominators`, delta method over the rows.

    Use it where rows are customers and their events are not independent of each other, such as
    returned lines per line: an interval over lines would be too narrow.

    Args:
        numerators: shape (n,).
        denominators: shape (n,), not negative.
        confidence: two-sided coverage.

    Returns:
        The ratio; no value when the denominators sum to 0, no interval with one row.

    Raises:
        ValueError: if shapes differ, a number is missing or infinite or a denominator negative.
    """
    y, x = as_values(numerators), as_values(denominators)
    if y.shape != x.shape:
        raise ValueError(f"{y.size} numerators but {x.size} denominators")
    if (x < 0).any():
        raise ValueError("denominators must not be negative")
    return ratio_from_sums(
        y.size,
        y=float(y.sum()),
        x=float(x.sum()),
        yy=float(y @ y),
        xx=float(x @ x),
        xy=float(x @ y),
        confidence=confidence,
    )


def ratio_from_sums(
    n: int, *, y: float, x: float, yy: float, xx: float, xy: float, confidence: float = 0.95
) -> Estimate:
    """`ratio_of_sums` from what an aggregate query returns.

    Args:
        n: number of rows.
        y: sum of the numerators.
        x: sum of the denominators.
        yy: sum of the squared numerators.
        xx: sum of the squared denominators.
        xy: sum of the products.
        confidence: two-sided coverage.
    """
    check_confidence(confidence)
    if n == 0 or x <= 0:
        return cannot_tell(n, method="delta_ratio")
    ratio = y / x
    if n == 1:
        return Estimate(ratio, None, None, n, "delta_ratio")
    residual = max(0.0, yy - 2 * ratio * xy + ratio * ratio * xx)
    se = math.sqrt(residual * n / (n - 1)) / x
    half = student(confidence, df=n - 1) * se
    return Estimate(ratio, ratio - half, ratio + half, n, "delta_ratio")


@dataclass(frozen=True, slots=True)
class TopSums:
    """What a query must return for the share of the top customers, whatever their number.

    Attributes:
        n: all customers.
        total: sum of their revenue.
        squares: sum of their squared revenue.
        top_n: customers in the top.
        top_total: sum of the revenue of the top.
        top_squares: sum of the squared revenue of the top.
        threshold: revenue of the last customer in the top.
    """

    n: int
    total: float
    squares: float
    top_n: int
    top_total: float
    top_squares: float
    threshold: float


def top_count(n: int, *, top: float = 0.2) -> int:
    """How many of `n` customers are the top: `top` of them, rounded up.

    Raises:
        ValueError: if `top` is not strictly between 0 and 1.
    """
    if not 0 < top < 1:
        raise ValueError(f"top must lie between 0 and 1, not {top}")
    return math.ceil(round(n * top, 9))


def top_share_from_sums(sums: TopSums, *, confidence: float = 0.95) -> Estimate:
    """Share of the total that the top customers bring, interval by the influence function."""
    check_confidence(confidence)
    n, method = sums.n, "influence_top_share"
    if n == 0 or sums.total <= 0:
        return cannot_tell(n, method=method)
    share = sums.top_total / sums.total
    if n == 1:
        return Estimate(share, None, None, n, method)
    q, keep = sums.threshold, 1 - share
    # influence of a customer x: (x - q) if in the top, minus share * x
    first = sums.top_total - q * sums.top_n - share * sums.total
    second = (
        keep**2 * sums.top_squares
        - 2 * keep * q * sums.top_total
        + q * q * sums.top_n
        + share**2 * (sums.squares - sums.top_squares)
    )
    variance = max(0.0, second / n - (first / n) ** 2) * n / (n - 1)
    half = normal(confidence) * math.sqrt(variance / n) / (sums.total / n)
    return around(
        share, low=max(0.0, share - half), high=min(1.0, share + half), n=n, method=method
    )


def top_share(
    values: npt.ArrayLike,
    *,
    top: float = 0.2,
    seed: int = 1,
    draws: int = 1000,
    confidence: float = 0.95,
) -> Estimate:
    """Share of the sum of `values` that the largest `top` of them bring.

    Args:
        values: revenue per customer, shape (n,), not negative.
        top: which part counts as the top; the number of customers is rounded up.
        seed: of the bootstrap.
        draws: resamples of the bootstrap, which is used up to `BOOTSTRAP_UP_TO` customers.
        confidence: two-sided coverage.

    Raises:
        ValueError: if a value is negative, missing or infinite.
    """
    check_confidence(confidence)
    v = np.sort(as_values(values))[::-1]
    n = v.size
    k = top_count(n, top=top)
    if n and v[-1] < 0:
        raise ValueError("revenue per customer must not be negative")
    if n == 0 or v[0] <= 0:
        return cannot_tell(n, method="bootstrap")
    v = v / v[0]
    head = v[:k]
    if n > BOOTSTRAP_UP_TO:
        sums = TopSums(
            n,
            float(v.sum()),
            float(v @ v),
            k,
            float(head.sum()),
            float(head @ head),
            float(v[k - 1]),
        )
        return top_share_from_sums(sums, confidence=confidence)
    share = float(head.sum() / v.sum())
    if n == 1:
        return Estimate(share, None, None, n, "bootstrap")
    rng = np.random.default_rng(seed)
    results = np.empty(draws)
    for i in range(draws):
        # a resample is how often each of the sorted customers was drawn
        times = np.bincount(rng.integers(0, n, n), minlength=n)
        before = np.cumsum(times) - times
        in_top = np.clip(k - before, 0, times)
        total = times @ v
        results[i] = (in_top @ v) / total if total > 0 else np.nan
    return percentile(share, results=results, n=n, confidence=confidence)
