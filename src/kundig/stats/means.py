"""Means and medians with intervals, weighted means and shares with the effective number of answers.

Sources: Student 1908; Kish 1965 (effective n); order statistics for the median, David & Nagaraja
2003, section 7.1.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy import special

from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.proportions import wilson_bounds
from kundig.stats.quantiles import check_confidence, student

FloatArray = npt.NDArray[np.float64]


def as_values(values: npt.ArrayLike) -> FloatArray:
    """One-dimensional finite floats.

    Raises:
        ValueError: if the shape is another or a number is missing or infinite.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1:
        raise ValueError(f"expected one dimension, not {array.ndim}")
    if not np.isfinite(array).all():
        raise ValueError("missing and infinite numbers must be left out before")
    return array


def mean_from_moments(
    n: int, *, mean: float, variance: float | None, confidence: float = 0.95
) -> Estimate:
    """A mean with Student's interval, from what an aggregate query returns.

    Args:
        n: number of values.
        mean: their mean.
        variance: their sample variance (divided by n - 1); None when n is below 2.
        confidence: two-sided coverage.

    Returns:
        Without a variance the value stands without an interval.

    Raises:
        ValueError: if the variance is negative.
    """
    if n <= 0:
        return cannot_tell(0, method="student_t")
    if n < 2 or variance is None:
        return Estimate(mean, None, None, n, "student_t")
    if variance < 0:
        raise ValueError("a variance is not negative")
    half = student(confidence, df=n - 1) * math.sqrt(variance / n)
    return Estimate(mean, mean - half, mean + half, n, "student_t")


def mean(values: npt.ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Mean of `values` (shape (n,)) with Student's interval.

    Raises:
        ValueError: if a number is missing or infinite.
    """
    v = as_values(values)
    if v.size == 0:
        return cannot_tell(0, method="student_t")
    variance = float(v.var(ddof=1)) if v.size > 1 else None
    return mean_from_moments(v.size, mean=float(v.mean()), variance=variance, confidence=confidence)


def effective_n(weights: npt.ArrayLike) -> float:
    """Kish's effective number of answers, (sum w)^2 / sum w^2; at most the number of answers.

    Raises:
        ValueError: if a weight is negative or not finite.
    """
    w = as_values(weights)
    if (w < 0).any():
        raise ValueError("weights must not be negative")
    if not w.any():
        return 0.0
    w = w / w.max()
    return float(w.sum() ** 2 / (w @ w))


def weighted_mean(
    values: npt.ArrayLike, *, weights: npt.ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Mean of `values` under sampling weights, Student's interval on the effective n.

    Args:
        values: shape (n,).
        weights: shape (n,), not negative; only their proportions matter.
        confidence: two-sided coverage.

    Returns:
        The weighted mean; `n` counts the answers with a weight above 0.

    Raises:
        ValueError: if shapes differ or a number is missing, infinite or a weight negative.
    """
    v, w, n, eff = _weighted(values, weights)
    if n == 0:
        return cannot_tell(0, method="student_t_kish")
    share = w / w.sum()
    centre = float(share @ v)
    if eff <= 1:
        return Estimate(centre, None, None, n, "student_t_kish")
    variance = float(share @ (v - centre) ** 2) * eff / (eff - 1)
    half = student(confidence, df=eff - 1) * math.sqrt(variance / eff)
    return Estimate(centre, centre - half, centre + half, n, "student_t_kish")


def weighted_share(
    successes: npt.ArrayLike, *, weights: npt.ArrayLike, confidence: float = 0.95
) -> Estimate:
    """Share of true among `successes` (0/1, shape (n,)) under weights, Wilson on the effective n.

    Raises:
        ValueError: if a success is neither 0 nor 1, or as in `weighted_mean`.
    """
    v, w, n, eff = _weighted(successes, weights)
    if not np.isin(v, (0.0, 1.0)).all():
        raise ValueError("successes must be 0 or 1")
    if n == 0:
        return cannot_tell(0, method="wilson_kish")
    share = min(1.0, float(w @ v / w.sum()))
    low, high = wilson_bounds(min(share * eff, eff), eff, confidence=confidence)
    return around(share, low=float(low), high=float(high), n=n, method="wilson_kish")


def _weighted(
    values: npt.ArrayLike, weights: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, int, float]:
    v, w = as_values(values), as_values(weights)
    if v.shape != w.shape:
        raise ValueError(f"{v.size} values but {w.size} weights")
    return v, w, int((w > 0).sum()), effective_n(w)


def median(values: npt.ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Median of `values` (shape (n,)) with the interval by order statistics (no assumptions).

    With fewer than 6 values no pair of them covers 95 %, and the median stands alone.
    """
    return quantile(values, q=0.5, confidence=confidence)


def quantile(values: npt.ArrayLike, *, q: float, confidence: float = 0.95) -> Estimate:
    """The `q` quantile of `values` (shape (n,)) with the interval by order statistics.

    Raises:
        ValueError: if q is not strictly between 0 and 1, or a number is missing or infinite.
    """
    check_confidence(confidence)
    if not 0 < q < 1:
        raise ValueError(f"q must lie between 0 and 1, not {q}")
    v = np.sort(as_values(values))
    n = v.size
    if n == 0:
        return cannot_tell(0, method="order_statistics")
    tail = (1 - confidence) / 2
    below = special.bdtr(np.arange(n + 1), n, q)  # P(at most k values lie below the quantile)
    lower = int(np.searchsorted(below, tail, side="right"))  # rank from 1; 0 = there is none
    upper = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    centre = float(np.quantile(v, q))
    if lower < 1 or upper > n:
        return Estimate(centre, None, None, n, "order_statistics")
    return around(
        centre,
        low=float(v[lower - 1]),
        high=float(v[upper - 1]),
        n=n,
        method="order_statistics",
    )
