"""Shares: Wilson's score interval and Newcombe's interval for the difference of two shares.

Sources: Wilson 1927, JASA 22; Newcombe 1998, Statistics in Medicine 17, 873-890 (method 10).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.quantiles import normal

FloatArray = npt.NDArray[np.float64]


def wilson_bounds(
    successes: npt.ArrayLike, n: npt.ArrayLike, *, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Wilson's interval for many shares at once.

    Args:
        successes: counts, any shape; effective (not whole) numbers are allowed.
        n: totals, of a shape that broadcasts with `successes`.
        confidence: two-sided coverage.

    Returns:
        Lower and upper ends as shares in 0..1; NaN where n is 0.

    Raises:
        ValueError: if a count is negative, not finite or above its total.
    """
    z2 = normal(confidence) ** 2
    s, total = np.broadcast_arrays(
        np.asarray(successes, dtype=np.float64), np.asarray(n, dtype=np.float64)
    )
    if not (np.isfinite(s).all() and np.isfinite(total).all()):
        raise ValueError("successes and n must be finite numbers")
    if (s < 0).any() or (s > total).any():
        raise ValueError("successes must lie between 0 and n")
    known = total > 0
    base = np.where(known, total, np.nan)
    centre = (s + z2 / 2) / (base + z2)
    half = np.sqrt(z2 * (s * (base - s) / base + z2 / 4)) / (base + z2)
    low = np.where(s == 0, np.where(known, 0.0, np.nan), np.clip(centre - half, 0, 1))
    high = np.where(s == total, np.where(known, 1.0, np.nan), np.clip(centre + half, 0, 1))
    return low, high


def wilson(successes: float, n: float, *, confidence: float = 0.95) -> Estimate:
    """One share with Wilson's interval; value, low and high are shares in 0..1.

    Raises:
        ValueError: if `successes` is negative or above `n`.
    """
    low, high = wilson_bounds(successes, n, confidence=confidence)
    if n == 0:
        return cannot_tell(0, method="wilson")
    return around(successes / n, low=float(low), high=float(high), n=int(n), method="wilson")


def difference(
    first: tuple[float, float], second: tuple[float, float], *, confidence: float = 0.95
) -> Estimate:
    """Share of `first` minus share of `second`, two independent groups, Newcombe's interval.

    Args:
        first: (successes, n) of the first group.
        second: (successes, n) of the second group.
        confidence: two-sided coverage.

    Returns:
        The difference of the shares, in -1..1; n is the sum of both groups.

    Raises:
        ValueError: if a count is negative or above its total.
    """
    a = wilson(*first, confidence=confidence)
    b = wilson(*second, confidence=confidence)
    n = a.n + b.n
    if a.value is None or b.value is None:
        return cannot_tell(n, method="newcombe")
    low_a, high_a = (float(end) for end in wilson_bounds(*first, confidence=confidence))
    low_b, high_b = (float(end) for end in wilson_bounds(*second, confidence=confidence))
    gap = a.value - b.value
    return around(
        gap,
        low=max(-1.0, gap - math.hypot(a.value - low_a, high_b - b.value)),
        high=min(1.0, gap + math.hypot(high_a - a.value, b.value - low_b)),
        n=n,
        method="newcombe",
    )


def retained(start: int, *, end: int, new: int, confidence: float = 0.95) -> Estimate:
    """Retention of a period, (E - N) / S, as a share with Wilson's interval.

    Args:
        start: customers at the start (S).
        end: customers at the end (E).
        new: those of them who came during the period (N).
        confidence: two-sided coverage.

    Raises:
        ValueError: if more are kept than were there, or more are new than are there at the end.
    """
    kept = end - new
    if new < 0 or kept < 0:
        raise ValueError("new customers must lie between 0 and the customers at the end")
    if kept > start:
        raise ValueError(f"{kept} customers cannot be kept of {start} at the start")
    return wilson(kept, start, confidence=confidence)
