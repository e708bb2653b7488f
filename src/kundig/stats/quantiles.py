"""Quantiles of the normal and of Student's t distribution, without loading `scipy.stats`."""

from __future__ import annotations

from scipy import special


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is no probability strictly between 0 and 1.

    Raises:
        ValueError: if it is not.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")


def normal(confidence: float) -> float:
    """The two-sided normal quantile, for example 1.95996 for 0.95."""
    check_confidence(confidence)
    return float(special.ndtri(0.5 + confidence / 2))


def student(confidence: float, *, df: float) -> float:
    """The two-sided quantile of Student's t with `df` degrees of freedom (df > 0)."""
    check_confidence(confidence)
    return float(special.stdtrit(df, 0.5 + confidence / 2))


def two_sided_p(z: float) -> float:
    """The probability of a normal value at least as far from 0 as `z`."""
    return float(2 * special.ndtr(-abs(z)))
