"""The bootstrap percentile interval for any statistic, always with a seed (Efron 1979)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.quantiles import check_confidence

#: Share of resamples that may be undefined before the interval is refused.
_UNDEFINED = 0.05


def bootstrap(
    rows: npt.ArrayLike,
    *,
    statistic: Callable[[npt.NDArray[np.float64]], float],
    seed: int = 1,
    draws: int = 2000,
    confidence: float = 0.95,
) -> Estimate:
    """Percentile interval of `statistic`, rows drawn with replacement.

    Args:
        rows: shape (n,) or (n, k); a row is one customer or answer.
        statistic: from rows of the same shape to one number.
        seed: of the random generator; equal seeds give equal intervals.
        draws: number of resamples.
        confidence: two-sided coverage.

    Returns:
        The statistic of the rows themselves. No value without rows or when it is not finite; no
        interval with one row or when more than 5 % of the resamples are undefined.

    Raises:
        ValueError: if `draws` is below 100 or the confidence is no probability.
    """
    check_confidence(confidence)
    if draws < 100:
        raise ValueError("fewer than 100 resamples say nothing about an interval")
    data = np.asarray(rows, dtype=np.float64)
    n = data.shape[0] if data.ndim else 0
    if n == 0:
        return cannot_tell(0, method="bootstrap")
    value = float(statistic(data))
    if not np.isfinite(value):
        return cannot_tell(n, method="bootstrap")
    if n == 1:
        return Estimate(value, None, None, n, "bootstrap")
    rng = np.random.default_rng(seed)
    results = np.array([statistic(data[rng.integers(0, n, n)]) for _ in range(draws)])
    return percentile(value, results=results, n=n, confidence=confidence)


def percentile(
    value: float, *, results: npt.NDArray[np.float64], n: int, confidence: float
) -> Estimate:
    """The estimate whose interval is cut from resampled `results` (shape (draws,))."""
    good = results[np.isfinite(results)]
    if good.size < (1 - _UNDEFINED) * results.size:
        return Estimate(value, None, None, n, "bootstrap")
    tail = (1 - confidence) / 2
    low, high = np.quantile(good, [tail, 1 - tail])
    return around(value, low=float(low), high=float(high), n=n, method="bootstrap")
