"""Numbers and dates as German cells, many at a time: each distinct value is formatted once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Strings = NDArray[np.object_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rng = np.random.Generator


def strings(values: Sequence[str]) -> Strings:
    """A list of texts as an array that can be indexed with arrays."""
    out = np.empty(len(values), dtype=object)
    out[:] = list(values)
    return out


def each(values: NDArray[Any], show: Callable[[int], str]) -> Strings:
    """Format whole numbers, each distinct one once."""
    distinct, where = np.unique(values, return_inverse=True)
    return strings([show(int(v)) for v in distinct])[where]


def money(cents: int) -> str:
    """Cents as a German amount: 129900 -> `1.299,00`."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    return f"{sign}{whole:,}".replace(",", ".") + f",{rest:02d}"


def amounts(cents: NDArray[Any]) -> Strings:
    """Many cents as German amounts."""
    return each(cents, money)


def day(date: dt.date) -> str:
    """A date as `dd.mm.yyyy`."""
    return date.strftime("%d.%m.%Y")


class Calendar:
    """The days of the export: day 0 is the first, `days - 1` is yesterday."""

    def __init__(self, today: dt.date, *, days: int) -> None:
        self.today = today
        self.days = days
        self.start = today - dt.timedelta(days=days)

    def date(self, index: int) -> dt.date:
        """The date of a day."""
        return self.start + dt.timedelta(days=index)

    def ago(self, days: int) -> dt.date:
        """The date so many days before today."""
        return self.today - dt.timedelta(days=days)

    def index(self, date: dt.date) -> int:
        """The day of a date."""
        return (date - self.start).days

    def dates(self, days: NDArray[Any]) -> Strings:
        """Days as `dd.mm.yyyy`."""
        return each(days, lambda d: day(self.date(d)))

    def times(self, minutes: NDArray[Any]) -> Strings:
        """Minutes since the start as `dd.mm.yyyy HH:MM`."""
        days, rest = np.divmod(np.asarray(minutes, dtype=np.int64), 1440)
        clock = each(rest, lambda m: f" {m // 60:02d}:{m % 60:02d}")
        return np.asarray(self.dates(days) + clock, dtype=object)

    def weekdays(self) -> Ints:
        """Weekday (Monday is 0) of each day."""
        return (np.arange(self.days + 400) + self.start.weekday()) % 7

    def months(self) -> Ints:
        """Month (January is 0) of each day."""
        return np.array([self.date(i).month - 1 for i in range(self.days)], dtype=np.int64)


def choose(rng: Rng, cumulative: Floats, rows: NDArray[Any] | None = None, n: int = 0) -> Ints:
    """Draw from cumulative weights: one table for `n` draws, or one row of a table per draw."""
    if rows is None:
        return np.searchsorted(cumulative, rng.random(n), side="right").astype(np.int64)
    r = rng.random(len(rows))[:, None]
    return np.asarray((r >= cumulative[rows]).sum(axis=1), dtype=np.int64)


def cumulative(weights: NDArray[Any] | Sequence[float] | Sequence[Sequence[float]]) -> Floats:
    """Weights along the last axis as cumulative shares that end just below 1."""
    w = np.asarray(weights, dtype=np.float64)
    total = np.cumsum(w / w.sum(axis=-1, keepdims=True), axis=-1)
    total[..., -1] = 1.0
    return total


def open_hours(minutes: NDArray[Any]) -> Ints:
    """Move times to the next moment between 8 and 19 o'clock, keeping the minute."""
    m = np.asarray(minutes, dtype=np.int64)
    days, rest = np.divmod(m, 1440)
    late = rest >= 19 * 60
    early = rest < 8 * 60
    moved = days * 1440 + 8 * 60 + rest % 60
    return np.where(late, moved + 1440, np.where(early, moved, m))
