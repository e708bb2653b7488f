"""Events per exposure, such as complaints per 1,000 sales: exact Poisson intervals.

Sources: Garwood 1936, Biometrika 28; for the ratio of two rates Przyborowski & Wilenski 1940
(conditional on the sum of both counts, with the exact binomial interval of Clopper & Pearson).
"""

from __future__ import annotations

import math

from scipy import special

from kundig.stats.estimate import Estimate, around, cannot_tell
from kundig.stats.quantiles import check_confidence


def poisson_rate(
    events: int, exposure: float, *, per: float = 1000, confidence: float = 0.95
) -> Estimate:
    """Events per `per` units of exposure with Garwood's exact interval.

    Args:
        events: how often it happened.
        exposure: how often it could have happened (sales, deliveries, customer months).
        per: the unit that the rate is stated in.
        confidence: two-sided coverage.

    Returns:
        The rate; n is the number of events; no value if there was no exposure.

    Raises:
        ValueError: if a number is negative, or if there are events without exposure.
    """
    check_confidence(confidence)
    if events < 0 or events != int(events):
        raise ValueError(f"events must be a whole number from 0: {events}")
    if not (math.isfinite(exposure) and exposure >= 0 and per > 0):
        raise ValueError("exposure must not be negative and `per` must be above 0")
    if exposure == 0:
        if events:
            raise ValueError(f"{events} events without any exposure")
        return cannot_tell(0, method="garwood")
    tail = (1 - confidence) / 2
    low = float(special.gammaincinv(events, tail)) if events else 0.0
    high = float(special.gammaincinv(events + 1, 1 - tail))
    unit = per / exposure
    return around(events * unit, low=low * unit, high=high * unit, n=int(events), method="garwood")


def rate_ratio(
    first: tuple[int, float], second: tuple[int, float], *, confidence: float = 0.95
) -> Estimate:
    """Rate of `first` divided by rate of `second`, each (events, exposure), exact interval.

    An interval that holds 1 means that no change is shown.

    Returns:
        The ratio; n is the number of events of both; no value without any event in `second`
        or without exposure.

    Raises:
        ValueError: if a number is negative.
    """
    check_confidence(confidence)
    (x, m), (y, k) = first, second
    if min(x, y, m, k) < 0:
        raise ValueError("events and exposure must not be negative")
    n = int(x + y)
    if y == 0 or m == 0 or k == 0:
        return cannot_tell(n, method="conditional_binomial")
    tail = (1 - confidence) / 2
    low = float(special.betaincinv(x, y + 1, tail)) if x else 0.0
    high = float(special.betaincinv(x + 1, y, 1 - tail))
    scale = k / m
    return around(
        x / y * scale,
        low=low / (1 - low) * scale,
        high=high / (1 - high) * scale,
        n=n,
        method="conditional_binomial",
    )
