"""Answers on a scale, kept as counts per mark: box shares and means (CSAT, CES).

CSAT is the share of the two top marks; CES 1.0 (Dixon, Freeman & Toman 2010) is a mean of effort,
low is good; CES 2.0 (CEB 2013) is a mean or share of agreement on 1..7, high is good.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kundig.stats.estimate import Estimate, cannot_tell
from kundig.stats.means import mean_from_moments
from kundig.stats.proportions import wilson


def box_share(
    counts: Sequence[int], *, scale_min: int, low: int, high: int, confidence: float = 0.95
) -> Estimate:
    """Share of the answers from mark `low` to mark `high`, both included, Wilson's interval.

    Args:
        counts: number of answers per mark, from `scale_min` upwards; skipped answers left out.
        scale_min: the mark of the first count.
        low: lowest mark of the box.
        high: highest mark of the box.
        confidence: two-sided coverage.

    Raises:
        ValueError: if a count is negative or the box lies outside of the scale.
    """
    _check(counts)
    if not scale_min <= low <= high <= scale_min + len(counts) - 1:
        raise ValueError(f"the box {low}..{high} lies outside of the scale")
    inside = sum(counts[low - scale_min : high - scale_min + 1])
    return wilson(inside, sum(counts), confidence=confidence)


def mean_of_counts(counts: Sequence[int], *, scale_min: int, confidence: float = 0.95) -> Estimate:
    """Mean mark with Student's interval, from the counts per mark.

    Raises:
        ValueError: if a count is negative.
    """
    _check(counts)
    n = sum(counts)
    if n == 0:
        return cannot_tell(0, method="student_t")
    marks = np.arange(scale_min, scale_min + len(counts), dtype=np.float64)
    weights = np.asarray(counts, dtype=np.float64)
    mean = float(marks @ weights / n)
    variance = float(weights @ (marks - mean) ** 2 / (n - 1)) if n > 1 else None
    return mean_from_moments(n, mean=mean, variance=variance, confidence=confidence)


def _check(counts: Sequence[int]) -> None:
    if any(c < 0 for c in counts):
        raise ValueError("counts of answers must not be negative")
