"""What every statistic returns: a value, its interval, how many it rests on, and how it was made."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure with its interval.

    Attributes:
        value: the figure; None means that it cannot be told.
        low: lower end of the interval; None where there is no interval.
        high: upper end of the interval.
        n: the number of answers, customers or events that the figure rests on.
        method: the name of the method, such as `wilson`; texts for it stand in the glossary.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    method: str

    def __post_init__(self) -> None:
        """Refuse an interval without a value, half an interval and one that misses its value."""
        if self.n < 0:
            raise ValueError(f"n must not be negative: {self.n}")
        if (self.low is None) != (self.high is None):
            raise ValueError("an interval needs both ends or none")
        if self.value is None and self.low is not None:
            raise ValueError("an estimate without a value has no interval")
        if (
            self.value is not None
            and self.low is not None
            and self.high is not None
            and not self.low <= self.value <= self.high
        ):
            raise ValueError(f"{self.value} is outside of [{self.low}, {self.high}]")


def cannot_tell(n: int, *, method: str) -> Estimate:
    """The estimate that says: with these data nothing can be told."""
    return Estimate(None, None, None, n, method)


def around(value: float, *, low: float, high: float, n: int, method: str) -> Estimate:
    """An estimate whose interval is widened, where rounding or centring asks for it, to its value."""
    return Estimate(value, min(low, value), max(high, value), n, method)
