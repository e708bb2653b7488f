"""Net Promoter Score: the split of a scale, the score, its interval, two waves, needed answers.

Sources: Reichheld 2003, HBR (the split); Rocks 2016, The American Statistician 70(4) (adjusted
Wald: three pseudo-answers, 3/4 promoter, 3/4 detractor, 3/2 passive). Scores are points in -100..100.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.quantiles import normal, two_sided_p

#: The only other scale that may be scored, and only when somebody says so.
ScaleMapping = Literal["one_to_ten"]

_DETRACTORS_TO = 6
_PROMOTERS_FROM = 9


@dataclass(frozen=True, slots=True)
class Split:
    """Answers by kind. Skipped answers are counted apart and never enter a denominator."""

    promoters: int
    passives: int
    detractors: int
    skipped: int = 0

    def __post_init__(self) -> None:
        """Refuse negative counts."""
        if min(self.promoters, self.passives, self.detractors, self.skipped) < 0:
            raise ValueError("counts of answers must not be negative")

    @property
    def n(self) -> int:
        """The number of answers given."""
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval around its own centre, in points, not clipped to -100..100."""

    centre: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WaveTest:
    """Second wave minus first wave.

    Attributes:
        difference: points, with the Wald interval of the difference.
        standard_error: of the difference, points.
        z: difference / standard error; None when the standard error is 0.
        p: two-sided probability of such a difference without any change.
        changed: True if the change is shown, False if no change is shown, None: cannot tell.
    """

    difference: Estimate
    standard_error: float | None
    z: float | None
    p: float | None
    changed: bool | None


def split(
    scores: Iterable[float | None],
    *,
    scale_min: int,
    scale_max: int,
    mapping: ScaleMapping | None = None,
) -> Split:
    """Sort answers into promoters (9-10), passives (7-8) and detractors (up to 6).

    Args:
        scores: answers as whole numbers; None and NaN are skipped answers.
        scale_min: lowest mark that could be given.
        scale_max: highest mark that could be given.
        mapping: `one_to_ten` allows a scale of 1..10 (detractors 1-6). Such a score must not be
            mixed with one of 0..10: without a 0 the same feelings give other marks.

    Raises:
        ValueError: if the scale is not 0..10 (or 1..10 with its mapping), or if an answer is
            not a whole number on the scale.
    """
    _check_scale(scale_min, scale_max, mapping)
    values = np.array([np.nan if s is None else float(s) for s in scores], dtype=np.float64)
    given = values[~np.isnan(values)]
    wrong = given[(given != np.floor(given)) | (given < scale_min) | (given > scale_max)]
    if wrong.size:
        raise ValueError(
            f"{wrong.size} answers are not whole numbers from {scale_min} to {scale_max}, "
            f"the first is {wrong[0]:g}"
        )
    promoters = int((given >= _PROMOTERS_FROM).sum())
    detractors = int((given <= _DETRACTORS_TO).sum())
    return Split(
        promoters, given.size - promoters - detractors, detractors, values.size - given.size
    )


def _check_scale(scale_min: int, scale_max: int, mapping: str | None) -> None:
    """Refuse every scale that the Net Promoter Score is not defined on."""
    scale = (scale_min, scale_max)
    if mapping not in (None, "one_to_ten"):
        raise ValueError(f"unknown mapping {mapping!r}; the only one is 'one_to_ten'")
    if scale == (0, 10) and mapping is None:
        return
    if scale == (1, 10) and mapping == "one_to_ten":
        return
    if scale == (1, 10):
        raise ValueError(
            "the Net Promoter Score is defined on 0..10; score a scale of 1..10 only "
            "with mapping='one_to_ten' and never in one series with 0..10"
        )
    raise ValueError(
        f"a scale of {scale_min}..{scale_max} has no Net Promoter Score"
        + (f" with mapping={mapping!r}" if mapping else "")
        + "; use a top-box share or a mean instead"
    )


