"""Groups compared fairly: empirical-Bayes shrinkage of shares and means towards the whole.

A branch with 12 answers that looks worst of all is mostly chance; its figure is pulled towards the
whole as far as chance explains the spread between the groups. Sources: Efron & Morris 1975, JASA
70 (shrinkage); DerSimonian & Laird 1986, Controlled Clinical Trials 7 (between-group variance by
moments, Cochran's Q). The interval of a group takes the spread between
groups as known; with very few groups it is somewhat too narrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy import special

from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.means import as_values, mean_from_moments
from kundig.stats.proportions import wilson
from kundig.stats.quantiles import check_confidence, normal

FloatArray = npt.NDArray[np.float64]


class Spread(StrEnum):
    """The verdict on the differences between groups."""

    CANNOT_TELL = "cannot_tell"  # fewer than two groups with answers, or no variation to judge by
    NO_DIFFERENCE_SHOWN = "no_difference_shown"  # the spread is no wider than chance makes it
    DIFFERENCE_SHOWN = "difference_shown"


@dataclass(frozen=True, slots=True)
class Groups:
    """Shrunken estimates of all groups.

    Attributes:
        groups: one estimate per group, in the order given; a group without answers gets the
            estimate without a value.
        overall: the estimate of all answers together.
        between_share: share of the variance of one answer that lies between the groups (ICC).
        p: probability of such a spread if all groups were alike; None when it cannot be told.
        spread: the verdict.
        apart: per group -1 (below the whole), 0 (not shown to differ) or 1 (above); all 0 unless
            the verdict is that a difference is shown.
    """

    groups: tuple[Estimate, ...]
    overall: Estimate
    between_share: float
    p: float | None
    spread: Spread
    apart: tuple[int, ...]


def shrink_shares(
    successes: npt.ArrayLike, *, n: npt.ArrayLike, confidence: float = 0.95
) -> Groups:
    """Shrink the shares of groups (beta-binomial).

    Args:
        successes: count per group, shape (groups,).
        n: answers per group, shape (groups,).
        confidence: of the intervals and, as 1 - confidence, of the verdict.

    Raises:
        ValueError: if shapes differ or a count is negative or above its total.
    """
    check_confidence(confidence)
    s, total = as_values(successes), as_values(n)
    if s.shape != total.shape:
        raise ValueError(f"{s.size} counts but {total.size} totals")
    if (s < 0).any() or (s > total).any():
        raise ValueError("successes must lie between 0 and n")
    method = "empirical_bayes_beta"
    overall = wilson(float(s.sum()), float(total.sum()), confidence=confidence)
    p = overall.value
    if p is None or not 0 < p < 1:
        return _alike(total, overall, method)
    known = total > 0
    noise = p * (1 - p)
    tau2, chance = _between(s[known] / total[known], noise / total[known], p)
    tau2 = min(tau2, 0.999 * noise)
    if tau2 <= 0 or chance is None:
        return _alike(total, overall, method, chance=chance)
    strength = noise / tau2 - 1  # the prior weighs as much as this many answers
    a, b = p * strength + s, (1 - p) * strength + total - s
    tail = (1 - confidence) / 2
    return _groups(
        value=a / (a + b),
        low=special.betaincinv(a, b, tail),
        high=special.betaincinv(a, b, 1 - tail),
        n=total,
        overall=overall,
        between=tau2 / noise,
        chance=chance,
        confidence=confidence,
        method=method,
    )


def shrink_means(
    means: npt.ArrayLike,
    *,
    n: npt.ArrayLike,
    variances: npt.ArrayLike,
    confidence: float = 0.95,
) -> Groups:
    """Shrink the means of groups (normal, one variance within all groups).

    Args:
        means: mean per group, shape (groups,); ignored (give 0) where n is 0.
        n: answers per group, shape (groups,).
        variances: sample variance within each group, shape (groups,); ignored where n < 2.
        confidence: of the intervals and, as 1 - confidence, of the verdict.

    Raises:
        ValueError: if shapes differ or a variance or an n is negative.
    """
    check_confidence(confidence)
    m, total, within = as_values(means), as_values(n), as_values(variances)
    if not m.shape == total.shape == within.shape:
        raise ValueError("means, n and variances need one entry per group each")
    if (total < 0).any() or (within < 0).any():
        raise ValueError("n and variances must not be negative")
    method = "empirical_bayes_normal"
    answers = total.sum()
    freedom = np.maximum(total - 1, 0)
    if answers == 0:
        return _alike(total, cannot_tell(0, method=method), method)
    centre = float(total @ m / answers)
    spread = float(freedom @ within + total @ (m - centre) ** 2)
    variance = spread / (answers - 1) if answers > 1 else None
    overall = mean_from_moments(int(answers), mean=centre, variance=variance, confidence=confidence)
    noise = float(freedom @ within / freedom.sum()) if freedom.any() else 0.0
    if noise <= 0:
        return _alike(total, overall, method)
    known = total > 0
    tau2, chance = _between(m[known], noise / total[known], centre)
    if tau2 <= 0 or chance is None:
        return _alike(total, overall, method, chance=chance)
    own = tau2 / (tau2 + noise / np.maximum(total, 1))  # weight of the group's own answers
    weights = np.where(known, own, 0.0)
    target = float(weights @ m / weights.sum())
    value = own * m + (1 - own) * target
    variance_of_target = tau2 / weights.sum()
    se = np.sqrt((1 - own) * tau2 + (1 - own) ** 2 * variance_of_target)
    half = normal(confidence) * se
    return _groups(
        value=value,
        low=value - half,
        high=value + half,
        n=total,
        overall=overall,
        between=tau2 / (tau2 + noise),
        chance=chance,
        confidence=confidence,
        method=method,
    )


def _between(values: FloatArray, noise: FloatArray, centre: float) -> tuple[float, float | None]:
    """Variance between groups beyond chance, and the probability of the spread by chance alone."""
    k = values.size
    if k < 2:
        return 0.0, None
    w = 1 / noise
    q = float(w @ (values - centre) ** 2)
    tau2 = (q - (k - 1)) / float(w.sum() - (w @ w) / w.sum())
    return max(0.0, tau2), float(special.chdtrc(k - 1, q))


def _alike(n: FloatArray, overall: Estimate, method: str, *, chance: float | None = None) -> Groups:
    """Every group gets the whole's estimate: nothing beyond chance was seen."""
    groups = tuple(
        Estimate(overall.value, overall.low, overall.high, int(k), method)
        if k and overall.value is not None
        else cannot_tell(int(k), method=method)
        for k in n
    )
    spread = Spread.CANNOT_TELL if chance is None else Spread.NO_DIFFERENCE_SHOWN
    return Groups(groups, overall, 0.0, chance, spread, (0,) * len(groups))


def _groups(
    *,
    value: FloatArray,
    low: FloatArray,
    high: FloatArray,
    n: FloatArray,
    overall: Estimate,
    between: float,
    chance: float,
    confidence: float,
    method: str,
) -> Groups:
    groups = tuple(
        around(float(v), low=float(lo), high=float(hi), n=int(k), method=method)
        if k
        else cannot_tell(0, method=method)
        for v, lo, hi, k in zip(value, low, high, n, strict=True)
    )
    shown = chance < 1 - confidence
    whole = overall.value if overall.value is not None else math.nan
    apart = tuple(
        int(lo > whole) - int(hi < whole) if shown and k else 0
        for lo, hi, k in zip(low, high, n, strict=True)
    )
    spread = Spread.DIFFERENCE_SHOWN if shown else Spread.NO_DIFFERENCE_SHOWN
    return Groups(groups, overall, between, chance, spread, apart)
