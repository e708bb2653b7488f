"""When there are too few to say anything: one threshold and one way to withhold a figure."""

from __future__ import annotations

from enum import StrEnum

from kundig.stats.estimate import Estimate, cannot_tell

#: Fewer answers than this are never shown as a percentage or a score.
MIN_N = 30


class Size(StrEnum):
    """The verdict on a number of answers."""

    NOTHING = "nothing"  # there is not one
    TOO_FEW = "too_few"  # there are some, but no figure is shown
    ENOUGH = "enough"


def enough(n: int, *, minimum: int = MIN_N) -> bool:
    """True if `n` answers carry a figure."""
    return n >= minimum


def size(n: int, *, minimum: int = MIN_N) -> Size:
    """The verdict on `n` answers.

    Raises:
        ValueError: if n is negative.
    """
    if n < 0:
        raise ValueError(f"n must not be negative: {n}")
    if n == 0:
        return Size.NOTHING
    return Size.ENOUGH if enough(n, minimum=minimum) else Size.TOO_FEW


def guarded(estimate: Estimate, *, minimum: int = MIN_N) -> Estimate:
    """The estimate itself, or, when it rests on too few, one that keeps only n and method."""
    if enough(estimate.n, minimum=minimum):
        return estimate
    return cannot_tell(estimate.n, method=estimate.method)