def variance(promoters: float, passives: float, detractors: float) -> float:
    """Variance of one answer counted as +1, 0 or -1: p + d - (p - d)^2.

    Raises:
        ValueError: if there is no answer or a count is negative.
    """
    n = promoters + passives + detractors
    if min(promoters, passives, detractors) < 0 or n <= 0:
        raise ValueError("the variance needs at least one answer and no negative count")
    p, d = promoters / n, detractors / n
    return max(0.0, p + d - (p - d) ** 2)


def standard_error(promoters: float, passives: float, detractors: float) -> float:
    """Standard error of the score in points.

    Raises:
        ValueError: if there is no answer or a count is negative.
    """
    n = promoters + passives + detractors
    return 100 * math.sqrt(variance(promoters, passives, detractors) / n)


def _wald(promoters: float, passives: float, detractors: float, confidence: float) -> Interval:
    n = promoters + passives + detractors
    centre = 100 * (promoters - detractors) / n
    half = normal(confidence) * standard_error(promoters, passives, detractors)
    return Interval(centre, centre - half, centre + half)


def adjusted_wald(
    promoters: int, passives: int, detractors: int, *, confidence: float = 0.95
) -> Interval:
    """Adjusted Wald interval with its own centre, not clipped (Rocks 2016)."""
    return _wald(promoters + 0.75, passives + 1.5, detractors + 0.75, confidence)


def nps_wald(
    promoters: int, passives: int, detractors: int, *, confidence: float = 0.95
) -> Estimate:
    """The score with the plain Wald interval: of use for comparison only, useless near ±100."""
    counts = Split(promoters, passives, detractors)
    if counts.n == 0:
        return cannot_tell(0, method="wald")
    i = _wald(promoters, passives, detractors, confidence)
    return around(i.centre, low=max(-100, i.low), high=min(100, i.high), n=counts.n, method="wald")


def nps_score(
    promoters: int, passives: int, detractors: int, *, confidence: float = 0.95
) -> Estimate:
    """The plain score with the adjusted Wald interval, clipped to -100..100.

    Raises:
        ValueError: if a count is negative.
    """
    counts = Split(promoters, passives, detractors)
    if counts.n == 0:
        return cannot_tell(0, method="adjusted_wald")
    i = adjusted_wald(promoters, passives, detractors, confidence=confidence)
    return around(
        100 * (promoters - detractors) / counts.n,
        low=max(-100.0, i.low),
        high=min(100.0, i.high),
        n=counts.n,
        method="adjusted_wald",
    )


def two_waves(before: Split, after: Split, *, confidence: float = 0.95) -> WaveTest:
    """Test whether the score changed between two independent waves (z test, Wald errors)."""
    n = before.n + after.n
    if before.n == 0 or after.n == 0:
        return WaveTest(cannot_tell(n, method="wald"), None, None, None, None)
    a = (before.promoters, before.passives, before.detractors)
    b = (after.promoters, after.passives, after.detractors)
    gap = 100 * ((b[0] - b[2]) / after.n - (a[0] - a[2]) / before.n)
    se = math.hypot(standard_error(*a), standard_error(*b))
    half = normal(confidence) * se
    estimate = around(gap, low=max(-200, gap - half), high=min(200, gap + half), n=n, method="wald")
    if se == 0:  # everybody gave the same kind of answer: the test has no scale
        return WaveTest(estimate, se, None, None, None)
    p = two_sided_p(gap / se)
    return WaveTest(estimate, se, gap / se, p, p < 1 - confidence)


def answers_needed(half_width: float, *, variance: float = 1.0, confidence: float = 0.95) -> int:
    """How many answers make the interval ± `half_width` points.

    Args:
        half_width: points.
        variance: of one answer (see `variance`); 1 is the worst case.
        confidence: two-sided coverage.

    Raises:
        ValueError: if the half width is not above 0 or the variance not in 0..1.
    """
    if half_width <= 0 or not 0 <= variance <= 1:
        raise ValueError("half_width must be above 0 and variance between 0 and 1")
    return max(1, math.ceil((normal(confidence) * 100 / half_width) ** 2 * variance))
